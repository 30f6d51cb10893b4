package person

import "bytes"

var (
	cardWords    = words("卡号", "账号", "帐号", "账户", "银行")
	paperWords   = words("护照", "通行证", "台胞证", "回乡证", "军官证", "证件号", "居留证")
	accountWords = words("微信号", "微信：", "微信:", "QQ号", "QQ：", "qq号", "qq：")
)

func words(w ...string) [][]byte {
	out := make([][]byte, len(w))
	for i := range w {
		out[i] = []byte(w[i])
	}
	return out
}

// says reports whether the text has one of some words.
func (f *folded) says(any [][]byte) bool {
	for _, w := range any {
		if bytes.Contains(f.text, w) {
			return true
		}
	}
	return false
}

// next gives the first thing at or behind i that stands for a person, as a
// range of f.b; its kind is None where there is none.
func (f *folded) next(i int) (from, to int, kind Kind) {
	for ; i < len(f.b); i++ {
		c := f.b[i]
		before := byte(0)
		if i > 0 {
			before = f.b[i-1]
		}
		switch {
		case isDigit(c) && !isDigit(before):
			j := i
			for j < len(f.b) && isDigit(f.b[j]) {
				j++
			}
			if from, to, kind = f.run(i, j); kind != None {
				return from, to, kind
			}
			if from, to, kind = f.chain(i); kind != None {
				return from, to, kind
			}
		case c == province:
			if to = f.plate(i); to > 0 {
				return i, to, Plate
			}
		case c == '@':
			if from, to = f.mail(i); to > 0 {
				return from, to, Mail
			}
		case c == 'W' && bytes.HasPrefix(f.b[i:], []byte("WXID_")):
			if to = f.token(i); to-i >= 12 {
				return i, to, Account
			}
		}
		if c >= chinese && c <= chinese+9 || f.wide && isDigit(c) && f.spelled(i) {
			if to, kind = f.characters(i); kind != None {
				return i, to, kind
			}
		}
		if f.wide && (isDigit(c) || isLetter(c)) && !isDigit(before) && !isLetter(before) {
			if to, kind = f.named(i); kind != None {
				return i, to, kind
			}
		}
	}
	return 0, 0, None
}

// named judges the letters and digits from i on by what the text around calls
// them: they are the number of a paper, or of an account.
func (f *folded) named(i int) (to int, kind Kind) {
	to = f.token(i)
	digits := 0
	for _, d := range f.b[i:to] {
		if isDigit(d) {
			digits++
		}
	}
	switch {
	case to-i >= 8 && to-i <= 11 && digits >= 7 && !day(f.b[i:to]) && f.says(paperWords):
		return to, Paper
	case to-i >= 6 && digits >= 3 && f.says(accountWords):
		return to, Account
	}
	return 0, None
}

// day reports whether a token is a date written in eight digits.
func day(b []byte) bool {
	if len(b) != 8 {
		return false
	}
	for _, c := range b {
		if !isDigit(c) {
			return false
		}
	}
	century := two(b)
	return (century == 19 || century == 20) && monthDay(century*100+two(b[2:]), two(b[4:]), two(b[6:]))
}

// token gives the end of the letters, digits, hyphens and low lines from i on.
func (f *folded) token(i int) int {
	for i < len(f.b) && (isDigit(f.b[i]) || isLetter(f.b[i]) || f.b[i] == '_' || f.b[i] == '-') {
		i++
	}
	return i
}

// isCut reports whether a symbol may stand between the groups of a number.
func isCut(c byte) bool {
	switch c {
	case ' ', '-', '.', '_', '/', '(', ')', '*', '~':
		return true
	}
	return false
}

// maxGroups is how many groups of digits one number is cut into at most.
const maxGroups = 18

// chain judges digits in groups, cut by one or two separators, from the group
// at i on. A phone number stands in groups of three digits or more, or digit by digit; an
// identity number in any; a bank card in fours.
func (f *folded) chain(i int) (from, to int, kind Kind) {
	var d [20]byte
	var size [maxGroups]int
	n, groups, at, points := 0, 0, i, 0
	for groups < maxGroups {
		start := n
		for at < len(f.b) && (isDigit(f.b[at]) || n == 17 && f.b[at] == 'X') {
			if n == len(d) {
				return 0, 0, None
			}
			d[n] = f.b[at]
			n, at = n+1, at+1
		}
		size[groups] = n - start
		groups++
		whole := at == len(f.b) || !isDigit(f.b[at]) && !isLetter(f.b[at])
		if whole && groups > 1 && (groups > 2 || points == 0) { // 135.12345678 is a measure
			if kind = cut(d[:n], size[:groups]); kind != None {
				return i, at, kind
			}
		}
		next := at
		for next < len(f.b) && next < at+2 && isCut(f.b[next]) {
			if f.b[next] == '.' {
				points++
			}
			next++
		}
		if next == at || next == len(f.b) || !isDigit(f.b[next]) && (n != 17 || f.b[next] != 'X') {
			return 0, 0, None
		}
		at = next
	}
	return 0, 0, None
}

// cut judges the digits of a chain by the sizes of its groups.
func cut(d []byte, size []int) Kind {
	if d[0] == '8' && d[1] == '6' && size[0] == 2 && len(size) > 1 { // +86 138…
		d, size = d[2:], size[1:]
	}
	switch {
	case len(d) == 11 && mobile(d) && phoneGroups(size):
		return Mobile
	case len(d) == 18 && identity(d):
		return Identity
	case len(d) >= 16 && len(d) <= 19 && size[0] == 4 && size[1] == 4 && size[2] == 4 && card(d):
		return Card
	}
	return None
}

func phoneGroups(size []int) bool {
	short, single := false, true
	for _, n := range size {
		short = short || n < 3
		single = single && n == 1
	}
	return single || !short
}

// plate gives the end of a licence plate that begins at i, 0 for none: a
// province, a letter, and five characters, or six of a car with a battery, of
// which at least three are digits.
func (f *folded) plate(i int) int {
	at := i + 1
	letter := func(c byte) bool { return isLetter(c) && c != 'I' && c != 'O' }
	if at >= len(f.b) || !letter(f.b[at]) {
		return 0
	}
	if at++; at < len(f.b) && (f.b[at] == '.' || f.b[at] == ' ' || f.b[at] == '-') {
		at++
	}
	from, digits := at, 0
	for at < len(f.b) && (isDigit(f.b[at]) || letter(f.b[at])) {
		if isDigit(f.b[at]) {
			digits++
		}
		at++
	}
	body := f.b[from:at]
	switch {
	case at < len(f.b) && isLetter(f.b[at]):
		return 0
	case len(body) == 5 && digits >= 3:
		return at
	case len(body) == 6 && digits >= 4 && (isLetter(body[0]) || isLetter(body[5])):
		return at
	}
	return 0
}

// mail gives the range of an e-mail address around the @ at i, 0 for none.
func (f *folded) mail(i int) (from, to int) {
	in := func(c byte) bool {
		return isDigit(c) || isLetter(c) || c == '.' || c == '-' || c == '_' || c == '+' || c == '%'
	}
	for from = i; from > 0 && in(f.b[from-1]); {
		from--
	}
	dot := 0
	for to = i + 1; to < len(f.b) && (isDigit(f.b[to]) || isLetter(f.b[to]) || f.b[to] == '-' || f.b[to] == '.'); to++ {
		if f.b[to] == '.' && to > i+1 && to+2 < len(f.b) && isLetter(f.b[to+1]) && isLetter(f.b[to+2]) {
			dot = to
		}
	}
	if from == i || dot == 0 {
		return 0, 0
	}
	return from, to
}

// spelled reports whether the digits from i on go on in Chinese characters.
func (f *folded) spelled(i int) bool {
	for ; i < len(f.b) && isDigit(f.b[i]); i++ {
	}
	return i < len(f.b) && f.b[i] >= chinese && f.b[i] <= chinese+9
}

// characters judges digits from i on of which three or more are Chinese
// characters: any eleven or eighteen that are a number count, since 三 may end
// a name before.
func (f *folded) characters(i int) (to int, kind Kind) {
	var d [18]byte
	n, spelled := 0, 0
	for at := i; at < len(f.b) && n < len(d); at++ {
		switch c := f.b[at]; {
		case isDigit(c) || n == 17 && c == 'X':
			d[n] = c
			n++
		case c >= chinese && c <= chinese+9:
			d[n] = c - chinese + '0'
			n, spelled = n+1, spelled+1
		case isCut(c) && n > 0:
			continue
		default:
			return 0, None
		}
		if n == 11 && spelled > 2 && mobile(d[:11]) {
			return at + 1, Mobile
		}
		if n == 18 && spelled > 2 && identity(d[:18]) {
			return at + 1, Identity
		}
	}
	return 0, None
}

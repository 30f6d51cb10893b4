package etl

// person looks for a number that stands for a person in a kept text: an
// identity number (18 characters, a birthday that exists, the check character
// of GB 11643) or a mobile phone number (11 digits, the first two 13 to 19,
// with or without +86). Full-width digits count, and so do the usual ways of
// cutting (138 1234 5678, 138-1234-5678). Digits within a longer run are none:
// a case number of 19 digits holds no phone number. It names what it found, ""
// for nothing, and never gives the number.
func person(text []byte) string {
	count := 0
	for _, c := range text {
		if c >= '0' && c <= '9' || c == 0xEF { // 0xEF opens a full-width digit
			count++
		}
	}
	if count < 11 {
		return ""
	}
	var scratch [256]byte
	flat := scratch[:0]
	flat = halfWidth(text, &flat)
	for i := 0; i < len(flat); {
		if !isDigit(flat[i]) {
			i++
			continue
		}
		j := i
		for j < len(flat) && isDigit(flat[j]) {
			j++
		}
		if what := personRun(flat, i, j); what != "" {
			return what
		}
		if what := personCut(flat, i); what != "" {
			return what
		}
		i = j
	}
	return ""
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// personRun judges the digits flat[i:j], which no digit touches.
func personRun(flat []byte, i, j int) string {
	run := flat[i:j]
	switch {
	case len(run) == 17 && j < len(flat) && flat[j]|0x20 == 'x' && (j+1 == len(flat) || !isLetter(flat[j+1]) && !isDigit(flat[j+1])):
		if identity(flat[i : j+1]) {
			return "identity number"
		}
	case len(run) == 18 && identity(run):
		return "identity number"
	case len(run) == 11 && mobile(run):
		return "mobile phone number"
	case len(run) == 13 && i > 0 && flat[i-1] == '+' && run[0] == '8' && run[1] == '6' && mobile(run[2:]):
		return "mobile phone number"
	}
	return ""
}

// personCut judges digits in groups of 3, 4, 4 (a phone) or 6, 8, 4 (an
// identity number), cut by one space or hyphen, from i on.
func personCut(flat []byte, i int) string {
	for _, form := range [...][3]int{{3, 4, 4}, {6, 8, 4}} {
		var run [18]byte
		n, at := 0, i
		whole := true
		for g, size := range form {
			if g > 0 {
				if at >= len(flat) || flat[at] != ' ' && flat[at] != '-' {
					whole = false
					break
				}
				at++
			}
			for k := 0; k < size && whole; k++ {
				last := g == 2 && k == size-1 && n == 17
				if at >= len(flat) || !isDigit(flat[at]) && !(last && flat[at]|0x20 == 'x') {
					whole = false
					break
				}
				run[n] = flat[at]
				n++
				at++
			}
		}
		if !whole || at < len(flat) && isDigit(flat[at]) {
			continue
		}
		if n == 11 && mobile(run[:11]) {
			return "mobile phone number"
		}
		if n == 18 && identity(run[:18]) {
			return "identity number"
		}
	}
	return ""
}

// mobile reports whether 11 digits are of a mobile phone.
func mobile(d []byte) bool { return d[0] == '1' && d[1] >= '3' }

// identity reports whether 18 characters are an identity number by GB
// 11643-1999: area, birthday, order, and a check character by ISO 7064 MOD 11-2.
func identity(d []byte) bool {
	year := two(d[6:])*100 + two(d[8:])
	if _, ok := civil(year, two(d[10:]), two(d[12:])); !ok || year > 2099 || d[0] == '0' || d[0] == '9' {
		return false
	}
	sum := 0
	weights := [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}
	for i, w := range weights {
		sum += int(d[i]-'0') * w
	}
	check := "10X98765432"[sum%11]
	return d[17] == check || check == 'X' && d[17] == 'x'
}

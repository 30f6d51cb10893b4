package person

import "bytes"

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isLetter(c byte) bool { return c >= 'A' && c <= 'Z' }

// provinces are the first two digits of an identity number: GB/T 2260, and 81
// to 83 for the residence permits of Hong Kong, Macao and Taiwan people.
var provinces = func() (p [100]bool) {
	for _, n := range [...]int{11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46,
		50, 51, 52, 53, 54, 61, 62, 63, 64, 65, 71, 81, 82, 83} {
		p[n] = true
	}
	return p
}()

func two(b []byte) int { return int(b[0]-'0')*10 + int(b[1]-'0') }

// identity reports whether 18 characters are an identity number by GB 11643:
// area, birthday, order, and a check character by ISO 7064 MOD 11-2. The cards
// of permanent residents from abroad begin with 9 before the province.
func identity(d []byte) bool {
	if !provinces[two(d)] && (d[0] != '9' || !provinces[two(d[1:])]) {
		return false
	}
	if century := two(d[6:]); century != 19 && century != 20 || !monthDay(two(d[6:])*100+two(d[8:]), two(d[10:]), two(d[12:])) {
		return false
	}
	return d[17] == checkOf(d)
}

// checkOf gives the check character of 17 digits.
func checkOf(d []byte) byte {
	sum := 0
	for i, w := range [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2} {
		sum += int(d[i]-'0') * w
	}
	return "10X98765432"[sum%11]
}

// oldIdentity reports whether 15 digits can be an identity number of the form
// before 1999. It has no check digit; its people were born in 1900 to 1999.
// Those born before 1940 are not looked for: their numbers are also codes of
// grids, whose townships run to 399.
func oldIdentity(d []byte) bool {
	return provinces[two(d)] && d[6] >= '4' && monthDay(1900+two(d[6:]), two(d[8:]), two(d[10:]))
}

func monthDay(year, month, day int) bool {
	if month < 1 || month > 12 || day < 1 {
		return false
	}
	last := [...]int{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}[month-1]
	if month == 2 && year%4 == 0 && (year%100 != 0 || year%400 == 0) {
		last = 29
	}
	return day <= last
}

// mobile reports whether 11 digits are of a mobile phone. All of 13 to 19
// count, also those not given out yet: a new one counts from its first day.
func mobile(d []byte) bool { return d[0] == '1' && d[1] >= '3' }

// card reports whether 16 to 19 digits can be a bank card: an issuer's first
// digits, and the check digit of ISO/IEC 7812.
func card(d []byte) bool {
	long := d[0] == '6' && d[1] == '2'
	if !long && (len(d) != 16 || d[0] != '4' && (d[0] != '5' || d[1] < '1' || d[1] > '5') && (d[0] != '3' || d[1] != '5')) {
		return false
	}
	sum := 0
	for i := range d {
		n := int(d[len(d)-1-i] - '0')
		if i%2 == 1 {
			if n *= 2; n > 9 {
				n -= 9
			}
		}
		sum += n
	}
	return sum%10 == 0
}

// run judges the digits b[i:j], which no digit touches, and gives where the
// number ends.
func (f *folded) run(i, j int) (from, to int, kind Kind) {
	b := f.b
	d := b[i:j]
	if len(d) < 11 || f.hex(i, j) || f.fraction(i) {
		return i, j, None
	}
	after := func(k int) byte {
		if k < len(b) {
			return b[k]
		}
		return 0
	}
	if len(d) == 17 && after(j) == 'X' && !isLetter(after(j+1)) && !isDigit(after(j+1)) && identity(b[i:j+1]) {
		return i, j + 1, Identity
	}
	switch {
	case len(d) == 18 && identity(d):
		return i, j, Identity
	case len(d) == 11 && mobile(d),
		len(d) == 13 && d[0] == '8' && d[1] == '6' && mobile(d[2:]),
		len(d) == 15 && bytes.HasPrefix(d, []byte("0086")) && mobile(d[4:]):
		return i, j, Mobile
	case len(d) == 15 && oldIdentity(d):
		return i, j, Identity
	case len(d) >= 16 && len(d) <= 19 && card(d) && f.wide && f.says(cardWords):
		return i, j, Card
	case len(d) == 29 && (identity(d[:18]) && mobile(d[18:]) || mobile(d) && identity(d[11:])),
		len(d) == 36 && identity(d[:18]) && identity(d[18:]):
		return i, j, Identity
	}
	return i, j, None
}

// fraction reports whether the digits at i stand behind the point of a decimal
// number. 1. to 9. may also number the lines of a list.
func (f *folded) fraction(i int) bool {
	if i < 2 || f.b[i-1] != '.' || !isDigit(f.b[i-2]) {
		return false
	}
	return f.b[i-2] == '0' || i > 2 && isDigit(f.b[i-3])
}

// hex reports whether digits are part of a hash or a UUID: of a run of
// hexadecimal digits, letters among them, that is long or follows a hyphen.
func (f *folded) hex(i, j int) bool {
	letters := false
	is := func(c byte) bool {
		if c >= 'A' && c <= 'F' {
			letters = true
			return true
		}
		return isDigit(c)
	}
	for i > 0 && is(f.b[i-1]) {
		i--
	}
	for j < len(f.b) && is(f.b[j]) {
		j++
	}
	if !letters || i > 0 && isLetter(f.b[i-1]) || j < len(f.b) && isLetter(f.b[j]) {
		return false
	}
	return j-i >= 16 || j-i == 12 && i > 0 && f.b[i-1] == '-'
}

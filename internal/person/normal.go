package person

// Normal gives the one form of a number that comes in many: an identity number
// with 18 characters (15 digits are filled up), a phone number without +86 and
// the like. What is neither, but could be another document's number, comes
// back in capitals. ok is false for what stands for nobody: an identity number
// whose check character is wrong, a word, nothing.
func Normal(text []byte) (number string, ok bool) {
	var room [64]byte
	b, _ := fold(room[:0], text, nil)
	var d []byte
	digits := 0
	for _, c := range b {
		switch {
		case c >= chinese && c <= chinese+9:
			c = c - chinese + '0'
			digits++
		case isDigit(c):
			digits++
		case isLetter(c):
		case isCut(c) || c == '+':
			continue
		default:
			return "", false
		}
		d = append(d, c)
	}
	if digits == len(d) {
		d = national(d)
	}
	switch {
	case len(d) == 18 && (digits == 18 || digits == 17 && d[17] == 'X'):
		return string(d), identity(d)
	case len(d) == 15 && digits == 15:
		if !provinces[two(d)] || !monthDay(1900+two(d[6:]), two(d[8:]), two(d[10:])) {
			return "", false
		}
		long := append(append(append([]byte{}, d[:6]...), '1', '9'), d[6:]...)
		return string(append(long, checkOf(append(long, 0)))), true
	case digits == len(d):
		return string(d), len(d) == 11 && mobile(d) || len(d) >= 10 && len(d) <= 12 && d[0] == '0'
	}
	return string(d), len(d) >= 8 && len(d) <= 18 && digits >= 6
}

// national takes the country's number off a phone number.
func national(d []byte) []byte {
	for _, code := range [...]string{"0086", "86"} {
		if n := len(code); len(d) == n+11 && string(d[:n]) == code && mobile(d[n:]) {
			return d[n:]
		}
	}
	return d
}

// Number names what the cell of a number column stands for: a whole number of
// the form of a mobile or an identity number, None for any other.
func Number(cell []byte) Kind {
	var room [32]byte
	b, _ := fold(room[:0], cell, nil)
	n := 0
	for n < len(b) && (isDigit(b[n]) || n == 17 && b[n] == 'X') {
		n++
	}
	for _, c := range b[n:] {
		if c != '.' && c != '0' {
			return None
		}
	}
	switch {
	case n == 11 && mobile(b):
		return Mobile
	case n == 18 && identity(b):
		return Identity
	}
	return None
}

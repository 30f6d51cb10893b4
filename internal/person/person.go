// Package person finds what stands for a person in a text: identity numbers,
// mobile numbers, e-mail addresses, licence plates and the like, however they
// are written. It names what it found and never gives it back.
package person

import (
	"bytes"
	"unicode/utf8"
)

// Kind is what was found; None is the empty string.
type Kind string

// The kinds that Find knows.
const (
	None     Kind = ""
	Identity Kind = "identity number"
	Mobile   Kind = "mobile phone number"
	Card     Kind = "bank card number"
	Plate    Kind = "licence plate"
	Mail     Kind = "e-mail address"
	Paper    Kind = "number of a passport or permit"
	Account  Kind = "messenger account"
)

// What a byte counts as when a cell is looked at for the first time.
const (
	countDigit = iota
	countAt    // @
	countLow   // _
	countFull  // opens a full-width character: ０ or ，
	countAlpha // a letter of ASCII
	countLead  // opens any other character beyond ASCII
	countRest
)

// counts says it for every byte.
var counts = func() (c [256]uint8) {
	for i := range c {
		switch {
		case i >= '0' && i <= '9':
			c[i] = countDigit
		case i == '@':
			c[i] = countAt
		case i == '_':
			c[i] = countLow
		case i == 0xEF:
			c[i] = countFull
		case i|0x20 >= 'a' && i|0x20 <= 'z':
			c[i] = countAlpha
		case i >= 0xC0:
			c[i] = countLead
		default:
			c[i] = countRest
		}
	}
	return c
}()

var (
	fullAt = []byte("＠")
	wxid   = []byte("wxid_")
)

// Find names the first thing in text, UTF-8, that stands for a person, None
// where there is nothing. Digits count in every script and form: full-width,
// Arabic-Indic, circled, 一三八 and 壹叁捌, with spaces, hyphens or characters
// of no width between them.
func Find(text []byte) Kind {
	kind, _ := Scan(text)
	return kind
}

// Scan is Find for a text that nobody has looked at yet: valid says that it is
// UTF-8. Both take one pass over nearly every text.
func Scan(text []byte) (kind Kind, valid bool) {
	s := take(text)
	if len(text) < len("a@b.cn") || !s.suspect(text) {
		return None, !s.broken
	}
	var room [256]byte
	b, wide := fold(room[:0], text, nil)
	f := folded{b: b, text: text, wide: wide}
	_, _, kind = f.next(0)
	return kind, !s.broken
}

// survey counts what a text is made of.
type survey struct {
	n        [countRest + 1]int
	numerals int  // characters beyond ASCII that stand for a digit
	broken   bool // some of it is not UTF-8
}

// take counts in one pass. Chinese characters, of which most texts consist, are
// told by their three bytes without being decoded otherwise.
func take(text []byte) (s survey) {
	wide := 0
	for i := 0; i < len(text); {
		c := text[i]
		if c < utf8.RuneSelf {
			s.n[counts[c]]++
			i++
			continue
		}
		if c >= 0xE4 && c <= 0xE9 && i+2 < len(text) {
			x, y := text[i+1]^0x80, text[i+2]^0x80
			r := int(c&0x0F)<<12 | int(x)<<6 | int(y)
			if x|y < 0x40 && r >= hanFirst { // and below hanLast, E9 BF BF
				if hans[r-hanFirst] <= chinese+9 {
					s.numerals++
				}
				wide++
				i += 3
				continue
			}
		}
		r, size := utf8.DecodeRune(text[i:])
		s.broken = s.broken || r == utf8.RuneError && size == 1
		s.n[counts[c]]++
		if d := symbol(r); d >= '0' && d <= '9' || d >= chinese && d <= chinese+9 {
			s.numerals++
		}
		i += size
	}
	s.n[countLead] += wide
	return s
}

// suspect reports whether a text has what it takes to be looked at closely.
// Nearly every cell ends here.
func (s *survey) suspect(text []byte) bool {
	n := &s.n
	wide := n[countFull] + n[countLead]
	switch digits := n[countDigit]; {
	case digits >= 11 || n[countAt] > 0:
		return true
	case n[countLow] > 0 && bytes.Contains(text, wxid):
		return true
	case wide == 0:
		return false
	case digits >= 7: // a permit
		return true
	case digits >= 3 && n[countAlpha]+n[countFull] > 0: // a plate, or an account
		return true
	case n[countFull] > 0:
		return bytes.Contains(text, fullAt) || digits+n[countFull] >= 3 && digits+s.numerals >= 3
	default:
		return digits+s.numerals >= 11
	}
}

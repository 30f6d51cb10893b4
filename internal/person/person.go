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
	if len(text) < len("a@b.cn") || !suspect(text) {
		return None
	}
	var room [256]byte
	b, wide := fold(room[:0], text, nil)
	f := folded{b: b, text: text, wide: wide}
	_, _, kind := f.next(0)
	return kind
}

// suspect reports whether a text has what it takes to be looked at closely.
// Nearly every cell ends here.
func suspect(text []byte) bool {
	var n [countRest + 1]int
	for _, c := range text {
		n[counts[c]]++
	}
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
		return bytes.Contains(text, fullAt) || digits+n[countFull] >= 3 && digits+numerals(text) >= 3
	default:
		return digits+wide >= 11 && digits+numerals(text) >= 11
	}
}

// numerals counts the characters beyond ASCII that stand for a digit.
func numerals(text []byte) int {
	n := 0
	for i := 0; i < len(text); {
		c := text[i]
		switch {
		case c < utf8.RuneSelf:
			i++
			continue
		case c >= 0xE5 && c <= 0xE8 && i+2 < len(text): // three bytes of UTF-8: a Chinese character
			r := int(c&0x0F)<<12 | int(text[i+1]&0x3F)<<6 | int(text[i+2]&0x3F)
			if s := hans[r-hanFirst]; s <= chinese+9 {
				n++
			}
			i += 3
			continue
		}
		r, size := utf8.DecodeRune(text[i:])
		if s := symbol(r); s >= '0' && s <= '9' || s >= chinese && s <= chinese+9 {
			n++
		}
		i += size
	}
	return n
}

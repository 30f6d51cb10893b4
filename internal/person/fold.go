package person

import (
	"unicode"
	"unicode/utf8"
)

// Symbols of folded text beyond ASCII.
const (
	chinese  = 0x80 // and the value: a digit as a Chinese character
	province = 0xF0 // a character that licence plates begin with
	other    = 0xFE
	nothing  = 0xFF // of no width: left out
)

// folded is a text made ready for comparison: one byte for each character.
// Digits of all scripts are '0' to '9' (Chinese characters for digits apart,
// since 张三 is a name), letters are upper case, all dashes and spaces one.
type folded struct {
	b    []byte
	text []byte
	wide bool // text has characters beyond ASCII
}

// fold appends a text, folded, to b; and to at, where it is not nil, where in
// text each byte comes from. wide says that text has more than ASCII.
func fold(b, text []byte, at *[]int) (out []byte, wide bool) {
	for i := 0; i < len(text); {
		c, size := text[i], 1
		switch {
		case c >= utf8.RuneSelf:
			wide = true
			var r rune
			r, size = utf8.DecodeRune(text[i:])
			c = symbol(r)
		case c >= 'a' && c <= 'z':
			c -= 'a' - 'A'
		case c == '\t' || c == '\n' || c == '\r':
			c = ' '
		}
		if c != nothing {
			b = append(b, c)
			if at != nil {
				*at = append(*at, i)
			}
		}
		i += size
	}
	return b, wide
}

// symbol folds a character beyond ASCII.
func symbol(r rune) byte {
	switch {
	case r >= hanFirst && r <= hanLast:
		return hans[r-hanFirst]
	case r >= 0xFF01 && r <= 0xFF5E: // full-width forms of ASCII
		c := byte(r - 0xFF01 + '!')
		if c >= 'a' && c <= 'z' {
			c -= 'a' - 'A'
		}
		return c
	case r == '〇':
		return chinese
	case unicode.Is(unicode.Nd, r):
		return digitOf(r)
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		return nothing
	case unicode.IsSpace(r):
		return ' '
	case unicode.Is(unicode.Pd, r) || r == '−':
		return '-'
	case r == '·' || r == '•' || r == '・' || r == '‧' || r == '。':
		return '.'
	}
	return enclosed(r)
}

// digitOf gives the value of a decimal digit: each script's ten stand together.
func digitOf(r rune) byte {
	for _, t := range unicode.Nd.R16 {
		if lo := rune(t.Lo); r >= lo && r <= rune(t.Hi) {
			return '0' + byte((r-lo)%10)
		}
	}
	for _, t := range unicode.Nd.R32 {
		if lo := rune(t.Lo); r >= lo && r <= rune(t.Hi) {
			return '0' + byte((r-lo)%10)
		}
	}
	return other
}

// enclosed gives the value of ①, ⑴, ⒈, ❶, ², ₂ and the like.
func enclosed(r rune) byte {
	switch r {
	case '⓪', '⓿', '⁰', '₀':
		return '0'
	case '¹':
		return '1'
	case '²':
		return '2'
	case '³':
		return '3'
	}
	for _, one := range [...]rune{'①', '⑴', '⒈', '❶', '➀', '➊', '⓵', '㈠', '㊀'} {
		if r >= one && r <= one+8 {
			return '1' + byte(r-one)
		}
	}
	for _, zero := range [...]rune{'⁰', '₀'} {
		if r >= zero+4 && r <= zero+9 || zero == '₀' && r > zero && r < zero+4 {
			return '0' + byte(r-zero)
		}
	}
	return other
}

// hanFirst and hanLast bound the Chinese characters that are looked at.
const (
	hanFirst = 0x4E00
	hanLast  = 0x9FFF
)

// hans are the characters that stand for digits, by value, and for provinces;
// all others are other. Every character of every text is looked up here.
var hans = func() (t [hanLast - hanFirst + 1]byte) {
	for i := range t {
		t[i] = other
	}
	for value, set := range [...]string{"零", "一壹幺", "二贰", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖"} {
		for _, r := range set {
			t[r-hanFirst] = chinese + byte(value)
		}
	}
	for _, r := range "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使" {
		t[r-hanFirst] = province
	}
	return t
}()

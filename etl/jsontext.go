package etl

import (
	"bytes"
	"errors"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// jsonDepth is how deep values may nest.
const jsonDepth = 100

var (
	errShort = errors.New("it breaks off") // a value goes on behind the text
	errJSON  = errors.New("it is no JSON")
	errDepth = errors.New("its values nest too deep")
)

// jsonKind is what a JSON value is.
type jsonKind uint8

const (
	jsonNull jsonKind = iota
	jsonPlain
	jsonString
	jsonEscaped // a string with escapes
	jsonNested  // an object or array
)

// jsonText cuts JSON text (RFC 8259) into values. Line ends and other control
// characters within strings are let pass. In GB18030 a backslash, a bracket or
// a brace may be the second byte of a character, a quote never.
type jsonText struct{ gb bool }

// space gives the offset of the first byte from i on that is no white space.
func space(t []byte, i int) int {
	for i < len(t) && (t[i] == ' ' || t[i] == '\n' || t[i] == '\r' || t[i] == '\t') {
		i++
	}
	return i
}

// str gives the offset behind the string that opens at i.
func (x jsonText) str(t []byte, i int) (end int, kind jsonKind, err error) {
	i++
	n := bytes.IndexByte(t[i:], '"')
	if n < 0 {
		return 0, 0, errShort
	}
	if s := t[i : i+n]; bytes.IndexByte(s, '\\') < 0 && (!x.gb || ascii(s)) {
		return i + n + 1, jsonString, nil
	}
	kind = jsonString
	for i < len(t) {
		switch c := t[i]; {
		case c == '"':
			return i + 1, kind, nil
		case c == '\\':
			if i+1 >= len(t) {
				return 0, 0, errShort
			}
			kind = jsonEscaped
			if t[i+1] == 'u' {
				if i+6 > len(t) {
					return 0, 0, errShort
				}
				if _, ok := hex4(t[i+2:]); !ok {
					return i, 0, errJSON
				}
				i += 6
				continue
			}
			if bytes.IndexByte([]byte(`"\/bfnrt`), t[i+1]) < 0 {
				return i, 0, errJSON
			}
			i += 2
		case x.gb && c >= 0x80:
			i += 2
		default:
			i++
		}
	}
	return 0, 0, errShort
}

func hex4(t []byte) (r rune, ok bool) {
	for _, c := range t[:4] {
		switch {
		case c >= '0' && c <= '9':
			r = r<<4 | rune(c-'0')
		case c|0x20 >= 'a' && c|0x20 <= 'f':
			r = r<<4 | rune(c|0x20-'a'+10)
		default:
			return 0, false
		}
	}
	return r, true
}

// num gives the offset behind the number that begins at i, which never ends
// the text: a bracket or brace has to follow.
func (x jsonText) num(t []byte, i int) (int, error) {
	digits := func() bool {
		from := i
		for i < len(t) && isDigit(t[i]) {
			i++
		}
		return i > from
	}
	at := func(c byte) bool { return i < len(t) && t[i] == c }
	if at('-') {
		i++
	}
	zero := at('0')
	from := i
	ok := digits() && (!zero || i == from+1)
	if ok && at('.') {
		i++
		ok = digits()
	}
	if ok && (at('e') || at('E')) {
		i++
		if at('+') || at('-') {
			i++
		}
		ok = digits()
	}
	switch {
	case i >= len(t):
		return 0, errShort
	case !ok:
		return i, errJSON
	}
	return i, nil
}

// value gives the offset behind the value that begins at i, and its kind. With
// errJSON the offset is where the text goes wrong.
func (x jsonText) value(t []byte, i, depth int) (end int, kind jsonKind, err error) {
	if i >= len(t) {
		return 0, 0, errShort
	}
	word := func(w string, kind jsonKind) (int, jsonKind, error) {
		if n := min(len(w), len(t)-i); string(t[i:i+n]) != w[:n] {
			return i, 0, errJSON
		} else if n < len(w) {
			return 0, 0, errShort
		}
		return i + len(w), kind, nil
	}
	switch c := t[i]; {
	case c == '"':
		return x.str(t, i)
	case c == '-' || isDigit(c):
		end, err = x.num(t, i)
		return end, jsonPlain, err
	case c == 't':
		return word("true", jsonPlain)
	case c == 'f':
		return word("false", jsonPlain)
	case c == 'n':
		return word("null", jsonNull)
	case c == '{', c == '[':
		end, err = x.nested(t, i, depth)
		return end, jsonNested, err
	}
	return i, 0, errJSON
}

// nested gives the offset behind the object or array that opens at i.
func (x jsonText) nested(t []byte, i, depth int) (int, error) {
	if depth >= jsonDepth {
		return i, errDepth
	}
	object := t[i] == '{'
	closing := t[i] + 2 // '}' and ']' stand two behind their openings
	var err error
	i = space(t, i+1)
	if i < len(t) && t[i] == closing {
		return i + 1, nil
	}
	for {
		if object {
			if i, err = x.key(t, i); err != nil {
				return i, err
			}
		}
		if i, _, err = x.value(t, i, depth+1); err != nil {
			return i, err
		}
		i = space(t, i)
		switch {
		case i >= len(t):
			return 0, errShort
		case t[i] == closing:
			return i + 1, nil
		case t[i] != ',':
			return i, errJSON
		}
		i = space(t, i+1)
	}
}

// key gives the offset of the value whose key opens at i.
func (x jsonText) key(t []byte, i int) (int, error) {
	if i >= len(t) {
		return 0, errShort
	}
	if t[i] != '"' {
		return i, errJSON
	}
	end, _, err := x.str(t, i)
	if err != nil {
		return end, err
	}
	return x.colon(t, end)
}

func (x jsonText) colon(t []byte, i int) (int, error) {
	i = space(t, i)
	if i >= len(t) {
		return 0, errShort
	}
	if t[i] != ':' {
		return i, errJSON
	}
	return space(t, i+1), nil
}

// unescape appends the text between the quotes of a string, in the file's own
// encoding. ok is false where an escape is no character of a text.
func (x jsonText) unescape(b, s []byte) (out []byte, ok bool) {
	ok = true
	for i := 0; i < len(s); {
		c := s[i]
		if x.gb && c >= 0x80 && i+1 < len(s) {
			b = append(b, c, s[i+1])
			i += 2
			continue
		}
		if c != '\\' {
			b = append(b, c)
			i++
			continue
		}
		if s[i+1] != 'u' {
			b = append(b, "\"\\/\b\f\n\r\t"[bytes.IndexByte([]byte(`"\/bfnrt`), s[i+1])])
			i += 2
			continue
		}
		r, _ := hex4(s[i+2:])
		i += 6
		if utf16.IsSurrogate(r) {
			low := rune(0)
			if i+6 <= len(s) && s[i] == '\\' && s[i+1] == 'u' {
				low, _ = hex4(s[i+2:])
			}
			if r = utf16.DecodeRune(r, low); r != utf8.RuneError {
				i += 6
			}
		}
		ok = ok && r != 0 && r != utf8.RuneError
		if x.gb && r >= utf8.RuneSelf {
			enc, err := simplifiedchinese.GB18030.NewEncoder().Bytes(utf8.AppendRune(nil, r))
			b, ok = append(b, enc...), ok && err == nil
			continue
		}
		b = utf8.AppendRune(b, r)
	}
	return b, ok
}

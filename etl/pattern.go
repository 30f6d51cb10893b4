package etl

import (
	"encoding/binary"
	"regexp"
	"strconv"
	"strings"
)

// steps is a pattern of characters one behind the other, each of them out of a
// class, which needs no regular expression: most keys and codes are of this
// kind. It holds one class for each byte of a text that fits.
type steps []class

// class is what a byte may be.
type class struct{ from, to, or byte }

func (s steps) Match(b []byte) bool {
	if len(b) != len(s) {
		return false
	}
	for i, c := range b {
		if (c < s[i].from || c > s[i].to) && c != s[i].or {
			return false
		}
	}
	return true
}

// stride is the ranges of eight steps, which are looked at together.
type stride struct {
	at       int
	from, to uint64 // of each byte; the highest bit of to is set
}

// strides cuts steps by eight; the last may lie over the one before. Texts of
// less than eight bytes have none.
func (s steps) strides() []stride {
	var out []stride
	for at := 0; len(s) >= 8 && at < len(s); at += 8 {
		at = min(at, len(s)-8)
		w := stride{at: at}
		for i, c := range s[at : at+8] {
			w.from |= uint64(c.from) << (8 * i)
			w.to |= uint64(c.to|0x80) << (8 * i)
		}
		out = append(out, w)
	}
	return out
}

// fits says that all bytes lie in the ranges of their steps. What does not fit
// may still match, by the other byte that a class may be.
func fits(strides []stride, b []byte) bool {
	const high = ^uint64(lowBits)
	for _, s := range strides {
		x := binary.LittleEndian.Uint64(b[s.at:])
		// Of ASCII, the highest bit stays where a byte is no less than from, and
		// no greater than to.
		notLess, notGreater := (x|high)-s.from, s.to-(x&lowBits)
		if notLess&notGreater&^x&high != high {
			return false
		}
	}
	return true
}

// maxSteps is how long a text a pattern of steps may be for.
const maxSteps = 64

var (
	digit   = class{from: '0', to: '9', or: '0'}
	letter  = class{from: 'A', to: 'Z', or: 'A'}
	classes = map[string]class{`\d`: digit, "[0-9]": digit, "[A-Z]": letter}
)

// compileMatcher gives the quickest matcher for a pattern.
func compileMatcher(pattern string, re *regexp.Regexp) matcher {
	var s steps
	for rest := pattern; rest != ""; {
		var c class
		c, rest = nextClass(rest)
		if c == (class{}) {
			return re
		}
		n := 1
		if count, ok := strings.CutPrefix(rest, "{"); ok {
			text, behind, closed := strings.Cut(count, "}")
			k, err := strconv.Atoi(text)
			if !closed || err != nil || k < 1 || k > maxSteps {
				return re
			}
			n, rest = k, behind
		}
		for range n {
			s = append(s, c)
		}
		if len(s) > maxSteps {
			return re
		}
	}
	if s == nil {
		return re
	}
	return s
}

// nextClass takes the next class off a pattern, none where it is another thing.
func nextClass(pattern string) (class, string) {
	for text, c := range classes {
		if rest, ok := strings.CutPrefix(pattern, text); ok {
			return c, rest
		}
	}
	if c := pattern[0]; isDigit(c) || isLetter(c) || c == '-' || c == '_' {
		return class{from: c, to: c, or: c}, pattern[1:]
	}
	return class{}, ""
}

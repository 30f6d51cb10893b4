package etl

import (
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

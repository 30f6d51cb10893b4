package etl

import (
	"regexp"
	"strconv"
	"strings"
)

// digits is a pattern of a fixed number of digits, which needs no regular
// expression: most keys are of this kind.
type digits int

func (n digits) Match(b []byte) bool {
	if len(b) != int(n) {
		return false
	}
	for _, c := range b {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

// compileMatcher gives the quickest matcher for a pattern.
func compileMatcher(pattern string, re *regexp.Regexp) matcher {
	if s, ok := strings.CutPrefix(pattern, `\d{`); ok {
		if s, ok := strings.CutSuffix(s, "}"); ok {
			if n, err := strconv.Atoi(s); err == nil {
				return digits(n)
			}
		}
	}
	return re
}

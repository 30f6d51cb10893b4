package queries

import (
	"strings"

	"github.com/anlan-lake/anlan"
)

// skip gives the length of the quoted text or comment at the head of sql, 0
// where there is none.
func skip(sql string) int {
	until := func(from int, end string) int {
		if at := strings.Index(sql[from:], end); at >= 0 {
			return from + at + len(end)
		}
		return len(sql)
	}
	switch {
	case sql[0] == '\'' || sql[0] == '"':
		return until(1, sql[:1]) // a doubled quote reads as two texts side by side
	case strings.HasPrefix(sql, "--"):
		return until(2, "\n")
	case strings.HasPrefix(sql, "/*"):
		return until(2, "*/")
	}
	return 0
}

func letter(c byte) bool { return c == '_' || c|0x20 >= 'a' && c|0x20 <= 'z' }

// word gives the identifier at the head of s.
func word(s string) string {
	n := 0
	for n < len(s) && (letter(s[n]) || n > 0 && s[n] >= '0' && s[n] <= '9') {
		n++
	}
	return s[:n]
}

// Arguments splits the bracketed list at the head of sql at its top commas,
// and gives the length of the list, brackets included. A bracket that is not
// closed is Invalid.
func Arguments(sql string) (args []string, length int, err error) {
	depth, from := 0, 1
	for i := 0; i < len(sql); {
		if n := skip(sql[i:]); n > 0 {
			i += n
			continue
		}
		switch sql[i] {
		case '(':
			depth++
		case ',':
			if depth == 1 {
				args, from = append(args, sql[from:i]), i+1
			}
		case ')':
			if depth--; depth == 0 {
				return append(args, sql[from:i]), i + 1, nil
			}
		}
		i++
	}
	return nil, 0, anlan.Errorf(anlan.Invalid, "a bracket is not closed in %q", sql)
}

// Filter reads "filter (where condition)" at the head of sql, blanks before it
// allowed: the condition and the length of the text, 0 where there is none.
func Filter(sql string) (condition string, length int) {
	rest := strings.TrimLeft(sql, " \n\t")
	if !strings.EqualFold(word(rest), "filter") {
		return "", 0
	}
	rest = strings.TrimLeft(rest[len("filter"):], " \n\t")
	if !strings.HasPrefix(rest, "(") {
		return "", 0
	}
	args, n, err := Arguments(rest)
	if err != nil {
		return "", 0
	}
	inner := strings.TrimSpace(strings.Join(args, ","))
	if !strings.EqualFold(word(inner), "where") {
		return "", 0
	}
	return strings.TrimSpace(inner[len("where"):]), len(sql) - len(rest) + n
}

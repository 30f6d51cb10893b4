package queries

import (
	"regexp"
	"slices"
	"strings"
)

// optional matches @optional(column, type) in a staging query: the column where
// the landed table has it, an empty one of the type where the city's source
// does not send it.
var optional = regexp.MustCompile(`@optional\((\w+), (\w+(?:\([0-9, ]+\))?)\)`)

// fit resolves the optional columns of a query for the landed tables it reads.
// missing names a column of its contract that is neither there nor optional; a
// table whose columns are not given (nil) is taken to have them all.
func fit(q Query, tables map[string][]string) (fitted Query, missing string) {
	if q.Layer != "staging" || tables[q.Depends[0]] == nil {
		q.Body = optional.ReplaceAllString(q.Body, "$1")
		return q, ""
	}
	have := tables[q.Depends[0]]
	for _, line := range strings.Split(q.Body, "\n") {
		name := strings.TrimSuffix(strings.TrimSpace(line), ",")
		if nameForm.MatchString(name) && name != "select" && !slices.Contains(have, name) {
			return q, name
		}
	}
	q.Body = optional.ReplaceAllStringFunc(q.Body, func(text string) string {
		m := optional.FindStringSubmatch(text)
		if slices.Contains(have, m[1]) {
			return m[1]
		}
		return "cast(null as " + m[2] + ") as " + m[1]
	})
	return q, ""
}

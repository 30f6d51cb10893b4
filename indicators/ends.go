package indicators

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// endCount is a scan whose rows count by how their times lie to the ends of
// periods, and not by the times themselves: rows alike in that are counted
// once, and their numbers held against every end.
type endCount struct {
	times  []string // columns held against ends
	others []string // columns that aggregates read in other ways
}

// counts tells whether the scan can be taken by number of rows; ok is false
// where an aggregate is no count of rows, or where a time is used for more than
// to ask whether it is there and lies before the end.
func (s *scan) counts() (c endCount, ok bool) {
	timed, plain := map[string]bool{}, map[string]bool{}
	if s.time != Stock {
		timed[s.time] = true
	}
	for _, a := range s.atoms {
		if a.fn != "count" || a.arg != "*" {
			return c, false
		}
		rest, ok := held(a.cond, timed, plain)
		if !ok {
			return c, false
		}
		for _, name := range columnsOf(rest) {
			if timed[name] {
				return c, false
			}
			plain[name] = true
		}
	}
	for name := range plain {
		if !timed[name] {
			c.others = append(c.others, name)
		}
	}
	c.times = sortedKeys(timed)
	slices.Sort(c.others)
	return c, len(c.times) > 0
}

// held takes the comparisons with the end and the questions whether a column is
// there out of a condition, notes their columns, and gives the rest; ok is
// false where the end is used in any other way.
func held(cond string, timed, asked map[string]bool) (rest string, ok bool) {
	toks := slices.DeleteFunc(tokens(cond), func(t token) bool { return strings.TrimSpace(t.text) == "" })
	at := func(i int) string {
		if i < 0 || i >= len(toks) {
			return ""
		}
		return strings.ToLower(toks[i].text)
	}
	var left []string
	for i := 0; i < len(toks); {
		length := 0
		switch {
		case !toks[i].word || !slices.Contains([]string{"", "(", "and", "or", "not"}, at(i-1)):
		case at(i+1) == "<" && at(i+2) == ":end":
			length = 3
		case at(i+1) == ">" && at(i+2) == "=" && at(i+3) == ":end":
			length = 4
		case at(i+1) == "is" && at(i+2) == "null":
			asked[at(i)] = true
			i += 3
			continue
		case at(i+1) == "is" && at(i+2) == "not" && at(i+3) == "null":
			asked[at(i)] = true
			i += 4
			continue
		}
		if length > 0 && slices.Contains([]string{"", ")", "and", "or"}, at(i+length)) {
			timed[at(i)] = true
			i += length
			continue
		}
		if at(i) == ":end" {
			return "", false
		}
		left = append(left, toks[i].text)
		i++
	}
	return strings.Join(left, " "), true
}

// countEnds writes the scan of a fact for what looks at the period's end, by
// number of rows: each time is put on the last of the days that is not after
// it, which lies to every end as the time itself does.
func (b *builder) countEnds(s *scan, c endCount, days []time.Time) string {
	days = append([]time.Time{days[0].AddDate(0, 0, -1)}, days...)
	columns := []string{fmt.Sprintf("substr(f.area_code, 1, %d) as x_area", s.finest(b.in.Levels))}
	groups := []string{"1"}
	for _, name := range c.times {
		columns = append(columns, fmt.Sprintf("case when f.%[1]s is not null then %[2]s end as %[1]s", name, between("f."+name, days)))
	}
	for _, name := range c.others {
		columns = append(columns, "f."+name)
	}
	for n := range columns[1:] {
		groups = append(groups, fmt.Sprint(n+2))
	}
	sums := s.each("    ", func(_ int, a atom) string {
		if a.cond == "" {
			return "sum(x_rows)"
		}
		return "coalesce(sum(x_rows) filter (where " + strings.ReplaceAll(a.cond, ":end", "x_end") + "), 0)"
	})
	return fmt.Sprintf(`select x_period, x_window, x_area,
%s
  from (
    select %s, count(*) as x_rows
    from %s f
    group by %s
  ) as f
  join (%s) as w on %s
  group by x_period, x_window, x_area`,
		sums, strings.Join(columns, ",\n      "), b.source(s.dataset), strings.Join(groups, ", "), s.ends(), s.inWindow())
}

package indicators

import (
	"slices"
	"strings"
	"testing"
)

// What can be counted by number of rows is told from the conditions alone.
func TestCountsAgainstEnds(t *testing.T) {
	for _, x := range []struct {
		time, exprs   string // aggregates parted by |
		times, others string // "" and "": not so
	}{
		{Stock, "count(*) filter (where opened < :end and (closed is null or closed >= :end))", "closed opened", ""},
		{Stock, "count(*) filter (where opened < :end and kind = '01') | count(*) filter (where opened < :end and not late)", "opened", "kind late"},
		{"due", "count(*) filter (where status = '04' and closed < :end and other is not null)", "closed due", "other status"},
		{"due", "count(*)", "due", ""},
		// The end moved, the time moved, the time read otherwise, no end, no count.
		{Stock, "count(*) filter (where opened >= :end - interval '30' day)", "", ""},
		{Stock, "count(*) filter (where opened + interval '1' day < :end)", "", ""},
		{Stock, "count(*) filter (where opened < :end and opened < closed)", "", ""},
		{Stock, "count(*) filter (where opened <= :end)", "", ""},
		{Stock, "count(*) filter (where :end > opened)", "", ""},
		{Stock, "count(*) filter (where kind = '01')", "", ""},
		{Stock, "count(*) filter (where opened < :end) | sum(amount) filter (where opened < :end)", "", ""},
		{Stock, "count(*) filter (where @day(opened) < :end)", "", ""},
	} {
		s := &scan{time: x.time}
		for _, expr := range strings.Split(x.exprs, "|") {
			f, err := parseFormula(strings.TrimSpace(expr))
			if err != nil {
				t.Fatal(err)
			}
			s.atoms = append(s.atoms, f.atoms...)
		}
		c, ok := s.counts()
		if ok != (x.times != "") || ok && (!slices.Equal(c.times, strings.Fields(x.times)) || !slices.Equal(c.others, strings.Fields(x.others))) {
			t.Errorf("%s %s: times %v, others %v, %v", x.time, x.exprs, c.times, c.others, ok)
		}
	}
}

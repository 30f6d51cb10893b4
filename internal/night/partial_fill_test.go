package night

import (
	"fmt"
	"testing"

	"github.com/anlan-lake/anlan/queries"
)

// Facts are filled at once unless one reads beside its own what another narrows.
func TestByFact(t *testing.T) {
	group := func(table string, beside ...string) []summed {
		return []summed{&wanted{holding: holding{base: queries.Base{Table: table, Beside: beside}}}}
	}
	p := &partials{b: &build{set: &queries.Set{}}}
	for name, x := range map[string]struct {
		groups map[string][]summed
		order  []string
		want   string
	}{
		"apart":                   {map[string][]summed{"a": group("x", "area"), "b": group("y", "area")}, []string{"a", "b"}, "[[x] [y]]"},
		"of one table":            {map[string][]summed{"a": group("x"), "b": group("y"), "c": group("x")}, []string{"a", "b", "c"}, "[[x x] [y]]"},
		"beside one another":      {map[string][]summed{"a": group("x"), "b": group("y", "x")}, []string{"a", "b"}, "[[x y]]"},
		"beside what stays whole": {map[string][]summed{"a": group("x", "y"), "b": group("z")}, []string{"a", "b"}, "[[x] [z]]"},
	} {
		var got [][]string
		for _, list := range p.byFact(x.groups, x.order) {
			var tables []string
			for _, g := range list {
				tables = append(tables, g[0].held().base.Table)
			}
			got = append(got, tables)
		}
		if s := fmt.Sprint(got); s != x.want {
			t.Errorf("%s: %s, want %s", name, s, x.want)
		}
	}
}

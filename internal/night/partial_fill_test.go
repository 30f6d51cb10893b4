package night

import (
	"fmt"
	"testing"

	"github.com/anlan-lake/anlan/queries"
)

// Facts are filled at once unless they show parts of the same table.
func TestByFact(t *testing.T) {
	of := func(table string, beside ...string) *filling {
		return &filling{list: []summed{&wanted{holding: holding{base: queries.Base{Table: table, Beside: beside}}}}}
	}
	p := &partials{b: &build{set: &queries.Set{}}}
	for name, x := range map[string]struct {
		order []*filling
		want  string
	}{
		"apart":              {[]*filling{of("x", "area"), of("y", "area")}, "[[x] [y]]"},
		"of one table":       {[]*filling{of("x"), of("y"), of("x")}, "[[x x] [y]]"},
		"beside one another": {[]*filling{of("x"), of("y", "x")}, "[[x] [y]]"},
	} {
		var got [][]string
		for _, list := range p.byFact(x.order) {
			var tables []string
			for _, f := range list {
				tables = append(tables, f.held().base.Table)
			}
			got = append(got, tables)
		}
		if s := fmt.Sprint(got); s != x.want {
			t.Errorf("%s: %s, want %s", name, s, x.want)
		}
	}
}

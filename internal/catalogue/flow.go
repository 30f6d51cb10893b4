package catalogue

import (
	"slices"

	"github.com/anlan-lake/anlan/queries"
)

// flow is the lineage of one column, both ways.
type flow struct {
	From       []link // the columns it is made from
	Origin     []link // the headers at the far end
	To         []link // the columns made from it
	Indicators []link // that read it, or what is made of it
	Pages      []link
	Constant   string // what stands in place of sources
}

func (v *view) flow(s queries.Source) flow {
	var f flow
	for _, u := range v.c.up[s] {
		f.From = append(f.From, v.column(u, false))
	}
	if v.c.sets[s.Table] == nil {
		for _, o := range v.c.origins(s) {
			f.Origin = append(f.Origin, v.origin(o))
		}
		switch {
		case len(f.From) > 0:
		case v.c.tables[s.Table].Layer == "computed":
			f.Constant = v.t("given")
		default:
			f.Constant = v.t("constant")
		}
	}
	for _, d := range v.c.down[s] {
		f.To = append(f.To, v.column(d, false))
	}
	ids, _ := v.c.uses(s)
	for _, id := range ids {
		f.Indicators = append(f.Indicators, v.indicatorLink(id))
	}
	for _, id := range v.c.shown(s) {
		f.Pages = append(f.Pages, v.pageLink(id))
	}
	return f
}

// below lists what rests on a table, in run order, and the indicators that
// come from it, where it is a data set.
func (c *Catalogue) below(table string) (tables, indicators []string) {
	reached := map[string]bool{table: true}
	for _, name := range c.order {
		for _, d := range c.tables[name].Depends {
			if reached[d] {
				reached[name] = true
			}
		}
		if reached[name] && name != table {
			tables = append(tables, name)
		}
	}
	for _, i := range c.Framework.Indicators {
		if slices.Contains(c.rooted[i.ID], table) {
			indicators = append(indicators, i.ID)
		}
	}
	return tables, indicators
}

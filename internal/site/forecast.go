package site

import (
	"cmp"
	"html/template"
	"slices"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/chart"
)

// aheadPanel is what is forecast of an area.
type aheadPanel struct {
	Days    string // first to last
	Chart   template.HTML
	Caption string // of the chart
	Table   *Table
}

// aheadKind are the windows of one kind of one series.
type aheadKind struct {
	series, kind string
	window       map[int]anlan.Forecast
}

// most is what is expected in the longest window that is shown.
func (k aheadKind) most() float64 {
	v := 0.0
	for _, f := range k.window {
		v = max(v, *f.Mean)
	}
	return v
}

var aheadDays = [...]int{7, 14, 30}

// ahead shows the forecasts of an area, all kinds of a series first and then its
// kinds by what is expected; nil where the edition has none.
func (c *call) ahead(area string) *aheadPanel {
	list := c.e.Forecasts(area)
	if len(list) == 0 {
		return nil
	}
	p := &aheadPanel{Table: &Table{ID: "ahead", Title: c.text("ahead.title"), Note: c.text("ahead.note"), Empty: c.text("ahead.empty"),
		Cols: []Col{wideCol(c.text("col.kind"))}}}
	for _, days := range aheadDays {
		p.Table.Cols = append(p.Table.Cols, numCol(c.text("ahead.in", days)))
	}
	// Of sums and of small series no chance is told: columns without any are left out.
	told := slices.ContainsFunc(list, func(f anlan.Forecast) bool { return f.Outbreak != nil })
	if told {
		for _, days := range aheadDays {
			p.Table.Cols = append(p.Table.Cols, numCol(c.text("ahead.outbreak", days)))
		}
	}
	several := slices.ContainsFunc(list, func(f anlan.Forecast) bool { return f.Series != list[0].Series })
	bars := chart.Ranges{Title: c.text("ahead.chart"), Desc: c.areaPath(area), Width: 760, Counts: true}
	for _, k := range aheadKinds(list) {
		name := c.label(k.series, k.kind)
		if k.kind == anlan.KindAll {
			name = c.text("ahead.all")
		}
		row := Row{Group: c.label("series", k.series), Cells: []Cell{text(name)}}
		var chances []Cell
		for _, days := range aheadDays {
			f, ok := k.window[days]
			if !ok {
				row.Cells, chances = append(row.Cells, muted("—")), append(chances, muted("—"))
				continue
			}
			row.Cells = append(row.Cells, text(expected(f)))
			if f.Outbreak == nil {
				chances = append(chances, muted("—"))
			} else {
				chances = append(chances, text(fixed(100**f.Outbreak, 0)+"%"))
			}
		}
		if told {
			row.Cells = append(row.Cells, chances...)
		}
		p.Table.Rows = append(p.Table.Rows, row)
		f, ok := k.window[aheadDays[len(aheadDays)-1]]
		if !ok {
			continue
		}
		p.Days = c.text("ahead.days", c.dayName(f.First), c.dayName(f.Last))
		if k.kind != anlan.KindAll && len(bars.Rows) < mostBars {
			bars.Last = max(bars.Last, *f.Upper95)
			label := name
			if several {
				label = c.label("series", k.series) + " · " + name
			}
			bars.Rows = append(bars.Rows, chart.RangeRow{Label: label, Low: f.Lower95, High: f.Upper95, InnerLow: f.Lower80, InnerHigh: f.Upper80, Mark: f.Mean,
				Tip: label + " " + expected(f)})
		}
	}
	if len(bars.Rows) > 0 {
		p.Chart, p.Caption = markup(bars.SVG()), bars.Title
	}
	return p
}

// mostBars is how many kinds the chart of forecasts shows.
const mostBars = 16

// expected writes "12 (8–17)".
func expected(f anlan.Forecast) string {
	return count(*f.Mean) + " (" + count(*f.Lower80) + "–" + count(*f.Upper80) + ")"
}

// aheadKinds groups forecasts by series and kind.
func aheadKinds(list []anlan.Forecast) []aheadKind {
	var out []aheadKind
	for _, f := range list {
		at := slices.IndexFunc(out, func(k aheadKind) bool { return k.series == f.Series && k.kind == f.Kind })
		if at < 0 {
			at = len(out)
			out = append(out, aheadKind{f.Series, f.Kind, map[int]anlan.Forecast{}})
		}
		out[at].window[f.Days] = f
	}
	slices.SortStableFunc(out, func(a, b aheadKind) int {
		if (a.kind == anlan.KindAll) != (b.kind == anlan.KindAll) && a.series == b.series {
			if a.kind == anlan.KindAll {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(a.series, b.series), cmp.Compare(b.most(), a.most()), cmp.Compare(a.kind, b.kind))
	})
	return out
}

// aheadFacts are what is forecast of a warning's own series.
func (c *call) aheadFacts(w anlan.Warning) []pair {
	var out []pair
	for _, f := range c.e.Forecasts(w.Area) {
		if f.Series != w.Series || f.Kind != w.Kind {
			continue
		}
		text := expected(f)
		if f.Outbreak != nil {
			text += ", " + c.text("ahead.chance", fixed(100**f.Outbreak, 0))
		}
		out = append(out, pair{c.text("ahead.fact", f.Days), text})
	}
	return out
}

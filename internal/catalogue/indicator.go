package catalogue

import (
	"cmp"
	"html/template"
	"strings"

	"github.com/anlan-lake/anlan/indicators"
	"github.com/anlan-lake/anlan/queries"
)

type termView struct {
	Name, Expr, Time string
	Table            link
	Absent           bool
	Columns          []termColumn
}

type termColumn struct {
	Link link
	Flow flow
}

type indicatorView struct {
	ID      string
	Head    []pair
	Text    string
	Terms   []termView
	Vetoes  []string
	Pages   []link
	Picture template.HTML
}

// indicator shows one indicator of the framework.
func (v *view) indicator(i indicators.Indicator) indicatorView {
	out := indicatorView{ID: i.ID, Text: v.pick(i.Definition.Zh, i.Definition.En)}
	head := func(key, text string) {
		if text != "" && text != "0" {
			out.Head = append(out.Head, pair{Name: v.t(key), Text: text})
		}
	}
	for _, k := range v.c.Framework.Categories {
		if k.Code == i.Category {
			out.Head = append(out.Head, pair{Name: v.t("category"), Links: []link{{file("category", k.Code), k.Code + " " + v.pick(k.Name.Zh, k.Name.En), ""}}})
		}
	}
	var levels []string
	for _, l := range i.Levels {
		levels = append(levels, v.t(l))
	}
	head("levels", strings.Join(levels, ", "))
	head("rhythm", v.t(i.Period))
	head("window", i.Window)
	head("window_low", i.WindowTownship)
	head("unit", v.pick(i.Unit, indicators.UnitEn(i.Unit)))
	out.Head = append(out.Head, pair{Name: v.t("direction"), Text: v.t(string(i.Direction))})
	head("weight", number(i.Weight))
	if i.Goal != nil {
		head("goal", number(i.Goal.Worst)+" → "+number(i.Goal.Best))
	}
	head("min_den", number(i.MinDenominator))
	head("min_cell", number(v.c.Framework.Cell(i)))
	head("owner", v.owner(i.Owner))
	head("report_role", i.ReportRole)
	head("adequacy", i.Adequacy)
	head("gaming", v.pick(cmp.Or(i.GamingRiskZh, i.GamingRisk), i.GamingRisk))
	head("source", i.Source)
	for n, t := range terms(i) {
		w := termView{Name: v.t([]string{"numerator", "denominator"}[n]), Expr: t.Expr, Time: t.Time}
		table := v.c.byData[t.Table]
		if table == "" {
			w.Absent, w.Table = true, link{Text: t.Table}
		} else {
			w.Table = v.tableLink(table)
			for _, col := range t.Columns() {
				s := queries.Source{Table: table, Column: col}
				w.Columns = append(w.Columns, termColumn{v.column(s, true), v.flow(s)})
			}
		}
		out.Terms = append(out.Terms, w)
	}
	for _, r := range i.VetoRule {
		if r.AtLeast > 0 {
			out.Vetoes = append(out.Vetoes, v.t(r.Level)+": "+number(r.AtLeast)+" "+v.t("veto_count"))
		}
		if r.Upper95Below > 0 {
			out.Vetoes = append(out.Vetoes, v.t(r.Level)+": "+v.t("veto_bound")+" "+number(r.Upper95Below))
		}
	}
	for _, p := range pages {
		if p.index {
			out.Pages = append(out.Pages, v.pageLink(p.id))
		}
	}
	out.Picture = v.indicatorPicture(i)
	return out
}

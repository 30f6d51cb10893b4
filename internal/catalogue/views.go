package catalogue

import (
	"fmt"
	"html/template"
	"slices"
	"strconv"
	"strings"

	"github.com/anlan-lake/anlan/etl"
	"github.com/anlan-lake/anlan/indicators"
	"github.com/anlan-lake/anlan/queries"
)

// pair is a line of a page's head.
type pair struct {
	Name, Text string
	Links      []link
}

// entry is a line of the index: Find is what the search looks in.
type entry struct {
	Link link
	Text string
	Note string
	Find string
}

type section struct {
	ID, Title string
	Entries   []entry
}

type indexView struct {
	Lead     string
	Sections []section
	Dropped  []queries.Dropped
	Lake     bool
}

func (v *view) index() indexView {
	c := v.c
	out := indexView{Lead: v.t("lead"), Dropped: c.Set.Dropped, Lake: c.Holdings != nil}
	data := section{ID: "datasets", Title: v.t("datasets")}
	for _, k := range c.Contracts {
		find := k.Name.Zh + " " + k.Name.En
		for _, p := range k.Kept() {
			find += " " + p.Name + " " + strings.Join(p.Header, " ")
		}
		data.Entries = append(data.Entries, entry{v.tableLink(k.ID), v.pick(k.Name.Zh, k.Name.En), v.note(k.ID, v.t(k.Rhythm)+" · "+v.pick(k.Owner.Zh, k.Owner.En)), find})
	}
	out.Sections = append(out.Sections, data)
	for _, layer := range []string{"marts", "facts", "computed", "staging"} {
		s := section{ID: layer, Title: v.t(layer)}
		for _, name := range c.order {
			q := c.tables[name]
			if q.Layer != layer {
				continue
			}
			find := q.Zh + " " + q.En
			for _, col := range q.Columns {
				find += " " + col.Name + " " + col.Zh
			}
			note := v.owner(q.Owner)
			if layer == "marts" || layer == "computed" {
				note = v.t(q.Readers)
			}
			s.Entries = append(s.Entries, entry{v.tableLink(name), v.pick(q.Zh, q.En), v.note(name, note), find})
		}
		out.Sections = append(out.Sections, s)
	}
	cats, inds := section{ID: "categories", Title: v.t("categories")}, section{ID: "indicators", Title: v.t("indicators")}
	for _, k := range c.Framework.Categories {
		cats.Entries = append(cats.Entries, entry{link{file("category", k.Code), k.Code, ""}, v.pick(k.Name.Zh, k.Name.En), v.t("weight") + " " + number(k.Weight), k.Name.Zh + " " + k.Name.En})
	}
	for _, i := range c.Framework.Indicators {
		inds.Entries = append(inds.Entries, entry{v.indicatorLink(i.ID), v.pick(i.Name.Zh, i.Name.En), v.pick(i.Unit, indicators.UnitEn(i.Unit)) + " · " + v.owner(i.Owner), i.Name.Zh + " " + i.Name.En + " " + i.Definition.Zh})
	}
	shown, lists := section{ID: "pages", Title: v.t("pages")}, section{ID: "lists", Title: v.t("lists")}
	for _, p := range pages {
		shown.Entries = append(shown.Entries, entry{v.pageLink(p.id), p.at, "", p.zh + " " + p.en})
	}
	for _, l := range c.lists {
		lists.Entries = append(lists.Entries, entry{link{file("list", l.Name), l.Name, ""}, l.Zh, strconv.Itoa(len(l.Codes)), l.Zh})
	}
	out.Sections = append(out.Sections, cats, inds, shown, lists)
	return out
}

// note adds what the lake holds of a table to a line of the index.
func (v *view) note(table, text string) string {
	if h, ok := v.c.Holdings[table]; ok {
		text += " · " + grouped(h.Rows) + " " + v.t("rows")
	}
	return text
}

func (v *view) holding(table string) []pair {
	h, ok := v.c.Holdings[table]
	if !ok {
		return nil
	}
	out := []pair{{Name: v.t("count"), Text: grouped(h.Rows)}}
	for _, p := range []pair{{Name: v.t("first_day"), Text: h.FirstDay}, {Name: v.t("last_day"), Text: h.LastDay}, {Name: v.t("batch"), Text: h.Batch}} {
		if p.Text != "" {
			out = append(out, p)
		}
	}
	return out
}

type columnView struct {
	Name, Type, Text, Header, Unit string
	Codes                          *etl.List
	Rules                          []string
	Flow                           flow
}

type tableView struct {
	Name    string
	Head    []pair
	Holding []pair
	Columns []columnView
	Rows    flow
	SQL     string
	Picture template.HTML
}

// table shows a query or a computed table.
func (v *view) table(q queries.Query) tableView {
	out := tableView{Name: q.Name, SQL: q.Body, Holding: v.holding(q.Name), Rows: v.flow(queries.Source{Table: q.Name, Column: "*"})}
	var depends, users []link
	for _, d := range q.Depends {
		if v.c.tables[d].Name != "" || v.c.sets[d] != nil {
			depends = append(depends, v.tableLink(d))
		}
	}
	for _, name := range v.c.order {
		for _, d := range v.c.tables[name].Depends {
			if d == q.Name {
				users = append(users, v.tableLink(name))
			}
		}
	}
	out.Head = []pair{{Name: v.t("layer"), Text: v.t(q.Layer)}, {Name: v.t("grain"), Text: q.Grain}, {Name: v.t("owner"), Text: v.owner(q.Owner)}, {Name: v.t("readers"), Text: v.t(q.Readers)}}
	if q.Kind != "" {
		out.Head = append(out.Head, pair{Name: v.t("kind"), Text: v.t(q.Kind)})
	}
	for _, p := range []pair{{Name: v.t("depends"), Links: depends}, {Name: v.t("used_by"), Links: users}} {
		if len(p.Links) > 0 {
			out.Head = append(out.Head, p)
		}
	}
	for _, col := range q.Columns {
		other := col.En
		if v.Lang == "en" {
			other = col.Zh
		}
		out.Columns = append(out.Columns, columnView{Name: col.Name, Type: col.Type, Text: v.pick(col.Zh, col.En), Header: other,
			Flow: v.flow(queries.Source{Table: q.Name, Column: col.Name})})
	}
	out.Picture = v.tablePicture(q)
	return out
}

type categoryView struct {
	Head       []pair
	Indicators []indicators.Indicator
}

func (v *view) category(k indicators.Category) categoryView {
	out := categoryView{Head: []pair{{Name: v.t("code"), Text: k.Code}, {Name: v.t("weight"), Text: number(k.Weight)}}}
	for _, i := range v.c.Framework.Indicators {
		if i.Category == k.Code {
			out.Indicators = append(out.Indicators, i)
		}
	}
	return out
}

type listView struct {
	Name  string
	Codes []etl.Code
	Users []link
}

func (v *view) list(l etl.List) listView {
	out := listView{Name: l.Name, Codes: l.Codes}
	for _, k := range v.c.Contracts {
		for _, p := range k.Kept() {
			if p.Codes == l.Name {
				out.Users = append(out.Users, v.column(queries.Source{Table: k.ID, Column: p.Name}, false))
			}
		}
	}
	return out
}

type shownView struct {
	At     string
	Tables []link
}

func (v *view) shownPage(p shownPage) shownView {
	out := shownView{At: p.at}
	for _, t := range p.tables {
		if v.c.tables[t].Name != "" {
			out.Tables = append(out.Tables, v.tableLink(t))
		}
	}
	return out
}

// usedLists are the code lists that the contracts use.
func usedLists(contracts []*etl.Contract) ([]etl.List, error) {
	all, err := etl.CodeLists()
	if err != nil {
		return nil, err
	}
	used := map[string]bool{}
	for _, k := range contracts {
		for _, p := range k.Properties {
			used[p.Codes] = true
		}
	}
	return slices.DeleteFunc(all, func(l etl.List) bool { return !used[l.Name] }), nil
}

func number(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }

// grouped writes a count with commas.
func grouped(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

func bounds(lower, upper *float64, above *float64) string {
	var out []string
	if lower != nil {
		out = append(out, fmt.Sprintf("≥ %s", number(*lower)))
	}
	if above != nil {
		out = append(out, fmt.Sprintf("> %s", number(*above)))
	}
	if upper != nil {
		out = append(out, fmt.Sprintf("≤ %s", number(*upper)))
	}
	return strings.Join(out, ", ")
}

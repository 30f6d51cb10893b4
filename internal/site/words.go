package site

import (
	"strings"

	"github.com/anlan-lake/anlan"
)

type methodPage struct {
	Framework         string
	Rhythm, Side      string // the kind of period of every area, and those of city and counties alone
	Weights, Versions *Table
	Count             int
}

// method says in short how the index is made, and what it will not do.
func (s *site) method(c *call) (*view, error) {
	t := &Table{ID: "weights", Title: c.text("method.weights"), Cols: []Col{wideCol(c.text("col.category")), numCol(c.text("col.weight")), numCol(c.text("col.count")), numCol(c.text("col.computed"))}}
	for _, k := range c.e.Categories() {
		n, ran := 0, 0
		for _, card := range c.e.Indicators() {
			if card.Category == k.Code {
				n++
				if card.Skipped == "" {
					ran++
				}
			}
		}
		t.Rows = append(t.Rows, Row{Cells: []Cell{linked(c.categoryName(k), c.link("/tree")+"#"+k.Code), text(fixed(k.Weight, 0)), text(count(float64(n))), text(count(float64(ran)))}})
	}
	v := c.versions()
	return &view{Template: "method", Title: c.text("nav.method"), Data: methodPage{c.e.Meta.Framework, c.kindName(c.e.Main()), c.sideKinds(), t, v, len(c.e.Indicators())}, Tables: []*Table{t, v}}, nil
}

// kindName names a kind of period within a sentence.
func (c *call) kindName(k anlan.PeriodKind) string {
	return strings.ToLower(c.text("period." + kindNames[k]))
}

// sideKinds lists the kinds of period that have an index of city and counties
// alone, "" where there are none.
func (c *call) sideKinds() string {
	var names []string
	for _, k := range c.e.Kinds() {
		if k != c.e.Main() {
			names = append(names, c.kindName(k))
		}
	}
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return strings.Join(names[:last], c.text("list.comma")) + c.text("list.and") + names[last]
}

// versions lists the versions of the framework: since when, who decided, why.
func (c *call) versions() *Table {
	t := &Table{ID: "versions", Empty: c.text("method.versions.none"), Plain: true,
		Cols: []Col{col(c.text("col.version")), col(c.text("col.from")), col(c.text("col.decided")), wideCol(c.text("col.author")), wideCol(c.text("col.reason"))}}
	for _, v := range c.e.Meta.Versions {
		from := v.From
		if from == "" {
			from = c.text("method.versions.first")
		}
		t.Rows = append(t.Rows, Row{Cells: []Cell{text(v.Version), text(from), text(v.Date), text(c.label("owner", v.Author)), text(c.pick(v.ReasonZh, v.ReasonEn))}})
	}
	return t
}

// about says what the software is and which edition it shows.
func (s *site) about(c *call) (*view, error) {
	m := c.e.Meta
	return &view{Template: "about", Title: c.text("about.title"), Data: []pair{{c.text("edition.id"), m.ID}, {c.text("edition.framework"), m.Framework},
		{c.text("edition.software"), m.Software}, {c.text("edition.built"), m.Built}}}, nil
}

type searchPage struct {
	Query string
	Hits  *Table
}

const maxHits = 40

// search finds areas and indicators by name, code or id.
func (s *site) search(c *call) (*view, error) {
	q := strings.TrimSpace(c.r.URL.Query().Get("q"))
	t := &Table{ID: "hits", Title: c.text("search.title"), Empty: c.text("search.none"), Plain: true, Cols: []Col{col(c.text("col.kind")), wideCol(c.text("col.name")), col(c.text("col.id"))}}
	found := func(names ...string) bool {
		for _, n := range names {
			if q != "" && strings.Contains(strings.ToLower(n), strings.ToLower(q)) {
				return true
			}
		}
		return false
	}
	for _, card := range c.e.Indicators() {
		if len(t.Rows) < maxHits && found(card.ID, card.NameZh, card.NameEn) {
			t.Rows = append(t.Rows, Row{Cells: []Cell{muted(c.text("col.indicator")), linked(c.pick(card.NameZh, card.NameEn), c.link("/indicator/"+card.ID)), muted(card.ID)}})
		}
	}
	for _, a := range c.e.Areas() {
		if len(t.Rows) < maxHits && a.Level <= anlan.Village && c.mayTotal(a.Code) && found(a.Code, a.Name, a.NameEn) {
			t.Rows = append(t.Rows, Row{Cells: []Cell{muted(c.levelName(a.Level.String())), linked(c.areaPath(a.Code), c.link("/area/"+a.Code)), muted(a.Code)}})
		}
	}
	return &view{Template: "search", Title: c.text("search.title"), Data: searchPage{q, t}}, nil
}

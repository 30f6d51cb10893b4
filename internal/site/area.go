package site

import (
	"html/template"
	"slices"

	"github.com/anlan-lake/anlan"
)

type areaPage struct {
	Crumbs   []choice
	Name     string
	Code     string
	Type     string
	Period   string
	Running  bool
	Side     bool   // the period is of a kind that this area has no index of
	Figures  *Table // of an area without an index
	Full     bool   // the reader may see what lies below
	Total    totalCard
	Bars     []categoryBar
	Tree     string // address of the area's index tree
	Map      template.HTML
	Legend   []legendItem
	Layers   []choice
	Children *Table
	Cards    []flashCard
	CardsDay string
	Warnings []warningLine
	More     string
	Weak     *Table
	Moved    *movedPanel
	Ahead    *aheadPanel
	History  *Table
	Below    string // "乡镇街道"
}

// area is one area at any level: the city, a county, a township, a village.
func (s *site) area(c *call) (*view, error) {
	a, err := c.areaOf(c.r.PathValue("code"))
	if err != nil {
		return nil, err
	}
	p := areaPage{Crumbs: c.crumbs(a.Code), Name: c.areaName(a), Code: a.Code, Period: c.periodName(c.period), Running: !c.final(),
		Type: c.label("area_type", a.Type), Full: c.may(a.Code), Total: c.total(a.Code), Bars: c.bars(a.Code), Tree: c.link("/tree", "area", a.Code)}
	p.Side = c.side() && a.Level > anlan.County
	v := &view{Template: "area", Title: p.Name}
	p.Cards, p.CardsDay = c.cards(a.Code)
	if p.Total.None {
		if p.Figures = c.figureTable([]anlan.Area{a}); p.Figures != nil {
			p.Figures.ID, p.Figures.Title = "figures", c.text("area.figures")
			v.Tables = append(v.Tables, p.Figures)
		}
	} else {
		p.Weak = c.weakest(a.Code, 10)
		v.Tables = []*Table{p.Weak, c.barTable(a.Code)}
	}
	if p.Moved = c.moved(a); p.Moved != nil && p.Moved.Table != nil {
		v.Tables = append(v.Tables, p.Moved.Table)
		if p.Moved.Lift != nil {
			v.Tables = append(v.Tables, p.Moved.Lift)
		}
	}
	if p.History = c.historyTable(a.Code); p.History != nil {
		v.Tables = append(v.Tables, p.History)
	}
	if p.Full {
		if p.Ahead = c.ahead(a.Code); p.Ahead != nil {
			v.Tables = append(v.Tables, p.Ahead.Table)
		}
		p.Warnings, p.More = c.warningLines(c.scopedWarnings(a.Code), 5), c.link("/warnings", "area", a.Code)
		layer := c.r.URL.Query().Get("layer")
		if a.Level <= anlan.County && (!c.side() || a.Level < anlan.County) {
			p.Map, p.Legend, p.Layers = c.mapOf(a, a.Level+1, layer), c.legend(), c.layers(layer)
		}
		if p.Children = c.childTable(a, layer); p.Children != nil {
			v.Tables = append(v.Tables, p.Children)
			p.Below = c.levelName((a.Level + 1).String())
		}
	}
	v.Data = p
	return v, nil
}

// indexed says whether an area has an index of any period.
func (c *call) indexed(area string) bool {
	return slices.ContainsFunc(c.e.Periods(), func(p string) bool { _, ok := c.e.Index(area, p, ""); return ok })
}

// crumbs lead from the highest area the reader may see down to code.
func (c *call) crumbs(code string) []choice {
	var list []choice
	for _, a := range c.e.Path(code) {
		if c.mayTotal(a.Code) {
			list = append(list, choice{Text: c.areaName(a), Href: c.link("/area/" + a.Code), On: a.Code == code})
		}
	}
	return list
}

// childTable shows the areas below: every category of those that have an
// index, the figures there are of those that have none (villages); nil when
// there is nothing to show.
func (c *call) childTable(a anlan.Area, layer string) *Table {
	children := c.children(a.Code)
	if len(children) == 0 {
		return nil
	}
	if _, ok := c.e.Index(children[0].Code, c.period, ""); !ok {
		return c.figureTable(children)
	}
	t := &Table{ID: "children", Title: c.levelName(children[0].Level.String()), Note: c.text("ranking.note"),
		Cols: []Col{numCol(c.text("col.rank")), wideCol(c.text("col.area")), numCol(c.indexName()),
			numCol(c.text("col.rank_range")), numCol(c.text("col.interval"))}}
	cats := c.e.Categories()
	for _, k := range cats {
		t.Cols = append(t.Cols, numCol(c.categoryName(k)))
	}
	for _, x := range c.e.Ranking(a.Level+1, c.period, "", a.Code) {
		if !c.mayTotal(x.Area) {
			continue
		}
		rank := "—"
		if x.Rank > 0 {
			rank = count(float64(x.Rank))
		}
		cells := []Cell{muted(rank), linked(c.nameOf(x.Area), c.link("/area/"+x.Area)), scored(x.Score, x.Colour), muted(rankRange(x)), muted(dash(scoreInterval(x.Lower, x.Upper)))}
		for _, k := range cats {
			y, _ := c.e.Index(x.Area, c.period, k.Code)
			cells = append(cells, c.categoryCell(y))
		}
		t.Rows = append(t.Rows, Row{Group: c.label("peers", x.Peers), Cells: cells})
	}
	return t
}

// categoryCell is a category's score in a wide table, pale where too little
// weight is covered.
func (c *call) categoryCell(x anlan.IndexRow) Cell {
	if x.Score == nil {
		return muted("—")
	}
	if x.Colour == anlan.ColourNone || x.Colour == "" {
		return Cell{Text: fixed(*x.Score, 1), Muted: true, Hint: c.text("colour.none") + " " + percent(x.Coverage), Colour: anlan.ColourNone}
	}
	return coloured(fixed(*x.Score, 1), x.Colour)
}

// maxFigures is how many indicators a table of villages has room for.
const maxFigures = 8

// figureTable shows the indicators that have figures at the children's level.
func (c *call) figureTable(children []anlan.Area) *Table {
	has := map[string]bool{}
	for _, a := range children {
		for _, s := range c.e.Scores(a.Code, c.period) {
			if s.Value != nil || s.Suppressed {
				has[s.Indicator] = true
			}
		}
	}
	if len(has) == 0 {
		return nil
	}
	t := &Table{ID: "children", Title: c.levelName(children[0].Level.String()), Cols: []Col{wideCol(c.text("col.area"))}}
	var ids []string
	for _, card := range c.e.Indicators() {
		if has[card.ID] && len(ids) < maxFigures {
			ids = append(ids, card.ID)
			t.Cols = append(t.Cols, Col{Title: c.pick(card.NameZh, card.NameEn), Num: true, Hint: c.unit(card)})
		}
	}
	for _, a := range children {
		cells := []Cell{text(c.areaName(a))}
		for _, id := range ids {
			card, _ := c.e.Indicator(id)
			if s, ok := c.e.Score(a.Code, id, c.period); ok {
				cells = append(cells, Cell{Text: c.valueText(s, card) + valueUnit(c, s, card), Muted: s.Value == nil})
			} else {
				cells = append(cells, muted("—"))
			}
		}
		t.Rows = append(t.Rows, Row{Cells: cells})
	}
	return t
}

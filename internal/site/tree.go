package site

import (
	"html/template"

	"github.com/anlan-lake/anlan"
)

type treePage struct {
	Area     string
	Period   string
	Running  bool
	Areas    []choice
	Total    totalCard
	Branches []branch
	All      *Table
}

// branch is one category with its indicators.
type branch struct {
	categoryBar
	Line   template.HTML
	Leaves *Table
}

// tree is the index of one area from the total down to each indicator.
func (s *site) tree(c *call) (*view, error) {
	a, err := c.areaOf(c.r.URL.Query().Get("area"))
	if err != nil {
		return nil, err
	}
	p := treePage{Area: c.areaName(a), Period: c.periodName(c.period), Running: !c.final(), Total: c.total(a.Code), Areas: c.areaChoices(a.Code)}
	v := &view{Template: "tree", Title: c.text("tree.title")}
	all := c.leafTable("tree", c.text("tree.title"))
	bars := c.bars(a.Code)
	for i, k := range c.e.Categories() {
		b := branch{categoryBar: bars[i], Line: c.indexSpark(a.Code, k.Code), Leaves: c.leafTable("tree-"+k.Code, c.categoryName(k))}
		for _, card := range c.e.Indicators() {
			if card.Category != k.Code {
				continue
			}
			cells := c.leaf(a, card.ID)
			b.Leaves.Rows = append(b.Leaves.Rows, Row{Cells: cells})
			all.Rows = append(all.Rows, Row{Group: c.categoryName(k), Cells: cells})
		}
		v.Tables = append(v.Tables, b.Leaves)
		p.Branches = append(p.Branches, b)
	}
	v.Tables = append(v.Tables, all)
	p.All = all
	v.Data = p
	return v, nil
}

func (c *call) leafTable(id, title string) *Table {
	return &Table{ID: id, Title: title, Empty: c.text("table.empty"), Cols: []Col{col(c.text("col.id")), wideCol(c.text("col.indicator")), numCol(c.text("col.value")),
		col(c.text("col.unit")), numCol(c.text("col.interval")), col(c.text("col.goal")), numCol(c.text("col.score")), numCol(c.text("col.score_interval")), numCol(c.text("col.weight")), col(c.text("col.state"))}}
}

func (c *call) leaf(a anlan.Area, id string) []Cell {
	card, _ := c.e.Indicator(id)
	goal := "—"
	if card.Direction != anlan.Neutral && (card.GoalWorst != 0 || card.GoalBest != 0) {
		goal = trimGoal(card.GoalWorst) + " → " + trimGoal(card.GoalBest)
	}
	cells := []Cell{muted(id), linked(c.pick(card.NameZh, card.NameEn), c.link("/indicator/"+id, "area", a.Code))}
	s, ok := c.e.Score(a.Code, id, c.period)
	if !ok {
		return append(cells, muted("—"), muted(c.unit(card)), muted("—"), muted(goal), muted("—"), muted("—"), muted(fixed(card.Weight, 2)), muted(c.text("state.notclaimed")))
	}
	value := c.valueText(s, card)
	if s.Value == nil && !s.Suppressed {
		value = "—"
	}
	state := c.text("state." + string(s.State))
	if s.Suppressed {
		state = c.text("state.suppressed")
	}
	return append(cells, Cell{Text: value, Muted: s.Value == nil}, muted(c.unit(card)), c.valueInterval(s, card), muted(goal), scored(s.Score, colourOf(s.Score)), muted(dash(scoreInterval(s.ScoreLower, s.ScoreUpper))),
		muted(fixed(s.Weight, 2)), Cell{Text: state, Muted: s.State == anlan.StateOK})
}

// areaChoices are what the picker of a page about one area offers: the
// reader's own area and those above, and one level down.
func (c *call) areaChoices(on string) []choice {
	var list []choice
	add := func(a anlan.Area, indent string) {
		list = append(list, choice{Value: a.Code, Text: indent + c.areaName(a), On: a.Code == on})
	}
	path := c.e.Path(on)
	for _, a := range path {
		if c.mayTotal(a.Code) {
			add(a, "")
		}
	}
	if len(path) == 0 {
		return list
	}
	below := c.children(on)
	if len(below) == 0 || path[len(path)-1].Level >= anlan.Township {
		below = c.children(path[max(0, len(path)-2)].Code)
	}
	for _, a := range below {
		if a.Code != on {
			add(a, "　")
		}
	}
	return list
}

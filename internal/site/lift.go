package site

import "github.com/anlan-lake/anlan"

// lift gives the least change that would raise an area's total to the next
// colour, or says why there is none; both are empty where there is no next.
func (c *call) lift(a anlan.Area) (*Table, string) {
	l, ok := c.e.Lift(a.Code, c.period)
	colour := c.text("colour." + string(l.Colour))
	switch {
	case !ok:
		return nil, ""
	case l.Vetoed:
		return nil, c.text("moved.lift.veto")
	case !l.Feasible:
		return nil, c.text("moved.lift.far", colour, fixed(l.Need, 2), fixed(l.Reach, 2))
	}
	t := &Table{ID: "lift", Title: c.text("moved.lift", colour), Note: c.text("moved.lift.note", fixed(l.Need, 2)), Cols: []Col{wideCol(c.text("col.indicator")), numCol(c.text("col.value")),
		numCol(c.text("moved.lift.target")), numCol(c.text("moved.lift.cases")), numCol(c.text("moved.lift.effort")), numCol(c.text("moved.points")), wideCol(c.text("col.owner"))}}
	for _, s := range l.Steps {
		card, _ := c.e.Indicator(s.Indicator)
		cases := "—"
		if s.Cases > 0 {
			cases = count(s.Cases)
		}
		unit := c.unitAfter(card)
		t.Rows = append(t.Rows, Row{Cells: []Cell{linked(s.Indicator+" "+c.pick(card.NameZh, card.NameEn), c.link("/indicator/"+s.Indicator, "area", a.Code)),
			text(plainValue(s.Value, card) + unit), text(plainValue(s.Target, card) + unit), text(cases), text(percent(s.Effort)), text(signed(s.Points, 2)), muted(c.label("owner", card.Owner))}})
	}
	return t, ""
}

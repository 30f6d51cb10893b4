package site

import (
	"strings"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/edition"
)

// maxRestated is how many restated figures a page shows, the newest first.
const maxRestated = 100

// restatementTable shows the published figures that late files changed, those of
// the reader's areas.
func (c *call) restatementTable() *Table {
	t := &Table{ID: "restated", Title: c.text("restated.title"), Note: c.text("restated.note"), Empty: c.text("restated.none"), Cols: []Col{col(c.text("restated.night")), wideCol(c.text("col.indicator")), col(c.text("col.area")),
		col(c.text("restated.period")), numCol(c.text("restated.before")), numCol(c.text("restated.after")), numCol(c.text("restated.score")), wideCol(c.text("col.dataset"))}}
	for _, x := range c.e.Restatements() {
		card, ok := c.e.Indicator(x.Indicator)
		area, there := c.e.Area(x.Area)
		if !ok || !there || !c.may(x.Area) {
			continue
		}
		if len(t.Rows) == maxRestated {
			t.Note += " " + c.text("restated.more", maxRestated)
			break
		}
		t.Rows = append(t.Rows, Row{Cells: []Cell{muted(x.Night), linked(x.Indicator+" "+c.pick(card.NameZh, card.NameEn), c.link("/indicator/"+x.Indicator)), text(c.areaName(area)), text(x.Period),
			c.restatedValue(x.Before, card), c.restatedValue(x.After, card), text(scoreMove(x)), {Text: c.about(x.Dataset), Hint: strings.ReplaceAll(x.Batches, " ", ", ")}}})
	}
	return t
}

// restatedValue shows one side of a restated figure: a small cell shows nothing.
func (c *call) restatedValue(v *float64, card edition.IndicatorCard) Cell {
	if v == nil {
		return muted("—")
	}
	return text(plainValue(*v, card) + c.unitAfter(card))
}

func scoreMove(x anlan.Restatement) string {
	side := func(v *float64) string {
		if v == nil {
			return "—"
		}
		return fixed(*v, 1)
	}
	return side(x.ScoreBefore) + " → " + side(x.ScoreAfter)
}

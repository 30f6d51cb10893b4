package site

import (
	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/edition"
)

// expected says where the running month of an area stands and where it is
// expected to close, "" where the edition does not know. It stands beside the
// running month and the one that closed last.
func (c *call) expected(area string) string {
	m := c.e.Meta
	n, ok := c.e.Nowcast(area, m.Period, "")
	if !ok || c.period != m.Period && c.period != m.Closed {
		return ""
	}
	month := c.periodName(n.Period)
	switch {
	case n.SoFar == nil:
		return c.text("nowcast.no_figure", month)
	case n.Expected == nil:
		return c.text("nowcast.few_months", month, n.Day, fixed(*n.SoFar, 2), n.Months, anlan.NowcastLeastMonths)
	}
	text := c.text("nowcast.text", month, n.Day, fixed(*n.SoFar, 2), fixed(*n.Expected, 2), fixed(*n.Lower80, 1)+"–"+fixed(*n.Upper80, 1))
	if n.Lower95 != nil {
		text += c.text("nowcast.95", fixed(*n.Lower95, 1)+"–"+fixed(*n.Upper95, 1))
	}
	return text
}

// firstPublished says what was first published of the total shown, "" where
// nothing has changed since.
func (c *call) firstPublished(area string) string {
	r, ok := c.e.Revision(area, c.period, "")
	if !ok || r.Difference == nil || signed(*r.Difference, 2) == "±0" {
		return ""
	}
	return c.text("revision.first", fixed(*r.First, 2), r.FirstDay, signed(*r.Difference, 2))
}

// historyTable shows the totals of an area over the periods of the kind shown,
// newest first, each beside what was first published; nil for an area that has
// no index of them.
func (c *call) historyTable(area string) *Table {
	t := &Table{ID: "history", Title: c.text("history.title"), Note: c.text("history.note"), Cols: []Col{wideCol(c.text("history.period")), numCol(c.indexName()),
		numCol(c.text("history.first")), col(c.text("history.on")), numCol(c.text("col.difference")), col(c.text("history.state"))}}
	periods := c.e.PeriodsOf(edition.Kind(c.period))
	for i := len(periods) - 1; i >= 0; i-- {
		x, ok := c.e.Index(area, periods[i], "")
		if !ok {
			continue
		}
		t.Rows = append(t.Rows, Row{Mark: periods[i] == c.period, Cells: append([]Cell{text(c.periodName(periods[i])), scored(x.Score, x.Colour)}, c.since(x)...)})
	}
	if len(t.Rows) == 0 {
		return nil
	}
	return t
}

// since is what a row of the history says of the first publication.
func (c *call) since(x anlan.IndexRow) []Cell {
	r, ok := c.e.Revision(x.Area, x.Period, x.Category)
	switch {
	case !x.Final:
		return []Cell{muted("—"), muted("—"), muted("—"), muted(c.text("period.provisional"))}
	case !ok:
		return []Cell{muted("—"), muted("—"), muted("—"), muted("")}
	}
	cells := []Cell{text(fixed(*r.First, 2)), {Text: r.FirstDay, Hint: r.FirstEdition, Muted: true}, muted("—")}
	if r.Difference != nil {
		cells[2] = text(signed(*r.Difference, 2))
	}
	state := ""
	if r.Over {
		state = c.text("history.revised")
	}
	if r.FirstMethod != r.NowMethod {
		if state != "" {
			state += c.text("and")
		}
		state += c.text("history.method", r.FirstMethod, r.NowMethod)
	}
	return append(cells, text(state))
}

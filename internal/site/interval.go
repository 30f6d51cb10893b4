package site

import (
	"slices"
	"strings"

	"github.com/anlan-lake/anlan"
)

var levelColour = map[string]anlan.Colour{"error": anlan.Red, "warn": anlan.Orange}

// checkTable shows what the night's checks found, errors first.
func (c *call) checkTable() *Table {
	t := &Table{ID: "checks", Title: c.text("checks.title"), Note: c.text("checks.note"), Empty: c.text("checks.none"), Cols: []Col{col(c.text("col.state")), col(c.text("col.rule")), wideCol(c.text("col.about")), wideCol(c.text("col.detail"))}}
	list := slices.Clone(c.e.Findings())
	order := []string{"error", "warn", "note"}
	slices.SortStableFunc(list, func(a, b anlan.Finding) int { return slices.Index(order, a.Level) - slices.Index(order, b.Level) })
	for _, f := range list {
		state := muted(c.text("check.level." + f.Level))
		if k, ok := levelColour[f.Level]; ok {
			state = coloured(c.text("check.level."+f.Level), k)
		}
		t.Rows = append(t.Rows, Row{Cells: []Cell{state, text(c.text("check.rule." + f.Rule)), {Text: c.about(f.Dataset), Hint: f.Dataset}, text(c.pick(f.Zh, f.Detail))}})
	}
	return t
}

// about names the data sets, or the indicator, that a finding is on.
func (c *call) about(id string) string {
	if id == "" {
		return "—"
	}
	parts := strings.FieldsFunc(id, func(r rune) bool { return r == '/' || r == ' ' })
	for i, p := range parts {
		if k, ok := c.e.Indicator(p); ok {
			parts[i] = p + " " + c.pick(k.NameZh, k.NameEn)
			continue
		}
		parts[i] = c.label("dataset", p)
	}
	return strings.Join(parts, " / ")
}

// shownAbsent is how many absent periods a row names.
const shownAbsent = 6

// intervalTable sums up by data set what was expected of it and what came.
func (c *call) intervalTable() *Table {
	t := &Table{ID: "intervals", Title: c.text("intervals.title"), Note: c.text("intervals.note"), Empty: c.text("table.empty"), Cols: []Col{wideCol(c.text("col.dataset")), numCol(c.text("col.due")), numCol(c.text("col.there")),
		numCol(c.text("interval.late")), numCol(c.text("interval.missing")), numCol(c.text("interval.held")), numCol(c.text("interval.restated")), numCol(c.text("col.volume")), wideCol(c.text("col.absent"))}}
	type sum struct {
		dataset                                           string
		due, there, late, missing, held, restated, volume int64
		absent                                            []string
	}
	var list []*sum
	by := map[string]*sum{}
	for _, x := range c.e.Intervals() {
		if x.State == anlan.IntervalExpected {
			continue
		}
		s := by[x.Dataset]
		if s == nil {
			s = &sum{dataset: x.Dataset}
			by[x.Dataset] = s
			list = append(list, s)
		}
		s.due++
		switch x.State {
		case anlan.IntervalLate:
			s.late++
		case anlan.IntervalMissing:
			s.missing++
		case anlan.IntervalHeld, anlan.IntervalWithdrawn:
			s.held++
		default:
			s.there++
		}
		if x.State == anlan.IntervalRestated {
			s.restated++
		}
		if x.Volume != "" {
			s.volume++
		}
		if !x.Here() {
			s.absent = append(s.absent, x.Period)
		}
	}
	slices.SortStableFunc(list, func(a, b *sum) int { return len(b.absent) - len(a.absent) })
	for _, s := range list {
		absent := muted("—")
		if n := len(s.absent); n > 0 {
			absent = Cell{Text: strings.Join(s.absent[max(0, n-shownAbsent):], c.text("list.comma")), Hint: strings.Join(s.absent, c.text("list.comma"))}
			if n > shownAbsent {
				absent.Text = "… " + absent.Text
			}
		}
		cells := []Cell{{Text: c.label("dataset", s.dataset), Hint: s.dataset}}
		for _, n := range []int64{s.due, s.there, s.late, s.missing, s.held, s.restated, s.volume} {
			cells = append(cells, text(count(float64(n))))
		}
		t.Rows = append(t.Rows, Row{Cells: append(cells, absent)})
	}
	return t
}

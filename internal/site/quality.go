package site

import (
	"cmp"
	"slices"
	"strings"

	"github.com/anlan-lake/anlan"
)

// qualityTable sums up by data set how the listed files came.
func (c *call) qualityTable() *Table {
	t := &Table{ID: "quality", Title: c.text("quality.title"), Note: c.text("quality.note"), Empty: c.text("table.empty"), Cols: []Col{wideCol(c.text("col.dataset")), numCol(c.text("col.batches")),
		numCol(c.text("col.late")), numCol(c.text("col.most_late")), numCol(c.text("col.received")), numCol(c.text("col.rejected")), numCol(c.text("col.rejected_share")), numCol(c.text("col.not_located_share"))}}
	type sum struct {
		dataset                     string
		batches, late, judged, most int64
		received, landed            int64
		rejected, notLocated        int64
	}
	by := map[string]*sum{}
	var list []*sum
	for _, q := range c.e.Quality() {
		s := by[q.Dataset]
		if s == nil {
			s = &sum{dataset: q.Dataset}
			by[q.Dataset] = s
			list = append(list, s)
		}
		s.batches, s.received, s.landed = s.batches+1, s.received+q.Received, s.landed+q.Landed
		s.rejected, s.notLocated = s.rejected+q.Rejected, s.notLocated+q.NotLocated
		if q.DaysLate != nil {
			s.judged++
			s.most = max(s.most, *q.DaysLate)
			if *q.DaysLate > 0 {
				s.late++
			}
		}
	}
	slices.SortStableFunc(list, func(a, b *sum) int { return cmp.Or(cmp.Compare(b.late, a.late), strings.Compare(a.dataset, b.dataset)) })
	for _, s := range list {
		late, most := muted("—"), muted("—")
		if s.judged > 0 {
			late, most = text(count(float64(s.late))), text(c.days(s.most))
		}
		t.Rows = append(t.Rows, Row{Cells: []Cell{{Text: c.label("dataset", s.dataset), Hint: s.dataset}, text(count(float64(s.batches))), late, most, text(count(float64(s.received))),
			text(count(float64(s.rejected))), share(s.rejected, s.received), share(s.notLocated, s.landed)}})
	}
	return t
}

func share(part, whole int64) Cell {
	if whole == 0 {
		return muted("—")
	}
	return text(fixed(100*float64(part)/float64(whole), 2) + "%")
}

// days writes a number of days; none is none.
func (c *call) days(n int64) string {
	if n == 0 {
		return "0"
	}
	return c.text("quality.days", n)
}

// ruleTable counts the rows rejected by data set and rule.
func (c *call) ruleTable() *Table {
	t := &Table{ID: "rules", Title: c.text("rules.title"), Note: c.text("rules.note"), Empty: c.text("rules.none"), Cols: []Col{wideCol(c.text("col.dataset")), col(c.text("col.rule")), numCol(c.text("col.rows"))}}
	type key struct{ dataset, rule string }
	sum := map[key]int64{}
	for _, q := range c.e.Quality() {
		for _, r := range c.e.Rejects(q.Batch) {
			sum[key{q.Dataset, r.Rule}] += r.Rows
		}
	}
	keys := make([]key, 0, len(sum))
	for k := range sum {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b key) int {
		return cmp.Or(strings.Compare(a.dataset, b.dataset), cmp.Compare(sum[b], sum[a]), strings.Compare(a.rule, b.rule))
	})
	for _, k := range keys {
		t.Rows = append(t.Rows, Row{Cells: []Cell{{Text: c.label("dataset", k.dataset), Hint: k.dataset}, text(c.label("reject", k.rule)), text(count(float64(sum[k])))}})
	}
	return t
}

// shownReconciliations is how many months or quarters of a pair a page shows.
const shownReconciliations = 3

// pairTable shows what two departments say of the same cases.
func (c *call) pairTable() *Table {
	t := &Table{ID: "pairs", Title: c.text("pairs.title"), Note: c.text("pairs.note"), Empty: c.text("pairs.none"), Cols: []Col{col(c.text("col.period")), wideCol(c.text("col.one")), numCol(c.text("col.count_one")),
		wideCol(c.text("col.other")), numCol(c.text("col.count_other")), numCol(c.text("col.difference")), col(c.text("col.state"))}}
	shown := map[string]int{}
	for _, x := range c.e.Reconciliations() { // by pair, newest first
		if shown[x.Pair]++; shown[x.Pair] > shownReconciliations {
			continue
		}
		difference, state := muted("—"), muted(c.text("pairs.empty"))
		if x.Difference != nil {
			difference, state = text(signed(*x.Difference, 1)+"%"), coloured(c.text("pairs.within"), anlan.Green)
			if x.Over {
				state = coloured(c.text("pairs.over"), anlan.Orange)
			}
		}
		name := c.periodName(c.quarterName(x.Period))
		t.Rows = append(t.Rows, Row{Group: c.label("pair", x.Pair), Cells: []Cell{text(name), muted(c.label("pair_one", x.Pair)), text(count(float64(x.Left))),
			muted(c.label("pair_other", x.Pair)), text(count(float64(x.Right))), difference, state}})
	}
	return t
}

// lateness gives each listed file's days late and what was rejected of it.
func (c *call) lateness() map[string]Cell {
	out := map[string]Cell{}
	for _, q := range c.e.Quality() {
		var rules []string
		for _, r := range c.e.Rejects(q.Batch) {
			rules = append(rules, c.label("reject", r.Rule)+" "+count(float64(r.Rows)))
		}
		cell := muted("—")
		if q.DaysLate != nil {
			cell = text(c.days(*q.DaysLate))
		}
		cell.Hint = strings.Join(rules, c.text("list.comma"))
		out[q.Batch] = cell
	}
	return out
}

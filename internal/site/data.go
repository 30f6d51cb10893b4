package site

import (
	"cmp"
	"slices"
	"strings"

	"github.com/anlan-lake/anlan"
)

type dataPage struct {
	CutOffs   *Table
	Batches   *Table
	Gate      *Table
	Quality   *Table
	Rules     *Table
	Open      *Table
	Pairs     *Table
	Checks    *Table
	Intervals *Table
	Restated  *Table
	Total     struct{ Received, Landed, Rejected, Flagged, NotLocated string }
	Edition   []pair
}

// maxBatches is how many received files a page shows, the newest first.
const maxBatches = 200

// data says what the figures rest on: cut-offs, received files, the gate.
func (s *site) data(c *call) (*view, error) {
	m := c.e.Meta
	p := dataPage{CutOffs: c.cutOffs(), Batches: c.batches(), Gate: c.gate(), Quality: c.qualityTable(), Rules: c.ruleTable(), Pairs: c.pairTable(), Checks: c.checkTable(), Intervals: c.intervalTable(), Restated: c.restatementTable()}
	var err error
	if p.Open, err = c.openTable(); err != nil {
		return nil, err
	}
	var sum anlan.Batch
	for _, b := range c.e.Batches() {
		if b.Status == anlan.BatchWithdrawn || b.Status == anlan.BatchNotice {
			continue // nothing of them is in the figures
		}
		sum.Received, sum.Landed, sum.Rejected = sum.Received+b.Received, sum.Landed+b.Landed, sum.Rejected+b.Rejected
		sum.Flagged, sum.NotLocated = sum.Flagged+b.Flagged, sum.NotLocated+b.NotLocated
	}
	whole := func(n int64) string { return count(float64(n)) }
	p.Total.Received, p.Total.Landed, p.Total.Rejected = whole(sum.Received), whole(sum.Landed), whole(sum.Rejected)
	p.Total.Flagged, p.Total.NotLocated = whole(sum.Flagged), whole(sum.NotLocated)
	p.Edition = []pair{{c.text("edition.id"), m.ID}, {c.text("edition.as_of"), m.AsOf}, {c.text("edition.framework"), m.Framework},
		{c.text("edition.snapshot"), whole(m.Snapshot)}, {c.text("edition.built"), m.Built}, {c.text("edition.software"), m.Software}}
	return &view{Template: "data", Title: c.text("nav.data"), Data: p, Live: true, Tables: []*Table{p.CutOffs, p.Checks, p.Intervals, p.Restated, p.Gate, p.Quality, p.Open, p.Pairs, p.Rules, p.Batches}}, nil
}

var stateColour = map[string]anlan.Colour{"landed": anlan.Green, "late": anlan.Orange, "missing": anlan.Red, anlan.BatchHeld: anlan.Orange}

func (c *call) cutOffs() *Table {
	t := &Table{ID: "cutoffs", Title: c.text("cutoffs.title"), Empty: c.text("table.empty"), Cols: []Col{wideCol(c.text("col.dataset")), wideCol(c.text("col.owner")), col(c.text("col.state")),
		col(c.text("col.last_day")), numCol(c.text("col.received")), numCol(c.text("col.rejected")), numCol(c.text("col.not_located"))}}
	worst := map[string]int{"missing": 0, "late": 1}
	list := slices.Clone(c.e.Meta.CutOffs)
	slices.SortStableFunc(list, func(a, b anlan.CutOff) int {
		rank := func(k anlan.CutOff) int {
			if r, ok := worst[k.State]; ok {
				return r
			}
			return 2
		}
		return rank(a) - rank(b)
	})
	for _, k := range list {
		t.Rows = append(t.Rows, Row{Cells: []Cell{{Text: c.cutOffName(k), Hint: k.Dataset}, muted(c.pick(k.Owner, k.OwnerEn)), coloured(c.text("cutoff."+k.State), stateColour[k.State]),
			text(dash(k.LastDay)), text(count(float64(k.Received))), text(count(float64(k.Rejected))), text(count(float64(k.Located)))}})
	}
	return t
}

func (c *call) batches() *Table {
	t := &Table{ID: "batches", Title: c.text("batches.title"), Empty: c.text("table.empty"), Cols: []Col{col(c.text("col.dataset")), wideCol(c.text("col.file")), col(c.text("col.received_at")),
		numCol(c.text("col.days_late")), col(c.text("col.state")), numCol(c.text("col.received")), numCol(c.text("col.landed")), numCol(c.text("col.rejected")), numCol(c.text("col.flagged")), numCol(c.text("col.not_located"))}}
	list := slices.Clone(c.e.Batches())
	slices.SortStableFunc(list, func(a, b anlan.Batch) int {
		if k := b.ReceivedAt.Compare(a.ReceivedAt); k != 0 {
			return k
		}
		return strings.Compare(b.DataDate, a.DataDate)
	})
	if len(list) > maxBatches {
		t.Note = c.text("batches.more", maxBatches, len(list))
		list = list[:maxBatches]
	}
	late := c.lateness()
	for _, b := range list {
		whole := func(n int64) Cell { return text(count(float64(n))) }
		t.Rows = append(t.Rows, Row{Cells: []Cell{text(c.label("dataset", b.Dataset)), {Text: b.Source, Hint: b.Note}, muted(b.ReceivedAt.In(c.site.Location).Format("2006-01-02 15:04")), late[b.ID],
			coloured(c.text("batch."+b.Status), stateColour[b.Status]), whole(b.Received), whole(b.Landed), whole(b.Rejected), whole(b.Flagged), whole(b.NotLocated)}})
	}
	return t
}

// gateRule names a rule of the gate, or of the checks that it stops at.
func (c *call) gateRule(rule string) string {
	key := "gate.rule." + rule
	if check, ok := strings.CutPrefix(rule, "check "); ok {
		key = "check.rule." + check
	}
	if c.has(key) {
		return c.text(key)
	}
	return rule
}

func (c *call) gate() *Table {
	t := &Table{ID: "gate", Title: c.text("gate.title"), Empty: c.text("gate.none"), Cols: []Col{col(c.text("col.state")), col(c.text("col.rule")), wideCol(c.text("col.detail"))}}
	for _, g := range c.e.Meta.Gate {
		t.Rows = append(t.Rows, Row{Cells: []Cell{text(c.text("gate." + g.Level)), text(c.gateRule(g.Rule)), text(c.pick(cmp.Or(g.Zh, g.Detail), g.Detail))}})
	}
	return t
}

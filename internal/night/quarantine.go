package night

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/etl"
	"github.com/anlan-lake/anlan/internal/ledger"
)

// actor is whom the trail names for what a command does on its own.
const actor = "anlan"

// SyncQuarantine counts the rejected rows of batches in the ledger anew, where
// the lake has changed since they were counted. The lake is what holds: a run
// that was killed between its commit and this is made up for by the next.
func (n *Night) SyncQuarantine(ctx context.Context) error {
	head, err := n.Lake.Head(ctx)
	if err != nil {
		return err
	}
	mark, recount, err := n.Ledger.QuarantineMark(ctx)
	if err != nil {
		return err
	}
	if mark == head.ID && len(recount) == 0 {
		return nil
	}
	if mark > head.ID { // the lake is an older one than was counted
		mark = -1
	}
	batches, err := n.Lake.RejectedSince(ctx, mark)
	if err != nil {
		return err
	}
	for _, id := range recount {
		if slices.ContainsFunc(batches, func(b anlan.Batch) bool { return b.ID == id }) {
			continue
		}
		b, err := n.Lake.Batch(ctx, id)
		if err != nil {
			return err
		}
		batches = append(batches, b)
	}
	list := make([]ledger.Quarantined, len(batches))
	for i, b := range batches {
		if list[i], err = n.quarantined(ctx, b); err != nil {
			return fmt.Errorf("count rejected rows of %s: %w", b.Source, err)
		}
	}
	return n.Ledger.PutQuarantine(ctx, list, head.ID, actor, n.Now())
}

// quarantined counts the rejected rows of one batch.
func (n *Night) quarantined(ctx context.Context, b anlan.Batch) (ledger.Quarantined, error) {
	q := ledger.Quarantined{Batch: b.ID, Dataset: b.Dataset, Source: b.Source, Received: b.ReceivedAt, Status: b.Status, Note: b.Note, Mends: b.Mends,
		Rows: b.Received, Landed: b.Landed, Rejected: b.Rejected}
	if c := n.contractOf(b.Dataset); c != nil {
		q.Owner, q.OwnerEn = c.Owner.Zh, c.Owner.En
	}
	rows, err := n.RejectedRows(ctx, b)
	if err != nil {
		return q, err
	}
	rules := map[string]*ledger.RuleCount{}
	for _, r := range rows {
		switch r.State {
		case anlan.RejectOpen:
			q.Open++
		case anlan.RejectMended:
			q.Mended++
		case anlan.RejectOvertaken:
			q.Overtaken++
		case anlan.RejectDismissed:
			q.Dismissed++
		}
		for _, rule := range rulesOf(r) {
			c := rules[rule]
			if c == nil {
				c = &ledger.RuleCount{Rule: rule}
				rules[rule] = c
			}
			c.Rejected++
			if r.State == anlan.RejectOpen {
				c.Open++
			}
		}
	}
	for _, c := range rules {
		q.Rules = append(q.Rules, *c)
	}
	slices.SortFunc(q.Rules, func(a, b ledger.RuleCount) int { return strings.Compare(a.Rule, b.Rule) })
	return q, nil
}

// rulesOf gives the rules a row breaks, each once.
func rulesOf(r anlan.RejectedRow) []string {
	var out []string
	for _, j := range r.Faults {
		if !slices.Contains(out, j.Rule) {
			out = append(out, j.Rule)
		}
	}
	return out
}

// RejectedRows gives the rejected rows of a batch as they stand, those that a
// person has dismissed among them.
func (n *Night) RejectedRows(ctx context.Context, b anlan.Batch) ([]anlan.RejectedRow, error) {
	rows, err := n.Lake.RejectedRows(ctx, b)
	if err != nil {
		return nil, err
	}
	gone, err := n.Ledger.Dismissals(ctx, b.ID)
	if err != nil {
		return nil, err
	}
	for i := range rows {
		if _, ok := gone[rows[i].Row]; ok && rows[i].State == anlan.RejectOpen {
			rows[i].State = anlan.RejectDismissed
		}
	}
	return rows, nil
}

// contractOf gives the contract of a data set by the settings, nil where they
// have no source of it.
func (n *Night) contractOf(dataset string) *etl.Contract {
	for _, s := range n.Sources {
		if s.Dataset == dataset {
			return s.Contract
		}
	}
	return nil
}

// Quarantine gives the batches with rejected rows, and those that are or were
// held, as the lake has them now.
func (n *Night) Quarantine(ctx context.Context) ([]ledger.Quarantined, error) {
	if err := n.SyncQuarantine(ctx); err != nil {
		return nil, err
	}
	return n.Ledger.Quarantine(ctx)
}

// Dismiss ends open rejected rows of a batch without mending them: those of
// rows, or all where it is nil, that break rule, where it is not "". It gives
// their number. The reason must not name a person (Invalid).
func (n *Night) Dismiss(ctx context.Context, batch string, rows []int64, rule, by, reason string) (int64, error) {
	if what := etl.PersonIn(reason); what != "" {
		return 0, anlan.Errorf(anlan.Invalid, "the reason holds a %s: no person is named in the ledger", what).WithNext("nothing was dismissed")
	}
	b, err := n.Lake.Batch(ctx, batch)
	if err != nil {
		return 0, err
	}
	if err := n.SyncQuarantine(ctx); err != nil { // so that the batch is in the ledger
		return 0, err
	}
	list, err := n.RejectedRows(ctx, b)
	if err != nil {
		return 0, err
	}
	var picked []int64
	for _, r := range list {
		if r.State != anlan.RejectOpen || rule != "" && !slices.Contains(rulesOf(r), rule) {
			continue
		}
		if rows == nil || slices.Contains(rows, r.Row) {
			picked = append(picked, r.Row)
		}
	}
	for _, row := range rows {
		if !slices.Contains(picked, row) {
			return 0, anlan.Errorf(anlan.NotFound, "row %d of %s is not an open rejected row that fits", row, b.Source).WithNext("'anlan quarantine show %s' lists them; nothing was dismissed", batch)
		}
	}
	if len(picked) == 0 {
		return 0, anlan.Errorf(anlan.NotFound, "%s (%s) has no open rejected row that fits", b.Source, batch).WithNext("nothing was dismissed")
	}
	added, err := n.Ledger.Dismiss(ctx, batch, picked, by, reason, n.Now())
	if err != nil {
		return 0, err
	}
	return added, n.SyncQuarantine(ctx)
}

// Age gives the days from the day a batch was received to the day asOf.
func (n *Night) Age(received, asOf time.Time) int {
	days := int(dayOf(asOf.In(n.Loc), n.Loc).Sub(dayOf(received.In(n.Loc), n.Loc)).Hours()/24 + 0.5)
	return max(days, 0)
}

// openTooLong is how many days a rejected row may wait to be mended before
// that is a warning.
const openTooLong = 7

// checkOpen warns of the owners whose rejected rows wait longer than a week on
// the night of asOf.
func (n *Night) checkOpen(ctx context.Context, asOf time.Time) ([]Finding, error) {
	list, err := n.Quarantine(ctx)
	if err != nil {
		return nil, err
	}
	type waiting struct {
		rows     int64
		batches  int
		oldest   int
		datasets []string
	}
	by := map[string]*waiting{}
	for _, q := range list {
		age := n.Age(q.Received, asOf)
		if q.Open == 0 || age <= openTooLong {
			continue
		}
		w := by[q.Owner]
		if w == nil {
			w = &waiting{}
			by[q.Owner] = w
		}
		w.rows, w.batches, w.oldest = w.rows+q.Open, w.batches+1, max(w.oldest, age)
		w.datasets = append(w.datasets, q.Dataset)
	}
	var out []Finding
	for _, owner := range slices.Sorted(maps.Keys(by)) {
		w := by[owner]
		slices.Sort(w.datasets)
		out = append(out, found("open_rejects", LevelWarn, strings.Join(slices.Compact(w.datasets), " "),
			"%s: %d rejected rows of %d batches wait to be mended for over %d days, the oldest for %d", "%s：%d 行拒收（%d 批）待改超过 %d 天，最久 %d 天", owner, w.rows, w.batches, openTooLong, w.oldest))
	}
	return out, nil
}

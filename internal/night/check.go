package night

import (
	"context"
	"fmt"
	"time"

	"github.com/anlan-lake/anlan"
)

// Finding is what a check found.
type Finding = anlan.Finding

// Levels of a finding.
const (
	LevelError = "error"
	LevelWarn  = "warn"
	LevelNote  = "note"
)

// found writes a finding in both languages from the same arguments.
func found(rule, level, dataset, en, zh string, args ...any) Finding {
	return Finding{Rule: rule, Level: level, Dataset: dataset, Detail: fmt.Sprintf(en, args...), Zh: fmt.Sprintf(zh, args...)}
}

// Check holds the lake against its contracts as the night of asOf leaves it:
// every batch's rows accounted for, every source on time, figures within their
// bounds, a total for the city.
func (n *Night) Check(ctx context.Context, asOf time.Time) ([]Finding, error) {
	batches, err := n.Lake.Batches(ctx, 0)
	if err != nil {
		return nil, err
	}
	var out []Finding
	for _, b := range batches {
		out = append(out, checkBatch(b)...)
	}
	for _, c := range n.cutOffs(batches, asOf) {
		switch c.State {
		case "late":
			out = append(out, found("freshness", LevelNote, c.Dataset, "reaches %s, a day late", "只到 %s，晚一天", c.LastDay))
		case "missing":
			f := found("freshness", LevelWarn, c.Dataset, "nothing has landed", "尚无数据落地")
			if c.LastDay != "" {
				f = found("freshness", LevelWarn, c.Dataset, "reaches %s only", "只到 %s", c.LastDay)
			}
			out = append(out, f)
		}
	}
	missed, err := n.checkPulls(ctx, asOf)
	if err != nil {
		return out, err
	}
	out = append(out, missed...)
	open, err := n.checkOpen(ctx, asOf)
	if err != nil {
		return out, err
	}
	out = append(out, open...)
	nights, err := n.Lake.Nights(ctx)
	if err != nil {
		return nil, err
	}
	out = append(out, n.checkIntervals(n.intervals(batches, nights, DueNight(asOf)), asOf)...)
	drift, err := n.Lake.Drift(ctx, "")
	if err != nil {
		return nil, err
	}
	out = append(out, n.checkDrift(drift)...)
	more, err := n.checkFigures(ctx, asOf)
	if err != nil {
		return append(out, more...), err
	}
	pairs, err := n.checkReconciliation(ctx)
	return append(append(out, more...), pairs...), err
}

// checkBatch tests one batch's accounts. Shares are judged only from 100 rows on.
func checkBatch(b anlan.Batch) []Finding {
	var out []Finding
	if b.Landed+b.Rejected != b.Received && b.Status == anlan.BatchLanded {
		out = append(out, found("accounts", LevelError, b.Dataset, "%s: %d received, but %d landed + %d rejected", "%s：收到 %d 行，却落地 %d 行 + 拒收 %d 行",
			b.Source, b.Received, b.Landed, b.Rejected))
	}
	if b.Status == anlan.BatchHeld {
		out = append(out, found("held", LevelWarn, b.Dataset, "%s: %s", "%s：%s", b.Source, b.Note))
	}
	if b.Status == anlan.BatchWithdrawn { // its faults have left with it
		return out
	}
	if b.Received >= 100 && b.Rejected*20 > b.Received && len(b.Mends) == 0 {
		out = append(out, found("rejected", LevelWarn, b.Dataset, "%s: %d of %d rows rejected, over 5%%", "%[1]s：%[3]d 行中拒收 %[2]d 行，超过 5%%", b.Source, b.Rejected, b.Received))
	}
	return out
}

// cutOffs is the data line: up to when each source reaches on the night of
// asOf. A daily source is late a day after and missing after two; one that
// reports by month or wave is missing after 45 days, by quarter after 112.
func (n *Night) cutOffs(batches []anlan.Batch, asOf time.Time) []anlan.CutOff {
	var out []anlan.CutOff
	for _, s := range n.Sources {
		c := anlan.CutOff{Dataset: s.Dataset, NameZh: s.Contract.Name.Zh, NameEn: s.Contract.Name.En, Owner: s.Contract.Owner.Zh, OwnerEn: s.Contract.Owner.En, State: "missing"}
		var last time.Time
		for _, b := range batches {
			if b.Dataset != s.Dataset || b.Status != anlan.BatchLanded {
				continue
			}
			day := n.dataDay(b)
			if day.After(asOf) { // a file may hold more than the night looks at
				day = asOf
			}
			if day.After(last) {
				last = day
			}
			if day.Equal(asOf) {
				c.Received += b.Received
				c.Rejected += b.Rejected
				c.Located += b.NotLocated
			}
		}
		if !last.IsZero() {
			c.LastDay = last.Format(anlan.DateFormat)
			c.State = timeliness(s.Contract.Rhythm, last, asOf)
		}
		out = append(out, c)
	}
	return out
}

// How many days may lie between two files of what reports by month or wave, and
// by quarter: the period itself and what is allowed for the report.
const (
	monthlyGrace   = 45
	quarterlyGrace = 112
)

func timeliness(rhythm string, last, asOf time.Time) string {
	switch rhythm {
	case "daily":
		switch {
		case !last.Before(asOf):
			return "landed"
		case !last.Before(asOf.AddDate(0, 0, -1)):
			return "late"
		}
		return "missing"
	case "change":
		return "landed"
	}
	allowed := monthlyGrace
	if rhythm == "quarterly" {
		allowed = quarterlyGrace
	}
	if asOf.After(last.AddDate(0, 0, allowed)) {
		return "missing"
	}
	return "landed"
}

// checkFigures tests the built figures: no negative shares, and a total
// for the city in the last closed month.
func (n *Night) checkFigures(ctx context.Context, asOf time.Time) ([]Finding, error) {
	head, err := n.Lake.Head(ctx)
	if err != nil {
		return nil, err
	}
	s, err := n.Lake.Session(ctx, head.ID)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	var out []Finding
	unit := map[string]string{}
	for _, i := range n.Framework.Indicators {
		unit[i.ID] = i.Unit
	}
	rows, err := s.Rows(ctx, `select indicator_id, min(value), max(value), count(*) from score
		where value is not null group by indicator_id order by indicator_id`)
	if err != nil {
		return nil, fmt.Errorf("check figures: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		var low, high float64
		var count int64
		if err := rows.Scan(&id, &low, &high, &count); err != nil {
			return nil, fmt.Errorf("check figures: %w", err)
		}
		if unit[id] == "%" && low < 0 {
			out = append(out, found("bounds", LevelError, id, "a share of %.4g %%", "比例为 %.4g %%", low))
		}
		if unit[id] == "%" && high > 100+1e-9 { // a ratio of two flows may be
			out = append(out, found("bounds", LevelNote, id, "a share up to %.4g %%", "比例高达 %.4g %%", high))
		}
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	period := closedPeriod(asOf)
	total, err := s.Rows(ctx, `select count(*) from index_score where category is null and area_code = ? and period = ? and score is not null`, n.Code, period)
	if err != nil {
		return nil, fmt.Errorf("check figures: %w", err)
	}
	defer total.Close()
	var got int64
	for total.Next() {
		if err := total.Scan(&got); err != nil {
			return nil, err
		}
	}
	if got == 0 {
		out = append(out, found("total", LevelError, "", "no total of city %s for %s", "%[2]s 没有全市（%[1]s）总分", n.Code, period))
	}
	return out, total.Err()
}

// checkReconciliation looks at what two data sets say of the same cases.
func (n *Night) checkReconciliation(ctx context.Context) ([]Finding, error) {
	head, err := n.Lake.Head(ctx)
	if err != nil {
		return nil, err
	}
	there, err := n.holds(ctx, head.ID, "reconciliation")
	if err != nil || !there {
		return nil, err
	}
	s, err := n.Lake.Session(ctx, head.ID)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	list, err := readReconciliations(ctx, s)
	return checkPairs(list), err
}

// closedPeriod is the last month that has ended on the night of asOf.
func closedPeriod(asOf time.Time) string {
	for _, p := range periodsUntil(asOf, anlan.Month, 1) {
		if p.final {
			return p.String()
		}
	}
	return ""
}

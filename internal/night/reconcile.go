package night

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/indicators"
	"github.com/anlan-lake/anlan/internal/lake"
)

// pair is a query that counts what two data sets say of the same cases.
type pair struct {
	name, zh, query string
	datasets        []string // that have to cover a month or quarter in full
	kind            anlan.PeriodKind
}

// pairs are those of the catalogue of data sets (rule 4). A pair whose data
// sets are not in the lake is left out.
var pairs = []pair{
	{"mediation", "人民调解", "pair_mediation", []string{"mediation_case", "dispute_case"}, anlan.Month},
	{"hotline", "12345", "pair_hotline", []string{"hotline_ticket", "dispute_case"}, anlan.Month},
	{"police", "警调", "pair_police", []string{"police_stat_day", "dispute_case"}, anlan.Month},
	{"court", "诉调", "pair_court", []string{"court_case", "dispute_case"}, anlan.Month},
	{"petition", "访调", "pair_petition", []string{"petition_item", "dispute_case"}, anlan.Month},
	{"centre", "综治中心", "pair_centre", []string{"dispute_flow"}, anlan.Quarter},
}

// reconcile holds the pairs against each other for the months and quarters
// that have ended and that both sides cover; ok is false where the lake has no
// pair at all.
func (b *build) reconcile(ctx context.Context) (out []anlan.Reconciliation, ok bool, err error) {
	coverage, err := b.coverage(ctx)
	if err != nil {
		return nil, false, err
	}
	ended := map[anlan.PeriodKind]map[string]anlan.Period{anlan.Month: {}, anlan.Quarter: {}}
	for _, p := range b.periods {
		if p.final {
			ended[anlan.Month][p.String()] = p.Period
		}
	}
	for _, q := range b.quarters(starQuarters) {
		ended[anlan.Quarter][q.String()] = q
	}
	for _, x := range pairs {
		if _, there := b.set.Query(x.query); !there {
			continue
		}
		ok = true
		err := each(ctx, b.session, "select period_start, left_count, right_count from "+x.query, func(r *sql.Rows) error {
			var start time.Time
			rec := anlan.Reconciliation{Pair: x.name}
			if err := r.Scan(&start, &rec.Left, &rec.Right); err != nil {
				return err
			}
			rec.Period = anlan.NewPeriod(x.kind, start).String()
			p, done := ended[x.kind][rec.Period]
			if !done || !covered(p, x.datasets, coverage) {
				return nil
			}
			rec.Difference = difference(rec.Left, rec.Right)
			rec.Over = rec.Difference != nil && math.Abs(*rec.Difference) > anlan.ReconcileLimit
			out = append(out, rec)
			return nil
		})
		if err != nil {
			return nil, false, fmt.Errorf("reconcile %s: %w", x.name, err)
		}
	}
	slices.SortFunc(out, func(a, b anlan.Reconciliation) int {
		return cmp.Or(strings.Compare(a.Pair, b.Pair), strings.Compare(a.Period, b.Period))
	})
	return out, ok, nil
}

// covered says whether all data sets cover a period from its first day to its
// last: what was not reported is not zero.
func covered(p anlan.Period, datasets []string, coverage map[string]indicators.Span) bool {
	for _, d := range datasets {
		s, ok := coverage[d]
		if !ok || s.First.After(p.Start) || s.Last.Before(p.End.AddDate(0, 0, -1)) || s.Share(p.Start, p.End) < 1 {
			return false
		}
	}
	return true
}

// difference is how far right is from left, in percent of the larger; nil
// where both are nothing.
func difference(left, right int64) *float64 {
	whole := max(left, right)
	if whole == 0 {
		return nil
	}
	d := 100 * float64(left-right) / float64(whole)
	return &d
}

func readReconciliations(ctx context.Context, s *lake.Session) ([]anlan.Reconciliation, error) {
	var out []anlan.Reconciliation
	err := each(ctx, s, `select pair, period, left_count, right_count, difference, is_over from reconciliation order by pair, period`, func(r *sql.Rows) error {
		var x anlan.Reconciliation
		err := r.Scan(&x.Pair, &x.Period, &x.Left, &x.Right, &x.Difference, &x.Over)
		out = append(out, x)
		return err
	})
	return out, err
}

// checkPairs gives a finding for each pair whose newest figures differ: over
// the limit a person should look and an order is proposed.
func checkPairs(list []anlan.Reconciliation) []Finding {
	last := map[string]anlan.Reconciliation{}
	for _, x := range list {
		if x.Period >= last[x.Pair].Period {
			last[x.Pair] = x
		}
	}
	var out []Finding
	for _, p := range pairs {
		x, ok := last[p.name]
		if !ok || x.Difference == nil || *x.Difference == 0 {
			continue
		}
		f := found("reconcile", LevelNote, strings.Join(p.datasets, "/"), "%[1]s %[3]s: %[4]d against %[5]d, %+.1[6]f%%", "%[2]s %[3]s：%[4]d 对 %[5]d，相差 %+.1[6]f%%",
			p.name, p.zh, x.Period, x.Left, x.Right, *x.Difference)
		if x.Over {
			f.Level, f.Detail, f.Zh = LevelWarn, f.Detail+", over 1%: an order (source 08) is proposed", f.Zh+"，超过 1%：建议督办（来源 08）"
		}
		out = append(out, f)
	}
	return out
}

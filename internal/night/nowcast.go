package night

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/indicators"
	"github.com/anlan-lake/anlan/internal/lake"
)

// nowcastMonths is how many months that have ended are looked at for how far a
// figure moves until its month closes: two years, so that a 95% interval can be
// had (19 months) when some of them do not compare.
const nowcastMonths = 24

// pastMonth is a month that has ended, as seen on the day of the month that
// tonight is, and as closed.
type pastMonth struct {
	anlan.Period
	until time.Time // first instant after the day
}

// soFar names the figures of the month on that day: no period's name, so that
// they are kept apart from those of the month itself.
func (p pastMonth) soFar() string { return p.String() + soFarMark + p.day() }
func (p pastMonth) day() string   { return p.until.AddDate(0, 0, -1).Format(anlan.DateFormat) }

const soFarMark = "@"

// isSoFar tells the names that soFar gives from those of periods.
func isSoFar(name string) bool { return strings.Contains(name, soFarMark) }

// pastMonths gives the months that tonight's running month is held against,
// newest first: those before it that have such a day and do not end with it,
// back to the first that some data set covers. None where no month runs.
func (b *build) pastMonths(coverage map[string]indicators.Span) []pastMonth {
	var running *period
	for i := range b.periods {
		if !b.periods[i].final {
			running = &b.periods[i]
		}
	}
	if running == nil {
		return nil
	}
	first := time.Time{}
	for _, s := range coverage {
		if first.IsZero() || s.First.Before(first) {
			first = s.First
		}
	}
	var out []pastMonth
	for back := 1; back <= nowcastMonths; back++ {
		m := anlan.NewPeriod(anlan.Month, running.Start.AddDate(0, -back, 0))
		until := m.Start.AddDate(0, 0, b.asOf.Day())
		if first.IsZero() || m.Start.Before(first) {
			break
		}
		if until.Before(m.End) {
			out = append(out, pastMonth{m, until})
		}
	}
	return out
}

// closing are the months among the past ones whose own figures the build does
// not make anyway.
func (b *build) closing(past []pastMonth) []pastMonth {
	return slices.DeleteFunc(slices.Clone(past), func(p pastMonth) bool {
		return slices.ContainsFunc(b.periods, func(m period) bool { return m.String() == p.String() })
	})
}

// pastEnds are the periods to measure for the past months.
func (b *build) pastEnds(past []pastMonth) []indicators.PeriodEnd {
	var ends []indicators.PeriodEnd
	for _, p := range past {
		ends = append(ends, indicators.PeriodEnd{Period: p.soFar(), End: p.until})
	}
	for _, p := range b.closing(past) {
		ends = append(ends, indicators.PeriodEnd{Period: p.String(), End: p.End, Final: true})
	}
	return ends
}

// nowcast gives what the running month is expected to close at, for city and
// counties, their totals and categories, and the past months it rests on.
// index are the build's months, past what was made for the past ones.
//
// The past is what the lake holds tonight of those days. What had not come yet
// in the nights of then is in it, so the moves are those of the cases and of
// the monthly reports, without those of late files.
func (b *build) nowcast(index, past []anlan.IndexRow, months []pastMonth) ([]anlan.Nowcast, []anlan.PastMonth) {
	by := map[[3]string]anlan.IndexRow{}
	for _, x := range slices.Concat(index, past) {
		by[[3]string{x.Area, x.Period, x.Category}] = x
	}
	var out []anlan.Nowcast
	var all []anlan.PastMonth
	for _, now := range index {
		if now.Final || now.Level > anlan.County {
			continue
		}
		var seen []anlan.PastMonth
		for _, m := range months {
			was, ok := by[[3]string{now.Area, m.soFar(), now.Category}]
			closed, there := by[[3]string{now.Area, m.String(), now.Category}]
			if !ok || !there { // the area was not there
				continue
			}
			p := anlan.PastMonth{Area: now.Area, Level: now.Level, Period: m.String(), Category: now.Category, Day: m.day(),
				SoFar: was.Uncapped, Coverage: was.Coverage, Closed: closed.Uncapped, ClosedCoverage: closed.Coverage}
			if p.SoFar != nil && p.Closed != nil {
				move := *p.Closed - *p.SoFar
				p.Move = &move
			}
			seen = append(seen, p)
		}
		out = append(out, b.Framework.Nowcast(now, b.asOf.Format(anlan.DateFormat), seen))
		all = append(all, seen...)
	}
	return out, all
}

type nowcastRow struct {
	Area     string   `lake:"area_code"`
	Level    int32    `lake:"area_level"`
	Period   string   `lake:"period"`
	Category *string  `lake:"category"`
	Day      string   `lake:"day"`
	SoFar    *float64 `lake:"so_far"`
	Expected *float64 `lake:"expected"`
	Lower80  *float64 `lake:"lower80"`
	Upper80  *float64 `lake:"upper80"`
	Lower95  *float64 `lake:"lower95"`
	Upper95  *float64 `lake:"upper95"`
	Move     *float64 `lake:"move"`
	Months   int32    `lake:"months"`
	Reason   string   `lake:"reason"`
}

type pastMonthRow struct {
	Area           string   `lake:"area_code"`
	Level          int32    `lake:"area_level"`
	Period         string   `lake:"period"`
	Category       *string  `lake:"category"`
	Day            string   `lake:"day"`
	SoFar          *float64 `lake:"so_far"`
	Coverage       float64  `lake:"coverage"`
	Closed         *float64 `lake:"closed"`
	ClosedCoverage float64  `lake:"closed_coverage"`
	Move           *float64 `lake:"move"`
	Used           bool     `lake:"is_used"`
}

var nowcastTable = lake.Table{Name: "index_nowcast", Comment: "What the index of the running month is expected to close at · 当月指数预计",
	Columns: columns("area_code varchar!", "area_level int32!", "period varchar!", "category varchar", "day varchar!", "so_far float64", "expected float64",
		"lower80 float64", "upper80 float64", "lower95 float64", "upper95 float64", "move float64", "months int32!", "reason varchar!"),
	Sort: []string{"area_code", "category"}}

var pastMonthTable = lake.Table{Name: "index_past_month", Comment: "How past months stood on the same day and how they closed: what the expected figure rests on · 往月同日与定稿",
	Columns: columns("area_code varchar!", "area_level int32!", "period varchar!", "category varchar", "day varchar!", "so_far float64", "coverage float64!",
		"closed float64", "closed_coverage float64!", "move float64", "is_used boolean!"),
	Sort: []string{"area_code", "category", "period"}}

// storeNowcast writes what the running month is expected to close at.
func (b *build) storeNowcast(ctx context.Context, tx *lake.Tx, index, past []anlan.IndexRow, months []pastMonth) error {
	list, seen := b.nowcast(index, past, months)
	optional := func(s string) *string {
		if s == "" {
			return nil
		}
		return &s
	}
	rows := make([]nowcastRow, len(list))
	for i, n := range list {
		rows[i] = nowcastRow{n.Area, int32(n.Level), n.Period, optional(n.Category), n.Day, n.SoFar, n.Expected, n.Lower80, n.Upper80, n.Lower95, n.Upper95, n.Move, int32(n.Months), n.Reason}
	}
	if err := replaceTable(ctx, tx, nowcastTable, rows); err != nil {
		return err
	}
	slices.SortStableFunc(seen, func(a, b anlan.PastMonth) int {
		return cmp.Or(strings.Compare(a.Area, b.Area), strings.Compare(a.Category, b.Category), strings.Compare(a.Period, b.Period))
	})
	before := make([]pastMonthRow, len(seen))
	for i, p := range seen {
		before[i] = pastMonthRow{p.Area, int32(p.Level), p.Period, optional(p.Category), p.Day, p.SoFar, p.Coverage, p.Closed, p.ClosedCoverage, p.Move, p.Used}
	}
	return replaceTable(ctx, tx, pastMonthTable, before)
}

func readNowcasts(ctx context.Context, s *lake.Session) ([]anlan.Nowcast, error) {
	var out []anlan.Nowcast
	err := each(ctx, s, `select area_code, area_level, period, coalesce(category, ''), day, so_far, expected, lower80, upper80, lower95, upper95, move, months, reason
		from index_nowcast order by area_code, category nulls first`, func(r *sql.Rows) error {
		var x anlan.Nowcast
		err := r.Scan(&x.Area, &x.Level, &x.Period, &x.Category, &x.Day, &x.SoFar, &x.Expected, &x.Lower80, &x.Upper80, &x.Lower95, &x.Upper95, &x.Move, &x.Months, &x.Reason)
		out = append(out, x)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the expected figures: %w", err)
	}
	return out, nil
}

package night

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/indicators"
	"github.com/anlan-lake/anlan/internal/lake"
	"github.com/anlan-lake/anlan/queries"
)

type adequacyRow struct {
	Factor     string   `lake:"factor"`
	Area       string   `lake:"area_code"`
	Level      int32    `lake:"area_level"`
	Period     string   `lake:"period"`
	Requests   *float64 `lake:"requests"`
	Share      *float64 `lake:"share"`
	Answers    *float64 `lake:"answers"`
	Population *float64 `lake:"population"`
	Ratio      *float64 `lake:"ratio"`
	Base       *float64 `lake:"base"`
	Basis      string   `lake:"basis"`
	Tolerance  *float64 `lake:"tolerance"`
	Rho        *float64 `lake:"rho"`
	Withheld   bool     `lake:"withheld"`
	Lacks      string   `lake:"lacks"`
}

var adequacyTable = lake.Table{Name: "adequacy", Comment: "Requests registered against need as the survey finds it · 报告充分性",
	Columns: columns("factor varchar!", "area_code varchar!", "area_level int32!", "period varchar!", "requests float64", "share float64", "answers float64", "population float64",
		"ratio float64", "base float64", "basis varchar!", "tolerance float64", "rho float64", "withheld boolean!", "lacks varchar!"),
	Sort: []string{"area_code", "factor", "period"}}

// adequacyMonths gives the months that the build's periods, and the past months
// that the running one is held against, take their factors from, by name.
func (b *build) adequacyMonths(past []pastMonth) map[string]period {
	months := map[string]period{}
	for _, p := range b.periods {
		months[p.String()] = p
	}
	for _, p := range b.others {
		if m := monthOf(p); months[m.String()].until.IsZero() {
			months[m.String()] = period{Period: m, until: m.End, final: true}
		}
	}
	for _, p := range b.closing(past) {
		if months[p.String()].until.IsZero() {
			months[p.String()] = period{Period: p.Period, until: p.End, final: true}
		}
	}
	return months
}

// adequacyPeriods names the months that factors are worked out for, in order.
func (b *build) adequacyPeriods(past []pastMonth) []string {
	return slices.Sorted(maps.Keys(b.adequacyMonths(past)))
}

// adequacyDraft drafts the terms of the adequacy factors of the build's
// periods, and of the years before that the bases are taken from, as far as the
// registers reach. nil where there are no factors, registers or survey.
func (b *build) adequacyDraft(ctx context.Context, past []pastMonth) (*indicators.Draft, error) {
	if len(b.Framework.Adequacy) == 0 {
		return nil, nil
	}
	coverage, err := b.coverage(ctx)
	if err != nil {
		return nil, err
	}
	months := b.adequacyMonths(past)
	first := months[b.adequacyPeriods(past)[0]].Period
	for back := 1; back <= b.Framework.AdequacyPast(); back++ {
		p := anlan.NewPeriod(anlan.Month, first.Start.AddDate(0, -back, 0))
		months[p.String()] = period{Period: p, until: p.End, final: true}
	}
	var ends []indicators.PeriodEnd
	for _, name := range slices.Sorted(maps.Keys(months)) {
		ends = append(ends, indicators.PeriodEnd{Period: name, End: months[name].until, Final: months[name].final})
	}
	plan, err := b.Framework.DraftAdequacy(indicators.CompileInput{
		Tables: b.set.Tables(), Levels: b.Levels, Ends: ends, Coverage: coverage, Dialect: queries.DuckDB,
	})
	if anlan.KindOf(err) == anlan.NotFound { // neither registers nor a survey
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("adequacy: %w", err)
	}
	return plan, nil
}

// monthOf is the month that a period ends in; of a running one, that of tonight.
func monthOf(p period) anlan.Period {
	return anlan.NewPeriod(anlan.Month, p.until.AddDate(0, 0, -1))
}

// ofMonths gives the factors of other periods: those of the months they end in.
func (b *build) ofMonths(list []anlan.Adequacy) []anlan.Adequacy {
	by := map[string][]anlan.Adequacy{}
	for _, a := range list {
		by[a.Period] = append(by[a.Period], a)
	}
	var out []anlan.Adequacy
	for _, p := range b.others {
		for _, a := range by[monthOf(p).String()] {
			a.Period = p.String()
			out = append(out, a)
		}
	}
	return out
}

// ofPast gives the factors of past months as of one day of theirs: those of the
// months themselves.
func ofPast(list []anlan.Adequacy, months []pastMonth) []anlan.Adequacy {
	names := map[string]string{}
	for _, m := range months {
		names[m.String()] = m.soFar()
	}
	var out []anlan.Adequacy
	for _, a := range list {
		name, ok := names[a.Period]
		if !ok {
			continue
		}
		out = append(out, a) // of the month as closed
		a.Period = name
		out = append(out, a)
	}
	return out
}

// storeAdequacy writes the factors of the periods that have figures, without
// those that past months alone were worked out with.
func (b *build) storeAdequacy(ctx context.Context, tx *lake.Tx, list []anlan.Adequacy) error {
	shown := map[string]bool{}
	for _, p := range b.periods {
		shown[p.String()] = true
	}
	for _, p := range b.others {
		shown[monthOf(p).String()] = true
	}
	var rows []adequacyRow
	for _, a := range list {
		if !shown[a.Period] {
			continue
		}
		rows = append(rows, adequacyRow{a.Factor, a.Area, int32(a.Level), a.Period, a.Requests, a.Share, a.Answers, a.Population, a.Ratio, a.Base, a.Basis, a.Tolerance, a.Rho, a.Withheld, a.Lacks})
	}
	return replaceTable(ctx, tx, adequacyTable, rows)
}

func readAdequacy(ctx context.Context, s *lake.Session) ([]anlan.Adequacy, error) {
	var out []anlan.Adequacy
	err := each(ctx, s, `select factor, area_code, area_level, period, requests, share, answers, population, ratio, base, basis, tolerance, rho, withheld, lacks
		from adequacy order by factor, period, area_code`, func(r *sql.Rows) error {
		var a anlan.Adequacy
		err := r.Scan(&a.Factor, &a.Area, &a.Level, &a.Period, &a.Requests, &a.Share, &a.Answers, &a.Population, &a.Ratio, &a.Base, &a.Basis, &a.Tolerance, &a.Rho, &a.Withheld, &a.Lacks)
		out = append(out, a)
		return err
	})
	return out, err
}

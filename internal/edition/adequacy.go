package edition

import (
	"cmp"
	"strings"
	"time"

	"github.com/anlan-lake/anlan"
)

type adequacyRow struct {
	Factor     string   `parquet:"factor,dict"`
	Area       string   `parquet:"area_code,dict"`
	Level      int32    `parquet:"area_level"`
	Period     string   `parquet:"period,dict"`
	Requests   *float64 `parquet:"requests,optional"`
	Share      *float64 `parquet:"share,optional"`
	Answers    *float64 `parquet:"answers,optional"`
	Population *float64 `parquet:"population,optional"`
	Ratio      *float64 `parquet:"ratio,optional"`
	Base       *float64 `parquet:"base,optional"`
	Basis      string   `parquet:"basis,dict"`
	Tolerance  *float64 `parquet:"tolerance,optional"`
	Rho        *float64 `parquet:"rho,optional"`
	Withheld   bool     `parquet:"withheld"`
	Lacks      string   `parquet:"lacks,dict"`
}

func fromAdequacy(a anlan.Adequacy) (adequacyRow, error) {
	return adequacyRow{a.Factor, a.Area, int32(a.Level), a.Period, a.Requests, a.Share, a.Answers, a.Population,
		a.Ratio, a.Base, a.Basis, a.Tolerance, a.Rho, a.Withheld, a.Lacks}, nil
}

func (r adequacyRow) adequacy() anlan.Adequacy {
	return anlan.Adequacy{Factor: r.Factor, Area: r.Area, Level: anlan.Level(r.Level), Period: r.Period, Requests: r.Requests, Share: r.Share, Answers: r.Answers,
		Population: r.Population, Ratio: r.Ratio, Base: r.Base, Basis: r.Basis, Tolerance: r.Tolerance, Rho: r.Rho, Withheld: r.Withheld, Lacks: r.Lacks}
}

func writeAdequacy(w *writer, t Tables) error {
	return split(w, "adequacy", t.Adequacy, func(a anlan.Adequacy) string { return a.Area }, fromAdequacy, func(a, b adequacyRow) int {
		return cmp.Or(strings.Compare(a.Area, b.Area), strings.Compare(a.Period, b.Period), strings.Compare(a.Factor, b.Factor))
	})
}

// readAdequacy reads the same; an edition from before there was such a table
// has none.
func (e *Edition) readAdequacy(root string) error {
	return eachPart(root, "adequacy", func(r adequacyRow) error {
		e.adequacy[[3]string{r.Area, r.Period, r.Factor}] = r.adequacy()
		return nil
	})
}

// monthOf is the month a period ends in, of the running one that of the as-of day.
func (e *Edition) monthOf(period string) string {
	p, err := anlan.ParsePeriod(period, time.UTC)
	asOf, errDay := time.Parse(anlan.DateFormat, e.Meta.AsOf)
	if err != nil || errDay != nil {
		return period
	}
	last := p.End.AddDate(0, 0, -1)
	if asOf.Before(last) {
		last = asOf
	}
	return anlan.NewPeriod(anlan.Month, last).String()
}

// Adequacy gives the factor that holds for an area: its own, below county that
// of its county, for another period than a month that of the month it ends in;
// ok is false where the edition has none.
func (e *Edition) Adequacy(area, period, factor string) (a anlan.Adequacy, ok bool) {
	if county, below := e.Meta.Levels.Prefix(area, anlan.County); below {
		area = county
	}
	a, ok = e.adequacy[[3]string{area, e.monthOf(period), factor}]
	return a, ok
}

package models

import (
	"fmt"
	"math"
	"testing"

	"github.com/anlan-lake/anlan/models/counts"
)

// farringtonParams are those of the family's operations: the settings and what
// is judged.
type farringtonParams struct {
	Evaluate struct{ From, To int }
	Time     int
	FarringtonParams
}

// farringtonCase gives the parameters of a case, where it says nothing those
// that the reference has fixed.
func farringtonCase() farringtonParams {
	p := DefaultFarrington()
	p.Seasons, p.Dispersion, p.Threshold, p.Alpha, p.LimitPeriods = 1, DispersionSurveillance, Delta, 0.05, 1
	return farringtonParams{FarringtonParams: p}
}

func series(t *testing.T, c *oracleCase) (units []string, series []Series) {
	in := c.series(t)
	for _, s := range in {
		out := Series{Name: c.ID, Kind: s.unit, Dates: s.dates, Population: s.column["population"]}
		for _, y := range s.counts {
			out.Missing = append(out.Missing, math.IsNaN(y))
			if math.IsNaN(y) {
				y = 0
			}
			out.Counts = append(out.Counts, y)
		}
		units, series = append(units, s.unit), append(series, out)
	}
	return units, series
}

// blank gives a missing cell unless the figure stands.
func blank(stands bool, x float64) float64 {
	if !stands {
		return math.NaN()
	}
	return x
}

var farringtonOps = map[string]oracleOp{
	"farrington_flexible": runFlexible,
	"farrington_fit":      runFit,
	"farrington":          runOriginal,
}

var flexibleHeader = []string{"time", "unit", "observed", "expected", "upperbound", "alarm", "p", "phi",
	"trend", "trend_coefficient", "exceedance", "mean_upper"}

func runFlexible(t *testing.T, c *oracleCase) map[string]*table {
	p := farringtonCase()
	c.params(t, &p)
	out := &table{header: flexibleHeader}
	units, series := series(t, c)
	for i, s := range series {
		ds, err := FarringtonFlexible(s, p.Evaluate.From-1, p.Evaluate.To-1, p.FarringtonParams)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range ds {
			fit := d.State != NoFit
			bound := d.State == Tested
			out.add(d.Index+1, units[i], d.Observed, blank(bound, d.Expected), blank(bound, d.Upper),
				blank(fit, flag(d.Alarm)), blank(bound || d.State == FewCases, d.P), blank(fit, d.Phi), d.Trend,
				blank(d.Trend, d.Slope), blank(bound, d.Exceedance), blank(fit && d.State != NoThreshold, d.MeanUpper))
		}
	}
	return map[string]*table{"result": out}
}

func runOriginal(t *testing.T, c *oracleCase) map[string]*table {
	p := farringtonCase()
	c.params(t, &p)
	out := &table{header: []string{"time", "unit", "observed", "upperbound", "alarm"}}
	units, series := series(t, c)
	for i, s := range series {
		ds, err := FarringtonOriginal(s, p.Evaluate.From-1, p.Evaluate.To-1, p.FarringtonParams)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range ds {
			out.add(d.Index+1, units[i], d.Observed, blank(d.State == Tested, d.Upper), d.Alarm)
		}
	}
	return map[string]*table{"result": out}
}

// runFit lays open one fit with trend.
func runFit(t *testing.T, c *oracleCase) map[string]*table {
	params := farringtonCase()
	c.params(t, &params)
	_, series := series(t, c)
	at, p := params.Time-1, params.FarringtonParams
	d, err := newDetector(series[0], at, at, p)
	if err != nil {
		t.Fatal(err)
	}
	if ok, err := d.baseline(at); err != nil || !ok {
		t.Fatal(ok, err)
	}
	q := &d.q
	if !q.fit(true, nil) {
		t.Fatal("the first fit does not converge")
	}
	design := &table{header: []string{"time", "observed", "time_covariate", "season_group", "fitted_first",
		"hat", "anscombe", "weight", "fitted_second"}}
	q.reweight(d.rowY23, p.WeightsThreshold)
	for i, j := range d.rows {
		design.add(j+1, q.y[i], d.covariate[j], d.level[j], q.mu[i], q.hat[i], q.anscombe(i, d.rowY23[i]), q.omega[i], "")
	}
	coefficients := &table{header: []string{"fit", "term", "estimate"}}
	terms := func(name string) {
		base := q.alpha[0] - q.slope*d.centre[0]
		coefficients.add(name, "intercept", base)
		coefficients.add(name, "time", q.slope)
		for l, g := range d.season {
			if g > 0 {
				coefficients.add(name, fmt.Sprintf("season_group_%d", l), q.alpha[g]-q.slope*d.centre[g]-base)
			}
		}
	}
	terms("first")
	phiFirst := q.phi()
	if !q.fit(true, q.omega) {
		t.Fatal("the second fit does not converge")
	}
	terms("second")
	for i := range design.rows {
		design.rows[i][8] = number(q.mu[i])
	}
	g := d.season[p.Seasons]
	x := d.covariate[at] - d.centre[g]
	summary := &table{header: []string{"quantity", "value"}}
	add := func(name string, x float64) { summary.add(name, x) }
	surveillance := q.relativeSquares(q.omega) / float64(q.df)
	pearson := q.dispersionRaw
	trendP := func(dispersion float64) float64 {
		return counts.StudentTwoSided(q.slope/math.Sqrt(dispersion/q.sxx), float64(q.df))
	}
	add("phi_first", phiFirst)
	add("phi_second", q.phi())
	add("eta", q.predict(g, x))
	add("se_link_surveillance", math.Sqrt(surveillance*q.variance(g, x)))
	add("se_link_pearson", math.Sqrt(pearson*q.variance(g, x)))
	add("dispersion_surveillance", surveillance)
	add("dispersion_pearson", pearson)
	add("p_trend_surveillance", trendP(surveillance))
	add("p_trend_pearson", trendP(pearson))
	d.p.Dispersion = DispersionSurveillance
	add("keep_trend", flag(d.keepTrend(math.Exp(q.predict(g, x)))))
	return map[string]*table{"design": design, "coefficients": coefficients, "summary": summary}
}

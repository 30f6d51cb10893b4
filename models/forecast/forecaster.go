package forecast

import (
	"context"
	"fmt"
	"slices"

	"github.com/anlan-lake/anlan/models/counts"
)

// Members of the pool, each a forecast of the mean of every unit and horizon.
const (
	Naive      = "naive"      // the last count
	Seasonal   = "seasonal"   // the count a year before; of days, that of the same weekday
	EWMA       = "ewma"       // exponential smoothing without season, its weight chosen by what served best
	Steady     = "steady"     // level of all years there are, nearly, times the family's season
	Long       = "long"       // level of some years, months or weeks, times the family's season
	Middle     = "middle"     //
	Short      = "short"      //
	Shortest   = "shortest"   //
	Shared     = "shared"     // the middle level, times what the family did lately
	Panelwide  = "panel"      // the middle level, times what the whole panel did lately
	Regression = "regression" // robust negative-binomial regression
	Endemic    = "endemic"    // endemic-epidemic model of the family: own last count, neighbours', season
)

// Forecaster says how series are forecast. Begin with DefaultForecaster; a
// single member without pool is a reference method.
type Forecaster struct {
	Horizon   int       `json:"horizon"`   // periods ahead
	Members   []string  `json:"members"`   // of the pool
	Pool      bool      `json:"pool"`      // combine the members and recalibrate; else there must be one
	OwnSize   bool      `json:"own_size"`  // of a single endemic: its dispersion by maximum likelihood, not by past errors
	Memory    []float64 `json:"memory"`    // half-lives of the levels steady to shortest, in periods; empty for those of the panel
	Lately    []float64 `json:"lately"`    // half-lives of what a family and the panel did lately; empty for those of the panel
	Forget    float64   `json:"forget"`    // half-life of all that is learnt from errors, in periods; 0 for half a year
	Refit     int       `json:"refit"`     // periods between fits of season and regressions
	Harmonics int       `json:"harmonics"` // of the year
	Alpha     float64   `json:"alpha"`     // an outbreak is more than the regression expects with this chance
	MinCases  float64   `json:"min_cases"` // and no fewer cases
	Windows   []int     `json:"windows"`   // lengths for which outbreaks are told, in periods; empty for 1 and the horizon
	Paths     int       `json:"paths"`     // joint paths simulated
	Seed      uint64    `json:"seed"`      // of paths and of randomised transforms
	Workdays  bool      `json:"workdays"`  // season takes in the panel's columns of the calendar
}

// DefaultForecaster pools all members four periods ahead.
func DefaultForecaster() Forecaster {
	return Forecaster{Horizon: 4, Pool: true, Refit: 4, Harmonics: 3, Alpha: 0.05, MinCases: 3, Paths: 1000, Seed: 1,
		Members: []string{EWMA, Steady, Long, Middle, Short, Shortest, Shared, Panelwide, Seasonal, Regression, Endemic}}
}

// Reference gives a reference method: naive, seasonal, ewma or endemic (hhh4
// with its own dispersions), forecasting as far ahead as f.
func (f Forecaster) Reference(member string) Forecaster {
	f.Members, f.Pool, f.OwnSize = []string{member}, false, member == Endemic
	return f
}

var memberNames = []string{Naive, Seasonal, EWMA, Steady, Long, Middle, Short, Shortest, Shared, Panelwide, Regression, Endemic}

// MemberNames lists the members there are.
func MemberNames() []string { return slices.Clone(memberNames) }

// Validate reports settings outside their domain.
func (f Forecaster) Validate() error {
	positive := func(v []float64) bool {
		return !slices.ContainsFunc(v, func(x float64) bool { return !(x > 0) || x > 1e6 })
	}
	switch {
	case f.Horizon < 1 || f.Horizon > 400:
		return bad("a horizon of %d periods, want 1 to 400", f.Horizon)
	case len(f.Members) == 0 || !f.Pool && len(f.Members) != 1:
		return bad("%d members, want one or, pooled, more", len(f.Members))
	case len(f.Memory) != 0 && len(f.Memory) != 5 || len(f.Lately) != 0 && len(f.Lately) != 2 || !positive(f.Memory) || !positive(f.Lately):
		return bad("memory %v and lately %v, want five and two half-lives", f.Memory, f.Lately)
	case !(f.Forget >= 0) || f.Refit < 1 || f.Harmonics < 0 || f.Harmonics > 6:
		return bad("forget %v, refit %d, %d harmonics", f.Forget, f.Refit, f.Harmonics)
	case !(f.Alpha > 0 && f.Alpha < 0.5) || !(f.MinCases >= 1):
		return bad("alpha %v, want between 0 and 0.5; min_cases %v, want 1 or more", f.Alpha, f.MinCases)
	case !slices.IsSorted(f.Windows) || len(f.Windows) > 0 && (f.Windows[0] < 1 || f.Windows[len(f.Windows)-1] > f.Horizon):
		return bad("windows %v, want ascending lengths of 1 to the horizon, %d", f.Windows, f.Horizon)
	case f.Paths < 1 || f.Paths > 100000:
		return bad("%d paths, want 1 to 100000", f.Paths)
	}
	for i, m := range f.Members {
		if !slices.Contains(memberNames, m) || slices.Contains(f.Members[:i], m) {
			return bad("member %q is not one of %v, or is there twice", m, memberNames)
		}
	}
	return nil
}

// filled puts in what is left to the panel.
func (f Forecaster) filled(p *Panel) Forecaster {
	daily := p.Cycle > 0
	if len(f.Memory) == 0 {
		f.Memory = []float64{260, 60, 15, 5, 1.5}
		if daily {
			f.Memory = []float64{500, 120, 40, 14, 4}
		}
	}
	if len(f.Lately) == 0 {
		f.Lately = []float64{3, 1.5}
		if daily {
			f.Lately = []float64{7, 3}
		}
	}
	if len(f.Windows) == 0 {
		f.Windows = slices.Compact([]int{1, f.Horizon})
	}
	f.Windows = slices.Compact(slices.Clone(f.Windows))
	if f.Forget == 0 {
		f.Forget = p.Year / 2
	}
	return f
}

// Origin is a moment to forecast from: all that it holds rests on the first
// Known periods.
type Origin struct {
	Known int
	e     *engine
	cast  *cast
	sheet *outbreakSheet
	mean  []float64 // by horizon and unit, once paths were simulated; else nil
}

// Mean is the expectation of a unit's count ahead periods later: that of
// Forecast.
func (o *Origin) Mean(unit, ahead int) float64 {
	if o.mean != nil {
		return o.mean[(ahead-1)*len(o.e.p.Units)+unit]
	}
	return o.Forecast(unit, ahead).Mean()
}

// Forecast gives the distribution of a unit's count ahead periods later (1 is
// the next).
func (o *Origin) Forecast(unit, ahead int) *Distribution {
	c, k := o.cast, len(o.cast.mean[0])
	at := (ahead-1)*len(o.e.p.Units) + unit
	d := &Distribution{Weight: c.weight[at], Dist: make([]counts.Dist, k)}
	for j := range d.Dist {
		d.Dist[j] = counts.Dist{Mean: c.mean[at][j], Size: c.size[at][j]}
	}
	if o.e.f.Pool {
		d.bend = c.bend[ahead-1][o.e.of[unit]]
	}
	return d
}

// Roll goes through the panel period by period and visits every origin with
// from or more periods known, the last one past the end. What it visits must not
// be kept. Once ctx ends it stops before the next period, with ctx's cause.
func (f Forecaster) Roll(ctx context.Context, p *Panel, from int, visit func(*Origin) error) error {
	if err := f.Validate(); err != nil {
		return err
	}
	if err := p.Validate(); err != nil {
		return err
	}
	if from < 1 || from > p.Periods() {
		return bad("no forecast from period %d of %d", from, p.Periods())
	}
	f = f.filled(p)
	e := newEngine(f, p, f.schedule(p))
	for t := range p.Periods() + 1 {
		if ctx.Err() != nil {
			return fmt.Errorf("forecast, %d of %d periods known: %w", t, p.Periods(), context.Cause(ctx))
		}
		e.refit(t)
		c := e.forecast(t)
		sheet := e.tell(t, c)
		if t >= from {
			if err := visit(&Origin{Known: t, e: e, cast: c, sheet: sheet}); err != nil {
				return err
			}
		}
		if t < p.Periods() {
			e.observe(t)
		}
	}
	return nil
}

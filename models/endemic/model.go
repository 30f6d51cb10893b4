// Package endemic fits endemic-epidemic models of counts in many places: what
// comes of itself (endemic), what follows from the place's own last count
// (autoregressive) and what comes over from its neighbours' (epidemic).
//
//	mean_it = offset_it·nu_it + lambda_it·y_i,t-1 + phi_it·sum over j of w_ji·y_j,t-1
//
// A count that was not reported is NaN: it enters no likelihood, and neither
// does a count whose predecessors were not reported.
//
// Source: Held, Höhle & Hofmann, A statistical framework for the analysis of
// multivariate infectious disease surveillance counts, Statistical Modelling 5
// (2005) 187–199; Meyer & Held, Power-law models for infectious disease spread,
// Annals of Applied Statistics 8 (2014) 1612–1639.
package endemic

import (
	"math"
	"slices"

	"github.com/anlan-lake/anlan"
)

func bad(format string, args ...any) error {
	return anlan.Errorf(anlan.Invalid, "endemic-epidemic model: "+format, args...)
}

// Families of the counts.
const (
	Poisson    = "poisson"
	NegBin1    = "negbin1"     // variance mu + psi·mu², one psi
	NegBinUnit = "negbin_unit" // one psi for each unit
)

// Component is the log-linear predictor of one part of the mean.
type Component struct {
	Terms  []string `json:"terms"`            // columns of the data
	Offset *string  `json:"offset,omitempty"` // end only: a column that multiplies it
}

// Kinds of neighbourhood weights.
const (
	FirstOrder = "first_order" // 1 for neighbours, else 0
	PowerLaw   = "power_law"   // order^-d up to MaxOrder, d estimated
)

// Weights say how much of a unit's cases comes over to another.
type Weights struct {
	Kind      string `json:"kind"`
	MaxOrder  int    `json:"max_order"`
	Normalize bool   `json:"normalize"` // what leaves a unit sums to 1
}

// Neighbours is the component of cases that come over.
type Neighbours struct {
	Component
	Weights Weights `json:"weights"`
}

// Span is a run of periods counted from 1, both inclusive.
type Span struct {
	From int `json:"from"`
	To   int `json:"to"`
}

// Model says what is fitted; AR and NE may be absent.
type Model struct {
	Family string      `json:"family"`
	End    Component   `json:"end"`
	AR     *Component  `json:"ar"`
	NE     *Neighbours `json:"ne"`
	Fit    Span        `json:"fit"` // periods of the likelihood, from 2 on
}

// Data are counts with their columns.
type Data struct {
	Units  []string
	Counts [][]float64            // by unit, then period; NaN where not reported
	Common map[string][]float64   // columns the same in all units, by period
	ByUnit map[string][][]float64 // columns by unit, then period
	Order  [][]int                // neighbourhood order by unit and unit; nil without NE
}

// Periods is the length of the series.
func (d *Data) Periods() int { return len(d.Counts[0]) }

func (d *Data) check() error {
	n := len(d.Units)
	if n == 0 || len(d.Counts) != n || len(d.Counts[0]) == 0 {
		return bad("%d units, %d series", n, len(d.Counts))
	}
	for i, y := range d.Counts {
		if len(y) != d.Periods() {
			return bad("unit %s has %d periods, unit %s %d", d.Units[i], len(y), d.Units[0], d.Periods())
		}
		for t, v := range y {
			if v < 0 || v > 1<<53 || !math.IsNaN(v) && v != math.Trunc(v) {
				return bad("unit %s, period %d: %v is not a count", d.Units[i], t+1, v)
			}
		}
	}
	return d.checkOrder()
}

func (d *Data) checkOrder() error {
	if d.Order == nil {
		return nil
	}
	if len(d.Order) != len(d.Units) {
		return bad("the neighbourhood is of %d units, the series are of %d", len(d.Order), len(d.Units))
	}
	for i, row := range d.Order {
		if len(row) != len(d.Units) {
			return bad("the neighbourhood of unit %s is of %d units, want %d", d.Units[i], len(row), len(d.Units))
		}
	}
	for i, row := range d.Order {
		for j, o := range row {
			if o < 0 || (o == 0) != (i == j) || o != d.Order[j][i] {
				return bad("neighbourhood order %d of units %s and %s: want 0 with itself, 1 or more with others, the same both ways",
					o, d.Units[i], d.Units[j])
			}
		}
	}
	return nil
}

func (m Model) check(d *Data) error {
	if err := d.check(); err != nil {
		return err
	}
	switch {
	case m.Family != Poisson && m.Family != NegBin1 && m.Family != NegBinUnit:
		return bad("family %q is not poisson, negbin1 or negbin_unit", m.Family)
	case m.Fit.From < 2 || m.Fit.To < m.Fit.From || m.Fit.To > d.Periods():
		return bad("fit over periods %d to %d of %d: want 2 or later, within the series", m.Fit.From, m.Fit.To, d.Periods())
	case len(m.End.Terms) == 0:
		return bad("the endemic component has no terms")
	case m.NE != nil && d.Order == nil:
		return bad("there is no neighbourhood for the component ne")
	case m.NE != nil && m.NE.Weights.Kind != FirstOrder && m.NE.Weights.Kind != PowerLaw:
		return bad("weights %q are not first_order or power_law", m.NE.Weights.Kind)
	case m.NE != nil && m.NE.Weights.MaxOrder < 1:
		return bad("max_order %d, want 1 or more", m.NE.Weights.MaxOrder)
	}
	if m.NE != nil && m.NE.Weights.Kind == PowerLaw && !d.reaches(2, m.NE.Weights.MaxOrder) {
		return bad("no two units are of order 2 or more: a power law cannot be told from first_order")
	}
	return nil
}

// reaches tells whether some units are of an order between the two.
func (d *Data) reaches(low, high int) bool {
	return slices.ContainsFunc(d.Order, func(row []int) bool {
		return slices.ContainsFunc(row, func(o int) bool { return o >= low && o <= high })
	})
}

// column finds a term; by is nil where it is common to all units.
func (d *Data) column(name string) (common []float64, by [][]float64, err error) {
	if c, ok := d.Common[name]; ok {
		if len(c) != d.Periods() {
			return nil, nil, bad("column %s has %d periods, want %d", name, len(c), d.Periods())
		}
		return c, nil, nil
	}
	by, ok := d.ByUnit[name]
	if !ok {
		return nil, nil, bad("there is no column %s", name)
	}
	if len(by) != len(d.Units) {
		return nil, nil, bad("column %s is of %d units, want %d", name, len(by), len(d.Units))
	}
	for i, c := range by {
		if len(c) != d.Periods() {
			return nil, nil, bad("column %s of unit %s has %d periods, want %d", name, d.Units[i], len(c), d.Periods())
		}
	}
	return nil, by, nil
}

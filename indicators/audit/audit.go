package audit

import (
	"fmt"
	"math"

	"github.com/anlan-lake/anlan/indicators/composite"
)

// Options say how an audit is made. The zero value is a sensible one.
type Options struct {
	Seed        uint64  // of the weights and the runs that are drawn
	Runs        int     // runs of one matrix of the sensitivity design; 0 for as many as fit, 256 at most
	WeightShare float64 // by how much of itself a weight may be off; 0 for a quarter
	Rules       Rules   // the zero value is DefaultRules
}

// Audit is what there is to know of an index and its data. Slices of units are
// in the order of Units.
type Audit struct {
	ID          string
	Name        composite.Title
	Rows        int       // of the table that the index has been built of
	Periods     int       // 1 where there are no periods
	Period      float64   // the last one, which ranks are of; NaN where there are none
	Units       []string  // of that period
	Scores      []float64 // of the index
	Ranks       []float64
	UnitShare   []float64 // share of the indicators' weight that a unit has values for
	Indicators  []Indicator
	Aggregates  []Aggregate // from the top down
	Pairs       []Pair      // of indicators that say the same
	Alternative []Alternative
	Doubt       *Doubt // nil for fewer than three units
	Weights     []WeightRanges
	WeightsWhy  string // why there are none: method (not a weighted mean of branches) or missing (too few units have all)
	Options     Options
	Findings    []Finding // worst first
}

// Top gives the aggregate without a parent.
func (a *Audit) Top() *Aggregate { return &a.Aggregates[0] }

// Run audits an index on data. groups are as Index.Build has them. An index
// whose last step is not the only aggregate, and one that cannot be built, are
// errors.
func Run(x *composite.Index, f *composite.Frame, groups map[string]map[string]string, o Options) (*Audit, error) {
	if o.WeightShare == 0 {
		o.WeightShare = 0.25
	}
	if !(o.WeightShare > 0 && o.WeightShare <= 1) || o.Runs < 0 {
		return nil, fmt.Errorf("audit: weights off by %v of themselves, %d runs", o.WeightShare, o.Runs)
	}
	if o.Rules == (Rules{}) {
		o.Rules = DefaultRules()
	}
	s, err := build(x, f, groups)
	if err != nil {
		return nil, fmt.Errorf("audit %s: %w", x.ID, err)
	}
	a := &Audit{ID: x.ID, Name: x.Name, Rows: s.raw.Rows(), Periods: len(s.raw.Periods()), Period: math.NaN(), Options: o}
	last := s.last(s.built)
	if last.Time != nil {
		a.Period = last.Time[0]
	}
	a.Units, a.Scores = last.Unit, last.Column(s.tree.Top())
	a.Ranks = composite.ScoreRanks(a.Scores)
	a.UnitShare = s.unitShare()
	steps := []func(*Audit) error{s.describe, s.relate, s.leaveOut, s.vary, s.anyWeights}
	for _, step := range steps {
		if err := step(a); err != nil {
			return nil, fmt.Errorf("audit %s: %w", x.ID, err)
		}
	}
	a.Findings = findings(a, o.Rules)
	return a, nil
}

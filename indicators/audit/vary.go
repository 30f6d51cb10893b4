package audit

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/anlan-lake/anlan/indicators/composite"
)

// Alternative is the index built otherwise in one respect. Factor is "" for the
// index as it is.
type Alternative struct {
	Factor, Option  string
	Ranks           []float64 // by unit
	MeanAbs, MaxAbs float64   // shift of ranks
	Spearman        float64   // of ranks with the index's
}

// Doubt is the index built many times with all choices open at once.
type Doubt struct {
	Runs    int                    // from which the ranks are
	Ranks   []composite.RankStats  // by unit
	Sobol   []composite.SobolIndex // of the mean shift of ranks, by choice
	Options []int                  // ways that each choice has
}

const (
	mostRuns  = 256
	leastRuns = 8
	// mostScores bounds memory: scores and ranks of all runs are held at once.
	mostScores = 1 << 24
	bootstrap  = 500
	// copelandUnits is up to how many units all pairs are compared.
	copelandUnits = 300
)

// vary builds the index of the last period in other ways.
func (s *stages) vary(a *Audit) error {
	f := s.last(s.raw)
	f = &composite.Frame{Unit: f.Unit, Code: f.Code, Col: f.Col}
	plan, factors, err := s.factors(f)
	if err != nil {
		return err
	}
	sets, err := s.drawWeights(a.Options.WeightShare, a.Options.Seed)
	if err != nil {
		return err
	}
	in := *s.in
	in.WeightSets = sets
	if err := s.alternatives(a, &in, f, plan, factors); err != nil {
		return err
	}
	if len(a.Units) < 3 {
		return nil
	}
	u := composite.Uncertainty{Target: s.tree.Top(), Steps: plan}
	out := &Doubt{}
	for _, x := range factors {
		c := composite.Factor{Name: x.name}
		for _, o := range x.options {
			choice := o.choice
			if choice == nil {
				choice = composite.Choice{}
			}
			c.Choices = append(c.Choices, choice)
		}
		u.Factors = append(u.Factors, c)
		out.Options = append(out.Options, len(x.options))
	}
	n := min(mostRuns, mostScores/(len(a.Units)*(len(factors)+2)))
	if a.Options.Runs > 0 {
		n = a.Options.Runs
	}
	n = max(n, leastRuns)
	runs, sobol, err := composite.Sensitivity{Uncertainty: u, N: n, Bootstrap: bootstrap, Seed: a.Options.Seed}.Run(&in, f, design(n, len(factors), a.Options.Seed))
	if err != nil {
		return err
	}
	out.Runs, out.Ranks, out.Sobol = 2*n, runs.RankStats(2*n), sobol
	a.Doubt = out
	return nil
}

// design gives the numbers of Saltelli's design for d factors: matrices A and B
// of n runs, and A with each column in turn from B.
func design(n, d int, seed uint64) [][]float64 {
	rng := rand.New(rand.NewPCG(seed, 2))
	out := make([][]float64, d)
	for i := range out {
		a, b := make([]float64, n), make([]float64, n)
		for k := range a {
			a[k], b[k] = rng.Float64(), rng.Float64()
		}
		out[i] = slices.Concat(a, b)
		for k := range d {
			if k == i {
				out[i] = append(out[i], b...)
			} else {
				out[i] = append(out[i], a...)
			}
		}
	}
	return out
}

// alternatives builds the index otherwise in one respect at a time.
func (s *stages) alternatives(a *Audit, in *composite.Inputs, f *composite.Frame, plan composite.Plan, factors []factor) error {
	id := plan[len(plan)-1].ID
	shift := composite.RankShift{Target: s.tree.Top(), Pipelines: []composite.Alternative{{ID: "as_is", Steps: plan}}}
	list := []Alternative{{Option: "as_is"}}
	add := func(factor, name string, c composite.Choice) error {
		p, err := plan.With(c)
		if err != nil {
			return err
		}
		shift.Pipelines = append(shift.Pipelines, composite.Alternative{ID: factor + " " + name, Steps: p})
		list = append(list, Alternative{Factor: factor, Option: name})
		return nil
	}
	for _, x := range factors {
		for _, o := range x.options[1:] {
			if o.name == "drawn" {
				continue
			}
			if err := add(x.name, o.name, o.choice); err != nil {
				return err
			}
		}
		if x.name == FactorWeights {
			if err := add(x.name, string(composite.WeightsEqual), composite.Choice{id + ".weights": json.RawMessage(`"equal"`)}); err != nil {
				return err
			}
		}
	}
	if len(a.Units) <= copelandUnits && !s.outranks() && !s.incomplete(f) && !s.incomplete(s.last(s.ready)) {
		if err := add(FactorAggregate, string(composite.Copeland), composite.Choice{id + ".method": json.RawMessage(`"copeland"`)}); err != nil {
			return err
		}
	}
	got, err := shift.Run(in, f)
	if err != nil {
		return err
	}
	if !slices.Equal(got.Unit, a.Units) {
		return fmt.Errorf("the steps leave other units in one period than in all")
	}
	for k := range list {
		list[k].Ranks, list[k].MeanAbs, list[k].MaxAbs, list[k].Spearman = got.Ranks[k], got.MeanAbs[k], got.MaxAbs[k], got.Spearman[k]
	}
	a.Alternative = list
	return nil
}

// leaveOut takes out indicators one at a time, in the last period.
func (s *stages) leaveOut(a *Audit) error {
	f := s.last(s.ready)
	f = &composite.Frame{Unit: f.Unit, Code: f.Code, Col: f.Col}
	got, err := composite.LeaveOneOut{Aggregate: s.aggregation(), Level: 1, Target: s.tree.Top()}.Run(s.in, f)
	if err != nil {
		return err
	}
	for k, code := range got.Element {
		for i := range a.Indicators {
			x := &a.Indicators[i]
			if x.Code != code {
				continue
			}
			x.RemovedMean, x.RemovedMost = got.MeanAbsRankChange[k], 0
			for u, r := range got.Ranks[k] {
				if d := math.Abs(r - got.Rank[u]); d > x.RemovedMost {
					x.RemovedMost = d
				}
			}
		}
	}
	return nil
}

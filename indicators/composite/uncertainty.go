package composite

import (
	"fmt"
	"math"
	"slices"
)

// Factor is a step of the construction that could as well have been done
// otherwise.
type Factor struct {
	Name    string   `json:"name"`
	Choices []Choice `json:"choices"`
}

// Uncertainty builds an index many times, each time with other choices, and
// sees how scores and ranks of Target move (Saisana, Saltelli and Tarantola
// 2005).
type Uncertainty struct {
	Target  string   `json:"target"`
	Steps   Plan     `json:"steps"`
	Factors []Factor `json:"factors"`
}

// Runs are the results of an uncertainty analysis. Slices by unit are in the
// order of Unit; runs of the same choices share them.
type Runs struct {
	Unit    []string
	Choice  [][]int     // by factor, then run: number of the choice, from 1
	Nominal []float64   // score by unit
	Rank    []float64   // nominal score rank by unit
	Scores  [][]float64 // by run, then unit; NaN where the run has no score
	Ranks   [][]float64
}

// Choices maps the numbers of a sample, one for each run, to k choices: bins
// of equal width between its least and its greatest, closed at their upper end.
func Choices(sample []float64, k int) []int {
	low, high := slices.Min(sample), slices.Max(sample)
	out := make([]int, len(sample))
	for i, u := range sample {
		n := 1
		for n < k && u > low+(high-low)*float64(n)/float64(k) {
			n++
		}
		out[i] = n
	}
	return out
}

// Run builds the index once as planned and once for each run; sample holds, by
// factor, one number for each run. What runs have in common is computed once,
// and the rest in parallel; the results do not depend on how many cores there
// are.
func (u Uncertainty) Run(in *Inputs, f *Frame, sample [][]float64) (*Runs, error) {
	if len(sample) != len(u.Factors) || len(sample) == 0 {
		return nil, fmt.Errorf("uncertainty: %d columns of samples for %d factors", len(sample), len(u.Factors))
	}
	out := &Runs{}
	for i, x := range u.Factors {
		if len(x.Choices) == 0 || len(sample[i]) != len(sample[0]) || len(sample[i]) == 0 {
			return nil, fmt.Errorf("uncertainty: factor %s has %d choices and %d numbers, the first factor has %d", x.Name, len(x.Choices), len(sample[i]), len(sample[0]))
		}
		out.Choice = append(out.Choice, Choices(sample[i], len(x.Choices)))
	}
	nominal, err := u.Steps.Steps()
	if err != nil {
		return nil, err
	}
	g, err := Run(nominal, in, f)
	if err != nil {
		return nil, err
	}
	out.Unit, out.Nominal = g.Unit, g.Column(u.Target)
	if out.Nominal == nil {
		return nil, fmt.Errorf("uncertainty: the last step gives no column %s", u.Target)
	}
	out.Rank = ScoreRanks(out.Nominal)
	b := newBranches(u, in, f, out)
	if err := b.grow(); err != nil {
		return nil, err
	}
	return out, nil
}

// RankStats sums up the ranks of one unit over the runs.
type RankStats struct {
	Unit                               string
	Nominal, Mean, Median, Low5, High5 float64 // Low5, High5: quantiles 5% and 95%
}

// RankStats sums up ranks over the first runs, all for 0.
func (r *Runs) RankStats(runs int) []RankStats {
	if runs <= 0 || runs > len(r.Ranks) {
		runs = len(r.Ranks)
	}
	out := make([]RankStats, len(r.Unit))
	ranks := make([]float64, runs)
	for i, unit := range r.Unit {
		for k := range ranks {
			ranks[k] = r.Ranks[k][i]
		}
		mean := Mean(ranks)
		s := present(ranks)
		slices.Sort(s)
		x := RankStats{Unit: unit, Nominal: r.Rank[i], Mean: mean, Median: math.NaN(), Low5: math.NaN(), High5: math.NaN()}
		if len(s) > 0 {
			x.Median, x.Low5, x.High5 = quantileSorted(s, 0.5), quantileSorted(s, 0.05), quantileSorted(s, 0.95)
		}
		out[i] = x
	}
	return out
}

// Response gives, by run, the mean over units of how far ranks are from the
// nominal ones.
func (r *Runs) Response() []float64 {
	out := make([]float64, len(r.Ranks))
	shift := make([]float64, len(r.Unit))
	for k, ranks := range r.Ranks {
		for i := range shift {
			shift[i] = math.Abs(ranks[i] - r.Rank[i])
		}
		out[k] = Mean(shift)
	}
	return out
}

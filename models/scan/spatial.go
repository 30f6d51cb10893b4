package scan

import (
	"context"
	"math"
)

// Models of the spatial scan.
const (
	ModelPoisson  = "poisson"  // cases against expected cases
	ModelBinomial = "binomial" // cases among people
)

// Secondary clusters: none, or those that share no place with one listed.
const (
	SecondaryNone      = "none"
	SecondaryNoOverlap = "no_overlap"
)

// Spatial are the settings of the purely spatial scan.
type Spatial struct {
	Model                 string  `json:"model"`
	MaxPopulationFraction float64 `json:"max_population_fraction"` // largest zone
	Simulations           int     `json:"simulations"`
	Secondary             string  `json:"secondary"`
	SecondaryMaxP         float64 `json:"secondary_max_p"` // list secondary clusters up to this p
	MaxClusters           *int    `json:"max_clusters"`    // nil for no limit
}

// DefaultSpatial gives 999 simulations and zones of up to half the population.
func DefaultSpatial() Spatial {
	return Spatial{Model: ModelPoisson, MaxPopulationFraction: 0.5, Simulations: 999, Secondary: SecondaryNoOverlap, SecondaryMaxP: 0.05}
}

// Cluster is a set of places, and in space-time a run of periods, with more
// cases than expected. P is of the most likely cluster anywhere, so a secondary
// one's is on the safe side. RelativeRisk is cases over expected cases, in
// space-time relative to the same of all that lies outside: +Inf where no case
// does, NaN where nothing is expected there either.
type Cluster struct {
	Places       []int // positions, ascending
	From, To     int   // periods, both inclusive; 0 in the spatial scan
	Cases        float64
	Expected     float64
	Population   float64 // of the spatial scan
	RelativeRisk float64
	Statistic    float64 // log-likelihood ratio
	P            float64
}

// Result of a scan.
type Result struct {
	Clusters []Cluster
	Windows  []Cluster // prospective: the best zones and durations, without P
	Null     []float64 // largest statistic of each simulation, ascending
}

// Quantile of the null distribution of the largest statistic.
func (r *Result) Quantile(q float64) float64 {
	if len(r.Null) == 0 {
		return math.NaN()
	}
	return r.Null[min(len(r.Null)-1, int(q*float64(len(r.Null))))]
}

// Run looks for clusters among cases by place. expected is used by the Poisson
// model: nil means in proportion to the population. Once ctx ends it gives up,
// with ctx's cause.
//
// Source: Kulldorff, A spatial scan statistic, Communications in Statistics,
// Theory and Methods 26 (1997) 1481–1496.
func (s Spatial) Run(ctx context.Context, places []Place, cases, expected []float64, seed uint64) (*Result, error) {
	switch {
	case s.Model != ModelPoisson && s.Model != ModelBinomial:
		return nil, bad("model %q is not poisson or binomial", s.Model)
	case s.Model == ModelBinomial && expected != nil:
		return nil, bad("the binomial model takes people, not expected cases")
	case s.Secondary != SecondaryNone && s.Secondary != SecondaryNoOverlap:
		return nil, bad("secondary %q is not none or no_overlap", s.Secondary)
	case s.Simulations < 1:
		return nil, bad("%d simulations", s.Simulations)
	}
	z, err := Zones{Kind: PopulationFraction, MaxPopulationFraction: s.MaxPopulationFraction}.build(places)
	if err != nil {
		return nil, err
	}
	total, people, err := s.totals(places, cases)
	if err != nil {
		return nil, err
	}
	if expected == nil {
		for _, p := range places {
			expected = append(expected, total*p.Population/people)
		}
	}
	if expected, err = scaled(expected, total, cases); err != nil {
		return nil, err
	}
	var like likelihood = poissonRatio{total}
	if s.Model == ModelBinomial {
		like = binomialRatio{total, people}
	}
	n := len(places)
	sc, err := newScanner(z, []interval{{}}, like, expected, n)
	if err != nil {
		return nil, err
	}
	var all []window
	sc.each(cases, n, func(w window) { all = append(all, w) })
	byRatio(all)
	out := &Result{}
	if out.Null, err = sc.null(ctx, s.Simulations, n, seed, make([]float64, n), multinomial(int(total), expected)); err != nil {
		return nil, err
	}
	z.disjoint(all, n, func(w window) bool {
		c := sc.cluster(w, out.Null)
		if len(out.Clusters) > 0 && (s.Secondary == SecondaryNone || c.P > s.SecondaryMaxP) ||
			s.MaxClusters != nil && len(out.Clusters) >= *s.MaxClusters {
			return false
		}
		for _, j := range c.Places {
			c.Population += places[j].Population
		}
		c.RelativeRisk = c.Cases / c.Expected
		out.Clusters = append(out.Clusters, c)
		return true
	})
	return out, nil
}

func (s Spatial) totals(places []Place, cases []float64) (total, people float64, err error) {
	if len(cases) != len(places) {
		return 0, 0, bad("%d places, %d counts", len(places), len(cases))
	}
	if total, err = totalOf(cases); err != nil {
		return 0, 0, err
	}
	for i, p := range places {
		if s.Model == ModelBinomial && cases[i] > p.Population {
			return 0, 0, bad("place %s has %v cases among %v people", p.Name, cases[i], p.Population)
		}
		people += p.Population
	}
	if s.Model == ModelBinomial && total == people {
		return 0, 0, bad("everybody is a case: there is nothing to compare")
	}
	return total, people, nil
}

// totalOf checks that cells are counts, and sums them.
func totalOf(cells []float64) (float64, error) {
	total := 0.0
	for i, c := range cells {
		if !(c >= 0) || c != math.Trunc(c) || c > 1<<31 {
			return 0, bad("cell %d: %v is not a count; a place that did not report must be left out, not taken as calm", i+1, c)
		}
		total += c
	}
	if total == 0 {
		return 0, bad("there are no cases")
	}
	return total, nil
}

// scaled brings expectations to a total, and refuses cases where none can be.
func scaled(expected []float64, total float64, cells []float64) ([]float64, error) {
	if len(expected) != len(cells) {
		return nil, bad("%d expectations for %d counts", len(expected), len(cells))
	}
	sum := 0.0
	for i, e := range expected {
		if !(e >= 0) || math.IsInf(e, 1) {
			return nil, bad("cell %d: an expectation of %v", i+1, e)
		}
		if e == 0 && cells[i] > 0 {
			return nil, bad("cell %d: %v cases where none can be expected", i+1, cells[i])
		}
		sum += e
	}
	if total == 0 {
		return expected, nil
	}
	out := make([]float64, len(expected))
	for i, e := range expected {
		out[i] = e * total / sum
	}
	return out, nil
}

// cluster describes a window.
func (s *scanner) cluster(w window, null []float64) Cluster {
	c := Cluster{Places: s.zones.members(w.centre, w.m), From: s.intervals[w.interval].from, To: s.intervals[w.interval].to,
		Cases: w.cases, Expected: w.expected, Statistic: w.ratio, P: math.NaN()}
	if null != nil {
		c.P = chance(null, w.ratio)
	}
	return c
}

package scan

import "context"

// Modes of the space-time scan.
const (
	Prospective   = "prospective"   // intervals that end with the last period
	Retrospective = "retrospective" // all intervals
)

// Statistics of the space-time scan.
const (
	StatPoisson     = "poisson"             // baselines scaled to the number of cases
	StatPermutation = "permutation"         // expectation from the margins: needs cases alone
	StatExpectation = "expectation_poisson" // baselines are absolute expectations
)

// SpaceTime are the settings of the space-time scan.
type SpaceTime struct {
	Mode        string `json:"mode"`
	Statistic   string `json:"statistic"`
	Zones       Zones  `json:"zones"`
	MaxDuration int    `json:"max_duration"` // periods
	Simulations int    `json:"simulations"`
	Secondary   string `json:"secondary"`
	MaxClusters int    `json:"max_clusters"`
	Windows     int    `json:"windows"` // prospective: how many of the best windows to list
}

// DefaultSpaceTime gives the prospective permutation scan over up to 7 periods.
func DefaultSpaceTime() SpaceTime {
	return SpaceTime{Mode: Prospective, Statistic: StatPermutation, Zones: DefaultZones(), MaxDuration: 7,
		Simulations: 999, Secondary: SecondaryNoOverlap, MaxClusters: 5}
}

func (s SpaceTime) validate() error {
	switch {
	case s.Mode != Prospective && s.Mode != Retrospective:
		return bad("mode %q is not prospective or retrospective", s.Mode)
	case s.Statistic != StatPoisson && s.Statistic != StatPermutation && s.Statistic != StatExpectation:
		return bad("statistic %q is not poisson, permutation or expectation_poisson", s.Statistic)
	case s.Secondary != SecondaryNone && s.Secondary != SecondaryNoOverlap:
		return bad("secondary %q is not none or no_overlap", s.Secondary)
	case s.MaxDuration < 1 || s.Simulations < 1 || s.MaxClusters < 1:
		return bad("duration %d, %d simulations, %d clusters: want 1 or more", s.MaxDuration, s.Simulations, s.MaxClusters)
	case s.Windows < 0 || s.Windows > 0 && s.Mode != Prospective:
		return bad("%d windows: they are listed by the prospective scan", s.Windows)
	}
	return nil
}

// intervals are in order of their end, short ones first: of two with the same
// ratio the first is taken.
func (s SpaceTime) intervals(periods int) []interval {
	first := 0
	if s.Mode == Prospective {
		first = periods - 1
	}
	var out []interval
	for to := first; to < periods; to++ {
		for from := to; from >= 0 && to-from < s.MaxDuration; from-- {
			out = append(out, interval{from, to})
		}
	}
	return out
}

// Run looks for clusters. counts and baseline are by period, then place:
// counts[t*len(places)+j]; baseline is nil for the permutation statistic. Once
// ctx ends it gives up, with ctx's cause.
//
// Source: Kulldorff, Prospective time periodic geographical disease
// surveillance using a scan statistic, JRSS A 164 (2001) 61–72; Kulldorff,
// Heffernan, Hartman, Assunção & Mostashari, A space-time permutation scan
// statistic for disease outbreak detection, PLOS Medicine 2 (2005) e59; Neill,
// Expectation-based scan statistics for monitoring spatial time series data,
// International Journal of Forecasting 25 (2009) 498–517.
func (s SpaceTime) Run(ctx context.Context, places []Place, counts, baseline []float64, seed uint64) (*Result, error) {
	if err := s.validate(); err != nil {
		return nil, err
	}
	z, err := s.Zones.build(places)
	if err != nil {
		return nil, err
	}
	n := len(places)
	if len(counts) == 0 || len(counts)%n != 0 {
		return nil, bad("%d counts are not whole periods of %d places", len(counts), n)
	}
	total, err := totalOf(counts)
	if err != nil {
		return nil, err
	}
	expected, like, draw, err := s.model(counts, baseline, n, total)
	if err != nil {
		return nil, err
	}
	sc, err := newScanner(z, s.intervals(len(counts)/n), like, expected, n)
	if err != nil {
		return nil, err
	}
	best, windows := s.observed(sc, counts, n)
	out := &Result{}
	if out.Null, err = sc.null(ctx, s.Simulations, n, seed, make([]float64, len(counts)), draw); err != nil {
		return nil, err
	}
	all := 0.0 // the number of cases, but for expectation_poisson
	for _, e := range expected {
		all += e
	}
	z.disjoint(best, n, func(w window) bool {
		c := sc.cluster(w, out.Null)
		c.RelativeRisk = (c.Cases / c.Expected) / ((total - c.Cases) / (all - c.Expected))
		out.Clusters = append(out.Clusters, c)
		return s.Secondary == SecondaryNoOverlap && len(out.Clusters) < s.MaxClusters
	})
	for _, w := range windows {
		out.Windows = append(out.Windows, sc.cluster(w, nil))
	}
	return out, nil
}

// model gives the expectations, the likelihood and the simulation of the
// statistic.
func (s SpaceTime) model(counts, baseline []float64, places int, total float64) ([]float64, likelihood, simulation, error) {
	if s.Statistic == StatPermutation {
		if baseline != nil {
			return nil, nil, nil, bad("the permutation statistic takes no baseline")
		}
		expected := margins(counts, places, total)
		return expected, poissonRatio{total}, shuffled(counts, places), nil
	}
	if baseline == nil {
		return nil, nil, nil, bad("the statistic %s needs a baseline", s.Statistic)
	}
	if s.Statistic == StatExpectation {
		expected, err := scaled(baseline, 0, counts)
		return expected, expectationRatio{}, independent(expected), err
	}
	expected, err := scaled(baseline, total, counts)
	if err != nil {
		return nil, nil, nil, err
	}
	return expected, poissonRatio{total}, multinomial(int(total), expected), nil
}

// margins gives row total times column total over all cases.
func margins(counts []float64, places int, total float64) []float64 {
	row, col := make([]float64, len(counts)/places), make([]float64, places)
	for i, c := range counts {
		row[i/places] += c
		col[i%places] += c
	}
	out := make([]float64, len(counts))
	for i := range out {
		out[i] = row[i/places] * col[i%places] / total
	}
	return out
}

// observed gives the best window of every zone, and the best of all windows.
func (s SpaceTime) observed(sc *scanner, counts []float64, places int) (best, windows []window) {
	zone := window{centre: -1}
	flush := func() {
		if zone.centre >= 0 {
			best = append(best, zone)
		}
	}
	sc.each(counts, places, func(w window) {
		if w.centre != zone.centre || w.m != zone.m {
			flush()
			zone = w
		} else if w.ratio > zone.ratio {
			zone = w
		}
		if s.Windows > 0 && w.ratio > 0 {
			windows = append(windows, w)
		}
	})
	flush()
	byRatio(best)
	byRatio(windows)
	return best, windows[:min(len(windows), s.Windows)]
}

// Duration is the number of periods of a cluster.
func (c Cluster) Duration() int { return c.To - c.From + 1 }

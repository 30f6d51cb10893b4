package scoring

import (
	"math"
	"slices"
)

// Ensemble are the settings for scoring a value against simulated ones.
type Ensemble struct {
	Quantiles     []float64 `json:"quantiles"`        // levels of the quantile scores, symmetric about 0.5
	QuantileType  int       `json:"quantile_type"`    // 7: linear interpolation of order statistics
	IntervalAlpha []float64 `json:"interval_alpha"`   // 1 - level of each interval scored
	BinEdges      []float64 `json:"bin_edges"`        // lower edges of the bins of the ignorance score
	PseudoCount   float64   `json:"bin_pseudo_count"` // added to every bin
	LogBase       float64   `json:"log_base"`         // of the ignorance score
}

// DefaultEnsemble gives the 23 levels of forecast hubs and bins for counts.
func DefaultEnsemble() Ensemble {
	return Ensemble{
		Quantiles: []float64{0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5,
			0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.975, 0.99},
		QuantileType: 7, IntervalAlpha: []float64{0.5, 0.1},
		BinEdges: []float64{0, 0.5, 2.5, 5.5, 10.5, 25.5, 50.5, 100.5, 250.5, 500.5, 1000.5}, PseudoCount: 1, LogBase: 2,
	}
}

// EnsembleScore are the scores of one value.
type EnsembleScore struct {
	CRPS, CRPSFair float64   // over all K² pairs; over K(K-1), unbiased for few members
	Interval       []float64 // by IntervalAlpha
	WIS            float64   // weighted interval score
	Pinball        float64   // twice the mean quantile loss
	Ignorance      float64   // -log of the share of the value's bin
}

func (e Ensemble) check() error {
	switch {
	case e.QuantileType != 7:
		return bad("quantile type %d, only 7 is known", e.QuantileType)
	case len(e.BinEdges) == 0 || !slices.IsSorted(e.BinEdges):
		return bad("bin edges are not ascending")
	case !(e.LogBase > 1) || !(e.PseudoCount >= 0):
		return bad("log base %v, pseudo count %v", e.LogBase, e.PseudoCount)
	case len(e.Quantiles)%2 == 0:
		return bad("%d quantile levels: want pairs about the median", len(e.Quantiles))
	}
	n := len(e.Quantiles)
	for i, q := range e.Quantiles {
		if !(q > 0 && q < 1) || math.Abs(q+e.Quantiles[n-1-i]-1) > 1e-9 || i > 0 && q <= e.Quantiles[i-1] {
			return bad("quantile levels are not ascending and symmetric about 0.5")
		}
	}
	for _, a := range e.IntervalAlpha {
		if !(a > 0 && a < 1) {
			return bad("interval alpha %v is not between 0 and 1", a)
		}
	}
	return nil
}

// Score measures y against the members of an ensemble, of which it needs two.
//
// Source: Gneiting & Raftery (2007); Ferro, Fair scores for ensemble forecasts,
// Quarterly Journal of the Royal Meteorological Society 140 (2014) 1917–1923;
// Bracher, Ray, Gneiting & Reich, Evaluating epidemic forecasts in an interval
// format, PLOS Computational Biology 17 (2021) e1008618.
func (e Ensemble) Score(y float64, members []float64) (EnsembleScore, error) {
	if err := e.check(); err != nil {
		return EnsembleScore{}, err
	}
	if len(members) < 2 || math.IsNaN(y) || math.IsInf(y, 0) {
		return EnsembleScore{}, bad("%v against %d members, want a number and two or more", y, len(members))
	}
	x := slices.Clone(members)
	slices.Sort(x)
	if math.IsNaN(x[0]) || math.IsInf(x[0], 0) || math.IsInf(x[len(x)-1], 0) {
		return EnsembleScore{}, bad("a member of the ensemble is missing or without bound")
	}
	k := float64(len(x))
	near, apart := 0.0, 0.0
	for i, v := range x {
		near += math.Abs(v-y) / k
		apart += (2*float64(i) + 1 - k) * v * 2 // sum of |X-X'| over all ordered pairs
	}
	out := EnsembleScore{CRPS: near - 0.5*apart/(k*k), CRPSFair: near - 0.5*apart/(k*(k-1))}
	for _, a := range e.IntervalAlpha {
		out.Interval = append(out.Interval, interval(y, quantile7(x, a/2), quantile7(x, 1-a/2), a))
	}
	n := len(e.Quantiles)
	out.WIS = 0.5 * math.Abs(y-quantile7(x, e.Quantiles[n/2]))
	for i, q := range e.Quantiles {
		at := quantile7(x, q)
		loss := (y - at) * q
		if y < at {
			loss = (at - y) * (1 - q)
		}
		out.Pinball += 2 * loss / float64(n)
		if i < n/2 {
			out.WIS += q * interval(y, at, quantile7(x, 1-q), 2*q)
		}
	}
	out.WIS /= float64(n/2) + 0.5
	return out, e.ignorance(&out, y, x)
}

func (e Ensemble) ignorance(out *EnsembleScore, y float64, x []float64) error {
	bin := func(v float64) int {
		i, found := slices.BinarySearch(e.BinEdges, v)
		if found {
			return i
		}
		return i - 1
	}
	at := bin(y)
	if at < 0 || bin(x[0]) < 0 {
		return bad("a value lies below the first bin, which begins at %v", e.BinEdges[0])
	}
	in := e.PseudoCount
	for _, v := range x {
		if bin(v) == at {
			in++
		}
	}
	all := float64(len(x)) + e.PseudoCount*float64(len(e.BinEdges))
	out.Ignorance = -math.Log(in/all) / math.Log(e.LogBase)
	return nil
}

// quantile7 of sorted values: linear interpolation at 1+(K-1)q.
func quantile7(x []float64, q float64) float64 {
	at := q * float64(len(x)-1)
	low := int(at)
	if low >= len(x)-1 {
		return x[len(x)-1]
	}
	return x[low] + (at-float64(low))*(x[low+1]-x[low])
}

// interval is the interval score at level 1-a.
func interval(y, low, high, a float64) float64 {
	return high - low + 2/a*(max(0, low-y)+max(0, y-high))
}

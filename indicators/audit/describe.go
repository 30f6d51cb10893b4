package audit

import (
	"math"

	"github.com/anlan-lake/anlan/indicators/composite"
)

// Indicator is one indicator of the index, described.
type Indicator struct {
	Code, Parent    string
	Name            composite.Title
	Weight          float64 // share in the index, over all its indicators
	Direction       float64 // 1, or -1 where less is better
	composite.Stats         // of the data, all periods together
	Q1, Q3          float64
	Histogram       []int   // counts of values in bins of equal width from Min to Max
	Skewed          bool    // |skewness| and excess kurtosis of the data exceed the rules
	StillSkewed     bool    // they do as the indicator is aggregated, too
	ReadySkewness   float64 // as aggregated; NaN where it has none
	AtEnd           float64 // share of the values that are the highest or the lowest as aggregated, the larger

	// Correlations as aggregated, more being better.
	ToParent, ToTop float64
	OnTop           float64 // main effect on the index: see MainEffect
	ToRest          float64 // with what its parent would be without it
	RestP           float64 // p value of that, of as many rows as there are units
	Nearest         string  // sibling of its parent that it goes with most, "" where there is none
	ToNearest       float64

	RemovedMean, RemovedMost float64 // how far ranks move without it
}

// bins is how many bars a histogram has.
const bins = 12

// describe fills what is said of each indicator by itself.
func (s *stages) describe(a *Audit) error {
	stats := composite.IndicatorStats{MinAvailable: a.Options.Rules.Available, Normality: a.Options.Rules.Normality}
	pooled := &composite.Frame{Unit: s.raw.Unit, Code: s.raw.Code, Col: s.raw.Col}
	all, err := stats.Of(&composite.Inputs{Tree: s.whole}, pooled)
	if err != nil {
		return err
	}
	names := map[string]composite.Title{}
	for _, e := range s.index.Structure {
		names[e.Code] = e.Name
		if e.Name == (composite.Title{}) {
			names[e.Code] = composite.Title{Zh: e.Code, En: e.Code}
		}
	}
	for _, x := range all {
		n, _ := s.whole.Node(x.Code)
		i := Indicator{Code: x.Code, Parent: n.Parent, Name: names[x.Code], Weight: s.weights[x.Code], Direction: n.Direction, Stats: x, Skewed: x.Outliers}
		i.Q1, i.Q3 = composite.Quantile(pooled.Column(x.Code), 0.25), composite.Quantile(pooled.Column(x.Code), 0.75)
		i.Histogram = histogram(pooled.Column(x.Code), x.Min, x.Max)
		for _, v := range []*float64{&i.ToParent, &i.ToTop, &i.OnTop, &i.ToRest, &i.RestP, &i.ToNearest, &i.ReadySkewness, &i.RemovedMean, &i.RemovedMost} {
			*v = math.NaN()
		}
		if col := s.pooled.Column(x.Code); col != nil && x.Available > 0 {
			m := composite.MomentsOf(col, []float64{0, 1})
			i.ReadySkewness = m.Skewness
			i.StillSkewed = !a.Options.Rules.Passes(m.Skewness, m.Kurtosis) && m.Skewness == m.Skewness && m.Kurtosis == m.Kurtosis
			i.AtEnd = max(share(col, m.Quantiles[0]), share(col, m.Quantiles[1]))
		}
		a.Indicators = append(a.Indicators, i)
	}
	for level := s.tree.Levels(); level > 1; level-- {
		for _, code := range s.tree.Level(level) {
			n, _ := s.tree.Node(code)
			if n.Kind == composite.Aggregated {
				a.Aggregates = append(a.Aggregates, Aggregate{Code: code, Name: names[code], Parent: n.Parent, Weight: s.weights[code], children: s.tree.Children(code)})
			}
		}
	}
	return nil
}

// share gives the share of the values present that equal v.
func share(x []float64, v float64) float64 {
	n, same := 0.0, 0.0
	for _, y := range x {
		if y == y {
			n++
		}
		if y == v {
			same++
		}
	}
	return same / n
}

// histogram counts values in bins of equal width, the last closed; nil where
// they do not vary.
func histogram(x []float64, low, high float64) []int {
	if !(low < high) {
		return nil
	}
	counts := make([]int, bins)
	for _, v := range x {
		if v == v {
			counts[min(int((v-low)/(high-low)*bins), bins-1)]++
		}
	}
	return counts
}

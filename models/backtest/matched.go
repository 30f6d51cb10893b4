package backtest

import (
	"math"
	"math/rand/v2"
	"slices"
	"strconv"

	"github.com/anlan-lake/anlan"
)

// Scored is one series with its truth and a detector's p-value of every week,
// from week 1 at position 0; NaN where there is none.
type Scored struct {
	Series    string
	Counts, P []float64
	Outbreak  []bool
}

// AtRate turns p-values into alarms such that as many as possible, but no more
// than a share of rate, of the calm weeks from..to alarm. A week without cases
// or without p-value never alarms. In place of p-values any score will do that
// is small where a week stands out.
func AtRate(scored []Scored, from, to int, rate float64) ([]Judged, error) {
	if !(rate > 0 && rate < 1) {
		return nil, anlan.Errorf(anlan.Invalid, "false-positive rate %v is not between 0 and 1", rate)
	}
	var calm []float64
	for _, s := range scored {
		if len(s.P) != len(s.Outbreak) || len(s.Counts) != len(s.P) || from < 1 || to > len(s.P) || to < from {
			return nil, anlan.Errorf(anlan.Invalid, "benchmark: series %s has %d weeks of truth and %d scored, want weeks %d to %d",
				s.Series, len(s.Outbreak), len(s.P), from, to)
		}
		for t := from - 1; t < to; t++ {
			if !s.Outbreak[t] {
				calm = append(calm, s.at(t))
			}
		}
	}
	if len(calm) == 0 {
		return nil, anlan.Errorf(anlan.Invalid, "benchmark: no week of %d to %d is calm", from, to)
	}
	slices.Sort(calm)
	level := calm[int(rate*float64(len(calm)))]
	out := make([]Judged, len(scored))
	for k, s := range scored {
		out[k] = Judged{s.Series, s.Outbreak, make([]bool, len(s.P))}
		for t := range s.P {
			out[k].Alarm[t] = s.at(t) < level
		}
	}
	return out, nil
}

// at is the p-value of a week that may alarm, infinite of any other.
func (s Scored) at(t int) float64 {
	if math.IsNaN(s.P[t]) || !(s.Counts[t] > 0) {
		return math.Inf(1)
	}
	return s.P[t]
}

// Difference is the measure of one detector less that of another over the same
// series, with a 95% interval over series that might have been drawn.
type Difference struct {
	Name             string
	Value, Low, High float64
}

// Compare gives the differences of every measure between two detectors at the
// same false-positive rate, with percentile intervals of the paired bootstrap:
// series are drawn with replacement, the same for both, and the levels matched
// anew in every draw. Both hold the same series in the same order.
//
// Source: Efron & Tibshirani, An Introduction to the Bootstrap (1993), ch. 13.
func Compare(a, b []Scored, outbreaks []Outbreak, from, to int, rate float64, draws int, seed uint64) ([]Difference, error) {
	if len(a) != len(b) || len(a) == 0 || draws < 40 {
		return nil, anlan.Errorf(anlan.Invalid, "benchmark: %d series compared with %d in %d draws, want as many and 40 draws or more", len(a), len(b), draws)
	}
	of := map[string][]Outbreak{}
	for _, o := range outbreaks {
		of[o.Series] = append(of[o.Series], o)
	}
	pick := make([]int, len(a))
	for i := range pick {
		if a[i].Series != b[i].Series {
			return nil, anlan.Errorf(anlan.Invalid, "benchmark: series %s is compared with %s", a[i].Series, b[i].Series)
		}
		pick[i] = i
	}
	out, err := paired(a, b, of, pick, from, to, rate)
	if err != nil {
		return nil, err
	}
	spread := make([][]float64, len(out))
	r := rand.New(rand.NewPCG(seed, 1))
	for range draws {
		for i := range pick {
			pick[i] = r.IntN(len(a))
		}
		drawn, err := paired(a, b, of, pick, from, to, rate)
		if err != nil {
			return nil, err
		}
		for i, d := range drawn {
			if !math.IsNaN(d.Value) {
				spread[i] = append(spread[i], d.Value)
			}
		}
	}
	for i, s := range spread {
		slices.Sort(s)
		out[i].Low, out[i].High = math.NaN(), math.NaN()
		if n := float64(len(s) - 1); n > 0 {
			out[i].Low, out[i].High = s[int(math.Round(0.025*n))], s[int(math.Round(0.975*n))]
		}
	}
	return out, nil
}

// paired measures both over the series picked, each under a name of its own.
func paired(a, b []Scored, of map[string][]Outbreak, pick []int, from, to int, rate float64) ([]Difference, error) {
	var outbreaks []Outbreak
	var drawn [2][]Scored
	for k, i := range pick {
		name := a[i].Series + "#" + strconv.Itoa(k)
		for j, s := range [...]Scored{a[i], b[i]} {
			s.Series = name
			drawn[j] = append(drawn[j], s)
		}
		for _, o := range of[a[i].Series] {
			o.Series = name
			outbreaks = append(outbreaks, o)
		}
	}
	var m [2]Measures
	for j := range drawn {
		judged, err := AtRate(drawn[j], from, to, rate)
		if err != nil {
			return nil, err
		}
		if m[j], err = Measure(judged, outbreaks, from, to); err != nil {
			return nil, err
		}
	}
	out := make([]Difference, 0, 13)
	other := m[1].Figures()
	for i, f := range m[0].Figures() {
		out = append(out, Difference{Name: f.Name, Value: f.Value - other[i].Value})
	}
	return out, nil
}

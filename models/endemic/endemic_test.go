package endemic

import (
	"math"
	"slices"
	"testing"

	"github.com/anlan-lake/anlan/models/linear"
)

// TestNotReported: a count that was not reported takes itself and those
// that rest on it out of the fit, and nothing else.
func TestNotReported(t *testing.T) {
	d := &Data{Units: []string{"a", "b"}, Common: map[string][]float64{"intercept": slices.Repeat([]float64{1}, 60)},
		Order: [][]int{{0, 1}, {1, 0}}}
	for i := range 2 {
		var y []float64
		for k := range 60 {
			y = append(y, float64((k*7+i*3+k*k)%5))
		}
		d.Counts = append(d.Counts, y)
	}
	intercept := Component{Terms: []string{"intercept"}}
	m := Model{Family: NegBin1, End: intercept, AR: &intercept, Fit: Span{From: 2, To: 60},
		NE: &Neighbours{Component: intercept, Weights: Weights{Kind: FirstOrder, MaxOrder: 1}}}
	whole, err := m.Estimate(d, nil)
	if err != nil {
		t.Fatal(err)
	}
	d.Counts[0][30] = math.NaN()
	f, err := m.Estimate(d, nil)
	if err != nil {
		t.Fatal(err)
	}
	if want := whole.N - 3; f.N != want { // itself, and both that follow it
		t.Errorf("%d counts are used, want %d", f.N, want)
	}
	for name, spoil := range map[string]func(){
		"negative": func() { d.Counts[0][3] = -1 },
		"nothing happened": func() {
			for i := range d.Counts {
				clear(d.Counts[i])
			}
		},
		"other neighbours": func() { d.Order = [][]int{{0}} },
		"fewer neighbours": func() { d.Order = [][]int{{0, 1}, {}} },
	} {
		counts, order := [][]float64{slices.Clone(d.Counts[0]), slices.Clone(d.Counts[1])}, d.Order
		spoil()
		if _, err := m.Estimate(d, nil); err == nil {
			t.Errorf("%s is accepted", name)
		}
		d.Counts, d.Order = counts, order
	}
}

// TestDerivatives holds gradient and information against differences, for every
// family and with a power law, at a point that is no maximum.
func TestDerivatives(t *testing.T) {
	d := ring(12, 40)
	terms := Component{Terms: []string{"intercept", "t"}}
	for _, family := range []string{Poisson, NegBin1, NegBinUnit} {
		m := Model{Family: family, End: terms, AR: &terms, Fit: Span{From: 2, To: 40},
			NE: &Neighbours{Component: terms, Weights: Weights{Kind: PowerLaw, MaxOrder: 4, Normalize: true}}}
		e, err := newEngine(m, d)
		if err != nil {
			t.Fatal(err)
		}
		at := make([]float64, e.size)
		for j := range at {
			at[j] = 0.1*float64(j%5) - 0.3
		}
		g, info := make([]float64, e.size), linear.New(e.size)
		e.likelihood(at, g, info)
		up, down := make([]float64, e.size), make([]float64, e.size)
		for j := range at {
			const h = 1e-5
			clear(up)
			clear(down)
			at[j] += h
			above := e.likelihood(at, up, nil)
			at[j] -= 2 * h
			below := e.likelihood(at, down, nil)
			at[j] += h
			if slope := (above - below) / (2 * h); math.Abs(slope-g[j]) > 1e-4*(1+math.Abs(slope)) {
				t.Errorf("%s: slope by parameter %d is %v, differences give %v", family, j, g[j], slope)
			}
			for k := range at {
				got := info.A[max(j, k)*e.size+min(j, k)]
				if want := (down[k] - up[k]) / (2 * h); math.Abs(got-want) > 1e-4*(1+math.Abs(want)) {
					t.Errorf("%s: information %d, %d is %v, differences give %v", family, j, k, got, want)
				}
			}
		}
	}
}

// ring gives units in a ring, with the order of their neighbourhood.
func ring(units, periods int) *Data {
	d := &Data{Common: map[string][]float64{}}
	for t := range periods {
		d.Common["intercept"] = append(d.Common["intercept"], 1)
		d.Common["t"] = append(d.Common["t"], float64(t)/float64(periods))
	}
	for i := range units {
		d.Units = append(d.Units, string(rune('a'+i)))
		var y []float64
		var order []int
		for t := range periods {
			y = append(y, float64((t*7+i*3+t*t*i)%6))
		}
		for j := range units {
			gap := max(i-j, j-i)
			order = append(order, min(gap, units-gap))
		}
		d.Counts, d.Order = append(d.Counts, y), append(d.Order, order)
	}
	return d
}

// TestPathsFollowMoments: simulated paths have the mean and variance that the
// recursion gives.
func TestPathsFollowMoments(t *testing.T) {
	d := ring(4, 80)
	intercept := Component{Terms: []string{"intercept"}}
	m := Model{Family: NegBin1, End: intercept, AR: &intercept, Fit: Span{From: 2, To: 76},
		NE: &Neighbours{Component: intercept, Weights: Weights{Kind: FirstOrder, MaxOrder: 1, Normalize: true}}}
	f, err := m.Estimate(d, nil)
	if err != nil {
		t.Fatal(err)
	}
	moments, err := f.Moments(79)
	if err != nil {
		t.Fatal(err)
	}
	const n = 20000
	paths, err := f.Paths(79, n, 5)
	if err != nil {
		t.Fatal(err)
	}
	for k, x := range moments {
		sum, square := 0.0, 0.0
		for _, p := range paths {
			y := p[k/4][k%4]
			sum, square = sum+y/n, square+y*y/n
		}
		if v := square - sum*sum; math.Abs(sum-x.Mean) > 5*math.Sqrt(x.Variance/n) || math.Abs(v/x.Variance-1) > 0.1 {
			t.Errorf("period %d, unit %d: paths have mean %.4f and variance %.4f, want %.4f and %.4f", x.Period, x.Unit, sum, v, x.Mean, x.Variance)
		}
	}
}

func FuzzEstimate(f *testing.F) {
	f.Add([]byte{1, 2, 0, 3, 1, 0, 2, 2, 4, 0, 1, 5}, uint8(2))
	f.Fuzz(func(t *testing.T, raw []byte, units uint8) {
		n := 1 + int(units%4)
		if len(raw) < 3*n || len(raw) > 400 {
			return
		}
		d := ring(n, len(raw)/n)
		for i := range d.Counts {
			for k := range d.Counts[i] {
				d.Counts[i][k] = float64(raw[i*len(d.Counts[i])+k])
				if d.Counts[i][k] == 255 {
					d.Counts[i][k] = math.NaN()
				}
			}
		}
		intercept := Component{Terms: []string{"intercept"}}
		m := Model{Family: NegBin1, End: intercept, AR: &intercept, Fit: Span{From: 2, To: d.Periods()}}
		if n > 1 {
			m.NE = &Neighbours{Component: intercept, Weights: Weights{Kind: FirstOrder, MaxOrder: 1}}
		}
		fit, err := m.Estimate(d, nil)
		if err != nil {
			return
		}
		for _, c := range fit.Coefficients {
			if math.IsNaN(c.Estimate) {
				t.Errorf("%s %s is not a number", c.Component, c.Term)
			}
		}
	})
}

package composite

import (
	"math"
	"testing"
)

func TestTrendsEdges(t *testing.T) {
	nan := math.NaN()
	f := &Frame{
		Unit: []string{"a", "b", "a", "b", "a", "c"},
		Time: []float64{2002, 2002, 2000, 2000, 2001, 2000},
		Code: []string{"x"},
		Col:  [][]float64{{4, 3, 1, 0, nan, 9}},
	}
	find := func(tr Trends) map[string]Trend {
		list, err := tr.Of(nil, f)
		if err != nil {
			t.Fatal(err)
		}
		out := map[string]Trend{}
		for _, x := range list {
			out[x.Unit] = x
		}
		return out
	}
	got := find(Trends{Measure: CAGR})
	if got["a"].Trend != 1 || !math.IsInf(got["b"].Trend, 1) || !math.IsNaN(got["c"].Trend) {
		t.Errorf("growth is %v", got)
	}
	if a := got["a"]; a.First != 2000 || a.Latest != 2002 || !near(a.Availability, 2.0/3, 1e-15) {
		t.Errorf("a is observed as %v", a)
	}
	window := 2
	got = find(Trends{Measure: PercentChange, Window: &window, Interpolate: true})
	if a := got["a"]; a.Trend != 60 || a.WindowFirst != 2001 || a.WindowAvailability != 0.5 {
		t.Errorf("in the window a is %v", a)
	}
	window = 4
	if got = find(Trends{Measure: CAGR, Window: &window}); got["a"].Trend == got["a"].Trend {
		t.Errorf("a window of more periods than there are gives %v", got["a"].Trend)
	}
	if _, err := (Trends{Measure: "slope"}).Of(nil, f); err == nil {
		t.Error("a measure that is not known is no error")
	}
	f.Time[2] = 2002
	if _, err := (Trends{Measure: CAGR}).Of(nil, f); err == nil {
		t.Error("two rows of the same unit and period are no error")
	}
}

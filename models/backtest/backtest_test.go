package backtest

import (
	"math"
	"testing"

	"github.com/anlan-lake/anlan"
)

// TestMeasureByHand: two series of ten weeks, three outbreaks, counted by hand.
func TestMeasureByHand(t *testing.T) {
	weeks := func(at ...int) []bool {
		out := make([]bool, 10)
		for _, w := range at {
			out[w-1] = true
		}
		return out
	}
	judged := []Judged{
		{"a", weeks(4, 5, 6), weeks(2, 5)},
		{"b", weeks(3, 4, 8, 9, 10), weeks(8, 9)},
	}
	m, err := Measure(judged, []Outbreak{{"a", 2, 4, 6}, {"b", 5, 3, 4}, {"b", 9, 8, 10}}, 2, 10)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]float64{"fpr": 1.0 / 10, "specificity": 0.9, "sensitivity": 3.0 / 8, "ppv": 3.0 / 4, "npv": 9.0 / 14,
		"f1": 6.0 / 12, "pod": 2.0 / 3, "pod_first_week": 1.0 / 3, "pod_k1_3": 1, "pod_k4_7": 0, "pod_k8_10": 1,
		"mean_delay_detected": 0.5, "timeliness": (1.0/3 + 1 + 0) / 3}
	for _, f := range m.Figures() {
		if math.Abs(f.Value-want[f.Name]) > 1e-12 {
			t.Errorf("%s: %v, want %v", f.Name, f.Value, want[f.Name])
		}
	}
	if m.Outbreaks != 3 || m.Periods != 18 {
		t.Errorf("%d outbreaks, %d periods", m.Outbreaks, m.Periods)
	}
	if _, err := Measure(judged, []Outbreak{{"c", 2, 4, 6}}, 2, 10); anlan.KindOf(err) != anlan.Invalid {
		t.Errorf("an outbreak of no series: %v", err)
	}
	if _, err := Measure(judged, nil, 2, 11); anlan.KindOf(err) != anlan.Invalid {
		t.Errorf("a week too many: %v", err)
	}
}

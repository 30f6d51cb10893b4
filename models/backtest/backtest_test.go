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

// TestAtRate: of eight calm weeks a quarter may alarm, ties and weeks without
// cases none.
func TestAtRate(t *testing.T) {
	s := Scored{Series: "a", Counts: []float64{1, 1, 0, 1, 1, 1, 1, 1, 1, 1},
		P: []float64{0.9, 0.02, 0.001, 0.03, 0.04, math.NaN(), 0.5, 0.6, 0.01, 0.2}, Outbreak: make([]bool, 10)}
	s.Outbreak[8], s.Outbreak[9] = true, true
	judged, err := AtRate([]Scored{s}, 1, 10, 0.25)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []bool{false, true, false, true, false, false, false, false, true, false} {
		if judged[0].Alarm[i] != want {
			t.Errorf("week %d: alarm %v", i+1, !want)
		}
	}
	if _, err := AtRate([]Scored{s}, 1, 11, 0.25); anlan.KindOf(err) != anlan.Invalid {
		t.Errorf("a week too many: %v", err)
	}
}

// TestSimulateAndCompare: a draw is repeatable, holds what its scenario says,
// and a detector differs from itself by nothing, from noise by much.
func TestSimulateAndCompare(t *testing.T) {
	scenarios := []Scenario{{Name: "a", Theta: 2, Phi: 1.5}, {Name: "b", Theta: 0.5, Gamma1: 0.5, Phi: 1, Harmonics: 1}}
	drawn, err := Simulate(scenarios, 7)
	if err != nil || len(drawn) != 20 {
		t.Fatal(len(drawn), err)
	}
	again, err := Simulate(scenarios, 7)
	if err != nil {
		t.Fatal(err)
	}
	var known, noise []Scored
	var outbreaks []Outbreak
	sum, square, sizes := 0.0, 0.0, 0
	for i, s := range drawn {
		p, q := make([]float64, SimulatedWeeks), make([]float64, SimulatedWeeks)
		for w, y := range s.Counts {
			if y != again[i].Counts[w] {
				t.Fatal("the same seed draws other series")
			}
			p[w], q[w] = s.Scenario.Known(s.Counts, w+1, 1), math.Mod(float64(w*37+i*11), 101)/101
			if i < 10 && w < 300 {
				sum, square = sum+y, square+y*y
			}
		}
		sizes += s.Current.Size
		outbreaks = append(outbreaks, s.Current)
		known = append(known, Scored{s.Name, s.Counts, p, s.Outbreak})
		noise = append(noise, Scored{s.Name, s.Counts, q, s.Outbreak})
	}
	mean := sum / 3000
	if phi := (square/3000 - mean*mean) / mean; math.Abs(mean-math.Exp(2)) > 0.25 || math.Abs(phi-1.5) > 0.15 || sizes != 110 {
		t.Errorf("mean %.2f, dispersion %.2f, sizes %d", mean, phi, sizes)
	}
	same, err := Compare(known, known, outbreaks, firstCurrent, SimulatedWeeks, 0.05, 50, 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range same {
		if d.Value != 0 || d.Low != 0 || d.High != 0 {
			t.Errorf("%+v of a detector against itself", d)
		}
	}
	diff, err := Compare(known, noise, outbreaks, firstCurrent, SimulatedWeeks, 0.05, 200, 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range diff {
		if d.Name == "pod" && !(d.Low > 0 && d.Low <= d.Value && d.Value <= d.High) {
			t.Errorf("the true mean against noise: %+v", d)
		}
	}
	if _, err := Simulate([]Scenario{{Name: "c", Phi: 0.5}}, 1); anlan.KindOf(err) != anlan.Invalid {
		t.Errorf("dispersion below 1: %v", err)
	}
}

package models

import (
	"errors"
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/anlan-lake/anlan"
)

// weekly dates a simulated series: Mondays from 4 January 2021 on.
func weekly(s Series) Series {
	s.Name, s.Kind, s.Area, s.Level = "dispute_type", "03", "629902001", anlan.Township
	s.Counts = append([]float64(nil), s.Counts...)
	for i := range s.Counts {
		s.Dates = append(s.Dates, time.Date(2021, 1, 4+7*i, 0, 0, 0, 0, time.UTC))
	}
	return s
}

func busy(weeks int) Series { return weekly(simulated(10, weeks)[7]) }

func TestDetect(t *testing.T) {
	s := busy(300)
	last := len(s.Counts) - 1
	w, alarm, err := Detect(s, last, DefaultParams())
	if err != nil || alarm {
		t.Fatalf("calm week: alarm %v, %v", alarm, err)
	}
	if !(w.Lower <= w.Expected && w.Expected <= w.Upper && w.P > 0.01 && w.Dispersed >= 1) {
		t.Errorf("figures out of order: %+v", w)
	}
	s.Counts[last] = math.Ceil(3*w.Upper + 20)
	w, alarm, err = Detect(s, last, DefaultParams())
	if err != nil || !alarm {
		t.Fatalf("threefold week: alarm %v, %v", alarm, err)
	}
	if w.Grade != anlan.GradeRed || w.ID != "farrington_flexible:dispute_type:629902001:03:2026-W40" || w.Period != "2026-W40" {
		t.Errorf("grade %s, id %s, period %s", w.Grade, w.ID, w.Period)
	}
	codes := map[string]anlan.Reason{}
	for _, r := range w.Reasons {
		codes[r.Code] = r
	}
	if r := codes[ReasonRatio]; r.Args["observed"] != w.Observed || math.Abs(r.Args["ratio"]*w.Expected-w.Observed) > 1e-9 {
		t.Errorf("ratio: %v", r)
	}
	if r := codes[ReasonHighestEver]; r.Args["weeks"] != 299 {
		t.Errorf("highest: %v", w.Reasons)
	}
}

func TestDetectAbstains(t *testing.T) {
	p := DefaultParams()
	for _, c := range []struct {
		name string
		make func(*Series)
		n    int
		code string
	}{
		{"two years", func(*Series) {}, 120, AbstainHistory},
		{"not reported", func(s *Series) { s.Missing = make([]bool, 300); s.Missing[299] = true }, 300, AbstainMissing},
		{"no season reported", func(s *Series) {
			s.Missing = make([]bool, 300)
			for i := range 299 {
				s.Missing[i] = true
			}
		}, 300, AbstainBaseline},
	} {
		s := busy(c.n)
		c.make(&s)
		_, alarm, err := Detect(s, c.n-1, p)
		var a *Abstained
		if !errors.As(err, &a) || a.Code != c.code || alarm {
			t.Errorf("%s: alarm %v, error %v", c.name, alarm, err)
		}
	}
}

func TestDetectRefuses(t *testing.T) {
	for name, spoil := range map[string]func(*Series){
		"negative":    func(s *Series) { s.Counts[3] = -1 },
		"not whole":   func(s *Series) { s.Counts[3] = 1.5 },
		"not number":  func(s *Series) { s.Counts[3] = math.NaN() },
		"infinite":    func(s *Series) { s.Counts[3] = math.Inf(1) },
		"gap":         func(s *Series) { s.Dates[200] = s.Dates[200].AddDate(0, 0, 7) },
		"no dates":    func(s *Series) { s.Dates = nil },
		"short marks": func(s *Series) { s.Missing = make([]bool, 3) },
		"empty":       func(s *Series) { s.Counts = nil },
	} {
		s := busy(300)
		spoil(&s)
		_, _, err := Detect(s, 299, DefaultParams())
		if anlan.KindOf(err) != anlan.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := FarringtonFlexible(busy(200), 199, 199, DefaultFarrington()); anlan.KindOf(err) != anlan.Invalid {
		t.Errorf("four years for five: %v", err)
	}
}

// TestDetectSilentPast: where nothing ever happened in this season, a burst
// alarms, one case does not, and the figures stay finite.
func TestDetectSilentPast(t *testing.T) {
	s := busy(300)
	clear(s.Counts)
	for _, c := range []struct {
		cases float64
		alarm bool
	}{{0, false}, {1, false}, {4, false}, {6, true}} {
		s.Counts[299] = c.cases
		w, alarm, err := Detect(s, 299, DefaultParams())
		if err != nil || alarm != c.alarm {
			t.Errorf("%v cases: alarm %v, %v", c.cases, alarm, err)
		}
		if w.Expected <= 0 || w.Expected > 0.1 || w.P <= 0 {
			t.Errorf("%v cases: %+v", c.cases, w)
		}
	}
}

// TestAlarmMonotone: more cases in the current week never undo an alarm, never
// raise p, and never move the threshold, which rests on the past alone.
func TestAlarmMonotone(t *testing.T) {
	for _, p := range []FarringtonParams{noufaily(), windowsOnly()} {
		for _, s := range simulated(30, 320) {
			s.Counts = append([]float64(nil), s.Counts...)
			before, upper := Detection{P: 1}, -1.0
			for y := 0.0; y < 120; y += 3 {
				s.Counts[319] = y
				ds, err := FarringtonFlexible(s, 319, 319, p)
				if err != nil {
					t.Fatal(err)
				}
				d := ds[0]
				if before.Alarm && !d.Alarm || d.P > before.P+1e-12 || upper >= 0 && d.Upper != upper {
					t.Fatalf("at %v cases: %+v after %+v", y, d, before)
				}
				before, upper = d, d.Upper
			}
			if !before.Alarm && upper < 117 {
				t.Errorf("117 cases against a threshold of %v raise no alarm", upper)
			}
		}
	}
}

// TestShiftInvariance: what lies before the years looked at does not matter.
func TestShiftInvariance(t *testing.T) {
	for _, s := range simulated(30, 340) {
		short := Series{Counts: s.Counts[37:]}
		long, err := FarringtonFlexible(s, 330, 339, noufaily())
		if err != nil {
			t.Fatal(err)
		}
		moved, err := FarringtonFlexible(short, 330-37, 339-37, noufaily())
		if err != nil {
			t.Fatal(err)
		}
		for i := range long {
			long[i].Index -= 37
			if long[i].Alarm != moved[i].Alarm || long[i].State != moved[i].State {
				t.Errorf("%+v, moved %+v", long[i], moved[i])
			}
			near(t, "expected", moved[i].Expected, long[i].Expected, 1e-9)
			near(t, "phi", moved[i].Phi, long[i].Phi, 1e-9)
		}
	}
}

// ExampleScreenFDR is the worked example of Benjamini & Hochberg (1995), §3.2:
// of fifteen tests four stand at 5%.
func ExampleScreenFDR() {
	p := []float64{0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344,
		0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000}
	n := 0
	for _, keep := range ScreenFDR(p, 0.05) {
		if keep {
			n++
		}
	}
	fmt.Println(n, "of", len(p))
	// Output: 4 of 15
}

package surveil

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/anlan-lake/anlan"
)

type judge interface {
	Judge(s Series, from, to int) ([]Judgement, error)
}

func all() map[string]judge {
	c3 := DefaultEARS("c3")
	c3.C3Form = C3Surveillance
	constant := DefaultCUSUM()
	constant.Mean, constant.Transform = MeanConstant, Standard
	epidemic := DefaultGLR(FamilyPoisson)
	epidemic.Change = ChangeEpidemic
	cases := DefaultGLR(FamilyPoisson)
	cases.Upper = UpperCases
	return map[string]judge{
		"c1": DefaultEARS("c1"), "c2": DefaultEARS("c2"), "c3": DefaultEARS("c3"), "c3 surveillance": c3,
		"cusum": DefaultCUSUM(), "cusum constant": constant, "bayes": DefaultBayes(), "rki": DefaultRKI(), "outbreakp": DefaultOutbreakP(),
		"glrpois": DefaultGLR(FamilyPoisson), "glrnb": DefaultGLR(FamilyNegBin), "epidemic": epidemic, "cases": cases,
		"harmonic": DefaultHarmonic(), "ewma": DefaultEssenceEWMA(), "regression": DefaultEssenceRegression(), "switch": DefaultEssenceSwitch(),
	}
}

// days gives a daily series from the first of January 2024 on.
func days(counts []float64) Series {
	s := Series{Counts: counts}
	for i := range counts {
		s.Dates = append(s.Dates, time.Date(2024, 1, 1+i, 0, 0, 0, 0, time.UTC))
	}
	return s
}

func calm(n int) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = float64(3 + (i*7+i*i)%4)
	}
	return out
}

// TestBurst: every detector sees a burst after calm, and no detector calls a
// calm period one.
func TestBurst(t *testing.T) {
	y := calm(240)
	y[239] = 40
	for name, d := range all() {
		js, err := d.Judge(days(y), 200, 239)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for _, j := range js[:39] {
			if j.Alarm && name != "outbreakp" {
				t.Errorf("%s: alarm in the calm period %d", name, j.Index)
			}
		}
		// In the form of R's surveillance C3 leaves the period's own excess out.
		if last := js[39]; !last.Alarm && name != "c3 surveillance" || last.State != Tested {
			t.Errorf("%s: the burst gives %+v", name, last)
		}
	}
}

// TestNotReported: a period that was not reported is not judged, and what
// surrounds it still is.
func TestNotReported(t *testing.T) {
	y := calm(240)
	y[100], y[215], y[230], y[238] = math.NaN(), math.NaN(), math.NaN(), math.NaN()
	for name, d := range all() {
		js, err := d.Judge(days(y), 200, 239)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for _, j := range js {
			if missing := math.IsNaN(y[j.Index]); missing != (j.State == NotReported) || missing && j.Alarm {
				t.Errorf("%s: period %d is %s (alarm %v)", name, j.Index, j.State, j.Alarm)
			}
		}
		if js[39].State != Tested {
			t.Errorf("%s: the last period is %s", name, js[39].State)
		}
	}
}

// TestConstant: a series that never moves gives no alarm, and one without any
// case is judged or abstained from, never an alarm.
func TestConstant(t *testing.T) {
	for _, level := range []float64{0, 5} {
		y := make([]float64, 240)
		for i := range y {
			y[i] = level
		}
		for name, d := range all() {
			js, err := d.Judge(days(y), 230, 239)
			var abstained *Abstained
			if err != nil && !errors.As(err, &abstained) {
				t.Errorf("%s at %v: %v", name, level, err)
			}
			for _, j := range js {
				if j.Alarm {
					t.Errorf("%s at %v: alarm %+v", name, level, j)
				}
			}
		}
	}
}

// TestShort: with one period there is nothing to compare with.
func TestShort(t *testing.T) {
	for name, d := range all() {
		js, err := d.Judge(days([]float64{9}), 0, 0)
		if err == nil && (js[0].Alarm || js[0].State == Tested && name != "outbreakp") {
			t.Errorf("%s judges a single period: %+v", name, js[0])
		}
	}
}

func TestCrowGardner(t *testing.T) {
	if got := CrowGardner(0.95, 20); !slices.Equal(got, crowGardner95[:]) {
		t.Errorf("worked out anew: %v", got)
	}
}

// TestHarmonicFalseAlarms: of weeks in which nothing happens about one in a
// hundred alarms, single or summed over three, whatever the dispersion; and a
// doubling that lasts is found sooner by sums.
func TestHarmonicFalseAlarms(t *testing.T) {
	alone := 0.0
	for _, windows := range []int{1, 3} {
		r := rand.New(rand.NewPCG(7, 7))
		h := DefaultHarmonic()
		h.Windows = windows
		false1, judged, found := 0.0, 0.0, 0.0
		for i := range 40 {
			y := make([]float64, 340)
			for k := range y {
				mean := (1 + float64(i%8)) * math.Exp(0.4*math.Sin(2*math.Pi*float64(k)/52))
				if k >= 337 {
					mean *= 2.2
				}
				mean *= (r.ExpFloat64() + r.ExpFloat64() + r.ExpFloat64() + r.ExpFloat64()) / 4
				for sum := r.ExpFloat64(); sum < mean; sum += r.ExpFloat64() {
					y[k]++
				}
			}
			js, err := h.Judge(Series{Counts: y}, 300, 339)
			if err != nil {
				t.Fatal(err)
			}
			for _, j := range js[:37] {
				judged++
				if j.Alarm {
					false1++
				}
			}
			if js[39].Alarm {
				found++
			}
		}
		t.Logf("windows %d: %.4f of calm weeks, %v of 40 doublings", windows, false1/judged, found)
		if rate := false1 / judged; rate > 0.02*float64(windows) || rate < 0.004 {
			t.Errorf("windows %d: %.4f of calm weeks alarm", windows, rate)
		}
		if windows == 1 {
			alone = found
		} else if found < 2*alone || found < 10 {
			t.Errorf("%v of 40 doublings found by sums, %v by single weeks", found, alone)
		}
	}
}

func FuzzJudge(f *testing.F) {
	f.Add([]byte{3, 0, 255, 4, 9, 200, 1}, uint8(3))
	f.Fuzz(func(t *testing.T, raw []byte, split uint8) {
		if len(raw) > 400 { // likelihood ratios of every stretch grow with its third power
			return
		}
		y := make([]float64, len(raw))
		for i, b := range raw {
			y[i] = float64(b)
			switch b {
			case 255:
				y[i] = math.NaN()
			case 254:
				y[i] = -1
			case 253:
				y[i] = math.Inf(1)
			}
		}
		from := int(split)
		for name, d := range all() {
			js, err := d.Judge(days(y), from, len(y)-1)
			var abstained *Abstained
			if err != nil && !errors.As(err, &abstained) && anlan.KindOf(err) != anlan.Invalid {
				t.Errorf("%s: %v", name, err)
			}
			for _, j := range js {
				if j.Alarm && j.State != Tested && j.State != Undefined {
					t.Errorf("%s: alarm in a period that is %s", name, j.State)
				}
			}
		}
	})
}

package pooled

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/models/counts"
	"github.com/anlan-lake/anlan/models/surveil"
)

// simulated gives a family of negative-binomial series with a common season.
func simulated(series, weeks int, level, phi float64, seed uint64) []Series {
	r := rand.New(rand.NewPCG(seed, 1))
	out := make([]Series, series)
	for i := range out {
		theta := level + 0.3*r.NormFloat64()
		for t := range weeks {
			mean := math.Exp(theta + 0.4*math.Sin(2*math.Pi*float64(t+1)/52))
			mean = distuv.Gamma{Alpha: mean / (phi - 1), Beta: 1 / (phi - 1), Src: r}.Rand()
			out[i].Counts = append(out[i].Counts, distuv.Poisson{Lambda: mean, Src: r}.Rand())
		}
	}
	return out
}

func judge(t *testing.T, d Detector, family []Series, from, to int) [][]Judgement {
	t.Helper()
	js, err := d.JudgeFamily(t.Context(), family, from, to)
	if err != nil {
		t.Fatal(err)
	}
	return js
}

// TestBurstAndSilence: a burst alarms, one spread over three weeks too, and a
// township that falls silent is noticed; a calm week is neither.
func TestBurstAndSilence(t *testing.T) {
	family := simulated(8, 300, 2, 1.5, 1)
	calm := judge(t, DefaultDetector(), family, 299, 299)
	for i := range 3 {
		family[1].Counts[297+i] = math.Ceil(2.5 * calm[1][0].Expected)
		family[2].Counts[297+i] = 0
	}
	family[0].Counts[299] = math.Ceil(2*calm[0][0].Upper + 3)
	js := judge(t, DefaultDetector(), family, 299, 299)
	if j := js[0][0]; !j.Alarm || j.Silent {
		t.Errorf("burst: %+v", j)
	}
	if j := js[1][0]; !j.Alarm || !(j.PWindows < j.PSingle) {
		t.Errorf("three weeks of more: %+v", j)
	}
	if j := js[2][0]; !j.Silent || j.Alarm {
		t.Errorf("silence: %+v", j)
	}
	if j := calm[3][0]; j.Alarm || j.Silent || !(j.Lower <= j.Expected && j.Expected <= j.Upper) {
		t.Errorf("calm: %+v", j)
	}
}

// TestForgets: weeks of a past outbreak hardly move the expectation, and do
// where nothing is forgotten; a label does the same by word.
func TestForgets(t *testing.T) {
	d := DefaultDetector()
	family := simulated(8, 300, 2, 1.5, 2)
	clean := judge(t, d, family, 299, 299)[0][0].Expected
	for w := 260; w < 285; w++ {
		family[0].Counts[w] += 30
	}
	robust := judge(t, d, family, 299, 299)[0][0].Expected
	family[0].Known = make([]bool, 300)
	for w := 260; w < 285; w++ {
		family[0].Known[w] = true
	}
	labelled := judge(t, d, family, 299, 299)[0][0].Expected
	family[0].Known, d.Rounds = nil, 0
	naive := judge(t, d, family, 299, 299)[0][0].Expected
	if math.Abs(robust/clean-1) > 0.1 || math.Abs(labelled/clean-1) > 0.1 || naive/clean < 1.3 {
		t.Errorf("expected %.2f; after an outbreak %.2f, labelled %.2f, nothing forgotten %.2f", clean, robust, labelled, naive)
	}
}

// TestPoolingHelpsSparse: of sparse series with a common season and two years,
// the means are nearer to the truth with the family than without.
func TestPoolingHelpsSparse(t *testing.T) {
	family := simulated(40, 130, -0.7, 1.5, 3)
	alone := DefaultDetector()
	alone.Pool = false
	loss := func(d Detector) (sum float64) {
		for i, js := range judge(t, d, family, 118, 129) {
			for _, j := range js {
				sum += j.Expected - family[i].Counts[j.Index]*math.Log(j.Expected)
			}
		}
		return sum
	}
	if with, without := loss(DefaultDetector()), loss(alone); !(with < without-1) {
		t.Errorf("Poisson loss %.1f with the family, %.1f without", with, without)
	}
}

// TestDispersionOfSparse: a few cases in years do not make a series dispersed,
// whatever the number of coefficients; clumps of cases do.
func TestDispersionOfSparse(t *testing.T) {
	mean := func(level, phi float64) float64 {
		latest, err := DefaultDetector().JudgeLatest(simulated(40, 200, math.Log(level), phi, 8), 1)
		if err != nil {
			t.Fatal(err)
		}
		sum := 0.0
		for _, l := range latest {
			sum += l.Dispersion / float64(len(latest))
		}
		return sum
	}
	if d := mean(0.015, 1.0001); d > 1.5 {
		t.Errorf("three cases a series, each by itself: variance over mean %.2f", d)
	}
	if d := mean(0.4, 3); d < 2 || d > 4 {
		t.Errorf("cases in clumps: variance over mean %.2f, want about 3", d)
	}
}

// TestAbstains: what was not reported is not judged, nor a series without
// history, nor one without a case that has no family; with one, a few cases in
// a place that never had any alarm.
func TestAbstains(t *testing.T) {
	family := simulated(8, 300, 0, 1.5, 4)
	family[0].Counts[299] = math.NaN()
	clear(family[1].Counts)
	family[1].Counts[299] = 6
	for w := range 200 {
		family[2].Counts[w] = math.NaN()
	}
	js := judge(t, DefaultDetector(), family, 299, 299)
	if j := js[0][0]; j.State != surveil.NotReported || j.Alarm || !math.IsNaN(j.P) {
		t.Errorf("not reported: %+v", j)
	}
	if j := js[1][0]; j.State != surveil.Tested || !j.Alarm {
		t.Errorf("never a case, then six: %+v", j)
	}
	if j := js[2][0]; j.State != surveil.NoBaseline || j.Alarm {
		t.Errorf("two thirds missing: %+v", j)
	}
	if j := judge(t, DefaultDetector(), family[1:2], 299, 299)[0][0]; j.State != surveil.NoBaseline {
		t.Errorf("no case and no family: %+v", j)
	}
}

// TestUpper: about one calm period in a hundred has more cases than Upper,
// whatever the rule, and few fewer than Lower.
func TestUpper(t *testing.T) {
	d := DefaultDetector()
	d.Rule = RuleSingle
	family := simulated(60, 300, 2, 1.5, 7)
	above, below, n := 0.0, 0.0, 0.0
	for i, js := range judge(t, d, family, 275, 299) {
		for _, j := range js {
			n++
			if y := family[i].Counts[j.Index]; y > j.Upper {
				above++
			} else if y < j.Lower {
				below++
			}
		}
	}
	if share := above / n; share < 0.004 || share > 0.014 || below/n > 0.003 {
		t.Errorf("%.4f of %v calm weeks above, %.4f below", share, n, below/n)
	}
}

// TestFactor: one case where hardly any is expected is a small chance but no
// outbreak; a Bayes factor is 1 on average over calm counts.
func TestFactor(t *testing.T) {
	for _, mean := range []float64{0.02, 0.5, 4, 60} {
		m := mixture{weight: []float64{0.7, 0.3}, dist: []counts.Dist{counts.Poisson(mean), counts.Dispersed(mean, 1.5)}}
		sum := 0.0
		for y := range 2000 {
			calm := 0.7*math.Exp(m.dist[0].LogProb(float64(y))) + 0.3*math.Exp(m.dist[1].LogProb(float64(y)))
			if calm > 0 {
				sum += calm * m.factor(float64(y))
			}
		}
		if math.Abs(sum-1) > 1e-6 {
			t.Errorf("mean %v: a Bayes factor of %v on average, want 1", mean, sum)
		}
	}
	rare := mixture{weight: []float64{1}, dist: []counts.Dist{counts.Poisson(0.02)}}
	if p, f := rare.midUpper(1), rare.factor(1); p > 0.02 || f > 40 {
		t.Errorf("a first case: p %v, factor %v", p, f)
	}
	if f := rare.factor(1e6); f != mostFactor {
		t.Errorf("a million cases: factor %v", f)
	}
}

// TestPastOnly: what comes after a period changes nothing said of it.
func TestPastOnly(t *testing.T) {
	family := simulated(6, 300, 1, 2, 5)
	before := judge(t, DefaultDetector(), family, 280, 280)
	for i := range family {
		for w := 281; w < 300; w++ {
			family[i].Counts[w] += 100
		}
	}
	for i, js := range judge(t, DefaultDetector(), family, 280, 290) {
		if a, b := js[0], before[i][0]; a.P != b.P || a.Expected != b.Expected || a.Upper != b.Upper || a.PWindows != b.PWindows || a.PBelow != b.PBelow {
			t.Errorf("series %d: %+v, was %+v", i+1, js[0], before[i][0])
		}
	}
}

func TestRefuses(t *testing.T) {
	d := DefaultDetector()
	for name, spoil := range map[string]func(f []Series) (from, to int){
		"negative": func(f []Series) (int, int) { f[1].Counts[3] = -1; return 99, 99 },
		"infinite": func(f []Series) (int, int) { f[1].Counts[3] = math.Inf(1); return 99, 99 },
		"part":     func(f []Series) (int, int) { f[1].Counts[3] = 0.5; return 99, 99 },
		"length":   func(f []Series) (int, int) { f[1].Counts = f[1].Counts[:99]; return 98, 98 },
		"labels":   func(f []Series) (int, int) { f[1].Known = make([]bool, 3); return 99, 99 },
		"outside":  func([]Series) (int, int) { return 99, 100 },
	} {
		f := simulated(6, 100, 1, 2, 6)
		from, to := spoil(f)
		if _, err := d.JudgeFamily(t.Context(), f, from, to); anlan.KindOf(err) != anlan.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	d.Rule = "loud"
	if _, err := d.JudgeFamily(t.Context(), simulated(6, 100, 1, 2, 6), 99, 99); anlan.KindOf(err) != anlan.Invalid {
		t.Errorf("rule: %v", err)
	}
}

// FuzzJudge: whatever the counts, an answer or an error.
func FuzzJudge(f *testing.F) {
	f.Add(uint64(1), 0.0, 60)
	f.Add(uint64(2), 1e12, 61)
	f.Add(uint64(3), 3.0, 80)
	f.Fuzz(func(t *testing.T, seed uint64, burst float64, at int) {
		family := simulated(5, 120, -1, 1.2, seed)
		if at >= 0 && at < 120 {
			family[0].Counts[at] = burst
			family[1].Counts[at] = math.NaN()
		}
		js, err := DefaultDetector().JudgeFamily(t.Context(), family, 115, 119)
		if err != nil {
			return
		}
		for _, series := range js {
			for _, j := range series {
				if j.State == surveil.Tested && !(j.P >= 0 && j.P <= 1 && j.PSingle >= 0 && j.PSingle <= 1 && j.Expected >= 0) {
					t.Fatalf("%+v", j)
				}
			}
		}
	})
}

package pooled

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/models/delay"
)

func shares(n int, last ...delay.Share) []delay.Share {
	out := make([]delay.Share, n)
	for t := range out {
		out[t] = delay.Complete
	}
	copy(out[n-len(last):], last)
	return out
}

// thin leaves each case of a period with a share drawn for it.
func thin(r *rand.Rand, y float64, s delay.Share) float64 {
	share := s.Mean
	if s.SD > 0 {
		size := s.Mean*(1-s.Mean)/(s.SD*s.SD) - 1
		share = distuv.Beta{Alpha: s.Mean * size, Beta: (1 - s.Mean) * size, Src: r}.Rand()
	}
	if y == 0 {
		return 0
	}
	return distuv.Binomial{N: y, P: share, Src: r}.Rand()
}

// TestAllReported: where all is reported a judgement is the same to the last bit.
func TestAllReported(t *testing.T) {
	d := DefaultDetector()
	family := simulated(8, 200, 1, 1.5, 11)
	latest := func() []Latest {
		l, err := d.JudgeLatest(family, d.Guard)
		if err != nil {
			t.Fatal(err)
		}
		for i := range l {
			l[i].of = nil
		}
		return l
	}
	without := latest()
	for i := range family {
		family[i].Reported = shares(200)
	}
	if fmt.Sprintf("%v", without) != fmt.Sprintf("%v", latest()) { // to the last digit, NaN too
		t.Error("a share of all changes a judgement")
	}
	l, err := d.JudgeLatest(family, 1)
	if err != nil {
		t.Fatal(err)
	}
	if c, ok := l[0].Complete(0); ok {
		t.Errorf("complete, and yet %+v to come", c)
	}
}

// TestHalfReported: weeks of which a half is reported are calm when held against
// a half, silent when held against all; an outbreak of which a half is reported is
// seen against a half and not against all. The judgements of calm weeks stay true
// to their chances.
func TestHalfReported(t *testing.T) {
	d := DefaultDetector()
	d.Silence = 0.01
	last := []delay.Share{{Mean: 0.97, SD: 0.02}, {Mean: 0.9, SD: 0.05}, {Mean: 0.5, SD: 0.12}}
	const n = 220
	r := rand.New(rand.NewPCG(12, 1))
	var silent, alarms, above, below, uniform, total [2]float64
	var found, tried [2]float64
	for seed := range uint64(6) {
		family := simulated(60, n, 2.3, 1.5, 20+seed)
		for i := range family {
			if i%6 == 0 {
				family[i].Counts[n-1] += 30
			}
			for k, s := range last {
				family[i].Counts[n-len(last)+k] = thin(r, family[i].Counts[n-len(last)+k], s)
			}
		}
		for with := range 2 {
			for i := range family {
				family[i].Reported = [][]delay.Share{nil, shares(n, last...)}[with]
			}
			l, err := d.JudgeLatest(family, 1)
			if err != nil {
				t.Fatal(err)
			}
			for i := range l {
				j := l[i].Judged[0]
				if i%6 == 0 {
					tried[with]++
					if j.FactorSingle > 20 {
						found[with]++
					}
					continue
				}
				total[with]++
				uniform[with] += j.PSingle
				for _, x := range []struct {
					sum *float64
					hit bool
				}{{&silent[with], j.Silent}, {&alarms[with], j.Alarm}, {&above[with], j.Observed > j.Upper}, {&below[with], j.Observed < j.Lower}} {
					if x.hit {
						*x.sum++
					}
				}
			}
		}
	}
	if s := silent[0] / total[0]; s < 0.1 {
		t.Errorf("held against all, %.3f of the weeks are silent: the test shows nothing", s)
	}
	if s := silent[1] / total[1]; s > 0.035 { // the lower tail of three windows at .01
		t.Errorf("held against what is reported, %.3f of the weeks are silent", s)
	}
	if a := alarms[1] / total[1]; a > 0.025 {
		t.Errorf("%.3f of calm weeks alarm", a)
	}
	if a, m := above[1]/total[1], uniform[1]/total[1]; a < 0.001 || a > 0.025 || math.Abs(m-0.5) > 0.05 {
		t.Errorf("%.3f of calm weeks above, mean p %.3f", a, m)
	}
	if found[1]/tried[1] < 0.6 || found[1] < 1.5*found[0] {
		t.Errorf("of %v outbreaks half reported %v are seen, %v against all", tried[1], found[1], found[0])
	}
}

// TestComplete: what a week holds when all is reported lies within the intervals
// as often as they say, and near the mean.
func TestComplete(t *testing.T) {
	d := DefaultDetector()
	const n = 220
	for _, share := range []delay.Share{{Mean: 0.5, SD: 0}, {Mean: 0.6, SD: 0.12}, {Mean: 0.9, SD: 0.2}} {
		r := rand.New(rand.NewPCG(13, 1))
		var in80, in95, total, bias, size float64
		for seed := range uint64(4) {
			family := simulated(100, n, 2.3, 1.5, 30+seed)
			all := make([]float64, len(family))
			for i := range family {
				all[i] = family[i].Counts[n-1]
				family[i].Counts[n-1] = thin(r, all[i], share)
				family[i].Reported = shares(n, share)
			}
			l, err := d.JudgeLatest(family, 1)
			if err != nil {
				t.Fatal(err)
			}
			for i := range l {
				c, ok := l[i].Complete(0)
				if !ok || c.Lower95 < l[i].Judged[0].Observed || !(c.Lower95 <= c.Lower80 && c.Lower80 <= c.Upper80 && c.Upper80 <= c.Upper95) {
					t.Fatalf("%+v of %v reported", c, l[i].Judged[0].Observed)
				}
				total++
				bias, size = bias+c.Mean-all[i], size+all[i]
				if all[i] >= c.Lower80 && all[i] <= c.Upper80 {
					in80++
				}
				if all[i] >= c.Lower95 && all[i] <= c.Upper95 {
					in95++
				}
			}
		}
		// Intervals of whole numbers hold a little more than they say.
		if in80/total < 0.77 || in80/total > 0.94 || in95/total < 0.935 || math.Abs(bias/size) > 0.03 {
			t.Errorf("%v: %.3f in the 80%% interval, %.3f in that of 95%%, mean off by %.3f", share, in80/total, in95/total, bias/size)
		}
	}
}

// TestRefusesShares: shares that cannot be are refused.
func TestRefusesShares(t *testing.T) {
	for name, s := range map[string][]delay.Share{"none": {}, "nothing": shares(120, delay.Share{}), "more than all": shares(120, delay.Share{Mean: 1.1}), "no number": shares(120, delay.Share{Mean: math.NaN()})} {
		family := simulated(1, 120, 1, 1.5, 1)
		family[0].Reported = s
		if _, err := DefaultDetector().JudgeLatest(family, 1); anlan.KindOf(err) != anlan.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

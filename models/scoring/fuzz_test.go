package scoring

import (
	"math"
	"testing"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/models/counts"
	"github.com/anlan-lake/anlan/models/fuzzing"
)

// FuzzScore: whatever the outcomes and forecasts, scores are numbers or refused
// with a reason.
func FuzzScore(f *testing.F) {
	f.Add([]byte{0, 1, 1, 0, 1}, []byte{1, 2, 0, 3, 100}, uint8(10))
	f.Add([]byte{255, 1, 254, 250}, []byte{255, 254, 253, 252}, uint8(0))
	f.Add([]byte{0}, []byte{0}, uint8(1))
	f.Fuzz(func(t *testing.T, outcomes, forecasts []byte, bins uint8) {
		if len(outcomes) > 60 || len(forecasts) > 60 {
			return
		}
		var y, p, m, yes []float64
		var ds []counts.Dist
		for _, b := range outcomes {
			y, yes = append(y, fuzzing.Number(b)), append(yes, float64(b%2))
		}
		for i, b := range forecasts {
			p, m = append(p, fuzzing.Number(b)/100), append(m, fuzzing.Number(b))
			ds = append(ds, counts.Poisson(fuzzing.Number(b)))
			if i%2 == 1 {
				ds[i] = counts.Dist{Mean: fuzzing.Number(b), Size: fuzzing.Number(forecasts[i-1]) / 10}
			}
		}
		check := func(name string, err error, scores ...float64) {
			if err != nil {
				if anlan.KindOf(err) != anlan.Invalid {
					t.Errorf("%s: %v", name, err)
				}
				return
			}
			for _, s := range scores {
				if math.IsNaN(s) {
					t.Errorf("%s: a score is not a number: %v of %v and %v", name, scores, y, m)
				}
			}
		}
		b := DefaultBinary()
		b.Bins = int(bins)
		s, err := b.Score(yes, p)
		check("binary", err, s.AUC, s.AveragePrecision, s.Brier, s.LogLoss, s.ECE, s.MaxF1, s.TPR, s.PartialAUC)
		e := DefaultEnsemble()
		for i := range min(len(y), len(ds)) {
			c, err := Count(y[i], ds[i])
			check("count", err, c.LogS, c.RPS)
			g, err := Gaussian(y[i], m[i], p[i])
			check("gaussian", err, g)
			x, err := e.Score(y[i], m)
			check("ensemble", err, x.CRPS, x.WIS, x.Pinball)
		}
		h, err := Histogram(y, ds, int(bins))
		check("histogram", err, h...)
	})
}

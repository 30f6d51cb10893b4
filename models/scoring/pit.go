package scoring

import (
	"math"

	"github.com/anlan-lake/anlan/models/counts"
)

// Histogram is the non-randomised probability integral transform of counts:
// the density in each of so many bins of equal width, 1 throughout where
// forecasts are calibrated. The two slices are as long as each other.
//
// Source: Czado, Gneiting & Held (2009).
func Histogram(ys []float64, forecasts []counts.Dist, bins int) ([]float64, error) {
	if bins < 1 || len(ys) == 0 || len(ys) != len(forecasts) {
		return nil, bad("%d counts, %d forecasts, %d bins", len(ys), len(forecasts), bins)
	}
	at := make([]float64, bins+1)
	for i, y := range ys {
		if err := checkCount(y, forecasts[i]); err != nil {
			return nil, err
		}
		low, high := forecasts[i].CDF(y-1), forecasts[i].CDF(y)
		for j := range at {
			u := float64(j) / float64(bins)
			switch {
			case u >= high:
				at[j]++
			case u > low:
				at[j] += (u - low) / (high - low)
			}
		}
	}
	out := make([]float64, bins)
	for j := range out {
		out[j] = float64(bins) * (at[j+1] - at[j]) / float64(len(ys))
	}
	return out, nil
}

// Pooling says how the forecasts' scores are put together in a calibration test.
type Pooling string

// Poolings: sum(s-E)/sqrt(sum V), or sum((s-E)/sqrt V)/sqrt(n).
const (
	PoolSum   Pooling = "sum"
	PoolMeanZ Pooling = "mean_of_z"
)

// CalibrationTest is a test that scores are as large as the forecasts
// themselves expect; p is two-sided.
type CalibrationTest struct {
	Score   string // dss, logs or rps
	Pooling Pooling
	Z, P    float64
}

// Calibration tests the forecasts of counts by three scores, pooled as asked.
//
// Source: Wei & Held, Calibration tests for count data, TEST 23 (2014) 787–805.
func Calibration(ys []float64, forecasts []counts.Dist, pool Pooling) ([]CalibrationTest, error) {
	if len(ys) == 0 || len(ys) != len(forecasts) {
		return nil, bad("%d counts, %d forecasts", len(ys), len(forecasts))
	}
	if pool != PoolSum && pool != PoolMeanZ {
		return nil, bad("pooling %q is not sum or mean_of_z", pool)
	}
	tests := []CalibrationTest{{Score: "dss", Pooling: pool}, {Score: "logs", Pooling: pool}, {Score: "rps", Pooling: pool}}
	var gap, spread [3]float64
	for i, y := range ys {
		d := forecasts[i]
		s, err := Count(y, d)
		if err != nil {
			return nil, err
		}
		logE, logV, rpsE, rpsV := expectation(d)
		v := d.Variance()
		diff := [3]float64{s.DSS - 1 - math.Log(v), s.LogS - logE, s.RPS - rpsE}
		vars := [3]float64{2 + 6/d.Size + 1/v, logV, rpsV}
		for k := range tests {
			if pool == PoolSum {
				gap[k], spread[k] = gap[k]+diff[k], spread[k]+vars[k]
			} else {
				gap[k], spread[k] = gap[k]+diff[k]/math.Sqrt(vars[k]), spread[k]+1
			}
		}
	}
	for k := range tests {
		tests[k].Z = gap[k] / math.Sqrt(spread[k])
		tests[k].P = 2 * counts.NormalUpper(math.Abs(tests[k].Z))
	}
	return tests, nil
}

package surveil

import (
	"math"

	"github.com/anlan-lake/anlan/models/isotonic"
)

// OutbreakP watches for the onset of a rise of any shape: the likelihood of a
// never-decreasing mean against that of a constant one, from the first period
// on. A period that was not reported is left out.
//
// Source: Frisén, Andersson & Schiöler, Robust outbreak surveillance of
// epidemics in Sweden, Statistics in Medicine 28 (2009) 476–493.
type OutbreakP struct {
	Threshold float64 `json:"threshold"` // of the likelihood ratio
}

// DefaultOutbreakP alarms at a likelihood ratio of 100.
func DefaultOutbreakP() OutbreakP { return OutbreakP{100} }

// Judge gives Statistic, the logarithm of the ratio, and Expected, the mean so
// far.
func (o OutbreakP) Judge(s Series, from, to int) ([]Judgement, error) {
	if !(o.Threshold > 0) {
		return nil, bad("outbreak_p: threshold %v is not positive", o.Threshold)
	}
	if err := s.check(from, to); err != nil {
		return nil, err
	}
	var fit isotonic.Fit
	sum, n := 0.0, 0.0
	out := make([]Judgement, 0, to-from+1)
	for t := 0; t <= to; t++ {
		j := judgement(s, t)
		if j.State == Tested {
			fit.Add(j.Observed, 1)
			sum, n = sum+j.Observed, n+1
			j.Expected, j.Statistic = sum/n, 0
			for _, b := range fit.Blocks {
				if b.Sum > 0 {
					j.Statistic += b.Sum * math.Log(b.Level()/j.Expected)
				}
			}
			j.Alarm = j.Statistic > math.Log(o.Threshold)
		}
		if t >= from {
			out = append(out, j)
		}
	}
	return out, nil
}

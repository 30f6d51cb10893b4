package surveil

import (
	"math"

	"github.com/anlan-lake/anlan/models/counts"
)

// Transform brings a count near a standard normal, given its mean.
type Transform string

// Transforms. Standard: (y-m)/sqrt(m). Rossi: Rossi, Lampugnani & Marchi,
// Statistics in Medicine 18 (1999) 2111–2122. Anscombe and its second-order
// form: variance-stabilising two-thirds power. PearsonNB: standardised by the
// negative-binomial variance.
const (
	Standard  Transform = "standard"
	Rossi     Transform = "rossi"
	Anscombe  Transform = "anscombe"
	Anscombe2 Transform = "anscombe2"
	PearsonNB Transform = "pearson_nb"
)

// In-control means of a CUSUM.
const (
	MeanConstant = "constant" // of the periods before the first judged
	MeanHarmonic = "harmonic" // Poisson regression of them on one harmonic
)

// CUSUM sums standardised excess over k and alarms from h on. It goes on after
// an alarm unless Reset. A period that was not reported leaves the sum as it is.
//
// Source: Page, Continuous inspection schemes, Biometrika 41 (1954) 100–115;
// in-control means as in Höhle & Paul, Computational Statistics & Data Analysis
// 52 (2008) 4357–4368.
type CUSUM struct {
	K         float64   `json:"k"` // reference value, in standard deviations
	H         float64   `json:"h"` // decision interval
	Transform Transform `json:"transform"`
	Mean      string    `json:"mean"`     // constant or harmonic
	Period    float64   `json:"period"`   // periods a year, of the harmonic
	NBAlpha   float64   `json:"nb_alpha"` // PearsonNB: variance m + nb_alpha·m²
	Reset     bool      `json:"reset"`    // begin again after an alarm
}

// DefaultCUSUM gives the Rossi transform about a harmonic mean, k 1.04 and
// h 2.26.
func DefaultCUSUM() CUSUM {
	return CUSUM{K: 1.04, H: 2.26, Transform: Rossi, Mean: MeanHarmonic, Period: 52}
}

func (c CUSUM) validate() error {
	switch c.Transform {
	case Standard, Rossi, Anscombe, Anscombe2:
	case PearsonNB:
		if !(c.NBAlpha >= 0) {
			return bad("cusum: nb_alpha %v is not 0 or more", c.NBAlpha)
		}
	default:
		return bad("cusum: transform %q is not one of standard, rossi, anscombe, anscombe2, pearson_nb", c.Transform)
	}
	switch {
	case !(c.K >= 0) || !(c.H > 0):
		return bad("cusum: k %v, h %v: want k of 0 or more and h above 0", c.K, c.H)
	case c.Mean != MeanConstant && c.Mean != MeanHarmonic:
		return bad("cusum: mean %q is not constant or harmonic", c.Mean)
	case c.Mean == MeanHarmonic && !(c.Period > 2):
		return bad("cusum: a period of %v, want more than 2", c.Period)
	}
	return nil
}

// Judge learns the in-control mean from what lies before from. Statistic is
// the sum; Upper the count at which it would reach h (NaN for Anscombe2).
func (c CUSUM) Judge(s Series, from, to int) ([]Judgement, error) {
	if err := c.validate(); err != nil {
		return nil, err
	}
	if err := s.check(from, to); err != nil {
		return nil, err
	}
	mean, err := c.means(s.Counts, from)
	if err != nil {
		return nil, err
	}
	out := make([]Judgement, 0, to-from+1)
	sum := 0.0
	for t := from; t <= to; t++ {
		j := judgement(s, t)
		j.Expected = mean[t]
		if j.State == Tested {
			j.Upper = c.upper(mean[t], c.H+c.K-sum)
			sum = max(0, sum+c.transform(j.Observed, mean[t])-c.K)
			j.Statistic, j.P, j.Alarm = sum, counts.Poisson(mean[t]).UpperTail(j.Observed), sum >= c.H
			if j.Alarm && c.Reset {
				sum = 0
			}
		}
		out = append(out, j)
	}
	return out, nil
}

func (c CUSUM) means(y []float64, from int) ([]float64, error) {
	if c.Mean == MeanHarmonic {
		mean, _, err := seasonal{period: c.Period, harmonics: 1}.fit(y, from)
		return mean, err
	}
	if from == 0 {
		return nil, bad("cusum: nothing lies before the first period judged: no in-control mean")
	}
	n, m, _ := moments(y, 0, from-1)
	if n == 0 || m == 0 {
		return nil, &Abstained{bad("no case was reported before period %d", from+1)}
	}
	mean := make([]float64, len(y))
	for i := range mean {
		mean[i] = m
	}
	return mean, nil
}

func (c CUSUM) transform(y, m float64) float64 {
	root := math.Sqrt(m)
	switch c.Transform {
	case Rossi:
		return (y - 3*m + 2*math.Sqrt(y*m)) / (2 * root)
	case Anscombe:
		return 1.5 * (math.Cbrt(y*y) - math.Cbrt(m*m)) / math.Pow(m, 1.0/6)
	case Anscombe2:
		return (math.Cbrt(y*y) - (math.Cbrt(m*m) - 1/(9*math.Cbrt(m)))) / (2.0 / 3 * math.Pow(m, 1.0/6))
	case PearsonNB:
		return (y - m) / math.Sqrt(m+c.NBAlpha*m*m)
	}
	return (y - m) / root
}

// upper is the count whose transform is q.
func (c CUSUM) upper(m, q float64) float64 {
	root := math.Sqrt(m)
	var u float64
	switch c.Transform {
	case Rossi:
		u = 5*m + 2*q*root - 2*math.Sqrt(4*m*m+2*q*m*root)
	case Anscombe:
		base := 2.0/3*math.Pow(m, 1.0/6)*q + math.Cbrt(m*m)
		u = math.Pow(max(0, base), 1.5)
	case Anscombe2:
		return math.NaN()
	case PearsonNB:
		u = m + q*math.Sqrt(m+c.NBAlpha*m*m)
	default:
		u = math.Ceil(m + q*root)
	}
	if math.IsNaN(u) {
		return 0
	}
	return max(0, u)
}

package forecast

import "math"

// regression is a unit's robust negative-binomial regression: a level and a
// trend of the last years, with the family's season as offset. Counts far from
// their means weigh less, so that an outbreak of the past does not raise what is
// expected, and the trend is drawn to none.
//
// Source: Cantoni & Ronchetti, Robust inference for generalized linear models,
// JASA 96 (2001) 1022–1030, for the weights; variance mu + mu²/size by moments.
type regression struct {
	ok          bool
	level, rise float64 // logarithm at period at; by year
	at          int
	over        float64 // 1/size
}

const (
	regressionYears = 3
	huber           = 2.0 // standard deviations from which a count weighs less
	riseSpread      = 0.3 // of the trend's prior, by year
)

// learnRegression fits to the last years before period t.
func learnRegression(p *Panel, s *seasons, family, unit, t int) regression {
	r := regression{at: t}
	first := max(0, t-int(regressionYears*p.Year))
	sum, base, n := 0.0, 0.0, 0
	for u := first; u < t; u++ {
		if y := p.Counts[unit][u]; y == y {
			sum, base, n = sum+y, base+s.factor(family, u), n+1
		}
	}
	if n < leastPeriods || sum == 0 {
		return r
	}
	r.level, r.ok = math.Log(sum/base), true
	for range 12 {
		if r.step(p, s, family, unit, first, t) < 1e-4 {
			break
		}
	}
	return r
}

// step is one of Fisher scoring; it gives how far it went.
func (r *regression) step(p *Panel, s *seasons, family, unit, first, t int) float64 {
	var a, b, c, d, e, chi, n float64
	c += 1 / (riseSpread * riseSpread)
	e -= r.rise / (riseSpread * riseSpread)
	for u := first; u < t; u++ {
		y := p.Counts[unit][u]
		if y != y {
			continue
		}
		m := r.mean(p, s, family, u)
		x := float64(u-r.at) / p.Year
		v := m * (1 + m*r.over)
		z := (y - m) / math.Sqrt(v)
		w := 1.0
		if math.Abs(z) > huber {
			w = huber / math.Abs(z)
		}
		slope, score := w*m*m/v, w*m*(y-m)/v
		a, b, c = a+slope, b+slope*x, c+slope*x*x
		d, e = d+score, e+score*x
		chi, n = chi+w*w*((y-m)*(y-m)-m), n+m*m
	}
	r.over = min(max(chi/n, 0), 10)
	det := a*c - b*b
	if !(det > 1e-12*a*c) {
		return 0
	}
	up, tilt := (c*d-b*e)/det, (a*e-b*d)/det
	r.level += min(max(up, -1), 1)
	r.rise += min(max(tilt, -1), 1)
	return math.Abs(up) + math.Abs(tilt)
}

func (r *regression) mean(p *Panel, s *seasons, family, t int) float64 {
	x := min(float64(t-r.at)/p.Year, 0.25) // a trend is not followed far
	return max(math.Exp(min(r.level+r.rise*x, 20))*s.factor(family, t), leastMean)
}

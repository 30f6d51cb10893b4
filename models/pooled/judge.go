package pooled

import (
	"math"

	"github.com/anlan-lake/anlan/models/counts"
	"github.com/anlan-lake/anlan/models/surveil"
)

// judge compares period t, and the sums that end in it, with what came before.
func (r *regression) judge(t int, c common) Judgement {
	nan := math.NaN()
	j := Judgement{Judgement: surveil.Judgement{Index: t, State: surveil.Tested, Observed: r.s.Counts[t],
		Expected: nan, Upper: nan, P: nan, Statistic: nan}, Lower: nan, PSingle: nan, PWindows: nan, PBelow: nan}
	if math.IsNaN(j.Observed) {
		j.State = surveil.NotReported
		return j
	}
	if !r.gather(t, c.lent) || !r.fit(c.coef) {
		j.State = surveil.NoBaseline
		return j
	}
	phi := r.dispersion()
	sum := 0.0
	for k := range phi {
		phi[k] *= c.phi[k]
		sum += phi[k]
	}
	for k := range phi {
		phi[k] /= sum
	}
	r.windows(&j, phi)
	return j
}

// windows judges the last 1..Windows periods together.
func (r *regression) windows(j *Judgement, phi weights) {
	clear(r.slope) // derivative of the window's mean
	cases, mean := 0.0, 0.0
	j.P, j.PWindows, j.PBelow = 1, 1, 1
	raised := 0.0 // cases of the window that P stems from
	for k := range r.d.Windows {
		t := j.Index - k
		if t < 0 {
			break
		}
		y := r.s.Counts[t]
		if math.IsNaN(y) {
			continue // a window is what was reported of it
		}
		m := r.mean(t)
		cases, mean = cases+y, mean+m
		for i, x := range r.g.terms(t) {
			r.slope[i] += m * x
		}
		f := r.predictive(mean, phi)
		p := f.midUpper(cases)
		j.PBelow = min(j.PBelow, 1-p)
		if k == 0 {
			j.PSingle = p
			j.Expected, j.Lower, j.Upper = mean, f.quantile(r.d.Silence), f.quantile(1-r.d.alpha())
		}
		j.PWindows = min(j.PWindows, p)
		if q := p * r.handicap(k); q < j.P {
			j.P, j.Statistic, raised = q, float64(k+1), cases
		}
	}
	j.Alarm = j.P < r.d.alpha() && j.Observed > 0 && raised >= r.d.MinCases
	j.Silent = j.PBelow < r.d.Silence
}

// handicap is what multiplies the p of a sum of k+1 periods under the rule.
func (r *regression) handicap(k int) float64 {
	switch {
	case k == 0 || r.d.Rule == RuleWindows:
		return 1
	case r.d.Rule == RuleSingle:
		return math.Inf(1)
	}
	return r.d.Handicap
}

// mixture is the distribution of a sum to come, over what is known of the
// dispersion.
type mixture struct {
	weight []float64
	dist   []counts.Dist
}

// predictive holds the counts' own spread and the error of their mean.
func (r *regression) predictive(mean float64, phi weights) mixture {
	var m mixture
	q := r.eq.Quadratic(r.slope, r.scratch)
	total := 0.0
	for k, w := range phi {
		if w < 1e-3 {
			continue
		}
		// The error of the mean scales with the dispersion as the counts do.
		m.weight = append(m.weight, w)
		m.dist = append(m.dist, counts.Dispersed(mean, (1+dispersions[k])*(1+q/mean)))
		total += w
	}
	for i := range m.weight {
		m.weight[i] /= total
	}
	return m
}

// midUpper is the chance of more than y, and half that of exactly y.
func (m mixture) midUpper(y float64) float64 {
	p := 0.0
	for i, d := range m.dist {
		p += m.weight[i] * (d.UpperTail(y+1) + math.Exp(d.LogProb(y))/2)
	}
	return min(max(p, 0), 1)
}

// quantile is the smallest whole number whose distribution function reaches p.
func (m mixture) quantile(p float64) float64 {
	low, high := -1.0, 1.0
	below := func(y float64) (sum float64) {
		for i, d := range m.dist {
			sum += m.weight[i] * (1 - d.UpperTail(y+1))
		}
		return sum
	}
	for below(high) < p && high < 1e15 {
		low, high = high, 2*high
	}
	for high-low > 1 {
		if mid := math.Floor((low + high) / 2); below(mid) >= p {
			high = mid
		} else {
			low = mid
		}
	}
	return high
}

package pooled

import (
	"math"

	"github.com/anlan-lake/anlan/models/counts"
	"github.com/anlan-lake/anlan/models/surveil"
)

// judge compares period t, and the sums that end in it, with what came before.
func (r *regression) judge(t int, c common) Judgement {
	j := r.blank(t)
	switch {
	case math.IsNaN(j.Observed):
		j.State = surveil.NotReported
	case !r.ready(t, c):
		j.State = surveil.NoBaseline
	default:
		r.windows(&j)
	}
	return j
}

// blank is a judgement before it is made.
func (r *regression) blank(t int) Judgement {
	nan := math.NaN()
	return Judgement{Judgement: surveil.Judgement{Index: t, State: surveil.Tested, Observed: r.s.Counts[t],
		Expected: nan, Upper: nan, P: nan, Statistic: nan}, Lower: nan, PSingle: nan, PWindows: nan, Calm: nan, PBelow: nan}
}

// ready fits the regression as of period t, and weighs its dispersions.
func (r *regression) ready(t int, c common) bool {
	if !r.gather(t, c.lent) || !r.fit(c.coef) {
		return false
	}
	r.over = r.dispersion()
	sum := 0.0
	for k := range r.over {
		r.over[k] *= c.phi[k]
		sum += r.over[k]
	}
	for k := range r.over {
		r.over[k] /= sum
	}
	return true
}

// windows judges the last 1..Windows periods together, and chooses by the rule.
func (r *regression) windows(j *Judgement) {
	clear(r.slope) // derivative of the window's mean
	cases, mean, longest := 0.0, 0.0, 1.0
	j.PWindows, j.PBelow = 1, 1
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
		r.addSlope(t, m)
		f := r.predictive(mean)
		p := f.midUpper(cases)
		j.PBelow = min(j.PBelow, 1-p)
		if k == 0 {
			j.PSingle = p
			j.Expected, j.Lower, j.Upper = mean, f.quantile(r.d.Silence), f.quantile(1-r.d.singleAlpha())
		}
		if p < j.PWindows {
			j.PWindows, longest = p, float64(k+1)
		}
	}
	j.Calm = r.calmNow(j.Index)
	switch r.d.Rule {
	case RuleSingle:
		j.P, j.Statistic = j.PSingle, 1
	case RuleWindows:
		j.P, j.Statistic = j.PWindows, longest
	default:
		j.P = j.Calm
	}
	j.Alarm = j.P < r.d.alpha() && j.Observed > 0 && cases >= r.d.MinCases
	j.Silent = j.PBelow < r.d.Silence
}

// addSlope adds the derivative of the mean m of period t by the coefficients.
func (r *regression) addSlope(t int, m float64) {
	for i, x := range r.g.terms(t) {
		r.slope[i] += m * x
	}
}

// excesses are the standard deviations that an outbreak may add to a period
// that is judged, each as likely as the others: how large one will be is not
// known beforehand.
var excesses = [...]float64{0.5, 1, 2, 3.5, 6, 10}

// An outbreak adds half a case at least: below, it is none.
const leastExcess = 0.5

// calmNow is the chance that period t is calm, given it and the Guard-1 periods
// before it: the chain of calm and outbreak, run forwards over the predictions.
func (r *regression) calmNow(t int) float64 {
	start, stay := r.d.Start, r.d.Stay
	calm := (1 - stay) / (1 - stay + start) // stationary
	for i := max(0, t-r.d.Guard+1); i <= t; i++ {
		calm = calm*(1-start) + (1-calm)*(1-stay)
		y := r.s.Counts[i]
		if math.IsNaN(y) {
			continue
		}
		clear(r.slope)
		m := r.mean(i)
		r.addSlope(i, m)
		a, b := r.predictive(m).calmOrNot(y)
		calm = calm * a / (calm*a + (1-calm)*b)
	}
	return calm
}

// calmOrNot gives the likelihood of y without outbreak and in one, both over
// the larger of the two.
func (m mixture) calmOrNot(y float64) (calm, outbreak float64) {
	for i, d := range m.dist {
		sd := math.Sqrt(d.Variance())
		calm += m.weight[i] * math.Exp(d.LogProb(y))
		for _, e := range excesses {
			more := max(e*sd, leastExcess)
			raised := counts.Dispersed(d.Mean+more, (d.Variance()+more)/(d.Mean+more))
			outbreak += m.weight[i] * math.Exp(raised.LogProb(y)) / float64(len(excesses))
		}
	}
	most := max(calm, outbreak)
	if most == 0 { // beyond the largest outbreak that is thought of
		return 0, 1
	}
	return calm / most, outbreak / most
}

// mixture is the distribution of a sum to come, over what is known of the
// dispersion.
type mixture struct {
	weight []float64
	dist   []counts.Dist
}

// predictive holds the counts' own spread and the error of their mean.
func (r *regression) predictive(mean float64) mixture {
	var m mixture
	q := r.eq.Quadratic(r.slope, r.scratch)
	total := 0.0
	for k, w := range r.over {
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

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
		Expected: nan, Upper: nan, P: nan, Statistic: nan}, Lower: nan, PSingle: nan, PWindows: nan, Calm: nan, PBelow: nan,
		Reported: r.s.reported(t).Mean}
}

// ready fits the regression as of period t, and weighs its dispersions.
func (r *regression) ready(t int, c common) bool {
	if !r.gather(t, c.lent) || !r.fit(c.coef) {
		return false
	}
	r.over = r.dispersion(c.coef)
	sum := 0.0
	for k := range r.over {
		r.over[k] *= c.phi[k]
		sum += r.over[k]
	}
	for k := range r.over {
		r.over[k] /= sum
	}
	for i := range r.factors {
		r.factors[i] = math.NaN()
	}
	return true
}

// upperTail is the share of calm periods that may lie above Upper.
const upperTail = 0.01

// windows judges the last 1..Windows periods together, and by the rule.
func (r *regression) windows(j *Judgement) {
	w := r.window()
	cases, longest, factors, n := 0.0, 1.0, 0.0, 0.0
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
		cases += y
		w.add(t)
		f := w.predictive()
		p, factor := f.midUpper(cases), 0.0
		j.PBelow = min(j.PBelow, 1-p)
		if k == 0 {
			j.PSingle, factor = p, f.factor(cases)
			r.factors[t], j.FactorSingle = factor, factor
			j.Expected, j.Lower, j.Upper = w.expected(), f.quantile(r.d.Silence), f.quantile(1-upperTail)
		} else {
			factor = f.factor(cases)
		}
		factors, n = factors+factor, n+1
		if p < j.PWindows {
			j.PWindows, longest = p, float64(k+1)
		}
	}
	j.FactorWindows = factors / n
	j.Calm = r.calmNow(j.Index)
	switch r.d.Rule {
	case RuleSingle:
		j.P, j.Statistic = r.d.calmGiven(j.FactorSingle), 1
	case RuleWindows:
		j.P, j.Statistic = r.d.calmGiven(j.FactorWindows), longest
	default:
		j.P = j.Calm
	}
	j.Alarm = j.P < r.d.alpha() && j.Observed > 0 && cases >= r.d.MinCases
	j.Silent = j.PBelow < r.d.Silence
}

// calmGiven is the chance of calm, given the Bayes factor of an outbreak, of a
// period of which nothing else is known.
func (d Detector) calmGiven(factor float64) float64 {
	calm := d.calmShare()
	return calm / (calm + (1-calm)*factor)
}

// calmShare is the share of periods in no outbreak, in the long run.
func (d Detector) calmShare() float64 { return (1 - d.Stay) / (1 - d.Stay + d.Start) }

// addSlope adds the derivative of the mean m of period t by the coefficients.
func (r *regression) addSlope(t int, m float64) {
	for i, x := range r.g.terms(t) {
		r.slope[i] += m * x
	}
}

// excesses are the standard deviations that an outbreak may add to the periods
// that are judged, each as likely as the others: how large one will be is not
// known beforehand.
var excesses = [...]float64{0.5, 1, 2, 3.5, 6, 10}

// An outbreak adds half a case at least: below, it is none.
const leastExcess = 0.5

// calmNow is the chance that period t is calm, given it and the Guard-1 periods
// before it: the chain of calm and outbreak, run forwards over the predictions.
func (r *regression) calmNow(t int) float64 {
	start, stay, calm := r.d.Start, r.d.Stay, r.d.calmShare()
	for i := max(0, t-r.d.Guard+1); i <= t; i++ {
		calm = calm*(1-start) + (1-calm)*(1-stay)
		if !math.IsNaN(r.s.Counts[i]) {
			calm /= calm + (1-calm)*r.factor(i)
		}
	}
	return calm
}

// factor is the Bayes factor of an outbreak in period t alone, worked out once a
// fit.
func (r *regression) factor(t int) float64 {
	if math.IsNaN(r.factors[t]) {
		w := r.window()
		w.add(t)
		r.factors[t] = w.predictive().factor(r.s.Counts[t])
	}
	return r.factors[t]
}

// mostFactor stands for what lies beyond the largest outbreak that is thought of.
const mostFactor = 1e200

// factor is the Bayes factor of an outbreak against calm, given a sum of y.
func (m mixture) factor(y float64) float64 {
	calm, outbreak := 0.0, 0.0
	for i, d := range m.dist {
		v := d.Variance()
		sd, told := math.Sqrt(v), 1.0
		if m.told != nil {
			sd, told = m.sd[i], m.told[i]
		}
		calm += m.weight[i] * math.Exp(d.LogProb(y))
		for _, e := range excesses {
			more := told * max(e*sd, leastExcess)
			raised := counts.Dispersed(d.Mean+more, (v+more)/(d.Mean+more))
			outbreak += m.weight[i] * math.Exp(raised.LogProb(y)) / float64(len(excesses))
		}
	}
	if outbreak >= calm*mostFactor {
		return mostFactor
	}
	return outbreak / calm
}

// mixture is the distribution of a sum to come, over what is known of the
// dispersion; of a sum that is not all reported, over what is known of the share
// too.
type mixture struct {
	weight []float64
	dist   []counts.Dist
	// Of what is not all reported: the standard deviation of all, and the share of
	// it that is told of. Nil where all is.
	sd, told []float64
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

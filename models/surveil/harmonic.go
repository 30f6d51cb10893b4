package surveil

import (
	"math"

	"github.com/anlan-lake/anlan/models/counts"
	"github.com/anlan-lake/anlan/models/linear"
)

// Harmonic regresses the counts of some years on trend and harmonics, weighs
// past outbreaks down, and compares the last weeks, one by one and summed, with
// the prediction. Every period is judged by what came before it. Periods that
// were not reported are left out; half of the history and of the first two
// years must be there.
//
// Source: the regression and the weights are Farrington's as improved by
// Noufaily et al., Statistics in Medicine 32 (2013) 1206–1222, with harmonics
// in place of seasonal levels; the mid-p value is Lancaster's, JASA 56 (1961)
// 223–234.
type Harmonic struct {
	Period           float64 `json:"period"`            // periods a year
	Harmonics        int     `json:"harmonics"`         // pairs of sine and cosine
	Trend            bool    `json:"trend"`             // log-linear
	History          int     `json:"history"`           // most periods looked back
	Guard            int     `json:"guard"`             // latest of them left out
	Reweight         int     `json:"reweight"`          // times past outbreaks are weighed down
	WeightsThreshold float64 `json:"weights_threshold"` // Anscombe residual above which a period weighs less
	Windows          int     `json:"windows"`           // longest sum of last periods that is judged
	Alpha            float64 `json:"alpha"`             // alarm below this p
}

// DefaultHarmonic gives ten years of weeks without the last eight, two
// harmonics, two rounds of weights, single weeks at 1%.
func DefaultHarmonic() Harmonic {
	return Harmonic{Period: 52, Harmonics: 2, Trend: true, History: 520, Guard: 8, Reweight: 2, WeightsThreshold: 2.58, Windows: 1, Alpha: 0.01}
}

func (h Harmonic) validate() error {
	switch {
	case !(h.Period > 2) || h.Harmonics < 0 || float64(h.Harmonics) >= h.Period/2:
		return bad("harmonic: %d harmonics of a period of %v", h.Harmonics, h.Period)
	case h.History < 1 || h.Guard < 0 || h.Guard >= h.History:
		return bad("harmonic: a history of %d periods of which %d are left out", h.History, h.Guard)
	case h.Windows < 1 || h.Windows > h.Guard+1:
		return bad("harmonic: windows of up to %d periods, want 1 to one more than guard, %d", h.Windows, h.Guard+1)
	case h.Reweight < 0 || h.Reweight > 0 && !(h.WeightsThreshold > 0):
		return bad("harmonic: reweight %d, weights_threshold %v", h.Reweight, h.WeightsThreshold)
	case !(h.Alpha > 0 && h.Alpha < 0.5):
		return bad("harmonic: alpha %v is not between 0 and 0.5", h.Alpha)
	}
	return nil
}

// Judge gives Expected and Upper of the single period, P of the window that
// is most out of line, and its length as Statistic.
func (h Harmonic) Judge(s Series, from, to int) ([]Judgement, error) {
	if err := h.validate(); err != nil {
		return nil, err
	}
	if err := s.checkWhole(from, to); err != nil {
		return nil, err
	}
	f := newLogLinear(h, s.Counts)
	out := make([]Judgement, 0, to-from+1)
	for t := from; t <= to; t++ {
		j := judgement(s, t)
		if j.State == Tested {
			f.judge(&j)
		}
		out = append(out, j)
	}
	return out, nil
}

// logLinear is the regression of one series, refitted period by period.
type logLinear struct {
	h         Harmonic
	y         []float64
	width     int
	x         []float64 // terms of all periods, width apart
	rows      []int     // periods in the fit
	mu, w     []float64 // by row: mean, prior weight
	work, hat []float64
	beta, rhs []float64
	scratch   []float64
	slope     []float64
	eq        *linear.System
	phi       float64
}

func newLogLinear(h Harmonic, y []float64) *logLinear {
	f := &logLinear{h: h, y: y, width: 1 + 2*h.Harmonics}
	if h.Trend {
		f.width++
	}
	n := len(y)
	f.x = make([]float64, 0, n*f.width)
	for t := range n {
		f.x = append(f.x, 1)
		if h.Trend {
			f.x = append(f.x, (float64(t)-float64(n)/2)/float64(n))
		}
		for k := 1; k <= h.Harmonics; k++ {
			sin, cos := math.Sincos(2 * math.Pi * float64(k) * float64(t+1) / h.Period)
			f.x = append(f.x, cos, sin)
		}
	}
	f.mu, f.w, f.work, f.hat = make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)
	f.beta, f.rhs = make([]float64, f.width), make([]float64, f.width)
	f.scratch, f.slope = make([]float64, f.width), make([]float64, f.width)
	f.eq = linear.New(f.width)
	return f
}

func (f *logLinear) terms(t int) []float64 { return f.x[t*f.width : (t+1)*f.width] }

// judge predicts period j.Index from what came before.
func (f *logLinear) judge(j *Judgement) {
	if !f.gather(j.Index) || !f.fitAll() {
		j.State = NoBaseline
		return
	}
	t := j.Index
	slope := f.slope // derivative of the window's mean
	clear(slope)
	sum, mean := 0.0, 0.0
	j.P = 1
	for k := range f.h.Windows {
		if t-k < 0 {
			break
		}
		if y := f.y[t-k]; y == y {
			m := f.mean(t - k)
			sum, mean = sum+y, mean+m
			for i, x := range f.terms(t - k) {
				slope[i] += m * x
			}
		}
		d := f.predictive(mean, slope)
		if p := d.UpperTail(sum+1) + math.Exp(d.LogProb(sum))/2; p < j.P {
			j.P, j.Statistic = p, float64(k+1)
		}
		if k == 0 {
			j.Expected, j.Upper = mean, d.Quantile(1-f.h.Alpha)
		}
	}
	j.Alarm = j.P < f.h.Alpha && j.Observed > 0
}

// predictive is the distribution of a sum with that mean: the counts' own
// dispersion and the error of the mean.
func (f *logLinear) predictive(mean float64, slope []float64) counts.Dist {
	v := f.phi*mean + f.phi*f.eq.Quadratic(slope, f.scratch)
	return counts.Dispersed(mean, v/mean)
}

func (f *logLinear) mean(t int) float64 {
	eta := 0.0
	for i, x := range f.terms(t) {
		eta += x * f.beta[i]
	}
	return max(math.Exp(min(eta, 700)), 0x1p-52)
}

// gather takes the reported periods of the history of period t.
func (f *logLinear) gather(t int) bool {
	f.rows = f.rows[:0]
	first, last := max(0, t-f.h.History), t-f.h.Guard
	cases := 0.0
	for i := first; i < last; i++ {
		if y := f.y[i]; y == y {
			f.rows = append(f.rows, i)
			cases += y
		}
	}
	n := len(f.rows)
	return cases > 0 && n > f.width && 2*n >= last-first && float64(n) >= f.h.Period
}

// fitAll fits, weighs down what stands out, and fits again.
func (f *logLinear) fitAll() bool {
	for r := range f.rows {
		f.w[r] = 1
	}
	for round := 0; ; round++ {
		if !f.fit() {
			return false
		}
		if round == f.h.Reweight {
			return true
		}
		f.reweight()
	}
}

// fit runs iteratively reweighted least squares; afterwards eq is factored at
// the estimates.
func (f *logLinear) fit() bool {
	deviance := math.Inf(1)
	for r, t := range f.rows {
		f.mu[r] = f.y[t] + 0.1
	}
	for range 40 {
		f.eq.Reset()
		clear(f.rhs)
		for r, t := range f.rows {
			mu, x := f.mu[r], f.terms(t)
			f.work[r] = f.w[r] * mu
			f.eq.Add(x, f.work[r])
			z := f.work[r] * (math.Log(mu) + (f.y[t]-mu)/mu)
			for i, v := range x {
				f.rhs[i] += z * v
			}
		}
		if f.eq.Factor() >= 0 {
			return false
		}
		copy(f.beta, f.rhs)
		f.eq.Solve(f.beta)
		d, chi := 0.0, 0.0
		for r, t := range f.rows {
			y, mu := f.y[t], f.mean(t)
			f.mu[r] = mu
			d += 2 * f.w[r] * (mu - y)
			if y > 0 {
				d += 2 * f.w[r] * y * math.Log(y/mu)
			}
			chi += f.w[r] * (y - mu) * (y - mu) / mu
		}
		if math.IsNaN(d) {
			return false
		}
		if math.Abs(d-deviance) < 1e-8*(math.Abs(d)+0.1) {
			f.phi = max(1, chi/float64(len(f.rows)-f.width))
			return true
		}
		deviance = d
	}
	return false
}

// reweight gives less weight to periods far above their mean.
func (f *logLinear) reweight() {
	sum := 0.0
	for r, t := range f.rows {
		root := math.Sqrt(f.mu[r])
		free := 1 - f.work[r]*f.eq.Quadratic(f.terms(t), f.scratch)
		s := 1.5 * (math.Cbrt(f.y[t]*f.y[t])/math.Cbrt(root) - root) / math.Sqrt(f.phi*max(free, 1e-12))
		f.w[r] = 1
		if s > f.h.WeightsThreshold {
			f.w[r] = 1 / (s * s)
		}
		sum += f.w[r]
	}
	for r := range f.rows {
		f.w[r] *= float64(len(f.rows)) / sum
	}
}

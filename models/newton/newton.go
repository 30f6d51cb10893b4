// Package newton climbs log-likelihoods to their maximum.
package newton

import (
	"math"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/models/linear"
)

func bad(format string, args ...any) error {
	return anlan.Errorf(anlan.Invalid, "likelihood: "+format, args...)
}

// Likelihood gives the log-likelihood at a parameter and fills its gradient
// and, unless it is nil, the lower triangle of the information (minus the
// Hessian; both come zeroed).
type Likelihood func(at, gradient []float64, information *linear.System) float64

// Maximum is where a log-likelihood is largest.
type Maximum struct {
	At         []float64
	Value      float64
	Covariance [][]float64 // inverse of the observed information; NaN throughout at an edge
	Steps      int
	// Edge: the likelihood no longer rises, but the information is singular: a
	// parameter has gone to an edge of its range (a component that vanishes, a
	// dispersion of none) and has no error.
	Edge bool
}

// Maximise climbs f from start by Newton steps, damped (Levenberg 1944,
// Marquardt 1963) until every step gains.
func Maximise(f Likelihood, start []float64, maxSteps int) (*Maximum, error) {
	p := len(start)
	at, trial := append([]float64(nil), start...), make([]float64, p)
	g, step, unused := make([]float64, p), make([]float64, p), make([]float64, p)
	info, work := linear.New(p), linear.New(p)
	value := f(at, g, info)
	if math.IsNaN(value) || math.IsInf(value, 0) {
		return nil, bad("it is not finite at the start")
	}
	damping := 1e-4
	for steps := 1; steps <= maxSteps; steps++ {
		gained := false
		for ; damping < 1e12; damping *= 10 {
			if !damped(work, info, g, damping, step) {
				damping = max(damping, 1e-8)
				continue
			}
			for j := range at {
				trial[j] = at[j] + step[j]
			}
			clear(unused)
			if v := f(trial, unused, nil); v >= value-1e-13*math.Abs(value) {
				gained = true
				break
			}
		}
		if !gained {
			return nil, bad("it cannot be climbed from here: the data say too little about a parameter")
		}
		damping /= 10
		copy(at, trial)
		clear(g)
		info.Reset()
		before := value
		value = f(at, g, info)
		if small(step, at) || value-before < 1e-13*(1+math.Abs(value)) {
			return finish(&Maximum{At: at, Value: value, Steps: steps}, info), nil
		}
	}
	return nil, bad("not converged in %d steps", maxSteps)
}

func finish(m *Maximum, info *linear.System) *Maximum {
	if m.Edge = info.Factor() >= 0; !m.Edge {
		m.Covariance = info.Inverse()
		return m
	}
	for range m.At {
		row := make([]float64, len(m.At))
		for k := range row {
			row[k] = math.NaN()
		}
		m.Covariance = append(m.Covariance, row)
	}
	return m
}

// Differenced adds the information to a likelihood that gives only its
// gradient, by central differences.
func Differenced(f func(at, gradient []float64) float64) Likelihood {
	return func(at, gradient []float64, info *linear.System) float64 {
		if info != nil {
			difference(f, at, info)
		}
		clear(gradient)
		return f(at, gradient)
	}
}

func small(step, at []float64) bool {
	for j, s := range step {
		if math.Abs(s) > 1e-8*(1+math.Abs(at[j])) {
			return false
		}
	}
	return true
}

func difference(f func(at, gradient []float64) float64, at []float64, info *linear.System) {
	p := len(at)
	x := append([]float64(nil), at...)
	up, down := make([]float64, p), make([]float64, p)
	for j := range p {
		h := 1e-5 * (1 + math.Abs(at[j]))
		clear(up)
		clear(down)
		x[j] = at[j] + h
		f(x, up)
		x[j] = at[j] - h
		f(x, down)
		x[j] = at[j]
		for k := range p { // the mean of both orders
			info.A[max(j, k)*p+min(j, k)] += (down[k] - up[k]) / (2 * h) * half(j, k)
		}
	}
}

func half(j, k int) float64 {
	if j == k {
		return 1
	}
	return 0.5
}

// damped solves (info + damping·diagonal)·step = g in work.
func damped(work, info *linear.System, g []float64, damping float64, step []float64) bool {
	copy(work.A, info.A)
	for j := range info.P {
		d := &work.A[j*info.P+j]
		*d += damping * (math.Abs(*d) + 1e-8)
	}
	if work.Factor() >= 0 {
		return false
	}
	copy(step, g)
	work.Solve(step)
	return true
}

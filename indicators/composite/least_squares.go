package composite

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// leastSquares minimises the sum of n squared residuals of n unknowns
// (Levenberg 1944, Marquardt 1963), with a Jacobian by central differences.
type leastSquares struct {
	n         int
	residuals func(u, out []float64)
}

const (
	leastSquaresSteps = 200
	leastSquaresMet   = 1e-28 // residuals are rounding
	leastSquaresGain  = 1e-10 // of the cost; a step that gains less ends the search
)

// minimise moves u to a minimum near it, and gives the sum of squares there.
func (l *leastSquares) minimise(u []float64) float64 {
	n := l.n
	r, low, high, to := make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)
	jacobian, normal := mat.NewDense(n, n, nil), mat.NewSymDense(n, nil)
	gradient, step := mat.NewVecDense(n, nil), mat.NewVecDense(n, nil)
	l.residuals(u, r)
	cost, damping := sumSquares(r), 1e-3
	for range leastSquaresSteps {
		if !(cost > leastSquaresMet) {
			break
		}
		for k := range n {
			v, h := u[k], 1e-6*max(math.Abs(u[k]), 0.1)
			u[k] = v + h
			l.residuals(u, high)
			u[k] = v - h
			l.residuals(u, low)
			u[k] = v
			for i := range n {
				jacobian.Set(i, k, (high[i]-low[i])/(2*h))
			}
		}
		gradient.MulVec(jacobian.T(), mat.NewVecDense(n, r))
		normal.SymOuterK(1, jacobian.T())
		gained := false
		for damping < 1e12 {
			damped := mat.NewSymDense(n, nil)
			damped.CopySym(normal)
			for k := range n {
				damped.SetSym(k, k, normal.At(k, k)*(1+damping)+1e-12*damping)
			}
			var factor mat.Cholesky
			if factor.Factorize(damped) && factor.SolveVecTo(step, gradient) == nil {
				for k := range n {
					to[k] = u[k] - step.AtVec(k)
				}
				l.residuals(to, high)
				if c := sumSquares(high); c < cost {
					gained = c < cost*(1-leastSquaresGain)
					copy(u, to)
					copy(r, high)
					cost, damping = c, max(damping/10, 1e-12)
					break
				}
			}
			damping *= 10
		}
		if !gained {
			break
		}
	}
	return cost
}

func sumSquares(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += v * v
	}
	return sum
}

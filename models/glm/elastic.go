package glm

import (
	"math"
	"slices"
)

// ElasticNet are the settings of a penalised regression.
type ElasticNet struct {
	Intercept   bool      `json:"intercept"`   // add one, not penalised
	Alpha       float64   `json:"alpha"`       // 1 lasso, 0 ridge
	Lambda      []float64 `json:"lambda"`      // penalties, descending
	Standardize bool      `json:"standardize"` // penalise terms as if each had standard deviation 1
}

// PathPoint is the fit at one penalty.
type PathPoint struct {
	Lambda        float64
	Intercept     float64   // 0 where there is none
	Estimates     []float64 // by term, on the scale of the data
	DevianceRatio float64   // share of the null deviance explained
	Nonzero       int       // terms with an estimate other than 0
}

// Fit minimises -(1/n)·log-likelihood + lambda·(alpha·|b|₁ + (1-alpha)/2·|b|₂²)
// for each lambda in turn, by coordinate descent on the quadratic
// approximation. Columns that never change keep an estimate of 0.
//
// Source: Friedman, Hastie & Tibshirani, Regularization paths for generalized
// linear models via coordinate descent, Journal of Statistical Software 33
// (2010) 1.
func (e ElasticNet) Fit(d Data, f Family) ([]PathPoint, error) {
	if f != Poisson && f != Binomial {
		return nil, bad("elastic net of family %q, want poisson or binomial", f)
	}
	if err := d.check(f); err != nil {
		return nil, err
	}
	switch {
	case !(e.Alpha >= 0 && e.Alpha <= 1):
		return nil, bad("alpha %v is not between 0 and 1", e.Alpha)
	case len(e.Lambda) == 0:
		return nil, bad("there is no lambda")
	case d.Weights != nil:
		return nil, bad("elastic net takes no weights")
	}
	for i, l := range e.Lambda {
		if !(l >= 0) || math.IsInf(l, 1) || i > 0 && l > e.Lambda[i-1] {
			return nil, bad("lambda %v: want numbers of 0 or more, descending", l)
		}
	}
	s := newDescent(d, f, e)
	null, err := nullDeviance(d, f, 0, Options{}.filled())
	if err != nil {
		return nil, err
	}
	out := make([]PathPoint, 0, len(e.Lambda))
	for _, l := range e.Lambda {
		if err := s.minimise(l); err != nil {
			return nil, err
		}
		out = append(out, s.point(l, null))
	}
	return out, nil
}

// descent is a path under way, on centred and scaled columns.
type descent struct {
	d         Data
	f         Family
	e         ElasticNet
	x         [][]float64
	mid, size []float64
	b0        float64
	b         []float64
	eta, mu   []float64
	w, r      []float64 // working weights; residuals of the working response
}

func newDescent(d Data, f Family, e ElasticNet) *descent {
	n := len(d.Y)
	s := &descent{d: d, f: f, e: e, b: make([]float64, len(d.X)), eta: make([]float64, n), mu: make([]float64, n),
		w: make([]float64, n), r: make([]float64, n), mid: make([]float64, len(d.X)), size: make([]float64, len(d.X))}
	for j, col := range d.X {
		mean, square := 0.0, 0.0
		for _, v := range col {
			mean += v / float64(n)
		}
		for _, v := range col {
			square += (v - mean) * (v - mean) / float64(n)
		}
		s.size[j] = 1
		if e.Standardize && square > 0 {
			s.size[j] = math.Sqrt(square)
		}
		if e.Intercept {
			s.mid[j] = mean
		}
		z := make([]float64, n)
		for i, v := range col {
			z[i] = (v - s.mid[j]) / s.size[j]
		}
		if square <= 1e-24*mean*mean {
			clear(z)
		}
		s.x = append(s.x, z)
	}
	if e.Intercept {
		total := 0.0
		for _, y := range d.Y {
			total += y / float64(n)
		}
		s.b0 = f.eta(total)
	}
	return s
}

func (s *descent) predict() {
	for i := range s.eta {
		s.eta[i] = s.b0 + s.d.offset(i)
	}
	for j, col := range s.x {
		if s.b[j] != 0 {
			accumulate(s.eta, col, s.b[j])
		}
	}
	for i, e := range s.eta {
		s.mu[i] = s.f.mean(e)
	}
}

// objective is what is minimised; half the deviance stands for the
// log-likelihood, which differs by a constant.
func (s *descent) objective(lambda float64) float64 {
	sum, n := 0.0, float64(len(s.d.Y))
	for i, y := range s.d.Y {
		sum += s.f.deviance(y, s.mu[i], 0) / 2
	}
	sum /= n
	for _, b := range s.b {
		sum += lambda * (s.e.Alpha*math.Abs(b) + (1-s.e.Alpha)/2*b*b)
	}
	return sum
}

func (s *descent) minimise(lambda float64) error {
	s.predict()
	value := s.objective(lambda)
	old := make([]float64, len(s.b))
	for range 200 {
		copy(old, s.b)
		old0 := s.b0
		s.quadratic(lambda)
		s.predict()
		next := s.objective(lambda)
		for half := 0; half < 40 && !(next <= value+1e-14*math.Abs(value)); half++ {
			for j := range s.b {
				s.b[j] = (s.b[j] + old[j]) / 2
			}
			s.b0 = (s.b0 + old0) / 2
			s.predict()
			next = s.objective(lambda)
		}
		value = next
		moved := math.Abs(s.b0 - old0)
		for j := range s.b {
			moved = max(moved, math.Abs(s.b[j]-old[j]))
		}
		if moved < 1e-9 {
			return nil
		}
		if math.IsNaN(moved) || moved > 1e6 {
			break
		}
	}
	return bad("elastic net not converged at lambda %v", lambda)
}

// quadratic descends along the coordinates of the weighted least squares at
// the current fit until none moves.
func (s *descent) quadratic(lambda float64) {
	n := float64(len(s.d.Y))
	total := 0.0
	for i, y := range s.d.Y {
		s.w[i] = max(s.f.slope(s.mu[i]), 1e-10)
		s.r[i] = (y - s.mu[i]) / s.w[i]
		total += s.w[i]
	}
	square := make([]float64, len(s.x))
	for j, col := range s.x {
		for i, v := range col {
			square[j] += s.w[i] * v * v / n
		}
	}
	for range 2000 {
		moved := 0.0
		if s.e.Intercept {
			sum := 0.0
			for i, w := range s.w {
				sum += w * s.r[i]
			}
			step := sum / total
			s.b0 += step
			for i := range s.r {
				s.r[i] -= step
			}
			moved = math.Abs(step)
		}
		for j, col := range s.x {
			if square[j] == 0 {
				continue
			}
			g := s.b[j] * square[j]
			for i, v := range col {
				g += s.w[i] * v * s.r[i] / n
			}
			b := math.Copysign(max(0, math.Abs(g)-lambda*s.e.Alpha), g) / (square[j] + lambda*(1-s.e.Alpha))
			if step := b - s.b[j]; step != 0 {
				s.b[j] = b
				accumulate(s.r, col, -step)
				moved = max(moved, math.Abs(step))
			}
		}
		if moved < 1e-11 {
			return
		}
	}
}

func (s *descent) point(lambda, null float64) PathPoint {
	p := PathPoint{Lambda: lambda, Intercept: s.b0, Estimates: slices.Clone(s.b)}
	deviance := 0.0
	for i, y := range s.d.Y {
		deviance += s.f.deviance(y, s.mu[i], 0)
	}
	p.DevianceRatio = 1 - deviance/null
	for j := range p.Estimates {
		p.Estimates[j] /= s.size[j]
		p.Intercept -= p.Estimates[j] * s.mid[j]
		if p.Estimates[j] != 0 {
			p.Nonzero++
		}
	}
	return p
}

package glm

import (
	"math"

	"github.com/anlan-lake/anlan/models/counts"
	"github.com/anlan-lake/anlan/models/linear"
)

// Options end the iterations.
type Options struct {
	Epsilon       float64 `json:"epsilon"`        // relative change of the deviance to stop at; 0 means 1e-10
	MaxIterations int     `json:"max_iterations"` // steps allowed; 0 means 100
}

func (o Options) filled() Options {
	if o.Epsilon == 0 {
		o.Epsilon = 1e-10
	}
	if o.MaxIterations == 0 {
		o.MaxIterations = 100
	}
	return o
}

// Coefficient is one estimate with its error; the statistic is Estimate/SE.
type Coefficient struct {
	Term               string
	Estimate, SE       float64
	Statistic, P       float64 // p two-sided: normal, or t where the dispersion is estimated
	RobustSE, RobustS1 float64 // heteroscedasticity-consistent, HC0 and HC1
}

// Residual is what one row shows of the fit.
type Residual struct {
	Fitted, Eta, Hat float64
	Pearson          float64
	Deviance         float64 // its sign is that of y - mu
	Cook             float64 // Cook's distance
}

// Fit is a fitted regression.
type Fit struct {
	Family       Family
	Coefficients []Coefficient
	Rows         []Residual
	Deviance     float64
	NullDeviance float64 // of the intercept alone
	DFResidual   int
	DFNull       int
	PearsonChi2  float64
	Dispersion   float64 // Pearson's chi² over the residual degrees of freedom
	LogLik, AIC  float64 // NaN for QuasiPoisson, which has no likelihood
	Theta        float64 // NegativeBinomial: size, variance mu + mu²/theta; else 0
	ThetaSE      float64 // of Theta by its observed information; 0 where given
	Iterations   int
}

// Estimates gives the coefficients in the order of the terms.
func (f *Fit) Estimates() []float64 {
	out := make([]float64, len(f.Coefficients))
	for i, c := range f.Coefficients {
		out[i] = c.Estimate
	}
	return out
}

// Regress fits a Poisson, quasi-Poisson or logistic regression by iteratively
// reweighted least squares. Standard errors are from the expected information;
// robust ones are HC0 and HC1.
//
// Source: McCullagh & Nelder, Generalized Linear Models (1989), ch. 2; robust
// errors: White, Econometrica 48 (1980) 817–838, and MacKinnon & White, Journal
// of Econometrics 29 (1985) 305–325.
func Regress(d Data, f Family, o Options) (*Fit, error) {
	if f != Poisson && f != QuasiPoisson && f != Binomial {
		return nil, bad("family %q is not one of poisson, quasipoisson, binomial", f)
	}
	s, err := newSolver(d, f)
	if err != nil {
		return nil, err
	}
	if err := s.run(o.filled()); err != nil {
		return nil, err
	}
	return s.fit(o.filled(), 0)
}

// solver is one regression under way.
type solver struct {
	d       Data
	f       Family
	theta   float64
	n, p    int
	x       []float64
	beta    []float64
	eta, mu []float64
	eq      *linear.System
	rhs     []float64
	dev     float64
	steps   int
	warm    bool // eta and mu hold a fit to go on from
}

func newSolver(d Data, f Family) (*solver, error) {
	if err := d.check(f); err != nil {
		return nil, err
	}
	n, p := len(d.Y), len(d.X)
	if p == 0 {
		return nil, bad("there are no terms")
	}
	if n <= p {
		return nil, bad("%d rows cannot tell %d terms", n, p)
	}
	return &solver{d: d, f: f, n: n, p: p, x: d.rows(), beta: make([]float64, p),
		eta: make([]float64, n), mu: make([]float64, n), eq: linear.New(p), rhs: make([]float64, p)}, nil
}

func (s *solver) row(i int) []float64 { return s.x[i*s.p : (i+1)*s.p] }

// run iterates from the start, or from the last fit of this solver.
func (s *solver) run(o Options) error {
	if !s.warm {
		for i, y := range s.d.Y {
			s.mu[i] = s.f.start(y, s.d.weight(i))
			s.eta[i] = s.f.eta(s.mu[i])
		}
	}
	s.dev = s.deviance()
	old := make([]float64, s.p)
	for s.steps = 1; s.steps <= o.MaxIterations; s.steps++ {
		copy(old, s.beta)
		last, started := s.dev, s.warm
		if err := s.step(); err != nil {
			return err
		}
		s.predict()
		s.dev = s.deviance()
		// A full step may overshoot: take half of it until the fit improves.
		for half := 0; started && half < 30 && !(s.dev <= last+1e-9*(math.Abs(last)+1)); half++ {
			for j := range s.beta {
				s.beta[j] = (s.beta[j] + old[j]) / 2
			}
			s.predict()
			s.dev = s.deviance()
		}
		s.warm = true
		if math.IsNaN(s.dev) || math.IsInf(s.dev, 0) {
			return bad("the means ran away from the response")
		}
		if math.Abs(s.dev-last)/(math.Abs(s.dev)+0.1) < o.Epsilon {
			return s.separated()
		}
	}
	return bad("not converged in %d steps", o.MaxIterations)
}

// step solves the weighted least squares of one iteration.
func (s *solver) step() error {
	s.eq.Reset()
	clear(s.rhs)
	for i, y := range s.d.Y {
		mu, g := s.mu[i], s.f.slope(s.mu[i])
		w := s.d.weight(i) * g * g / s.f.variance(mu, s.theta)
		if w == 0 {
			continue
		}
		z := w * (s.eta[i] - s.d.offset(i) + (y-mu)/g)
		x := s.row(i)
		s.eq.Add(x, w)
		for j, v := range x {
			s.rhs[j] += z * v
		}
	}
	if j := s.eq.Factor(); j >= 0 {
		return bad("column %s is constant zero or depends on the columns before it", s.d.Terms[j])
	}
	copy(s.beta, s.rhs)
	s.eq.Solve(s.beta)
	return nil
}

func (s *solver) predict() {
	for i := range s.n {
		e := s.d.offset(i)
		for j, v := range s.row(i) {
			e += v * s.beta[j]
		}
		s.eta[i], s.mu[i] = e, s.f.mean(e)
	}
}

func (s *solver) deviance() float64 {
	sum := 0.0
	for i, y := range s.d.Y {
		sum += s.d.weight(i) * s.f.deviance(y, s.mu[i], s.theta)
	}
	return sum
}

// separated refuses a logistic fit whose estimates would grow without end.
func (s *solver) separated() error {
	if s.f != Binomial {
		return nil
	}
	for i, mu := range s.mu {
		if s.d.weight(i) > 0 && (mu < 1e-9 || mu > 1-1e-9) {
			return bad("the terms separate the outcomes (row %d is fitted as certain): estimates have no end", i+1)
		}
	}
	return nil
}

// fit reads everything off a converged solver; extra counts parameters beside
// the coefficients.
func (s *solver) fit(o Options, extra int) (*Fit, error) {
	out := &Fit{Family: s.f, Deviance: s.dev, DFResidual: s.n - s.p, DFNull: s.n - 1,
		Theta: s.theta, Iterations: s.steps, Rows: make([]Residual, s.n)}
	null, err := nullDeviance(s.d, s.f, s.theta, o)
	if err != nil {
		return nil, err
	}
	out.NullDeviance = null
	// The information at the estimates, not at the step before.
	s.eq.Reset()
	for i, mu := range s.mu {
		g := s.f.slope(mu)
		s.eq.Add(s.row(i), s.d.weight(i)*g*g/s.f.variance(mu, s.theta))
	}
	if j := s.eq.Factor(); j >= 0 {
		return nil, bad("no information on column %s at the estimates", s.d.Terms[j])
	}
	for i, y := range s.d.Y {
		r := (y - s.mu[i]) * math.Sqrt(s.d.weight(i)/s.f.variance(s.mu[i], s.theta))
		out.Rows[i].Pearson = r
		out.PearsonChi2 += r * r
		out.LogLik += s.f.logLik(y, s.mu[i], s.d.weight(i), s.theta)
	}
	out.Dispersion = out.PearsonChi2 / float64(out.DFResidual)
	out.AIC = 2*float64(s.p+extra) - 2*out.LogLik
	scale := 1.0
	if s.f == QuasiPoisson {
		scale, out.LogLik, out.AIC = out.Dispersion, math.NaN(), math.NaN()
	}
	s.residuals(out, scale)
	s.coefficients(out, scale)
	return out, nil
}

func (s *solver) residuals(out *Fit, scale float64) {
	scratch := make([]float64, s.p)
	for i, y := range s.d.Y {
		r, w, mu := &out.Rows[i], s.d.weight(i), s.mu[i]
		g := s.f.slope(mu)
		r.Fitted, r.Eta = mu, s.eta[i]
		r.Hat = w * g * g / s.f.variance(mu, s.theta) * s.eq.Quadratic(s.row(i), scratch)
		r.Deviance = math.Copysign(math.Sqrt(max(0, w*s.f.deviance(y, mu, s.theta))), y-mu)
		q := r.Pearson / (1 - r.Hat)
		r.Cook = q * q * r.Hat / (scale * float64(s.p))
	}
}

func (s *solver) coefficients(out *Fit, scale float64) {
	cov := s.eq.Inverse()
	meat := linear.New(s.p)
	for i, y := range s.d.Y {
		mu := s.mu[i]
		score := s.d.weight(i) * (y - mu) * s.f.slope(mu) / s.f.variance(mu, s.theta)
		meat.Add(s.row(i), score*score)
	}
	up := float64(s.n) / float64(s.n-s.p)
	for j, term := range s.d.Terms {
		c := Coefficient{Term: term, Estimate: s.beta[j], SE: math.Sqrt(scale * cov[j][j])}
		c.Statistic = c.Estimate / c.SE
		c.P = 2 * counts.NormalUpper(math.Abs(c.Statistic))
		if s.f == QuasiPoisson {
			c.P = counts.StudentTwoSided(c.Statistic, float64(out.DFResidual))
		}
		hc := sandwich(cov[j], meat)
		c.RobustSE, c.RobustS1 = math.Sqrt(hc), math.Sqrt(hc*up)
		out.Coefficients = append(out.Coefficients, c)
	}
}

// sandwich gives a'·M·a of a symmetric matrix whose lower triangle is filled.
func sandwich(a []float64, m *linear.System) float64 {
	sum := 0.0
	for j := range m.P {
		for k := range j {
			sum += 2 * a[j] * a[k] * m.A[j*m.P+k]
		}
		sum += a[j] * a[j] * m.A[j*m.P+j]
	}
	return sum
}

// nullDeviance is that of the intercept alone, with the offset and weights.
func nullDeviance(d Data, f Family, theta float64, o Options) (float64, error) {
	ones := make([]float64, len(d.Y))
	for i := range ones {
		ones[i] = 1
	}
	d.Terms, d.X = []string{"intercept"}, [][]float64{ones}
	s, err := newSolver(d, f)
	if err != nil {
		return 0, err
	}
	s.theta = theta
	if err := s.run(o); err != nil {
		return 0, err
	}
	return s.dev, nil
}

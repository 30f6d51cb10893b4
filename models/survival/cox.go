package survival

import (
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/anlan-lake/anlan/models/counts"
)

// Ties says how events at one time share the risk.
type Ties string

// Ties: Efron's approximation, the better one, or Breslow's.
const (
	Efron   Ties = "efron"
	Breslow Ties = "breslow"
)

// Coefficient is a log hazard ratio with its error.
type Coefficient struct {
	Term                       string
	Estimate, SE, Statistic, P float64 // p two-sided, normal
}

// Hazard is the cumulative baseline hazard (all terms 0) at one time.
type Hazard struct{ Time, Cumulative float64 }

// CoxFit is a fitted proportional-hazards regression.
type CoxFit struct {
	Coefficients       []Coefficient
	Baseline           []Hazard // at every distinct end of follow-up, ascending
	LogLikNull, LogLik float64  // partial, without and with the terms
	Concordance        float64  // share of comparable pairs in the order of their scores
	N, Events          int
}

// LikelihoodRatio is the statistic of the test of all terms together.
func (f *CoxFit) LikelihoodRatio() float64 { return 2 * (f.LogLik - f.LogLikNull) }

// Cox fits a proportional-hazards regression; x holds one column per term. It
// refuses terms that depend on each other and terms along which the hazard
// ratio has no end.
//
// Source: Cox, Regression models and life-tables, JRSS B 34 (1972) 187–220;
// Efron, The efficiency of Cox's likelihood function for censored data, JASA 72
// (1977) 557–565; Andersen & Gill, Annals of Statistics 10 (1982) 1100–1120;
// concordance: Harrell, Lee & Mark, Statistics in Medicine 15 (1996) 361–387.
func Cox(d Data, terms []string, x [][]float64, ties Ties) (*CoxFit, error) {
	if err := d.check(); err != nil {
		return nil, err
	}
	if ties != Efron && ties != Breslow {
		return nil, bad("ties %q is not efron or breslow", ties)
	}
	if len(terms) == 0 || len(terms) != len(x) {
		return nil, bad("%d terms, %d columns", len(terms), len(x))
	}
	p := &partial{d: d, ties: ties, terms: terms, stop: d.byStop(), start: d.byStart(), mean: make([]float64, len(x))}
	for j, col := range x {
		if len(col) != len(d.Stop) {
			return nil, bad("column %s has %d rows, want %d", terms[j], len(col), len(d.Stop))
		}
		centred := make([]float64, len(col))
		for i, v := range col {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				return nil, bad("column %s, row %d: %v is not a number", terms[j], i+1, v)
			}
			p.mean[j] += v / float64(len(col))
		}
		for i, v := range col {
			centred[i] = v - p.mean[j]
		}
		p.x = append(p.x, centred)
	}
	return p.fit()
}

// partial is Cox's partial likelihood on centred columns, which keep the
// exponentials in range.
type partial struct {
	d           Data
	ties        Ties
	terms       []string
	x           [][]float64
	mean        []float64
	stop, start []int
	beta        []float64
	risk        []float64 // exp of the score
}

const maxSteps = 100

func (p *partial) fit() (*CoxFit, error) {
	k := len(p.x)
	p.beta = make([]float64, k)
	value, score, info := p.evaluate()
	out := &CoxFit{LogLikNull: value, N: len(p.d.Stop)}
	var chol mat.Cholesky
	for step := 0; ; step++ {
		if !chol.Factorize(info) || chol.Cond() > 1e12*p.spread(info) {
			return nil, bad("the terms depend on each other, or the hazard ratio of one has no end")
		}
		move := mat.NewVecDense(k, nil)
		if err := chol.SolveVecTo(move, mat.NewVecDense(k, score)); err != nil {
			return nil, bad("the terms depend on each other: %w", err)
		}
		gain := 0.0
		for j := range k {
			gain += move.AtVec(j) * score[j]
		}
		if gain < 1e-14*(1+math.Abs(value)) {
			break
		}
		if step == maxSteps {
			return nil, bad("not converged in %d steps: the hazard ratio of a term may have no end", maxSteps)
		}
		old, last := append([]float64(nil), p.beta...), value
		for scale := 1.0; ; scale /= 2 {
			for j := range k {
				p.beta[j] = old[j] + scale*move.AtVec(j)
			}
			value, score, info = p.evaluate()
			if value >= last-1e-12*math.Abs(last) || scale < 1e-9 {
				break
			}
		}
	}
	out.LogLik = value
	var cov mat.SymDense
	if err := chol.InverseTo(&cov); err != nil {
		return nil, bad("the information is singular: %w", err)
	}
	for j, term := range p.terms {
		c := Coefficient{Term: term, Estimate: p.beta[j], SE: math.Sqrt(cov.At(j, j))}
		c.Statistic = c.Estimate / c.SE
		c.P = 2 * counts.NormalUpper(math.Abs(c.Statistic))
		out.Coefficients = append(out.Coefficients, c)
	}
	p.baseline(out)
	out.Concordance = p.concordance()
	return out, nil
}

// spread is how far apart the units of the terms alone drive the condition
// number.
func (p *partial) spread(info *mat.SymDense) float64 {
	low, high := math.Inf(1), 0.0
	for j := range p.x {
		low, high = min(low, info.At(j, j)), max(high, info.At(j, j))
	}
	if low <= 0 {
		return 0
	}
	return high / low
}

// sums over those at risk: of the risk, and of it times x and x·x'.
type sums struct {
	s0 float64
	s1 []float64
	s2 []float64
}

func newSums(k int) *sums { return &sums{s1: make([]float64, k), s2: make([]float64, k*k)} }

func (s *sums) reset() { s.s0 = 0; clear(s.s1); clear(s.s2) }

func (s *sums) add(x [][]float64, i int, w float64) {
	s.s0 += w
	for j := range x {
		wx := w * x[j][i]
		s.s1[j] += wx
		for l := 0; l <= j; l++ {
			s.s2[j*len(x)+l] += wx * x[l][i]
		}
	}
}

// evaluate gives the partial log-likelihood, its gradient and information.
func (p *partial) evaluate() (value float64, score []float64, info *mat.SymDense) {
	k := len(p.x)
	score, info = make([]float64, k), mat.NewSymDense(k, nil)
	p.scores()
	at, tied := newSums(k), newSums(k)
	p.eachTime(at, tied, func(_ float64, events []int) {
		for _, i := range events {
			value += math.Log(p.risk[i])
			for j := range k {
				score[j] += p.x[j][i]
			}
		}
		for l := range events {
			share := p.share(l, len(events))
			s0 := at.s0 - share*tied.s0
			value -= math.Log(s0)
			for j := range k {
				m := (at.s1[j] - share*tied.s1[j]) / s0
				score[j] -= m
				for h := 0; h <= j; h++ {
					mh := (at.s1[h] - share*tied.s1[h]) / s0
					info.SetSym(j, h, info.At(j, h)+(at.s2[j*k+h]-share*tied.s2[j*k+h])/s0-m*mh)
				}
			}
		}
	})
	return value, score, info
}

func (p *partial) share(l, d int) float64 {
	if p.ties == Breslow {
		return 0
	}
	return float64(l) / float64(d)
}

func (p *partial) scores() {
	if p.risk == nil {
		p.risk = make([]float64, len(p.d.Stop))
	}
	for i := range p.risk {
		eta := 0.0
		for j, b := range p.beta {
			eta += b * p.x[j][i]
		}
		p.risk[i] = math.Exp(eta)
	}
}

// eachTime walks down the distinct ends of follow-up with the sums over those
// at risk and over the events there.
func (p *partial) eachTime(at, tied *sums, f func(t float64, events []int)) {
	at.reset()
	var events []int
	left := 0
	for i := 0; i < len(p.stop); {
		t := p.d.Stop[p.stop[i]]
		events = events[:0]
		tied.reset()
		for ; i < len(p.stop) && p.d.Stop[p.stop[i]] == t; i++ {
			row := p.stop[i]
			at.add(p.x, row, p.risk[row])
			if p.d.Event[row] {
				events = append(events, row)
				tied.add(p.x, row, p.risk[row])
			}
		}
		for left < len(p.start) && p.d.Start[p.start[left]] >= t {
			row := p.start[left]
			at.add(p.x, row, -p.risk[row])
			left++
		}
		f(t, events)
	}
}

// baseline fills the cumulative hazard at all terms 0, and counts the events.
func (p *partial) baseline(out *CoxFit) {
	zero := 0.0 // the score of all terms 0, on the centred columns
	for j, b := range p.beta {
		zero -= b * p.mean[j]
	}
	at, tied := newSums(len(p.x)), newSums(len(p.x))
	p.eachTime(at, tied, func(t float64, events []int) {
		h := 0.0
		for l := range events {
			h += math.Exp(zero) / (at.s0 - p.share(l, len(events))*tied.s0)
		}
		out.Baseline = append(out.Baseline, Hazard{t, h})
		out.Events += len(events)
	})
	for i, j := 0, len(out.Baseline)-1; i < j; i, j = i+1, j-1 {
		out.Baseline[i], out.Baseline[j] = out.Baseline[j], out.Baseline[i]
	}
	for i := 1; i < len(out.Baseline); i++ {
		out.Baseline[i].Cumulative += out.Baseline[i-1].Cumulative
	}
}

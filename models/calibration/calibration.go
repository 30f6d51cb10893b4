// Package calibration maps the scores of a classifier to probabilities that
// come true as often as they say.
package calibration

import (
	"cmp"
	"math"
	"slices"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/models/isotonic"
)

func bad(format string, args ...any) error {
	return anlan.Errorf(anlan.Invalid, "calibration: "+format, args...)
}

func check(y, p []float64) error {
	if len(y) == 0 || len(y) != len(p) {
		return bad("%d outcomes, %d scores", len(y), len(p))
	}
	for i := range y {
		if !(y[i] >= 0 && y[i] <= 1) || math.IsNaN(p[i]) || math.IsInf(p[i], 0) {
			return bad("row %d: outcome %v, score %v", i+1, y[i], p[i])
		}
	}
	return nil
}

// Isotonic are the settings of isotonic calibration.
type Isotonic struct {
	Min         float64 `json:"y_min"` // bounds of the probabilities given
	Max         float64 `json:"y_max"`
	OutOfBounds string  `json:"out_of_bounds"` // clip: scores beyond those learnt from are taken as the nearest
	Increasing  bool    `json:"increasing"`    // a higher score means a higher probability
}

// DefaultIsotonic gives increasing probabilities between 0 and 1.
func DefaultIsotonic() Isotonic { return Isotonic{0, 1, "clip", true} }

// Steps is a fitted isotonic map: between the scores it interpolates.
type Steps struct {
	set   Isotonic
	score []float64
	level []float64
}

// Fit learns from outcomes y and scores p: outcomes of equal scores are
// averaged, then adjacent violators pooled.
//
// Source: Zadrozny & Elkan, Transforming classifier scores into accurate
// multiclass probability estimates, KDD (2002) 694–699.
func (c Isotonic) Fit(y, p []float64) (*Steps, error) {
	if err := check(y, p); err != nil {
		return nil, err
	}
	if !(c.Min <= c.Max) || c.OutOfBounds != "clip" {
		return nil, bad("bounds %v to %v, out_of_bounds %q (only clip is known)", c.Min, c.Max, c.OutOfBounds)
	}
	order := make([]int, len(p))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(p[i], p[j]) })
	s := &Steps{set: c}
	var fit isotonic.Fit
	for i := 0; i < len(order); {
		sum, n, at := 0.0, 0.0, p[order[i]]
		for ; i < len(order) && p[order[i]] == at; i++ {
			sum, n = sum+y[order[i]], n+1
		}
		if !c.Increasing {
			sum = -sum
		}
		s.score = append(s.score, at)
		fit.Add(sum/n, n)
	}
	s.level = fit.Levels()
	if !c.Increasing {
		for i := range s.level {
			s.level[i] = -s.level[i]
		}
	}
	return s, nil
}

// Knots gives the scores learnt from, ascending, and their probabilities: all
// that the map is, for a file.
func (s *Steps) Knots() (score, level []float64) { return slices.Clone(s.score), slices.Clone(s.level) }

// StepsOf is the map with these knots, as Knots gave them; scores beyond them
// are taken as the nearest. It panics where their numbers differ or are 0.
func StepsOf(score, level []float64) *Steps {
	if len(score) == 0 || len(score) != len(level) {
		panic("calibration: knots do not match")
	}
	return &Steps{set: DefaultIsotonic(), score: score, level: level}
}

// Apply gives the probability of a score; NaN of NaN.
func (s *Steps) Apply(p float64) float64 {
	if math.IsNaN(p) {
		return p
	}
	i, found := slices.BinarySearch(s.score, p)
	var v float64
	switch {
	case found || i == 0:
		v = s.level[i]
	case i == len(s.score):
		v = s.level[i-1]
	default:
		share := (p - s.score[i-1]) / (s.score[i] - s.score[i-1])
		v = s.level[i-1] + share*(s.level[i]-s.level[i-1])
	}
	return min(max(v, s.set.Min), s.set.Max)
}

// Targets of Platt's regression.
const (
	TargetsPlatt  = "platt"  // drawn in from 0 and 1 by one imagined case on either side
	TargetsBinary = "binary" // the outcomes as they are
)

// Platt are the settings of Platt scaling.
type Platt struct {
	Input   string  `json:"input"`   // logit: of the probability given; raw: the score itself
	Clip    float64 `json:"clip"`    // probabilities are kept this far from 0 and 1 first
	Targets string  `json:"targets"` // platt or binary
}

// DefaultPlatt takes the logit of a probability and Platt's targets.
func DefaultPlatt() Platt { return Platt{"logit", 1e-6, TargetsPlatt} }

// Sigmoid is a fitted Platt map: P = 1/(1+exp(A·x+B)).
type Sigmoid struct {
	set  Platt
	A, B float64
}

// Fit learns from outcomes y (0 or 1) and scores p by maximum likelihood.
//
// Source: Platt, Probabilistic outputs for support vector machines, in Advances
// in Large Margin Classifiers (1999); the safeguarded Newton steps of Lin, Lin &
// Weng, Machine Learning 68 (2007) 267–276.
func (c Platt) Fit(y, p []float64) (*Sigmoid, error) {
	if err := check(y, p); err != nil {
		return nil, err
	}
	switch {
	case c.Input != "logit" && c.Input != "raw":
		return nil, bad("platt: input %q is not logit or raw", c.Input)
	case c.Targets != TargetsPlatt && c.Targets != TargetsBinary:
		return nil, bad("platt: targets %q is not platt or binary", c.Targets)
	case c.Input == "logit" && !(c.Clip > 0 && c.Clip < 0.5):
		return nil, bad("platt: clip %v is not between 0 and 0.5", c.Clip)
	}
	s := &Sigmoid{set: c}
	n1, n0 := 0.0, 0.0
	for i, v := range y {
		if v != 0 && v != 1 {
			return nil, bad("platt: row %d: an outcome of %v is not 0 or 1", i+1, v)
		}
		n1, n0 = n1+v, n0+1-v
	}
	if n1 == 0 || n0 == 0 {
		return nil, bad("platt: every outcome is the same")
	}
	high, low := 1.0, 0.0
	if c.Targets == TargetsPlatt {
		high, low = (n1+1)/(n1+2), 1/(n0+2)
	}
	x, target := make([]float64, len(p)), make([]float64, len(p))
	for i := range p {
		x[i], target[i] = s.input(p[i]), low
		if y[i] == 1 {
			target[i] = high
		}
	}
	s.B = math.Log((n0 + 1) / (n1 + 1))
	return s, s.climb(x, target)
}

func (s *Sigmoid) input(p float64) float64 {
	if s.set.Input == "raw" {
		return p
	}
	q := min(max(p, s.set.Clip), 1-s.set.Clip)
	return math.Log(q / (1 - q))
}

// loss is minus the log-likelihood.
func loss(a, b float64, x, target []float64) float64 {
	sum := 0.0
	for i, v := range x {
		f := a*v + b
		// log(1+exp(f)) - (1-t)·f, written so that exp cannot overflow.
		sum += max(f, 0) + math.Log1p(math.Exp(-math.Abs(f))) - (1-target[i])*f
	}
	return sum
}

func (s *Sigmoid) climb(x, target []float64) error {
	value := loss(s.A, s.B, x, target)
	for range 200 {
		ga, gb, haa, hab, hbb := 0.0, 0.0, 1e-12, 0.0, 1e-12
		for i, v := range x {
			p := 1 / (1 + math.Exp(s.A*v+s.B))
			d, w := target[i]-p, p*(1-p)
			ga, gb = ga+d*v, gb+d
			haa, hab, hbb = haa+w*v*v, hab+w*v, hbb+w
		}
		det := haa*hbb - hab*hab
		if !(det > 0) {
			return bad("platt: the scores do not tell outcomes apart")
		}
		da, db := -(hbb*ga-hab*gb)/det, -(haa*gb-hab*ga)/det
		step := 1.0
		for ; step > 1e-10; step /= 2 {
			if v := loss(s.A+step*da, s.B+step*db, x, target); v <= value+1e-12*math.Abs(value) {
				value = v
				break
			}
		}
		s.A, s.B = s.A+step*da, s.B+step*db
		if math.Abs(step*da) < 1e-10*(1+math.Abs(s.A)) && math.Abs(step*db) < 1e-10*(1+math.Abs(s.B)) {
			return nil
		}
	}
	return bad("platt: not converged (scores that separate the outcomes have no end)")
}

// Apply gives the probability of a score.
func (s *Sigmoid) Apply(p float64) float64 {
	return 1 / (1 + math.Exp(s.A*s.input(p)+s.B))
}

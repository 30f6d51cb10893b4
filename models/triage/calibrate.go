package triage

import (
	"math"

	"github.com/anlan-lake/anlan/models/calibration"
)

// Kinds of calibration.
const (
	Uncalibrated = "none"
	PlattScaling = "platt"
	IsotonicStep = "isotonic"
)

// Calibrator turns a model's probability into one that comes true as often as
// it says.
type Calibrator struct {
	Kind  string    `json:"kind"`
	A     float64   `json:"a,omitempty"`     // platt: 1/(1+exp(a·logit p + b))
	B     float64   `json:"b,omitempty"`     //
	Score []float64 `json:"score,omitempty"` // isotonic: probabilities learnt from, ascending
	Level []float64 `json:"level,omitempty"` // and what they come to; between them it interpolates
}

// Apply gives the calibrated probability.
func (c Calibrator) Apply(p float64) float64 {
	switch c.Kind {
	case PlattScaling:
		p = expit(-(c.A*logit(p) + c.B))
	case IsotonicStep:
		p = calibration.StepsOf(c.Score, c.Level).Apply(p)
	}
	return min(max(p, leastShare), 1-leastShare)
}

// calibrate learns a map of one kind from outcomes that the model had not seen.
func calibrate(kind string, y, p []float64) (Calibrator, error) {
	if kind == IsotonicStep {
		set := calibration.DefaultIsotonic()
		// A run in which nothing, or everything, came true is not certain.
		set.Min = 1 / (float64(len(y)) + 2)
		set.Max = 1 - set.Min
		s, err := set.Fit(y, p)
		if err != nil {
			return Calibrator{}, err
		}
		c := Calibrator{Kind: kind}
		score, level := s.Knots()
		for i := range score { // of a run of equal levels its ends say all
			if i == 0 || i == len(score)-1 || level[i] != level[i-1] || level[i] != level[i+1] {
				c.Score, c.Level = append(c.Score, score[i]), append(c.Level, level[i])
			}
		}
		return c, nil
	}
	s, err := calibration.DefaultPlatt().Fit(y, p)
	if err != nil {
		return Calibrator{}, err
	}
	return Calibrator{Kind: kind, A: s.A, B: s.B}, nil
}

// leastCalibrated are the outcomes of either kind that a calibration needs.
const leastCalibrated = 20

// calibrator learns a map from outcomes in order of time: Platt's, unless
// isotonic steps are better on the last third by more than twice the error of
// the difference (steps tie cases that a curve tells apart). Where there are too
// few outcomes, where scores do not go with them, or where nothing is gained,
// probabilities stay what they are.
func calibrator(y, p []float64) Calibrator {
	events := sum(y)
	best := Calibrator{Kind: Uncalibrated}
	if events < leastCalibrated || float64(len(y))-events < leastCalibrated {
		return best
	}
	cut := len(y) * 2 / 3
	trial := best
	for _, kind := range []string{PlattScaling, IsotonicStep} {
		try, err := calibrate(kind, y[:cut], p[:cut])
		if err != nil || try.A > 0 {
			continue
		}
		all, err := calibrate(kind, y, p)
		if err != nil || all.A > 0 {
			continue
		}
		var gain, square float64
		for i := cut; i < len(y); i++ {
			d := logLoss(y[i], trial.Apply(p[i])) - logLoss(y[i], try.Apply(p[i]))
			gain, square = gain+d, square+d*d
		}
		least := 0.0
		if kind == IsotonicStep {
			least = 2 * math.Sqrt(square)
		}
		if gain > least {
			best, trial = all, try
		}
	}
	return best
}

func sum(x []float64) float64 {
	total := 0.0
	for _, v := range x {
		total += v
	}
	return total
}

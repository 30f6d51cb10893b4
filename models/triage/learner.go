package triage

import "math"

// Methods of a model.
const (
	Logistic = "ridge_logistic"
	Hazard   = "discrete_hazard"
)

// priors are the strengths that are tried: standard deviations of weights.
var priors = []float64{0.1, 0.3, 1}

// leastShare keeps probabilities off 0 and 1.
const leastShare = 1e-6

// calendarPrior is the strength for days so far, days left and the hazard's own
// bands: time moves every case, and is not to be drawn to 0 with the rest.
const calendarPrior = 1

// learner is one way to learn: a method and how hard its weights are drawn to 0.
type learner struct {
	method string
	prior  float64
	coding *coding
	event  bool // the outcome is the event itself, else its absence
}

// priors by column: the features', then the bands' of a hazard.
func (l learner) priors() []float64 {
	out := make([]float64, l.coding.size)
	for j, f := range l.coding.list.Features {
		for i := range f.levels() {
			out[l.coding.first[j]+i] = l.prior
			if f.Is == Age || f.Is == Time {
				out[l.coding.first[j]+i] = max(l.prior, calendarPrior)
			}
		}
	}
	if l.method == Hazard {
		for range len(bandDays) + 1 {
			out = append(out, max(l.prior, calendarPrior))
		}
	}
	return out
}

// fit learns from rows.
func (l learner) fit(rows []row) (*fitted, error) {
	if l.method == Hazard {
		return ridge(spells(rows, l.coding.size), l.priors())
	}
	list := make([]sample, len(rows))
	for i, r := range rows {
		list[i] = sample{r.columns, r.y, 1}
	}
	return ridge(list, l.priors())
}

// probability of the outcome, before calibration.
func (l learner) probability(f *fitted, r *row) float64 {
	p := 0.0
	if l.method == Logistic {
		p = expit(f.eta(r.columns))
	} else if p = math.Exp(f.survive(r, l.coding.size)); l.event {
		p = -math.Expm1(f.survive(r, l.coding.size))
	}
	return min(max(p, leastShare), 1-leastShare)
}

// logLoss of one outcome.
func logLoss(y, p float64) float64 {
	if y == 1 {
		return -math.Log(p)
	}
	return -math.Log1p(-p)
}

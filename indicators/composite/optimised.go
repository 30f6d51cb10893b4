package composite

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// OptimisedWeights finds the weights with which the elements of a level matter
// as they should: the correlation of each with the top is in proportion to its
// target (Paruolo, Saisana and Saltelli 2013; Becker et al. 2017). Aggregation
// is arithmetic, weights of other levels are the tree's.
type OptimisedWeights struct {
	Level         int                `json:"level"`
	AllowNegative bool               `json:"allow_negative"`
	Targets       map[string]float64 `json:"targets"` // importance by element; they need not sum to 1
}

// Optimum are the weights found. Time is NaN where there are no periods.
type Optimum struct {
	Time         float64
	Codes        []string
	Weights      []float64 // sum 1; only proportions below a parent matter, and each element brings its parent one part of that 1
	Correlations []float64 // of each element with the top
	Objective    float64   // ln of the mean squared difference of shares of target and of correlation
}

// optimumStarts is from how many weights the search begins, the first being
// the tree's and equal ones.
const optimumStarts = 8

// Of gives the weights, inside each period, from the indicators of the frame.
// A level without elements, that of the top, and an element without a target
// are errors.
func (o OptimisedWeights) Of(in *Inputs, f *Frame) (optima []Optimum, err error) {
	codes := in.Tree.Level(o.Level)
	if len(codes) < 2 {
		return nil, fmt.Errorf("optimised weights: level %d has %d elements", o.Level, len(codes))
	}
	target := make([]float64, len(codes))
	for k, code := range codes {
		var ok bool
		if target[k], ok = o.Targets[code]; !ok {
			return nil, fmt.Errorf("optimised weights: %s has no target", code)
		}
	}
	target = scaledToOne(target)
	err = eachPeriod(f, func(time float64, g *Frame) error {
		s, err := newWeightedSum(in.Tree, g, codes)
		if err != nil {
			return err
		}
		best := Optimum{Time: time, Codes: codes, Objective: math.Inf(1)}
		search := &leastSquares{n: len(codes)}
		search.residuals = func(u, out []float64) {
			s.correlations(o.weights(u), out)
			sum := 0.0
			for _, r := range out {
				sum += r
			}
			for k := range out {
				out[k] = target[k] - out[k]/sum
			}
		}
		rng := rand.New(rand.NewPCG(1, uint64(o.Level))) // the same starts each time
		for start := range optimumStarts {
			u := o.start(start, s, rng)
			cost := search.minimise(u)
			objective := math.Log(cost / float64(len(u)))
			if objective < best.Objective {
				best.Objective, best.Weights = objective, s.apart(o.weights(u))
			}
			if objective < -45 { // met, but for rounding
				break
			}
		}
		if best.Weights == nil {
			return fmt.Errorf("optimised weights: the correlations of level %d with the top are undefined", o.Level)
		}
		best.Correlations = make([]float64, len(codes))
		s.correlations(best.Weights, best.Correlations)
		optima = append(optima, best)
		return nil
	})
	return optima, err
}

// weights turns what is searched into weights: squares where they may not be
// negative.
func (o OptimisedWeights) weights(u []float64) []float64 {
	w := make([]float64, len(u))
	for k, v := range u {
		w[k] = v
		if !o.AllowNegative {
			w[k] = v * v
		}
	}
	return w
}

func (o OptimisedWeights) start(which int, s *weightedSum, rng *rand.Rand) []float64 {
	u := make([]float64, len(s.elements))
	for k, e := range s.elements {
		switch which {
		case 0:
			u[k] = max(s.nodes[e].weight, 0.01)
		case 1:
			u[k] = 1
		default:
			u[k] = 0.1 + 2*rng.Float64()
		}
	}
	u = s.apart(u)
	for k := range u {
		if !o.AllowNegative {
			u[k] = math.Sqrt(u[k])
		}
	}
	return u
}

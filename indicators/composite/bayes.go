package composite

import (
	"fmt"
	"math"

	"github.com/anlan-lake/anlan/indicators/smallarea"
)

// Shrinkage are rates of small areas, shrunk to the overall rate.
type Shrinkage struct {
	Raw, Shrunk []float64 // events per head, for each area
	A, B        float64   // variance of the rates between areas, and overall rate
}

// EmpiricalBayes shrinks the rate of each area towards the overall rate, the
// more the smaller its population (Marshall 1991, the global estimator). An
// area with a missing count, or no population, is left out and has NaN; lengths
// that differ are an error.
func EmpiricalBayes(events, population []float64) (*Shrinkage, error) {
	if len(events) != len(population) {
		return nil, fmt.Errorf("empirical bayes: %d events and %d populations", len(events), len(population))
	}
	s := &Shrinkage{Raw: make([]float64, len(events)), Shrunk: make([]float64, len(events))}
	var there, of []float64
	n, people := 0.0, 0.0
	for i, x := range population {
		s.Raw[i] = math.NaN()
		if x > 0 && events[i] == events[i] {
			s.Raw[i] = events[i] / x
			n, people = n+events[i], people+x
			there, of = append(there, events[i]), append(of, x)
		}
	}
	s.A, s.B = smallarea.RateVariance(there, of), n/people
	for i, r := range s.Raw {
		s.Shrunk[i] = s.B
		if s.A > 0 || r != r {
			s.Shrunk[i] += s.A * (r - s.B) / (s.A + s.B/population[i])
		}
	}
	return s, nil
}

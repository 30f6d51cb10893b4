package forecast

import (
	"math"

	"github.com/anlan-lake/anlan/models/counts"
)

// sizes of the negative binomial among which the dispersion is sought.
var sizes = [...]float64{0.15, 0.3, 0.6, 1, 1.7, 3, 5, 8, 14, 25, 50, 150, 1e9}

// Means are no smaller: where nothing ever came, something may.
const leastMean = 1e-3

// tabled is how many counts have their part of the likelihood in a table.
const tabled = 1024

// massTable holds log Γ(size+y)/Γ(size)/y! by size and count.
type massTable [len(sizes)][tabled]float64

func newMassTable() *massTable {
	var t massTable
	for g, size := range sizes {
		for y := 1; y < tabled; y++ {
			t[g][y] = t[g][y-1] + math.Log((size+float64(y-1))/float64(y))
		}
	}
	return &t
}

// log gives the log-probability of y under every size.
func (t *massTable) log(y, mean float64, into *[len(sizes)]float64) {
	if y >= tabled {
		for g, size := range sizes {
			into[g] = counts.Dist{Mean: mean, Size: size}.LogProb(y)
		}
		return
	}
	for g, size := range sizes {
		over := mean / size
		tail := over - over*over/2 // as good as the logarithm, and soon had, where it is next to nothing
		if over > 1e-5 {
			tail = math.Log(1 + over)
		}
		into[g] = t[g][int(y)] - size*tail
		if y > 0 {
			into[g] += y * (math.Log(over) - tail)
		}
	}
}

// spread learns the dispersion of forecasts from what came: by unit, drawn to
// its family as if it had seen a few periods of the family's.
type spread struct {
	keep   float64
	of     []int
	unit   [][len(sizes)]float64
	family [][len(sizes)]float64
	weight []float64 // of the family's sums
}

// spreadPrior is how many periods the family counts for.
const spreadPrior = 12

func newSpread(of []int, families int, keep float64) *spread {
	return &spread{keep, of, make([][len(sizes)]float64, len(of)), make([][len(sizes)]float64, families), make([]float64, families)}
}

// fade lets what was seen lose weight.
func (s *spread) fade() {
	for i := range s.unit {
		for g := range s.unit[i] {
			s.unit[i][g] *= s.keep
		}
	}
	for f := range s.family {
		for g := range s.family[f] {
			s.family[f][g] *= s.keep
		}
		s.weight[f] *= s.keep
	}
}

func (s *spread) see(unit int, log *[len(sizes)]float64) {
	f := s.of[unit]
	s.weight[f]++
	for g, v := range log {
		s.unit[unit][g] += v
		s.family[f][g] += v
	}
}

// size is the mean, by 1/size, over what is known of it.
func (s *spread) size(unit int) float64 {
	f := s.of[unit]
	share := 0.0
	if s.weight[f] > 0 {
		share = spreadPrior / max(s.weight[f], spreadPrior)
	}
	var w [len(sizes)]float64
	most := math.Inf(-1)
	for g := range w {
		w[g] = s.unit[unit][g] + share*s.family[f][g]
		most = max(most, w[g])
	}
	sum, over := 0.0, 0.0
	for g, v := range w {
		x := math.Exp(v - most)
		sum += x
		over += x / sizes[g]
	}
	return sum / over
}

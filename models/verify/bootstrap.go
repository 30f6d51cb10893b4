package verify

import (
	"math"
	"math/rand/v2"
	"slices"
)

// Estimate is a figure with its 95% interval.
type Estimate struct{ Value, Low, High float64 }

// blocks draws periods in runs of a length, with replacement: what goes together
// from period to period stays together, and a period brings all its units.
//
// Source: Künsch, The jackknife and the bootstrap for general stationary
// observations, Annals of Statistics 17 (1989) 1217–1241.
type blocks struct {
	periods, length int
	r               *rand.Rand
}

func (pl Plan) blocks(periods int, salt uint64) *blocks {
	return &blocks{periods, min(pl.Block, periods), rand.New(rand.NewPCG(pl.Seed, salt))}
}

// draw gives how often each period is drawn.
func (b *blocks) draw(into []float64) {
	clear(into)
	for n := 0; n < b.periods; {
		from := b.r.IntN(b.periods - b.length + 1)
		for k := 0; k < b.length && n < b.periods; k++ {
			into[from+k]++
			n++
		}
	}
}

// byPeriod holds sums of what is averaged, and of how many, by period.
type byPeriod struct{ sum, n []float64 }

func newByPeriod(periods int) *byPeriod {
	return &byPeriod{make([]float64, periods), make([]float64, periods)}
}

func (x *byPeriod) add(period int, v float64) {
	x.sum[period] += v
	x.n[period]++
}

func (x *byPeriod) mean(weight []float64) float64 {
	sum, n := 0.0, 0.0
	for t, v := range x.sum {
		w := 1.0
		if weight != nil {
			w = weight[t]
		}
		sum, n = sum+w*v, n+w*x.n[t]
	}
	return sum / n
}

// estimate gives the mean with the interval of the block bootstrap.
func (pl Plan) estimate(x *byPeriod, salt uint64) Estimate {
	b, weight := pl.blocks(len(x.sum), salt), make([]float64, len(x.sum))
	var drawn []float64
	for range pl.Draws {
		b.draw(weight)
		if m := x.mean(weight); !math.IsNaN(m) {
			drawn = append(drawn, m)
		}
	}
	return interval(x.mean(nil), drawn)
}

// interval is the percentile interval of drawn values.
func interval(value float64, drawn []float64) Estimate {
	if len(drawn) < 40 {
		return Estimate{value, math.NaN(), math.NaN()}
	}
	slices.Sort(drawn)
	n := float64(len(drawn) - 1)
	return Estimate{value, drawn[int(math.Round(0.025*n))], drawn[int(math.Round(0.975*n))]}
}

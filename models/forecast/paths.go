package forecast

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/anlan-lake/anlan/models/counts"
)

// past remembers where what came lay in its forecasts: the transforms of all
// units and horizons from one origin are a template of how errors go together,
// from place to place and from one period to the next.
type past struct {
	ahead int
	rows  [][]float32 // by origin, one after another: transforms as normal scores, by horizon, then unit; NaN where not reported
	from  int         // origin of the first row
}

// templates is how many origins are remembered; each stands for worlds like it:
// its normal scores take noise of this standard deviation, and keep what is left
// of one.
const templates, likeness = 200, 0.3

var kept = math.Sqrt(1 - likeness*likeness)

// mostScore keeps normal scores of what was thought impossible finite.
const mostScore = 6

// see notes the transform of a unit's count in period t under the forecast made
// h+1 periods before, at random between the chance below and that with mass.
func (p *past) see(t, h, units, unit int, below, mass float64, r *rand.Rand) {
	origin := t - h
	if len(p.rows) == 0 {
		p.from = origin
	}
	for p.from+len(p.rows) <= origin {
		row := make([]float32, p.ahead*units)
		for i := range row {
			row[i] = float32(math.NaN())
		}
		p.rows = append(p.rows, row)
	}
	if k := origin - p.from; k >= 0 {
		z := counts.NormalQuantile(min(max(below+r.Float64()*mass, 0), 1))
		p.rows[k][h*units+unit] = float32(min(max(z, -mostScore), mostScore))
	}
	if extra := len(p.rows) - templates - p.ahead; extra > 0 {
		p.rows, p.from = slices.Delete(p.rows, 0, extra), p.from+extra
	}
}

// whole are the templates whose horizons have all come, when t periods are known.
func (p *past) whole(t int) [][]float32 {
	n := min(len(p.rows), max(0, t-p.ahead-p.from+1))
	return p.rows[max(0, n-templates):n]
}

// scores gives, by template, the normal score of the place that the transform in
// a column has among all templates, so that they are spread as they should be. A
// gap takes a place by chance.
func scores(rows [][]float32, column int, r *rand.Rand) []float64 {
	order, value := make([]int, len(rows)), make([]float64, len(rows))
	for m, row := range rows {
		order[m], value[m] = m, float64(row[column])
		if math.IsNaN(value[m]) {
			value[m] = r.NormFloat64()
		}
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(value[a], value[b]) })
	for rank, m := range order {
		value[m] = counts.NormalQuantile((float64(rank) + 0.5) / float64(len(rows)))
	}
	return value
}

// fewTemplates are too few to tell how errors go together.
const fewTemplates = 20

// Paths simulates what may come: by horizon, then unit, then path. Each path is
// one possible world; sums over units or periods within it are coherent, so that
// townships add up to their city (bottom-up). Each unit's and period's counts
// have the distribution of Forecast; that they go together as past errors did
// comes from the order of these errors, somewhat loosened.
//
// Source: Clark and others, The Schaake shuffle, Journal of Hydrometeorology 5
// (2004) 243–262.
func (o *Origin) Paths() [][][]float64 {
	e := o.e
	rows := e.past.whole(o.Known)
	r := rand.New(rand.NewPCG(e.f.Seed, uint64(o.Known)))
	n := len(e.p.Units)
	out := make([][][]float64, e.f.Horizon)
	o.mean = make([]float64, e.f.Horizon*n)
	for h := range out {
		out[h] = make([][]float64, n)
		for i := range n {
			d := o.Forecast(i, h+1)
			table := d.table()
			o.mean[h*n+i] = table.mean()
			y := make([]float64, e.f.Paths)
			var z []float64
			if len(rows) >= fewTemplates {
				z = scores(rows, h*n+i, r)
			}
			for k := range y {
				x := r.NormFloat64()
				if z != nil {
					x = kept*z[k%len(z)] + likeness*x
				}
				y[k] = table.quantile(1 - counts.NormalUpper(x))
			}
			out[h][i] = y
		}
	}
	return out
}

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
	rows  [][]float32 // by origin, one after another: transforms as normal scores, by horizon, then unit, NaN where not reported; then what counts told, by unit
	from  int         // origin of the first row
}

// templates is how many origins are remembered; each stands for worlds like it:
// its normal scores take noise of this standard deviation, and keep what is left
// of one.
const templates, likeness = 200, 0.3

var kept = math.Sqrt(1 - likeness*likeness)

// mostScore keeps normal scores of what was thought impossible finite.
const mostScore = 6

// row is the template of an origin that is new or among the latest.
func (p *past) row(origin, units int) []float32 {
	if len(p.rows) == 0 {
		p.from = origin
	}
	for p.from+len(p.rows) <= origin {
		row := make([]float32, p.width(units))
		for i := range row {
			row[i] = float32(math.NaN())
		}
		p.rows = append(p.rows, row)
	}
	if extra := len(p.rows) - templates - p.ahead; extra > 0 {
		p.rows, p.from = slices.Delete(p.rows, 0, extra), p.from+extra
	}
	return p.rows[origin-p.from]
}

// width of a row: scores of all horizons, and what the counts told.
func (p *past) width(units int) int { return (p.ahead + 1) * units }

// scoreBetween is a normal score for a count that has mass above below, at random
// between its limits.
func scoreBetween(below, mass float64, r *rand.Rand) float32 {
	z := counts.NormalQuantile(min(max(below+r.Float64()*mass, 0), 1))
	return float32(min(max(z, -mostScore), mostScore))
}

// whole are the templates whose horizons have all come, when t periods are known;
// first is the origin of the first.
func (p *past) whole(t int) (rows [][]float32, first int) {
	n := min(len(p.rows), max(0, t-p.ahead-p.from+1))
	skip := max(0, n-templates)
	return p.rows[skip:n], p.from + skip
}

// enoughTemplates are kept however little was known then.
const enoughTemplates = 60

// grown are whole templates but those of the first origins, when little was
// known and units erred alike, where there are enough others.
func (p *past) grown(t int) [][]float32 {
	rows, first := p.whole(t)
	return rows[min(max(leastTold-first, 0), max(len(rows)-enoughTemplates, 0)):]
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
	rows := e.past.grown(o.Known)
	r := rand.New(rand.NewPCG(e.f.Seed, uint64(o.Known)))
	n := len(e.p.Units)
	tables := make([]cumulative, e.f.Horizon*n) // by horizon, then unit, as all that follows
	o.mean = make([]float64, len(tables))
	for h := range e.f.Horizon {
		for i := range n {
			tables[h*n+i] = o.Forecast(i, h+1).table()
			o.mean[h*n+i] = tables[h*n+i].mean()
		}
	}
	z := e.pathScores(rows, r)
	out := make([][][]float64, e.f.Horizon)
	for h := range out {
		out[h] = make([][]float64, n)
		for i := range n {
			y := z[h][i]
			for k, x := range y {
				y[k] = tables[h*n+i].quantile(1 - counts.NormalUpper(x))
			}
			out[h][i] = y
		}
	}
	return out
}

// pathScores draws normal scores that go together as those of the templates: by
// horizon, unit and path. Of too few templates nothing goes together.
func (e *engine) pathScores(rows [][]float32, r *rand.Rand) [][][]float64 {
	n := len(e.p.Units)
	if len(rows) < fewTemplates {
		out := make([][][]float64, e.f.Horizon)
		for h := range out {
			for range n {
				out[h] = append(out[h], normals(e.f.Paths, r))
			}
		}
		return out
	}
	ranked := make([][]float64, e.f.Horizon*n)
	for column := range ranked {
		ranked[column] = scores(rows, column, r)
	}
	s := learnShocks(rows, ranked, e.families, e.f.Horizon)
	out := s.shifts(e.families, e.f.Horizon, n, e.f.Paths, r)
	for h := range out {
		for i, x := range out[h] {
			own, rest := ranked[h*n+i], math.Sqrt(s.rest[e.of[i]])
			for k := range x {
				x[k] += rest * (kept*own[k%len(own)] + likeness*r.NormFloat64())
			}
		}
	}
	return out
}

// normals draws standard normal numbers.
func normals(n int, r *rand.Rand) []float64 {
	v := make([]float64, n)
	for k := range v {
		v[k] = r.NormFloat64()
	}
	return v
}

package scan

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/stat/distuv"
)

// Swell is how places get restless together, beside the chance of each count:
// variances of the logarithm of the mean. A cluster has to stand out from it.
type Swell struct {
	City        float64 // of all places alike
	Near        float64 // of places and those around them, fading over two borders
	Own         float64 // of a place, in all its kinds
	Persistence float64 // correlation of a period with the one before
}

func (s Swell) total() float64 { return s.City + s.Near + s.Own }

// share is how much of what springs up in a place enters another.
type share struct {
	place  int
	weight float64
}

// nearness gives, for each place, the places within two borders with weights 1,
// 1/2 and 1/4, of length 1.
func nearness(steps [][]int) [][]share {
	out := make([][]share, len(steps))
	for i, row := range steps {
		sum := 0.0
		for j, d := range row {
			if d <= 2 {
				w := math.Pow(2, -float64(d))
				out[i] = append(out[i], share{j, w})
				sum += w * w
			}
		}
		for k := range out[i] {
			out[i][k].weight /= math.Sqrt(sum)
		}
	}
	return out
}

// overlap is the correlation of what Near brings to two places.
func overlap(a, b []share) float64 {
	sum := 0.0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i].place < b[j].place:
			i++
		case a[i].place > b[j].place:
			j++
		default:
			sum += a[i].weight * b[j].weight
			i, j = i+1, j+1
		}
	}
	return sum
}

// MeasureSwell works out the swell from past counts and their means, all kinds
// of a place together, by period, then place: counts[t*len(places)+j], NaN where
// nothing was reported. Products of residuals over products of means, summed over
// all pairs of places as far from one another and periods as far apart, estimate
// the covariance of their relative means whatever the chance of single counts; the
// three variances are fitted to those of pairs one, two and three borders apart
// and further, and to a place's own in periods that follow one another, none below
// nothing.
//
// Source: moment estimators of latent log-Gaussian covariance, Zeger, A regression
// model for time series of counts, Biometrika 75 (1988) 621–629.
func MeasureSwell(places []string, touching Adjacency, counts, means []float64) (Swell, error) {
	if err := touching.check(places); err != nil {
		return Swell{}, err
	}
	n := len(places)
	if len(counts) != len(means) || len(counts)%n != 0 {
		return Swell{}, bad("%d counts and %d means of %d places", len(counts), len(means), n)
	}
	steps := touching.steps(places, 4)
	const apart, lags = 5, 3 // borders 0 to 3 and more; periods 0 to 2
	var product, weight [apart][lags]float64
	for t := range len(counts) / n {
		for lag := range min(lags, t+1) {
			for i := range n {
				a := t*n + i
				if math.IsNaN(counts[a]) {
					continue
				}
				for j := range n {
					b := (t-lag)*n + j
					if math.IsNaN(counts[b]) || i == j && lag == 0 {
						continue
					}
					d := min(steps[i][j], apart-1)
					product[d][lag] += (counts[a] - means[a]) * (counts[b] - means[b])
					weight[d][lag] += means[a] * means[b]
				}
			}
		}
	}
	covariance := func(d, lag int) float64 {
		if !(weight[d][lag] > 0) {
			return 0
		}
		return math.Log1p(max(product[d][lag]/weight[d][lag], -0.9))
	}
	near := nearness(steps)
	var like [apart]float64 // correlation that Near gives, by borders
	var pairs [apart]float64
	for i := range n {
		for j := range n {
			if d := steps[i][j]; d > 0 && d < apart-1 {
				like[d] += overlap(near[i], near[j])
				pairs[d]++
			}
		}
	}
	s := Swell{City: max(0, covariance(apart-1, 0))}
	if weight[apart-1][0] == 0 { // no two places lie so far apart
		s.City = max(0, min(covariance(2, 0), covariance(3, 0)))
	}
	up, down, now, before := 0.0, 0.0, 0.0, 0.0
	for d := 1; d < apart-1; d++ {
		if pairs[d] > 0 {
			like[d] /= pairs[d]
		}
		up += weight[d][0] * like[d] * (covariance(d, 0) - s.City)
		down += weight[d][0] * like[d] * like[d]
		now, before = now+weight[d][0]*covariance(d, 0), before+weight[d][0]*covariance(d, 1)
	}
	if down > 0 {
		s.Near = max(0, up/down)
	}
	if now > 0 {
		s.Persistence = min(max(before/now, 0), 0.95)
	}
	// A place's own shows in periods that follow one another, where the chance of
	// single counts is gone. Where neighbours tell no persistence, its own does.
	one, two := covariance(0, 1), covariance(0, 2)
	if s.Persistence == 0 && one > 0 {
		s.Persistence = min(max(two/one, 0), 0.95)
	}
	if s.Persistence > 0.2 {
		s.Own = max(0, one/s.Persistence-s.City-s.Near)
	}
	return s, nil
}

// expect sums the expectations over all windows and works out the dispersion of
// each sum: the counts' own, the swell of its places, which grows with the
// product of their means, and the error of the expectations.
func (x *JointScan) expect(near [][]share) {
	c := x.cells
	n, width := len(c.Places), len(x.windows)
	total := x.zones.n * len(x.sums)
	x.expected, x.inverse = make([]float64, 0, total), make([]float64, 0, total)
	own := ownDispersion(c)
	x.gather(func(cell int) float64 { return c.Expected[cell] * own[cell] })
	spread := append([]float64(nil), x.byPlace...)
	x.gather(func(cell int) float64 { return c.Expected[cell] })
	lasting := make([]float64, width) // mean of the persistence over pairs of periods
	for i, w := range x.windows {
		d := w.to - w.from + 1
		for a := range d {
			for b := range d {
				lasting[i] += math.Pow(c.Swell.Persistence, math.Abs(float64(a-b))) / float64(d*d)
			}
		}
	}
	together, variance := make([]float64, len(x.sums)), make([]float64, len(x.sums))
	for _, order := range x.zones.order {
		clear(x.sums)
		clear(variance)
		for m, j := range order {
			clear(together) // means of the places before, times their covariance with j
			for _, i := range order[:m] {
				g := math.Expm1(c.Swell.City + c.Swell.Near*overlap(near[i], near[j]))
				if g == 0 {
					continue
				}
				for k, mean := range x.byPlace[i*len(x.sums) : (i+1)*len(x.sums)] {
					together[k] += g * mean
				}
			}
			g := math.Expm1(c.Swell.total())
			for i := range x.sums {
				mean := x.byPlace[j*len(x.sums)+i]
				x.sums[i] += mean
				variance[i] += spread[j*len(x.sums)+i] + lasting[i%width]*mean*(g*mean+2*together[i])
				if c.Error != nil {
					variance[i] += c.Error[i/width*n+j] * mean * mean
				}
				x.expected = append(x.expected, x.sums[i])
				inverse := 1.0
				if variance[i] > x.sums[i] {
					inverse = x.sums[i] / variance[i]
				}
				x.inverse = append(x.inverse, inverse)
			}
		}
	}
}

// ownDispersion is that of a count given the swell: what is left of the whole,
// never below Poisson.
func ownDispersion(c Cells) []float64 {
	out := make([]float64, len(c.Counts))
	swell := math.Expm1(c.Swell.total())
	for i := range out {
		out[i] = 1
		if c.Dispersion != nil && c.Expected[i] > 0 {
			out[i] = max(1, c.Dispersion[i]-c.Expected[i]*swell)
		}
	}
	return out
}

// draw simulates calm cells.
type draw struct {
	c           Cells
	near        [][]share
	own         []float64
	white, mood []float64 // scratch, by place
	level       []float64 // scratch, by period, then place
}

func newDraw(c Cells, near [][]share) *draw {
	n := len(c.Places)
	return &draw{c: c, near: near, own: ownDispersion(c), white: make([]float64, n), mood: make([]float64, n), level: make([]float64, n*c.Periods)}
}

// fill draws all periods of all cells.
func (d *draw) fill(r *rand.Rand, cells []float64) {
	n, s := len(d.c.Places), d.c.Swell
	keep, news := s.Persistence, math.Sqrt(1-s.Persistence*s.Persistence)
	for t := range d.c.Periods {
		k, v := keep, news
		if t == 0 {
			k, v = 0, 1
		}
		city := 0.0
		if s.City > 0 {
			city = math.Sqrt(s.City) * r.NormFloat64()
		}
		if s.Near > 0 {
			for j := range d.white {
				d.white[j] = r.NormFloat64()
			}
		}
		for j := range d.mood {
			fresh := city
			if s.Near > 0 {
				for _, of := range d.near[j] {
					fresh += math.Sqrt(s.Near) * of.weight * d.white[of.place]
				}
			}
			if s.Own > 0 {
				fresh += math.Sqrt(s.Own) * r.NormFloat64()
			}
			d.mood[j] = k*d.mood[j] + v*fresh
			d.level[t*n+j] = math.Exp(d.mood[j] - s.total()/2)
		}
	}
	for k := range d.c.Kinds {
		for j := range n {
			wrong := 1.0
			if d.c.Error != nil && d.c.Error[k*n+j] > 0 {
				v := math.Log1p(d.c.Error[k*n+j])
				wrong = math.Exp(math.Sqrt(v)*r.NormFloat64() - v/2)
			}
			for t := range d.c.Periods {
				cell := (k*d.c.Periods+t)*n + j
				cells[cell] = 0
				if mean := d.c.Expected[cell]; mean > 0 {
					cells[cell] = overdispersed(r, mean*wrong*d.level[t*n+j], d.own[cell])
				}
			}
		}
	}
}

// overdispersed draws a negative-binomial count with variance phi times the
// mean: small ones by inversion, large ones as a Poisson count about a gamma.
func overdispersed(r *rand.Rand, mean, phi float64) float64 {
	over := phi - 1
	if mean > 30 {
		if over > 1e-9 {
			mean = distuv.Gamma{Alpha: mean / over, Beta: 1 / over, Src: r}.Rand()
		}
		if mean <= 0 {
			return 0
		}
		return distuv.Poisson{Lambda: mean, Src: r}.Rand()
	}
	term, step, grow := -mean, mean, 0.0 // P(k+1)/P(k) = (step + grow·k)/(k+1)
	if over > 1e-9 {
		term, step, grow = -mean/over*math.Log(phi), mean/phi, over/phi
	}
	term = math.Exp(term)
	k := 0.0
	for u := r.Float64() - term; u > 0 && term > 1e-300; u -= term {
		term *= (step + grow*k) / (k + 1)
		k++
	}
	return k
}

// check reports cells that cannot be scanned.
func (c Cells) check() error {
	n := len(c.Places) * len(c.Kinds) * c.Periods
	switch {
	case n == 0:
		return bad("%d places, %d kinds, %d periods: there is nothing to scan", len(c.Places), len(c.Kinds), c.Periods)
	case len(c.Counts) != n || len(c.Expected) != n || c.Dispersion != nil && len(c.Dispersion) != n:
		return bad("%d counts, %d expectations, %d dispersions for %d cells", len(c.Counts), len(c.Expected), len(c.Dispersion), n)
	case c.Error != nil && len(c.Error) != len(c.Places)*len(c.Kinds):
		return bad("%d errors of expectations for %d kinds of %d places", len(c.Error), len(c.Kinds), len(c.Places))
	case !(c.Swell.City >= 0 && c.Swell.Near >= 0 && c.Swell.Own >= 0 && c.Swell.total() < 10 && c.Swell.Persistence >= 0 && c.Swell.Persistence < 1):
		return bad("a swell of %+v: want variances of 0 or more and a persistence below 1", c.Swell)
	}
	some := false
	for i, y := range c.Counts {
		e := c.Expected[i]
		if math.IsNaN(y) || math.IsNaN(e) {
			continue
		}
		where := func() string {
			kind, place := c.Kinds[i/len(c.Places)/c.Periods], c.Places[i%len(c.Places)]
			if kind == "" { // there is one, without a name
				return place
			}
			return kind + " in " + place
		}
		switch {
		case !(y >= 0) || y != math.Trunc(y) || y > 1<<53:
			return bad("%s, period %d: %v is not a count", where(), i/len(c.Places)%c.Periods+1, y)
		case !(e >= 0) || e > 1e9:
			return bad("%s, period %d: an expectation of %v", where(), i/len(c.Places)%c.Periods+1, e)
		case e == 0 && y > 0:
			return bad("%s, period %d: %v cases where none can be expected", where(), i/len(c.Places)%c.Periods+1, y)
		case c.Dispersion != nil && !(c.Dispersion[i] >= 1 && c.Dispersion[i] < 1e6):
			return bad("%s: a dispersion of %v, want 1 (Poisson) or more", where(), c.Dispersion[i])
		}
		some = some || e > 0
	}
	for i, e := range c.Error {
		if !(e >= 0 && e < 1e6) {
			return bad("%s in %s: an error of the expectation of %v", c.Kinds[i/len(c.Places)], c.Places[i%len(c.Places)], e)
		}
	}
	if !some {
		return bad("no case is expected anywhere: there is nothing to hold counts against")
	}
	return nil
}

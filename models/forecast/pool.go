package forecast

import "math"

// pooling learns how far each member is to be believed: the weights of a linear
// pool by their rolling log score, by unit, drawn to the family's.
//
// Source: Geweke & Amisano, Optimal prediction pools, Journal of Econometrics
// 164 (2011) 130–141; the weights by the EM algorithm, a step a period, older
// periods fading.
type pooling struct {
	keep         float64
	of           []int
	unit, family [][]float64 // by unit or family, then member: sums of shares
	start        []float64
}

// A unit's weights count the family's as so many periods; the family's count
// those to start from as many forecasts.
const unitPool, familyPool = 60, 40

func newPooling(of []int, families int, start []float64, keep float64) *pooling {
	p := &pooling{keep: keep, of: of, start: start}
	for range of {
		p.unit = append(p.unit, make([]float64, len(start)))
	}
	for range families {
		p.family = append(p.family, make([]float64, len(start)))
	}
	return p
}

func (p *pooling) fade() {
	for _, s := range [][][]float64{p.unit, p.family} {
		for i := range s {
			for k := range s[i] {
				s[i][k] *= p.keep
			}
		}
	}
}

// weights of a unit's members, summing to 1.
func (p *pooling) weights(unit int, into []float64) {
	f := p.family[p.of[unit]]
	all, own := familyPool*1.0, unitPool*1.0
	for k := range f {
		all, own = all+f[k], own+p.unit[unit][k]
	}
	for k := range into {
		into[k] = (p.unit[unit][k] + unitPool*(f[k]+familyPool*p.start[k])/all) / own
	}
}

// see takes the weights a forecast had and its members' log-probabilities of
// what came.
func (p *pooling) see(unit int, weight, log []float64) {
	most, sum := math.Inf(-1), 0.0
	for _, v := range log {
		most = max(most, v)
	}
	for k, w := range weight {
		sum += w * math.Exp(log[k]-most)
	}
	for k, w := range weight {
		share := w * math.Exp(log[k]-most) / sum
		p.unit[unit][k] += share
		p.family[p.of[unit]][k] += share
	}
}

// blending learns the member that is the sum of the others' means with weights
// none of which is negative: weighted least squares of what came, by family,
// drawn to the panel's and that to equal weights.
//
// Source: Bates & Granger, The combination of forecasts, Operational Research
// Quarterly 20 (1969) 451–468.
type blending struct {
	keep   float64
	n      int
	square [][]float64 // by family, the panel last: n×n sums
	cross  [][]float64
	cases  []float64
	weight [][]float64 // by family
}

// The family's blend counts the panel's as so many forecasts.
const blendPrior = 100

func newBlending(n, families int, keep float64) *blending {
	b := &blending{keep: keep, n: n, cases: make([]float64, families+1)}
	for range families + 1 {
		b.square, b.cross = append(b.square, make([]float64, n*n)), append(b.cross, make([]float64, n))
		w := make([]float64, n)
		for k := range w {
			w[k] = 1 / float64(n)
		}
		b.weight = append(b.weight, w)
	}
	return b
}

func (b *blending) fade() {
	for f := range b.square {
		for k := range b.square[f] {
			b.square[f][k] *= b.keep
		}
		for k := range b.cross[f] {
			b.cross[f][k] *= b.keep
		}
		b.cases[f] *= b.keep
	}
}

func (b *blending) mean(family int, means []float64) float64 {
	m := 0.0
	for k, w := range b.weight[family] {
		m += w * means[k]
	}
	return max(m, leastMean)
}

// see takes the members' means, the blend's mean and dispersion, and what came.
func (b *blending) see(family int, means []float64, mean, size, y float64) {
	v := mean + mean*mean/size
	y = min(y, mean+5*math.Sqrt(v)+2) // one week alone must not decide
	for _, f := range [2]int{family, len(b.square) - 1} {
		for j, x := range means {
			b.cross[f][j] += x * y / v
			row := b.square[f][j*b.n:]
			for k := 0; k <= j; k++ {
				row[k] += x * means[k] / v
			}
		}
		b.cases[f]++
	}
}

// learn solves for the weights.
func (b *blending) learn() {
	all := len(b.square) - 1
	equal := make([]float64, b.n)
	for k := range equal {
		equal[k] = 1 / float64(b.n)
	}
	b.solve(all, all, equal)
	for f := range all {
		b.solve(f, all, b.weight[all])
	}
}

// solve descends by coordinate to the weights of family f, drawn towards those
// given in the metric of the panel's sums.
func (b *blending) solve(f, all int, towards []float64) {
	if b.cases[all] == 0 {
		return
	}
	w := b.weight[f]
	draw := blendPrior / b.cases[all]
	for range 60 {
		moved := 0.0
		for j := range w {
			slope, bow := b.cross[f][j], b.square[f][j*b.n+j]+draw*b.square[all][j*b.n+j]+1e-9
			for k := range w {
				a, c := max(j, k), min(j, k)
				slope -= b.square[f][a*b.n+c]*w[k] + draw*b.square[all][a*b.n+c]*(w[k]-towards[k])
			}
			next := max(0, w[j]+slope/bow)
			moved = max(moved, math.Abs(next-w[j]))
			w[j] = next
		}
		if moved < 1e-6 {
			return
		}
	}
}

package demo

import (
	"math"
	"math/rand/v2"
)

// stream is one source of random numbers, owned by one data set of one area.
type stream struct{ *rand.Rand }

// newStream gives the stream of a name under a seed.
func newStream(seed uint64, name string) stream {
	h := hashText(name)
	return stream{rand.New(rand.NewPCG(seed^h, mix(h+seed)))}
}

// hashText is FNV-1a.
func hashText(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := 0; i < len(s); i++ {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return mix(h)
}

// mix scatters the bits of x (splitmix64).
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

func (r stream) chance(p float64) bool { return r.Float64() < p }

func (r stream) between(lo, hi int) int { return lo + r.IntN(hi-lo+1) }

// logNormal has the given median and the given standard deviation of its log.
func (r stream) logNormal(median, sigma float64) float64 {
	return median * math.Exp(sigma*r.NormFloat64())
}

// gamma has mean 1 and the given shape (Marsaglia and Tsang 2000).
func (r stream) gamma(shape float64) float64 {
	if shape < 1 {
		return r.gamma(shape+1) * (shape + 1) / shape * math.Pow(r.Float64(), 1/shape)
	}
	d := shape - 1.0/3
	c := 1 / math.Sqrt(9*d)
	for {
		x := r.NormFloat64()
		v := 1 + c*x
		if v <= 0 {
			continue
		}
		v = v * v * v
		if math.Log(1-r.Float64()) < 0.5*x*x+d-d*v+d*math.Log(v) {
			return d * v / shape
		}
	}
}

// poisson multiplies uniforms (Knuth), in portions so that exp does not vanish.
func (r stream) poisson(mean float64) int {
	n := 0
	for mean > 30 {
		n += r.poisson(30)
		mean -= 30
	}
	limit, p := math.Exp(-mean), r.Float64()
	for p > limit {
		n++
		p *= r.Float64()
	}
	return n
}

func (r stream) binomial(n int, p float64) int {
	k := 0
	for range n {
		if r.Float64() < p {
			k++
		}
	}
	return k
}

// choice picks among codes by weight.
type choice struct {
	codes []string
	sums  []float64
}

func newChoice(codes []string, weights []float64) choice {
	sums := make([]float64, len(weights))
	t := 0.0
	for i, w := range weights {
		t += w
		sums[i] = t
	}
	return choice{codes, sums}
}

// pairs makes a choice from code, weight, code, weight …
func pairs(args ...any) choice {
	var codes []string
	var weights []float64
	for i := 0; i < len(args); i += 2 {
		codes = append(codes, args[i].(string))
		weights = append(weights, args[i+1].(float64))
	}
	return newChoice(codes, weights)
}

func (c choice) index(r stream) int {
	return pickSum(c.sums, r.Float64()*c.sums[len(c.sums)-1])
}

func (c choice) pick(r stream) string { return c.codes[c.index(r)] }

// pickSum finds the first running sum above x.
func pickSum(sums []float64, x float64) int {
	lo, hi := 0, len(sums)-1
	for lo < hi {
		mid := (lo + hi) / 2
		if sums[mid] > x {
			hi = mid
		} else {
			lo = mid + 1
		}
	}
	return lo
}

func logit(p float64) float64 { return math.Log(p / (1 - p)) }

// shift moves a probability by d on the logit scale: +1 is much better.
func shift(p, d float64) float64 { return 1 / (1 + math.Exp(-logit(p)-d)) }

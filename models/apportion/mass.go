package apportion

import (
	"math"
	"slices"

	"github.com/anlan-lake/anlan/models/counts"
)

// Mass is the distribution of a count: Chance[i] is that of First+i.
type Mass struct {
	First  int
	Chance []float64
}

// FromPaths is the distribution of simulated counts, whole numbers of at least 0.
func FromPaths(paths []float64) Mass {
	if len(paths) == 0 {
		return Mass{Chance: []float64{1}}
	}
	first, last := int(slices.Min(paths)), int(slices.Max(paths))
	m := Mass{First: first, Chance: make([]float64, last-first+1)}
	for _, v := range paths {
		m.Chance[int(v)-first] += 1 / float64(len(paths))
	}
	return m
}

// Mean of the count.
func (m Mass) Mean() float64 {
	sum := 0.0
	for i, p := range m.Chance {
		sum += float64(m.First+i) * p
	}
	return sum
}

// Quantile is the smallest count whose distribution function is at least p.
func (m Mass) Quantile(p float64) float64 {
	sum := 0.0
	for i, q := range m.Chance {
		if sum += q; sum >= p-1e-12 {
			return float64(m.First + i)
		}
	}
	return float64(m.First + len(m.Chance) - 1)
}

// At gives the chance of fewer than y and that of y, a whole number.
func (m Mass) At(y float64) (below, mass float64) {
	at := int(y) - m.First
	for i, p := range m.Chance {
		switch {
		case i < at:
			below += p
		case i == at:
			mass = p
		}
	}
	return below, mass
}

// mostPoints is by how many counts a distribution is stood for that is shared
// out: of an area with hundreds of cases neighbouring counts differ by nothing
// that shows in its parts.
const mostPoints = 64

// points gives counts and their chances, with the mean and about the spread of m.
func (m Mass) points() (counts []int, chance []float64) {
	if len(m.Chance) <= mostPoints {
		for i, p := range m.Chance {
			if p > 0 {
				counts, chance = append(counts, m.First+i), append(chance, p)
			}
		}
		return counts, chance
	}
	each := 2.0 / mostPoints // half as many groups, of two counts each
	sum, moment := 0.0, 0.0
	close := func() {
		if sum <= 0 {
			return
		}
		mean := moment / sum
		low := math.Floor(mean)
		for k, p := range [2]float64{1 - (mean - low), mean - low} {
			if p > 0 {
				counts, chance = append(counts, int(low)+k), append(chance, p*sum)
			}
		}
		sum, moment = 0, 0
	}
	for i, p := range m.Chance {
		sum, moment = sum+p, moment+p*float64(m.First+i)
		if sum >= each {
			close()
		}
	}
	close()
	return counts, chance
}

// Share is what part of an area's cases falls to one of its parts: Mean, known as
// well as if it had been seen in Strength cases (the sum of the two parameters
// of a beta distribution; +Inf for known exactly).
type Share struct{ Mean, Strength float64 }

// mostStrength is beyond what differs from known exactly.
const mostStrength = 1e9

// lost is how much of a distribution may be left out at its ends.
const lost = 1e-9

// Of gives the distribution of the part of a count.
//
// Source: Skellam, Journal of the Royal Statistical Society B 10 (1948) 257–261.
func (s Share) Of(whole Mass) Mass {
	switch {
	case s.Mean <= 0:
		return Mass{Chance: []float64{1}}
	case s.Mean >= 1:
		return whole
	}
	strength := min(s.Strength, mostStrength)
	ns, chance := whole.points()
	b := betaBinomial{a: s.Mean * strength, b: (1 - s.Mean) * strength, none: 1, sum: make([]float64, 0, 24)}
	for i, n := range ns {
		b.add(n, chance[i])
	}
	return b.mass()
}

// betaBinomial adds up distributions of parts of counts, by the count of the part.
type betaBinomial struct {
	a, b float64
	sum  []float64
	n    int     // of the last count whose part was added
	none float64 // chance that none of it falls to the part
}

func (x *betaBinomial) grow(y int, p float64) {
	for len(x.sum) <= y {
		x.sum = append(x.sum, 0)
	}
	x.sum[y] += p
}

// add the part of n cases, of a chance; counts come in ascending order.
func (x *betaBinomial) add(n int, chance float64) {
	start, ends := 0, x.a >= 1 || x.b >= 1 // not U-shaped: from its mode on it falls
	for ; x.n < n && x.none > 1e-250; x.n++ {
		x.none *= (x.b + float64(x.n)) / (x.a + x.b + float64(x.n))
	}
	p := x.none
	if x.n < n { // it begins where nothing can be written
		start = int(float64(n) * x.a / (x.a + x.b))
		p = math.Exp(x.logChance(n, start))
	}
	peak := p
	x.grow(start, chance*p)
	up := p
	for y := start; y < n; y++ {
		up *= float64(n-y) * (x.a + float64(y)) / (float64(y+1) * (x.b + float64(n-y-1)))
		x.grow(y+1, chance*up)
		if peak = max(peak, up); ends && up < lost*peak && up < lost {
			break
		}
	}
	down := p
	for y := start; y > 0; y-- {
		down *= float64(y) * (x.b + float64(n-y)) / (float64(n-y+1) * (x.a + float64(y-1)))
		x.grow(y-1, chance*down)
		if ends && down < lost*peak {
			break
		}
	}
}

// logChance is the logarithm of the chance of y of n.
func (x *betaBinomial) logChance(n, y int) float64 {
	a, _ := math.Lgamma(float64(n + 1))
	b, _ := math.Lgamma(float64(y + 1))
	c, _ := math.Lgamma(float64(n - y + 1))
	return a - b - c + counts.LogRising(x.a, float64(y)) + counts.LogRising(x.b, float64(n-y)) - counts.LogRising(x.a+x.b, float64(n))
}

// mass is what was added up, without the ends that never come.
func (x *betaBinomial) mass() Mass {
	first, last, total := 0, len(x.sum)-1, 0.0
	for last > 0 && x.sum[last] < lost {
		last--
	}
	for first < last && x.sum[first] < lost {
		first++
	}
	m := Mass{First: first, Chance: x.sum[first : last+1]}
	for _, p := range m.Chance {
		total += p
	}
	for i := range m.Chance {
		m.Chance[i] /= total
	}
	return m
}

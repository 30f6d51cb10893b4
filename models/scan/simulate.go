package scan

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sort"

	"gonum.org/v1/gonum/stat/distuv"
)

// simulation fills cells with what chance alone might have brought.
type simulation func(r *rand.Rand, cells []float64)

// null gives the largest ratio of each of n simulations, ascending. Every
// simulation has a source of its own, so that they do not depend on their
// order. Once ctx ends it gives up, with ctx's cause.
func (s *scanner) null(ctx context.Context, n, places int, seed uint64, cells []float64, draw simulation) ([]float64, error) {
	out := make([]float64, n)
	for i := range out {
		if ctx.Err() != nil {
			return nil, stopped(ctx, i, n)
		}
		draw(rand.New(rand.NewPCG(seed, uint64(i)+1)), cells)
		out[i] = s.most(cells, places)
	}
	slices.Sort(out)
	return out, nil
}

// stopped says how far the simulations had come when ctx ended.
func stopped(ctx context.Context, done, of int) error {
	return fmt.Errorf("scan, %d of %d simulations: %w", done, of, context.Cause(ctx))
}

// chance is the p-value of a ratio: (1 + simulated maxima as large)/(n + 1).
func chance(null []float64, ratio float64) float64 {
	at := sort.SearchFloat64s(null, ratio)
	return float64(1+len(null)-at) / float64(len(null)+1)
}

// multinomial throws n cases over cells by weight. Few cases are thrown one by
// one through a table of aliases (Walker 1977; Vose 1991); many are split cell
// by cell by conditional binomials.
func multinomial(n int, weight []float64) simulation {
	if n > 8*len(weight) {
		return binomialChain(n, weight)
	}
	alias, keep := aliases(weight)
	return func(r *rand.Rand, cells []float64) {
		clear(cells)
		for range n {
			i := r.IntN(len(cells))
			if r.Float64() >= keep[i] {
				i = alias[i]
			}
			cells[i]++
		}
	}
}

func binomialChain(n int, weight []float64) simulation {
	rest := make([]float64, len(weight)+1) // weight from here on
	for i := len(weight) - 1; i >= 0; i-- {
		rest[i] = rest[i+1] + weight[i]
	}
	return func(r *rand.Rand, cells []float64) {
		left := float64(n)
		for i, w := range weight {
			cells[i] = 0
			switch {
			case left == 0 || w == 0:
				continue
			case rest[i+1] == 0:
				cells[i] = left
			default:
				cells[i] = distuv.Binomial{N: left, P: w / rest[i], Src: r}.Rand()
			}
			left -= cells[i]
		}
	}
}

func aliases(weight []float64) (alias []int, keep []float64) {
	n, total := len(weight), 0.0
	for _, w := range weight {
		total += w
	}
	alias, keep = make([]int, n), make([]float64, n)
	var small, large []int
	for i, w := range weight {
		keep[i] = w / total * float64(n)
		if keep[i] < 1 {
			small = append(small, i)
		} else {
			large = append(large, i)
		}
	}
	for len(small) > 0 && len(large) > 0 {
		s, l := small[len(small)-1], large[len(large)-1]
		small, large = small[:len(small)-1], large[:len(large)-1]
		alias[s] = l
		if keep[l] -= 1 - keep[s]; keep[l] < 1 {
			small = append(small, l)
		} else {
			large = append(large, l)
		}
	}
	for _, i := range append(small, large...) {
		keep[i] = 1 // rounding left it over
	}
	return alias, keep
}

// shuffled deals the times of all cases anew over the cases; both margins stay.
func shuffled(counts []float64, places int) simulation {
	var time, place []int
	for i, c := range counts {
		for range int(c) {
			time, place = append(time, i/places), append(place, i%places)
		}
	}
	deal := slices.Clone(time)
	return func(r *rand.Rand, cells []float64) {
		copy(deal, time) // a simulation does not depend on the one before
		r.Shuffle(len(deal), func(i, j int) { deal[i], deal[j] = deal[j], deal[i] })
		clear(cells)
		for i, t := range deal {
			cells[t*places+place[i]]++
		}
	}
}

// independent draws every cell as a Poisson count about its expectation.
func independent(expected []float64) simulation {
	return func(r *rand.Rand, cells []float64) {
		for i, e := range expected {
			cells[i] = 0
			if e > 0 {
				cells[i] = distuv.Poisson{Lambda: e, Src: r}.Rand()
			}
		}
	}
}

// byRatio sorts windows, the largest ratio first; equal ones keep their order.
func byRatio(all []window) {
	slices.SortStableFunc(all, func(a, b window) int { return cmp.Compare(b.ratio, a.ratio) })
}

// disjoint picks windows in order of ratio that share no place with one picked
// before, until pick says that is enough.
func (z *zones) disjoint(all []window, places int, pick func(window) (more bool)) {
	taken := make([]bool, places)
	for _, w := range all {
		if w.ratio <= 0 {
			return
		}
		inside := z.order[w.centre][:w.m+1]
		if slices.ContainsFunc(inside, func(j int) bool { return taken[j] }) {
			continue
		}
		if !pick(w) {
			return
		}
		for _, j := range inside {
			taken[j] = true
		}
	}
}

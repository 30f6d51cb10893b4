package demo

import (
	"math"
	"slices"
)

// spread picks n seeds among cells, far from each other, and settles them by
// a few rounds of moving each to the middle of what lies nearest to it.
func (h *hexes) spread(cells []int32, n int, r stream) []int32 {
	seeds := make([]int32, 0, n)
	taken := map[int32]bool{}
	far := make([]float64, len(cells))
	for i := range far {
		far[i] = math.Inf(1)
	}
	seed := cells[r.IntN(len(cells))]
	for {
		seeds = append(seeds, seed)
		taken[seed] = true
		if len(seeds) == n {
			break
		}
		best, at := -1.0, 0
		for i, c := range cells {
			far[i] = min(far[i], h.distance(c, seed))
			if x := far[i] * (0.6 + 0.4*r.Float64()); x > best && !taken[c] {
				best, at = x, i
			}
		}
		seed = cells[at]
	}
	for range 3 {
		sx, sy, sn := make([]float64, n), make([]float64, n), make([]float64, n)
		for _, c := range cells {
			k := h.nearest(seeds, c)
			x, y := h.at[c].plane()
			sx[k], sy[k], sn[k] = sx[k]+x, sy[k]+y, sn[k]+1
		}
		clear(taken)
		for k := range seeds {
			if sn[k] > 0 {
				seeds[k] = h.middle(cells, sx[k]/sn[k], sy[k]/sn[k], taken)
			}
			taken[seeds[k]] = true
		}
	}
	return seeds
}

func (h *hexes) nearest(seeds []int32, c int32) int {
	k, best := 0, math.Inf(1)
	for i, s := range seeds {
		if d := h.distance(s, c); d < best {
			k, best = i, d
		}
	}
	return k
}

// middle gives the cell nearest to a point, other than those taken.
func (h *hexes) middle(cells []int32, x, y float64, taken map[int32]bool) int32 {
	at, best := cells[0], math.Inf(1)
	for _, c := range cells {
		cx, cy := h.at[c].plane()
		if d := math.Hypot(cx-x, cy-y); d < best && !taken[c] {
			at, best = c, d
		}
	}
	return at
}

// grow shares out cells among seeds, each region connected, sizes as near to
// the targets as the shapes allow: the region that lags most takes the free
// neighbour nearest to its seed. The cells must be connected.
func (h *hexes) grow(cells, seeds []int32, targets []float64, r stream) [][]int32 {
	free := make(map[int32]float64, len(cells)) // and how rough the going is
	for _, c := range cells {
		free[c] = 0.75 + 0.5*r.Float64()
	}
	regions := make([][]int32, len(seeds))
	fringe := make([]map[int32]bool, len(seeds))
	left := len(cells)
	take := func(k int, c int32) {
		delete(free, c)
		left--
		regions[k] = append(regions[k], c)
		delete(fringe[k], c)
		for _, n := range h.next[c] {
			if _, ok := free[n]; ok {
				fringe[k][n] = true
			}
		}
	}
	for k, s := range seeds {
		fringe[k] = map[int32]bool{}
		delete(free, s) // so that no other region grows over a seed
	}
	for k, s := range seeds {
		take(k, s)
	}
	for left > 0 {
		pick, lag := -1, math.Inf(1)
		for k := range seeds {
			for c := range fringe[k] {
				if _, ok := free[c]; !ok {
					delete(fringe[k], c)
				}
			}
			if x := float64(len(regions[k])) / targets[k]; len(fringe[k]) > 0 && x < lag {
				pick, lag = k, x
			}
		}
		if pick < 0 {
			break
		}
		var best int32 = -1
		cost := math.Inf(1)
		for c := range fringe[pick] {
			d := h.distance(seeds[pick], c) * free[c]
			d -= 0.7 * float64(h.held(c, free)) // fill bays first
			if d < cost || d == cost && c < best {
				best, cost = c, d
			}
		}
		take(pick, best)
	}
	for k := range regions {
		slices.Sort(regions[k])
	}
	return regions
}

// held counts the neighbours of c that are no longer free: a bay has many.
func (h *hexes) held(c int32, free map[int32]float64) int {
	n := 0
	for _, x := range h.next[c] {
		if _, ok := free[x]; !ok {
			n++
		}
	}
	return n
}

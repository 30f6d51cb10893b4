package demo

import "math"

// divide shares out cells among seeds as a power diagram does: each cell goes
// to the seed with the least squared distance less the seed's weight, and the
// weights are moved until sizes are near the targets. Unlike grow it keeps the
// regions compact, which matters for the few large ones. Splinters that the
// gentle bending leaves go to a neighbour, so every region is connected.
func (h *hexes) divide(cells, seeds []int32, targets []float64, bend waves) [][]int32 {
	place := func(c int32) (float64, float64) {
		x, y := h.at[c].plane()
		return bend.move(x/h.radius, y/h.radius)
	}
	owner := make([]int, len(h.at))
	weights, sizes := make([]float64, len(seeds)), make([]float64, len(seeds))
	total := 0.0
	for _, t := range targets {
		total += t
	}
	for round := range 150 {
		clear(sizes)
		for _, c := range cells {
			x, y := place(c)
			best := math.Inf(1)
			for k, s := range seeds {
				sx, sy := place(s)
				if d := (x-sx)*(x-sx) + (y-sy)*(y-sy) - weights[k]; d < best {
					best, owner[c] = d, k
				}
			}
			sizes[owner[c]]++
		}
		step := 0.5 * math.Pow(0.98, float64(round))
		for k := range seeds {
			weights[k] += step * (targets[k]/total - sizes[k]/float64(len(cells)))
		}
	}
	h.join(cells, owner, len(seeds))
	regions := make([][]int32, len(seeds))
	for _, c := range cells {
		regions[owner[c]] = append(regions[owner[c]], c)
	}
	return regions
}

// join keeps the largest connected part of each region and gives the cells of
// the others to whoever touches them most.
func (h *hexes) join(cells []int32, owner []int, n int) {
	largest := make([][]int32, n)
	seen := make([]bool, len(h.at))
	for _, c := range cells {
		if seen[c] {
			continue
		}
		part := []int32{c}
		seen[c] = true
		for i := 0; i < len(part); i++ {
			for _, x := range h.next[part[i]] {
				if x >= 0 && !seen[x] && owner[x] == owner[c] {
					seen[x] = true
					part = append(part, x)
				}
			}
		}
		if k := owner[c]; len(part) > len(largest[k]) {
			largest[k] = part
		}
	}
	for _, c := range cells {
		owner[c] = -1
	}
	left := len(cells)
	for k, part := range largest {
		left -= len(part)
		for _, c := range part {
			owner[c] = k
		}
	}
	for left > 0 {
		for _, c := range cells {
			if owner[c] >= 0 {
				continue
			}
			touch := make([]int, n)
			best := -1
			for _, x := range h.next[c] {
				if x >= 0 && owner[x] >= 0 {
					if touch[owner[x]]++; best < 0 || touch[owner[x]] > touch[best] {
						best = owner[x]
					}
				}
			}
			if best >= 0 {
				owner[c] = best
				left--
			}
		}
	}
}

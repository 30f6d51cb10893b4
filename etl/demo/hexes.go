package demo

import (
	"container/heap"
	"math"
)

// The city's grids are the cells of a hexagonal lattice. Every corner is
// shared by at most three cells, so any union of cells has an unambiguous
// outline, and whatever moves the corners moves it for all neighbours: the
// areas tile by construction.

// hexPoint is a place on the lattice in half steps: cell centres lie at
// (2q+r, 3r), their corners at (±1, ±1) and (0, ±2) from them.
type hexPoint struct{ x, y int32 }

// corners and sides run counter-clockwise; side i lies between corner i and i+1.
var (
	hexCorners = [6]hexPoint{{1, 1}, {0, 2}, {-1, 1}, {-1, -1}, {0, -2}, {1, -1}}
	hexSides   = [6]hexPoint{{1, 3}, {-1, 3}, {-2, 0}, {-1, -3}, {1, -3}, {2, 0}}
)

// plane gives lattice coordinates with unit hexagon sides.
func (p hexPoint) plane() (x, y float64) {
	return float64(p.x) * math.Sqrt(3) / 2, float64(p.y) / 2
}

// hexes are the cells of the city: centres, and neighbours by side (-1 outside).
type hexes struct {
	at     []hexPoint
	next   [][6]int32
	radius float64 // of the disc of the same area
}

// newHexes grows n cells from the middle inside an uneven round outline.
func newHexes(n int, r stream) *hexes {
	var amp, phase [7]float64
	for k := 2; k < 7; k++ {
		amp[k] = 0.10 / float64(k-1) * (0.5 + r.Float64())
		phase[k] = r.Float64() * 2 * math.Pi
	}
	score := func(p hexPoint) float64 {
		x, y := p.plane()
		theta, edge := math.Atan2(y, x), 1.0
		for k := 2; k < 7; k++ {
			edge += amp[k] * math.Cos(float64(k)*theta+phase[k])
		}
		return math.Hypot(x, y) / edge
	}
	h := &hexes{radius: math.Sqrt(float64(n) * 3 * math.Sqrt(3) / 2 / math.Pi)}
	index := map[hexPoint]int32{}
	seen := map[hexPoint]bool{{}: true}
	queue := &hexQueue{{}}
	for len(h.at) < n {
		c := heap.Pop(queue).(hexScore)
		index[c.p] = int32(len(h.at))
		h.at = append(h.at, c.p)
		for _, s := range hexSides {
			q := hexPoint{c.p.x + s.x, c.p.y + s.y}
			if !seen[q] {
				seen[q] = true
				heap.Push(queue, hexScore{q, score(q)})
			}
		}
	}
	h.next = make([][6]int32, n)
	for i, p := range h.at {
		for k, s := range hexSides {
			j, ok := index[hexPoint{p.x + s.x, p.y + s.y}]
			if !ok {
				j = -1
			}
			h.next[i][k] = j
		}
	}
	return h
}

// distance between two cells in hexagon sides.
func (h *hexes) distance(a, b int32) float64 {
	ax, ay := h.at[a].plane()
	bx, by := h.at[b].plane()
	return math.Hypot(ax-bx, ay-by)
}

type hexScore struct {
	p     hexPoint
	score float64
}

type hexQueue []hexScore

func (q hexQueue) Len() int { return len(q) }
func (q hexQueue) Less(i, j int) bool {
	if q[i].score != q[j].score {
		return q[i].score < q[j].score
	}
	if q[i].p.x != q[j].p.x {
		return q[i].p.x < q[j].p.x
	}
	return q[i].p.y < q[j].p.y
}
func (q hexQueue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q *hexQueue) Push(x any)   { *q = append(*q, x.(hexScore)) }
func (q *hexQueue) Pop() any {
	old := *q
	x := old[len(old)-1]
	*q = old[:len(old)-1]
	return x
}

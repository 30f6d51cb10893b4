package demo

import (
	"cmp"
	"math"
	"slices"
)

// point is a longitude and latitude in units of 1e-5 degrees: whole numbers,
// so that shared edges are equal exactly.
type point struct{ x, y int32 }

func (p point) degrees() (lon, lat float64) { return float64(p.x) / 1e5, float64(p.y) / 1e5 }

// edge is a directed side of a cell, between two corners of the lattice.
type edge struct{ from, to hexPoint }

// shapes hold where each corner of the lattice lies on the map.
type shapes struct {
	hexes   *hexes
	corners map[hexPoint]point
}

// attractor is a town towards which the lattice is drawn together.
type attractor struct{ x, y, pull, reach float64 }

// newShapes places the corners: borders of areas are straightened, corners
// jittered, and the whole drawn together in the middle and at the towns, where
// grids are small. rank gives for each cell the numbers of its county,
// township and village.
func newShapes(h *hexes, rank [][3]int32, towns []attractor, r stream) *shapes {
	pos := map[hexPoint][2]float64{}
	best := map[hexPoint]int{}
	border := map[hexPoint][]hexPoint{} // ends of the highest-ranking edges
	var order []hexPoint
	for i := range h.at {
		for k := range 6 {
			a, b := h.corner(int32(i), k), h.corner(int32(i), k+1)
			if _, ok := pos[a]; !ok {
				x, y := a.plane()
				pos[a] = [2]float64{x, y}
				order = append(order, a)
			}
			level := 3
			if j := h.next[i][k]; j >= 0 {
				if int(j) < i {
					continue
				}
				level = 0
				for l := range 3 {
					if rank[i][l] != rank[j][l] {
						level = 3 - l
						break
					}
				}
			}
			for _, e := range [2]edge{{a, b}, {b, a}} {
				if level > best[e.from] {
					best[e.from] = level
					border[e.from] = border[e.from][:0]
				}
				if level == best[e.from] && level > 0 {
					border[e.from] = append(border[e.from], e.to)
				}
			}
		}
	}
	smooth := make(map[hexPoint][2]float64, len(pos))
	for v, p := range pos {
		if ends := border[v]; len(ends) == 2 {
			a, b := pos[ends[0]], pos[ends[1]]
			p = [2]float64{p[0]/2 + (a[0]+b[0])/4, p[1]/2 + (a[1]+b[1])/4}
		}
		smooth[v] = p
	}
	wave := newWaves(r)
	s := &shapes{h, make(map[hexPoint]point, len(pos))}
	for _, v := range order {
		p := smooth[v]
		x := (p[0] + 0.13*(2*r.Float64()-1)) / h.radius
		y := (p[1] + 0.13*(2*r.Float64()-1)) / h.radius
		x, y = wave.move(draw(x, y, towns))
		s.corners[v] = point{int32(math.Round((104.0 + 0.60*x) * 1e5)), int32(math.Round((36.2 + 0.45*y) * 1e5))}
	}
	return s
}

// corner gives corner k (counted on beyond 5) of a cell.
func (h *hexes) corner(c int32, k int) hexPoint {
	d := hexCorners[k%6]
	return hexPoint{h.at[c].x + d.x, h.at[c].y + d.y}
}

// draw pulls the unit disc together in its middle and around the towns. Each
// step is a one-to-one map, so cells stay in order.
func draw(x, y float64, towns []attractor) (float64, float64) {
	f := 0.34 + 0.66*math.Pow(math.Hypot(x, y), 1.1)
	x, y = x*f, y*f
	for _, t := range towns {
		dx, dy := x-t.x, y-t.y
		g := t.pull * math.Exp(-(dx*dx+dy*dy)/(2*t.reach*t.reach))
		x, y = x-g*dx, y-g*dy
	}
	return x, y
}

// waves bend the map gently so that no border is straight.
type waves [4]struct{ kx, ky, phase, ax, ay float64 }

func newWaves(r stream) waves {
	var w waves
	for i := range w {
		k := 5 + 4*float64(i)
		theta := r.Float64() * 2 * math.Pi
		w[i].kx, w[i].ky, w[i].phase = k*math.Cos(theta), k*math.Sin(theta), r.Float64()*2*math.Pi
		w[i].ax, w[i].ay = 0.10/k*(2*r.Float64()-1), 0.10/k*(2*r.Float64()-1)
	}
	return w
}

func (w waves) move(x, y float64) (float64, float64) {
	u, v := x, y
	for _, t := range w {
		s := math.Sin(t.kx*x + t.ky*y + t.phase)
		u, v = u+t.ax*s, v+t.ay*s
	}
	return u, v
}

// rings traces the outline of a set of cells: the outer ring first, counter-
// clockwise, then holes, clockwise. Rings are not closed by a repeated point.
func (s *shapes) rings(cells []int32) [][]point {
	in := make(map[int32]bool, len(cells))
	for _, c := range cells {
		in[c] = true
	}
	next := map[hexPoint]hexPoint{}
	var starts []hexPoint
	for _, c := range cells {
		for k, n := range s.hexes.next[c] {
			if n < 0 || !in[n] {
				from := s.hexes.corner(c, k)
				next[from] = s.hexes.corner(c, k+1)
				starts = append(starts, from)
			}
		}
	}
	var rings [][]point
	done := map[hexPoint]bool{}
	for _, start := range starts {
		if done[start] {
			continue
		}
		var ring []point
		for v := start; !done[v]; v = next[v] {
			done[v] = true
			ring = append(ring, s.corners[v])
		}
		rings = append(rings, ring)
	}
	slices.SortStableFunc(rings, func(a, b []point) int { return cmp.Compare(twiceArea(b), twiceArea(a)) })
	return rings
}

// twiceArea is the signed shoelace sum of a ring, exact in whole units.
func twiceArea(ring []point) int64 {
	var sum int64
	for i, p := range ring {
		q := ring[(i+1)%len(ring)]
		sum += int64(p.x)*int64(q.y) - int64(q.x)*int64(p.y)
	}
	return sum
}

// size gives the area of cells in km² on a sphere.
func (s *shapes) size(cells []int32) float64 {
	var sum int64
	for _, ring := range s.rings(cells) {
		sum += twiceArea(ring)
	}
	_, lat := s.center(cells[len(cells)/2])
	return float64(sum) / 2 * 1e-10 * 111.195 * 111.195 * math.Cos(lat*math.Pi/180)
}

// center gives the mean of a cell's corners: inside it.
func (s *shapes) center(c int32) (lon, lat float64) {
	for k := range 6 {
		x, y := s.corners[s.hexes.corner(c, k)].degrees()
		lon, lat = lon+x/6, lat+y/6
	}
	return lon, lat
}

// middle gives a point inside the union of cells, near its middle.
func (s *shapes) middle(cells []int32) (lon, lat float64) {
	for _, c := range cells {
		x, y := s.center(c)
		lon, lat = lon+x, lat+y
	}
	n := float64(len(cells))
	lon, lat = lon/n, lat/n
	best, at := math.Inf(1), cells[0]
	for _, c := range cells {
		x, y := s.center(c)
		if d := math.Hypot(x-lon, y-lat); d < best {
			best, at = d, c
		}
	}
	return s.center(at)
}

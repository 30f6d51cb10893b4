package scan

import (
	"cmp"
	"encoding/json"
	"math"
	"slices"

	"github.com/anlan-lake/anlan"
)

// Adjacency names, by place, the places that touch it. It is the same both
// ways, and no place touches itself; NewAdjacency makes it so.
type Adjacency map[string][]string

// NewAdjacency gives the adjacency of pairs of neighbours, among the places
// named. Invalid for a pair that names a place which is none of them, or the
// same place twice.
func NewAdjacency(places []string, pairs [][2]string) (Adjacency, error) {
	out := Adjacency{}
	for _, p := range places {
		out[p] = nil
	}
	for _, pair := range pairs {
		for _, name := range pair {
			if _, ok := out[name]; !ok {
				return nil, bad("neighbours %s and %s: %s is none of the %d places", pair[0], pair[1], name, len(places))
			}
		}
		if pair[0] == pair[1] {
			return nil, bad("%s is named as a neighbour of itself", pair[0])
		}
		out.touch(pair[0], pair[1])
		out.touch(pair[1], pair[0])
	}
	return out, nil
}

func (a Adjacency) touch(p, q string) {
	if at, ok := slices.BinarySearch(a[p], q); !ok {
		a[p] = slices.Insert(a[p], at, q)
	}
}

// Alone counts the places that touch no other.
func (a Adjacency) Alone() int {
	n := 0
	for _, of := range a {
		if len(of) == 0 {
			n++
		}
	}
	return n
}

// boundary is what is read of a GeoJSON FeatureCollection of areas.
type boundary struct {
	Features []struct {
		Properties struct {
			Code string `json:"code"`
		} `json:"properties"`
		Geometry struct {
			Type        string          `json:"type"`
			Coordinates json.RawMessage `json:"coordinates"`
		} `json:"geometry"`
	} `json:"features"`
}

// step is the grain of coordinates: a hundred thousandth of a degree, about a
// metre. Borders drawn from one source have the same corners on both sides.
const step = 1e-5

type corner [2]int64

// Borders finds, in a GeoJSON FeatureCollection of polygons with
// properties.code, which of the places share a stretch of border: two corners
// that follow one another, the same on both sides to five decimals. A place that
// shares none, for want of the same corners, touches the places with which it
// shares a single corner. It gives the places without a boundary too, which
// touch nothing.
func Borders(text []byte, places []string) (touching Adjacency, without []string, err error) {
	var b boundary
	if err := json.Unmarshal(text, &b); err != nil {
		return nil, nil, bad("boundaries are not GeoJSON: %v", err)
	}
	touching, _ = NewAdjacency(places, nil)
	edges, corners := map[[2]corner][]string{}, map[corner][]string{}
	there := map[string]bool{}
	for _, f := range b.Features {
		code := f.Properties.Code
		if _, ok := touching[code]; !ok {
			continue
		}
		rings, err := rings(f.Geometry.Type, f.Geometry.Coordinates)
		if err != nil {
			return nil, nil, bad("boundary of %s: %v", code, err)
		}
		there[code] = true
		for _, ring := range rings {
			for i, q := range ring {
				note(corners, q, code)
				if p := ring[(i+len(ring)-1)%len(ring)]; p != q {
					note(edges, ordered(p, q), code)
				}
			}
		}
	}
	for _, sharing := range edges {
		touching.all(sharing, nil)
	}
	lonely := map[string]bool{}
	for p, of := range touching {
		lonely[p] = len(of) == 0
	}
	for _, sharing := range corners {
		touching.all(sharing, lonely)
	}
	for _, p := range places {
		if !there[p] {
			without = append(without, p)
		}
	}
	return touching, without, nil
}

func note[K comparable](m map[K][]string, at K, code string) {
	if !slices.Contains(m[at], code) {
		m[at] = append(m[at], code)
	}
}

func ordered(p, q corner) [2]corner {
	if cmp.Or(cmp.Compare(p[0], q[0]), cmp.Compare(p[1], q[1])) > 0 {
		return [2]corner{q, p}
	}
	return [2]corner{p, q}
}

// all makes places touch one another; with lonely, those of which one is so.
func (a Adjacency) all(sharing []string, lonely map[string]bool) {
	for _, p := range sharing {
		for _, q := range sharing {
			if p != q && (lonely == nil || lonely[p] || lonely[q]) {
				a.touch(p, q)
			}
		}
	}
}

// rings reads the rings of a polygon or of several, outer ones and holes alike.
func rings(kind string, text json.RawMessage) ([][]corner, error) {
	var many [][][][]float64
	switch kind {
	case "MultiPolygon":
		if err := json.Unmarshal(text, &many); err != nil {
			return nil, err
		}
	case "Polygon":
		many = make([][][][]float64, 1)
		if err := json.Unmarshal(text, &many[0]); err != nil {
			return nil, err
		}
	default:
		return nil, anlan.Errorf(anlan.Invalid, "a geometry of type %q, want Polygon or MultiPolygon", kind)
	}
	var out [][]corner
	for _, polygon := range many {
		for _, ring := range polygon {
			var r []corner
			for _, point := range ring {
				if len(point) < 2 {
					return nil, anlan.Errorf(anlan.Invalid, "a point of %d coordinates", len(point))
				}
				if math.Abs(point[0]) > 1e7 || math.Abs(point[1]) > 1e7 {
					return nil, anlan.Errorf(anlan.Invalid, "a point at %v, %v", point[0], point[1])
				}
				q := corner{int64(math.Round(point[0] / step)), int64(math.Round(point[1] / step))}
				if len(r) == 0 || r[len(r)-1] != q {
					r = append(r, q)
				}
			}
			out = append(out, r)
		}
	}
	return out, nil
}

// Kin takes the places that share a parent as touching one another: what is left
// where there are no boundaries.
func Kin(places []string, parent func(string) string) Adjacency {
	out, _ := NewAdjacency(places, nil)
	family := map[string][]string{}
	for _, p := range places {
		family[parent(p)] = append(family[parent(p)], p)
	}
	for _, members := range family {
		out.all(members, nil)
	}
	return out
}

// steps counts, from every place to every other, the borders that are crossed;
// far where there is no way, or more than most.
func (a Adjacency) steps(places []string, most int) [][]int {
	at := map[string]int{}
	for i, p := range places {
		at[p] = i
	}
	out := make([][]int, len(places))
	for i := range places {
		row := make([]int, len(places))
		for j := range row {
			row[j] = far
		}
		row[i] = 0
		for queue := []int{i}; len(queue) > 0; queue = queue[1:] {
			j := queue[0]
			if row[j] == most {
				break
			}
			for _, name := range a[places[j]] {
				if k := at[name]; row[k] == far {
					row[k] = row[j] + 1
					queue = append(queue, k)
				}
			}
		}
		out[i] = row
	}
	return out
}

const far = math.MaxInt32

// check reports neighbours that are not those of the places.
func (a Adjacency) check(places []string) error {
	if len(places) < 2 {
		return bad("%d places, want two or more", len(places))
	}
	known := map[string]bool{}
	for _, p := range places {
		if known[p] {
			return bad("place %s is there twice", p)
		}
		known[p] = true
	}
	for _, p := range places {
		if _, ok := a[p]; !ok {
			return bad("the neighbours do not match the places: %s has no entry (an empty one where it touches nothing)", p)
		}
	}
	for p, of := range a {
		if !known[p] {
			return bad("the neighbours do not match the places: %s is none of them", p)
		}
		for _, q := range of {
			if !known[q] || q == p || !slices.Contains(a[q], p) {
				return bad("the neighbours do not match the places: %s names %s, want another place that names it too", p, q)
			}
		}
	}
	return nil
}

// mostBlots is how many places the zones hold that grow from a pair.
const mostBlots = 6

// adjacentZones gives for each place the places in the order in which they join:
// those that touch it, then those that touch them, so that every zone hangs
// together. Beside these discs stand blots, which grow from a pair of neighbours
// to either side by whatever touches most of them.
func adjacentZones(a Adjacency, places []string, k int) *zones {
	steps := a.steps(places, k)
	out, seen := &zones{}, map[string]bool{}
	add := func(order []int) {
		first := unseen(order, seen)
		last := len(first) - 1
		for last >= 0 && !first[last] {
			last--
		}
		if last < 0 {
			return
		}
		out.order, out.first = append(out.order, order[:last+1]), append(out.first, first[:last+1])
		out.n += last + 1
	}
	for i := range places {
		add(grow(steps, []int{i}, k, true))
	}
	for i := range places {
		for j := range places {
			if steps[i][j] == 1 && k > 1 {
				add(grow(steps, []int{i, j}, min(k, mostBlots), false))
			}
		}
	}
	return out
}

// grow adds places to a zone: of a disc the nearest to its first place, else
// those that touch most of what is there; ties by the other of the two, then by
// position.
func grow(steps [][]int, order []int, k int, disc bool) []int {
	touches, taken := make([]int, len(steps)), make([]bool, len(steps))
	for at := 0; ; at++ {
		last := order[at]
		taken[last] = true
		for j, d := range steps[last] {
			if d == 1 {
				touches[j]++
			}
		}
		if at+1 < len(order) {
			continue
		}
		best, away := -1, steps[order[0]]
		for j := range steps {
			if taken[j] || touches[j] == 0 || len(order) >= k {
				continue
			}
			if best < 0 {
				best = j
				continue
			}
			near, more := cmp.Compare(away[j], away[best]), cmp.Compare(touches[best], touches[j])
			if disc && cmp.Or(near, more) < 0 || !disc && cmp.Or(more, near) < 0 {
				best = j
			}
		}
		if best < 0 {
			return order
		}
		order = append(order, best)
	}
}

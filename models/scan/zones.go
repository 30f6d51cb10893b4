// Package scan finds where cases cluster: Kulldorff's spatial scan and its
// prospective and retrospective space-time forms. A zone is a place with its
// nearest neighbours; a window is a zone times an interval. How often chance
// alone gives as much is found by simulation, with the seed as an argument.
//
// A cluster is a hint about places and times, for a person to look into.
package scan

import (
	"cmp"
	"encoding/binary"
	"math"
	"slices"

	"github.com/anlan-lake/anlan"
)

func bad(format string, args ...any) error {
	return anlan.Errorf(anlan.Invalid, "scan: "+format, args...)
}

// Place is a location with its coordinates on a plane.
type Place struct {
	Name       string
	X, Y       float64
	Population float64 // needed where zones are bounded by it
}

// Kinds of zones.
const (
	Nearest            = "nearest"             // each place with its K-1 nearest
	PopulationFraction = "population_fraction" // as long as the zone holds at most that share
)

// Zones says which sets of places are looked at.
type Zones struct {
	Kind                  string  `json:"kind"`
	K                     int     `json:"k"`                       // Nearest: most places in a zone
	MaxPopulationFraction float64 `json:"max_population_fraction"` // PopulationFraction: most of the population
}

// DefaultZones gives zones of up to 15 places.
func DefaultZones() Zones { return Zones{Kind: Nearest, K: 15} }

// zones holds for each centre the places in the order in which they join: the
// first m of them are one zone.
type zones struct {
	order [][]int
	first [][]bool // whether the zone of that length is not the same set as an earlier one
	n     int      // zones, the same ones included
}

// build orders the neighbours of every place: itself first, then by distance,
// ties by position.
func (z Zones) build(places []Place) (*zones, error) {
	n := len(places)
	switch {
	case n < 2:
		return nil, bad("%d places, want two or more", n)
	case z.Kind != Nearest && z.Kind != PopulationFraction:
		return nil, bad("zones %q are not nearest or population_fraction", z.Kind)
	case z.Kind == Nearest && z.K < 1:
		return nil, bad("zones of %d places", z.K)
	case z.Kind == PopulationFraction && !(z.MaxPopulationFraction > 0 && z.MaxPopulationFraction <= 1):
		return nil, bad("a population fraction of %v is not between 0 and 1", z.MaxPopulationFraction)
	}
	total := 0.0
	for _, p := range places {
		if math.IsNaN(p.X+p.Y) || math.IsInf(p.X+p.Y, 0) {
			return nil, bad("place %s has coordinates %v, %v", p.Name, p.X, p.Y)
		}
		if z.Kind == PopulationFraction && !(p.Population >= 0) {
			return nil, bad("place %s has a population of %v", p.Name, p.Population)
		}
		total += p.Population
	}
	if z.Kind == PopulationFraction && !(total > 0) {
		return nil, bad("the places have no population")
	}
	out := &zones{}
	seen := map[string]bool{}
	for i := range places {
		order := z.bounded(places, neighbours(places, i), total)
		out.order = append(out.order, order)
		out.first = append(out.first, unseen(order, seen))
		out.n += len(order)
	}
	if out.n == 0 {
		return nil, bad("every place alone is above the population fraction: there are no zones")
	}
	return out, nil
}

func neighbours(places []Place, i int) []int {
	distance := make([]float64, len(places))
	order := make([]int, len(places))
	for j, p := range places {
		dx, dy := p.X-places[i].X, p.Y-places[i].Y
		distance[j], order[j] = dx*dx+dy*dy, j
	}
	distance[i] = -1
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(distance[a], distance[b]) })
	return order
}

// bounded cuts the neighbours where the zone would be too large.
func (z Zones) bounded(places []Place, order []int, total float64) []int {
	if z.Kind == Nearest {
		return order[:min(z.K, len(order))]
	}
	sum := 0.0
	for m, j := range order {
		if sum += places[j].Population; sum/total > z.MaxPopulationFraction {
			return order[:m]
		}
	}
	return order
}

// unseen marks the zones that are new as sets.
func unseen(order []int, seen map[string]bool) []bool {
	out := make([]bool, len(order))
	var set []int
	for m, j := range order {
		at, _ := slices.BinarySearch(set, j)
		set = slices.Insert(set, at, j)
		key := make([]byte, 0, 4*len(set))
		for _, k := range set {
			key = binary.LittleEndian.AppendUint32(key, uint32(k))
		}
		out[m] = !seen[string(key)]
		seen[string(key)] = true
	}
	return out
}

// members gives the places of a zone, ascending.
func (z *zones) members(centre, m int) []int {
	out := slices.Clone(z.order[centre][:m+1])
	slices.Sort(out)
	return out
}

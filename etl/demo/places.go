package demo

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// place is one county, township, village or grid while the city is being made.
type place struct {
	code, name, kind string // kind as CL_AREA_TYPE
	parent           *place
	kids             []*place
	cells            []int32
	pop              float64
	urban            bool // a street, community or grid of one
	plan             *countyPlan

	weights []float64 // where cases happen: by township of a county; running sums below
	skill   float64   // of a township, on top of its county's
	old     *merger   // of a grid: what it was put together from
	offices []string  // of a county: codes of its departments
}

// terrain is the city as a tree of places over the lattice.
type terrain struct {
	hexes    *hexes
	shapes   *shapes
	city     *place
	counties []*place
	towns    []*place // all townships, in order of code
	villages []*place
	field    *field // of the weeks the city has cases in
	waves    []Wave
}

// newTerrain divides the lattice into counties, townships and villages.
func newTerrain(seed uint64) *terrain {
	r := newStream(seed, "terrain")
	t := &terrain{hexes: newHexes(gridCount, r), city: &place{code: CityCode, name: cityName, kind: "01"}}
	h := t.hexes
	all := make([]int32, gridCount)
	for i := range all {
		all[i] = int32(i)
	}
	plans := countyPlans()
	seeds, targets := make([]int32, len(plans)), make([]float64, len(plans))
	taken := map[int32]bool{}
	for i, p := range plans {
		seeds[i] = h.middle(all, p.x*h.radius, p.y*h.radius, taken)
		taken[seeds[i]] = true
		targets[i] = float64(p.communities)*communityMix + float64(p.villages)*villageMix
	}
	for i, cells := range h.divide(all, seeds, targets, newWaves(r)) {
		p := &plans[i]
		kind := "11"
		if p.code[4] == '2' {
			kind = "12"
		}
		c := &place{code: p.code, name: p.name, kind: kind, parent: t.city, cells: cells, pop: p.pop * 10000, plan: p}
		t.city.kids = append(t.city.kids, c)
		t.counties = append(t.counties, c)
		t.divideCounty(c, seeds[i], newStream(seed, "terrain"+p.code))
	}
	t.city.cells = all
	for _, c := range t.counties {
		t.city.pop += c.pop
	}
	rank := make([][3]int32, gridCount)
	for i, c := range t.counties {
		for j, town := range c.kids {
			for k, v := range town.kids {
				for _, cell := range v.cells {
					rank[cell] = [3]int32{int32(i), int32(j), int32(k)}
				}
			}
		}
	}
	var towns []attractor
	for _, p := range plans {
		if p.seat > 0 {
			f := 0.34 + 0.66*math.Pow(math.Hypot(p.x, p.y), 1.1)
			towns = append(towns, attractor{p.x * f, p.y * f, p.seat, 0.09})
		}
	}
	t.openOffices()
	t.shapes = newShapes(h, rank, towns, newStream(seed, "shapes"))
	return t
}

// townPlan is a township to be: its kind and how many units lie below it.
type townPlan struct {
	kind, suffix          string
	communities, villages int
}

// divideCounty makes the townships of a county: streets nearest its town.
func (t *terrain) divideCounty(c *place, core int32, r stream) {
	p, h := c.plan, t.hexes
	n := p.streets + p.towns + p.rural
	plans := make([]townPlan, n)
	for i := range plans {
		switch {
		case i < p.streets:
			plans[i] = townPlan{kind: "21", suffix: "街道"}
		case i < p.streets+p.towns:
			plans[i] = townPlan{kind: "22", suffix: "镇"}
		default:
			plans[i] = townPlan{kind: "23", suffix: "乡"}
		}
	}
	for i, k := range shares(p.communities, n, r, func(i int) (float64, int) {
		if plans[i].kind == "21" {
			return 10, 3
		}
		return 1.2, 1
	}) {
		plans[i].communities = k
	}
	for i, k := range shares(p.villages, n, r, func(i int) (float64, int) {
		switch plans[i].kind {
		case "21":
			return 0.25, 0
		case "22":
			return 12, 2
		}
		return 8, 2
	}) {
		plans[i].villages = k
	}
	seeds := h.spread(c.cells, n, r)
	slices.SortFunc(seeds, func(a, b int32) int { return cmp.Compare(h.distance(a, core), h.distance(b, core)) })
	targets := make([]float64, n)
	for i, tp := range plans {
		targets[i] = float64(tp.communities)*communityMix + float64(tp.villages)*villageMix
	}
	names := newNamer(r)
	next := map[string]int{"21": 1, "22": 100, "23": 200}
	for i, cells := range h.grow(c.cells, seeds, targets, r) {
		tp := plans[i]
		town := &place{code: fmt.Sprintf("%s%03d", c.code, next[tp.kind]), name: names.township(tp.suffix), kind: tp.kind,
			parent: c, cells: cells, urban: tp.kind == "21", plan: p, skill: 0.25 * r.NormFloat64()}
		next[tp.kind]++
		c.kids = append(c.kids, town)
		t.towns = append(t.towns, town)
		t.divideTown(town, tp, names, r)
	}
	t.settle(c, r)
}

// divideTown makes the villages of a township and their grids.
func (t *terrain) divideTown(town *place, tp townPlan, names *namer, r stream) {
	h, n := t.hexes, tp.communities+tp.villages
	seeds := h.spread(town.cells, n, r)
	targets := make([]float64, n)
	for i := range targets {
		targets[i] = villageMix
		if i < tp.communities {
			targets[i] = communityMix
		}
	}
	community, village := 1, 200
	for i, cells := range h.grow(town.cells, seeds, targets, r) {
		v := &place{parent: town, cells: cells, plan: town.plan, urban: i < tp.communities}
		if v.urban {
			v.kind, v.name, v.code = "31", names.community(), fmt.Sprintf("%s%03d", town.code, community)
			community++
		} else {
			v.kind, v.name, v.code = "32", names.village(), fmt.Sprintf("%s%03d", town.code, village)
			village++
		}
		for k, cell := range cells {
			g := &place{code: fmt.Sprintf("%s%03d", v.code, k+1), name: fmt.Sprintf("%s第%d网格", v.name, k+1), kind: "41",
				parent: v, cells: []int32{cell}, plan: town.plan, urban: v.urban}
			v.kids = append(v.kids, g)
		}
		town.kids = append(town.kids, v)
		t.villages = append(t.villages, v)
	}
}

// settle shares a county's residents among its grids, unevenly, and sets how
// much happens where.
func (t *terrain) settle(c *place, r stream) {
	total := 0.0
	for _, town := range c.kids {
		busy := r.logNormal(1, 0.40)
		for _, v := range town.kids {
			crowd := r.logNormal(1, 0.30)
			if v.urban {
				crowd *= 1.5
			}
			for _, g := range v.kids {
				g.pop = crowd * r.logNormal(1, 0.45)
				total += g.pop
			}
		}
		town.skill += 0.1 * (1 - busy)
		town.weights = []float64{busy} // until the sums are made
	}
	for _, town := range c.kids {
		busy := town.weights[0]
		town.weights = nil
		sum := 0.0
		for _, v := range town.kids {
			stir, inner := r.logNormal(1, 0.45), 0.0
			for _, g := range v.kids {
				g.pop = math.Max(20, math.Round(g.pop/total*c.pop))
				v.pop += g.pop
				inner += g.pop * r.logNormal(1, 0.5)
				v.weights = append(v.weights, inner)
			}
			town.pop += v.pop
			sum += busy * stir * v.pop
			town.weights = append(town.weights, sum)
		}
		c.weights = append(c.weights, sum*c.plan.unrest)
	}
	c.pop = 0
	for _, town := range c.kids {
		c.pop += town.pop
	}
}

// shares splits total into n whole parts by jittered weight, each at least its
// minimum.
func shares(total, n int, r stream, of func(i int) (weight float64, least int)) []int {
	parts, want := make([]int, n), make([]float64, n)
	sum, left := 0.0, total
	for i := range n {
		w, least := of(i)
		want[i] = w * r.logNormal(1, 0.3)
		parts[i] = min(least, left)
		left -= parts[i]
		sum += want[i]
	}
	for ; left > 0; left-- {
		at, lag := 0, math.Inf(1)
		for i := range n {
			if x := (float64(parts[i]) + 0.5) / (want[i] / sum * float64(total)); x < lag {
				at, lag = i, x
			}
		}
		parts[at]++
	}
	return parts
}

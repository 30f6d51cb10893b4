package scan

import (
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/anlan-lake/anlan"
)

// board is a town of w × h square places that touch at their sides.
func board(w, h int) (places []string, touching Adjacency) {
	name := func(x, y int) string { return fmt.Sprintf("%02d%02d", y, x) }
	var pairs [][2]string
	for y := range h {
		for x := range w {
			places = append(places, name(x, y))
			if x > 0 {
				pairs = append(pairs, [2]string{name(x-1, y), name(x, y)})
			}
			if y > 0 {
				pairs = append(pairs, [2]string{name(x, y-1), name(x, y)})
			}
		}
	}
	touching, err := NewAdjacency(places, pairs)
	if err != nil {
		panic(err)
	}
	return places, touching
}

// town gives the cells of a board without counts.
func town(w, h, kinds, periods int, mean, dispersion float64, swell Swell) (Cells, Adjacency) {
	places, touching := board(w, h)
	c := Cells{Places: places, Periods: periods, Swell: swell}
	for k := range kinds {
		c.Kinds = append(c.Kinds, fmt.Sprintf("k%d", k))
		for range periods * len(places) {
			c.Counts = append(c.Counts, 0)
			c.Expected = append(c.Expected, mean*(1+float64(k)/2))
			c.Dispersion = append(c.Dispersion, dispersion)
		}
		for range places {
			c.Error = append(c.Error, 0.01)
		}
	}
	return c, touching
}

func prepare(t *testing.T, s Joint, c Cells, touching Adjacency, seed uint64) *JointScan {
	t.Helper()
	x, err := s.Prepare(t.Context(), c, touching, seed)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func clusters(t *testing.T, x *JointScan, counts []float64) [][]JointCluster {
	t.Helper()
	out, err := x.Clusters(counts)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestJointCalm: cities drawn without a cluster have p-values that are spread
// evenly, though places swell together; a null without overdispersion and swell
// finds clusters in most of them.
func TestJointCalm(t *testing.T) {
	swell := Swell{City: 0.005, Near: 0.04, Own: 0.02, Persistence: 0.6}
	c, touching := town(6, 6, 4, 4, 3, 1.9, swell)
	s := Joint{Places: 8, MaxDuration: 3, Ends: 1, Simulations: 499, MaxClusters: 1, MinCases: 3}
	x := prepare(t, s, c, touching, 11)
	bare := c
	bare.Dispersion, bare.Swell, bare.Error = nil, Swell{}, nil
	poisson := prepare(t, s, bare, touching, 11)
	d := newDraw(c, nearness(touching.steps(c.Places, 4)))
	const cities = 400
	below, wrong := map[float64]int{}, 0
	cells := make([]float64, len(c.Counts))
	for i := range uint64(cities) {
		d.fill(rand.New(rand.NewPCG(77, i)), cells)
		p := 1.0
		if found := clusters(t, x, cells)[0]; len(found) > 0 {
			p = found[0].P
		}
		for _, level := range []float64{0.02, 0.1, 0.5} {
			if p <= level {
				below[level]++
			}
		}
		if found := clusters(t, poisson, cells)[0]; len(found) > 0 && found[0].P <= 0.02 {
			wrong++
		}
	}
	for level, n := range below {
		// Four standard errors, of the cities and of the simulated level.
		if off := math.Abs(float64(n)/cities - level); off > 4*math.Sqrt(level*(1-level)*(1.0/cities+1.0/499)) {
			t.Errorf("%d of %d calm cities have p <= %v", n, cities, level)
		}
	}
	if wrong < cities/4 {
		t.Errorf("a Poisson null finds clusters in %d of %d calm cities: the test has no swell to speak of", wrong, cities)
	}
}

// TestJointPlanted: a rise of two kinds in a block of four places, slight in each
// of them, is found with its places, kinds and periods.
func TestJointPlanted(t *testing.T) {
	c, touching := town(7, 7, 5, 5, 4, 1.5, Swell{Near: 0.01, Persistence: 0.5})
	d := newDraw(c, nearness(touching.steps(c.Places, 4)))
	d.fill(rand.New(rand.NewPCG(3, 9)), c.Counts)
	block := []int{16, 17, 23, 24}
	for _, k := range []int{1, 3} {
		for _, j := range block {
			for t := 3; t < 5; t++ {
				c.Counts[(k*5+t)*49+j] += 6
			}
		}
	}
	s := DefaultJoint()
	s.Ends = 2
	x := prepare(t, s, c, touching, 1)
	found := clusters(t, x, nil)
	if len(found) != 2 || len(found[1]) == 0 {
		t.Fatalf("%+v", found)
	}
	got := found[1][0]
	if !reflect.DeepEqual(got.Places, block) || got.From != 3 || got.To != 4 || len(got.Kinds) < 2 || got.Kinds[0].Kind+got.Kinds[1].Kind != 4 || got.P > 0.005 {
		t.Errorf("%+v", got)
	}
	sum := 0.0
	for _, k := range got.Kinds {
		sum += k.Cases
	}
	if got.Cases != sum || got.Cases < 48 || got.Expected > got.Cases || got.Recurrence() != 1/got.P {
		t.Errorf("%+v", got)
	}
	again := clusters(t, prepare(t, s, c, touching, 1), nil)
	if !reflect.DeepEqual(found, again) {
		t.Error("the same seed gives other figures")
	}
	for i := 1; i < len(found[1]); i++ {
		if slices.ContainsFunc(found[1][i].Places, func(j int) bool { return slices.Contains(block, j) }) {
			t.Errorf("a second cluster shares a place with the first: %+v", found[1][i])
		}
	}
}

// TestJointMost: the search that is spared logarithms by a bound gives the
// largest statistic of all windows, by last period.
func TestJointMost(t *testing.T) {
	c, touching := town(5, 4, 3, 5, 1.2, 1.6, Swell{Near: 0.05, Persistence: 0.3})
	s := Joint{Places: 6, MaxDuration: 3, Ends: 2, Simulations: 19, MaxClusters: 1, MinCases: 2}
	x := prepare(t, s, c, touching, 5)
	d := newDraw(c, nearness(touching.steps(c.Places, 4)))
	cells, most := make([]float64, len(c.Counts)), make([]float64, 2)
	some := false
	for i := range uint64(60) {
		d.fill(rand.New(rand.NewPCG(8, i)), cells)
		x.gather(func(cell int) float64 { return cells[cell] })
		x.most(most)
		want := make([]float64, 2)
		x.each(cells, func(w window) { want[x.ends[w.interval]] = max(want[x.ends[w.interval]], w.ratio) })
		for e := range want {
			if math.Abs(want[e]-most[e]) > 1e-9 {
				t.Errorf("draw %d, end %d: %v, every window gives %v", i, e, most[e], want[e])
			}
			some = some || want[e] > 0
		}
		clear(x.gain)
	}
	if !some {
		t.Error("no window counts: the test cannot fail")
	}
}

// TestJointAbsent: what was not reported is in no window; the rest is judged as if
// the cell were not there.
func TestJointAbsent(t *testing.T) {
	c, touching := town(4, 4, 2, 3, 5, 1.2, Swell{})
	for i := range c.Counts {
		c.Counts[i] = c.Expected[i]
		c.Counts[i] = math.Round(c.Counts[i])
	}
	c.Counts[2*16+5], c.Counts[2*16+6] = math.NaN(), 40
	found := clusters(t, prepare(t, DefaultJoint(), c, touching, 1), nil)[0]
	if len(found) == 0 || !slices.Contains(found[0].Places, 6) || found[0].P > 0.01 {
		t.Fatalf("%+v", found)
	}
	whole := c
	whole.Counts = slices.Clone(c.Counts)
	whole.Counts[2*16+5] = 0
	if other := clusters(t, prepare(t, DefaultJoint(), whole, touching, 1), nil)[0]; other[0].Statistic == found[0].Statistic && slices.Contains(found[0].Places, 5) {
		t.Error("a place that did not report counts as calm")
	}
}

// TestMeasureSwell: the swell of simulated cities is found again, and none where
// there is none.
func TestMeasureSwell(t *testing.T) {
	for _, want := range []Swell{{City: 0.02, Near: 0.1, Own: 0.05, Persistence: 0.7}, {}} {
		places, touching := board(9, 9)
		c := Cells{Places: places, Kinds: []string{"all"}, Periods: 600, Swell: want}
		for range c.Periods * len(places) {
			c.Expected, c.Dispersion = append(c.Expected, 20), append(c.Dispersion, 1.4+20*math.Expm1(want.total()))
		}
		c.Counts = make([]float64, len(c.Expected))
		newDraw(c, nearness(touching.steps(places, 4))).fill(rand.New(rand.NewPCG(5, 5)), c.Counts)
		got, err := MeasureSwell(places, touching, c.Counts, c.Expected)
		if err != nil {
			t.Fatal(err)
		}
		for name, x := range map[string][2]float64{"city": {got.City, want.City}, "near": {got.Near, want.Near}, "own": {got.Own, want.Own}} {
			if math.Abs(x[0]-x[1]) > 0.02 {
				t.Errorf("%s: %.4f, simulated with %.4f (%+v)", name, x[0], x[1], got)
			}
		}
		if want.Persistence > 0 && math.Abs(got.Persistence-want.Persistence) > 0.1 {
			t.Errorf("persistence %.3f, simulated with %v", got.Persistence, want.Persistence)
		}
	}
}

// TestOverdispersed: simulated counts have their mean and variance, by inversion
// and by the gamma.
func TestOverdispersed(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 4))
	for _, x := range [][2]float64{{0.05, 1}, {0.4, 1.8}, {7, 1}, {9, 3}, {80, 1}, {80, 4}} {
		const n = 60000
		sum, square := 0.0, 0.0
		for range n {
			y := overdispersed(r, x[0], x[1])
			sum, square = sum+y, square+y*y
		}
		mean := sum / n
		variance := square/n - mean*mean
		if math.Abs(mean-x[0]) > 5*math.Sqrt(x[0]*x[1]/n) || math.Abs(variance/(x[0]*x[1])-1) > 0.08 {
			t.Errorf("mean %v, dispersion %v: drawn %v, %v", x[0], x[1], mean, variance/mean)
		}
	}
}

func TestZonesHangTogether(t *testing.T) {
	places, touching := board(5, 5)
	z := adjacentZones(touching, places, 7)
	steps := touching.steps(places, 7)
	sets := map[string]int{}
	for i, order := range z.order {
		for m := range order {
			if m > 0 && !slices.ContainsFunc(order[:m], func(j int) bool { return steps[j][order[m]] == 1 }) {
				t.Errorf("zone %v: %d touches none before it", order, order[m])
			}
			if z.first[i][m] {
				sets[fmt.Sprint(z.members(i, m))]++
			}
		}
	}
	if sets["[0]"] != 1 || sets["[11 12]"] != 1 || len(sets) < 25+40 {
		t.Errorf("%d zones, %v", len(sets), sets)
	}
	for set, n := range sets {
		if n > 1 {
			t.Errorf("zone %s is there %d times", set, n)
		}
	}
}

const twoSquares = `{"type":"FeatureCollection","features":[
{"properties":{"code":"a"},"geometry":{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1],[0,0]]]}},
{"properties":{"code":"b"},"geometry":{"type":"MultiPolygon","coordinates":[[[[1,0],[2,0],[2,1],[1,1],[1,0]]]]}},
{"properties":{"code":"c"},"geometry":{"type":"Polygon","coordinates":[[[2,1],[3,1],[3,2],[2,2],[2,1]]]}},
{"properties":{"code":"d"},"geometry":{"type":"Polygon","coordinates":[[[9,9],[10,9],[10,10],[9,9]]]}},
{"properties":{"code":"other"},"geometry":{"type":"Polygon","coordinates":[[[1,1],[2,1],[2,2],[1,1]]]}}]}`

func TestBorders(t *testing.T) {
	got, without, err := Borders([]byte(twoSquares), []string{"a", "b", "c", "d", "e"})
	if err != nil {
		t.Fatal(err)
	}
	// c meets b in a corner only, and nobody else: that is its neighbour.
	want := Adjacency{"a": {"b"}, "b": {"a", "c"}, "c": {"b"}, "d": nil, "e": nil}
	if !reflect.DeepEqual(got, want) || !slices.Equal(without, []string{"e"}) || got.Alone() != 2 {
		t.Errorf("%v, without boundary %v", got, without)
	}
	if kin := Kin([]string{"101", "102", "201"}, func(s string) string { return s[:1] }); !reflect.DeepEqual(kin, Adjacency{"101": {"102"}, "102": {"101"}, "201": nil}) {
		t.Errorf("%v", kin)
	}
}

// TestJointRefuses: bad cells, neighbours and settings are errors that say what
// is wrong.
func TestJointRefuses(t *testing.T) {
	good, touching := town(3, 3, 2, 3, 4, 1.5, Swell{})
	for want, change := range map[string]func(*Cells, *Joint, *Adjacency){
		"is not a count":             func(c *Cells, _ *Joint, _ *Adjacency) { c.Counts[3] = -1 },
		"1.5 is not a count":         func(c *Cells, _ *Joint, _ *Adjacency) { c.Counts[3] = 1.5 },
		"an expectation of -1":       func(c *Cells, _ *Joint, _ *Adjacency) { c.Expected[3] = -1 },
		"where none can be expected": func(c *Cells, _ *Joint, _ *Adjacency) { c.Expected[3], c.Counts[3] = 0, 2 },
		"dispersion of 0.5":          func(c *Cells, _ *Joint, _ *Adjacency) { c.Dispersion[3] = 0.5 },
		"error of the expectation":   func(c *Cells, _ *Joint, _ *Adjacency) { c.Error[0] = math.NaN() },
		"no case is expected":        func(c *Cells, _ *Joint, _ *Adjacency) { fill(c.Counts, 0); fill(c.Expected, 0) },
		"53 counts":                  func(c *Cells, _ *Joint, _ *Adjacency) { c.Counts = c.Counts[1:] },
		"0 periods":                  func(c *Cells, _ *Joint, _ *Adjacency) { c.Periods = 0 },
		"a swell of":                 func(c *Cells, _ *Joint, _ *Adjacency) { c.Swell.Persistence = 1 },
		"4 last periods of 3":        func(_ *Cells, s *Joint, _ *Adjacency) { s.Ends = 4 },
		"19 simulations":             func(_ *Cells, s *Joint, _ *Adjacency) { s.Simulations = 3 },
		"is there twice":             func(c *Cells, _ *Joint, _ *Adjacency) { c.Places = slices.Clone(c.Places); c.Places[1] = c.Places[0] },
		"0000 has no entry":          func(_ *Cells, _ *Joint, a *Adjacency) { delete(*a, "0000") },
		"elsewhere is none of them":  func(_ *Cells, _ *Joint, a *Adjacency) { (*a)["elsewhere"] = nil },
		"names 0202, want another":   func(_ *Cells, _ *Joint, a *Adjacency) { (*a)["0001"] = append(slices.Clone((*a)["0001"]), "0202") },
		"do not match the places: 0": func(_ *Cells, _ *Joint, a *Adjacency) { (*a)["0000"] = nil },
	} {
		c, s, a := good, DefaultJoint(), Adjacency{}
		c.Counts, c.Expected, c.Dispersion, c.Error = slices.Clone(c.Counts), slices.Clone(c.Expected), slices.Clone(c.Dispersion), slices.Clone(c.Error)
		for p, of := range touching {
			a[p] = of
		}
		change(&c, &s, &a)
		_, err := s.Prepare(t.Context(), c, a, 1)
		if err == nil || !strings.Contains(err.Error(), want) || anlan.KindOf(err) != anlan.Invalid {
			t.Errorf("%s: %v", want, err)
		}
	}
	if _, err := NewAdjacency([]string{"a", "b"}, [][2]string{{"a", "z"}}); err == nil || !strings.Contains(err.Error(), "z is none of the 2 places") {
		t.Error(err)
	}
	if _, err := NewAdjacency([]string{"a", "b"}, [][2]string{{"a", "a"}}); err == nil {
		t.Error("a place touches itself")
	}
	if _, _, err := Borders([]byte("{"), nil); err == nil {
		t.Error("no GeoJSON is read")
	}
	x := prepare(t, DefaultJoint(), good, touching, 1)
	if _, err := x.Clusters([]float64{1}); err == nil {
		t.Error("counts of other cells are scanned")
	}
}

func fill(list []float64, v float64) {
	for i := range list {
		list[i] = v
	}
}

// FuzzBorders: whatever the boundaries, the answer is an adjacency of the places
// or an error.
func FuzzBorders(f *testing.F) {
	f.Add([]byte(twoSquares))
	f.Add([]byte(`{"features":[{"properties":{"code":"a"},"geometry":{"type":"Polygon","coordinates":[[[1]]]}}]}`))
	f.Add([]byte(`{"features":[{"properties":{"code":"a"},"geometry":{"type":"Polygon","coordinates":[[],[[1,2]],[[1e300,2]]]}}]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		places := []string{"a", "b", "c"}
		a, _, err := Borders(text, places)
		if err != nil {
			return
		}
		if err := a.check(places); err != nil {
			t.Error(err)
		}
	})
}

// FuzzJoint: whatever the cells, a scan answers or refuses; it does not panic.
func FuzzJoint(f *testing.F) {
	f.Add(3.0, 2.0, 1.5, 0.1, 0.05, uint8(2))
	f.Add(-1.0, 0.0, 0.0, math.NaN(), 9.0, uint8(1))
	f.Add(1e15, 1e8, 1e5, 1e5, 3.0, uint8(4))
	f.Fuzz(func(t *testing.T, count, mean, dispersion, wrong, near float64, kinds uint8) {
		c, touching := town(3, 2, 1+int(kinds%4), 3, mean, dispersion, Swell{Near: near, Persistence: 0.5})
		for i := range c.Error {
			c.Error[i] = wrong
		}
		c.Counts[len(c.Counts)-1] = count
		s := DefaultJoint()
		s.Simulations = 19
		x, err := s.Prepare(t.Context(), c, touching, 1)
		if err != nil {
			return
		}
		found, err := x.Clusters(nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, k := range found[0] {
			if !(k.P > 0 && k.P <= 1) || math.IsNaN(k.Statistic) || len(k.Kinds) == 0 {
				t.Errorf("%+v", k)
			}
		}
	})
}

package night

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/edition"
)

// TestWithheldSums: a sum of withheld counts is told only where each small one can
// be anything from 1 to 4.
func TestWithheldSums(t *testing.T) {
	small := func(v float64) weekCell { return weekCell{exact: v, shown: 1} }
	guard := func(v float64) weekCell { return weekCell{exact: v, shown: anlan.Withheld} }
	for name, x := range map[string]struct {
		hidden []weekCell
		safe   bool
	}{
		"none":                        {nil, true},
		"one":                         {[]weekCell{small(2)}, false},
		"two of which both are 4":     {[]weekCell{small(4), small(4)}, false},
		"two of which both are 1":     {[]weekCell{small(1), small(1)}, false},
		"two that can be anything":    {[]weekCell{small(2), small(3)}, true},
		"three of 1":                  {[]weekCell{small(1), small(1), small(1)}, false},
		"three of 2":                  {[]weekCell{small(2), small(2), small(2)}, true},
		"one beside a large one":      {[]weekCell{small(2), guard(9)}, true},
		"one beside a guard of 0":     {[]weekCell{small(2), guard(0)}, false},
		"a guard that is small alone": {[]weekCell{guard(3)}, false},
		"a large one alone":           {[]weekCell{guard(9)}, true},
	} {
		if tellsNone(x.hidden) != x.safe {
			t.Errorf("%s: safe %v", name, !x.safe)
		}
	}
}

func TestWithholdClusters(t *testing.T) {
	point := func(area, kind, week string, n int64) edition.SeriesPoint {
		return edition.SeriesPoint{Series: "hotline_domain", Kind: kind, Area: area, Level: anlan.Township, Week: week, Observed: n}
	}
	exact := []edition.SeriesPoint{point("629902001", "03", "2026-10-12", 9), point("629902002", "03", "2026-10-12", 8), point("629902001", "03", "2026-10-19", 9), point("629902002", "03", "2026-10-19", 2)}
	shown := append([]edition.SeriesPoint(nil), exact...)
	shown[3].Observed = 1
	cluster := func(from, to string, n float64) anlan.Cluster {
		return anlan.Cluster{Level: anlan.Township, Areas: []string{"629902001", "629902002"}, Kinds: []anlan.SeriesKind{{Series: "hotline_domain", Kind: "03"}}, From: from, Period: to, Observed: n, Expected: 6, P: 0.01}
	}
	got := newWeeks(exact, shown, nil, nil).withholdClusters([]anlan.Cluster{cluster("2026-W42", "2026-W42", 17), cluster("2026-W42", "2026-W43", 28), cluster("2026-W43", "2026-W43", 11), cluster("2026-W41", "2026-W41", 20),
		cluster("2026-W42", "2026-W42", 3), cluster("soon", "2026-W43", 9)}, nil)
	for i, want := range []float64{17, anlan.Withheld, anlan.Withheld, anlan.Withheld, anlan.Withheld, anlan.Withheld} {
		if got[i].Observed != want || (got[i].P == 0) == (want == 17) {
			t.Errorf("cluster %d: %v, p %v; want %v", i, got[i].Observed, got[i].P, want)
		}
	}
}

// TestClusterSumsHold: over small cities of which every possible table can be
// written down, the sums of clusters that are shown leave to each withheld small
// count every value from 1 to 4 that it has without them. Shown all as they are,
// they do not.
func TestClusterSumsHold(t *testing.T) {
	t.Parallel()
	kept, told, bare := 0, 0, 0
	for seed := range uint64(30) {
		c := newSumCity(seed)
		shown := newWeeks(c.exact, c.shown, nil, nil).withholdClusters(slices.Clone(c.clusters), nil)
		alone := c.possible(nil)
		with := c.possible(shown)
		for _, x := range shown {
			if !isHidden(x.Observed) {
				kept++
			}
		}
		for cell, values := range alone {
			if !maps.Equal(values, with[cell]) {
				told++
				t.Errorf("city %d: %v can be %v, and with the sums %v", seed, cell, values, with[cell])
			}
		}
		for cell, values := range c.possible(c.clusters) {
			if !maps.Equal(values, alone[cell]) {
				bare++
			}
		}
	}
	if t.Logf("%d sums shown; %d counts could be told if all were", kept, bare); kept < 15 || bare < 50 {
		t.Errorf("%d sums shown, %d counts told without the rule: too few to prove anything", kept, bare)
	}
}

// sumCity is a city of four townships, two kinds and two weeks, with clusters.
type sumCity struct {
	exact, shown []edition.SeriesPoint
	clusters     []anlan.Cluster
	cells        []weekCell // withheld ones
	week         []string   // theirs
}

func newSumCity(seed uint64) *sumCity {
	r := rand.New(rand.NewPCG(seed, 7))
	c := &sumCity{}
	kinds, weeks := []string{"01", "02"}, []string{"2026-10-12", "2026-10-19"}
	areas := []string{"629902001", "629902002", "629903001", "629903002"}
	for _, kind := range kinds {
		for _, week := range weeks {
			sum := int64(0)
			for _, area := range areas {
				n := []int64{0, 1, 2, 3, 3, 4, 4, 5, 6}[r.IntN(9)]
				sum += n
				c.exact = append(c.exact, edition.SeriesPoint{Series: "s", Kind: kind, Area: area, Level: anlan.Township, Week: week, Observed: n})
			}
			c.exact = append(c.exact, edition.SeriesPoint{Series: "s", Kind: kind, Area: "6299", Level: anlan.City, Week: week, Observed: sum})
		}
	}
	c.shown = withholdSeries(slices.Clone(c.exact), hiddenCounts{})
	names := []string{"2026-W42", "2026-W43"}
	for range 3 {
		from := r.IntN(2)
		to := from + r.IntN(2-from)
		x := anlan.Cluster{Level: anlan.Township, From: names[from], Period: names[to], P: 0.01}
		for _, area := range areas {
			if r.IntN(2) == 0 {
				x.Areas = append(x.Areas, area)
			}
		}
		for _, kind := range kinds {
			if r.IntN(3) > 0 {
				x.Kinds = append(x.Kinds, anlan.SeriesKind{Series: "s", Kind: kind})
			}
		}
		for _, p := range c.exact {
			if p.Level > anlan.City && counts(x, p.Kind, p.Area, p.Week) {
				x.Observed += float64(p.Observed)
			}
		}
		if x.Observed >= anlan.SmallCell {
			c.clusters = append(c.clusters, x)
		}
	}
	for n, p := range c.shown {
		if e := c.exact[n]; p.Level > anlan.City && isHidden(float64(p.Observed)) {
			c.cells, c.week = append(c.cells, weekCell{p.Series, p.Kind, p.Area, p.Level, float64(e.Observed), float64(p.Observed)}), append(c.week, p.Week)
		}
	}
	return c
}

func counts(x anlan.Cluster, kind, area, week string) bool {
	return slices.Contains(x.Areas, area) && slices.Contains(mondays(x.From, x.Period), week) &&
		slices.ContainsFunc(x.Kinds, func(k anlan.SeriesKind) bool { return k.Kind == kind })
}

// possible gives, for each withheld small count, the values from 1 to 4 that some
// table has which agrees with the city's sums of kinds and weeks and with those of
// the clusters that show one.
func (c *sumCity) possible(clusters []anlan.Cluster) map[string]map[int]bool {
	var sums []map[int]bool // the cells in each sum
	var left []int          // what they must add up to
	add := func(in func(n int) bool) {
		cells, sum := map[int]bool{}, 0
		for n := range c.cells {
			if in(n) {
				cells[n], sum = true, sum+int(c.cells[n].exact)
			}
		}
		sums, left = append(sums, cells), append(left, sum)
	}
	for _, line := range []string{"01 2026-10-12", "01 2026-10-19", "02 2026-10-12", "02 2026-10-19"} {
		add(func(n int) bool { return line == c.cells[n].kind+" "+c.week[n] })
	}
	for _, x := range clusters {
		if !isHidden(x.Observed) {
			add(func(n int) bool { return counts(x, c.cells[n].kind, c.cells[n].area, c.week[n]) })
		}
	}
	last := make([]int, len(sums)) // last cell of each sum
	for s, cells := range sums {
		for n := range cells {
			last[s] = max(last[s], n)
		}
	}
	out := map[string]map[int]bool{}
	values := make([]int, len(c.cells))
	var try func(n int) bool
	fixed, value := -1, 0
	try = func(n int) bool {
		if n == len(c.cells) {
			return true
		}
		low, high := 1, anlan.SmallCell-1
		if c.cells[n].shown == anlan.Withheld {
			low, high = 0, 24
		}
		if n == fixed {
			low, high = value, value
		}
	next:
		for v := low; v <= high; v++ {
			values[n] = v
			for s, cells := range sums {
				if !cells[n] {
					continue
				}
				sum := 0
				for m := range n + 1 {
					if cells[m] {
						sum += values[m]
					}
				}
				if sum > left[s] {
					break next
				}
				if last[s] == n && sum != left[s] {
					continue next
				}
			}
			if try(n + 1) {
				return true
			}
		}
		return false
	}
	for n, cell := range c.cells {
		if !smallCount(cell.exact) {
			continue
		}
		can := map[int]bool{}
		for fixed, value = n, 1; value < anlan.SmallCell; value++ {
			if try(0) {
				can[value] = true
			}
		}
		out[strings.Join([]string{cell.kind, cell.area, c.week[n]}, " ")] = can
	}
	return out
}

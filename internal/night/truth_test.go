package night_test

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/etl/demo"
	"github.com/anlan-lake/anlan/internal/lake"
)

// figureKey names one figure of the measures.
type figureKey struct{ indicator, area, period string }

// TestTruth holds every figure of the measures against a computation in plain
// Go from the demo city as the generator made it: no file, no landing, no SQL
// and no compiler in between. Present areas and periods must be the same, and
// what is missing must be missing on both sides.
func TestTruth(t *testing.T) {
	holdTruth(t, sharedCity(), finished(t).lake)
}

// TestTruthShortHistory does it for a city whose registers reach back a year
// and no longer: the first period lies before its areas were, and of the
// windows of twelve months only the last can be covered.
func TestTruthShortHistory(t *testing.T) {
	t.Parallel()
	d := writeCity(t.TempDir(), demo.Options{Months: 2, History: 11, Nights: 20, Scale: 0.01, Seed: 3, Until: day("2026-11-30")})
	holdTruth(t, d, runAll(t, d, t.TempDir()).lake)
}

func holdTruth(t *testing.T, d demoCity, l *lake.Lake) {
	got, levels := readMeasures(t, l)
	want := newOracle(d.city, d.until).figures()

	missing, diverging, extra := 0, 0, 0
	perIndicator := map[string]int{}
	for k, w := range want {
		perIndicator[k.indicator]++
		g, ok := got[k]
		if !ok {
			if missing++; missing <= 10 {
				t.Errorf("%v is not among the measures; want %v", k, w)
			}
			continue
		}
		if level, ok := chineseLevels.Of(k.area); !ok || levels[k] != int(level) {
			t.Errorf("%v stands at level %d", k, levels[k])
		}
		if !g.same(w) {
			if diverging++; diverging <= 20 {
				t.Errorf("%v: the lake has %v, the truth is %v", k, g, w)
			}
		}
	}
	for k := range got {
		if _, ok := want[k]; !ok {
			if extra++; extra <= 10 {
				t.Errorf("%v is among the measures and should not be: %v", k, got[k])
			}
		}
	}
	if missing+diverging+extra > 0 {
		t.Errorf("%d of %d figures diverge, %d are missing, %d are too many", diverging, len(want), missing, extra)
	}
	if n := len(perIndicator); n != 51 {
		t.Errorf("the truth has %d indicators, want 51", n)
	}
	empty := 0
	for _, w := range want {
		if !w.num.ok {
			empty++
		}
	}
	t.Logf("%d figures of %d indicators agree, %d of them missing on both sides", len(want)-missing-diverging, len(perIndicator), empty)
}

// value is a number or nothing.
type value struct {
	v  float64
	ok bool
}

func some(v float64) value { return value{v, true} }

func (a value) same(b value) bool {
	if !a.ok || !b.ok {
		return a.ok == b.ok
	}
	return a.v == b.v || math.Abs(a.v-b.v) <= 1e-9*math.Max(math.Abs(a.v), math.Abs(b.v))
}

func (a value) String() string {
	if !a.ok {
		return "nothing"
	}
	return fmt.Sprintf("%.12g", a.v)
}

// figure is one row of the measures.
type figure struct{ num, den, n value }

func (f figure) same(g figure) bool {
	return f.num.same(g.num) && f.den.same(g.den) && f.n.same(g.n)
}

func (f figure) String() string { return fmt.Sprintf("num %v den %v n %v", f.num, f.den, f.n) }

// readMeasures reads the mart as it stands in the lake, and each row's level.
func readMeasures(t *testing.T, l *lake.Lake) (map[figureKey]figure, map[figureKey]int) {
	t.Helper()
	s := session(t, l)
	rows, err := s.Rows(context.Background(), "select indicator_id, area_code, area_level, period, num, den, n from measure")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	got, levels := map[figureKey]figure{}, map[figureKey]int{}
	for rows.Next() {
		var k figureKey
		var level int
		var num, den, n *float64
		if err := rows.Scan(&k.indicator, &k.area, &level, &k.period, &num, &den, &n); err != nil {
			t.Fatal(err)
		}
		if _, twice := got[k]; twice {
			t.Errorf("%v stands twice", k)
		}
		got[k], levels[k] = figure{pointed(num), pointed(den), pointed(n)}, level
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return got, levels
}

func pointed(p *float64) value {
	if p == nil {
		return value{}
	}
	return some(*p)
}

// TestTruthPeriods holds the list of periods: thirteen months that have ended
// and the running one, if it still runs.
func TestTruthPeriods(t *testing.T) {
	for _, c := range []struct {
		asOf        string
		n           int
		first, last string
	}{
		{"2026-11-20", 14, "2025-10", "2026-11"},
		{"2026-11-30", 13, "2025-11", "2026-11"},
		{"2026-01-01", 14, "2024-12", "2026-01"},
		{"2028-02-29", 13, "2027-02", "2028-02"},
	} {
		list := monthsUntil(secondsOf(day(c.asOf)))
		names := make([]string, len(list))
		for i, p := range list {
			names[i] = p.name
		}
		slices.SortFunc(names, cmp.Compare)
		if len(names) != c.n || names[0] != c.first || names[len(names)-1] != c.last {
			t.Errorf("as of %s the periods are %v", c.asOf, names)
		}
	}
}

var chineseLevels = anlan.Levels{4, 6, 9, 12, 15}

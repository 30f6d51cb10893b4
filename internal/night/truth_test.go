package night_test

import (
	"cmp"
	"context"
	"slices"
	"testing"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/etl/demo"
	"github.com/anlan-lake/anlan/etl/demo/figures"
	"github.com/anlan-lake/anlan/internal/lake"
)

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
	want := figures.Compute(d.city, d.until)

	missing, diverging, extra := 0, 0, 0
	perIndicator := map[string]int{}
	for k, w := range want {
		perIndicator[k.Indicator]++
		g, ok := got[k]
		if !ok {
			if missing++; missing <= 10 {
				t.Errorf("%v is not among the measures; want %v", k, w)
			}
			continue
		}
		if level, ok := chineseLevels.Of(k.Area); !ok || levels[k] != int(level) {
			t.Errorf("%v stands at level %d", k, levels[k])
		}
		if !g.Same(w) {
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
	if n := len(perIndicator); n != 133 {
		t.Errorf("the truth has %d indicators, want 133", n)
	}
	empty := 0
	for _, w := range want {
		if !w.Num.OK {
			empty++
		}
	}
	t.Logf("%d figures of %d indicators agree, %d of them missing on both sides", len(want)-missing-diverging, len(perIndicator), empty)
}

// readMeasures reads the mart as it stands in the lake, and each row's level.
func readMeasures(t *testing.T, l *lake.Lake) (map[figures.Key]figures.Figure, map[figures.Key]int) {
	t.Helper()
	s := session(t, l)
	rows, err := s.Rows(context.Background(), "select indicator_id, area_code, area_level, period, num, den, n from measure where length(period) = 7 and period not like '%Q%'")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	got, levels := map[figures.Key]figures.Figure{}, map[figures.Key]int{}
	for rows.Next() {
		var k figures.Key
		var level int
		var num, den, n *float64
		if err := rows.Scan(&k.Indicator, &k.Area, &level, &k.Period, &num, &den, &n); err != nil {
			t.Fatal(err)
		}
		if _, twice := got[k]; twice {
			t.Errorf("%v stands twice", k)
		}
		got[k], levels[k] = figures.Figure{Num: pointed(num), Den: pointed(den), N: pointed(n)}, level
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return got, levels
}

func pointed(p *float64) figures.Value {
	if p == nil {
		return figures.Value{}
	}
	return figures.Some(*p)
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
		names := figures.Periods(day(c.asOf))
		slices.SortFunc(names, cmp.Compare)
		if len(names) != c.n || names[0] != c.first || names[len(names)-1] != c.last {
			t.Errorf("as of %s the periods are %v", c.asOf, names)
		}
	}
}

var chineseLevels = anlan.Levels{4, 6, 9, 12, 15}

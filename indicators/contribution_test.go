package indicators

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/anlan-lake/anlan"
)

// twoMonths evaluates two months of a random city under a framework: missing
// figures, small cells, adequacy factors, and a veto in the second month.
func twoMonths(t testing.TB, f *Framework, seed uint64) (areas []anlan.Area, r Result) {
	t.Helper()
	rng := rand.New(rand.NewPCG(seed, 1))
	areas = []anlan.Area{{Code: "6299", Level: anlan.City, Type: "01"}}
	for c := range 4 {
		county := fmt.Sprintf("6299%02d", c+1)
		areas = append(areas, anlan.Area{Code: county, Level: anlan.County, Type: "12", Parent: "6299"})
		for k := range 3 {
			areas = append(areas, anlan.Area{Code: fmt.Sprintf("%s%03d", county, k+1), Level: anlan.Township, Type: "22", Parent: county})
		}
	}
	in := EvaluateInput{Areas: areas, Levels: china, Vetoes: []VetoFact{{Indicator: "GA06", Area: "629901", Day: "2026-10-15", Document: "d", By: "b"}, {Indicator: "GA06", Area: "629901", Day: "2026-10-16", Document: "e", By: "b"}}}
	for _, period := range []string{"2026-09", "2026-10"} {
		for _, a := range areas {
			for _, i := range f.Indicators {
				if !i.Claims(a.Level) || rng.IntN(8) == 0 {
					continue
				}
				n := 2 + float64(rng.IntN(800))
				m := measure(i.ID, a.Code, float64(rng.IntN(int(n))), n)
				m.Period = period
				in.Measures = append(in.Measures, m)
			}
			for _, x := range f.Adequacy {
				if rho := rng.Float64(); a.Level <= anlan.County && rho > 0.2 {
					in.Adequacy = append(in.Adequacy, anlan.Adequacy{Factor: x.ID, Area: a.Code, Level: a.Level, Period: period, Rho: &rho})
				}
			}
		}
	}
	in.Cells = f.Cells(in.Areas, in.Measures)
	r, err := f.Evaluate(in)
	if err != nil {
		t.Fatal(err)
	}
	return areas, r
}

// heavier is the peace index with another version's weights, goalposts, and
// one indicator left out.
func heavier(t testing.TB) *Framework {
	t.Helper()
	f, err := Builtin("peace")
	if err != nil {
		t.Fatal(err)
	}
	g := *f
	g.Indicators = slices.Clone(f.Indicators[1:])
	for n := range g.Indicators {
		g.Indicators[n].Weight *= 1 + float64(n%3)/4
		if p := g.Indicators[n].Goal; p != nil && n%5 == 0 {
			g.Indicators[n].Goal = &Goal{Worst: p.Worst + (p.Best-p.Worst)/10, Best: p.Best}
		}
	}
	return &g
}

func points1(rows []anlan.Contribution) (sum float64) {
	for _, r := range rows {
		sum += r.Points
	}
	return sum
}

func score(s Standing, category string) float64 { return *s.Index[category].Score }

// Parts add up to the difference, whatever changed between the two: figures,
// missing ones, small cells, factors, weights, a veto.
func TestContributionsAddUp(t *testing.T) {
	f, err := Builtin("peace")
	if err != nil {
		t.Fatal(err)
	}
	older := heavier(t)
	withheld := 0
	for seed := range uint64(4) {
		areas, r := twoMonths(t, f, seed)
		_, asPublished := twoMonths(t, older, seed+100)
		sep, oct := f.Standings(r.Scores, r.Index, "2026-09"), f.Standings(r.Scores, r.Index, "2026-10")
		old := older.Standings(asPublished.Scores, asPublished.Index, "2026-09")
		for _, a := range areas {
			for _, target := range []Target{{}, {Category: f.Categories[1].Code}, {Category: f.Categories[4].Code}} {
				before := sep[a.Code]
				for name, past := range map[string]Past{"as now": {Published: before}, "published": {Published: old[a.Code], AsNow: &before}} {
					rows, err := Difference(target, past, oct[a.Code])
					if err != nil {
						t.Fatal(err)
					}
					want := score(oct[a.Code], target.Category) - score(past.Published, target.Category)
					if got := points1(rows); math.Abs(got-want) > rounding {
						t.Fatalf("%s %v %s: parts add up to %v, the score moved by %v", a.Code, target, name, got, want)
					}
					for _, row := range rows {
						if row.Part == anlan.PartWithheld {
							withheld++
						}
						if s, ok := scoreOf(oct[a.Code], row.Indicator); ok && s.Suppressed && s.State == anlan.StateOK {
							t.Fatalf("%s: %s is withheld and has a contribution of its own", a.Code, row.Indicator)
						}
					}
				}
			}
		}
	}
	if withheld == 0 {
		t.Error("no small cell was compared")
	}
}

func scoreOf(s Standing, id string) (anlan.Score, bool) {
	n := slices.IndexFunc(s.Scores, func(x anlan.Score) bool { return x.Indicator == id })
	if n < 0 {
		return anlan.Score{}, false
	}
	return s.Scores[n], true
}

// The difference from the peers' mean and from 100.
func TestContributionsOfAGroup(t *testing.T) {
	f, _ := Builtin("peace")
	areas, r := twoMonths(t, f, 7)
	at := f.Standings(r.Scores, r.Index, "2026-10")
	for _, level := range []anlan.Level{anlan.County, anlan.Township} {
		var group []Standing
		for _, a := range areas {
			if a.Level == level {
				group = append(group, at[a.Code])
			}
		}
		g := NewGroup(Target{}, group)
		for n, s := range group {
			mean := 0.0
			for k, p := range group {
				if k != n {
					mean += score(p, "") / float64(len(group)-1)
				}
			}
			rows, err := g.AgainstPeers(s.Area)
			if err != nil {
				t.Fatal(err)
			}
			if got, want := points1(rows), score(s, "")-mean; math.Abs(got-want) > rounding {
				t.Errorf("%s against peers: parts add up to %v, the difference is %v", s.Area, got, want)
			}
			if rows, err = g.AgainstGoal(s.Area); err != nil {
				t.Fatal(err)
			}
			if got, want := points1(rows), score(s, "")-100; math.Abs(got-want) > rounding {
				t.Errorf("%s against 100: parts add up to %v, the difference is %v", s.Area, got, want)
			}
		}
	}
	if _, err := NewGroup(Target{}, []Standing{at["629901"]}).AgainstPeers("629901"); anlan.KindOf(err) != anlan.NotFound {
		t.Errorf("an area without peers: %v", err)
	}
}

// Seen from the other side every part has the other sign, and what did not
// change has no part.
func TestContributionsAreSymmetric(t *testing.T) {
	f, _ := Builtin("peace")
	_, r := twoMonths(t, f, 3)
	sep, oct := f.Standings(r.Scores, r.Index, "2026-09"), f.Standings(r.Scores, r.Index, "2026-10")
	for code, a := range sep {
		there, err := Difference(Target{}, Past{Published: a}, oct[code])
		if err != nil {
			t.Fatal(err)
		}
		back, _ := Difference(Target{}, Past{Published: oct[code]}, a)
		if len(there) != len(back) {
			t.Fatalf("%s: %d parts there, %d back", code, len(there), len(back))
		}
		for n := range there {
			x, y := there[n], back[n]
			if x.Indicator != y.Indicator || x.Part != y.Part || math.Abs(x.Points+y.Points) > rounding {
				t.Fatalf("%s: %+v there, %+v back", code, x, y)
			}
		}
		if same, _ := Difference(Target{}, Past{Published: a, AsNow: &a}, a); len(same) != 0 && points1(same) != 0 {
			t.Errorf("%s against itself has %d parts", code, len(same))
		}
	}
}

// Weight that comes or goes is coverage: an indicator above the mean that gains
// a figure raises the total by just that, and nothing else moves.
func TestCoverageIsApart(t *testing.T) {
	f := tinyFramework(t)
	was, is := []anlan.Measure{measure("A1", "629902", 60, 100), measure("B1", "629902", 2)}, []anlan.Measure{measure("A1", "629902", 60, 100), measure("B1", "629902", 2), median("A2", "629902", 10, 50)}
	at := func(m []anlan.Measure) Standing {
		_, _, r := evaluated(t, EvaluateInput{Measures: m, Areas: places, Levels: china})
		return f.Standings(r.Scores, r.Index, "2026-09")["629902"]
	}
	rows, err := Difference(Target{}, Past{Published: at(was)}, at(is))
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 1 || rows[0].Part != anlan.PartCoverage || rows[0].Category != "A" || math.Abs(rows[0].Points-16) > rounding {
		t.Errorf("A2 comes with 100: %+v; want 16 points of coverage (A from 20 to 46.67 at 60%%)", rows)
	}
	one, err := Difference(Target{Indicator: "A2"}, Past{Published: at(is)}, at(is))
	if err != nil || len(one) != 0 {
		t.Errorf("A2 against itself: %v %v", one, err)
	}
	if _, err := Difference(Target{Indicator: "A2"}, Past{Published: at(was)}, at(is)); anlan.KindOf(err) != anlan.NotFound {
		t.Errorf("A2 had no figure: %v", err)
	}
}

// One withheld figure is never shown alone.
func TestWithheldAreTwo(t *testing.T) {
	f, _ := Builtin("peace")
	_, r := twoMonths(t, f, 11)
	clear := func(s Standing, hide string) Standing {
		s.Scores = slices.Clone(s.Scores)
		for n, x := range s.Scores {
			s.Scores[n].Suppressed = x.Indicator == hide
			s.Scores[n] = s.Scores[n].Shown()
		}
		return s
	}
	// All shown first, to have something to hide.
	var shown []anlan.Score
	for _, x := range r.Scores {
		x.Suppressed = false
		shown = append(shown, x)
	}
	oct, sep := f.Standings(shown, r.Index, "2026-10")["629901"], f.Standings(shown, r.Index, "2026-09")["629901"]
	all, err := Difference(Target{}, Past{Published: sep}, oct)
	if err != nil {
		t.Fatal(err)
	}
	with := map[string]bool{}
	for _, row := range all {
		if row.Indicator != "" {
			with[row.Indicator] = true
		}
	}
	for id := range with {
		rows, err := Difference(Target{}, Past{Published: clear(sep, "")}, clear(oct, id))
		if err != nil {
			t.Fatal(err)
		}
		left := map[string]bool{}
		for _, row := range rows {
			left[row.Indicator] = true
		}
		gone := 0
		for other := range with {
			if !left[other] {
				gone++
			}
		}
		if left[id] || gone != 2 || math.Abs(points1(rows)-points1(all)) > rounding {
			t.Errorf("with %s withheld %d indicators have no part of their own, and %v of %v points are left", id, gone, points1(rows), points1(all))
		}
	}
	if _, err := Difference(Target{Indicator: "GA01"}, Past{Published: sep}, clear(oct, "GA01")); err == nil {
		t.Error("a withheld figure is taken apart")
	}
}

// A place lost is shared between the area's own change and the others'.
func TestRankMove(t *testing.T) {
	f := tinyFramework(t)
	rows := func(scores ...float64) []anlan.IndexRow {
		var out []anlan.IndexRow
		for n, v := range scores {
			out = append(out, anlan.IndexRow{Area: fmt.Sprint(n), Score: num(v), Peers: "g", Rank: 1})
		}
		ranks, _, _ := f.bands(out)
		for n := range out {
			out[n].Rank = ranks[n]
		}
		return out
	}
	before := rows(80, 70, 60)
	for _, c := range []struct {
		now         []anlan.IndexRow
		own, others float64
	}{
		{rows(80, 70, 60), 0, 0},
		{rows(50, 70, 60), 2, 0},     // fell by itself
		{rows(80, 90, 60), 0, 1},     // was overtaken
		{rows(65, 90, 60), 0.5, 0.5}, // either would have cost a place
		{rows(95, 90, 60), -0.5, 0.5},
	} {
		m, ok := f.RankMove("0", before, c.now)
		if !ok || math.Abs(m.Own-c.own) > 1e-12 || math.Abs(m.Others-c.others) > 1e-12 || float64(m.Now-m.Before) != m.Own+m.Others {
			t.Errorf("%+v, want own %v, others %v", m, c.own, c.others)
		}
	}
	if _, ok := f.RankMove("9", before, before); ok {
		t.Error("an area without a rank moved")
	}
}

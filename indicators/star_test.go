package indicators

import (
	"math"
	"testing"

	"github.com/anlan-lake/anlan"
)

func starRules(t *testing.T) StarRules {
	t.Helper()
	f, err := Builtin("peace")
	if err != nil {
		t.Fatal(err)
	}
	return f.Stars
}

// given makes scores of the weights that the peace index has, nil for missing.
func given(jc01, jc02, jc03, jc04, md02, sq10 *float64) map[string]anlan.Score {
	m := map[string]anlan.Score{}
	for id, s := range map[string]struct {
		score  *float64
		weight float64
	}{"JC01": {jc01, 0.7}, "JC02": {jc02, 0.5}, "JC03": {jc03, 0.6}, "JC04": {jc04, 0.8}, "MD02": {md02, 1.6}, "SQ10": {sq10, 1.8}} {
		m[id] = anlan.Score{Score: s.score, Weight: s.weight}
	}
	return m
}

func TestStarPoints(t *testing.T) {
	r := starRules(t)
	points, coverage := r.Points(given(num(100), num(80), num(90), num(70), num(60), num(50)))
	// (70 + 40 + 54 + 56 + 96 + 90) / 6 = 406 / 6
	if points == nil || math.Abs(*points-406.0/6) > 1e-9 || math.Abs(coverage-1) > 1e-9 {
		t.Errorf("points %v, coverage %v", show(points), coverage)
	}
	// Without SQ10 4.2 of 6 is covered, exactly 70%: judged on what is there.
	if points, coverage = r.Points(given(num(100), num(80), num(90), num(70), num(60), nil)); points == nil || math.Abs(*points-316/4.2) > 1e-9 {
		t.Errorf("with 70%% covered: %v, coverage %v", show(points), coverage)
	}
	if points, coverage = r.Points(given(nil, num(80), num(90), num(70), num(60), nil)); points != nil || coverage > 0.7 {
		t.Errorf("with %v covered there are points: %v", coverage, show(points))
	}
	if points, _ = r.Points(nil); points != nil {
		t.Error("points from nothing")
	}
}

func TestStars(t *testing.T) {
	r := starRules(t)
	all := func(v float64) map[string]anlan.Score { return given(num(v), num(v), num(v), num(v), num(v), num(v)) }
	for _, c := range []struct {
		points          float64
		before          int
		fallen          bool
		ruled, proposed int
	}{
		{92, 5, false, 5, 5},
		{91.99, 5, false, 4, 4},
		{85, 4, false, 4, 4},
		{75, 3, false, 3, 3},
		{65, 2, false, 2, 2},
		{64.99, 2, false, 1, 1},
		{99, 2, false, 5, 3},  // at most one up
		{10, 5, false, 1, 4},  // at most one down
		{88, 0, false, 4, 4},  // the first star is not held back
		{99, 5, true, 5, 1},   // a confirmed fact
		{70, 1, false, 2, 2},  // and back, one a quarter
		{100, 4, false, 5, 5}, // to the highest
	} {
		s := r.Star(all(c.points), c.before, c.fallen)
		if s.Ruled != c.ruled || s.Proposed != c.proposed {
			t.Errorf("%v points after %d stars, fallen %v: by rule %d, proposed %d, want %d and %d", c.points, c.before, c.fallen, s.Ruled, s.Proposed, c.ruled, c.proposed)
		}
	}
	if s := r.Star(nil, 4, false); s.Points != nil || s.Ruled != 0 || s.Proposed != 0 {
		t.Errorf("without scores: %+v", s)
	}
	if s := r.Star(nil, 4, true); s.Proposed != 1 {
		t.Errorf("a confirmed fact needs no points: %+v", s)
	}
}

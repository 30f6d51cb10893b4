package night_test

import (
	"database/sql"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/indicators"
	"github.com/anlan-lake/anlan/internal/lake"
)

// behind is what a score is made of. The attacker is told it of withheld rows
// too, one by one: more than categories, totals, contributions, ranks, stars and
// expected closings could tell of them, which are made of these (holdIndex).
type behind struct {
	value, lower, upper, own, rho, adjusted, score sql.NullFloat64
	weight                                         float64
	suppressed                                     bool
}

func readBehind(t *testing.T, l *lake.Lake, snapshot int64) map[[3]string]behind {
	t.Helper()
	out := map[[3]string]behind{}
	eachRow(t, l, snapshot, "select indicator_id, area_code, period, value, lower, upper, own_weight, rho, adjusted, score, weight, suppressed from score where area_level <= 4", func(rows *sql.Rows) error {
		var k [3]string
		var b behind
		err := rows.Scan(&k[0], &k[1], &k[2], &b.value, &b.lower, &b.upper, &b.own, &b.rho, &b.adjusted, &b.score, &b.weight, &b.suppressed)
		out[k] = b
		return err
	})
	return out
}

// telling is a set of areas of which a figure tells what they have together;
// with least, that one area has at least (-1) or at most (1) so many cases.
type telling struct {
	period string
	level  anlan.Level
	areas  []string
	slack  float64
	bound  float64
}

// tell works out of which areas each score behind a withheld row, each state of
// one, and each mean that small areas are pulled towards tells the sum. It is
// looked for among the sets that a rule could have taken, widest first.
func (a *attack) tell() {
	for n, e := range a.editions {
		told := map[string][]telling{}
		levels := map[anlan.Level][]anlan.Area{}
		for _, x := range e.Areas() {
			levels[x.Level] = append(levels[x.Level], x)
		}
		hidden := map[string]map[string]bool{} // by indicator and area: withheld in some period, and so in all that have a figure
		for k, b := range a.scored[n] {
			if hidden[k[0]] == nil {
				hidden[k[0]] = map[string]bool{}
			}
			hidden[k[0]][k[1]] = hidden[k[0]][k[1]] || b.suppressed
		}
		for _, i := range a.f.Indicators {
			for _, p := range a.periods(n) {
				for _, l := range []anlan.Level{anlan.County, anlan.Township, anlan.Village} {
					if !i.Claims(l) {
						continue
					}
					r := &ring{a: a, n: n, i: i, period: p, level: l, hidden: hidden[i.ID], rows: map[string]behind{}, homes: map[string]string{},
						pools: map[string][]string{}, under: map[string][]string{}, wide: map[string][]string{}}
					for _, x := range levels[l] {
						if b, ok := a.scored[n][[3]string{i.ID, x.Code, p}]; ok {
							r.add(x, b)
						}
					}
					found := r.told()
					a.tellings += len(found)
					told[i.ID] = append(told[i.ID], found...)
				}
			}
		}
		a.told = append(a.told, told)
	}
}

// ring is one indicator in all areas of a level, in one period.
type ring struct {
	a      *attack
	n      int
	i      indicators.Indicator
	period string
	level  anlan.Level
	hidden map[string]bool // areas of which the indicator is withheld
	areas  []anlan.Area
	rows   map[string]behind
	homes  map[string]string   // by the area directly above: the nearest above that is shown
	pools  map[string][]string // withheld areas by their home
	wide   map[string][]string // all by their home
	under  map[string][]string // all by the area directly above
	scale  float64
}

func (r *ring) add(x anlan.Area, b behind) {
	v := r.truth(x.Code)
	if !v.num.Valid || r.i.Denominator != nil && !v.den.Valid {
		return
	}
	r.areas, r.rows[x.Code] = append(r.areas, x), b
	r.under[x.Parent], r.wide[r.home(x)] = append(r.under[x.Parent], x.Code), append(r.wide[r.home(x)], x.Code)
	if b.suppressed {
		r.pools[r.home(x)] = append(r.pools[r.home(x)], x.Code)
	}
	if b.value.Valid && v.num.Float64 > 0 { // what a reader works out from any row shown
		if r.scale = b.value.Float64 / v.num.Float64; r.i.Denominator != nil {
			r.scale *= v.den.Float64
		}
	}
}

func (r *ring) truth(area string) sides { return r.a.truth[r.n][[3]string{r.i.ID, area, r.period}] }

func (r *ring) parent(area string) string {
	x, _ := r.a.editions[r.n].Area(area)
	return x.Parent
}

// home is the nearest area above whose figure readers see.
func (r *ring) home(x anlan.Area) string {
	if up, ok := r.homes[x.Parent]; ok {
		return up
	}
	up := x.Parent
	for r.parent(up) != "" && r.hidden[up] {
		up = r.parent(up)
	}
	r.homes[x.Parent] = up
	return up
}

// told gives what the rows of the ring tell.
func (r *ring) told() []telling {
	seen := map[string]bool{}
	var out []telling
	say := func(t telling) {
		slices.Sort(t.areas)
		key := strings.Join(t.areas, " ")
		if len(t.areas) > 0 && (t.slack != 0 || !seen[key]) {
			seen[key] = true
			t.period, t.level = r.period, r.level
			out = append(out, t)
		}
	}
	for _, x := range r.areas {
		b := r.rows[x.Code]
		switch {
		case b.suppressed:
			if of, ok := r.scoredBy(x, b); ok {
				say(telling{areas: of})
			}
			if t, ok := r.state(x); ok {
				say(t)
			}
		case b.own.Valid && b.own.Float64 < 1 && b.adjusted.Valid && b.value.Valid:
			if treated, ok := r.unadjusted(b); ok {
				mean := (treated - b.own.Float64*b.value.Float64) / (1 - b.own.Float64)
				say(telling{areas: r.pulledBy(x, mean)})
			}
		}
	}
	return out
}

// unadjusted takes the adequacy factor off a value.
func (r *ring) unadjusted(b behind) (float64, bool) {
	v, rho := b.adjusted.Float64, b.rho.Float64
	switch {
	case !b.rho.Valid:
		return v, true
	case rho == 0:
		return 0, false
	case r.i.Direction != anlan.Negative:
		return v / rho, true
	case r.i.Unit == "%":
		return 100 - (100-v)/rho, true
	}
	return v * rho, true
}

// rate is what areas have together: a ratio of sums, or a mean of counts.
func (r *ring) rate(areas []string) float64 {
	num, den := 0.0, 0.0
	for _, x := range areas {
		num, den = num+r.truth(x).num.Float64, den+r.truth(x).den.Float64
	}
	if r.i.Denominator == nil {
		den = float64(len(areas))
	}
	return r.scale * num / den
}

func same(a, b float64) bool { return math.Abs(a-b) <= 1e-9*max(1, math.Abs(a), math.Abs(b)) }

// scoredBy finds the areas of which the score behind a withheld row tells the
// sum; none where it is that of an area that is shown.
func (r *ring) scoredBy(x anlan.Area, b behind) ([]string, bool) {
	if r.a.guard == scoredApart && r.scale != 0 {
		return []string{x.Code}, true
	}
	v, ok := r.unadjusted(b)
	if !b.adjusted.Valid || !ok || r.scale == 0 {
		return nil, false
	}
	home := r.home(x)
	beside := slices.DeleteFunc(slices.Clone(r.pools[home]), func(y string) bool { return r.parent(y) != x.Parent })
	for _, of := range [][]string{r.pools[home], beside} {
		if len(of) > 1 && same(v, r.rate(of)) {
			return of, true
		}
	}
	if above := r.a.scored[r.n][[3]string{r.i.ID, home, r.period}]; above.adjusted.Valid && same(b.adjusted.Float64, above.adjusted.Float64) {
		return nil, false
	}
	if same(v, r.rate([]string{x.Code})) {
		return []string{x.Code}, true
	}
	r.a.t.Errorf("%s of %s in %s: the withheld score stands on %v, which neither the withheld areas together (%v) nor the area above has", r.i.ID, x.Code, r.period, v, r.rate(r.pools[home]))
	return []string{x.Code}, true
}

// pulledBy finds the areas of which a mean that small areas are pulled towards
// tells the sum.
func (r *ring) pulledBy(x anlan.Area, mean float64) []string {
	wide := r.wide[r.home(x)]
	for _, of := range [][]string{wide, r.under[x.Parent]} {
		if math.Abs(mean-r.rate(of)) <= 1e-6*max(1, math.Abs(mean)) { // worked out by a difference
			return of
		}
	}
	r.a.t.Errorf("%s of %s in %s: pulled towards %v, which is not the mean of the areas beside it (%v)", r.i.ID, x.Code, r.period, mean, r.rate(wide))
	return nil
}

// state says what the state of a withheld row tells of its own cases: nothing
// where it is the state of all withheld areas together.
func (r *ring) state(x anlan.Area) (t telling, ok bool) {
	s, there := r.a.editions[r.n].Score(x.Code, r.i.ID, r.period)
	if !there || s.State == anlan.StateMissing || r.i.MinDenominator == 0 {
		return t, false
	}
	home, sum := r.home(x), 0.0
	for _, y := range r.pools[home] {
		sum += r.truth(y).n.Float64
	}
	few := s.State == anlan.StateInsufficient
	if above, there := r.a.editions[r.n].Score(home, r.i.ID, r.period); few == (sum < r.i.MinDenominator) || there && above.State == s.State {
		return t, false
	}
	if few {
		return telling{areas: []string{x.Code}, slack: 1, bound: math.Ceil(r.i.MinDenominator) - 1}, true
	}
	return telling{areas: []string{x.Code}, slack: -1, bound: r.i.MinDenominator}, true
}

// holdIndex holds categories, coverage and contributions against the scores
// that the attacker is told: they are made of nothing else.
func (a *attack) holdIndex() {
	for n, e := range a.editions {
		for _, x := range e.Areas() {
			if x.Level > anlan.Township {
				continue
			}
			for _, p := range a.periods(n) {
				for _, c := range a.f.Categories {
					a.holdCategory(n, x, p, c.Code)
				}
				for _, against := range []string{anlan.AgainstPrevious, anlan.AgainstPeers, anlan.AgainstGoal} {
					for _, r := range e.Contributions(x.Code, p, against) {
						if s, ok := e.Score(x.Code, r.Indicator, p); ok && s.Suppressed {
							a.t.Errorf("contribution %s of %s in %s: its part of the score is shown", r.Indicator, x.Code, p)
						}
					}
				}
				if l, ok := e.Lift(x.Code, p); ok {
					for _, step := range l.Steps {
						if s, ok := e.Score(x.Code, step.Indicator, p); ok && s.Suppressed {
							a.t.Errorf("step of %s of %s in %s: its value is shown", step.Indicator, x.Code, p)
						}
					}
				}
			}
		}
	}
}

func (a *attack) holdCategory(n int, x anlan.Area, period, category string) {
	row, ok := a.editions[n].Index(x.Code, period, category)
	if !ok {
		return
	}
	sum, scored, claimed := 0.0, 0.0, 0.0
	for _, i := range a.f.Indicators {
		b, ok := a.scored[n][[3]string{i.ID, x.Code, period}]
		if !ok || i.Category != category {
			continue
		}
		if claimed += b.weight; b.score.Valid {
			sum, scored = sum+b.weight*b.score.Float64, scored+b.weight
		}
	}
	if claimed > 0 && !same(row.Coverage, scored/claimed) || (row.Score != nil) != (scored > 0) || row.Score != nil && !same(*row.Score, sum/scored) {
		a.t.Errorf("%s of %s in %s: %v at coverage %v is not made of the scores, which give %v at %v", category, x.Code, period, row.Score, row.Coverage, sum/scored, scored/claimed)
	}
}

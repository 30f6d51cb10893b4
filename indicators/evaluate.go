package indicators

import (
	"cmp"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/anlan-lake/anlan"
)

// EvaluateInput is all that scores depend on.
type EvaluateInput struct {
	Measures []anlan.Measure
	Areas    []anlan.Area // of the as-of day; measures of others are an error
	Levels   anlan.Levels
	Final    map[string]bool  // period → whether it has ended
	Skipped  []Skip           // indicators that have no data set in this lake
	Vetoes   []VetoFact       // confirmed by a person
	Adequacy []anlan.Adequacy // of the periods; without one, no value is taken times a factor
	// Stretches are those of the plan: counts over a window that reaches back to
	// its period's first day are scored by the length of the window itself.
	Stretches []Stretch
	// Cells are the figures withheld; nil withholds none.
	Cells *Cells
}

// Result holds scores and index rows, each ordered by period, area code and
// the framework's order; of an area's index rows the total ("") comes first.
type Result struct {
	Scores []anlan.Score
	Index  []anlan.IndexRow
}

type cellKey struct{ indicator, area, period string }

// Evaluate turns measures into scores, categories and totals. It screens,
// treats, normalises, pools what is withheld, weighs, aggregates, applies vetoes
// and ranks, always adding up in the framework's order: the same input gives the same bits.
//
// A period is judged by the version of the framework that is in force on its
// last day.
//
// Every indicator claimed at an area's level has a score row: a measure that is
// not there is missing, never zero. An area without any measure in a period
// (it did not exist) has no rows for it. A measure of an unknown indicator or
// area, one given twice, and a veto that no person answers for are Invalid.
func (f *Framework) Evaluate(in EvaluateInput) (Result, error) {
	cells, present, err := f.sortMeasures(in)
	if err != nil {
		return Result{}, err
	}
	if err := f.checkVetoes(in.Vetoes); err != nil {
		return Result{}, err
	}
	areas := slices.Clone(in.Areas)
	slices.SortFunc(areas, func(a, b anlan.Area) int { return cmp.Compare(a.Code, b.Code) })
	unavailable := map[string]bool{}
	for _, s := range in.Skipped {
		unavailable[s.Indicator] = true
	}
	f = f.modelled()
	e := evaluation{EvaluateInput: in, cells: cells, unavailable: unavailable, longer: longerWindows(in.Stretches),
		rho: newRhos(in.Adequacy), parents: map[string]string{}, byCode: map[string]anlan.Area{}, sums: map[string]bool{}}
	e.Areas = areas
	for _, a := range areas {
		e.parents[a.Code], e.byCode[a.Code] = a.Parent, a
	}
	e.refs = references{cells, e.byCode, e.longer.nominal, in.Cells}
	for _, i := range f.Indicators {
		e.sums[i.ID] = i.addsUp()
	}
	type ruled struct {
		*Framework
		weights map[anlan.Level]weights
	}
	periods, versions := sortedKeys(present), map[string]ruled{}
	rules := make([]ruled, len(periods))
	for n, period := range periods {
		g := f.InForce(period)
		if _, ok := versions[g.Version]; !ok {
			versions[g.Version] = ruled{g, g.weigh()}
		}
		rules[n] = versions[g.Version]
	}
	// A period is judged apart from all others, each into its own place, so all
	// processors can be at it at once.
	results, next := make([]Result, len(periods)), make(chan int)
	var wait sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(periods)) {
		wait.Go(func() {
			for n := range next {
				results[n] = rules[n].judge(e, periods[n], present[periods[n]], rules[n].weights)
			}
		})
	}
	for n := range periods {
		next <- n
	}
	close(next)
	wait.Wait()
	scores, index := make([][]anlan.Score, len(results)), make([][]anlan.IndexRow, len(results))
	for n, x := range results {
		scores[n], index[n] = x.Scores, x.Index
	}
	return Result{slices.Concat(scores...), slices.Concat(index...)}, nil
}

// evaluation is what all periods are judged by; nothing in it changes meanwhile.
type evaluation struct {
	EvaluateInput // its areas by code
	cells         map[cellKey]anlan.Measure
	parents       map[string]string
	byCode        map[string]anlan.Area
	unavailable   map[string]bool
	longer        longer
	rho           rhos
	refs          references
	sums          map[string]bool // indicators whose figures add up over areas
}

// judge gives scores and index rows of one period, of the areas present in it.
func (f *Framework) judge(e evaluation, period string, present map[string]bool, weights map[anlan.Level]weights) (r Result) {
	var here []anlan.Area
	size := 0
	for _, a := range e.Areas {
		if present[a.Code] {
			here = append(here, a)
			size += len(weights[a.Level].claimed)
		}
	}
	pulls := f.pulls(e, here, period)
	at, notNamed := anlan.ParsePeriod(period, time.UTC)
	scores := make(map[string][]anlan.Score, len(here))
	r.Scores = make([]anlan.Score, 0, size) // never grown: the areas' own are parts of it
	for _, a := range here {
		first, shrunk := len(r.Scores), a.Level.String() == f.Shrink.Level
		for _, i := range weights[a.Level].claimed {
			m, ok := e.cells[cellKey{i.ID, a.Code, period}]
			if !ok {
				m = anlan.Measure{Indicator: i.ID, Area: a.Code, Level: a.Level, Period: period}
			}
			given := i // references take it for windows of their own
			i := e.longer.nominal(i, a.Level, period)
			s := screen(i, m, e.unavailable[i.ID])
			p, pulled := pull{}, false
			if shrunk {
				p, pulled = pulls[meanKey{i.ID, e.Cells.home(i.ID, a, e.byCode)}]
			}
			f.treat(i, &s, p, pulled)
			if i.Adequacy != "" && (s.State == anlan.StateOK || s.Num != nil && e.Cells.Withheld(i.ID, a.Code)) { // a withheld one has the state of others
				if s.Rho = e.rho.of(i.Adequacy, a.Code, a.Level, period, e.parents); s.Rho != nil && s.Adjusted != nil {
					v := adequate(i, s.Rho, *s.Adjusted)
					s.Adjusted = &v
				}
			}
			if normalise(i, &s); notNamed == nil && (len(i.Compare) > 0 || i.Deduct != nil) {
				e.refs.score(given, &s, a, at)
			}
			s.Weight = weights[a.Level].of[i.ID]
			r.Scores = append(r.Scores, s)
		}
		scores[a.Code] = r.Scores[first:len(r.Scores):len(r.Scores)]
	}
	f.together(e, here, period, scores)
	for _, a := range here {
		if f.indexed(a.Level) {
			rows := f.aggregate(a, period, scores[a.Code], weights[a.Level])
			f.deduct(&rows[0], e.cells)
			f.veto(&rows[0], a, e.Vetoes)
			r.Index = append(r.Index, rows...)
		}
	}
	for n := range r.Index {
		r.Index[n].Final = e.Final[period]
	}
	f.rank(r.Index, here)
	return r
}

// sortMeasures puts measures where they are found by indicator, area and
// period, and says which areas have any in each period.
func (f *Framework) sortMeasures(in EvaluateInput) (map[cellKey]anlan.Measure, map[string]map[string]bool, error) {
	known := map[string]anlan.Level{}
	for _, a := range in.Areas {
		if l, ok := in.Levels.Of(a.Code); !ok || l != a.Level {
			return nil, nil, anlan.Errorf(anlan.Invalid, "area %s is said to be of level %s, which its code is not", a.Code, a.Level)
		}
		known[a.Code] = a.Level
	}
	ids := map[string]bool{}
	for _, i := range f.Indicators {
		ids[i.ID] = true
	}
	cells := make(map[cellKey]anlan.Measure, len(in.Measures))
	present := map[string]map[string]bool{}
	for _, m := range in.Measures {
		key := cellKey{m.Indicator, m.Area, m.Period}
		_, twice := cells[key]
		if _, ok := known[m.Area]; !ok || !ids[m.Indicator] || twice {
			return nil, nil, anlan.Errorf(anlan.Invalid, "measure %s of %s in %s: no such indicator or area, or it is given twice", m.Indicator, m.Area, m.Period)
		}
		m.Level = known[m.Area]
		cells[key] = m
		if present[m.Period] == nil {
			present[m.Period] = map[string]bool{}
		}
		present[m.Period][m.Area] = true
	}
	return cells, present, nil
}

func (f *Framework) checkVetoes(facts []VetoFact) error {
	for _, v := range facts {
		i, ok := f.Indicator(v.Indicator)
		switch {
		case !ok || len(i.VetoRule) == 0:
			return anlan.Errorf(anlan.Invalid, "veto on %s for %s: the indicator is no veto", v.Indicator, v.Area)
		case v.By == "" || v.Document == "":
			return anlan.Errorf(anlan.Invalid, "veto on %s for %s: it needs its document and the person who confirmed it", v.Indicator, v.Area)
		}
		if _, err := v.days(); err != nil {
			return fmt.Errorf("veto on %s for %s: %w", v.Indicator, v.Area, err)
		}
	}
	return nil
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

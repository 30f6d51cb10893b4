package indicators

import (
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
	// Intervals are those of shrunk rates that are known; nil: none.
	Intervals *Memo
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
	cells, err := f.sortMeasures(in)
	if err != nil {
		return Result{}, err
	}
	if err := f.checkVetoes(in.Vetoes); err != nil {
		return Result{}, err
	}
	unavailable := map[string]bool{}
	for _, s := range in.Skipped {
		unavailable[s.Indicator] = true
	}
	f = f.modelled()
	e := &evaluation{EvaluateInput: in, cells: cells, unavailable: unavailable, longer: longerWindows(in.Stretches),
		rho: newRhos(in.Adequacy), parents: map[string]string{}, byCode: map[string]anlan.Area{}, sums: map[string]bool{}}
	e.Areas = cells.areas
	for _, a := range e.Areas {
		e.parents[a.Code], e.byCode[a.Code] = a.Parent, a
	}
	e.refs = references{cells, e.byCode, e.longer.nominal, in.Cells}
	for _, i := range f.Indicators {
		e.sums[i.ID] = i.addsUp()
	}
	periods, versions := sortedKeys(cells.period), map[string]ruled{}
	rules := make([]ruled, len(periods))
	for n, period := range periods {
		g := f.InForce(period)
		if _, ok := versions[g.Version]; !ok {
			versions[g.Version] = newRuled(g, cells)
		}
		rules[n] = versions[g.Version]
	}
	// A period is judged apart from all others, each into its own place, so all
	// processors can be at it at once.
	here, from := make([][]int32, len(periods)), make([]int, len(periods)+1)
	for n, period := range periods {
		here[n], from[n+1] = rules[n].here(e, period)
		from[n+1] += from[n]
	}
	scores, index, next := make([]anlan.Score, from[len(periods)]), make([][]anlan.IndexRow, len(periods)), make(chan int)
	var wait sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(periods)) {
		wait.Go(func() {
			for n := range next {
				index[n] = rules[n].judge(e, periods[n], here[n], scores[from[n]:from[n]:from[n+1]])
			}
		})
	}
	for n := range periods {
		next <- n
	}
	close(next)
	wait.Wait()
	return Result{scores, slices.Concat(index...)}, nil
}

// evaluation is what all periods are judged by; nothing in it changes meanwhile.
type evaluation struct {
	EvaluateInput // its areas by code
	cells         *measured
	parents       map[string]string
	byCode        map[string]anlan.Area
	unavailable   map[string]bool
	longer        longer
	rho           rhos
	refs          references
	sums          map[string]bool // indicators whose figures add up over areas
}

// ruled is the version of a framework that judges some periods.
type ruled struct {
	*Framework
	weights map[anlan.Level]weights
	numbers []int32                 // of its indicators, as measured has them; -1 for one that is not measured
	claimed map[anlan.Level][]int32 // numbers of weights.claimed
}

func newRuled(f *Framework, x *measured) ruled {
	r := ruled{f, f.weigh(), x.numbers(f.Indicators), map[anlan.Level][]int32{}}
	for l, w := range r.weights {
		r.claimed[l] = x.numbers(w.claimed)
	}
	return r
}

// here gives the numbers of the areas that a period has measures of, and how many
// scores they have.
func (f ruled) here(e *evaluation, period string) (areas []int32, scores int) {
	number := e.cells.period[period]
	for n, a := range e.Areas {
		if len(e.cells.of(number, int32(n))) > 0 {
			areas = append(areas, int32(n))
			scores += len(f.weights[a.Level].claimed)
		}
	}
	return areas, scores
}

// areaHere is an area that a period has measures of.
type areaHere struct {
	*anlan.Area
	measured []foundMeasure
}

// judge gives scores and index rows of one period, of the areas that it has measures
// of. The scores take up all the room that all has.
func (f ruled) judge(e *evaluation, period string, numbers []int32, all []anlan.Score) (index []anlan.IndexRow) {
	here, areas := make([]areaHere, len(numbers)), make([]anlan.Area, len(numbers))
	number := e.cells.period[period]
	for i, n := range numbers {
		here[i], areas[i] = areaHere{&e.Areas[n], e.cells.of(number, n)}, e.Areas[n]
	}
	pulls := f.pulls(e, here, f.numbers)
	at, notNamed := anlan.ParsePeriod(period, time.UTC)
	scores := make(map[string][]anlan.Score, len(here)) // parts of all
	for _, h := range here {
		a, w, numbers := *h.Area, f.weights[h.Level], f.claimed[h.Level]
		first, shrunk := len(all), a.Level.String() == f.Shrink.Level
		for n := range w.claimed {
			given := &w.claimed[n] // references take it for windows of their own
			m, ok := e.cells.in(h.measured, numbers[n], a.Level)
			if !ok {
				m = anlan.Measure{Indicator: given.ID, Area: a.Code, Level: a.Level, Period: period}
			}
			i := e.longer.nominal(given, a.Level, period)
			s := screen(i, m, e.unavailable[i.ID])
			p, pulled := pull{}, false
			if shrunk {
				p, pulled = pulls[meanKey{i.ID, e.Cells.home(i.ID, a, e.byCode)}]
			}
			f.treat(e.Intervals, i, &s, p, pulled)
			if i.Adequacy != "" && (s.State == anlan.StateOK || s.Num != nil && e.Cells.Withheld(i.ID, a.Code)) { // a withheld one has the state of others
				if s.Rho = e.rho.of(i.Adequacy, a.Code, a.Level, period, e.parents); s.Rho != nil && s.Adjusted != nil {
					v := adequate(i, s.Rho, *s.Adjusted)
					s.Adjusted = &v
				}
			}
			if normalise(i, &s); notNamed == nil && (len(i.Compare) > 0 || i.Deduct != nil) {
				e.refs.score(given, &s, a, at)
			}
			s.Weight = w.of[i.ID]
			all = append(all, s)
		}
		scores[a.Code] = all[first:len(all):len(all)]
	}
	f.together(e, areas, period, scores)
	for _, a := range areas {
		if f.indexed(a.Level) {
			rows := f.aggregate(a, period, scores[a.Code], f.weights[a.Level])
			f.deduct(&rows[0], e.cells)
			f.veto(&rows[0], a, e.Vetoes)
			index = append(index, rows...)
		}
	}
	for n := range index {
		index[n].Final = e.Final[period]
	}
	f.rank(index, areas)
	return index
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

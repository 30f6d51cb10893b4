package night

import (
	"slices"
	"strings"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/edition"
	"github.com/anlan-lake/anlan/models"
	"github.com/anlan-lake/anlan/models/watch"
)

// withholdWarnings takes withheld counts out of warnings before they are
// published, by the series as they are published and as they are, and by what
// readers have beside: an observed count of 1 to 4 below the city becomes 1, and
// one that guards another, or is the sum of series and would tell one of them (or
// is 1 to 4 itself), becomes anlan.Withheld; both
// without the figures they could be worked out from. Reasons that state such a
// count, a sum with one in it, or how one lies to others, go, and so does an
// excess over weeks of which one is withheld.
func (x *weeks) withholdWarnings(in []anlan.Warning) []anlan.Warning {
	for i := range in {
		w := &in[i]
		if w.Level <= anlan.City {
			continue
		}
		if x.finer(w) {
			withholdFigures(w)
			w.Expected, w.Lower, w.Upper, w.Dispersed = 0, 0, 0, 0 // made of counts that no edition has
			continue
		}
		week, err := anlan.ParsePeriod(w.Period, time.UTC)
		small := err != nil || smallCount(w.Observed)
		if small || x.hides(w, week, 0) {
			sum := err == nil && x.addsUp(w, week.Start.Format(anlan.DateFormat))
			withholdFigures(w)
			if small && !sum {
				w.Observed = 1
			}
			continue
		}
		if x.within(w, week, 1, int(week.Start.Sub(since(w, week)).Hours()/(7*24))) {
			w.Excess = 0
		}
		w.Reasons = slices.DeleteFunc(w.Reasons, func(r anlan.Reason) bool { return x.tells(w, week, r) })
	}
	return in
}

// withholdFigures takes from a warning all that its counts could be worked out from.
func withholdFigures(w *anlan.Warning) {
	w.Observed, w.P, w.Exceed, w.Excess, w.Chance, w.Harm, w.Reasons = anlan.Withheld, 0, 0, 0, 0, 0, nil
}

// finer says whether a warning is of areas smaller than those whose counts of the
// series are published: its own never are.
func (x *weeks) finer(w *anlan.Warning) bool { return w.Level > x.levels[w.Series] }

// since is the first day of a warning's first week.
func since(w *anlan.Warning, week anlan.Period) time.Time {
	if p, err := anlan.ParsePeriod(w.Since, time.UTC); err == nil {
		return p.Start
	}
	return week.Start
}

// weekCell is a point of a series as it is and as it is published.
type weekCell struct {
	series, kind, area string
	level              anlan.Level
	exact, shown       float64
}

// weeks are the points below the city, by series and Monday, and by kind too.
type weeks struct {
	cells  map[[2]string][]weekCell
	warned map[[3]string][]string // areas with a warning on a kind's week, by series, kind and Monday
	summed map[[2]string]bool     // series and Monday of which there are sums
	levels map[string]anlan.Level // level of the counts of a series
	charts map[[4]string]float64  // sums that are shown week by week: series, kind, area and Monday
	known  *told                  // what readers have beside the lines
}

// newWeeks knows the counts as they are and as they are shown, the warnings, and
// what the edition before shows; nil for none.
func newWeeks(exact, shown []edition.SeriesPoint, warnings []anlan.Warning, before *edition.Edition) *weeks {
	out := &weeks{cells: map[[2]string][]weekCell{}, warned: map[[3]string][]string{}, summed: map[[2]string]bool{},
		levels: map[string]anlan.Level{}, charts: map[[4]string]float64{}}
	is := map[edition.SeriesKey]map[string]float64{}
	for _, p := range exact {
		if p.Level <= anlan.City {
			out.summed[[2]string{p.Series, p.Week}] = true
		}
		k := edition.SeriesKey{Series: p.Series, Kind: p.Kind, Area: p.Area}
		if is[k] == nil {
			is[k] = map[string]float64{}
		}
		is[k][p.Week] = float64(p.Observed)
	}
	for _, p := range shown {
		if k := [2]string{p.Series, p.Week}; p.Level > anlan.City {
			out.levels[p.Series] = max(out.levels[p.Series], p.Level)
			own := is[edition.SeriesKey{Series: p.Series, Kind: p.Kind, Area: p.Area}][p.Week]
			out.cells[k] = append(out.cells[k], weekCell{p.Series, p.Kind, p.Area, p.Level, own, float64(p.Observed)})
		}
	}
	for _, w := range warnings {
		if week, err := anlan.ParsePeriod(w.Period, time.UTC); err == nil {
			k := [3]string{w.Series, w.Kind, week.Start.Format(anlan.DateFormat)}
			out.warned[k] = append(out.warned[k], w.Area)
		}
	}
	out.known = &told{out, map[string][]sumSet{}, map[string]map[weekCell]string{}}
	if before != nil {
		out.known.add(slices.DeleteFunc(before.Warnings(""), func(w anlan.Warning) bool {
			return slices.ContainsFunc(warnings, func(x anlan.Warning) bool { return x.ID == w.ID && x.Period == w.Period })
		}), before.Clusters(""))
		out.known.addCharts(before)
	}
	return out
}

// hides says whether what a warning's series counted so many weeks before its
// own is withheld. Of a series that the edition holds that is to be seen there.
// A sum of series (all kinds of an area, or the townships of a county) can be
// shown as long as each small count in it, and in what it leaves of the city's,
// can be anything from 1 to 4; all kinds of a township, whose counts stand in the
// sums of the kinds too, with nothing withheld among them.
func (x *weeks) hides(w *anlan.Warning, week anlan.Period, back int) bool {
	monday := week.Start.AddDate(0, 0, -7*back).Format(anlan.DateFormat)
	if v, ok := x.charts[[4]string{w.Series, w.Kind, w.Area, monday}]; ok {
		return isHidden(v)
	}
	others := x.warned[[3]string{w.Series, w.Kind, monday}]
	var within, rest []weekCell
	for _, c := range x.cells[[2]string{w.Series, monday}] {
		switch {
		case c.area == w.Area && c.kind == w.Kind:
			return isHidden(c.shown)
		case c.kind != w.Kind && w.Kind != anlan.KindAll:
		case strings.HasPrefix(c.area, w.Area):
			within = append(within, c)
		case !slices.ContainsFunc(others, func(area string) bool { return strings.HasPrefix(c.area, area) }):
			rest = append(rest, c)
		}
	}
	if w.Kind == anlan.KindAll && w.Level > anlan.County {
		return slices.ContainsFunc(within, func(c weekCell) bool { return isHidden(c.shown) })
	}
	return tellsOne(within) || w.Kind != anlan.KindAll && tellsOne(rest) || !x.known.safe(monday, hiddenOf(within))
}

// hiddenOf gives those of counts that are withheld.
func hiddenOf(cells []weekCell) sumSet {
	in := sumSet{}
	for _, c := range cells {
		if isHidden(c.shown) {
			in[c] = true
		}
	}
	return in
}

// addsUp says whether what a warning counts in a week is a sum of counts that the
// edition has.
func (x *weeks) addsUp(w *anlan.Warning, monday string) bool {
	in, own := x.known.ofWarning(w, monday)
	return !own && len(in) > 0
}

// tellsOne says whether a sum over counts, of which some are withheld, tells
// more of a small one than that it is 1 to 4.
func tellsOne(cells []weekCell) bool {
	return !tellsNone(slices.DeleteFunc(slices.Clone(cells), func(c weekCell) bool { return !isHidden(c.shown) }))
}

// within says whether one of the weeks from so many to so many before is withheld.
func (x *weeks) within(w *anlan.Warning, week anlan.Period, from, to int) bool {
	for k := from; k <= to; k++ {
		if x.hides(w, week, k) {
			return true
		}
	}
	return false
}

// guards says whether a count of the warning's series that guards a small one
// lies so many weeks before its own, or less.
func (x *weeks) guards(w *anlan.Warning, week anlan.Period, most int) bool {
	for k, cells := range x.cells {
		if k[0] != w.Series || k[1] >= week.Start.Format(anlan.DateFormat) || k[1] < week.Start.AddDate(0, 0, -7*most).Format(anlan.DateFormat) {
			continue
		}
		if slices.ContainsFunc(cells, func(c weekCell) bool { return c.area == w.Area && c.kind == w.Kind && c.shown == anlan.Withheld }) {
			return true
		}
	}
	return false
}

// tells says whether a reason gives away a count that is withheld.
func (x *weeks) tells(w *anlan.Warning, week anlan.Period, r anlan.Reason) bool {
	for _, name := range []string{"observed", "last", "before"} {
		if v, ok := r.Args[name]; ok && smallCount(v) {
			return true
		}
	}
	n := int(r.Args["weeks"])
	of := *w
	switch r.Code {
	case models.ReasonFourWeeks:
		return x.within(w, week, 0, 7)
	case models.ReasonRise:
		return x.within(w, week, 1, n)
	case models.ReasonHighest, models.ReasonHighestEver: // of 1 to 4 it says no more than "<5" does
		return x.guards(w, week, n+1)
	case models.ReasonLastYear:
		return x.hides(w, week, 52)
	case watch.ReasonTogether, watch.ReasonSilent:
		return x.within(w, week, 0, n-1)
	case watch.ReasonMostFrom:
		of.Area, of.Level = r.Text["area"], w.Level+1
		return x.finer(&of) || x.hides(&of, week, 0)
	case watch.ReasonRoseToo:
		of.Series, of.Kind = r.Text["series"], r.Text["kind"]
		return x.finer(&of) || x.hides(&of, week, n)
	}
	return false
}

package night_test

import (
	"strings"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/edition"
	"github.com/anlan-lake/anlan/models/watch"
)

// apart are an edition's warnings on areas smaller than those whose weeks it has
// (townships' disputes).
type apart struct {
	warnings int // of such areas
	beside   int // warnings with figures of the area above on the same, that stand beside one
	leaks    int // figures found that an edition must not have
}

// holdApart holds warnings without published counts against their edition: they
// say no figure and have no weeks, another's reasons name their areas by code
// alone, and several of one area and week leave of its count that each could be
// more than the least that a warning takes. leak is done to each such warning
// first: the tester tested.
func (a *attack) holdApart(leak func(*anlan.Warning)) (out apart) {
	found := func(format string, args ...any) {
		if out.leaks++; leak == nil && out.leaks <= 15 {
			a.t.Errorf(format, args...)
		}
	}
	for n, e := range a.editions {
		shown := map[string]anlan.Level{} // the finest level with weeks, by series
		for _, x := range e.Areas() {
			for _, k := range e.SeriesOf(x.Code) {
				shown[k.Series] = max(shown[k.Series], x.Level)
			}
		}
		finer := func(series, area string) bool {
			x, there := e.Area(area)
			return there && x.Level > shown[series]
		}
		together := map[cellOf][]string{} // townships warned of, by series, kind, area above and Monday
		list := e.Warnings("")
		for _, w := range list {
			for _, r := range w.Reasons {
				series := w.Series
				if s := r.Text["series"]; s != "" {
					series = s
				}
				area := w.Area
				if s := r.Text["area"]; s != "" {
					area = s
				}
				if finer(series, area) && (r.Code != watch.ReasonWarned || len(r.Args) > 0) {
					found("warning %s: reason %v speaks of an area whose counts are not published", w.ID, r)
				}
			}
			if !finer(w.Series, w.Area) {
				continue
			}
			if out.warnings++; leak != nil {
				leak(&w)
			}
			for _, v := range []float64{w.Expected, w.Lower, w.Upper, w.P, w.Exceed, w.Excess, w.Chance, w.Harm, w.Dispersed, float64(len(w.Reasons)), w.Observed - anlan.Withheld} {
				if v != 0 {
					found("warning %s of %s has no published counts, and says %+v", w.ID, e.Meta.ID, w)
					break
				}
			}
			if weeks := e.Weekly(edition.SeriesKey{Series: w.Series, Kind: w.Kind, Area: w.Area}); len(weeks) > 0 {
				found("warning %s of %s has weeks", w.ID, e.Meta.ID)
			}
			for _, x := range list {
				if x.Rule == w.Rule && x.Series == w.Series && x.Kind == w.Kind && x.Area != w.Area && x.Level == w.Level-1 && strings.HasPrefix(w.Area, x.Area) &&
					x.Since <= w.Period && x.Period >= w.Since && x.Observed >= anlan.SmallCell {
					out.beside++
				}
			}
			if up, _ := e.Area(w.Area); w.Rule == watch.RuleRise {
				for _, day := range stoodOut(w) {
					k := cellOf{w.Series, w.Kind, up.Parent, day}
					together[k] = append(together[k], w.Area)
				}
			}
		}
		least := watch.DefaultSettings().MinCases
		for k, areas := range together {
			v, there := a.days[n].shown[k]
			if all := least * float64(len(areas)); there && len(areas) > 1 && v >= anlan.SmallCell && v-all < anlan.SmallCell-1-least {
				found("%v of %s has %v, so that each of %v has %v", k, e.Meta.ID, v, areas, least)
			}
		}
	}
	return out
}

// stoodOut gives the Mondays of the weeks that a warning says stood out: its last,
// and the others where none lies between them that did not.
func stoodOut(w anlan.Warning) (out []string) {
	last, err := anlan.ParsePeriod(w.Period, time.UTC)
	if err != nil {
		return nil
	}
	out = append(out, last.Start.Format(anlan.DateFormat))
	first, err := anlan.ParsePeriod(w.Since, time.UTC)
	if err != nil || int(last.Start.Sub(first.Start).Hours()/(7*24)) != w.Weeks-1 {
		return out
	}
	for n := 1; n < w.Weeks; n++ {
		out = append(out, last.Start.AddDate(0, 0, -7*n).Format(anlan.DateFormat))
	}
	return out
}

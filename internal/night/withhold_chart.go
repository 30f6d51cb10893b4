package night

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/edition"
)

// readCharts gives the last 53 weeks of the series that warnings were made of and
// that are sums: of a kind over the areas of a county. Of sums over kinds too there
// is none.
func readCharts(ctx context.Context, b *build) ([]edition.SeriesPoint, error) {
	if _, ok := b.set.Query("series_week"); !ok {
		return nil, nil
	}
	return readPoints(ctx, b, `with warned as (select distinct series, kind, area_code, area_level from warning where kind <> '*'),
			last as (select max(week_start) as week from series_week),
			total as (
				select w.series, w.kind, x.area_code, x.area_level, w.week_start, cast(sum(w.observed) as bigint) as observed
				from series_week w
				join warned x on x.series = w.series and x.kind = w.kind and x.area_level < w.area_level and x.area_level > 1 and starts_with(w.area_code, x.area_code)
				cross join last
				where w.week_start > last.week - interval 371 day
				group by all
			)
		select w.series, w.kind, w.area_code, w.area_level, strftime(w.week_start, '%Y-%m-%d'), w.observed, d.expected, d.lower, d.upper
		from total w
		left join detection d on d.series = w.series and d.kind = w.kind and d.area_code = w.area_code and d.week_start = w.week_start
		order by 1, 2, 5, 3`)
}

// withholdCharts withholds, week by week, the sums that would tell a withheld
// count, with what readers have already and one after the other; what is shown is
// noted. One of 1 to 4 is withheld: that it is so few would tell of its parts.
func (x *weeks) withholdCharts(sums []edition.SeriesPoint) []edition.SeriesPoint {
	slices.SortFunc(sums, func(a, b edition.SeriesPoint) int {
		return cmp.Or(cmp.Compare(a.Series, b.Series), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Week, b.Week), cmp.Compare(a.Area, b.Area))
	})
	for n := range sums {
		p := &sums[n]
		in, seen := x.ofChart(*p)
		safe := !smallCount(float64(p.Observed))
		switch {
		case !safe:
		case x.summed[[2]string{p.Series, p.Week}]:
			safe = x.known.safe(p.Week, in)
		case len(in) > 0: // of older weeks few counts are shown: the rest can be anything
			l := &cut{open: true, in: []weekCell{{shown: anlan.Withheld, exact: float64(p.Observed) - seen}}}
			for c := range in {
				l.in = append(l.in, c)
			}
			safe = !narrows(map[string]*cut{"": l})
		}
		if !safe {
			p.Observed = anlan.Withheld
		} else if x.summed[[2]string{p.Series, p.Week}] {
			x.known.keep(p.Week, in)
		}
		x.charts[[4]string{p.Series, p.Kind, p.Area, p.Week}] = float64(p.Observed)
	}
	return sums
}

// ofChart gives the withheld counts that a week's sum counts, and how many cases
// all counts have of which the edition has a point.
func (x *weeks) ofChart(p edition.SeriesPoint) (in sumSet, seen float64) {
	var cells []weekCell
	for _, c := range x.cells[[2]string{p.Series, p.Week}] {
		if c.kind == p.Kind && strings.HasPrefix(c.area, p.Area) {
			cells, seen = append(cells, c), seen+c.exact
		}
	}
	return hiddenOf(cells), seen
}

// addCharts gathers the sums that an edition shows week by week.
func (k *told) addCharts(e *edition.Edition) {
	for _, area := range e.Areas() {
		for _, s := range e.SeriesOf(area.Code) {
			if area.Level <= anlan.City || area.Level >= k.levels[s.Series] {
				continue
			}
			for _, w := range e.Weekly(s) {
				if p := (edition.SeriesPoint{Series: s.Series, Kind: s.Kind, Area: area.Code, Week: w.Monday()}); !isHidden(float64(w.Observed)) && k.summed[[2]string{p.Series, p.Week}] {
					in, _ := k.ofChart(p)
					k.keep(p.Week, in)
				}
			}
		}
	}
}

package night_test

import (
	"context"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/edition"
	"github.com/anlan-lake/anlan/internal/lake"
	"github.com/anlan-lake/anlan/models"
	"github.com/anlan-lake/anlan/models/watch"
)

// cellOf names a count of the daily flash or of the weekly series: what (the
// figure, or the series), kind (of a series), area, and day or Monday.
type cellOf struct{ what, kind, area, day string }

// daily is what an edition shows of days and weeks, and the truth.
type daily struct {
	shown, truth map[cellOf]float64
	charts       map[cellOf]float64  // sums of areas below, week by week
	last         map[string]string   // newest week by series
	sums         map[cellOf][]string // areas of which a warning counts areas below together, by series, kind and Monday
}

func readDays(t *testing.T, l *lake.Lake, snapshot int64, e *edition.Edition) daily {
	t.Helper()
	d := daily{shown: map[cellOf]float64{}, truth: map[cellOf]float64{}, charts: map[cellOf]float64{}, last: map[string]string{}}
	levels := map[string]anlan.Level{} // of the counts of a series: those above are sums
	for _, x := range e.Areas() {
		for _, k := range e.SeriesOf(x.Code) {
			levels[k.Series] = max(levels[k.Series], x.Level)
		}
	}
	s, err := l.Session(context.Background(), snapshot)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for _, query := range []string{
		"select figure, '', area_code, strftime(day, '%Y-%m-%d'), value from daily_flash where cases is null",
		"select series, kind, area_code, strftime(week_start, '%Y-%m-%d'), observed from series_week",
	} {
		rows, err := s.Rows(context.Background(), query)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		for rows.Next() {
			var c cellOf
			var v float64
			if err := rows.Scan(&c.what, &c.kind, &c.area, &c.day, &v); err != nil {
				t.Fatal(err)
			}
			d.truth[c] = v
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
	}
	for _, x := range e.Areas() {
		for _, f := range e.FlashAll(x.Code) {
			if c := (cellOf{f.Figure, "", x.Code, f.Day}); !rates[f.Figure] {
				d.shown[c] = f.Value
			}
		}
		for _, k := range e.SeriesOf(x.Code) {
			for _, w := range e.Weekly(k) {
				if x.Level > anlan.City && x.Level < levels[k.Series] {
					d.charts[cellOf{k.Series, k.Kind, x.Code, w.Monday()}] = float64(w.Observed)
					continue
				}
				d.shown[cellOf{k.Series, k.Kind, x.Code, w.Monday()}] = float64(w.Observed)
				d.last[k.Series] = max(d.last[k.Series], w.Monday())
			}
		}
	}
	d.readSums(e)
	return d
}

var rates = map[string]bool{"tickets_on_time_rate": true, "disputes_24h_response_rate": true}

// flashCounts are figures of the daily flash that are counts of indicators, day
// by day, as the attack names them.
var flashCounts = map[string]string{
	"requests_received":  "hotline_ticket|create_time|count(*)",
	"disputes_new":       "dispute_case|register_time|count(*)",
	"petitions_received": "petition_item|receive_date|count(*)",
	"disputes_overdue":   "dispute_case|@stock|count(*) filter (where register_time < :end and (close_time is null or close_time >= :end) and due_time < :end)",
}

// bounds are what a reader knows of a cell shown as v.
func bounds(v float64) (least, most float64) {
	switch {
	case v == anlan.Withheld:
		return 0, 1e12
	case v > 0 && v < anlan.SmallCell:
		return 1, anlan.SmallCell - 1
	}
	return v, v
}

// look gives a cell as readers of an edition see it.
func (a *attack) look(n int, c cellOf) (v float64, there bool) {
	if v, there = a.days[n].shown[c]; v == anlan.Withheld && a.guard == openDays {
		v = a.days[n].truth[c]
	}
	return v, there
}

// flashFacts are what the daily flash says of a count that it counts too.
func (a *attack) flashFacts(s *system, c *counted, parent string, only int) (out []fact) {
	for figure, name := range flashCounts {
		if name != c.name || parent != a.editions[0].Meta.City {
			continue
		}
		for n := range a.editions {
			for at := range a.days[n].shown {
				if at.what != figure || at.area != parent || only > 0 && n != only-1 {
					continue
				}
				from, until := dayOf(at.day, 0), dayOf(at.day, 1)
				if c.looks[0].term.Time == "@stock" {
					from = "stock " + until
					until = from + "!"
				}
				rest := 0.0
				for area := range s.areas {
					cell := cellOf{figure, "", area, at.day}
					v, there := a.look(n, cell)
					rest += a.days[n].truth[cell]
					if least, most := bounds(v); there {
						out = append(out, fact{area, known{from, until, least}, -1})
						if most < 1e12 {
							out = append(out, fact{area, known{from, until, most}, 1})
						}
					}
				}
				s.parents = append(s.parents, known{from, until, rest})
			}
		}
	}
	return out
}

func dayOf(day string, later int) string {
	t, err := time.Parse(anlan.DateFormat, day)
	if err != nil {
		panic(err)
	}
	return t.AddDate(0, 0, later).Format(anlan.DateFormat)
}

// line is what adds up to a figure that is shown: the counties of a figure and
// day, the kinds of a county's week, the townships of a kind's week.
type line struct{ what, kind, area, day string }

// lines gives the lines on which a cell lies. All that a county registers in a
// week is told to the attacker; the city's sum of a kind is one where shown. A
// warning that counts several townships together parts that sum in two.
func (a *attack) lines(n int, c cellOf) (out []line) {
	x, _ := a.editions[n].Area(c.area)
	if x.Level == anlan.City || c.kind != "" && c.day <= dayOf(a.days[n].last[c.what], -91) { // of older weeks single series alone are published
		return nil
	}
	if c.kind != "" && x.Level == anlan.County {
		out = append(out, line{c.what, "", c.area, c.day})
	}
	if _, there := a.days[n].shown[cellOf{c.what, c.kind, a.editions[n].Meta.City, c.day}]; there || c.kind != "" && x.Level == anlan.County && a.guard == openDays {
		part := ""
		for _, area := range a.days[n].sums[cellOf{c.what, c.kind, "", c.day}] {
			if strings.HasPrefix(c.area, area) {
				part = area
			}
		}
		out = append(out, line{c.what, c.kind, part, c.day})
	}
	return out
}

// readSums notes which areas warnings give a count of, that is a sum over the
// areas below in the series; of all kinds together, by the kind "*".
func (d *daily) readSums(e *edition.Edition) {
	d.sums = map[cellOf][]string{}
	for _, w := range e.Warnings("") {
		week, err := anlan.ParsePeriod(w.Period, time.UTC)
		if err != nil || w.Level <= anlan.City || w.Observed != 0 && w.Observed < anlan.SmallCell {
			continue
		}
		day := week.Start.Format(anlan.DateFormat)
		if _, own := d.shown[cellOf{w.Series, w.Kind, w.Area, day}]; !own {
			k := cellOf{w.Series, w.Kind, "", day}
			d.sums[k] = append(d.sums[k], w.Area)
		}
	}
}

// attackDays attacks the single days and weeks of both editions. On a line whose
// sum is known a cell is at least what the others leave when they are as much
// as they can be, and at most what is left when they are as little: the exact
// range of the linear program, as long as no cell lies on two lines.
func (a *attack) attackDays() {
	for n := range a.editions {
		on := map[line][]cellOf{}
		for c := range a.days[n].shown {
			for _, l := range a.lines(n, c) {
				on[l] = append(on[l], c)
			}
		}
		for c, v := range a.days[n].shown {
			truth := a.days[n].truth[c]
			lines := a.lines(n, c)
			if least, most := bounds(v); least == most || truth <= 0 || truth >= anlan.SmallCell {
				continue
			}
			if len(lines) > 1 && a.guard == asPublished {
				a.t.Errorf("%v lies on two lines whose sums are shown", c)
			}
			for _, l := range lines {
				a.reachDay(n, c, on[l])
			}
			for _, area := range a.days[n].sums[cellOf{c.what, anlan.KindAll, "", c.day}] {
				if strings.HasPrefix(c.area, area) {
					a.reachDay(n, c, a.allKinds(n, c, area))
				}
			}
		}
	}
}

// allKinds gives the cells that a warning on all kinds of an area counts
// together. Those of a township lie on the kinds' lines too, and none of them may
// be withheld.
func (a *attack) allKinds(n int, c cellOf, area string) (out []cellOf) {
	for x := range a.days[n].shown {
		if x.what == c.what && x.day == c.day && strings.HasPrefix(x.area, area) {
			out = append(out, x)
		}
	}
	if x, _ := a.editions[n].Area(area); x.Level > anlan.County && a.guard == asPublished {
		a.t.Errorf("a warning in %s counts all %s of %s in the week of %s together, of which %v is withheld", a.editions[n].Meta.ID, c.what, area, c.day, c)
	}
	return out
}

// reachDay works out how little and how much a cell of a line can be, by what
// both editions show of it.
func (a *attack) reachDay(n int, c cellOf, on []cellOf) {
	both := !slices.ContainsFunc(on, func(x cellOf) bool {
		for _, d := range a.days {
			if v, there := d.truth[x]; !there || v != a.days[n].truth[x] {
				return true
			}
		}
		return false
	})
	sum, least, most := 0.0, 0.0, 0.0
	var own [2]float64
	for _, x := range on {
		lo, hi := 0.0, 1e12
		for k := range a.days {
			if v, there := a.look(k, x); there && (k == n || both) {
				l, h := bounds(v)
				lo, hi = max(lo, l), min(hi, h)
			}
		}
		sum += a.days[n].truth[x]
		if x == c {
			own = [2]float64{lo, hi}
			continue
		}
		least, most = least+lo, most+hi
	}
	low, high := max(own[0], sum-most), min(own[1], sum-least)
	if want := min(anlan.SmallCell-1, sum-least); low > 1 || high < want {
		if a.failed++; a.failed <= 15 && a.guard == asPublished {
			a.t.Errorf("%v in %s: %v can be told to lie between %v and %v", c, a.editions[n].Meta.ID, a.days[n].truth[c], low, high)
		}
		return
	}
	a.held++
}

// holdWarnings holds warnings against the series beside them: no count, sum or
// order of counts that a series withholds is in a warning or its reasons.
func (a *attack) holdWarnings() {
	for _, e := range a.editions {
		for _, w := range e.Warnings("") {
			week, err := anlan.ParsePeriod(w.Period, time.UTC)
			if err != nil || w.Level <= anlan.City {
				continue
			}
			a.warnings++
			cells := map[string]float64{}
			for _, x := range e.Weekly(edition.SeriesKey{Series: w.Series, Kind: w.Kind, Area: w.Area}) {
				cells[x.Monday()] = float64(x.Observed)
			}
			back := func(from, to int) bool {
				return slices.ContainsFunc(slices.Sorted(maps.Keys(cells)), func(day string) bool {
					least, most := bounds(cells[day])
					return least < most && day <= week.Start.AddDate(0, 0, -7*from).Format(anlan.DateFormat) && day >= week.Start.AddDate(0, 0, -7*to).Format(anlan.DateFormat)
				})
			}
			if back(0, 0) && (w.Observed >= anlan.SmallCell || w.P != 0 || w.Exceed != 0 || w.Excess != 0 || w.Harm != 0 || len(w.Reasons) > 0) {
				a.t.Errorf("warning %s: its week is withheld, and it says %+v", w.ID, w)
			}
			if w.Excess != 0 && back(0, w.Weeks-1) {
				a.t.Errorf("warning %s: its excess adds up weeks that are withheld", w.ID)
			}
			for _, r := range w.Reasons {
				if r.Code == models.ReasonFourWeeks && back(0, 7) || r.Code == models.ReasonRise && back(1, int(r.Args["weeks"])) || r.Code == models.ReasonLastYear && back(52, 52) ||
					r.Code == watch.ReasonTogether && back(0, int(r.Args["weeks"])-1) {
					a.t.Errorf("warning %s: reason %v speaks of weeks that are withheld", w.ID, r)
				}
			}
		}
	}
}

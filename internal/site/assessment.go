package site

import (
	"cmp"
	"slices"
	"strings"

	"github.com/anlan-lake/anlan"
)

type assessmentPage struct {
	Crumbs  []choice
	Area    string
	Period  string
	Running bool
	Vetoes  *Table
	Rates   *Table
	Quarter string // of the stars
	Counts  []pair // centres by stars
	Stars   *Table
	Awards  *Table
}

// assessment shows what units are held to: vetoes, the three rates, the stars
// of governance centres and the proposal list of the awards.
func (s *site) assessment(c *call) (*view, error) {
	area, err := c.areaOf(c.r.URL.Query().Get("area"))
	if err != nil {
		return nil, err
	}
	p := assessmentPage{Area: c.areaName(area), Period: c.periodName(c.period), Running: !c.final()}
	for _, a := range c.e.Path(area.Code) {
		if c.mayTotal(a.Code) {
			p.Crumbs = append(p.Crumbs, choice{Text: c.areaName(a), Href: c.link("/assessment", "area", a.Code), On: a.Code == area.Code})
		}
	}
	if p.Vetoes, err = c.vetoTable(area.Code); err != nil {
		return nil, err
	}
	p.Rates = c.rateTable(area)
	p.Stars, p.Quarter, p.Counts = c.starTable(area.Code)
	p.Awards = c.awardTable(area.Code)
	// The facts that await a person change between editions, and not every role sees them.
	return &view{Template: "assessment", Title: c.text("nav.assessment"), Data: p, Tables: []*Table{p.Vetoes, p.Rates, p.Stars, p.Awards}, Live: true}, nil
}

// rates in the order they are named.
var rateOrder = []string{"suits", "petitions", "resolved"}

// rateTable shows the three rates of an area and of those below it.
func (c *call) rateTable(area anlan.Area) *Table {
	t := &Table{ID: "rates", Title: c.text("rates.title"), Note: c.text("rates.note"), Empty: c.text("rates.none"), Cols: []Col{wideCol(c.text("col.area"))}}
	for _, id := range rateOrder {
		t.Cols = append(t.Cols, Col{Title: c.text("rate." + id), Num: true, Hint: c.text("rate." + id + ".hint")})
	}
	for _, a := range append([]anlan.Area{area}, c.children(area.Code)...) {
		by := map[string]anlan.Rate{}
		for _, r := range c.e.Rates(a.Code, c.period) {
			by[r.ID] = r
		}
		if len(by) == 0 {
			continue
		}
		cells := []Cell{linked(c.areaName(a), c.link("/area/"+a.Code))}
		for _, id := range rateOrder {
			cells = append(cells, c.rateCell(by[id]))
		}
		t.Rows = append(t.Rows, Row{Cells: cells, Mark: a.Code == area.Code})
	}
	return t
}

func (c *call) rateCell(r anlan.Rate) Cell {
	switch {
	case r.Suppressed:
		return muted(c.text("state.withheld"))
	case r.Value == nil:
		return muted(c.text("state.missing"))
	case r.Scored:
		return text(fixed(*r.Value, 1) + "%")
	}
	return muted(fixed(*r.Value, 1)) // shown, never scored: no colour
}

// starTable shows the centres' stars of the newest quarter, the highest level
// first, and how many centres have how many.
func (c *call) starTable(area string) (t *Table, quarter string, counts []pair) {
	t = &Table{ID: "stars", Title: c.text("stars.title"), Note: c.text("stars.note"), Empty: c.text("stars.none"), Cols: []Col{wideCol(c.text("col.area")), numCol(c.text("col.points")),
		numCol(c.text("col.coverage")), col(c.text("col.star_ruled")), col(c.text("col.star_before")), col(c.text("col.star_proposed")), col(c.text("col.star_reported")), col(c.text("col.star_difference"))}}
	var list []anlan.Star
	for _, s := range c.e.Stars() { // newest quarter first
		if quarter == "" {
			quarter = s.Quarter
		}
		if s.Quarter == quarter && c.may(s.Area) && strings.HasPrefix(s.Area, area) {
			list = append(list, s)
		}
	}
	slices.SortStableFunc(list, func(a, b anlan.Star) int {
		return cmp.Or(cmp.Compare(a.Level, b.Level), strings.Compare(a.Area, b.Area))
	})
	have := map[int]int{}
	for _, s := range list {
		have[s.Proposed]++
		points := muted("—")
		if s.Points != nil {
			points = text(fixed(*s.Points, 1))
		}
		proposed := text(c.stars(s.Proposed))
		if s.Fallen {
			proposed = Cell{Text: c.stars(s.Proposed), Colour: anlan.Red, Hint: c.text("stars.fallen")}
		}
		difference := muted("—")
		if s.Proposed > 0 && s.Reported > 0 && s.Proposed != s.Reported {
			difference = text(signed(float64(s.Proposed-s.Reported), 0))
		}
		t.Rows = append(t.Rows, Row{Group: c.levelName(s.Level.String()), Cells: []Cell{linked(c.areaPath(s.Area), c.link("/area/"+s.Area)), points, muted(percent(s.Coverage)),
			muted(c.stars(s.Ruled)), muted(c.stars(s.Before)), proposed, muted(c.stars(s.Reported)), difference}})
	}
	for n := 5; n >= 0 && len(list) > 0; n-- {
		counts = append(counts, pair{c.stars(n), count(float64(have[n]))})
	}
	return t, c.quarterName(quarter), counts
}

// stars writes ★★★☆☆, and in words that there are none.
func (c *call) stars(n int) string {
	if n <= 0 || n > 5 {
		return c.text("stars.unrated")
	}
	return strings.Repeat("★", n) + strings.Repeat("☆", 5-n)
}

// quarterName writes 2026-Q3 as "2026年第3季度" or "Q3 2026".
func (l *language) quarterName(q string) string {
	year, n, ok := strings.Cut(q, "-Q")
	switch {
	case !ok:
		return q
	case l.Lang == "en":
		return "Q" + n + " " + year
	}
	return year + "年第" + n + "季度"
}

// awardTable is the proposal list of the newest quarter.
func (c *call) awardTable(area string) *Table {
	t := &Table{ID: "awards", Title: c.text("awards.title"), Note: c.text("awards.note"), Empty: c.text("awards.none"), Cols: []Col{wideCol(c.text("col.area")), col(c.text("col.peers")), col(c.text("col.reasons")),
		numCol(c.text("col.score")), numCol(c.text("col.change")), numCol(c.text("col.place")), numCol(c.text("col.coverage")), col(c.text("col.quarter"))}}
	quarter := ""
	for _, a := range c.e.Awards() { // newest quarter first
		if quarter == "" {
			quarter = a.Quarter
		}
		if a.Quarter != quarter || !c.may(a.Area) || !strings.HasPrefix(a.Area, area) {
			continue
		}
		t.Rows = append(t.Rows, Row{Group: c.text("award." + a.Award), Cells: []Cell{linked(c.areaPath(a.Area), c.link("/area/"+a.Area)), muted(c.label("peers", a.Peers)),
			text(c.text("award." + a.Reason)), text(fixed(a.Score, 2)), muted(signed(a.Score-a.Before, 2)), text(count(float64(a.Place)) + " / " + count(float64(a.Of))),
			muted(percent(a.Coverage)), muted(c.quarterName(a.Quarter))}})
	}
	return t
}

package site

import (
	"cmp"
	"fmt"
	"html/template"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/edition"
	"github.com/anlan-lake/anlan/internal/ledger"
)

// warningLine is one warning in a list.
type warningLine struct {
	ID, Href, Grade, GradeWord string
	Area, AreaHref, Kind, Week string
	Observed, Expected, Range  string // the latter two are empty where Withheld
	Withheld                   bool   // no count is published, so that there is nothing to hold against what is usual
	Phase, PhaseWord, Since    string
	Chance                     string // that it is real, percent
	Reasons                    []string
	State, StateWord           string
	Chart                      template.HTML
}

// scopedWarnings gives the warnings under an area that the reader may see.
func (c *call) scopedWarnings(area string) []anlan.Warning {
	var list []anlan.Warning
	for _, w := range c.e.Warnings(area) {
		if c.may(w.Area) {
			list = append(list, w)
		}
	}
	return list
}

func (c *call) warningLines(list []anlan.Warning, n int) []warningLine {
	lines := make([]warningLine, 0, min(n, len(list)))
	for _, w := range list[:min(n, len(list))] {
		lines = append(lines, c.warningLine(w))
	}
	return lines
}

func (c *call) warningLine(w anlan.Warning) warningLine {
	line := warningLine{ID: w.ID, Href: c.link("/warning/" + url.PathEscape(w.ID)), Grade: string(w.Grade), GradeWord: c.text("grade." + string(w.Grade)),
		Area: c.areaPath(w.Area), AreaHref: c.link("/area/" + w.Area), Kind: c.label(w.Series, w.Kind), Week: w.Period,
		Observed: c.cases(w.Level, w.Observed), Expected: usual(w.Expected), Range: fixed(w.Lower, 1) + "–" + fixed(w.Upper, 1),
		Phase: string(w.Phase), Since: w.Since, Withheld: w.Observed == anlan.Withheld}
	if line.Withheld {
		line.Expected, line.Range = "", ""
	}
	if w.Phase != "" {
		line.PhaseWord = c.text("phase." + string(w.Phase))
	}
	if w.Chance > 0 {
		line.Chance = fixed(100*w.Chance, 0) + "%"
		if w.Chance > 0.99 {
			line.Chance = "> 99%"
		}
	}
	for _, r := range w.Reasons {
		if small(w.Level, w.Observed) {
			break // their figures would give the small one away
		}
		line.Reasons = append(line.Reasons, c.reason(r))
	}
	return line
}

// areaPath writes "临河区 · 城中街道".
func (c *call) areaPath(code string) string {
	var names []string
	for _, a := range c.e.Path(code) {
		if a.Level > anlan.City || len(code) == len(a.Code) {
			names = append(names, c.areaName(a))
		}
	}
	if len(names) == 0 {
		return code
	}
	return strings.Join(names, " · ")
}

// reason puts a finding into words. Its phrase names the figures in braces:
// "为常态的{ratio}倍". A code without a phrase is shown as it is, with figures.
func (c *call) reason(r anlan.Reason) string {
	key := "reason." + r.Code
	if weeks, ok := r.Args["weeks"]; ok && weeks == 0 {
		key += "_now"
	}
	if !c.has(key) {
		s := r.Code
		for _, name := range slices.Sorted(maps.Keys(r.Args)) {
			s += fmt.Sprintf(" %s=%s", name, trimmed(r.Args[name]))
		}
		return s
	}
	s := c.text(key)
	for name, v := range r.Args {
		s = strings.ReplaceAll(s, "{"+name+"}", trimmed(v))
	}
	for name, code := range r.Text {
		word := c.label("series", code)
		switch name {
		case "area":
			word = c.areaPath(code)
		case "kind":
			word = c.label(r.Text["series"], code)
		}
		s = strings.ReplaceAll(s, "{"+name+"}", word)
	}
	return s
}

// trimmed writes a figure of a sentence: whole, or with one decimal.
func trimmed(v float64) string {
	if v == float64(int64(v)) {
		return count(v)
	}
	return usual(v)
}

type warningsPage struct {
	Grades []choice
	States []choice
	Lines  []warningLine
	Table  *Table

	Clusters *clusterPanel
	Shown    int
	All      int
}

// warnings lists the edition's warnings in the reader's area.
func (s *site) warnings(c *call) (*view, error) {
	q := c.r.URL.Query()
	area, err := c.areaOf(q.Get("area"))
	if err != nil {
		return nil, err
	}
	states, err := s.Ledger.WarningStates(c.r.Context())
	if err != nil {
		return nil, err
	}
	all := c.scopedWarnings(area.Code)
	p := warningsPage{All: len(all)}
	byGrade := map[anlan.Grade]int{}
	for _, w := range all {
		byGrade[w.Grade]++
	}
	grade := anlan.Grade(q.Get("grade"))
	p.Grades = []choice{{Text: fmt.Sprintf("%s %d", c.text("warnings.all"), len(all)), Href: c.with("grade", ""), On: byGrade[grade] == 0}}
	for _, g := range []anlan.Grade{anlan.GradeRed, anlan.GradeOrange, anlan.GradeYellow, anlan.GradeBlue} {
		if byGrade[g] > 0 {
			p.Grades = append(p.Grades, choice{Value: string(g), Text: fmt.Sprintf("%s %d", c.text("grade."+string(g)), byGrade[g]), Href: c.with("grade", string(g)), On: g == grade})
		}
	}
	p.Table = c.warningTable()
	for _, w := range all {
		if byGrade[grade] > 0 && w.Grade != grade {
			continue
		}
		line := c.warningLine(w)
		line.State = states[w.ID].State
		if line.State == "" {
			line.State = ledger.WarningOpen
		}
		line.StateWord = c.text("wstate." + line.State)
		line.Chart = c.weekSpark(w)
		p.Lines = append(p.Lines, line)
		p.Table.Rows = append(p.Table.Rows, Row{Cells: []Cell{text(line.GradeWord), text(line.Area), text(line.Kind), text(line.Week),
			text(line.Since), text(line.PhaseWord), text(line.Observed), text(cmp.Or(line.Expected, "—")), text(cmp.Or(line.Range, "—")), text(line.Chance), text(strings.Join(line.Reasons, "; ")), text(line.StateWord)}})
	}
	p.Shown = len(p.Lines)
	p.Clusters = c.clusters(area)
	return &view{Template: "warnings", Title: c.text("nav.warnings"), Data: p, Tables: []*Table{p.Table, p.Clusters.Table}, Live: true}, nil
}

func (c *call) warningTable() *Table {
	return &Table{ID: "warnings", Title: c.text("nav.warnings"), Empty: c.text("warnings.none"), Cols: []Col{col(c.text("col.grade")),
		col(c.text("col.area")), col(c.text("col.kind")), col(c.text("col.week")), col(c.text("col.since")), col(c.text("col.phase")), numCol(c.text("col.observed")), numCol(c.text("col.expected")),
		numCol(c.text("col.range")), numCol(c.text("col.chance")), wideCol(c.text("col.reasons")), col(c.text("col.state"))}}
}

type warningPage struct {
	Line     warningLine
	State    ledger.WarningState
	When     string
	Who      string
	Chart    template.HTML
	Weeks    *Table
	Facts    []pair
	May      bool
	Form     string
	AreaHref string
	Loop     warningLoop
}

// warning is one warning with its series and what became of it.
func (s *site) warning(c *call) (*view, error) {
	w, err := c.oneWarning(c.r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	states, err := s.Ledger.WarningStates(c.r.Context())
	if err != nil {
		return nil, err
	}
	p := warningPage{Line: c.warningLine(w), State: states[w.ID], AreaHref: c.link("/area/" + w.Area)}
	if p.State.State == "" {
		p.State.State = ledger.WarningOpen
	}
	p.Line.StateWord = c.text("wstate." + p.State.State)
	p.Who = p.State.AcknowledgedBy
	if !p.State.Acknowledged.IsZero() {
		p.When = p.State.Acknowledged.In(s.Location).Format("2006-01-02 15:04")
	}
	p.May = p.State.State == ledger.WarningOpen && states[w.ID].ID != "" && canAcknowledge(c.user, c.e, w.Area)
	if k, err := c.r.Cookie(sessionCookie); err == nil {
		p.Form = formToken(k.Value)
	}
	p.Chart = c.weekChart(w)
	p.Weeks = c.weekTable(w)
	if p.Loop, err = s.warningLoop(c, w); err != nil {
		return nil, err
	}
	p.Facts = []pair{{c.text("fact.rule"), c.label("rule", w.Rule)}}
	if w.Phase != "" {
		p.Facts = append(p.Facts, pair{c.text("fact.since"), w.Since}, pair{c.text("fact.weeks"), count(float64(w.Weeks))})
	}
	p.Facts = append(p.Facts, []pair{{c.text("fact.baseline"), count(float64(w.Baseline))},
		{c.text("fact.dispersed"), fixed(w.Dispersed, 2)}, {c.text("fact.trend"), c.text(map[bool]string{true: "yes", false: "no"}[w.Trend])}}...)
	p.Facts = append(p.Facts, c.aheadFacts(w)...)
	if !small(w.Level, w.Observed) { // these two would give a withheld count away
		p.Facts = append(p.Facts, pair{c.text("fact.p"), trimProbability(w.P)}, pair{c.text("fact.exceed"), fixed(w.Exceed, 2)})
		if w.Phase != "" {
			if w.Excess > 0 {
				p.Facts = append(p.Facts, pair{c.text("fact.excess"), fixed(w.Excess, 1)})
			}
			p.Facts = append(p.Facts, pair{c.text("fact.harm"), fixed(w.Harm, 1)}, pair{c.text("fact.chance"), p.Line.Chance})
		}
	}
	return &view{Template: "warning", Title: p.Line.Kind + " · " + p.Line.Area, Data: p, Tables: []*Table{p.Weeks}, Live: true}, nil
}

func trimProbability(p float64) string {
	if p < 0.0001 {
		return "< 0.0001"
	}
	return fixed(p, 4)
}

func (c *call) oneWarning(id string) (anlan.Warning, error) {
	w, ok := c.e.Warning(id)
	if !ok || !c.may(w.Area) {
		return w, anlan.Errorf(anlan.NotFound, "no warning %s for you", id)
	}
	return w, nil
}

// weekTable is the series behind a warning's chart.
func (c *call) weekTable(w anlan.Warning) *Table {
	t := &Table{ID: "weeks", Title: c.text("weeks.title"), Cols: []Col{col(c.text("col.week")), numCol(c.text("col.observed")),
		numCol(c.text("col.expected")), numCol(c.text("col.upper"))}, Empty: c.text("table.empty")}
	weeks := c.e.Weekly(edition.SeriesKey{Series: w.Series, Kind: w.Kind, Area: w.Area})
	if len(weeks) == 0 && w.Observed == anlan.Withheld {
		t.Empty = c.text("weeks.withheld")
	}
	for i := len(weeks) - 1; i >= max(0, len(weeks)-26); i-- {
		expected, upper := "—", "—"
		if x, _, u := weeks[i].Expected(); x != nil && u != nil {
			expected, upper = usual(*x), fixed(*u, 1)
		}
		t.Rows = append(t.Rows, Row{Cells: []Cell{text(weeks[i].Monday()), text(c.cases(w.Level, float64(weeks[i].Observed))), muted(expected), muted(upper)}})
	}
	return t
}

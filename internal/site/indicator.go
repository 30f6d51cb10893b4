package site

import (
	"html/template"
	"strconv"
	"strings"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/edition"
)

type indicatorPage struct {
	ID, Name, Category string
	CategoryHref       string
	Definition         string
	Facts              []pair
	SQL                string
	Skipped            string
	Gaming, GamingLang string // how it could be gamed, and the language that is in
	Area               string
	Areas              []choice
	Period             string
	Running            bool
	Value, Unit        string
	Adjusted           string // what was done to the value before it was scored
	Interval           string // 95%, of the value
	Score              Cell
	State              string
	Num, Den           string
	Line               template.HTML
	Table              *Table
	Series             *Table
}

// indicator is the "i" behind a figure: what it means, how it is computed,
// who answers for it, and where it stands.
func (s *site) indicator(c *call) (*view, error) {
	card, ok := c.e.Indicator(c.r.PathValue("id"))
	if !ok {
		return nil, anlan.Errorf(anlan.NotFound, "no indicator %s", c.r.PathValue("id"))
	}
	a, err := c.areaOf(c.r.URL.Query().Get("area"))
	if err != nil {
		return nil, err
	}
	p := indicatorPage{ID: card.ID, Name: c.pick(card.NameZh, card.NameEn), Definition: c.pick(card.DefinitionZh, card.DefinitionEn),
		CategoryHref: c.link("/tree", "area", a.Code) + "#" + card.Category, Facts: c.facts(card, a.Code), SQL: card.SQL, Skipped: card.Skipped,
		Area: c.areaName(a), Areas: c.areaChoices(a.Code), Period: c.periodName(c.period), Running: !c.final(), Unit: c.unitAfter(card)}
	if p.Gaming, p.GamingLang = card.GamingRisk, "en"; c.Lang != "en" && card.GamingRiskZh != "" {
		p.Gaming, p.GamingLang = card.GamingRiskZh, "zh-CN"
	}
	for _, k := range c.e.Categories() {
		if k.Code == card.Category {
			p.Category = c.categoryName(k)
		}
	}
	c.fillFigure(&p, a, card)
	p.Line = c.scoreLine(a.Code, card)
	p.Series = c.seriesTable(a.Code, card)
	p.Table = c.valueTable(a, card)
	return &view{Template: "indicator", Title: p.Name, Data: p, Tables: []*Table{p.Table, p.Series}}, nil
}

// fillFigure fills in the figure of the area and period shown.
func (c *call) fillFigure(p *indicatorPage, a anlan.Area, card edition.IndicatorCard) {
	s, ok := c.e.Score(a.Code, card.ID, c.period)
	if !ok {
		p.Value, p.State, p.Score, p.Unit = "—", c.text("state.notclaimed"), scored(nil, ""), ""
		return
	}
	p.Value, p.State, p.Score = c.valueText(s, card), c.text("state."+string(s.State)), scored(s.Score, colourOf(s.Score))
	if s.Value == nil {
		p.Unit = ""
	}
	if s.Suppressed {
		p.State = c.text("state.suppressed")
		return
	}
	p.Adjusted = c.adjustment(s, card)
	if p.Interval = c.valueInterval(s, card).Text; s.Lower != nil {
		p.Interval += p.Unit
	}
	p.Num, p.Den = part(s.Num), part(s.Den)
}

func part(v *float64) string {
	if v == nil {
		return ""
	}
	if *v == float64(int64(*v)) {
		return count(*v)
	}
	return apart(fixed(*v, 2))
}

func (c *call) facts(k edition.IndicatorCard, area string) []pair {
	var list []pair
	add := func(key, value string) {
		if value != "" {
			list = append(list, pair{c.text(key), value})
		}
	}
	add("fact.numerator", k.Numerator)
	add("fact.denominator", k.Denominator)
	add("fact.scale", trimGoal(k.Scale))
	add("fact.unit", c.unit(k))
	add("fact.sources", c.sources(k))
	add("fact.window", c.windowDays(k, k.Window))
	add("fact.window_township", c.windowDays(k, k.WindowTownship))
	add("fact.direction", c.text("direction."+string(k.Direction)))
	if k.Direction != anlan.Neutral {
		add("fact.goal", trimGoal(k.GoalWorst)+" → "+trimGoal(k.GoalBest))
	}
	add("fact.weight", fixed(k.Weight, 2))
	add("fact.levels", c.levelNames(k.Levels))
	if k.MinDenominator > 0 {
		add("fact.min", count(k.MinDenominator))
	}
	if k.MinCell > 0 {
		add("fact.cell", "<"+strconv.FormatInt(k.MinCell, 10))
	}
	if k.Veto {
		add("fact.veto", c.vetoRules(k.VetoRule))
	}
	if k.Adequacy != "" && k.Adequacy != "none" {
		add("fact.adequacy", c.adequacyText(area, k))
	}
	if k.ReportRole == "under_reporting_check" {
		add("fact.role", c.text("fact.role.check"))
	}
	add("fact.owner", c.label("owner", k.Owner))
	return list
}

func (c *call) sources(k edition.IndicatorCard) string {
	name := c.label("dataset", k.NumeratorData)
	if k.DenominatorData != "" && k.DenominatorData != k.NumeratorData {
		name += c.text("and") + c.label("dataset", k.DenominatorData)
	}
	return name
}

// windowDays adds the days that a window looks at for the period shown, first
// and last, and those of the denominator where they are others.
func (c *call) windowDays(k edition.IndicatorCard, window string) string {
	name := c.windowName(window)
	var last string
	for _, side := range [][2]string{{k.NumeratorData, k.NumeratorTime}, {k.DenominatorData, k.DenominatorTime}} {
		w, ok := c.e.Window(side[0], c.period, window)
		until, err := time.Parse(anlan.DateFormat, w.Until)
		if !ok || err != nil || strings.HasPrefix(side[1], "@") {
			continue
		}
		if days := w.From + " – " + until.AddDate(0, 0, -1).Format(anlan.DateFormat); days != last {
			name, last = name+" · "+days, days
			if w.Covered && w.Share < 1 {
				name += c.text("window.share", fixed(100*w.Share, 0))
			}
		}
	}
	return name
}

// windowName writes P12M as "近12个月".
func (c *call) windowName(w string) string {
	win, err := anlan.ParseWindow(w)
	switch {
	case err != nil:
		return w
	case win.Months > 0:
		return c.some("window.months", win.Months)
	case win.Days > 0:
		return c.some("window.days", win.Days)
	}
	return c.text("window.stock")
}

// some writes a phrase about n of something; that of one has a key of its own.
func (c *call) some(key string, n int) string {
	if n == 1 {
		return c.text(key + "_one")
	}
	return c.text(key, n)
}

func (c *call) levelNames(levels string) string {
	if levels == "" {
		return ""
	}
	var names []string
	for l := range strings.SplitSeq(levels, "|") {
		names = append(names, c.levelName(l))
	}
	return strings.Join(names, c.text("list.comma"))
}

func trimGoal(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// valueTable compares the areas one level below (or beside, at the end).
func (c *call) valueTable(a anlan.Area, card edition.IndicatorCard) *Table {
	t := &Table{ID: "areas", Title: c.text("indicator.areas"), Empty: c.text("table.empty"), Cols: []Col{wideCol(c.text("col.area")), numCol(c.text("col.value")),
		numCol(c.text("col.interval")), numCol(c.text("col.numerator")), numCol(c.text("col.denominator")), numCol(c.text("col.score")), numCol(c.text("col.score_interval")), wideCol(c.text("col.state"))}}
	row := func(a anlan.Area, mark bool) bool {
		s, ok := c.e.Score(a.Code, card.ID, c.period)
		if !ok {
			return false
		}
		state := c.text("state." + string(s.State))
		num, den := part(s.Num), part(s.Den)
		if s.Suppressed {
			state = c.text("state.suppressed")
		}
		t.Rows = append(t.Rows, Row{Mark: mark, Cells: []Cell{linked(c.areaName(a), c.link("/area/"+a.Code)), {Text: c.valueText(s, card) + valueUnit(c, s, card), Muted: s.Value == nil},
			c.valueInterval(s, card), muted(dash(num)), muted(dash(den)), scored(s.Score, colourOf(s.Score)), muted(dash(scoreInterval(s.ScoreLower, s.ScoreUpper))), muted(state)}})
		return true
	}
	row(a, true)
	found := false
	for _, child := range c.children(a.Code) {
		found = row(child, false) || found
	}
	if path := c.e.Path(a.Code); !found && len(path) > 1 {
		for _, beside := range c.children(path[len(path)-2].Code) {
			if beside.Code != a.Code {
				row(beside, false)
			}
		}
	}
	return t
}

func valueUnit(c *call, s anlan.Score, card edition.IndicatorCard) string {
	if s.Value == nil {
		return ""
	}
	return c.unitAfter(card)
}

func dash(s string) string {
	if s == "" {
		return "—"
	}
	return s
}

// seriesTable is the figures behind the chart, newest first.
func (c *call) seriesTable(area string, card edition.IndicatorCard) *Table {
	t := &Table{ID: "series", Title: c.text("indicator.series"), Empty: c.text("table.empty"), Cols: []Col{col(c.text("col.period")), numCol(c.text("col.value")),
		numCol(c.text("col.interval")), numCol(c.text("col.numerator")), numCol(c.text("col.denominator")), numCol(c.text("col.score")), numCol(c.text("col.score_interval"))}}
	all := c.e.ScoreSeries(area, card.ID, c.kind())
	for i := len(all) - 1; i >= 0; i-- {
		s := all[i]
		t.Rows = append(t.Rows, Row{Mark: s.Period == c.period, Cells: []Cell{text(c.runningName(s.Period)), {Text: c.valueText(s, card) + valueUnit(c, s, card), Muted: s.Value == nil},
			c.valueInterval(s, card), muted(dash(part(s.Num))), muted(dash(part(s.Den))), scored(s.Score, colourOf(s.Score)), muted(dash(scoreInterval(s.ScoreLower, s.ScoreUpper)))}})
	}
	return t
}

package site

import (
	"strings"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/ledger"
)

// vetoLines name the facts that stand against an area at the end of the period
// shown: the indicator, the day and the document.
func (c *call) vetoLines(area string, capped bool) []string {
	p, err := anlan.ParsePeriod(c.period, time.UTC)
	if err != nil {
		return nil
	}
	last := p.End.AddDate(0, 0, -1).Format(anlan.DateFormat)
	var lines []string
	for _, v := range c.e.Vetoes() {
		// A fact of an area below counts where it caps the total; a bound on a
		// share counts for its own area only.
		below := capped && v.Upper95 == nil && strings.HasPrefix(v.Area, area)
		if v.Stands(last) && (v.Area == area || below) {
			line := c.vetoName(v) + " · " + c.dayLong(v.FactDay) + " · " + v.Document
			if v.Area != area && c.mayTotal(v.Area) {
				line = c.nameOf(v.Area) + " · " + line
			}
			lines = append(lines, line)
		}
	}
	return lines
}

func (c *call) vetoName(v anlan.Veto) string {
	if card, ok := c.e.Indicator(v.Indicator); ok {
		return c.pick(card.NameZh, card.NameEn)
	}
	return v.Indicator
}

// vetoRules writes a card's rules, "county n ≥ 1|city n ≥ 3", with the names of
// the levels.
func (c *call) vetoRules(rules string) string {
	var list []string
	for _, r := range strings.Split(rules, "|") {
		if level, words, ok := strings.Cut(r, " "); ok {
			r = c.levelName(level) + " " + strings.Replace(words, "U95", c.text("veto.upper"), 1)
		}
		list = append(list, r)
	}
	return strings.Join(list, c.text("list.comma"))
}

// dayLong writes 2026-10-15 with its year, as it stands in documents.
func (l *language) dayLong(day string) string {
	t, err := time.Parse(anlan.DateFormat, day)
	if err != nil {
		return dash(day)
	}
	if l.Lang == "en" {
		return t.Format("2 Jan 2006")
	}
	return t.Format("2006年1月2日")
}

// seesAwaiting says whether the reader is one of those who decide on facts, or
// who look after them: to others what nobody has confirmed is nothing.
func seesAwaiting(u ledger.User) bool { return u.Role.MayDecideVeto() || u.Role == ledger.Auditor }

var vetoColour = map[anlan.VetoState]anlan.Colour{anlan.VetoAwaiting: anlan.Orange, anlan.VetoConfirmed: anlan.Red}

// vetoTable lists the facts in force and those lifted, and for those who decide
// also what awaits them.
func (c *call) vetoTable(area string) (*Table, error) {
	t := &Table{ID: "vetoes", Title: c.text("veto.title"), Note: c.text("veto.note"), Empty: c.text("veto.none"), Cols: []Col{col(c.text("col.state")), wideCol(c.text("col.indicator")),
		col(c.text("col.area")), col(c.text("col.seen")), col(c.text("col.rule")), numCol(c.text("col.value")), col(c.text("col.fact_day")), wideCol(c.text("col.document")), col(c.text("col.until"))}}
	list := c.e.Vetoes()
	if seesAwaiting(c.user) {
		t.Note = c.text("veto.note") + c.text("veto.how")
		known, err := c.site.Ledger.Vetoes(c.r.Context())
		if err != nil {
			return nil, err
		}
		list = latest(list, known)
	}
	for _, v := range list {
		if !c.may(v.Area) || !strings.HasPrefix(v.Area, area) {
			continue
		}
		value := count(v.Value)
		if v.Upper95 != nil {
			value = fixed(v.Value, 1) + "%"
		}
		t.Rows = append(t.Rows, Row{Cells: []Cell{coloured(c.text("vstate."+string(v.State)), vetoColour[v.State]),
			{Text: c.vetoName(v), Href: c.link("/indicator/"+v.Indicator, "area", v.Area), Hint: v.Key},
			linked(c.nameOf(v.Area), c.link("/area/"+v.Area)), muted(c.dayLong(v.Day)), {Text: v.Rule, Muted: true, Hint: v.Evidence}, text(value),
			text(c.dayLong(v.FactDay)), text(dash(v.Document)), muted(c.dayLong(v.Until))}})
	}
	return t, nil
}

// latest puts what the ledger knows now before what the edition held.
func latest(held []anlan.Veto, known []ledger.Veto) []anlan.Veto {
	until := map[string]string{}
	for _, v := range held {
		until[v.Key] = v.Until
	}
	out := make([]anlan.Veto, 0, len(known))
	for _, v := range known {
		v.Until = until[v.Key]
		out = append(out, v.Veto)
	}
	return out
}

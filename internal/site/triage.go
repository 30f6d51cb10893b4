package site

import (
	"strings"

	"github.com/anlan-lake/anlan"
)

// triageShown is how many cases the page lists, the likeliest first: more than
// a township's mediators take up in a week.
const triageShown = 200

type triagePage struct {
	Outcomes []choice
	Why      string // the model refuses to score this outcome
	None     bool   // there is no model
	Facts    []pair
	Table    *Table
}

// triage lists the open cases in the reader's area by one outcome, with reasons
// and the help that fits, for stewards and the mediators who handle cases.
// Nobody else is told that there is such a page.
func (s *site) triage(c *call) (*view, error) {
	if !c.user.Role.MayTriage() {
		return nil, anlan.Errorf(anlan.NotFound, "no such page")
	}
	q := c.r.URL.Query()
	area, err := c.areaOf(q.Get("area"))
	if err != nil {
		return nil, err
	}
	outcomes, err := s.Ledger.TriageOutcomes(c.r.Context())
	if err != nil {
		return nil, err
	}
	p := triagePage{Table: c.triageTable()}
	if len(outcomes) == 0 {
		p.None = true
		return &view{Template: "triage", Title: c.text("nav.triage"), Data: p, Tables: []*Table{p.Table}, Live: true}, nil
	}
	shown := outcomes[0]
	for _, o := range outcomes {
		if o.Outcome == q.Get("outcome") {
			shown = o
		}
	}
	for _, o := range outcomes {
		p.Outcomes = append(p.Outcomes, choice{Text: c.pick(o.Zh, o.En), Href: c.with("outcome", o.Outcome), On: o.Outcome == shown.Outcome})
	}
	p.Why = c.pick(shown.WhyZh, shown.WhyEn)
	p.Facts = c.triageFacts(shown)
	list, err := s.Ledger.Triage(c.r.Context(), shown.Outcome, area.Code)
	if err != nil {
		return nil, err
	}
	scored, happened, untraced := 0, 0, 0
	for _, x := range list {
		switch {
		case !c.may(x.Area):
		case x.State == "happened":
			happened++
		case x.State == "untraced":
			untraced++
		case x.Probability != nil:
			if scored++; scored <= triageShown {
				p.Table.Rows = append(p.Table.Rows, c.triageRow(x))
			}
		}
	}
	p.Table.Note = c.text("triage.counts", count(float64(min(scored, triageShown))), count(float64(scored)), count(float64(happened)), count(float64(untraced)))
	return &view{Template: "triage", Title: c.text("nav.triage"), Data: p, Tables: []*Table{p.Table}, Live: true}, nil
}

func (c *call) triageTable() *Table {
	return &Table{ID: "triage", Title: c.text("triage.cases"), Empty: c.text("triage.empty"), Cols: []Col{numCol(c.text("col.probability")),
		col(c.text("col.case")), col(c.text("col.area")), col(c.text("col.kind")), wideCol(c.text("col.reasons")), wideCol(c.text("col.help"))}}
}

func (c *call) triageRow(x anlan.TriageCase) Row {
	var reasons, helps []string
	for n, r := range x.Reasons {
		by := signed(r.Contribution, 1)
		if n > 0 && by == "±0" {
			continue // it moves nothing that is shown
		}
		reasons = append(reasons, c.text("triage.reason", c.pick(r.Zh, r.En), c.pick(r.LevelZh, r.LevelEn), by))
		if help := c.pick(r.HelpZh, r.HelpEn); help != "" {
			helps = append(helps, help)
		}
	}
	percent := 100 * *x.Probability
	probability := Cell{Text: fixed(percent, 0) + "%", Bar: &percent, Key: fixed(percent, 4)}
	return Row{Cells: []Cell{probability, text(x.Case), text(c.areaPath(x.Area)), text(c.label("dispute_type", x.Kind)),
		text(strings.Join(reasons, c.text("and"))), text(strings.Join(helps, c.text("and")))}}
}

// triageFacts say how far the model can be trusted.
func (c *call) triageFacts(o anlan.TriageOutcome) []pair {
	if o.AsOf == "" {
		return nil
	}
	facts := []pair{{c.text("triage.learnt"), c.text("triage.learnt.from", o.AsOf, count(float64(o.Learnt)), count(float64(o.Events)))}}
	for _, x := range []struct {
		key string
		v   *float64
	}{{"triage.base", o.Base}, {"triage.ap", o.AP}, {"triage.slope", o.Slope}} {
		if x.v != nil {
			facts = append(facts, pair{c.text(x.key), fixed(*x.v, 3)})
		}
	}
	if o.Gain != nil && o.GainLow != nil {
		facts = append(facts, pair{c.text("triage.gain"), fixed(*o.Gain, 4) + " (≥ " + fixed(*o.GainLow, 4) + ")"})
	}
	return facts
}

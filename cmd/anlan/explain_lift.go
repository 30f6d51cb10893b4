package main

import (
	"cmp"
	"fmt"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/edition"
)

// liftJSON is what would raise the total to the next colour.
type liftJSON struct {
	Colour   string         `json:"colour"`
	Need     float64        `json:"need"`  // points
	Reach    float64        `json:"reach"` // points within what the best tenth of peers achieve
	Feasible bool           `json:"feasible"`
	Vetoed   bool           `json:"vetoed,omitempty"`
	Steps    []liftStepJSON `json:"steps,omitempty"`
}

type liftStepJSON struct {
	Indicator string  `json:"indicator"`
	Value     float64 `json:"value"`
	Target    float64 `json:"target"`
	Points    float64 `json:"points"`
	Effort    float64 `json:"effort"` // share of the way to the value that scores 100
	Cases     float64 `json:"cases,omitempty"`
}

func toLiftJSON(l anlan.Lift) *liftJSON {
	out := &liftJSON{Colour: string(l.Colour), Need: l.Need, Reach: l.Reach, Feasible: l.Feasible, Vetoed: l.Vetoed}
	for _, s := range l.Steps {
		out.Steps = append(out.Steps, liftStepJSON(s))
	}
	return out
}

// printLift writes the least change that leads to the next colour, or that
// there is none.
func (e *env) printLift(ed *edition.Edition, l *liftJSON) {
	colours := map[anlan.Colour][2]string{anlan.Green: {"green", "优"}, anlan.Blue: {"blue", "良"}, anlan.Orange: {"orange", "提醒"}}
	name := colours[anlan.Colour(l.Colour)]
	colour := e.say(name[0], name[1])
	switch {
	case l.Vetoed:
		fmt.Fprintf(e.stdout, e.say("to %s: not feasible while the veto stands\n", "提升到“%s”：否决有效期间不可行\n"), colour)
	case !l.Feasible:
		fmt.Fprintf(e.stdout, e.say("to %s: %.2f points lacking; not feasible: no more than %.2f within what the best tenth of its peers achieve\n", "提升到“%s”：尚差 %.2f 分；不可行：以同类前十分之一为限最多 %.2f 分\n"), colour, l.Need, l.Reach)
	default:
		fmt.Fprintf(e.stdout, e.say("to %s: %.2f points lacking; the least effort, within what the best tenth of its peers achieve:\n", "提升到“%s”：尚差 %.2f 分；以同类前十分之一为限，用力最小的变化：\n"), colour, l.Need)
	}
	for _, s := range l.Steps {
		card, _ := ed.Indicator(s.Indicator)
		cases := ""
		if s.Cases > 0 {
			cases = fmt.Sprintf(e.say(", %.0f cases", "，%.0f 件"), s.Cases)
		}
		fmt.Fprintf(e.stdout, "  %+7.2f  %s %s: %.6g → %.6g %s%s (%.0f%%)\n", s.Points, s.Indicator, e.say(cmp.Or(card.NameEn, card.NameZh), card.NameZh), s.Value, s.Target,
			e.say(card.UnitEn, card.UnitZh), cases, 100*s.Effort)
	}
}

package main

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/edition"
)

// inTime is a figure of the index beside what was first published of it, or,
// while its month runs, what it is expected to close at.
type inTime struct {
	Category string          `json:"category"` // "" for the total
	Name     string          `json:"-"`
	Revision *anlan.Revision `json:"revision,omitempty"`
	Nowcast  *anlan.Nowcast  `json:"nowcast,omitempty"`
}

// timeOf gives the total of an area and period, and a category where one is
// named, in time; none where the edition does not know.
func (e *env) timeOf(ed *edition.Edition, area, period, category string) []inTime {
	names := map[string]string{"": e.say("total", "总分")}
	for _, k := range ed.Categories() {
		names[k.Code] = e.say(cmp.Or(k.NameEn, k.NameZh), k.NameZh)
	}
	var out []inTime
	for _, code := range slices.Compact([]string{"", category}) {
		x := inTime{Category: code, Name: names[code]}
		if r, ok := ed.Revision(area, period, code); ok {
			x.Revision = &r
		}
		if n, ok := ed.Nowcast(area, period, code); ok {
			x.Nowcast = &n
		}
		if x.Revision != nil || x.Nowcast != nil {
			out = append(out, x)
		}
	}
	return out
}

// printTime writes a line for each figure of the index that the edition knows
// in time.
func (e *env) printTime(list []inTime, line lineWriter) {
	for _, x := range list {
		if x.Revision != nil {
			line("published", "发布", "%s %s", x.Name, e.revised(*x.Revision))
		}
		if x.Nowcast != nil {
			line("expected", "预计", "%s %s", x.Name, e.expected(*x.Nowcast))
		}
	}
}

// revised says what was first published and what the figure is now.
func (e *env) revised(r anlan.Revision) string {
	first := fmt.Sprintf(e.say("first published %.2f on %s", "首次发布 %.2f（%s）"), *r.First, r.FirstDay)
	switch {
	case r.Now == nil:
		return first + e.say(", now none", "，现无")
	case *r.Difference == 0:
		return first + e.say(", unchanged", "，未变")
	}
	text := first + fmt.Sprintf(e.say(", now %.2f (%+.2f", "，现为 %.2f（%+.2f"), *r.Now, *r.Difference)
	if r.Over {
		text += e.say(", revised", "，已修订")
	}
	if r.FirstMethod != r.NowMethod {
		text += fmt.Sprintf(e.say("; method %s then, %s now", "；方法由 %s 改为 %s"), r.FirstMethod, r.NowMethod)
	}
	return text + e.say(")", "）")
}

// expected says where a running month stands and where it is expected to close.
func (e *env) expected(n anlan.Nowcast) string {
	if n.SoFar == nil {
		return e.say("no figure yet", "尚无数值")
	}
	sofar := fmt.Sprintf(e.say("%.2f up to %s", "截至%[2]s为 %[1].2f"), *n.SoFar, n.Day)
	if n.Expected == nil {
		return sofar + fmt.Sprintf(e.say("; no expected figure: %d comparable past months, %d are needed", "；不作预计：可比往月 %d 个，至少需 %d 个"), n.Months, anlan.NowcastLeastMonths)
	}
	text := sofar + fmt.Sprintf(e.say("; at the month's end %.2f [80%%: %.2f, %.2f]", "；月末预计 %.2f [80%%：%.2f, %.2f]"), *n.Expected, *n.Lower80, *n.Upper80)
	if n.Lower95 != nil {
		text += fmt.Sprintf(e.say(" [95%%: %.2f, %.2f]", " [95%%：%.2f, %.2f]"), *n.Lower95, *n.Upper95)
	}
	return text + fmt.Sprintf(e.say(", from %d past months", "，依据 %d 个往月"), n.Months)
}

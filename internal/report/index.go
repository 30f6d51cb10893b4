package report

import (
	"fmt"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/edition"
)

// shownRevised is how many revised totals a report names.
const shownRevised = 5

// index says where the running month stands and where it is expected to close,
// and which totals that were published have been revised since.
func (d *daily) index() []sentence {
	var out []sentence
	if n, ok := d.ed.Nowcast(d.city, d.ed.Meta.Period, ""); ok && n.Day == d.day && n.SoFar != nil {
		out = append(out, sentence{d.closing(n), []int{d.note("index_nowcast", d.pick("当月指数预计", "the running month's index"))}})
	}
	var list []anlan.Revision
	for _, r := range d.ed.Revised("") {
		if r.Category == "" && r.Level <= anlan.County && edition.Kind(r.Period) == d.ed.Main() {
			list = append(list, r)
		}
	}
	if len(list) == 0 {
		return out
	}
	text := fmt.Sprintf(d.pick("已发布的往期总分有%d个修订：", "Totals revised since they were first published: %d; "), len(list))
	for i, r := range list[:min(shownRevised, len(list))] {
		if i > 0 {
			text += d.pick("；", "; ")
		}
		now := d.pick("无", "none")
		if r.Now != nil {
			now = fmt.Sprintf("%.2f", *r.Now)
		}
		text += fmt.Sprintf(d.pick("%s %s 首次发布%.2f（%s），现%s", "%s %s was %.2f (%s), is %s"), d.areaName(r.Area), r.Period, *r.First, r.FirstDay, now)
	}
	if len(list) > shownRevised {
		text += d.pick("；等", "; and others")
	}
	return append(out, sentence{text + d.pick("。", "."), []int{d.note("index_revision", d.pick("指数修订", "revisions of the index"))}})
}

// closing is the sentence on the running month.
func (d *daily) closing(n anlan.Nowcast) string {
	if n.Expected == nil {
		return fmt.Sprintf(d.pick("%s平安指数截至当日为%.2f；可比往月%d个，不足%d个，不作月末预计。",
			"The index of %s stands at %.2f; no figure is expected of its close: %d past months compare, %d are needed."), n.Period, *n.SoFar, n.Months, anlan.NowcastLeastMonths)
	}
	return fmt.Sprintf(d.pick("%s平安指数截至当日为%.2f，月末预计%.2f（80%%区间%.1f至%.1f）。", "The index of %s stands at %.2f and is expected to close at %.2f (80%% interval %.1f to %.1f)."),
		n.Period, *n.SoFar, *n.Expected, *n.Lower80, *n.Upper80)
}

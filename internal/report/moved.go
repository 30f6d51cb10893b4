package report

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/anlan-lake/anlan"
)

// namedSteps is how many of the largest steps down and up a sentence names.
const namedSteps = 3

// moved says why the total of the last closed month is another than the month
// before: of the city, and of the county that fell most. Without what the
// edition has worked out there is no such section.
func (d *daily) moved() (section, bool) {
	s := section{Title: d.pick("指数升降原因", "Why the index moved")}
	add := func(area string) {
		if text := d.movedText(area, d.ed.Meta.Closed); text != "" {
			s.Sentences = append(s.Sentences, sentence{text, []int{d.note("contribution.previous", d.pick("得分差异的构成", "parts of the difference of totals"))}})
		}
	}
	add(d.city)
	worst, fell := "", 0.0
	for _, a := range d.ed.Areas() {
		if change := d.moveOf(a.Code, d.ed.Meta.Closed); a.Level == anlan.County && change < fell {
			worst, fell = a.Code, change
		}
	}
	if worst != "" {
		add(worst)
	}
	return s, len(s.Sentences) > 0
}

// moveOf is by how much an area's total moved in a period: the sum of its parts.
func (d *daily) moveOf(area, period string) (sum float64) {
	for _, r := range d.ed.Contributions(area, period, anlan.AgainstPrevious) {
		sum += r.Points
	}
	return sum
}

// movedText names the largest steps between two totals, "" where the edition
// has none.
func (d *daily) movedText(area, period string) string {
	x, ok := d.ed.Index(area, period, "")
	rows := d.ed.Contributions(area, period, anlan.AgainstPrevious)
	if !ok || x.Score == nil || len(rows) == 0 {
		return ""
	}
	by := map[string]float64{}
	for _, r := range rows {
		by[d.stepName(r)] += r.Points
	}
	var names []string
	for name, points := range by {
		if math.Abs(points) >= 0.005 {
			names = append(names, name)
		}
	}
	slices.SortFunc(names, func(a, b string) int {
		return cmp.Or(cmp.Compare(math.Abs(by[b]), math.Abs(by[a])), strings.Compare(a, b))
	})
	list := func(sign float64) string {
		var out []string
		for _, name := range names {
			if by[name]*sign > 0 && len(out) < namedSteps {
				out = append(out, name+" "+signed(by[name], 2))
			}
		}
		return strings.Join(out, d.pick("、", ", "))
	}
	change := d.moveOf(area, period)
	text := d.areaName(area) + d.pick(period+"总分", ", "+period+": total ") + fixed(*x.Score, 2) +
		d.pick("，上月（按当时所见）", "; the month before, as published then, ") + fixed(*x.Score-change, 2) + d.pick("，差", "; difference ") + signed(change, 2)
	if down := list(-1); down != "" {
		text += d.pick("。拉低最多：", ". Lowered most by ") + down
	}
	if up := list(1); up != "" {
		text += d.pick("。拉高最多：", ". Raised most by ") + up
	}
	return text + d.pick("。", ".")
}

// stepName is what a part is called: its indicator, or what it is due to.
func (d *daily) stepName(r anlan.Contribution) string {
	if card, ok := d.ed.Indicator(r.Indicator); ok {
		return d.pick(card.NameZh, orElse(card.NameEn, card.NameZh))
	}
	switch r.Part {
	case anlan.PartRestated:
		return d.pick("上期数据更正", "restated figures")
	case anlan.PartBoundary:
		return d.pick("区划调整", "boundary changes")
	case anlan.PartMethod:
		return d.pick("权重或方法", "weights or method")
	case anlan.PartCoverage:
		return d.pick("指标有无变化", "figures that came or went")
	case anlan.PartVeto:
		return d.pick("一票否决", "the veto")
	}
	return d.pick("不公开的指标（合计）", "withheld figures together")
}

package report

import (
	"fmt"
	"html/template"
	"io"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/chart"
	"github.com/anlan-lake/anlan/internal/edition"
)

// Annex writes the annex table of reports (附表：指标总表): every indicator of one
// area and period, by category, with numerator, denominator, value, interval
// and score. What readers may not see is withheld, as on the pages. Errors:
// Invalid for a language other than zh and en or what is no period, NotFound for
// an area or a period that the edition does not hold, otherwise those of w.
func Annex(w io.Writer, ed *edition.Edition, o Options, area, period string) error {
	d, err := newDaily(ed, o)
	if err != nil {
		return fmt.Errorf("annex: %w", err)
	}
	if _, ok := ed.Area(area); !ok {
		return anlan.Errorf(anlan.NotFound, "annex: edition %s has no area %s", ed.Meta.ID, area).WithNext("give an area's code; the city's is %s", ed.Meta.City)
	}
	p, err := anlan.ParsePeriod(period, time.UTC)
	if err != nil {
		return fmt.Errorf("annex: %w", err)
	}
	has := func(period string) bool { return len(ed.Scores(area, period)) > 0 }
	if !has(period) {
		return anlan.Errorf(anlan.NotFound, "annex: edition %s has no figures of %s in %s", ed.Meta.ID, area, period).
			WithNext("it has %s", held(ed, p.Kind, has))
	}
	page, err := template.New("daily.html").ParseFS(templates, "templates/daily.html")
	if err != nil {
		return fmt.Errorf("annex: %w", err)
	}
	if err := page.Execute(w, d.annex(area, p)); err != nil {
		return fmt.Errorf("annex: write: %w", err)
	}
	return nil
}

// held names the periods of a kind that an edition has something of, for those
// who asked for another.
func held(ed *edition.Edition, kind anlan.PeriodKind, has func(period string) bool) string {
	var names []string
	for _, p := range ed.PeriodsOf(kind) {
		if has(p) {
			names = append(names, p)
		}
	}
	switch {
	case len(names) == 0:
		return "none of that kind"
	case len(names) > 8:
		return names[0] + " to " + names[len(names)-1]
	}
	return strings.Join(names, ", ")
}

func (d *daily) annex(area string, on anlan.Period) page {
	period, name := on.String(), d.periodName(on)
	p := page{Lang: d.lang, HTMLLang: d.pick("zh-CN", "en"), CSS: template.CSS(chart.CSS), Date: name}
	p.Title = d.areaName(area) + d.pick("指标总表", ": all indicators")
	p.To = d.pick("附表 A。指标值、分子、分母与得分均取自发布版。", "Annex A. Values, numerators, denominators and scores are those of the edition.")
	p.Issuer = d.pick("市委政法委（市域治理现代化指挥中心）", "Political and Legal Affairs Commission (command centre of city governance)")
	rows := map[string][][]cell{}
	for _, card := range d.ed.Indicators() {
		if s, ok := d.ed.Score(area, card.ID, period); ok {
			rows[card.Category] = append(rows[card.Category], d.annexRow(s, card))
		}
	}
	for n, k := range d.ed.Categories() {
		if len(rows[k.Code]) == 0 {
			continue
		}
		s := section{No: k.Code, Title: d.pick(k.NameZh, orElse(k.NameEn, k.NameZh))}
		if x, ok := d.ed.Index(area, period, k.Code); ok && x.Score != nil {
			s.Sentences = []sentence{{d.pick("类别得分"+fixed(*x.Score, 2)+"，权重覆盖率"+fixed(100*x.Coverage, 0)+"%。",
				"Score of the category "+fixed(*x.Score, 2)+", "+fixed(100*x.Coverage, 0)+"% of its weight covered."), nil}}
		}
		s.Tables = []table{{ID: d.pick(fmt.Sprintf("表A%d", n+1), fmt.Sprintf("Table A%d", n+1)), Title: name, Cols: d.annexColumns(), Rows: rows[k.Code]}}
		p.Sections = append(p.Sections, s)
	}
	p.MethodTitle = d.pick("口径说明", "How the figures are made")
	p.Method = []string{
		d.pick("“隐去”：数目太小，可能指向个人，或会使这样的数被推算出来；仍按被隐去各区划合并的得分计入指数。“缺数据”不是零。",
			"\"Withheld\": so few cases that they could point to people, or a figure that would tell such a one; it counts in the index with the score of all withheld areas together. \"No data\" is not zero."),
		d.pick("区间为95%区间；未列出者没有抽样模型。", "Intervals are at 95%; figures without one have no sampling model."),
	}
	p.NotesTitle, p.Notes = d.pick("数据来源", "Sources of the figures"), []note{{1, fmt.Sprintf("score @ %s", d.ed.Meta.ID), d.pick("指标值与得分", "indicators and scores")}}
	p.Footer = d.footer()
	return p
}

func (d *daily) annexColumns() []column {
	return []column{{d.pick("编号", "Id"), false}, {d.pick("指标", "Indicator"), false}, {d.pick("分子", "Numerator"), true}, {d.pick("分母", "Denominator"), true},
		{d.pick("指标值", "Value"), true}, {d.pick("单位", "Unit"), false}, {d.pick("95%区间", "95% interval"), true}, {d.pick("得分", "Score"), true}}
}

// annexRow writes one indicator: the word for what is withheld or not there
// stands in place of the value, and a dash in place of all that goes with it.
func (d *daily) annexRow(s anlan.Score, card edition.IndicatorCard) []cell {
	s = s.Shown()
	side := func(v *float64) string {
		if v == nil {
			return "—"
		}
		return figureText(*v, false)
	}
	rate := card.UnitZh == "%"
	value, span, score := d.stateWord(s), "—", "—"
	if s.Value != nil {
		value = figureText(*s.Value, rate)
	}
	if s.Value != nil && s.Lower != nil && s.Upper != nil {
		span = figureText(*s.Lower, rate) + "–" + figureText(*s.Upper, rate)
	}
	if s.Score != nil {
		score = fixed(*s.Score, 2)
	}
	return []cell{{Text: card.ID}, {Text: d.pick(card.NameZh, orElse(card.NameEn, card.NameZh))}, {Text: side(s.Num), Num: true}, {Text: side(s.Den), Num: true},
		{Text: value, Num: true}, {Text: d.pick(card.UnitZh, orElse(card.UnitEn, card.UnitZh))}, {Text: span, Num: true}, {Text: score, Num: true}}
}

// stateWord says why a figure has no value.
func (d *daily) stateWord(s anlan.Score) string {
	if s.Suppressed {
		return d.pick("隐去", "withheld")
	}
	switch s.State {
	case anlan.StateUnavailable:
		return d.pick("未接入", "not connected")
	case anlan.StateInsufficient:
		return d.pick("样本不足", "too few cases")
	}
	return d.pick("缺数据", "no data")
}

// figureText writes a value: rates with one decimal, whole numbers and large
// ones whole, small ones with as many digits as tell them apart.
func figureText(v float64, rate bool) string {
	switch size := math.Abs(v); {
	case rate:
		return fixed(v, 1)
	case v == math.Trunc(v) || size >= 100:
		return whole(v)
	case size >= 10:
		return fixed(v, 1)
	case size >= 0.1:
		return fixed(v, 2)
	}
	return strconv.FormatFloat(v, 'g', 2, 64)
}

package report

import (
	"fmt"
	"html/template"
	"io"
	"strings"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/chart"
	"github.com/anlan-lake/anlan/internal/edition"
)

// analysisWords are what a report on a kind of period is called, Chinese and
// English.
var analysisWords = map[anlan.PeriodKind][2]string{
	anlan.Week: {"周研判", "weekly assessment"}, anlan.TenDay: {"旬分析报告", "ten-day analysis"}, anlan.Month: {"月度分析报告", "monthly analysis"},
	anlan.Quarter: {"季度分析报告", "quarterly analysis"}, anlan.Year: {"年度分析报告", "yearly analysis"},
}

// Analysis writes the report on one period (周研判、旬、月度、季度、年度分析报告): the
// city's index and what moved it, counties, the three rates, what people say,
// every indicator by category, the points lost, warnings and the state of the
// data. Period is the name of a week, ten days, a month, quarter or year.
// Errors: Invalid for a language other than zh and en or a period without such
// a report, NotFound for a period that the edition does not hold, otherwise
// those of w.
func Analysis(w io.Writer, ed *edition.Edition, o Options, period string) error {
	d, err := newDaily(ed, o)
	if err != nil {
		return fmt.Errorf("analysis: %w", err)
	}
	p, err := anlan.ParsePeriod(period, time.UTC)
	if err != nil {
		return fmt.Errorf("analysis: %w", err)
	}
	if _, ok := analysisWords[p.Kind]; !ok {
		return anlan.Errorf(anlan.Invalid, "analysis: no report on one day, %s", period).WithNext("'anlan report daily' writes the daily summary")
	}
	has := func(period string) bool { _, ok := ed.Index(d.city, period, ""); return ok }
	if !has(period) {
		return anlan.Errorf(anlan.NotFound, "analysis: edition %s has no index of the city for %s", ed.Meta.ID, period).
			WithNext("it has %s", held(ed, p.Kind, has))
	}
	page, err := template.New("daily.html").ParseFS(templates, "templates/daily.html")
	if err != nil {
		return fmt.Errorf("analysis: %w", err)
	}
	a := &analysis{daily: d, Period: p, name: period, before: ed.Before(period)}
	if err := page.Execute(w, a.page()); err != nil {
		return fmt.Errorf("analysis: write: %w", err)
	}
	return nil
}

// analysis is a report on one period in the making.
type analysis struct {
	*daily
	anlan.Period
	name   string // of the period
	before string // the period before, "" where the edition has none
}

func (a *analysis) page() page {
	words := analysisWords[a.Kind]
	city := a.pick(a.ed.Meta.NameZh, orElse(a.ed.Meta.NameEn, a.ed.Meta.NameZh))
	p := page{Lang: a.lang, HTMLLang: a.pick("zh-CN", "en"), CSS: template.CSS(chart.CSS), Date: a.periodName(a.Period)}
	p.Title = a.pick(city+"平安建设"+words[0], city+": "+words[1])
	p.To = a.pick("报送：市委、市政府领导　抄送：各区县、市直各部门", "To: leaders of the city. Copies: counties and departments")
	p.Issuer = a.pick("市委政法委（市域治理现代化指挥中心）", "Political and Legal Affairs Commission (command centre of city governance)")
	p.Sections = []section{a.summary(), a.overall(), a.countySection()}
	for _, make := range []func() (section, bool){a.rates, a.people} {
		if s, ok := make(); ok {
			p.Sections = append(p.Sections, s)
		}
	}
	p.Sections = append(p.Sections, a.byCategory(), a.shortfalls(), a.warned(), a.quality(), a.proposals())
	a.number(p.Sections)
	p.MethodTitle, p.Method = a.pick("口径说明", "How the figures are made"), a.rules()
	p.NotesTitle, p.Notes = a.pick("数据来源", "Sources of the figures"), a.notes
	p.Footer = a.footer()
	return p
}

// summary is the page for those who read no other.
func (a *analysis) summary() section {
	x, _ := a.ed.Index(a.city, a.name, "")
	key := []int{a.note("index", a.pick("指数与类别得分", "index and category scores"))}
	s := section{Title: a.pick("摘要", "Summary")}
	if x.Score == nil {
		s.Sentences = []sentence{{a.pick("本期数据不足，没有总分。", "Too little data: there is no total for this period."), key}}
		return s
	}
	text := a.pick("全市平安指数"+fixed(*x.Score, 2), "The city's index is "+fixed(*x.Score, 2)) + a.since(x)
	text += a.pick("，等次“"+chart.ColourName(x.Colour, a.lang)+"”，权重覆盖率"+fixed(100*x.Coverage, 0)+"%", ", rated \""+chart.ColourName(x.Colour, a.lang)+"\", with "+fixed(100*x.Coverage, 0)+"% of the weight covered")
	if x.Lower != nil && x.Upper != nil {
		text += a.pick("，95%区间"+fixed(*x.Lower, 2)+"至"+fixed(*x.Upper, 2), ", 95% interval "+fixed(*x.Lower, 2)+" to "+fixed(*x.Upper, 2))
	}
	if !a.ed.Final(a.name) {
		text += a.pick("（本期尚未结束，为截至"+a.ed.Meta.AsOf+"的数字）", " (the period still runs; these are its figures up to "+a.ed.Meta.AsOf+")")
	}
	s.Sentences = append(s.Sentences, sentence{text + a.pick("。", "."), key})
	if text := a.extremes(); text != "" {
		s.Sentences = append(s.Sentences, sentence{text, key})
	}
	s.Sentences = append(s.Sentences, sentence{a.vetoText(), []int{a.note("veto", a.pick("否决事实", "facts that veto"))}})
	if a.Kind == a.ed.Main() {
		s.Sentences = append(s.Sentences, a.index()...)
	}
	return s
}

// since writes the change of a total from the period before, "" where there is
// none to compare with.
func (a *analysis) since(x anlan.IndexRow) string {
	change := a.scoreChange(x)
	if change == "" {
		return ""
	}
	return a.pick("，较上期"+change, ", "+change+" against the period before")
}

// scoreChange is the change of a score from the period before with two decimals.
func (a *analysis) scoreChange(x anlan.IndexRow) string {
	was, ok := a.ed.Index(x.Area, a.before, x.Category)
	if !ok || was.Score == nil || x.Score == nil {
		return ""
	}
	return signed(*x.Score-*was.Score, 2)
}

// vetoText names the facts that stand against the city or a county at the end
// of the period.
func (a *analysis) vetoText() string {
	last := a.End.AddDate(0, 0, -1).Format(anlan.DateFormat)
	var list []string
	for _, v := range a.ed.Vetoes() {
		if v.Level > anlan.County || !v.Stands(last) {
			continue
		}
		name := v.Indicator
		if card, ok := a.ed.Indicator(v.Indicator); ok {
			name = a.pick(card.NameZh, orElse(card.NameEn, card.NameZh))
		}
		list = append(list, a.areaName(v.Area)+a.pick("：", ": ")+name+a.pick("（", " (")+v.Document+a.pick("）", ")"))
	}
	if len(list) == 0 {
		return a.pick("期末没有经确认的否决事实。", "No confirmed fact vetoes a total at the end of the period.")
	}
	return a.pick("期末有否决事实：", "Facts that veto at the end of the period: ") + strings.Join(list, a.pick("；", "; ")) + a.pick("。", ".")
}

// periodName writes a period as readers know it.
func (d *daily) periodName(p anlan.Period) string {
	last := p.End.AddDate(0, 0, -1)
	switch p.Kind {
	case anlan.Day:
		return d.pick(p.Start.Format("2006年1月2日"), p.Start.Format("2 January 2006"))
	case anlan.Week:
		y, w := p.Start.ISOWeek()
		return d.pick(fmt.Sprintf("%d年第%d周（%s–%s）", y, w, d.shortDate(p.Start), d.shortDate(last)), fmt.Sprintf("Week %d, %d (%s – %s)", w, y, d.shortDate(p.Start), d.shortDate(last)))
	case anlan.TenDay:
		return d.pick(p.Start.Format("2006年1月")+[...]string{"上旬", "中旬", "下旬"}[(p.Start.Day()-1)/10], fmt.Sprintf("%d–%s", p.Start.Day(), last.Format("2 January 2006")))
	case anlan.Quarter:
		n := (int(p.Start.Month()) + 2) / 3
		return d.pick(fmt.Sprintf("%d年第%d季度", p.Start.Year(), n), fmt.Sprintf("Q%d %d", n, p.Start.Year()))
	case anlan.Year:
		return d.pick(p.Start.Format("2006年"), p.Start.Format("2006"))
	}
	return d.pick(p.Start.Format("2006年1月"), p.Start.Format("January 2006"))
}

// proposals are left to people; what an edition cannot tell is said.
func (a *analysis) proposals() section {
	return section{Title: a.pick("工作建议与议定事项", "Proposals, and what was agreed"), Lines: make([]int, 4),
		Absent: append(a.notHeld(a.pick("突出复杂纠纷逐件研判", "disputes one by one")), a.notConnected(a.pick("督办单及落实情况", "supervision orders and what came of them"))...)}
}

func (a *analysis) rules() []string {
	if a.lang == "en" {
		return []string{
			"Every figure is from the edition named below, as its pages show it. What was not received is missing and never counted as zero; coverage is the share of the claimed weight that has a score.",
			"Windows follow the indicator: most look back one, three or twelve months from the end of the period. In weeks and ten days figures with longer windows move little.",
			"Intervals are at 95%. Areas whose difference could be chance share a band of ranks; ranks are given within peer groups. Change is in points of score from the period before, as this edition has both.",
			"Volumes of requests, petitions and suits are shown and never scored: fewer of them is no merit. Small counts, and what would tell one, are withheld.",
			"A veto is confirmed by a person, with a document; no model sets one. A warning or forecast is about places and kinds of case, never persons; none is no all-clear.",
		}
	}
	return []string{
		"全部数字取自下列发布版，与页面一致。未到的数据标“缺数据”，不按零计；覆盖率是已计分权重占应计权重的比例。",
		"统计窗口随指标而定，多为期末前1、3或12个月；周、旬报告中窗口较长的指标变动很小。",
		"区间为95%区间。差别可能出于偶然的区划同处一个名次段，名次只在同类区划内比较。升降为与上期得分之差，两期均取本版。",
		"诉求、信访、诉讼的数量只展示、不计分，少不等于好。小数及会透露小数的数字隐去。",
		"否决须由有权限的人凭文书确认，模型从不设否决。预警、预测针对地区和事项类别，不针对个人；没有预警不等于没有问题。",
	}
}

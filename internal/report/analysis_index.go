package report

import (
	"cmp"
	"fmt"
	"html/template"
	"slices"
	"strconv"
	"strings"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/chart"
)

const (
	namedCategories = 3  // best and worst that the summary names
	shownPeriods    = 13 // of the line of totals
	shownLosses     = 10 // indicators that cost the most points
)

// extremes names the best and the worst categories.
func (a *analysis) extremes() string {
	type scored struct {
		name  string
		score float64
	}
	var list []scored
	for _, k := range a.ed.Categories() {
		if x, ok := a.ed.Index(a.city, a.name, k.Code); ok && x.Score != nil && x.Colour != anlan.ColourNone {
			list = append(list, scored{a.pick(k.NameZh, orElse(k.NameEn, k.NameZh)), *x.Score})
		}
	}
	n := min(namedCategories, len(list)/2)
	if n == 0 {
		return ""
	}
	slices.SortStableFunc(list, func(x, y scored) int { return cmp.Compare(y.score, x.score) })
	names := func(part []scored) string {
		var out []string
		for _, x := range part {
			out = append(out, x.name+" "+fixed(x.score, 2))
		}
		return strings.Join(out, a.pick("、", ", "))
	}
	worst := slices.Clone(list[len(list)-n:])
	slices.Reverse(worst)
	return a.pick("得分最高的类别：", "Best categories: ") + names(list[:n]) + a.pick("；最低的类别：", "; worst: ") + names(worst) + a.pick("。", ".")
}

// overall is the city's index: its line, its categories and what moved it.
func (a *analysis) overall() section {
	s := section{Title: a.pick("总体情况", "The city's index")}
	all := a.ed.PeriodsOf(a.Kind)
	at := slices.Index(all, a.name) + 1
	line := chart.Line{Title: a.pick("全市平安指数", "The city's index"), Desc: a.areaName(a.city), Width: 640, Height: 190}
	for _, p := range all[max(0, at-shownPeriods):at] {
		x, _ := a.ed.Index(a.city, p, "")
		line.Points = append(line.Points, chart.LinePoint{Label: p, Value: x.Score, Low: x.Lower, High: x.Upper, Tip: p, Running: !a.ed.Final(p)})
	}
	if len(line.Points) > 1 {
		s.Figure = template.HTML(line.SVG())
	}
	t := table{Title: a.pick("类别得分", "Categories"), Keys: []int{a.note("index", a.pick("指数与类别得分", "index and category scores"))},
		Cols: []column{{a.pick("类别", "Category"), false}, {a.pick("权重", "Weight"), true}, {a.pick("得分", "Score"), true}, {a.pick("95%区间", "95% interval"), true},
			{a.pick("较上期", "Change"), true}, {a.pick("等次", "Rating"), false}, {a.pick("覆盖率", "Coverage"), true}}}
	row := func(name, weight, code, class string) {
		x, _ := a.ed.Index(a.city, a.name, code)
		t.Rows = append(t.Rows, []cell{{Text: name, Class: class}, {Text: weight, Num: true, Class: class}, {Text: a.score(x.Score), Num: true, Class: class},
			{Text: a.span(x.Lower, x.Upper), Num: true, Class: class}, {Text: orElse(a.scoreChange(x), "—"), Num: true, Class: class},
			{Text: chart.ColourName(x.Colour, a.lang), Class: class + " whole"}, {Text: fixed(100*x.Coverage, 0) + "%", Num: true, Class: class}})
	}
	for _, k := range a.ed.Categories() {
		row(a.pick(k.NameZh, orElse(k.NameEn, k.NameZh)), fixed(k.Weight, 0), k.Code, "")
	}
	row(a.pick("总分", "Total"), "100", "", "total")
	s.Tables = []table{t}
	if text := a.movedText(a.city, a.name); text != "" {
		s.Sentences = []sentence{{text, []int{a.note("contribution.previous", a.pick("得分差异的构成", "parts of the difference of totals"))}}}
	} else if a.Kind != a.ed.Main() {
		why := a.pick("只按月编制", "Made for months only")
		s.Absent = []absent{{a.pick("升降原因", "why the index moved"), why}}
		if len(a.ed.Rates(a.city, a.name)) == 0 {
			s.Absent = append(s.Absent, absent{a.pick("“三率”", "the three rates"), why})
		}
	}
	return s
}

func (a *analysis) score(v *float64) string {
	if v == nil {
		return "—"
	}
	return fixed(*v, 2)
}

func (a *analysis) span(lower, upper *float64) string {
	if lower == nil || upper == nil {
		return "—"
	}
	return fixed(*lower, 1) + "–" + fixed(*upper, 1)
}

// countySection ranks the counties within their peer groups, and shows their
// categories; the townships of a month are counted by rating.
func (a *analysis) countySection() section {
	key := []int{a.note("index", a.pick("指数与类别得分", "index and category scores"))}
	s := section{Title: a.pick("区县与乡镇评价", "Counties and townships")}
	ranks := table{Title: a.pick("区县总分", "Totals of counties"), Keys: key, Note: a.pick("名次段：在95%把握下可能的名次；名次并列表示差别可能出于偶然。", "Range: the ranks an area can have at 95%. Those that share a rank may differ by chance."),
		Cols: []column{{a.pick("同类组", "Peer group"), false}, {a.pick("名次", "Rank"), true}, {a.pick("名次段", "Range"), true}, {a.pick("区县", "County"), false}, {a.pick("总分", "Total"), true},
			{a.pick("95%区间", "95% interval"), true}, {a.pick("较上期", "Change"), true}, {a.pick("等次", "Rating"), false}, {a.pick("覆盖率", "Coverage"), true}}}
	parts := table{Title: a.pick("区县类别得分", "Categories by county"), Keys: key, Cols: []column{{a.pick("区县", "County"), false}}}
	for _, k := range a.ed.Categories() {
		parts.Cols = append(parts.Cols, column{a.pick(k.NameZh, orElse(k.NameEn, k.NameZh)), true})
	}
	for _, x := range a.ed.Ranking(anlan.County, a.name, "", "") {
		rank, span := "—", "—"
		if x.Rank > 0 {
			rank = strconv.Itoa(x.Rank)
		}
		if x.RankBest > 0 {
			span = fmt.Sprintf("%d–%d", x.RankBest, x.RankWorst)
		}
		ranks.Rows = append(ranks.Rows, []cell{{Text: a.label("peers", x.Peers)}, {Text: rank, Num: true}, {Text: span, Num: true}, {Text: a.areaName(x.Area)}, {Text: a.score(x.Score), Num: true},
			{Text: a.span(x.Lower, x.Upper), Num: true}, {Text: orElse(a.scoreChange(x), "—"), Num: true}, {Text: chart.ColourName(x.Colour, a.lang), Class: "whole"}, {Text: fixed(100*x.Coverage, 0) + "%", Num: true}})
		row := []cell{{Text: a.areaName(x.Area)}}
		for _, k := range a.ed.Categories() {
			part, _ := a.ed.Index(x.Area, a.name, k.Code)
			row = append(row, cell{Text: a.score(part.Score), Num: true})
		}
		parts.Rows = append(parts.Rows, row)
	}
	s.Tables = []table{ranks, parts}
	if text := a.townships(); text != "" {
		s.Sentences = []sentence{{text, key}}
	}
	return s
}

// townships counts the townships of each rating, "" for periods that have none.
func (a *analysis) townships() string {
	n := map[anlan.Colour]int{}
	all := a.ed.Ranking(anlan.Township, a.name, "", "")
	for _, x := range all {
		n[x.Colour]++
	}
	if len(all) == 0 {
		return ""
	}
	var parts []string
	for _, c := range []anlan.Colour{anlan.Green, anlan.Blue, anlan.Orange, anlan.Red, anlan.ColourNone} {
		parts = append(parts, fmt.Sprintf("%s %d", chart.ColourName(c, a.lang), n[c]))
	}
	return a.pick(fmt.Sprintf("%d个乡镇街道中：", len(all)), fmt.Sprintf("Of %d townships and subdistricts: ", len(all))) + strings.Join(parts, a.pick("、", ", ")) + a.pick("。", ".")
}

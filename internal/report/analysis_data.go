package report

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/anlan-lake/anlan"
)

// warned counts the period's warnings by county and grade, lists the gravest
// and says what is expected of the days ahead.
func (a *analysis) warned() section {
	s := section{Title: a.pick("预警与预测", "Warnings and forecasts")}
	key := []int{a.warningNote()}
	grades := []anlan.Grade{anlan.GradeRed, anlan.GradeOrange, anlan.GradeYellow, anlan.GradeBlue}
	names := map[anlan.Grade]string{anlan.GradeRed: a.pick("红色", "Red"), anlan.GradeOrange: a.pick("橙色", "Orange"), anlan.GradeYellow: a.pick("黄色", "Yellow"), anlan.GradeBlue: a.pick("蓝色", "Blue")}
	by, total := map[string]map[anlan.Grade]int{}, map[anlan.Grade]int{}
	var grave []anlan.Warning
	n, first := 0, ""
	for _, w := range a.ed.Warnings("") {
		week, err := anlan.ParsePeriod(w.Period, a.Start.Location())
		if err != nil {
			continue
		}
		if day := week.Start.Format(anlan.DateFormat); first == "" || day < first {
			first = day
		}
		if !week.Start.Before(a.End) || !week.End.After(a.Start) {
			continue
		}
		county := a.countyOf(w.Area)
		if by[county] == nil {
			by[county] = map[anlan.Grade]int{}
		}
		by[county][w.Grade]++
		total[w.Grade]++
		n++
		if w.Grade == anlan.GradeRed || w.Grade == anlan.GradeOrange {
			grave = append(grave, w)
		}
	}
	text := a.pick(fmt.Sprintf("本期各周预警%d个：红色%d、橙色%d、黄色%d、蓝色%d。", n, total[grades[0]], total[grades[1]], total[grades[2]], total[grades[3]]),
		fmt.Sprintf("Warnings of the period's weeks: %d (%d red, %d orange, %d yellow, %d blue).", n, total[grades[0]], total[grades[1]], total[grades[2]], total[grades[3]]))
	if first > a.Start.Format(anlan.DateFormat) {
		text += a.pick("发布版只存"+first+"以来的预警。", " The edition holds warnings from "+first+" on.")
	}
	s.Sentences = []sentence{{text, key}}
	if n > 0 {
		t := table{Title: a.pick("各区县预警", "Warnings by county"), Keys: key, Cols: []column{{a.pick("区划", "Area"), false}}}
		for _, g := range grades {
			t.Cols = append(t.Cols, column{names[g], true})
		}
		for _, area := range a.upToCounties() {
			if by[area.Code] == nil {
				continue
			}
			row := []cell{{Text: a.areaName(area.Code)}}
			for _, g := range grades {
				row = append(row, cell{Text: whole(float64(by[area.Code][g])), Num: true})
			}
			t.Rows = append(t.Rows, row)
		}
		s.Tables = append(s.Tables, t)
	}
	if len(grave) > 0 {
		s.Tables = append(s.Tables, a.graveTable(grave))
	}
	a.came(&s)
	if a.Kind == anlan.Week || a.Kind == anlan.Month { // what is ahead of the edition, not of a quarter long gone
		ahead := a.ahead()
		s.Sentences, s.Tables, s.Absent = append(s.Sentences, ahead.Sentences...), append(s.Tables, ahead.Tables...), append(s.Absent, ahead.Absent...)
	}
	return s
}

// graveTable lists red and orange warnings, the gravest and newest first.
func (a *analysis) graveTable(list []anlan.Warning) table {
	const most = 20
	slices.SortStableFunc(list, func(x, y anlan.Warning) int {
		return cmp.Or(cmp.Compare(boolInt(x.Grade != anlan.GradeRed), boolInt(y.Grade != anlan.GradeRed)), cmp.Compare(y.Period, x.Period), cmp.Compare(x.ID, y.ID))
	})
	t := table{Title: a.pick("红色、橙色预警", "Red and orange warnings"), Keys: []int{a.warningNote()}, Cols: []column{{a.pick("等级", "Grade"), false}, {a.pick("周", "Week"), false},
		{a.pick("地区", "Area"), false}, {a.pick("类别", "Kind"), false}, {a.pick("件数", "Cases"), true}, {a.pick("常态（区间）", "Expected (range)"), true},
		{a.pick("依据", "Reasons"), false}, {a.pick("签收", "Signed"), false}}}
	if len(list) > most {
		t.Note = a.pick(fmt.Sprintf("共%d个，列出%d个。", len(list), most), fmt.Sprintf("%d of %d are listed.", most, len(list)))
	}
	for _, w := range list[:min(most, len(list))] {
		row := a.warningRow(w, a.handled[w.ID])
		t.Rows = append(t.Rows, slices.Insert(row, 1, cell{Text: a.weekName(w.Period)}))
	}
	return t
}

// countyOf is the county that an area lies in: itself where it is one, or the city.
func (a *analysis) countyOf(area string) string {
	for _, p := range a.ed.Path(area) {
		if p.Level == anlan.County {
			return p.Code
		}
	}
	return area
}

// quality is the state of the data as of the edition, and how pairs of
// registers agree about the period.
func (a *analysis) quality() section {
	s := a.dataSection()
	s.Title = a.pick("数据质量与真实性", "Quality of the data")
	for i := range s.Tables {
		s.Tables[i].Title += a.pick("（截至"+a.ed.Meta.AsOf+"）", " (as of "+a.ed.Meta.AsOf+")")
	}
	names := map[string]string{"centre": a.pick("综治中心季报与纠纷流转", "Centres' reports and the flow of disputes"), "court": a.pick("法院与纠纷登记（诉调）", "Court and disputes"),
		"hotline": a.pick("12345与纠纷登记", "Hotline and disputes"), "mediation": a.pick("人民调解与纠纷登记", "Mediation and disputes"),
		"petition": a.pick("信访与纠纷登记（访调）", "Petitions and disputes"), "police": a.pick("公安与纠纷登记（警调）", "Police and disputes")}
	t := table{Title: a.pick("部门之间对账", "Registers held against each other"),
		Note: a.pick(fmt.Sprintf("相差超过%g%%的，建议核查。", anlan.ReconcileLimit), fmt.Sprintf("A difference over %g%% is to be looked into.", anlan.ReconcileLimit)),
		Cols: []column{{a.pick("两方", "Pair"), false}, {a.pick("周期", "Period"), false}, {a.pick("一方", "One side"), true}, {a.pick("另一方", "Other side"), true}, {a.pick("相差", "Difference"), true}}}
	for _, r := range a.ed.Reconciliations() {
		p, err := anlan.ParsePeriod(r.Period, a.Start.Location())
		if err != nil || p.Start.Before(a.Start) || p.End.After(a.End) {
			continue
		}
		difference, class := "—", ""
		if r.Difference != nil {
			difference = signed(*r.Difference, 1) + "%"
		}
		if r.Over {
			class = "out"
		}
		t.Rows = append(t.Rows, []cell{{Text: orElse(names[r.Pair], r.Pair)}, {Text: r.Period}, {Text: whole(float64(r.Left)), Num: true}, {Text: whole(float64(r.Right)), Num: true}, {Text: difference, Num: true, Class: class}})
	}
	if len(t.Rows) > 0 {
		t.Keys = []int{a.note("reconciliation", a.pick("成对数据的对账", "reconciliation of pairs"))}
		s.Tables = append(s.Tables, t)
	}
	return s
}

package report

import (
	"fmt"
	"strings"

	"github.com/anlan-lake/anlan"
)

// warnings lists the red and orange warnings of the latest week that has any.
func (d *daily) warnings() section {
	s := section{Title: d.pick("预警", "Warnings")}
	all := d.ed.Warnings("")
	latest := ""
	for _, w := range all {
		latest = max(latest, w.Period)
	}
	if latest == "" {
		s.Sentences = []sentence{{d.pick("本版无预警。没有预警不等于没有问题。", "No warning in this edition. That is not an all-clear."), []int{d.warningNote()}}}
		d.clusters(&s)
		return s
	}
	count := map[anlan.Grade]int{}
	t := table{Title: d.pick("红色、橙色预警", "Red and orange warnings"), Cols: []column{{d.pick("等级", "Grade"), false},
		{d.pick("地区", "Area"), false}, {d.pick("类别", "Kind"), false}, {d.pick("件数", "Cases"), true}, {d.pick("常态（区间）", "Expected (range)"), true},
		{d.pick("依据", "Reasons"), false}, {d.pick("签收", "Signed"), false}}, Keys: []int{d.warningNote()}}
	signed, known := 0, 0
	for _, w := range all {
		if w.Period != latest {
			continue
		}
		count[w.Grade]++
		if w.Grade != anlan.GradeRed && w.Grade != anlan.GradeOrange {
			continue
		}
		state, ok := d.handled[w.ID]
		if ok {
			known++
			if state == "acknowledged" {
				signed++
			}
		}
		t.Rows = append(t.Rows, d.warningRow(w, state))
	}
	text := d.pick(fmt.Sprintf("最近一周（%s）预警：红色%d个、橙色%d个、黄色%d个、蓝色%d个", d.weekName(latest), count[anlan.GradeRed], count[anlan.GradeOrange], count[anlan.GradeYellow], count[anlan.GradeBlue]),
		fmt.Sprintf("Latest week (%s): %d red, %d orange, %d yellow, %d blue warnings", d.weekName(latest), count[anlan.GradeRed], count[anlan.GradeOrange], count[anlan.GradeYellow], count[anlan.GradeBlue]))
	if known > 0 {
		text += d.pick(fmt.Sprintf("；红橙预警已签收%d个、未签收%d个", signed, known-signed), fmt.Sprintf("; of the red and orange %d signed, %d not", signed, known-signed))
	}
	s.Sentences = []sentence{{text + d.pick("。", "."), []int{d.warningNote()}}}
	if len(t.Rows) > 0 {
		s.Tables = []table{t}
	}
	if known == 0 {
		s.Absent = append(s.Absent, absent{d.pick("签收情况", "signed or not"), d.pick("未编入，见系统预警清单", "See the list of warnings in the system")})
	}
	d.clusters(&s)
	d.came(&s)
	s.Absent = append(s.Absent, d.notConnected(d.pick("督办单号", "order numbers"))...)
	return s
}

// came says what people found of the warnings that they looked into.
func (d *daily) came(s *section) {
	if len(d.outcomes) == 0 {
		s.Absent = append(s.Absent, absent{d.pick("前期预警核查结果", "outcome of earlier warnings"), d.pick("尚无核查记录", "Nobody has noted one yet")})
		return
	}
	n := map[string]int{}
	for _, o := range d.outcomes {
		n[o]++
	}
	text := d.pick(fmt.Sprintf("前期预警已核查%d个：属实%d、部分属实%d、不属实%d、无法判断%d。", len(d.outcomes), n["confirmed"], n["partly"], n["false"], n["unclear"]),
		fmt.Sprintf("Of %d earlier warnings looked into %d were confirmed, %d partly, %d false, %d unclear.", len(d.outcomes), n["confirmed"], n["partly"], n["false"], n["unclear"]))
	s.Sentences = append(s.Sentences, sentence{text, nil})
}

func (d *daily) warningNote() int {
	return d.note("warning", d.pick("区域预警", "area warnings"))
}

func (d *daily) warningRow(w anlan.Warning, state string) []cell {
	grade := map[anlan.Grade]string{anlan.GradeRed: d.pick("红色", "red"), anlan.GradeOrange: d.pick("橙色", "orange")}[w.Grade]
	observed := counts([]*float64{&w.Observed}, d.pick("不列", "withheld"))[0]
	small := w.Observed == anlan.Withheld || w.Observed > 0 && w.Observed < anlan.SmallCell
	expected := "—" // nothing to hold against it where the count is withheld
	if w.Observed != anlan.Withheld {
		expected = d.pick(fmt.Sprintf("%s（%s–%s）", usual(w.Expected), fixed(w.Lower, 0), fixed(w.Upper, 0)), fmt.Sprintf("%s (%s–%s)", usual(w.Expected), fixed(w.Lower, 0), fixed(w.Upper, 0)))
	}
	var reasons []string
	for _, r := range w.Reasons {
		if text := d.reason(r); text != "" && !small {
			reasons = append(reasons, text)
		}
	}
	signed := map[string]string{"open": d.pick("未签收", "no"), "acknowledged": d.pick("已签收", "yes")}[state]
	return []cell{{Text: grade, Class: "grade-" + string(w.Grade)}, {Text: d.areaPath(w.Area)}, {Text: d.label(w.Series, w.Kind)},
		{Text: observed, Num: true}, {Text: expected, Num: true},
		{Text: strings.Join(reasons, d.pick("；", "; "))}, {Text: orElse(signed, "—"), Class: "whole"}}
}

// reason puts a finding into words; "" for one that belongs to the model's card.
func (d *daily) reason(r anlan.Reason) string {
	a := func(name string) string { return whole(r.Args[name]) }
	switch r.Code {
	case "ratio_to_expected":
		x := fixed(r.Args["ratio"], 1)
		return d.pick("为常态的"+x+"倍", x+" times the expected")
	case "none_in_season":
		return d.pick("往年同季没有过", "none in this season of earlier years")
	case "consecutive_rise":
		return d.pick("连续"+a("weeks")+"周上升", "rising for "+a("weeks")+" weeks")
	case "highest_since":
		return d.pick(a("weeks")+"周来最高", "highest in "+a("weeks")+" weeks")
	case "highest_on_record":
		return d.pick("有记录的"+a("weeks")+"周中最高", "highest of "+a("weeks")+" weeks on record")
	case "four_weeks":
		return d.pick("近4周"+a("last")+"件，前4周"+a("before")+"件", a("last")+" in four weeks after "+a("before"))
	case "weeks_together":
		return d.pick(fmt.Sprintf("近%s周合计%s件，常态%s件", a("weeks"), a("observed"), usual(r.Args["expected"])), fmt.Sprintf("%s in %s weeks, %s expected", a("observed"), a("weeks"), usual(r.Args["expected"])))
	case "reported_so_far":
		return d.pick(fmt.Sprintf("该周约报%s%%，报齐后预计%s件（%s–%s）", a("share"), fixed(r.Args["complete"], 1), a("lower"), a("upper")),
			fmt.Sprintf("about %s%% of the week reported, %s (%s–%s) expected when all is", a("share"), fixed(r.Args["complete"], 1), a("lower"), a("upper")))
	case "silent":
		return d.pick(fmt.Sprintf("全部类别共%s件，常态%s件，疑似漏报", a("observed"), usual(r.Args["expected"])), fmt.Sprintf("%s of all kinds, %s expected: perhaps not reported", a("observed"), usual(r.Args["expected"])))
	case "most_from":
		return d.pick("超出部分的"+a("share")+"%在"+d.areaName(r.Text["area"]), a("share")+"% of the excess in "+d.areaName(r.Text["area"]))
	case "warned_within":
		return d.pick(d.areaName(r.Text["area"])+"同期另有预警", d.areaName(r.Text["area"])+" has a warning of its own")
	case "rose_too":
		if r.Args["weeks"] == 0 {
			return d.pick(fmt.Sprintf("同地%s·%s同周上升", d.label("series", r.Text["series"]), d.label(r.Text["series"], r.Text["kind"])),
				fmt.Sprintf("%s rose here in the same week", d.label(r.Text["series"], r.Text["kind"])))
		}
		return d.pick(fmt.Sprintf("同地%s·%s%s周前已上升", d.label("series", r.Text["series"]), d.label(r.Text["series"], r.Text["kind"]), a("weeks")),
			fmt.Sprintf("%s rose here %s before", d.label(r.Text["series"], r.Text["kind"]), weeksEnglish(r.Args["weeks"])))
	case "moved_to":
		return d.pick("转到"+d.areaName(r.Text["area"]), "moved to "+d.areaName(r.Text["area"]))
	case "past_episodes":
		if r.Args["episodes"] == 1 {
			return d.pick("此前类似1次", "the like once before")
		}
		return d.pick("此前类似"+a("episodes")+"次", "the like "+a("episodes")+" times before")
	case "record":
		return d.pick(fmt.Sprintf("本县区已核查%s次，%s%%属实", a("checked"), a("right")), fmt.Sprintf("of %s looked into in this county %s%% held", a("checked"), a("right")))
	case "same_week_last_year":
		return d.pick("去年同周"+a("observed")+"件", a("observed")+" in the same week last year")
	}
	return ""
}

// weeksEnglish writes "1 week" and "3 weeks".
func weeksEnglish(n float64) string {
	if n == 1 {
		return "1 week"
	}
	return whole(n) + " weeks"
}

package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/anlan-lake/anlan"
)

// Why a part is absent: its source is not connected, or the edition holds no
// single cases.
func (d *daily) notConnected(names ...string) []absent {
	var out []absent
	for _, n := range names {
		out = append(out, absent{n, d.pick("未接入", "Not connected")})
	}
	return out
}

func (d *daily) notHeld(names ...string) []absent {
	var out []absent
	for _, n := range names {
		out = append(out, absent{n, d.pick("发布版不含个案，未编入", "Not in the edition, which holds no single cases")})
	}
	return out
}

func (d *daily) dataSection() section {
	s := section{Title: d.pick("数据情况", "Data")}
	t := table{Title: d.pick("数据到达情况", "Arrival of data"), Cols: []column{{d.pick("数据集", "Data set"), false}, {d.pick("责任部门", "Owner"), false},
		{d.pick("截至", "Up to"), false}, {d.pick("状态", "State"), false}, {d.pick("当日接收行", "Rows received"), true}, {d.pick("退回行", "Rows rejected"), true}}}
	words := map[string]string{"landed": d.pick("已到", "received"), "late": d.pick("迟报", "late"), "missing": d.pick("缺报", "missing")}
	byState := map[string][]string{}
	var received, rejected int64
	for _, c := range d.ed.Meta.CutOffs {
		name := d.pick(c.NameZh, orElse(c.NameEn, c.NameZh))
		name = orElse(name, c.Dataset)
		byState[c.State] = append(byState[c.State], name)
		received, rejected = received+c.Received, rejected+c.Rejected
		class := "whole"
		if c.State != "landed" {
			class += " out"
		}
		t.Rows = append(t.Rows, []cell{{Text: name}, {Text: d.pick(c.Owner, orElse(c.OwnerEn, c.Owner))}, {Text: orElse(c.LastDay, "—"), Class: "whole"},
			{Text: orElse(words[c.State], c.State), Class: class}, {Text: whole(float64(c.Received)), Num: true}, {Text: whole(float64(c.Rejected)), Num: true}})
	}
	key := []int{d.note("edition.cut_offs", d.pick("数据集截至与接收行数", "cut-offs and rows of the data sets"))}
	t.Keys = key
	list := func(state string) string {
		if len(byState[state]) == 0 {
			return d.pick("无", "none")
		}
		return strings.Join(byState[state], d.pick("、", ", "))
	}
	s.Sentences = []sentence{{d.pick(
		fmt.Sprintf("数据截至%s。%d个数据集中已到%d个；迟报：%s；缺报：%s。当日接收%s行，退回%s行。", d.ed.Meta.AsOf, len(d.ed.Meta.CutOffs),
			len(byState["landed"]), list("late"), list("missing"), whole(float64(received)), whole(float64(rejected))),
		fmt.Sprintf("Data up to %s. Of %d data sets %d have arrived; late: %s; missing: %s. Rows received %s, rejected %s.", d.ed.Meta.AsOf,
			len(d.ed.Meta.CutOffs), len(byState["landed"]), list("late"), list("missing"), whole(float64(received)), whole(float64(rejected)))), key}}
	s.Tables = []table{t}
	return s
}

func (d *daily) overview() section {
	stop := d.pick("。", ".")
	join := func(parts ...string) string { return strings.Join(parts, d.pick("；", "; ")) + stop }
	lead := d.pick("昨日（"+d.shortDate(d.date)+"）", "Yesterday ("+d.shortDate(d.date)+"): ")
	return section{Title: d.pick("昨日概况", "Yesterday"), Sentences: append([]sentence{
		{lead + join(d.say(requests, "件"), d.brief(onTime, "")), d.figureNotes(requests, onTime)},
		{join(d.say(disputesNew, "件"), d.brief(disputesDone, "件")), d.figureNotes(disputesNew, disputesDone)},
		{join(d.say(eventsNew, "件"), d.brief(eventsDone, "件"), d.say(policeCalls, "起")), d.figureNotes(eventsNew, eventsDone, policeCalls)},
		{join(d.brief(ticketsLate, "件"), d.brief(disputesLate, "件"), d.brief(eventsLate, "件")), d.figureNotes(ticketsLate, disputesLate, eventsLate)},
	}, d.index()...), Tables: []table{d.figureTable()}}
}

func (d *daily) hotline() section {
	s := section{Title: d.pick("12345与诉求", "12345 and requests")}
	s.Sentences = []sentence{{d.say(requests, "件") + d.pick("；", "; ") + d.say(onTime, "") + d.pick("；", "; ") + d.brief(petitions, "件") + d.pick("。", "."),
		d.figureNotes(requests, onTime, petitions)}}
	if t, ok := d.domains(); ok {
		s.Tables = []table{t}
	} else {
		s.Absent = append(s.Absent, absent{d.pick("诉求领域前五", "Five largest domains"), d.pick("发布版无完整周的领域序列", "Not in the edition, which has no whole week of domains")})
	}
	s.Absent = append(s.Absent, d.notConnected(d.pick("12345分时话务", "12345 calls by hour"), d.pick("15秒接通率（SQ12）", "answered within 15 seconds (SQ12)"))...)
	s.Absent = append(s.Absent, d.notHeld(d.pick("紧急未办结工单", "urgent tickets open"))...)
	return s
}

// domains is the table of the five largest domains of the last whole week.
func (d *daily) domains() (table, bool) {
	last := monday(d.date.AddDate(0, 0, -6))
	week, before := last.Format(anlan.DateFormat), last.AddDate(0, 0, -7).Format(anlan.DateFormat)
	type sum struct {
		kind      string
		now, then float64
	}
	byKind := map[string]*sum{}
	any, compared := false, false
	for _, a := range d.ed.Areas() {
		for _, k := range d.ed.SeriesOf(a.Code) {
			if k.Series != "hotline_domain" || a.Level != anlan.City {
				continue
			}
			x := byKind[k.Kind]
			if x == nil {
				x = &sum{kind: k.Kind}
				byKind[k.Kind] = x
			}
			for _, w := range d.ed.Weekly(k) {
				switch w.Monday() {
				case week:
					x.now += float64(w.Observed)
					any = true
				case before:
					x.then += float64(w.Observed)
					compared = true
				}
			}
		}
	}
	var list []sum
	for _, x := range byKind {
		list = append(list, *x)
	}
	slices.SortFunc(list, func(a, b sum) int { return cmp.Or(cmp.Compare(b.now, a.now), cmp.Compare(a.kind, b.kind)) })
	t := table{Title: d.pick("诉求领域前五（"+d.shortDate(last)+"起一周）", "Five largest domains (week from "+d.shortDate(last)+")"),
		Cols: []column{{d.pick("领域", "Domain"), false}, {d.pick("本周件数", "This week"), true}, {d.pick("上周件数", "Week before"), true}, {d.pick("增幅", "Growth"), true}},
		Note: d.pick("按能定位到乡镇街道的诉求汇总；上周不足20件不计增幅。", "Requests located to a township; no growth below 20 in the week before."),
		Keys: []int{d.note("series_week.hotline_domain", d.pick("12345诉求领域周序列", "weekly series of hotline domains"))}}
	for _, x := range list[:min(5, len(list))] {
		then, growth := "—", "—"
		if compared {
			then = whole(x.then)
			if x.then >= 20 {
				growth = signed(100*(x.now-x.then)/x.then, 1) + "%"
			}
		}
		t.Rows = append(t.Rows, []cell{{Text: d.label("hotline_domain", x.kind)}, {Text: whole(x.now), Num: true}, {Text: then, Num: true}, {Text: growth, Num: true}})
	}
	return t, any
}

func (d *daily) disputes() section {
	s := section{Title: d.pick("矛盾纠纷", "Disputes"), Sentences: []sentence{
		{d.say(disputesNew, "件") + d.pick("；", "; ") + d.brief(disputesDone, "件") + d.pick("；", "; ") + d.say(response, "") + d.pick("；", "; ") +
			d.say(disputesLate, "件") + d.pick("。", "."), d.figureNotes(disputesNew, disputesDone, response, disputesLate)}}}
	s.Tables = d.counties(d.pick("各区县矛盾纠纷", "Disputes by county"), disputesNew, disputesDone, disputesLate)
	s.Absent = append(d.notHeld(d.pick("新发群体性纠纷清单", "new group-scale disputes"), d.pick("当日受理", "disputes accepted that day")),
		d.notConnected(d.pick("“五个对接”超3日件", "five hand-overs waiting over 3 days"))...)
	return s
}

func (d *daily) police() section {
	s := section{Title: d.pick("警情与公共安全", "Police calls and public safety"), Sentences: []sentence{
		{d.say(policeCalls, "起") + d.pick("。", "."), d.figureNotes(policeCalls)}}}
	s.Tables = d.counties(d.pick("各区县警情", "Police calls by county"), policeCalls)
	s.Absent = append([]absent{{d.pick("警情分类", "police calls by group"), d.pick("发布版快报只有总数", "Not in the edition, which holds totals only")}},
		d.notConnected(d.pick("火灾", "fires"), d.pick("道路交通事故死亡", "road deaths"), d.pick("突发事件及等级", "emergencies and their level"),
			d.pick("突发事件及时报送", "emergencies reported in time"))...)
	return s
}

func (d *daily) grid() section {
	s := section{Title: d.pick("网格与城管", "Grids and city management"), Sentences: []sentence{
		{d.say(eventsNew, "件") + d.pick("；", "; ") + d.brief(eventsDone, "件") + d.pick("；", "; ") + d.say(eventsLate, "件") + d.pick("。", "."),
			d.figureNotes(eventsNew, eventsDone, eventsLate)}}}
	s.Tables = d.counties(d.pick("各区县网格事件", "Grid events by county"), eventsNew, eventsDone, eventsLate)
	s.Absent = d.notConnected(d.pick("“吹哨”超限未应（JC12）", "whistles unanswered over the limit (JC12)"), d.pick("未报到部门", "departments not reporting in"), d.pick("城管案件", "city management cases"))
	return s
}

func (d *daily) due() section {
	return section{Title: d.pick("今日到期", "Due today"), Absent: append(d.notHeld(d.pick("到期纠纷", "disputes due"), d.pick("到期信访件", "petitions due"), d.pick("到期工单", "tickets due")),
		d.notConnected(d.pick("到期隐患整改", "hazards due"), d.pick("到期督办单", "orders due"))...)}
}

func (d *daily) duty() section {
	return section{Title: d.pick("值班提示", "Duty officer's notes"), Lines: make([]int, 2),
		Absent: d.notConnected(d.pick("天气", "weather"), d.pick("日历提示", "calendar notes"))}
}

func (d *daily) method() []string {
	if d.lang == "en" {
		return []string{
			"Every figure is from the edition named below; the number after a sentence leads to its source. A figure not received is called missing and is never counted as zero.",
			"Range of the same weekday: smallest to largest value on the same weekday of the eight weeks before; it takes three of them. Mean of seven days: the seven days before yesterday; it takes four.",
			"Requests and police calls are counted by the day they were made, disputes and grid events by the day they were registered; overdue is the stock at the end of the day. Tickets on time: of those due that day. First response: of disputes whose 24 hours ended that day.",
			"Change is in percentage points for rates and in percent for counts. Counties stand in the order of their codes: no ranking. County counts of 1 to 4 are shown as \"<5\", and a second cell is withheld where the first could be worked out.",
			"Warnings are about places and kinds of case, never persons; the range expected is the 1% to 99% range of the model (card: pooled), after false-discovery control. No warning is not an all-clear.",
			"Clusters come from a scan of neighbouring areas (card: clusters), forecasts from a pool of models (card: forecast); a sum that would tell a count of 1 to 4, and below the city a forecast of fewer than five cases, is withheld.",
		}
	}
	return []string{
		"全部数字取自下列发布版，句后编号对应来源；未到的数据标“缺”，不按零计。",
		"同星期参考区间：前8周同一星期几的最小值至最大值，至少3个；前7日均值：昨日之前7天，至少4天。",
		"诉求、警情按发生日，纠纷、网格事件按登记日统计；超期为当日末存量。按期办结率：当日到期的派单件；24小时首次响应率：当日满24小时的纠纷。",
		"率的变化用百分点，件数的变化用百分比。区县按代码排列，不是排名。区县1至4件写作“<5”，可由此推算的另一格不列。",
		"预警针对地区和事项类别，不针对个人；常态区间为模型（模型卡 pooled）的1%至99%区间，并经错误发现率控制；没有预警不等于没有问题。",
		"聚集为相邻地区联合扫描（模型卡 clusters），预测为多模型合并（模型卡 forecast）；会透露1至4件的合计、市以下预计不足5件的预测不列。",
	}
}

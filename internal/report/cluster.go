package report

import (
	"fmt"
	"strings"

	"github.com/anlan-lake/anlan"
)

// clusters adds to the warnings the clusters that go on: neighbouring areas that
// together have more cases than their pasts explain.
func (d *daily) clusters(s *section) {
	keys := []int{d.note("warning_cluster", d.pick("聚集", "clusters of neighbouring areas"))}
	t := table{Title: d.pick("正在持续的聚集", "Clusters that go on"), Keys: keys, Cols: []column{{d.pick("地区", "Areas"), false},
		{d.pick("类别", "Kinds"), false}, {d.pick("阶段", "Phase"), false}, {d.pick("窗口", "Weeks"), false}, {d.pick("件数", "Cases"), true}, {d.pick("常态", "Expected"), true},
		{d.pick("平静时重现", "By chance"), true}},
		Note: d.pick("相邻几个地区合在一起多于其历史所能解释的，哪怕各自都不突出；最后一列为平静的城市偶然多久出现一次。",
			"Neighbouring areas that together have more than their pasts explain, though none stands out by itself; the last column is how often a calm city has one.")}
	for _, c := range d.ed.Clusters("") {
		if c.Phase != anlan.PhaseFaded {
			t.Rows = append(t.Rows, d.clusterRow(c))
		}
	}
	if len(t.Rows) == 0 {
		s.Sentences = append(s.Sentences, sentence{d.pick("没有正在持续的聚集。", "No cluster of neighbouring areas goes on."), keys})
		return
	}
	s.Sentences = append(s.Sentences, sentence{d.pick(fmt.Sprintf("相邻地区聚集正在持续的%d处。", len(t.Rows)), fmt.Sprintf("Clusters of neighbouring areas that go on: %d.", len(t.Rows))), keys})
	s.Tables = append(s.Tables, t)
}

func (d *daily) clusterRow(c anlan.Cluster) []cell {
	phase := map[anlan.Phase]string{anlan.PhaseOpened: d.pick("新出现", "new"), anlan.PhaseGrown: d.pick("在扩大", "growing"),
		anlan.PhaseStanding: d.pick("仍在持续", "goes on"), anlan.PhaseMoved: d.pick("已转移", "moved")}[c.Phase]
	var areas, kinds []string
	for _, a := range c.Areas {
		areas = append(areas, d.areaPath(a))
	}
	for _, k := range c.Kinds {
		kinds = append(kinds, d.label(k.Series, k.Kind))
	}
	window, chance := c.Period, "—"
	if c.From != c.Period {
		window = c.From + "–" + c.Period
	}
	if r := c.Recurrence(); r > 0 {
		chance = d.pick("约每"+whole(r)+"周一次", "once in "+whole(r)+" weeks")
	}
	return []cell{{Text: strings.Join(areas, d.pick("；", "; "))}, {Text: strings.Join(kinds, d.pick("、", ", "))}, {Text: phase}, {Text: window},
		{Text: counts([]*float64{&c.Observed}, d.pick("不列", "withheld"))[0], Num: true}, {Text: usual(c.Expected), Num: true}, {Text: chance, Num: true}}
}

// areaPath writes an area after those above it, without the city.
func (d *daily) areaPath(code string) string {
	var names []string
	for _, a := range d.ed.Path(code) {
		if a.Level != anlan.City || len(code) == len(a.Code) {
			names = append(names, d.areaName(a.Code))
		}
	}
	return orElse(strings.Join(names, " "), code)
}

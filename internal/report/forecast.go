package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/anlan-lake/anlan"
)

const (
	aheadKinds   = 8   // largest kinds of a series in the table of what is expected
	aheadRisks   = 8   // windows with the largest chance of an outbreak
	aheadMention = 0.1 // least chance that is listed
)

// ahead says what is expected of the days after the edition's last, for the city
// by kind, and where an outbreak is likeliest.
func (d *daily) ahead() section {
	s := section{Title: d.pick("今后预测", "The days ahead")}
	list := d.ed.Forecasts(d.city)
	if len(list) == 0 {
		s.Absent = []absent{{d.pick("今后7、30日预计件数", "cases expected in 7 and 30 days"), d.pick("发布版无预测", "Not in the edition, which has no forecasts")}}
		return s
	}
	keys := []int{d.note("forecast", d.pick("今后预测", "forecasts of the days ahead"))}
	by := map[[3]string]anlan.Forecast{}
	for _, f := range list {
		by[[3]string{f.Series, f.Kind, fmt.Sprint(f.Days)}] = f
	}
	t := table{Title: d.pick("全市今后预计件数（80%区间）", "Cases expected in the city (80% interval)"), Keys: keys,
		Cols: []column{{d.pick("序列", "Series"), false}, {d.pick("类别", "Kind"), false}, {d.pick("7日", "7 days"), true}, {d.pick("30日", "30 days"), true}},
		Note: d.pick("100以上取两位有效数字；预测不是指标，也不代表平安。", "Two digits from 100 on. A forecast is no quota and no all-clear.")}
	var parts []string
	for _, series := range seriesOf(list) {
		if all, ok := by[[3]string{series, anlan.KindAll, "7"}]; ok {
			parts = append(parts, d.label("series", series)+" "+d.expects(all))
		}
		var kinds []anlan.Forecast
		for _, f := range list {
			if f.Series == series && f.Days == 7 && f.Kind != anlan.KindAll {
				kinds = append(kinds, f)
			}
		}
		slices.SortFunc(kinds, func(a, b anlan.Forecast) int {
			return cmp.Or(cmp.Compare(*b.Mean, *a.Mean), cmp.Compare(a.Kind, b.Kind))
		})
		for _, f := range kinds[:min(aheadKinds, len(kinds))] {
			month := "—"
			if m, ok := by[[3]string{series, f.Kind, "30"}]; ok {
				month = d.expects(m)
			}
			t.Rows = append(t.Rows, []cell{{Text: d.label("series", series)}, {Text: d.label(series, f.Kind)}, {Text: d.expects(f), Num: true}, {Text: month, Num: true}})
		}
	}
	if len(parts) > 0 {
		s.Sentences = append(s.Sentences, sentence{d.pick(fmt.Sprintf("今后7日（%s至%s）预计：%s。", list[0].First, weekEnd(list), strings.Join(parts, "；")),
			fmt.Sprintf("Expected in the 7 days from %s to %s: %s.", list[0].First, weekEnd(list), strings.Join(parts, "; "))), keys})
	}
	s.Tables = append(s.Tables, t)
	d.risks(&s, keys)
	return s
}

// risks lists the areas and kinds of which a window of 7 days is likeliest to hold
// more cases than their past explains.
func (d *daily) risks(s *section, keys []int) {
	var list []anlan.Forecast
	for _, a := range d.ed.Areas() {
		for _, f := range d.ed.Forecasts(a.Code) {
			if f.Days == 7 && f.Outbreak != nil && *f.Outbreak >= aheadMention {
				list = append(list, f)
			}
		}
	}
	slices.SortStableFunc(list, func(a, b anlan.Forecast) int { return cmp.Compare(*b.Outbreak, *a.Outbreak) })
	if len(list) == 0 {
		s.Sentences = append(s.Sentences, sentence{d.pick("公布预测的地区和类别中，7日内暴发概率均不足10%。", "Of the areas and kinds that forecasts are shown of, none has a chance of an outbreak of 10% or more in 7 days."), keys})
		return
	}
	t := table{Title: d.pick("7日内暴发概率较高的地区和类别", "Where an outbreak is likeliest in 7 days"), Keys: keys,
		Cols: []column{{d.pick("地区", "Area"), false}, {d.pick("类别", "Kind"), false}, {d.pick("预计（80%区间）", "Expected (80% interval)"), true}, {d.pick("暴发概率", "Chance"), true}},
		Note: d.pick("暴发指件数超出以往所能解释；预计不足5件的不列。", "An outbreak is more than the past explains; where fewer than five cases are expected nothing is shown.")}
	for _, f := range list[:min(aheadRisks, len(list))] {
		t.Rows = append(t.Rows, []cell{{Text: d.areaPath(f.Area)}, {Text: d.label(f.Series, f.Kind)}, {Text: d.expects(f), Num: true}, {Text: fixed(100**f.Outbreak, 0) + "%", Num: true}})
	}
	s.Tables = append(s.Tables, t)
}

// expects writes 120（100–140）.
func (d *daily) expects(f anlan.Forecast) string {
	text := whole(*f.Mean)
	if f.Lower80 == nil || f.Upper80 == nil {
		return text
	}
	return text + d.pick("（", " (") + whole(*f.Lower80) + "–" + whole(*f.Upper80) + d.pick("）", ")")
}

func seriesOf(list []anlan.Forecast) (out []string) {
	for _, f := range list {
		if !slices.Contains(out, f.Series) {
			out = append(out, f.Series)
		}
	}
	slices.Sort(out)
	return out
}

// weekEnd is the last day of the windows of 7 days.
func weekEnd(list []anlan.Forecast) string {
	for _, f := range list {
		if f.Days == 7 {
			return f.Last
		}
	}
	return list[0].Last
}

package report

import "github.com/anlan-lake/anlan"

// counties is a table of counts by county, in the order of codes; none where
// the edition has no county figures of the day. Rates are left out: the edition
// does not hold the number of cases behind them.
func (d *daily) counties(title string, figures ...string) []table {
	t := table{Title: title, Cols: []column{{d.pick("区县", "County"), false}}}
	for _, f := range figures {
		if len(d.past[f]) == 0 {
			continue
		}
		t.Cols = append(t.Cols, column{d.figureName(f), true})
		t.Keys = append(t.Keys, d.figureNote(f))
	}
	var areas []anlan.Area
	for _, a := range d.ed.Areas() {
		if a.Level == anlan.County {
			areas = append(areas, a)
		}
	}
	columns := make([][]string, 0, len(figures))
	any := false
	for _, f := range figures {
		if len(d.past[f]) == 0 {
			continue
		}
		values := make([]*float64, len(areas))
		for i, a := range areas {
			for _, x := range d.ed.Flash(a.Code, d.day) {
				if x.Figure == f {
					values[i] = &x.Value
					any = true
				}
			}
		}
		columns = append(columns, counts(values, d.pick("不列", "withheld")))
	}
	if !any {
		return nil
	}
	for i, a := range areas {
		row := []cell{{Text: d.areaName(a.Code)}}
		for _, c := range columns {
			row = append(row, cell{Text: c[i], Num: true})
		}
		t.Rows = append(t.Rows, row)
	}
	total := []cell{{Text: d.pick("全市", "City"), Class: "total"}}
	for _, f := range figures {
		if len(d.past[f]) == 0 {
			continue
		}
		text := d.pick("缺", "missing")
		if v, ok := d.on(f, 0); ok {
			text = d.write(f, v)
		}
		total = append(total, cell{Text: text, Num: true, Class: "total"})
	}
	t.Rows = append(t.Rows, total)
	return []table{t}
}

// counts writes a column of counts: a small one, which the edition has as 1, as
// "<5", and one withheld with it by that word. Missing is "—".
func counts(values []*float64, withheld string) []string {
	out := make([]string, len(values))
	for i, v := range values {
		switch {
		case v == nil:
			out[i] = "—"
		case *v == anlan.Withheld:
			out[i] = withheld
		case *v > 0 && *v < anlan.SmallCell:
			out[i] = "<5"
		default:
			out[i] = whole(*v)
		}
	}
	return out
}

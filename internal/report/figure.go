package report

import (
	"html/template"
	"slices"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/chart"
)

// Codes of the figures that the report's sentences speak of.
const (
	requests     = "requests_received"
	onTime       = "tickets_on_time_rate"
	ticketsLate  = "tickets_overdue"
	disputesNew  = "disputes_new"
	disputesDone = "disputes_closed"
	response     = "disputes_24h_response_rate"
	disputesLate = "disputes_overdue"
	eventsNew    = "grid_events_new"
	eventsDone   = "grid_events_closed"
	eventsLate   = "grid_events_overdue"
	policeCalls  = "police_calls"
	petitions    = "petitions_received"
)

// figureNames are what the report calls its figures where the edition, having
// none of them, does not say.
var figureNames = map[string][2]string{
	requests: {"12345受理诉求", "12345 requests received"}, onTime: {"派单件按期办结率", "Tickets finished on time"},
	ticketsLate: {"超期未办工单", "Tickets overdue"}, petitions: {"信访登记", "Petitions received"},
	disputesNew: {"新登记纠纷", "New disputes"}, disputesDone: {"办结纠纷", "Disputes closed"},
	response: {"24小时首次响应率", "First response within 24 hours"}, disputesLate: {"超期未结纠纷", "Disputes overdue"},
	eventsNew: {"网格事件上报", "Grid events reported"}, eventsDone: {"网格事件办结", "Grid events closed"},
	eventsLate: {"网格事件超期", "Grid events overdue"}, policeCalls: {"有效警情", "Police calls"},
}

func (d *daily) figureName(figure string) string {
	if _, ok := d.ed.Label("figure", figure); ok {
		return d.label("figure", figure)
	}
	if n, ok := figureNames[figure]; ok {
		return d.pick(n[0], n[1])
	}
	return figure
}

// readFigures gathers the city's figures by day, in the report's order; a
// figure the report does not know comes last.
func (d *daily) readFigures() {
	d.past = map[string]map[string]float64{}
	for _, f := range d.ed.FlashAll(d.city) {
		if d.past[f.Figure] == nil {
			d.past[f.Figure] = map[string]float64{}
		}
		d.past[f.Figure][f.Day] = f.Value
	}
	known := []string{requests, onTime, ticketsLate, petitions, disputesNew, disputesDone, response, disputesLate,
		policeCalls, eventsNew, eventsDone, eventsLate}
	var others []string
	for f := range d.past {
		if !slices.Contains(known, f) {
			others = append(others, f)
		}
	}
	slices.Sort(others)
	for _, f := range append(known, others...) {
		if len(d.past[f]) > 0 {
			d.order = append(d.order, f)
		}
	}
}

// on gives the value of a figure so many days before the day reported on.
func (d *daily) on(figure string, daysBefore int) (float64, bool) {
	v, ok := d.past[figure][d.date.AddDate(0, 0, -daysBefore).Format(anlan.DateFormat)]
	return v, ok
}

// mean7 is the mean of the seven days before; it takes four of them.
func (d *daily) mean7(figure string) (float64, bool) {
	sum, n := 0.0, 0.0
	for k := 1; k <= 7; k++ {
		if v, ok := d.on(figure, k); ok {
			sum, n = sum+v, n+1
		}
	}
	if n < 4 {
		return 0, false
	}
	return sum / n, true
}

// reference is the smallest and largest value on the same weekday of the eight
// weeks before; it takes three of them.
func (d *daily) reference(figure string) (low, high float64, ok bool) {
	n := 0
	for week := 1; week <= 8; week++ {
		v, there := d.on(figure, 7*week)
		if !there {
			continue
		}
		if n == 0 {
			low, high = v, v
		}
		low, high, n = min(low, v), max(high, v), n+1
	}
	return low, high, n >= 3
}

// figureTable is the table of all figures: yesterday, the day before, a week
// before, the seven days' mean, the range.
func (d *daily) figureTable() table {
	t := table{Title: d.pick("主要数据", "Main figures"), Cols: []column{
		{d.pick("指标", "Figure"), false}, {d.pick("昨日", "Yesterday"), true}, {d.pick("前日", "Day before"), true},
		{d.pick("上周同日", "Week before"), true}, {d.pick("前7日均值", "Mean of 7 days"), true},
		{d.pick("同星期参考区间", "Range, same weekday"), true}, {d.pick("近30日", "30 days"), false}}}
	for _, f := range d.order {
		text := func(v float64, ok bool) cell {
			if !ok {
				return cell{Text: "—", Num: true}
			}
			return cell{Text: d.write(f, v), Num: true}
		}
		today, there := d.on(f, 0)
		now := text(today, there)
		if !there {
			now.Text = d.pick("缺", "missing")
		}
		span := cell{Text: "—", Num: true}
		low, high, ok := d.reference(f)
		if ok {
			span.Text = d.write(f, low) + "–" + d.write(f, high)
			if there && (today < low || today > high) {
				now.Class = "out"
				now.Text += d.pick("*", "*")
			}
		}
		t.Rows = append(t.Rows, []cell{{Text: d.figureName(f)}, now, text(d.on(f, 1)), text(d.on(f, 7)), text(d.mean7(f)), span,
			{Chart: d.spark(f, low, high, ok)}})
		t.Keys = append(t.Keys, d.figureNote(f))
	}
	t.Note = d.pick("* 在同星期参考区间之外；“缺”为当日数据未到或无可计案件，不按零计。", "* outside the range of the same weekday; \"missing\": not received, or no case to take a rate of; not zero.")
	return t
}

func (d *daily) spark(figure string, low, high float64, band bool) template.HTML {
	s := chart.Sparkline{Title: d.figureName(figure), Width: 96, Height: 20}
	if band {
		s.Low, s.High = &low, &high
	}
	for k := 29; k >= 0; k-- {
		if v, ok := d.on(figure, k); ok {
			s.Values = append(s.Values, &v)
		} else {
			s.Values = append(s.Values, nil)
		}
	}
	return template.HTML(s.SVG())
}

// say tells a figure in the words of the report: value, change against the
// seven days' mean, place in the range. Missing is said, never left out.
func (d *daily) say(figure, unit string) string {
	name := d.figureName(figure)
	v, ok := d.on(figure, 0)
	if !ok {
		return d.absent(figure)
	}
	s := d.pick(name+d.write(figure, v)+unit, name+" "+d.write(figure, v))
	if mean, ok := d.mean7(figure); ok {
		if c := d.change(figure, mean, v); c != "" {
			s += d.pick("，较前7日均值"+c, ", "+c+" against the mean of the seven days before")
		}
	}
	if low, high, ok := d.reference(figure); ok {
		switch {
		case v > high && figure == requests:
			s += d.pick("，高于同星期参考区间，群众反映增多", ", above the range of the same weekday: people report more")
		case v > high:
			s += d.pick("，高于同星期参考区间", ", above the range of the same weekday")
		case v < low && !d.isRate(figure):
			s += d.pick("，低于同星期参考区间，宜核查有无迟报少报", ", below the range of the same weekday: check for late or missing reports")
		case v < low:
			s += d.pick("，低于同星期参考区间", ", below the range of the same weekday")
		default:
			s += d.pick("，处于同星期参考区间内", ", within the range of the same weekday")
		}
	}
	return s
}

// brief tells a figure's value alone.
func (d *daily) brief(figure, unit string) string {
	name := d.figureName(figure)
	v, ok := d.on(figure, 0)
	if !ok {
		return d.absent(figure)
	}
	return d.pick(name+d.write(figure, v)+unit, name+" "+d.write(figure, v))
}

func monday(t time.Time) time.Time { return t.AddDate(0, 0, -(int(t.Weekday())+6)%7) }

// absent says why a figure is not there: a rate of a day on which other figures
// stand had no case to be taken of.
func (d *daily) absent(figure string) string {
	name := d.figureName(figure)
	if d.isRate(figure) && len(d.ed.Flash(d.city, d.date.Format(anlan.DateFormat))) > 0 {
		return d.pick(name+"当日无可计案件", name+": no case fell due that day")
	}
	return d.pick(name+"当日数据未到", name+": not received")
}

package site

import (
	"html/template"
	"slices"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/edition"
)

// flashCard is one of yesterday's figures beside the day before and the same
// weekday's range. Volumes carry no colour: more requests are not worse.
type flashCard struct {
	Name, Value, Unit string
	Before            string // change to the day before
	Range             string // of the same weekday in the weeks before
	Out               bool   // outside that range
	Spark             template.HTML
}

// flashOrder is the order leaders read the figures in; others follow by code.
var flashOrder = []string{"requests_received", "tickets_on_time_rate", "tickets_overdue", "disputes_new", "disputes_closed", "disputes_24h_response_rate",
	"disputes_overdue", "grid_events_new", "grid_events_closed", "grid_events_overdue", "police_calls", "petitions_received"}

func flashRank(figure string) int {
	if i := slices.Index(flashOrder, figure); i >= 0 {
		return i
	}
	return len(flashOrder)
}

// minWeeks is how many earlier days of the same weekday a range needs.
const minWeeks = 3

// cards gives the last day's figures.
func (c *call) cards(area string) ([]flashCard, string) {
	days := c.e.FlashDays()
	if len(days) == 0 {
		return nil, ""
	}
	day := days[len(days)-1]
	byFigure := map[string][]edition.Flash{}
	for _, f := range c.e.FlashAll(area) {
		byFigure[f.Figure] = append(byFigure[f.Figure], f)
	}
	var list []flashCard
	today := slices.Clone(c.e.Flash(area, day))
	slices.SortStableFunc(today, func(a, b edition.Flash) int { return flashRank(a.Figure) - flashRank(b.Figure) })
	for _, f := range today {
		list = append(list, c.flashCard(f, byFigure[f.Figure]))
	}
	return list, c.dayName(day)
}

// small says whether a count is withheld: 1 to 4 below the city, or one that
// would tell such a count. None at all is no small cell.
func small(level anlan.Level, v float64) bool {
	return level > anlan.City && v != 0 && v < anlan.SmallCell
}

// cases writes a count of an area, "<5" for a small one, and of one that would
// tell a small one that it is withheld.
func (c *call) cases(level anlan.Level, v float64) string {
	switch {
	case v == anlan.Withheld:
		return c.text("state.withheld")
	case small(level, v):
		return "<5"
	}
	return count(v)
}

func (c *call) flashCard(f edition.Flash, past []edition.Flash) flashCard {
	label, _ := c.e.Label("figure", f.Figure)
	rate := label.Unit == "%"
	write := func(v float64) string { return c.cases(f.Level, v) }
	k := flashCard{Name: c.label("figure", f.Figure)}
	if rate {
		write = func(v float64) string { return fixed(v, 1) }
		k.Unit = "%"
	}
	hidden := func(v float64) bool { return !rate && small(f.Level, v) }
	k.Value = write(f.Value)
	today, err := time.Parse(anlan.DateFormat, f.Day)
	if err != nil {
		return k
	}
	byDay := map[string]float64{}
	spark := make([]float64, 0, len(past))
	for _, p := range past {
		byDay[p.Day] = p.Value
		spark = append(spark, p.Value)
	}
	if b, ok := byDay[today.AddDate(0, 0, -1).Format(anlan.DateFormat)]; ok && !hidden(b) && !hidden(f.Value) {
		k.Before = c.difference(f.Value, b, rate)
	}
	var low, high float64
	n := 0
	for w := 1; w <= 8; w++ {
		if v, ok := byDay[today.AddDate(0, 0, -7*w).Format(anlan.DateFormat)]; ok {
			if n == 0 {
				low, high = v, v
			}
			low, high, n = min(low, v), max(high, v), n+1
		}
	}
	// A range whose both ends are small says nothing.
	if n >= minWeeks && low != anlan.Withheld && !hidden(high) {
		k.Range, k.Out = write(low)+"–"+write(high), !hidden(f.Value) && (f.Value < low || f.Value > high)
	}
	spark = spark[max(0, len(spark)-30):]
	if !slices.ContainsFunc(spark, hidden) { // a line through small cells would show them
		k.Spark = c.spark(spark)
	}
	return k
}

// difference writes a change: of rates in points, of counts in percent.
func (c *call) difference(now, before float64, rate bool) string {
	switch {
	case rate:
		return c.text("flash.points", signed(now-before, 1))
	case before == 0:
		return ""
	}
	return signed(100*(now-before)/before, 1) + "%"
}

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

func (c *call) flashCard(f edition.Flash, past []edition.Flash) flashCard {
	label, _ := c.e.Label("figure", f.Figure)
	write := count
	k := flashCard{Name: c.label("figure", f.Figure)}
	if label.Unit == "%" {
		write = func(v float64) string { return fixed(v, 1) }
		k.Unit = "%"
	}
	k.Value = write(f.Value)
	today, err := time.Parse(anlan.DateFormat, f.Day)
	if err != nil {
		return k
	}
	yesterday := today.AddDate(0, 0, -1).Format(anlan.DateFormat)
	weekdays := map[string]bool{}
	for w := 1; w <= 8; w++ {
		weekdays[today.AddDate(0, 0, -7*w).Format(anlan.DateFormat)] = true
	}
	var low, high float64
	n := 0
	var spark []float64
	for _, p := range past {
		spark = append(spark, p.Value)
		if p.Day == yesterday && k.Unit == "%" {
			k.Before = signed(f.Value-p.Value, 1)
		} else if p.Day == yesterday && p.Value != 0 {
			k.Before = signed(100*(f.Value-p.Value)/p.Value, 1) + "%"
		}
		if weekdays[p.Day] {
			if n == 0 {
				low, high = p.Value, p.Value
			}
			low, high, n = min(low, p.Value), max(high, p.Value), n+1
		}
	}
	if n >= minWeeks {
		k.Range, k.Out = write(low)+"–"+write(high), f.Value < low || f.Value > high
	}
	k.Spark = c.spark(spark[max(0, len(spark)-30):])
	return k
}

package site

import (
	"html/template"
	"slices"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/chart"
	"github.com/anlan-lake/anlan/internal/edition"
)

// markup marks a chart as safe for a page: the chart package escapes its texts.
func markup(svg string) template.HTML { return template.HTML(svg) }

// points are a series over the periods of the kind shown; one without a figure
// is a gap.
func (c *call) points(value func(period string) (v *float64, tip string)) []chart.LinePoint {
	var list []chart.LinePoint
	for _, p := range c.e.PeriodsOf(c.kind()) {
		v, tip := value(p)
		list = append(list, chart.LinePoint{Label: c.axisLabel(p), Value: v, Tip: c.periodName(p) + " " + tip, Running: !c.e.Final(p)})
	}
	return list
}

func (c *call) indexPoints(area, category string) []chart.LinePoint {
	return c.points(func(p string) (*float64, string) {
		x, _ := c.e.Index(area, p, category)
		return x.Score, score2(x.Score)
	})
}

// indexLine is the total over the edition's months.
func (c *call) indexLine(area string) template.HTML {
	return markup(chart.Line{Title: c.indexName(), Desc: c.nameOf(area), Width: 300, Height: 128, Points: c.indexPoints(area, "")}.SVG())
}

// indexSpark is a category over the edition's months.
func (c *call) indexSpark(area, category string) template.HTML {
	var values []*float64
	for _, p := range c.indexPoints(area, category) {
		values = append(values, p.Value)
	}
	return markup(chart.Sparkline{Width: 150, Height: 26, Values: values}.SVG())
}

// radar is the categories of an area, against the period before and the city.
func (c *call) radar(area string) template.HTML {
	r := chart.Radar{Title: c.text("radar.title"), Desc: c.nameOf(area), Size: 240, Sets: []chart.RadarSet{{Name: c.text("radar.now")}}}
	before := c.e.Before(c.period)
	if before != "" {
		r.Sets = append(r.Sets, chart.RadarSet{Name: c.text("radar.before")})
	}
	if area != c.e.Meta.City {
		r.Sets = append(r.Sets, chart.RadarSet{Name: c.text("radar.city")})
	}
	for _, k := range c.e.Categories() {
		r.Axes = append(r.Axes, c.categoryName(k))
		for i := range r.Sets {
			from, period := area, c.period
			switch r.Sets[i].Name {
			case c.text("radar.before"):
				period = before
			case c.text("radar.city"):
				from = c.e.Meta.City
			}
			x, _ := c.e.Index(from, period, k.Code)
			r.Sets[i].Values = append(r.Sets[i].Values, x.Score)
		}
	}
	if len(r.Axes) < 3 {
		return ""
	}
	return markup(r.SVG())
}

// spark is a figure's last days.
func (c *call) spark(v []float64) template.HTML {
	if len(v) < 3 {
		return ""
	}
	values := make([]*float64, len(v))
	for i := range v {
		values[i] = &v[i]
	}
	return markup(chart.Sparkline{Width: 64, Height: 22, Values: values}.SVG())
}

// scoreLine is an indicator's value over the edition's months.
func (c *call) scoreLine(area string, card edition.IndicatorCard) template.HTML {
	line := chart.Line{Title: c.pick(card.NameZh, card.NameEn), Desc: c.nameOf(area), Width: 640, Height: 230,
		Format: func(v float64) string { return trimGoal(round(v, 3)) }}
	line.Points = c.points(func(p string) (*float64, string) {
		s, ok := c.e.Score(area, card.ID, p)
		if !ok {
			return nil, "—"
		}
		return s.Value, c.valueText(s, card) + valueUnit(c, s, card)
	})
	if !slices.ContainsFunc(line.Points, func(p chart.LinePoint) bool { return p.Value != nil }) {
		return ""
	}
	return markup(line.SVG())
}

// weekSpark is a warning's series with the range expected in its week.
func (c *call) weekSpark(w anlan.Warning) template.HTML {
	weeks := c.lastWeeks(w, 26)
	if len(weeks) < 3 {
		return ""
	}
	s := chart.Sparkline{Width: 170, Height: 34, Low: &w.Lower, High: &w.Upper}
	for _, k := range weeks {
		s.Values = append(s.Values, shownCount(w.Level, k.Observed))
	}
	return markup(s.SVG())
}

// shownCount is a count as a chart may draw it: a small one is a gap.
func shownCount(level anlan.Level, n int64) *float64 {
	v := float64(n)
	if small(level, v) {
		return nil
	}
	return &v
}

func (c *call) lastWeeks(w anlan.Warning, n int) []edition.Week {
	weeks := c.e.Weekly(edition.SeriesKey{Series: w.Series, Kind: w.Kind, Area: w.Area})
	return weeks[max(0, len(weeks)-n):]
}

// weekChart is a warning's series with the expected band where the edition has
// one, else with the expectation and the limit of the warning's own week.
func (c *call) weekChart(w anlan.Warning) template.HTML {
	weeks := c.lastWeeks(w, 53)
	if len(weeks) < 3 {
		return ""
	}
	line := chart.Line{Title: c.text("weeks.title"), Desc: c.areaPath(w.Area), Width: 640, Height: 240, Low: new(float64)}
	banded := 0
	for i := range weeks {
		p := chart.LinePoint{Label: c.dayName(weeks[i].Monday()), Value: shownCount(w.Level, weeks[i].Observed), Alarm: c.isWeek(weeks[i], w.Period)}
		p.Expected, p.Low, p.High = weeks[i].Expected()
		if p.High != nil {
			banded++
		}
		p.Tip = p.Label + " " + c.cases(w.Level, float64(weeks[i].Observed))
		line.Points = append(line.Points, p)
	}
	if banded < 2 {
		line.Rules = []chart.Rule{{Value: w.Upper, Label: c.text("col.upper") + " " + fixed(w.Upper, 1)}, {Value: w.Expected, Label: c.text("col.expected") + " " + usual(w.Expected)}}
	}
	return markup(line.SVG())
}

// isWeek says whether a point is the week of a period like 2026-W42.
func (c *call) isWeek(k edition.Week, period string) bool {
	p, err := anlan.ParsePeriod(period, time.UTC)
	return err == nil && p.Start.Format(anlan.DateFormat) == k.Monday()
}

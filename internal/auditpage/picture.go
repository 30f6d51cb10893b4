package auditpage

import (
	"cmp"
	"html/template"
	"math"
	"slices"

	"github.com/anlan-lake/anlan/indicators/audit"
	"github.com/anlan-lake/anlan/internal/chart"
)

// Sizes up to which a table or picture is readable.
const (
	mostParts    = 45   // of a table of correlations
	mostRows     = 200  // of a table of units
	mostRemovals = 20   // indicators in the picture of removals
	mostStrokes  = 1200 // units in a picture of ranks
)

// svg marks a picture of package chart as markup: it has escaped all texts.
func svg(s string) template.HTML { return template.HTML(s) }

func there(v float64) *float64 {
	if math.IsNaN(v) {
		return nil
	}
	return &v
}

// Spread draws how an indicator is spread.
func (p *page) Spread(x audit.Indicator) template.HTML {
	if x.Histogram == nil {
		return ""
	}
	return svg(chart.Histogram{Title: p.name(x.Code), Counts: x.Histogram, Box: &chart.Box{Low: x.Min, Q1: x.Q1, Median: x.Median, Q3: x.Q3, High: x.Max}}.SVG())
}

// Branches are the aggregates with more than one part.
func (p *page) Branches() []audit.Aggregate {
	return slices.DeleteFunc(slices.Clone(p.Aggregates), func(g audit.Aggregate) bool { return len(g.Parts) < 2 })
}

// Correlations draws those of the parts of an aggregate with one another.
func (p *page) Correlations(g audit.Aggregate) template.HTML {
	if len(g.Parts) > mostParts {
		return ""
	}
	c := chart.Heatmap{Title: p.name(g.Code), Values: g.R}
	for _, x := range g.Parts {
		c.Labels = append(c.Labels, p.name(x.Code))
	}
	return svg(c.SVG())
}

// Influence draws how much each part matters, with its weight as a tick.
func (p *page) Influence(g audit.Aggregate) template.HTML {
	c := chart.Bars{Title: p.name(g.Code), Width: 760, Missing: "–", Format: func(v float64) string { return num(1, v) + "%" }}
	for _, x := range g.Parts {
		weight := 100 * x.Weight
		c.Max = max(c.Max, weight)
		if x.Influence == x.Influence {
			c.Max = max(c.Max, 100*x.Influence)
		}
		c.Bars = append(c.Bars, chart.Bar{Label: p.name(x.Code), Value: there(100 * x.Influence), Mark: &weight,
			Note: p.say("weight %s%%", "权重 %s%%", num(1, weight)), Tip: p.name(x.Code)})
	}
	return svg(c.SVG())
}

// byRank gives the places of units in the order of their ranks.
func (p *page) byRank() []int {
	order := make([]int, len(p.Units))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(p.Ranks[i], p.Ranks[j]) })
	return slices.DeleteFunc(order, func(i int) bool { return math.IsNaN(p.Ranks[i]) })
}

// Drawn are the places of the units that a picture of ranks has room for, spread
// over the ranks.
func (p *page) Drawn() []int {
	order := p.byRank()
	if len(order) <= mostStrokes {
		return order
	}
	out := make([]int, mostStrokes)
	for k := range out {
		out[k] = order[k*(len(order)-1)/(mostStrokes-1)]
	}
	return out
}

// DoubtPicture draws the ranks under open choices.
func (p *page) DoubtPicture() template.HTML {
	c := chart.Ranges{Title: p.say("Ranks under open choices", "方法开放时的名次"), Last: float64(len(p.byRank()))}
	for _, i := range p.Drawn() {
		r := p.Doubt.Ranks[i]
		c.Rows = append(c.Rows, chart.RangeRow{Label: p.name(r.Unit), InnerLow: there(r.Low5), InnerHigh: there(r.High5), Mark: there(r.Nominal),
			Tip: num(0, r.Nominal) + " (" + num(0, r.Low5) + "–" + num(0, r.High5) + ")"})
	}
	return svg(c.SVG())
}

// DoubtRows are the units' ranks under open choices, by rank, while they can
// be read as a table.
func (p *page) DoubtRows() []int {
	if len(p.Units) > mostRows {
		return nil
	}
	return p.byRank()
}

// SobolPicture draws total effects, with first-order ones as ticks.
func (p *page) SobolPicture() template.HTML {
	c := chart.Bars{Title: p.say("What ranks depend on", "名次取决于什么"), Width: 640, Max: 1, Missing: "–", Format: func(v float64) string { return num(2, v) }}
	for _, s := range p.Doubt.Sobol {
		c.Max = max(c.Max, s.Total)
		c.Bars = append(c.Bars, chart.Bar{Label: p.factor(s.Variable), Value: there(s.Total), Mark: there(max(s.First, 0))})
	}
	return svg(c.SVG())
}

// Factor and Option name a choice and one way to take it.
func (p *page) Factor(code string) string { return p.factor(code) }

// Option names one way to take a choice.
func (p *page) Option(code string) string { return p.option(code) }

// WeightPicture draws the ranks under all weights.
func (p *page) WeightPicture() template.HTML {
	near, any := p.Weights[0], p.Weights[1]
	c := chart.Ranges{Title: p.say("Ranks under all weights", "一切权重下的名次"), Last: float64(len(p.byRank()))}
	for _, i := range near.Units {
		c.Rows = append(c.Rows, chart.RangeRow{Label: p.name(p.Units[i]), Low: there(any.Bounds.Best[i]), High: there(any.Bounds.Worst[i]),
			InnerLow: there(near.Bounds.Best[i]), InnerHigh: there(near.Bounds.Worst[i]), Mark: there(p.Ranks[i]),
			Tip: num(0, near.Bounds.Best[i]) + "–" + num(0, near.Bounds.Worst[i])})
	}
	return svg(c.SVG())
}

// RemovalPicture draws how far ranks move without an indicator, the most first.
func (p *page) RemovalPicture() template.HTML {
	list := slices.DeleteFunc(slices.Clone(p.Indicators), func(x audit.Indicator) bool { return math.IsNaN(x.RemovedMean) })
	slices.SortStableFunc(list, func(x, y audit.Indicator) int { return cmp.Compare(y.RemovedMean, x.RemovedMean) })
	c := chart.Bars{Title: p.say("Ranks without an indicator", "去掉某项指标后的名次变动"), Width: 760, Missing: "–", Format: func(v float64) string { return num(2, v) }}
	for _, x := range list[:min(mostRemovals, len(list))] {
		c.Bars = append(c.Bars, chart.Bar{Label: p.name(x.Code), Value: there(x.RemovedMean),
			Note: p.say("at most %s", "最多 %s", num(0, x.RemovedMost))})
	}
	return svg(c.SVG())
}

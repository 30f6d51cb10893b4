package backtestpage

import (
	"cmp"
	"html/template"
	"math"
	"slices"

	"github.com/anlan-lake/anlan/internal/chart"
	"github.com/anlan-lake/anlan/models/verify"
)

// svg marks what internal/chart drew, which escapes all text itself, as markup.
func svg(s string) template.HTML { return template.HTML(s) } //nolint:gosec // drawn by internal/chart

// Transforms draws the histogram of a method's transforms.
func (p *page) Transforms(s verify.Score) template.HTML {
	points := make([]chart.LinePoint, verify.Bins)
	for k, v := range s.PIT {
		even := 1.0
		points[k] = chart.LinePoint{Label: percent(float64(k+1) / verify.Bins), Value: &v, Expected: &even}
	}
	low := 0.0
	return svg(chart.Line{Title: s.Method, Width: 460, Height: 150, Points: points, Low: &low}.SVG())
}

// Reliable draws, for tenths of the chances given, how often outbreaks came.
func (p *page) Reliable(s verify.OutbreakScore) template.HTML {
	var points []chart.LinePoint
	for _, r := range s.Reliability {
		points = append(points, chart.LinePoint{Label: percent(r.Chance), Value: &r.Rate, Expected: &r.Chance})
	}
	return svg(chart.Line{Title: s.Method, Width: 460, Height: 180, Points: points, Format: percent}.SVG())
}

// Example is one unit's counts against what was forecast.
type Example struct {
	Unit    string
	Picture template.HTML
}

// examples are how many units are drawn, and how many of their last periods.
const examples, drawn = 6, 78

// Examples draws units from the one with most cases to the one with fewest, as
// the first method forecast them at the least distance.
func (p *page) Examples() (out []Example) {
	samples := map[int][]verify.Sample{}
	sum := map[int]float64{}
	var units []int
	for _, s := range p.Records[0].Samples[0] {
		if samples[s.Unit] == nil {
			units = append(units, s.Unit)
		}
		samples[s.Unit] = append(samples[s.Unit], s)
		sum[s.Unit] += s.Observed
	}
	slices.SortStableFunc(units, func(a, b int) int { return cmp.Compare(sum[b], sum[a]) })
	n := min(examples, len(units))
	for k := range n {
		unit := units[k*(len(units)-1)/max(1, n-1)]
		out = append(out, Example{p.Source.Panel.Units[unit], p.fan(samples[unit])})
	}
	return out
}

func (p *page) fan(samples []verify.Sample) template.HTML {
	begin := p.Periods() - min(drawn, p.Plan.Last)
	points := make([]chart.LinePoint, p.Periods()-begin)
	for k := range points {
		points[k].Label = p.Source.Labels[begin+k]
	}
	for _, s := range samples {
		if s.Target < begin {
			continue
		}
		at := &points[s.Target-begin]
		at.Value, at.Low, at.High = &s.Observed, &s.Low, &s.High
		at.Alarm = s.Observed > s.High || s.Observed < s.Low
	}
	low := 0.0
	return svg(chart.Line{Width: 940, Height: 170, Points: points, Low: &low, Format: whole}.SVG())
}

// whole writes counts on an axis.
func whole(v float64) string {
	if v == math.Trunc(v) {
		return num(0, v)
	}
	return num(1, v)
}

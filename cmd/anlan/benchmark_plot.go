package main

import (
	"fmt"
	"os"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/chart"
	"github.com/anlan-lake/anlan/models/backtest"
)

// frontierRates are the false-positive rates at which a frontier is measured.
var frontierRates = []float64{0.002, 0.005, 0.01, 0.015, 0.02, 0.03, 0.04, 0.05, 0.07, 0.1}

// plotFrontier draws, of every method that ranks weeks, outbreaks found, found in
// the first week, and F1 over false-positive rates: what a rule gains in time it
// may lose in precision.
func (e *env) plotFrontier(path string, set *benchmarkSet, all []scoredAlgorithm) error {
	pictures := []struct {
		measure string
		chart.Curves
	}{
		{"pod", chart.Curves{Title: e.say("Outbreaks found", "发现的暴发")}},
		{"pod_first_week", chart.Curves{Title: e.say("Outbreaks found in their first week", "首周发现的暴发")}},
		{"f1", chart.Curves{Title: e.say("F1 over weeks", "按周的 F1")}},
	}
	for _, s := range all {
		if !s.ranks {
			continue
		}
		curves := make([]chart.Curve, len(pictures))
		for _, rate := range frontierRates {
			judged, err := backtest.AtRate(s.scored, s.from, s.to, rate)
			if err != nil {
				return fmt.Errorf("%s: %w", s.name, err)
			}
			m, err := backtest.Measure(judged, set.outbreaks, s.from, s.to)
			if err != nil {
				return fmt.Errorf("%s: %w", s.name, err)
			}
			for _, f := range m.Figures() {
				for k := range pictures {
					if pictures[k].measure == f.Name {
						curves[k].Points = append(curves[k].Points, [2]float64{100 * rate, f.Value})
					}
				}
			}
		}
		for k := range pictures {
			curves[k].Name = s.name
			pictures[k].Sets = append(pictures[k].Sets, curves[k])
		}
	}
	if len(pictures[0].Sets) == 0 {
		return anlan.Errorf(anlan.Invalid, "--plot: no method that was run ranks weeks")
	}
	const height = 420
	text := fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" width="760" height="%d">`, height*len(pictures))
	for k, p := range pictures {
		p.Width, p.Height = 760, height
		p.XLabel = e.say("false-positive rate, %", "误报率，%")
		text += fmt.Sprintf(`<g transform="translate(0 %d)">%s</g>`, k*height, p.SVG())
	}
	if err := os.WriteFile(path, []byte(text+"</svg>\n"), 0o644); err != nil {
		return anlan.Errorf(anlan.Unavailable, "write plot: %w", err)
	}
	return nil
}

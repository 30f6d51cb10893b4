package main

import (
	"github.com/apache/arrow-go/v18/arrow"

	"github.com/anlan-lake/anlan/models/forecast"
	"github.com/anlan-lake/anlan/models/verify"
)

// Lists of a backtest that give a row for each forecast, so that what the tables
// sum up can be summed up otherwise: by unit, by period, over several panels.
const (
	listScores  = "scores"  // each forecast of a count
	listChances = "chances" // each chance of an outbreak in a window
)

// writeForecasts writes one row per forecast: the count that came, the 95%
// interval and the scores. Axis labels the panel's periods.
func (e *env) writeForecasts(o *output, p *forecast.Panel, axis []string, rep *verify.Report) error {
	fields := []arrow.Field{field("method", asText), field("ahead", asWhole), field("unit", asText), field("period", asText)}
	for _, name := range []string{"observed", "low95", "high95", "logs", "crps"} {
		fields = append(fields, field(name, asNumber))
	}
	a := o.answer(fields...)
	for _, r := range rep.Records {
		for k, ahead := range rep.Plan.Ahead {
			for _, s := range r.Samples[k] {
				a.add(r.Name, ahead, p.Units[s.Unit], axis[s.Target], s.Observed, s.Low, s.High, s.LogS, s.CRPS)
			}
		}
	}
	return o.write(e, a)
}

// writeChances writes one row per chance of an outbreak that was told: the first
// period of its window, the window's length, the chance and whether one came.
func (e *env) writeChances(o *output, p *forecast.Panel, axis []string, rep *verify.Report) error {
	a := o.answer(field("method", asText), field("window", asWhole), field("unit", asText), field("period", asText), field("chance", asNumber), field("came", asWhole))
	for _, r := range rep.Records {
		for w, told := range r.Told {
			for _, x := range told {
				a.add(r.Name, r.Windows[w], p.Units[x.Unit], axis[x.Known], x.Chance, int(x.Came))
			}
		}
	}
	return o.write(e, a)
}

package main

import (
	"fmt"
	"slices"

	"github.com/apache/arrow-go/v18/arrow"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/models/backtest"
)

// Draws of the paired bootstrap.
const bootstrapDraws = 1000

func (r benchmarkRun) validate() error {
	for _, rate := range r.matched {
		if !(rate > 0 && rate < 1) {
			return anlan.Errorf(anlan.Invalid, "--matched: %v is not a share between 0 and 1", rate)
		}
	}
	if r.draws < 0 || r.draws > 100 {
		return anlan.Errorf(anlan.Invalid, "--draws: %d is not a number from 0 to 100", r.draws)
	}
	if r.given && r.draws == 0 {
		return anlan.Errorf(anlan.Invalid, "--given goes with --draws: without it the file's series are measured anyway")
	}
	return nil
}

func figureColumns() (columns []arrow.Field) {
	for _, x := range (backtest.Measures{}).Figures() {
		columns = append(columns, field(x.Name, asNumber))
	}
	return columns
}

func addMeasures(a *answer, m backtest.Measures, row ...any) {
	for _, x := range m.Figures() {
		row = append(row, x.Value)
	}
	a.add(row...)
}

// writeFixed measures every detector at its own level.
func (e *env) writeFixed(o *output, set *benchmarkSet, all []scoredAlgorithm) error {
	a := o.answer(append([]arrow.Field{field("algorithm", asText)}, figureColumns()...)...)
	for _, s := range all {
		m, err := backtest.Measure(s.judged, set.outbreaks, s.from, s.to)
		if err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		addMeasures(a, m, s.name)
	}
	return o.write(e, a)
}

// writeMatched measures those that rank weeks, at equal false-positive rates.
func (e *env) writeMatched(o *output, r benchmarkRun, set *benchmarkSet, all []scoredAlgorithm) error {
	a := o.answer(append([]arrow.Field{field("algorithm", asText), field("target_fpr", asNumber)}, figureColumns()...)...)
	for _, s := range all {
		if !s.ranks {
			continue
		}
		for _, rate := range r.matched {
			judged, err := backtest.AtRate(s.scored, s.from, s.to, rate)
			if err != nil {
				return fmt.Errorf("%s: %w", s.name, err)
			}
			m, err := backtest.Measure(judged, set.outbreaks, s.from, s.to)
			if err != nil {
				return fmt.Errorf("%s: %w", s.name, err)
			}
			addMeasures(a, m, s.name, rate)
		}
	}
	return o.write(e, a)
}

// writeCompared gives differences from one detector, with paired intervals.
func (e *env) writeCompared(o *output, r benchmarkRun, set *benchmarkSet, all []scoredAlgorithm) error {
	i := slices.IndexFunc(all, func(s scoredAlgorithm) bool { return s.name == r.against && s.ranks })
	if i < 0 {
		return anlan.Errorf(anlan.Invalid, "--against: %q is not among the detectors that were run and rank weeks", r.against)
	}
	rates := r.matched
	if len(rates) == 0 {
		rates = []float64{0.01}
	}
	a := o.answer(field("algorithm", asText), field("against", asText), field("target_fpr", asNumber), field("measure", asText),
		field("difference", asNumber), field("low", asNumber), field("high", asNumber))
	for k, s := range all {
		if k == i || !s.ranks || s.from != all[i].from || s.to != all[i].to {
			continue
		}
		for _, rate := range rates {
			diff, err := backtest.Compare(s.scored, all[i].scored, set.outbreaks, s.from, s.to, rate, bootstrapDraws, r.seed)
			if err != nil {
				return fmt.Errorf("%s against %s: %w", s.name, r.against, err)
			}
			for _, d := range diff {
				a.add(s.name, r.against, rate, d.Name, d.Value, d.Low, d.High)
			}
		}
	}
	return o.write(e, a)
}

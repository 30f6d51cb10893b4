package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/night"
	"github.com/anlan-lake/anlan/models/triage"
)

// trainTriage learns from the cases of a file or of the lake, writes the model
// and lists what was measured.
func (e *env) trainTriage(ctx context.Context, r *trainRun, args []string, set triage.Settings) error {
	if err := listed(r.list, "summary", "groups", "coefficients"); err != nil {
		return err
	}
	l, err := r.triage.list()
	if err != nil {
		return err
	}
	cases, asOf, err := e.triageCases(ctx, r.out, &r.triage, l, args)
	if err != nil {
		return err
	}
	m, err := triage.Train(ctx, cases, asOf, set)
	if err != nil {
		return err
	}
	path := r.triage.model
	if path == "" && len(args) == 0 {
		path = filepath.Join(e.lakePath(), night.TriageModel)
	}
	if path != "" {
		if err := writeModel(path, m); err != nil {
			return err
		}
		fmt.Fprintf(e.stderr, e.say("model as of %s from %d cases: %s\n", "模型截至 %s，案件 %d 件：%s\n"), m.AsOf, m.Cases, path)
	}
	switch r.list {
	case "groups":
		return e.writeTriageGroups(r.out, m)
	case "coefficients":
		return e.writeTriageWeights(r.out, m)
	}
	return e.writeTriageSummary(r.out, m)
}

// list reads the feature list of the flag, else the house's.
func (t *triageFlags) list() (*triage.List, error) {
	if t.features == "" {
		return triage.Disputes()
	}
	text, err := os.ReadFile(t.features)
	if err != nil {
		return nil, anlan.Errorf(anlan.NotFound, "feature list: %w", err)
	}
	return triage.ReadList(filepath.Base(t.features), text)
}

// writeModel puts a model file in place in one step.
func writeModel(path string, m *triage.Model) error {
	text, err := m.Write()
	if err != nil {
		return err
	}
	err = os.MkdirAll(filepath.Dir(path), 0o755)
	if err == nil {
		err = os.WriteFile(path+".new", text, 0o644)
	}
	if err == nil {
		err = os.Rename(path+".new", path)
	}
	if err != nil {
		return anlan.Errorf(anlan.Unavailable, "write triage model: %w", err)
	}
	return nil
}

// writeTriageSummary gives one row for each outcome: what it was learnt from and
// how it did on weeks it had not seen.
func (e *env) writeTriageSummary(o *output, m *triage.Model) error {
	a := o.answer(field("outcome", asText), field("method", asText), field("calibration", asText), field("cases", asWhole), field("events", asWhole),
		field("base_rate", asNumber), field("checked_cases", asWhole), field("checked_events", asWhole), field("average_precision", asNumber),
		field("auc", asNumber), field("brier", asNumber), field("log_loss", asNumber), field("base_log_loss", asNumber), field("gain", asNumber),
		field("gain_low", asNumber), field("gain_high", asNumber), field("calendar_gain", asNumber), field("calendar_gain_low", asNumber),
		field("slope", asNumber), field("refusal", asText))
	for _, f := range m.Outcomes {
		row := []any{f.Outcome, f.Method}
		if c := f.Check; c != nil {
			row = append(row, f.Calibrator.Kind, f.Learnt, f.Events, f.BaseRate, c.Cases, c.Events, c.AP, c.AUC, c.Brier, c.LogLoss, c.BaseLogLoss,
				c.Gain, c.GainLow, c.GainHigh, c.TimeGain, c.TimeGainLow, maybe(c.Slope))
		} else {
			row = append(row, make([]any, 17)...)
		}
		why := ""
		if f.Refusal != nil {
			why = f.Refusal.In(e.chinese)
		}
		a.add(append(row, why)...)
	}
	return o.write(e, a)
}

// maybe gives a figure for a table, nothing where there is none.
func maybe(v *float64) any {
	if v == nil {
		return nil
	}
	return *v
}

// writeTriageGroups gives the calibration by type of area and of case.
func (e *env) writeTriageGroups(o *output, m *triage.Model) error {
	a := o.answer(field("outcome", asText), field("by", asText), field("group", asText), field("rows", asText), field("observed", asNumber),
		field("expected", asNumber), field("slope", asNumber))
	for _, f := range m.Outcomes {
		if f.Check == nil {
			continue
		}
		for _, g := range f.Check.Groups {
			rows := "n/a"
			if g.Rows != nil {
				rows = fmt.Sprint(*g.Rows)
			}
			a.add(f.Outcome, g.By, g.Group, rows, maybe(g.Observed), maybe(g.Expected), maybe(g.Slope))
		}
	}
	return o.write(e, a)
}

// writeTriageWeights gives the weights of levels on the logit (of the hazard of
// the event, where the method is one).
func (e *env) writeTriageWeights(o *output, m *triage.Model) error {
	a := o.answer(field("outcome", asText), field("method", asText), field("column", asText), field("weight", asNumber), field("share", asNumber))
	for _, f := range m.Outcomes {
		if f.Method == "" {
			continue
		}
		a.add(f.Outcome, f.Method, "intercept", f.Intercept, 1.0)
		for j, name := range m.Columns {
			a.add(f.Outcome, f.Method, name, f.Weights[j], f.Means[j])
		}
		for j := len(m.Columns); j < len(f.Weights); j++ {
			from := 0.0
			if k := j - len(m.Columns); k > 0 {
				from = m.Bands[k-1]
			}
			a.add(f.Outcome, f.Method, fmt.Sprintf("day=%v", from), f.Weights[j], nil)
		}
	}
	return o.write(e, a)
}

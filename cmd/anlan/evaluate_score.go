package main

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/models/counts"
	"github.com/anlan-lake/anlan/models/scoring"
)

// forecastKind is a kind of forecasts that can be scored.
type forecastKind struct {
	settings func() any
	score    func(e *env, o *output, list string, set any, s *sheet) error
}

// countSettings are those of scores of counts.
type countSettings struct {
	Bins int `json:"bins"` // of the PIT histogram
}

var forecastKinds = map[string]forecastKind{
	"count":    {func() any { return &countSettings{10} }, scoreCounts},
	"gaussian": {func() any { return &struct{}{} }, scoreGaussian},
	"ensemble": {func() any { d := scoring.DefaultEnsemble(); return &d }, scoreEnsemble},
	"binary":   {func() any { d := scoring.DefaultBinary(); return &d }, scoreBinary},
}

// listed refuses a list that is not there with the flags given.
func listed(list string, has ...string) error {
	if slices.Contains(has, list) {
		return nil
	}
	return anlan.Errorf(anlan.Invalid, "--list %q is not one of %s, which are there with these flags", list, strings.Join(has, ", "))
}

// observations reads the numbers of several columns, none missing.
func observations(s *sheet, names ...string) ([][]float64, error) {
	var out [][]float64
	for _, name := range names {
		col, err := s.whole(name)
		if err != nil {
			return nil, err
		}
		out = append(out, col)
	}
	return out, nil
}

func scoreCounts(e *env, o *output, list string, set any, s *sheet) error {
	if err := listed(list, "scores", "summary", "calibration", "histogram"); err != nil {
		return err
	}
	in, err := observations(s, "observed", "mean")
	if err != nil {
		return err
	}
	size := make([]float64, len(in[0]))
	for i := range size {
		size[i] = math.NaN()
	}
	if s.has("size") {
		if size, err = s.numbers("size"); err != nil {
			return err
		}
	}
	ds := make([]counts.Dist, len(size))
	for i, m := range in[1] {
		ds[i] = counts.Dist{Mean: m, Size: size[i]}
		if math.IsNaN(size[i]) {
			ds[i] = counts.Poisson(m)
		}
	}
	return e.writeCountScores(o, list, in[0], ds, set.(*countSettings).Bins)
}

// writeCountScores writes what is asked for of forecasts of counts.
func (e *env) writeCountScores(o *output, list string, ys []float64, ds []counts.Dist, bins int) error {
	rows := o.answer(field("row", asWhole), field("logs", asNumber), field("rps", asNumber), field("dss", asNumber),
		field("ses", asNumber), field("cdf", asNumber), field("cdf_below", asNumber))
	means := newMeans("logs", "rps", "dss", "ses")
	for i, y := range ys {
		x, err := scoring.Count(y, ds[i])
		if err != nil {
			return anlan.Errorf(anlan.Invalid, "forecast %d: %w", i+1, err)
		}
		rows.add(i+1, x.LogS, x.RPS, x.DSS, x.SES, x.CDF, x.CDFBelow)
		means.add(x.LogS, x.RPS, x.DSS, x.SES)
	}
	switch list {
	case "scores":
		return o.write(e, rows)
	case "summary":
		return means.write(e, o)
	case "histogram":
		density, err := scoring.Histogram(ys, ds, bins)
		if err != nil {
			return err
		}
		a := o.answer(field("bin", asWhole), field("from", asNumber), field("to", asNumber), field("density", asNumber))
		for i, v := range density {
			a.add(i+1, float64(i)/float64(bins), float64(i+1)/float64(bins), v)
		}
		return o.write(e, a)
	}
	a := o.answer(field("score", asText), field("pooling", asText), field("z", asNumber), field("p", asNumber))
	for _, pool := range []scoring.Pooling{scoring.PoolSum, scoring.PoolMeanZ} {
		tests, err := scoring.Calibration(ys, ds, pool)
		if err != nil {
			return err
		}
		for _, x := range tests {
			a.add(x.Score, string(x.Pooling), x.Z, x.P)
		}
	}
	return o.write(e, a)
}

// means gathers the mean of several scores.
type means struct {
	names []string
	sums  []float64
	n     float64
}

func newMeans(names ...string) *means { return &means{names: names, sums: make([]float64, len(names))} }

func (m *means) add(values ...float64) {
	for i, v := range values {
		m.sums[i] += v
	}
	m.n++
}

func (m *means) write(e *env, o *output) error {
	a := o.answer(field("quantity", asText), field("value", asNumber))
	for i, name := range m.names {
		a.add("mean_"+name, m.sums[i]/m.n)
	}
	a.add("forecasts", m.n)
	return o.write(e, a)
}

func scoreGaussian(e *env, o *output, list string, _ any, s *sheet) error {
	if err := listed(list, "scores", "summary"); err != nil {
		return err
	}
	in, err := observations(s, "observed", "mean", "sd")
	if err != nil {
		return err
	}
	a, m := o.answer(field("row", asWhole), field("crps", asNumber)), newMeans("crps")
	for i, y := range in[0] {
		x, err := scoring.Gaussian(y, in[1][i], in[2][i])
		if err != nil {
			return anlan.Errorf(anlan.Invalid, "forecast %d: %w", i+1, err)
		}
		a.add(i+1, x)
		m.add(x)
	}
	if list == "scores" {
		return o.write(e, a)
	}
	return m.write(e, o)
}

func scoreEnsemble(e *env, o *output, list string, set any, s *sheet) error {
	if err := listed(list, "scores", "summary"); err != nil {
		return err
	}
	names := []string{"observed"}
	for n := 1; s.has(fmt.Sprintf("s%d", n)); n++ {
		names = append(names, fmt.Sprintf("s%d", n))
	}
	in, err := observations(s, names...)
	if err != nil {
		return err
	}
	d := set.(*scoring.Ensemble)
	columns := []string{"crps", "crps_fair", "wis", "pinball_doubled", "ignorance"}
	for _, a := range d.IntervalAlpha {
		columns = append(columns, fmt.Sprintf("interval_%g", 100*(1-a)))
	}
	m := newMeans(columns...)
	a := o.answer(field("row", asWhole))
	if list == "scores" {
		fields := a.build.Schema().Fields()
		for _, name := range columns {
			fields = append(fields, field(name, asNumber))
		}
		a = o.answer(fields...)
	}
	members := make([]float64, len(in)-1)
	for i, y := range in[0] {
		for k := range members {
			members[k] = in[k+1][i]
		}
		x, err := d.Score(y, members)
		if err != nil {
			return anlan.Errorf(anlan.Invalid, "forecast %d: %w", i+1, err)
		}
		values := append([]float64{x.CRPS, x.CRPSFair, x.WIS, x.Pinball, x.Ignorance}, x.Interval...)
		m.add(values...)
		if list == "scores" {
			row := []any{i + 1}
			for _, v := range values {
				row = append(row, v)
			}
			a.add(row...)
		}
	}
	if list == "scores" {
		return o.write(e, a)
	}
	return m.write(e, o)
}

func scoreBinary(e *env, o *output, list string, set any, s *sheet) error {
	if err := listed(list, "summary"); err != nil {
		return err
	}
	in, err := observations(s, "y", "p")
	if err != nil {
		return err
	}
	d := set.(*scoring.Binary)
	var top []int // a short file has no top 200
	for _, k := range d.Top {
		if k <= len(in[0]) {
			top = append(top, k)
		}
	}
	d.Top = top
	x, err := d.Score(in[0], in[1])
	if err != nil {
		return err
	}
	a := o.answer(field("quantity", asText), field("value", asNumber))
	for _, q := range []struct {
		name  string
		value float64
	}{
		{"auc", x.AUC}, {"average_precision", x.AveragePrecision}, {"brier", x.Brier}, {"log_loss", x.LogLoss},
		{"base_rate", x.BaseRate}, {"brier_skill", x.BrierSkill}, {"reliability", x.Reliability}, {"resolution", x.Resolution},
		{"uncertainty", x.Uncertainty}, {"ece", x.ECE}, {"max_f1", x.MaxF1}, {"tpr_at_max_fpr", x.TPR}, {"partial_auc_mcclish", x.PartialAUC},
	} {
		a.add(q.name, q.value)
	}
	for _, k := range x.Top {
		a.add(fmt.Sprintf("precision_at_%d", k.K), k.Precision)
		a.add(fmt.Sprintf("recall_at_%d", k.K), k.Recall)
	}
	return o.write(e, a)
}

package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/spf13/cobra"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/backtestpage"
	"github.com/anlan-lake/anlan/models/forecast"
	"github.com/anlan-lake/anlan/models/verify"
)

// backtestRun are the flags of a backtest of forecasts.
type backtestRun struct {
	out                *output
	series, list       string
	neighbours         string
	report, card, lang string
	methods            []string
	last, embargo      int
	ahead              []int
	seed               uint64
}

// listSums is the list of what paths said of sums over the next periods.
const listSums = "sums"

// sumPaths are the joint paths that sums are measured by.
const sumPaths = 400

// lakeName stands for the weekly series of the lake in place of a file.
const lakeName = "lake"

func (b *backtestRun) flags(e *env, c *cobra.Command) {
	f := c.Flags()
	f.StringVar(&b.series, "forecast", "", e.say("measure forecasts of this file of series, or of the lake", "在此序列文件（或 lake）上衡量预测"))
	f.StringVar(&b.neighbours, "neighbours", "", e.say("of --forecast: file of neighbourhood orders", "--forecast：邻接阶数文件"))
	f.IntVar(&b.last, "last", 0, e.say("of --forecast: forecast so many last periods (default half, two years at most)", "--forecast：预测最后若干期（默认一半，至多两年）"))
	f.IntSliceVar(&b.ahead, "ahead", []int{1}, e.say("of --forecast: so many periods ahead", "--forecast：提前期数"))
	f.IntVar(&b.embargo, "embargo", 0, e.say("of --forecast: latest periods not known yet when forecasting", "--forecast：预测时尚未可知的最近期数"))
	f.StringVar(&b.report, "report", "", e.say("of --forecast: write a page with tables and pictures", "--forecast：写出带表格与图的页面"))
	f.StringVar(&b.card, "card", "", e.say("of --forecast: write a model card", "--forecast：写出模型卡"))
	f.StringVar(&b.lang, "lang", "", e.say("of --report: zh or en (default the language of the session)", "--report：zh 或 en（默认随会话语言）"))
}

// referenceMethods are compared with where none are named; the first is the one
// that others are compared with.
var referenceMethods = []string{methodPool, "hhh4-type", "ewma", "seasonal", "naive"}

// bootstrapBlocks are the periods that the bootstrap keeps together.
func bootstrapBlocks(step string) int {
	if step == stepDay {
		return 7
	}
	return 4
}

// backtest measures methods of forecasting by rolling origins.
func (e *env) backtest(ctx context.Context, b backtestRun) error {
	if err := listed(b.list, "summary", "outbreak", "pit", listSums, listScores, listChances); err != nil {
		return err
	}
	var args []string
	if b.series != lakeName {
		args = []string{b.series}
	}
	f, err := e.forecastSeries(ctx, &forecastRun{out: b.out}, args)
	if err != nil {
		return err
	}
	pl, p, methods, err := f.plan(b)
	if err != nil {
		return err
	}
	rep, err := pl.Run(ctx, p, methods, func(name string) {
		fmt.Fprintf(e.stderr, e.say("%s …\n", "%s ……\n"), name)
	})
	if err != nil {
		return err
	}
	axis, err := f.axis(p.Periods())
	if err != nil {
		return err
	}
	if err := e.writeBacktest(b, backtestpage.Source{Name: filepath.Base(b.series), Panel: p, Labels: axis, Lang: b.lang}, rep); err != nil {
		return err
	}
	switch b.list {
	case "outbreak":
		return e.writeOutbreaks(b.out, rep)
	case "pit":
		return e.writePIT(b.out, rep)
	case listSums:
		return e.writeSums(b.out, rep)
	case listScores:
		return e.writeForecasts(b.out, p, axis, rep)
	case listChances:
		return e.writeChances(b.out, p, axis, rep)
	}
	return e.writeScores(b.out, rep)
}

// plan makes of the flags what is measured, on which panel, with which methods.
func (f *seriesFile) plan(b backtestRun) (verify.Plan, *forecast.Panel, []verify.Method, error) {
	pl := verify.Plan{Last: b.last, Ahead: b.ahead, Embargo: b.embargo, Block: bootstrapBlocks(f.step), Draws: bootstrapDraws, Seed: b.seed}
	furthest := slices.Max(append([]int{1}, b.ahead...)) + max(b.embargo, 0)
	horizon := max(furthest, 4)
	if f.step == stepDay {
		horizon = max(furthest, 7)
	}
	if pl.Sums = b.list == listSums; pl.Sums && f.step == stepDay {
		horizon = max(horizon, 30)
	}
	if pl.Sums && pl.Embargo != 0 {
		return pl, nil, nil, anlan.Errorf(anlan.Invalid, "--list sums looks at the next periods: it has no embargo")
	}
	set, err := f.poolSet(horizon, b.seed, sumPaths, b.out.settings)
	if err != nil {
		return pl, nil, nil, err
	}
	if set.Horizon < furthest {
		return pl, nil, nil, anlan.Errorf(anlan.Invalid, "a horizon of %d periods does not reach %d", set.Horizon, furthest)
	}
	p, err := f.ready(set, b.neighbours)
	if err != nil {
		return pl, nil, nil, err
	}
	if pl.Last == 0 {
		pl.Last = min(p.Periods()/2, int(2*p.Year))
	}
	names := b.methods
	if len(names) == 0 {
		names = referenceMethods
	}
	var methods []verify.Method
	for i, name := range names {
		m, err := oneOf("methods", name, poolMethods)
		if err != nil {
			return pl, nil, nil, err
		}
		if slices.Contains(names[:i], name) {
			return pl, nil, nil, anlan.Errorf(anlan.Invalid, "--methods names %s twice", name)
		}
		methods = append(methods, verify.Of(name, m(set.Forecaster)))
	}
	return pl, p, methods, pl.Validate(p)
}

func (e *env) writeScores(o *output, rep *verify.Report) error {
	fields := []arrow.Field{field("method", asText), field("ahead", asWhole), field("forecasts", asWhole), field("logs", asNumber), field("crps", asNumber)}
	for _, name := range []string{"logs_diff", "logs_low", "logs_high", "crps_diff", "crps_low", "crps_high", "cover80", "cover95", "width95", "pit_p", "pit_p_block"} {
		fields = append(fields, field(name, asNumber))
	}
	a := o.answer(fields...)
	for _, s := range rep.Scores {
		a.add(s.Method, s.Ahead, s.N, s.LogS.Value, s.CRPS.Value, s.DiffLogS.Value, s.DiffLogS.Low, s.DiffLogS.High,
			s.DiffCRPS.Value, s.DiffCRPS.Low, s.DiffCRPS.High, s.Covered80.Value, s.Covered95.Value, s.Width95, s.PUniform, s.PUniformBlock)
	}
	return o.write(e, a)
}

func (e *env) writeOutbreaks(o *output, rep *verify.Report) error {
	fields := []arrow.Field{field("method", asText), field("window", asWhole), field("forecasts", asWhole)}
	for _, name := range []string{"base_rate", "mean_chance", "brier", "brier_skill", "average_precision", "auc", "slope", "slope_low", "slope_high"} {
		fields = append(fields, field(name, asNumber))
	}
	a := o.answer(fields...)
	for _, s := range rep.Outbreaks {
		a.add(s.Method, s.Window, s.N, s.BaseRate, s.MeanChance, s.Brier, s.Skill, s.AP, s.AUC, s.Slope.Value, s.Slope.Low, s.Slope.High)
	}
	return o.write(e, a)
}

func (e *env) writeSums(o *output, rep *verify.Report) error {
	a := o.answer(field("method", asText), field("of", asText), field("window", asWhole), field("sums", asWhole), field("observed", asNumber), field("mean", asNumber),
		field("cover80", asNumber), field("cover80_low", asNumber), field("cover80_high", asNumber), field("cover95", asNumber), field("cover95_low", asNumber), field("cover95_high", asNumber))
	for _, s := range rep.Sums {
		a.add(s.Method, s.Of, s.Window, s.N, s.Observed, s.Mean, s.Covered80.Value, s.Covered80.Low, s.Covered80.High, s.Covered95.Value, s.Covered95.Low, s.Covered95.High)
	}
	return o.write(e, a)
}

func (e *env) writePIT(o *output, rep *verify.Report) error {
	a := o.answer(field("method", asText), field("ahead", asWhole), field("from", asNumber), field("to", asNumber), field("density", asNumber))
	for _, s := range rep.Scores {
		for k, v := range s.PIT {
			a.add(s.Method, s.Ahead, float64(k)/verify.Bins, float64(k+1)/verify.Bins, v)
		}
	}
	return o.write(e, a)
}

// writeBacktest writes the page and the card, where asked for.
func (e *env) writeBacktest(b backtestRun, source backtestpage.Source, rep *verify.Report) error {
	if source.Lang == "" {
		source.Lang = e.lang()
	}
	for _, x := range []struct {
		path  string
		write func(*bytes.Buffer) error
	}{
		{b.report, func(w *bytes.Buffer) error { return backtestpage.Write(w, rep, source) }},
		{b.card, func(w *bytes.Buffer) error { return backtestpage.Card(w, rep, source) }},
	} {
		if x.path == "" {
			continue
		}
		var w bytes.Buffer
		if err := x.write(&w); err != nil {
			return err
		}
		if err := os.WriteFile(x.path, w.Bytes(), 0o644); err != nil {
			return anlan.Errorf(anlan.Unavailable, "write evaluation: %w", err)
		}
	}
	return nil
}

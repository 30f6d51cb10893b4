package main

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/models/counts"
	"github.com/anlan-lake/anlan/models/endemic"
	"github.com/anlan-lake/anlan/models/scoring"
)

func forecastCommand(e *env) *cobra.Command {
	var o output
	r := forecastRun{out: &o}
	var show bool
	c := &cobra.Command{
		Use: "forecast [SERIES.csv]", Short: e.say("Forecast counts, with their error", "预测计数及其误差"),
		Long: e.say(`Forecast the counts of all units in the periods after the last. SERIES.csv is that
of 'anlan detect', with a column family where units are of several kinds: those of a
kind share season and dispersion. Without a file the weekly series of the lake are
forecast (family: series/kind).

--method pool (default) weighs levels of several memories, what the family and all
units did lately, seasonal naive, a robust regression and an endemic-epidemic model
by what each was worth so far, and bends its probabilities by its own past errors.
--list forecast gives mean and quantiles by period and the outbreak threshold,
windows sums over the next periods with the chance of an outbreak in them, sums those
over families and all units, and over what units lie in where the file has a column
parent (such as county/township), coherent from joint paths (--paths, --seed). --list night shows
what the last night (or that of --as-of) forecast of the next 7, 14 and 30 days, by
area and kind and summed, with --level of a level's areas down to villages and grids,
to which the areas above are shared out; nothing is fitted then. A unit that cannot
be forecast has a reason: too_short, all_zero, constant, mostly_unreported,
stopped_reporting. The lake's series are moved by working days and the Spring
Festival, a file's with --set workdays=true. naive, seasonal, ewma, robust and hhh4-type are single members.
'anlan evaluate --forecast' says what each was worth on your series.

--method hhh4 fits one endemic-epidemic model to all units of the same periods: what
comes of itself (endemic, with season and trend), what follows from the unit's own
last count, and what comes over from its neighbours'. Any column can be the offset;
--list coefficients and summary show the fit; --evaluate N forecasts each of the last
N periods from those before it, fitting anew every time, and gives the scores; --list
calibration tests them.

--neighbours: a column unit and one column per unit, the order of neighbourhood: 0
with itself, 1 adjacent, 2 one further …`,
			`预测各单位最后一期之后各期的件数。SERIES.csv 同 anlan detect；单位分属几类时加 family
列，同类共用季节与离散度。不给文件时预测数据湖中的周序列（以 序列/类别 为 family）。

--method pool（默认）把几种记忆长度的水平、同类与全体近期的变化、季节朴素法、稳健回归和
地方流行—传播模型按各自以往的得分加权，再按自身以往误差校正概率。--list forecast 逐期列出
均值、分位数和暴发阈值；windows 列出今后几期合计及其间发生暴发的概率；sums 列出各类与全体
的合计，文件有 parent 列（如 区县/乡镇）时连同各上级，取自联合路径、上下一致（--paths、--seed）；night 列出最近一夜（或 --as-of 之夜）所作的今后 7、
14、30 日分区划、类别及合计的预测，--level 列出某一层级（直到村、网格，由上级分摊），不再拟合。不能预测的单位注明原因：too_short、all_zero、
constant、mostly_unreported、stopped_reporting。数据湖的序列计入工作日与春节，文件则加
--set workdays=true。naive、seasonal、ewma、robust、hhh4-type 为
单个成员。anlan evaluate --forecast 评价各方法在你的序列上的表现。

--method hhh4 对期数相同的所有单位拟合一个地方流行—传播模型：件数来自自身（地方性，含季节与
趋势）、自己上一期的延续、邻居上一期的传入；任一列可作偏移。--list coefficients、summary
列出拟合。--evaluate N 逐期以此前数据重新拟合并预测最后 N 期，给出评分；--list calibration
检验其校准。

--neighbours：一列 unit，其后每个单位一列，为邻接阶数：自身 0，相邻 1，再远一层 2 ……`),
		Example: "  anlan forecast weekly.csv --list windows\n  anlan forecast --list night\n  anlan forecast --as-of 2026-10-31 --format csv\n" +
			"  anlan forecast weekly.csv --method hhh4 --neighbours order.csv --set weights.kind=power_law --list coefficients\n" +
			"  anlan forecast weekly.csv --method hhh4 --evaluate 52 --list summary",
		Args: oneArgAtMost,
		RunE: func(c *cobra.Command, args []string) error {
			if r.horizon < 1 && c.Flags().Changed("horizon") {
				return anlan.Errorf(anlan.Invalid, "--horizon %d, want 1 or more", r.horizon)
			}
			if r.method != methodHHH4 {
				return e.forecastPool(c.Context(), &r, args, show)
			}
			if err := exactArgs(1, "SERIES.csv")(c, args); err != nil {
				return err
			}
			if !c.Flags().Changed("horizon") {
				r.horizon = 4
			}
			return e.forecast(c.Context(), &r, args[0], show)
		},
	}
	o.flags(e, c)
	f := c.Flags()
	f.StringVar(&r.neighbours, "neighbours", "", e.say("file of neighbourhood orders", "邻接阶数文件"))
	f.StringVar(&r.method, "method", methodPool, e.say("pool, hhh4, or a single member", "pool、hhh4 或单个成员"))
	f.StringVar(&r.asOf, "as-of", "", e.say("the lake as the night of this day left it", "以某一夜结束时的数据湖为准"))
	f.IntVar(&r.horizon, "horizon", 0, e.say("periods ahead (default 4 weeks, 30 days or 3 months)", "预测期数（默认 4 周、30 日或 3 个月）"))
	f.IntVar(&r.evaluate, "evaluate", 0, e.say("hhh4: score one-step forecasts of so many last periods", "hhh4：评估最后若干期的一步预测"))
	f.IntVar(&r.paths, "paths", 2000, e.say("simulated paths", "模拟路径数"))
	f.Uint64Var(&r.seed, "seed", 1, e.say("seed of the simulation", "模拟的种子"))
	f.StringVar(&r.list, "list", "forecast", e.say("forecast, windows, sums or night; hhh4: forecast, coefficients, summary or calibration", "forecast、windows、sums 或 night；hhh4 为 forecast、coefficients、summary 或 calibration"))
	f.StringVar(&r.level, "level", "", e.say("of --list night: all areas of a level, city, county, township, village or grid", "--list night：某一层级的全部区划（city、county、township、village 或 grid）"))
	f.BoolVar(&show, "settings", false, e.say("print the settings, fit nothing", "只列参数"))
	return c
}

// forecastRun are the flags of one forecast.
type forecastRun struct {
	out              *output
	neighbours, list string
	method, asOf     string
	level            string // of the night's areas; empty: of the series and their sums
	horizon          int
	evaluate, paths  int
	seed             uint64
}

// forecastSettings are the settings of a forecast: the model's, and the columns
// that are made for it (t, sin_k and cos_k).
type forecastSettings struct {
	Family    string          `json:"family"`
	Period    float64         `json:"period"`    // periods a year
	Harmonics int             `json:"harmonics"` // of the endemic part
	Trend     bool            `json:"trend"`     // of the endemic part
	Offset    *string         `json:"offset"`    // column that multiplies the endemic part
	AR        bool            `json:"ar"`
	Weights   endemic.Weights `json:"weights"` // of neighbours
}

func (s forecastSettings) model(ne bool, fit endemic.Span) endemic.Model {
	end := endemic.Component{Terms: []string{"intercept"}, Offset: s.Offset}
	if s.Trend {
		end.Terms = append(end.Terms, "t")
	}
	for k := 1; k <= s.Harmonics; k++ {
		end.Terms = append(end.Terms, "sin_"+strconv.Itoa(k), "cos_"+strconv.Itoa(k))
	}
	m := endemic.Model{Family: s.Family, End: end, Fit: fit}
	if s.AR {
		m.AR = &endemic.Component{Terms: []string{"intercept"}}
	}
	if ne {
		m.NE = &endemic.Neighbours{Component: endemic.Component{Terms: []string{"intercept"}}, Weights: s.Weights}
	}
	return m
}

func (e *env) forecast(ctx context.Context, r *forecastRun, path string, show bool) error {
	set := forecastSettings{Family: endemic.NegBin1, Harmonics: 1, AR: true,
		Weights: endemic.Weights{Kind: endemic.FirstOrder, MaxOrder: 5}}
	f, err := readSeries(path, r.out.columns)
	if err != nil {
		return err
	}
	set.Period = float64(f.yearly())
	if err := applySettings(&set, r.out.settings); err != nil {
		return err
	}
	if show {
		return e.printSettings(set)
	}
	if set.Offset != nil {
		if f, err = readSeries(path, r.out.columns, *set.Offset); err != nil {
			return err
		}
	}
	if r.horizon < 1 || r.evaluate < 0 || !(set.Period > 2) || set.Harmonics < 0 {
		return anlan.Errorf(anlan.Invalid, "--horizon %d, --evaluate %d, period %v, %d harmonics", r.horizon, r.evaluate, set.Period, set.Harmonics)
	}
	lists := []string{"forecast", "coefficients", "summary"}
	if r.evaluate > 0 {
		lists = []string{"forecast", "summary", "calibration"}
	}
	if err := listed(r.list, lists...); err != nil {
		return err
	}
	d, err := f.endemic(r.horizon, set)
	if err != nil {
		return anlan.Errorf(anlan.Invalid, "%s: %w", path, err)
	}
	if r.neighbours != "" {
		if d.Order, err = readOrder(r.neighbours, d.Units); err != nil {
			return err
		}
	}
	periods := len(f.units[0].counts)
	m := set.model(r.neighbours != "", endemic.Span{From: 2, To: periods})
	if r.evaluate > 0 {
		return e.evaluateForecast(ctx, r, f, d, m, periods)
	}
	fit, err := m.Estimate(d, nil)
	if err != nil {
		return err
	}
	switch r.list {
	case "coefficients":
		return e.writeCoefficients(r.out, fit)
	case "summary":
		a := r.out.answer(field("quantity", asText), field("value", asNumber))
		a.add("loglik", fit.LogLik)
		a.add("aic", fit.AIC)
		a.add("counts", float64(fit.N))
		a.add("parameters", float64(len(fit.Coefficients)))
		return r.out.write(e, a)
	}
	return e.writeForecast(r, f, fit, periods)
}

func (e *env) writeCoefficients(o *output, fit *endemic.Fit) error {
	a := o.answer(field("component", asText), field("term", asText), field("estimate", asNumber), field("se", asNumber))
	for _, c := range fit.Coefficients {
		a.add(c.Component, c.Term, c.Estimate, c.SE)
	}
	return o.write(e, a)
}

// endemic puts the series side by side, with columns for the periods ahead:
// there counts are missing and an offset stays what it was.
func (f *seriesFile) endemic(ahead int, set forecastSettings) (*endemic.Data, error) {
	first := f.units[0]
	d := &endemic.Data{Common: map[string][]float64{}, ByUnit: map[string][][]float64{}}
	for _, u := range f.units {
		if !slices.Equal(u.label, first.label) {
			return nil, fmt.Errorf("units %s and %s do not have the same periods", first.unit, u.unit)
		}
		d.Units = append(d.Units, u.unit)
		d.Counts = append(d.Counts, append(slices.Clone(u.counts), slices.Repeat([]float64{math.NaN()}, ahead)...))
		if set.Offset == nil {
			continue
		}
		col, ok := u.more[*set.Offset]
		if !ok {
			return nil, fmt.Errorf("there is no column %s for the offset", *set.Offset)
		}
		last := col[len(col)-1]
		d.ByUnit[*set.Offset] = append(d.ByUnit[*set.Offset], append(slices.Clone(col), slices.Repeat([]float64{last}, ahead)...))
	}
	for t := range len(first.label) + ahead {
		add := func(name string, v float64) { d.Common[name] = append(d.Common[name], v) }
		add("intercept", 1)
		add("t", float64(t))
		for k := 1; k <= set.Harmonics; k++ {
			sin, cos := math.Sincos(2 * math.Pi * float64(k) * float64(t) / set.Period)
			add("sin_"+strconv.Itoa(k), sin)
			add("cos_"+strconv.Itoa(k), cos)
		}
	}
	return d, nil
}

// readOrder reads the neighbourhood of the units.
func readOrder(path string, units []string) ([][]int, error) {
	s, err := readSheet(path, nil)
	if err != nil {
		return nil, err
	}
	rows, err := s.text("unit")
	if err != nil {
		return nil, err
	}
	if len(rows) != len(units) {
		return nil, anlan.Errorf(anlan.Invalid, "%s: %d units, the series have %d", path, len(rows), len(units))
	}
	at := map[string]int{}
	for i, unit := range rows {
		at[unit] = i
	}
	out := make([][]int, len(units))
	for j, unit := range units {
		if _, ok := at[unit]; !ok {
			return nil, anlan.Errorf(anlan.Invalid, "%s: there is no unit %s, which the series have", path, unit)
		}
		col, err := s.whole(unit)
		if err != nil {
			return nil, err
		}
		for i, from := range units {
			o := col[at[from]]
			if o != math.Trunc(o) {
				return nil, anlan.Errorf(anlan.Invalid, "%s: an order of %v between %s and %s", path, o, from, unit)
			}
			if out[i] == nil {
				out[i] = make([]int, len(units))
			}
			out[i][j] = int(o)
		}
	}
	return out, nil
}

// levels of the simulated quantiles.
var forecastLevels = []float64{0.025, 0.1, 0.5, 0.9, 0.975}

func (e *env) writeForecast(r *forecastRun, f *seriesFile, fit *endemic.Fit, periods int) error {
	moments, err := fit.Moments(periods + r.horizon)
	if err != nil {
		return err
	}
	paths, err := fit.Paths(periods+r.horizon, r.paths, r.seed)
	if err != nil {
		return err
	}
	fields := append(r.out.period(f), field("mean", asNumber), field("sd", asNumber))
	a := r.out.answer(append(fields, levelFields()...)...)
	values := make([]float64, len(paths))
	for i, u := range f.units {
		for k := range r.horizon {
			m := moments[k*len(f.units)+i]
			for n := range paths {
				values[n] = paths[n][k][i]
			}
			slices.Sort(values)
			row := []any{u.unit, u.ahead(f.step, k+1), m.Mean, math.Sqrt(m.Variance)}
			for _, q := range forecastLevels {
				row = append(row, values[min(len(values)-1, int(q*float64(len(values))))])
			}
			a.add(row...)
		}
	}
	return r.out.write(e, a)
}

// evaluateForecast scores rolling one-step forecasts.
func (e *env) evaluateForecast(ctx context.Context, r *forecastRun, f *seriesFile, d *endemic.Data, m endemic.Model, periods int) error {
	forecasts, _, err := m.OneStep(ctx, d, endemic.Span{From: periods - r.evaluate + 1, To: periods}, true)
	if err != nil {
		return err
	}
	var ys []float64
	var ds []counts.Dist
	a := r.out.answer(append(r.out.period(f), field("observed", asNumber), field("mean", asNumber), field("size", asNumber),
		field("logs", asNumber), field("rps", asNumber), field("dss", asNumber), field("ses", asNumber))...)
	for _, x := range forecasts {
		y := d.Counts[x.Unit][x.Period-1]
		if math.IsNaN(y) {
			continue
		}
		s, err := scoring.Count(y, x.Dist)
		if err != nil {
			return fmt.Errorf("unit %s: %w", d.Units[x.Unit], err)
		}
		ys, ds = append(ys, y), append(ds, x.Dist)
		a.add(d.Units[x.Unit], f.units[x.Unit].label[x.Period-1], y, x.Mean, x.Size, s.LogS, s.RPS, s.DSS, s.SES)
	}
	if len(ys) == 0 {
		return anlan.Errorf(anlan.Invalid, "no forecast can be scored: none of the last %d periods was reported", r.evaluate)
	}
	if r.list == "forecast" {
		return r.out.write(e, a)
	}
	return e.writeCountScores(r.out, r.list, ys, ds, 10)
}

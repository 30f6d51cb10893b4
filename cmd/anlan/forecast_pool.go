package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/apache/arrow-go/v18/arrow"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/models/forecast"
)

// methodPool is the default of anlan forecast, methodHHH4 the endemic-epidemic
// model by itself, with all that it can be told.
const methodPool, methodHHH4 = "pool", "hhh4"

// methodPlain is the pool that knows nothing of working days.
const methodPlain = "pool-plain"

// poolMethods are the methods that package forecast gives.
var poolMethods = map[string]func(forecast.Forecaster) forecast.Forecaster{
	methodPool:  func(f forecast.Forecaster) forecast.Forecaster { return f },
	methodPlain: func(f forecast.Forecaster) forecast.Forecaster { f.Workdays = false; return f },
	"naive":     func(f forecast.Forecaster) forecast.Forecaster { return f.Reference(forecast.Naive) },
	"seasonal":  func(f forecast.Forecaster) forecast.Forecaster { return f.Reference(forecast.Seasonal) },
	"ewma":      func(f forecast.Forecaster) forecast.Forecaster { return f.Reference(forecast.EWMA) },
	"robust":    func(f forecast.Forecaster) forecast.Forecaster { return f.Reference(forecast.Regression) },
	"hhh4-type": func(f forecast.Forecaster) forecast.Forecaster { return f.Reference(forecast.Endemic) },
}

// poolSettings are those of package forecast and of the panel.
type poolSettings struct {
	forecast.Forecaster
	Period float64 `json:"period"` // periods a year
	Cycle  int     `json:"cycle"`  // periods of the short cycle, 0 for none
}

// poolSet gives the settings that hold for series of that step, with those asked
// for over them.
func (f *seriesFile) poolSet(horizon int, seed uint64, paths int, pairs []string) (*poolSettings, error) {
	set := &poolSettings{Forecaster: forecast.DefaultForecaster()}
	set.Seed, set.Paths, set.Workdays = seed, paths, f.lake
	whole := []int{1, 2, 4}
	switch f.step {
	case stepDay:
		set.Horizon, whole, set.Refit = 30, []int{1, 7, 14, 30}, 7
	case stepMonth:
		set.Horizon, whole, set.Refit = 3, []int{1, 3}, 1
	}
	p, err := f.panel(0)
	if err != nil {
		return nil, err
	}
	set.Period, set.Cycle = p.Year, p.Cycle
	if horizon > 0 {
		set.Horizon = horizon
	}
	if err := applySettings(set, pairs); err != nil {
		return nil, err
	}
	if len(set.Windows) == 0 {
		for _, w := range append(whole, set.Horizon) {
			if w <= set.Horizon && !slices.Contains(set.Windows, w) {
				set.Windows = append(set.Windows, w)
			}
		}
	}
	return set, nil
}

// ready makes the panel that the settings are for.
func (f *seriesFile) ready(set *poolSettings, neighbours string) (*forecast.Panel, error) {
	p, err := f.panel(set.Horizon)
	if err != nil {
		return nil, err
	}
	p.Year, p.Cycle = set.Period, set.Cycle
	if set.Workdays {
		if err := f.workColumns(p, set.Horizon); err != nil {
			return nil, err
		}
	}
	if neighbours != "" {
		if p.Order, err = readOrder(neighbours, p.Units); err != nil {
			return nil, err
		}
	}
	return p, p.Validate()
}

// forecastPool forecasts by the pool or one of its reference methods.
func (e *env) forecastPool(ctx context.Context, r *forecastRun, args []string, show bool) error {
	all := maps.Clone(poolMethods)
	all[methodHHH4] = nil // a command line of its own, and to be named among the choices
	method, err := oneOf("method", r.method, all)
	if err != nil {
		return err
	}
	if r.evaluate > 0 {
		return anlan.Errorf(anlan.Invalid, "--evaluate goes with --method hhh4").WithNext("'anlan evaluate --forecast' evaluates all methods")
	}
	if err := listed(r.list, "forecast", "windows", "sums", listNight); err != nil {
		return err
	}
	if r.level != "" && r.list != listNight {
		return anlan.Errorf(anlan.Invalid, "--level goes with --list night")
	}
	if r.list == listNight {
		return e.forecastNight(ctx, r, args)
	}
	f, err := e.forecastSeries(ctx, r, args)
	if err != nil {
		return err
	}
	set, err := f.poolSet(r.horizon, r.seed, r.paths, r.out.settings)
	if err != nil {
		return err
	}
	set.Forecaster = method(set.Forecaster)
	if show {
		return e.printSettings(set)
	}
	p, err := f.ready(set, r.neighbours)
	if err != nil {
		return err
	}
	labels, err := f.axis(p.Periods() + set.Horizon)
	if err != nil {
		return err
	}
	return set.Roll(ctx, p, p.Periods(), func(o *forecast.Origin) error {
		w := &poolWriter{out: r.out, e: e, f: f, p: p, o: o, labels: labels[p.Periods():]}
		w.reasons = make([]string, len(p.Units))
		for i := range p.Units {
			w.reasons[i] = p.Abstain(i, p.Periods())
		}
		switch r.list {
		case "windows":
			return w.windows()
		case "sums":
			return w.sums()
		}
		return w.forecast()
	})
}

// forecastSeries reads the file named, or the lake's weekly series.
func (e *env) forecastSeries(ctx context.Context, r *forecastRun, args []string) (*seriesFile, error) {
	if len(args) > 0 {
		return readSeries(args[0], r.out.columns)
	}
	f, err := e.readLakeSeries(ctx, r.asOf)
	if err != nil {
		return nil, err
	}
	f.byKind()
	return f, nil
}

// poolWriter writes what is forecast at one origin.
type poolWriter struct {
	out     *output
	e       *env
	f       *seriesFile
	p       *forecast.Panel
	o       *forecast.Origin
	labels  []string // of the periods ahead
	reasons []string // by unit: why it is not forecast
}

func levelFields() (out []arrow.Field) {
	for _, q := range forecastLevels {
		out = append(out, field("q"+strconv.FormatFloat(100*q, 'f', -1, 64), asNumber))
	}
	return out
}

// empty are cells of a row that has no figures, then the reason.
func empty(n int, reason string) []any { return append(make([]any, n), reason) }

// said counts on standard error who is not forecast.
func (w *poolWriter) said() {
	n := 0
	for _, reason := range w.reasons {
		if reason != "" {
			n++
		}
	}
	if n > 0 {
		fmt.Fprintf(w.e.stderr, w.e.say("%d of %d units are not forecast: the column reason says why\n", "%d 个单位（共 %d 个）不作预测，原因见 reason 列\n"), n, len(w.reasons))
	}
}

func (w *poolWriter) forecast() error {
	fields := append(append(w.out.period(w.f), field("mean", asNumber)), levelFields()...)
	a := w.out.answer(append(fields, field("threshold", asNumber), field("reason", asText))...)
	for i, unit := range w.p.Units {
		for h, label := range w.labels {
			row := []any{unit, label}
			if w.reasons[i] != "" {
				if h == 0 {
					a.add(append(row, empty(len(forecastLevels)+2, w.reasons[i])...)...)
				}
				continue
			}
			d := w.o.Forecast(i, h+1)
			row = append(row, d.Mean())
			for _, q := range forecastLevels {
				row = append(row, d.Quantile(q))
			}
			a.add(append(row, w.o.Limit(i, h+1), "")...)
		}
	}
	w.said()
	return w.out.write(w.e, a)
}

// windows writes sums over the next periods, from paths, and the chance of an
// outbreak.
func (w *poolWriter) windows() error {
	fields := append([]arrow.Field{field("unit", asText), field("periods", asWhole), field("last", asText), field("mean", asNumber)}, levelFields()...)
	a := w.out.answer(append(fields, field("threshold", asNumber), field("outbreak", asNumber), field("reason", asText))...)
	paths := w.o.Paths()
	for i, unit := range w.p.Units {
		if w.reasons[i] != "" {
			a.add(append([]any{unit}, empty(len(forecastLevels)+5, w.reasons[i])...)...)
			continue
		}
		for k, n := range w.o.Windows() {
			row := []any{unit, n, w.labels[n-1]}
			row = append(row, summary(total(paths[:n], []int{i}))...)
			a.add(append(row, w.o.Threshold(i, k), w.o.Outbreak(i, k), "")...)
		}
	}
	w.said()
	return w.out.write(w.e, a)
}

// sums writes sums over the units of every family, of what they lie in, and over
// all, from joint paths. A unit that is not forecast is in none.
func (w *poolWriter) sums() error {
	fields := append([]arrow.Field{field("sum", asText), field("units", asWhole)}, w.out.period(w.f)[1:]...)
	fields = append(append(fields, field("mean", asNumber)), levelFields()...)
	a := w.out.answer(fields...)
	var names []string
	members := map[string][]int{}
	for i := range w.p.Units {
		if w.reasons[i] != "" {
			continue
		}
		for _, name := range w.sumsOf(i) {
			if members[name] == nil {
				names = append(names, name)
			}
			members[name] = append(members[name], i)
		}
	}
	paths := w.o.Paths()
	for _, name := range names {
		for h, label := range w.labels {
			row := []any{name, len(members[name]), label}
			a.add(append(row, summary(total(paths[h:h+1], members[name]))...)...)
		}
	}
	w.said()
	return w.out.write(w.e, a)
}

// sumsOf names the sums that a unit is part of: all, its family, and everything
// that it lies in (its name ends in /), of all and of its family.
func (w *poolWriter) sumsOf(unit int) []string {
	out := []string{w.e.say("all", "全部")}
	if w.p.Family != nil {
		out = append(out, w.p.Family[unit])
	}
	parent := w.f.units[unit].parent
	for at, r := range parent + "/" {
		if r != '/' || at == 0 || parent == "" {
			continue
		}
		out = append(out, parent[:at]+"/")
		if w.p.Family != nil {
			out = append(out, parent[:at]+"/"+w.p.Family[unit])
		}
	}
	return out
}

// total adds the units' counts over periods, path by path.
func total(periods [][][]float64, units []int) []float64 {
	out := make([]float64, len(periods[0][units[0]]))
	for _, paths := range periods {
		for _, i := range units {
			for k, y := range paths[i] {
				out[k] += y
			}
		}
	}
	return out
}

// summary gives mean and quantiles of simulated values, which it sorts.
func summary(values []float64) []any {
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	slices.Sort(values)
	out := []any{sum / float64(len(values))}
	for _, q := range forecastLevels {
		out = append(out, values[min(len(values)-1, int(q*float64(len(values))))])
	}
	return out
}

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/models"
	"github.com/anlan-lake/anlan/models/backtest"
	"github.com/anlan-lake/anlan/models/surveil"
)

// benchmarkRun are the flags of a detection benchmark.
type benchmarkRun struct {
	series  string   // file of series with their truth
	methods []string // names to run; empty for all
}

// algorithm is a detector under a name, with settings of its own. Op is a name
// of anlan detect, or of the operations that benchmarks are written in.
type algorithm struct {
	Name   string
	Op     string
	Params map[string]json.RawMessage
}

// method of anlan detect by the name of an operation.
func (a algorithm) method() string {
	switch a.Op {
	case "farrington_flexible":
		return "farringtonFlexible"
	case "bayes_detect":
		return "bayes"
	case "rki_detect":
		return "rki"
	case "outbreak_p":
		return "outbreakp"
	case "glr":
		return "glrpois" // the family is among the settings
	case "ears":
		return "ears-" + strings.Trim(string(a.Params["variant"]), `"`)
	}
	return a.Op
}

// benchmark runs detectors over series with known outbreaks and writes what
// they found, how soon, and at what price.
func (e *env) benchmark(o *output, r benchmarkRun) error {
	f, truth, err := readBenchmark(r.series, o.columns)
	if err != nil {
		return err
	}
	dir := filepath.Dir(r.series)
	outbreaks, err := readOutbreaks(filepath.Join(dir, "outbreaks.csv"))
	if err != nil {
		return err
	}
	algorithms, err := readAlgorithms(filepath.Join(dir, "algorithms.json"))
	if err != nil {
		return err
	}
	for _, name := range r.methods {
		if slices.ContainsFunc(algorithms, func(a algorithm) bool { return a.Name == name }) {
			continue
		}
		if _, ok := detectors[name]; !ok {
			return anlan.Errorf(anlan.Invalid, "--methods: there is no detector %s in the benchmark, nor a method of that name", name)
		}
		algorithms = append(algorithms, algorithm{Name: name, Op: name})
	}
	var a *answer
	for _, alg := range algorithms {
		if len(r.methods) > 0 && !slices.Contains(r.methods, alg.Name) {
			continue
		}
		m, err := runAlgorithm(alg, o.settings, f, truth, outbreaks)
		if err != nil {
			return fmt.Errorf("%s: %w", alg.Name, err)
		}
		if a == nil {
			columns := []arrow.Field{field("algorithm", asText)}
			for _, x := range m.Figures() {
				columns = append(columns, field(x.Name, asNumber))
			}
			a = o.answer(columns...)
			fmt.Fprintf(e.stderr, e.say("%d series, %d outbreaks, %d periods judged\n", "%d 个序列，%d 次暴发，判断 %d 期\n"), len(f.units), m.Outbreaks, m.Periods)
		}
		row := []any{alg.Name}
		for _, x := range m.Figures() {
			row = append(row, x.Value)
		}
		a.add(row...)
	}
	if a == nil {
		return anlan.Errorf(anlan.Invalid, "%s: there is no detector to run", dir)
	}
	return o.write(e, a)
}

// readBenchmark reads series, week, observed, outbreak (0 or 1).
func readBenchmark(path string, columns []string) (*seriesFile, map[string][]bool, error) {
	names := append([]string{"unit=series", "time=week"}, columns...)
	f, err := readSeries(path, names, "outbreak")
	if err != nil {
		return nil, nil, err
	}
	truth := map[string][]bool{}
	for _, u := range f.units {
		if u.more["outbreak"] == nil {
			return nil, nil, anlan.Errorf(anlan.Invalid, "%s: there is no column outbreak", path)
		}
		for _, v := range u.more["outbreak"] {
			truth[u.unit] = append(truth[u.unit], v == 1)
		}
	}
	return f, truth, nil
}

// readOutbreaks reads series, k, start, last; of several periods only current.
func readOutbreaks(path string) ([]backtest.Outbreak, error) {
	s, err := readSheet(path, nil)
	if err != nil {
		return nil, err
	}
	series, err := s.text("series")
	if err != nil {
		return nil, err
	}
	in, err := observations(s, "k", "start", "last")
	if err != nil {
		return nil, err
	}
	period := slices.Repeat([]string{"current"}, len(series))
	if s.has("period") {
		if period, err = s.text("period"); err != nil {
			return nil, err
		}
	}
	var out []backtest.Outbreak
	for i, name := range series {
		if period[i] == "current" {
			out = append(out, backtest.Outbreak{Series: name, Size: int(in[0][i]), Start: int(in[1][i]), Last: int(in[2][i])})
		}
	}
	return out, nil
}

// readAlgorithms reads the detectors of a benchmark; without the file, all
// methods of anlan detect with their own settings.
func readAlgorithms(path string) ([]algorithm, error) {
	text, err := os.ReadFile(path)
	var out []algorithm
	if errors.Is(err, fs.ErrNotExist) {
		for _, name := range slices.Sorted(maps.Keys(detectors)) {
			if !strings.HasPrefix(name, "essence") { // of days
				out = append(out, algorithm{Name: name, Op: name})
			}
		}
		return out, nil
	}
	if err == nil {
		err = json.Unmarshal(text, &out)
	}
	if err != nil {
		return nil, anlan.Errorf(anlan.Invalid, "%s: %w", path, err)
	}
	return out, nil
}

// runAlgorithm judges the periods that the settings name, else the last 49.
// more are settings for methods that the benchmark gives none.
func runAlgorithm(alg algorithm, more []string, f *seriesFile, truth map[string][]bool, outbreaks []backtest.Outbreak) (backtest.Measures, error) {
	m, err := oneOf("methods", alg.method(), detectors)
	if err != nil {
		return backtest.Measures{}, err
	}
	weeks := len(f.units[0].counts)
	span := struct{ From, To int }{max(1, weeks-48), weeks}
	set := m.settings(f)
	if p, ok := set.(*models.FarringtonParams); ok { // as the reference has it
		p.Dispersion, p.Seasons = models.DispersionSurveillance, 1
		if alg.Params == nil {
			*p = models.DefaultFarrington()
			p.Reference = models.ByIndex
		}
	}
	if alg.Params == nil {
		if err := applySettings(set, more); err != nil {
			return backtest.Measures{}, err
		}
	}
	for name, value := range alg.Params {
		if name == "evaluate" {
			if err := json.Unmarshal(value, &span); err != nil {
				return backtest.Measures{}, anlan.Errorf(anlan.Invalid, "evaluate: %w", err)
			}
			continue
		}
		if err := applySettings(set, []string{name + "=" + string(value)}); err != nil {
			return backtest.Measures{}, err
		}
	}
	if span.From < 1 || span.To > weeks {
		return backtest.Measures{}, anlan.Errorf(anlan.Invalid, "weeks %d to %d of %d", span.From, span.To, weeks)
	}
	var judged []backtest.Judged
	for _, u := range f.units {
		alarm := make([]bool, len(u.counts))
		found, err := m.judge(set, u, span.From-1, span.To-1)
		var abstained *surveil.Abstained
		if err != nil && !errors.As(err, &abstained) {
			return backtest.Measures{}, anlan.Errorf(anlan.Invalid, "series %s: %w", u.unit, err)
		}
		for _, d := range found {
			alarm[d.Index] = d.Alarm
		}
		judged = append(judged, backtest.Judged{Series: u.unit, Outbreak: truth[u.unit], Alarm: alarm})
	}
	return backtest.Measure(judged, outbreaks, span.From, span.To)
}

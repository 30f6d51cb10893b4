package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/models/backtest"
)

// benchmarkRun are the flags of a detection benchmark.
type benchmarkRun struct {
	series  string    // file of series with their truth
	methods []string  // names to run; empty for all
	matched []float64 // false-positive rates to measure at, not at own levels
	against string    // name that the others are compared with, at these rates
	draws   int       // fresh draws of the scenarios to measure on; 0 measures on the file
	given   bool      // measure on the file's own series beside the draws
	seed    uint64    // of draws and intervals
	plot    string    // file of the frontier's picture; "" for none
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

// benchmarkSet are series with known outbreaks. Scenarios by unit are there
// where the series were simulated from known ones.
type benchmarkSet struct {
	*seriesFile
	truth     map[string][]bool
	outbreaks []backtest.Outbreak
	scenarios map[string]backtest.Scenario
	order     []backtest.Scenario // as their file has them
	draw      map[string]int      // of fresh draws, by unit
}

// benchmark runs detectors over series with known outbreaks and writes what
// they found, how soon, and at what price.
func (e *env) benchmark(ctx context.Context, o *output, r benchmarkRun) error {
	if err := r.validate(); err != nil {
		return err
	}
	set, err := readBenchmark(r.series, o.columns)
	if err != nil {
		return err
	}
	algorithms, err := r.algorithms(set)
	if err != nil {
		return err
	}
	if r.draws > 0 {
		if set, err = set.fresh(r.draws, r.seed, r.given); err != nil {
			return err
		}
	}
	var scored []scoredAlgorithm
	for _, alg := range algorithms {
		s, err := runAlgorithm(ctx, alg, o.settings, set)
		if err != nil {
			return fmt.Errorf("%s: %w", alg.Name, err)
		}
		scored = append(scored, s)
	}
	fmt.Fprintf(e.stderr, e.say("%d series, %d outbreaks, %d periods judged\n", "%d 个序列，%d 次暴发，判断 %d 期\n"),
		len(set.units), len(set.outbreaks), len(set.units)*(scored[0].to-scored[0].from+1))
	if r.plot != "" {
		if err := e.plotFrontier(r.plot, set, scored); err != nil {
			return err
		}
	}
	switch {
	case r.against != "":
		return e.writeCompared(o, r, set, scored)
	case len(r.matched) > 0:
		return e.writeMatched(o, r, set, scored)
	}
	return e.writeFixed(o, set, scored)
}

// algorithms to run: those of the benchmark and those that it leaves to the
// program, or the ones named.
func (r benchmarkRun) algorithms(set *benchmarkSet) ([]algorithm, error) {
	dir := filepath.Dir(r.series)
	all, err := readAlgorithms(filepath.Join(dir, "algorithms.json"))
	if err != nil {
		return nil, err
	}
	for _, a := range ownAlgorithms() {
		if a.Op != opKnown || set.scenarios != nil {
			all = append(all, a)
		}
	}
	if len(r.methods) == 0 {
		return all, nil
	}
	var out []algorithm
	for _, name := range r.methods {
		i := slices.IndexFunc(all, func(a algorithm) bool { return a.Name == name })
		if i >= 0 {
			out = append(out, all[i])
			continue
		}
		if _, ok := detectors[name]; !ok {
			return nil, anlan.Errorf(anlan.Invalid, "--methods: there is no detector %s in the benchmark, nor a method of that name", name)
		}
		out = append(out, algorithm{Name: name, Op: name})
	}
	return out, nil
}

// readBenchmark reads series, week, observed, outbreak (0 or 1), and beside them
// outbreaks.csv and, if there, scenarios.csv.
func readBenchmark(path string, columns []string) (*benchmarkSet, error) {
	names := append([]string{"unit=series", "time=week"}, columns...)
	f, err := readSeries(path, names, "outbreak", "scenario")
	if err != nil {
		return nil, err
	}
	set := &benchmarkSet{seriesFile: f, truth: map[string][]bool{}}
	for _, u := range f.units {
		if u.label[0] != "1" {
			return nil, anlan.Errorf(anlan.Invalid, "%s: series %s begins with week %s: number its weeks from 1, and those of outbreaks.csv the same way",
				path, u.unit, u.label[0])
		}
		if u.more["outbreak"] == nil {
			return nil, anlan.Errorf(anlan.Invalid, "%s: there is no column outbreak", path)
		}
		for _, v := range u.more["outbreak"] {
			set.truth[u.unit] = append(set.truth[u.unit], v == 1)
		}
	}
	dir := filepath.Dir(path)
	if set.outbreaks, err = readOutbreaks(filepath.Join(dir, "outbreaks.csv")); err != nil {
		return nil, err
	}
	return set, set.readScenarios(filepath.Join(dir, "scenarios.csv"))
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

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"strconv"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/models"
	"github.com/anlan-lake/anlan/models/backtest"
	"github.com/anlan-lake/anlan/models/surveil"
)

// opKnown is the detector that knows the simulation's own mean and dispersion.
const opKnown = "true_mean_known"

// ownAlgorithms are the rows that a benchmark leaves to the program: harmonic
// regression, the ceiling, and Anlan's own detector by its three rules, with the
// family and without.
func ownAlgorithms() []algorithm {
	with := func(name, op string, params ...string) algorithm {
		a := algorithm{Name: name, Op: op}
		for i := 0; i < len(params); i += 2 {
			if a.Params == nil {
				a.Params = map[string]json.RawMessage{}
			}
			a.Params[params[i]] = json.RawMessage(params[i+1])
		}
		return a
	}
	return []algorithm{
		with("harmonic_regression", "harmonic", "windows", "1"), with("harmonic_regression_3_weeks", "harmonic", "windows", "3"),
		with("true_mean_known", opKnown, "windows", "1"), with("true_mean_known_3_weeks", opKnown, "windows", "3"),
		with("pooled_single", "pooled", "rule", `"single"`), with("pooled_windows", "pooled", "rule", `"windows"`),
		with("pooled_combined", "pooled", "rule", `"combined"`),
		with("pooled_single_without_pooling", "pooled", "rule", `"single"`, "pool", "false"),
		with("pooled_combined_without_pooling", "pooled", "rule", `"combined"`, "pool", "false"),
	}
}

// readScenarios reads scenario, theta, beta, gamma1, gamma2, phi, harmonics;
// without the file nobody knows the true mean.
func (set *benchmarkSet) readScenarios(path string) error {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	s, err := readSheet(path, nil)
	if err != nil {
		return err
	}
	in, err := observations(s, "scenario", "theta", "beta", "gamma1", "gamma2", "phi", "harmonics")
	if err != nil {
		return err
	}
	byNumber := map[float64]backtest.Scenario{}
	for i, number := range in[0] {
		byNumber[number] = backtest.Scenario{Name: fmt.Sprintf("%02.0f", number), Theta: in[1][i], Beta: in[2][i],
			Gamma1: in[3][i], Gamma2: in[4][i], Phi: in[5][i], Harmonics: int(in[6][i])}
		set.order = append(set.order, byNumber[number])
	}
	set.scenarios = map[string]backtest.Scenario{}
	for _, u := range set.units {
		if u.more["scenario"] == nil {
			return anlan.Errorf(anlan.Invalid, "%s: the series have no column scenario", path)
		}
		sc, ok := byNumber[u.more["scenario"][0]]
		if !ok {
			return anlan.Errorf(anlan.Invalid, "%s: there is no scenario %v, which series %s is of", path, u.more["scenario"][0], u.unit)
		}
		set.scenarios[u.unit] = sc
	}
	return nil
}

// fresh gives new draws of the scenarios in place of the series, or beside them
// where given says so. Every draw, and the series themselves, are a family of
// their own.
func (set *benchmarkSet) fresh(draws int, seed uint64, given bool) (*benchmarkSet, error) {
	if set.scenarios == nil {
		return nil, anlan.Errorf(anlan.Invalid, "--draws: there is no scenarios.csv to draw from")
	}
	out := &benchmarkSet{seriesFile: &seriesFile{}, truth: map[string][]bool{}, scenarios: map[string]backtest.Scenario{}, draw: map[string]int{}}
	label := make([]string, backtest.SimulatedWeeks)
	for t := range label {
		label[t] = strconv.Itoa(t + 1)
	}
	for d := range draws {
		simulated, err := backtest.Simulate(set.order, seed+uint64(d))
		if err != nil {
			return nil, err
		}
		for _, s := range simulated {
			name := fmt.Sprintf("d%02d%s", d+1, s.Name)
			s.Current.Series = name
			out.units = append(out.units, &timedSeries{unit: name, label: label, counts: s.Counts})
			out.outbreaks = append(out.outbreaks, s.Current)
			out.truth[name], out.scenarios[name], out.draw[name] = s.Outbreak, s.Scenario, d
		}
	}
	if !given {
		return out, nil
	}
	if n := len(set.units[0].counts); n != backtest.SimulatedWeeks {
		return nil, anlan.Errorf(anlan.Invalid, "--given: the file has %d weeks and a draw %d: they cannot be measured together", n, backtest.SimulatedWeeks)
	}
	for _, u := range set.units {
		out.truth[u.unit], out.scenarios[u.unit], out.draw[u.unit] = set.truth[u.unit], set.scenarios[u.unit], draws
	}
	out.units, out.outbreaks = append(out.units, set.units...), append(out.outbreaks, set.outbreaks...)
	return out, nil
}

// scoredAlgorithm is what a detector says of every week of a benchmark.
type scoredAlgorithm struct {
	name     string
	from, to int               // weeks judged, from 1
	judged   []backtest.Judged // alarms at its own level
	scored   []backtest.Scored // small where a week stands out
	ranks    bool              // has such a score
}

// runAlgorithm judges the periods that the settings name, else the last 49.
// more are settings for methods that the benchmark gives none.
func runAlgorithm(ctx context.Context, alg algorithm, more []string, set *benchmarkSet) (scoredAlgorithm, error) {
	weeks := len(set.units[0].counts)
	span := struct{ From, To int }{max(1, weeks-48), weeks}
	m, settings, err := alg.prepare(more, set, &span)
	if err != nil {
		return scoredAlgorithm{}, err
	}
	if span.From < 1 || span.To > weeks {
		return scoredAlgorithm{}, anlan.Errorf(anlan.Invalid, "weeks %d to %d of %d", span.From, span.To, weeks)
	}
	out := scoredAlgorithm{name: alg.Name, from: span.From, to: span.To}
	for _, units := range set.families() {
		verdicts, err := m.judgeAll(ctx, settings, units, strconv.Itoa(span.From), strconv.Itoa(span.To))
		if err != nil {
			return out, err
		}
		for i, u := range units {
			var abstained *surveil.Abstained
			if err := verdicts[i].err; err != nil && !errors.As(err, &abstained) {
				return out, anlan.Errorf(anlan.Invalid, "series %s: %w", u.unit, err)
			}
			out.add(u, set.truth[u.unit], verdicts[i].found, settings)
		}
	}
	return out, nil
}

// families are the units of every draw.
func (set *benchmarkSet) families() [][]*timedSeries {
	var out [][]*timedSeries
	for _, u := range set.units {
		for len(out) <= set.draw[u.unit] {
			out = append(out, nil)
		}
		out[set.draw[u.unit]] = append(out[set.draw[u.unit]], u)
	}
	return out
}

func (s *scoredAlgorithm) add(u *timedSeries, truth []bool, found []finding, settings any) {
	j := backtest.Judged{Series: u.unit, Outbreak: truth, Alarm: make([]bool, len(u.counts))}
	p := make([]float64, len(u.counts))
	for t := range p {
		p[t] = math.NaN()
	}
	for _, d := range found {
		j.Alarm[d.Index] = d.Alarm
		p[d.Index] = d.score(settings)
		s.ranks = s.ranks || !math.IsNaN(p[d.Index])
	}
	s.judged = append(s.judged, j)
	s.scored = append(s.scored, backtest.Scored{Series: u.unit, Counts: u.counts, P: p, Outbreak: truth})
}

// score is small where a week stands out, and NaN where the method with these
// settings does not rank weeks: minus the sum of CUSUM (but not of one that
// begins anew after its own alarms) and EARS C3, else the p-value or, where a
// method has none, how far short of its threshold the count is, in distances
// from expectation to threshold.
func (f finding) score(settings any) float64 {
	switch s := settings.(type) {
	case *surveil.CUSUM:
		if s.Reset {
			return math.NaN()
		}
		return -f.Statistic
	case *surveil.EARS:
		if s.Variant == "c3" {
			return -f.Statistic
		}
	}
	if !math.IsNaN(f.P) {
		return f.P
	}
	return -(f.Observed - f.Expected) / (f.Upper - f.Expected)
}

// prepare gives the method and its settings; span is where these say otherwise.
func (alg algorithm) prepare(more []string, set *benchmarkSet, span any) (detector, any, error) {
	m := knownMean(set.scenarios)
	if alg.Op != opKnown {
		var err error
		if m, err = oneOf("methods", alg.method(), detectors); err != nil {
			return m, nil, err
		}
	}
	settings := m.settings(set.seriesFile)
	if p, ok := settings.(*models.FarringtonParams); ok { // as the reference has it
		p.Dispersion, p.Seasons = models.DispersionSurveillance, 1
		if alg.Params == nil {
			*p = models.DefaultFarrington()
			p.Reference = models.ByIndex
		}
	}
	if alg.Params == nil {
		return m, settings, applySettings(settings, more)
	}
	for name, value := range alg.Params {
		if name == "evaluate" {
			if err := json.Unmarshal(value, span); err != nil {
				return m, nil, anlan.Errorf(anlan.Invalid, "evaluate: %w", err)
			}
			continue
		}
		if err := applySettings(settings, []string{name + "=" + string(value)}); err != nil {
			return m, nil, err
		}
	}
	return m, settings, nil
}

// knownSettings are those of the ceiling.
type knownSettings struct {
	Windows int     `json:"windows"`
	Alpha   float64 `json:"alpha"`
}

// knownMean is the ceiling for methods that see one series.
func knownMean(scenarios map[string]backtest.Scenario) detector {
	return detector{
		settings: func(*seriesFile) any { return &knownSettings{1, 0.01} },
		judge: func(set any, u *timedSeries, from, to int) ([]finding, error) {
			k, nan := set.(*knownSettings), math.NaN()
			var out []finding
			for t := from; t <= to; t++ {
				p := scenarios[u.unit].Known(u.counts, t+1, k.Windows)
				out = append(out, finding{surveil.Judgement{Index: t, State: surveil.Tested, Observed: u.counts[t],
					Expected: scenarios[u.unit].Mean(t + 1), Upper: nan, P: p, Statistic: nan, Alarm: p < k.Alpha}, nan, ""})
			}
			return out, nil
		},
	}
}

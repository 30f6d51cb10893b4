// Command index times the composite-index engine on the tasks that reference
// software was timed on: the ASEM example from raw data to ranks, its
// uncertainty and sensitivity analysis, a large panel, and Copeland's method.
// Beside each stands what COINr 1.1.14 took on two cores.
//
//	go run ./bench/index
package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"syscall"
	"time"

	"github.com/anlan-lake/anlan/indicators/composite"
)

func main() {
	cases := flag.String("cases", "indicators/composite/testdata/index", "folder of the reference cases")
	runs := flag.Int("runs", 5, "runs of each task; the median counts")
	flag.Parse()
	if err := bench(*cases, *runs); err != nil {
		fmt.Fprintln(os.Stderr, "index:", err)
		os.Exit(1)
	}
}

// task is one thing that is timed. seconds and bytes are COINr's, 0 where none
// was recorded; cpu says that they are processor time.
type task struct {
	name    string
	seconds float64
	bytes   float64
	cpu     bool
	run     func() error
}

func bench(dir string, runs int) error {
	asem, err := readASEM(filepath.Join(dir, "uncertainty"))
	if err != nil {
		return err
	}
	big, err := large()
	if err != nil {
		return err
	}
	pairs, err := copeland()
	if err != nil {
		return err
	}
	tasks := []task{
		{"ASEM, raw data to ranks", 0.18, 0, false, asem.build},
		{"uncertainty, 1,000 runs", 110, 0, true, func() error { return asem.uncertainty(1000) }},
		{"sensitivity, 500 x 6 runs", 341, 0, true, func() error { return asem.sensitivity(500) }},
		{"3,000 units x 133 x 36 periods", 82, 1260e6, false, big},
		{"Copeland, 300 units", 18, 0, false, pairs},
	}
	fmt.Printf("median of %d, %d cores\n%-32s %12s %12s %12s %10s %10s %10s\n",
		runs, runtime.GOMAXPROCS(0), "", "anlan s", "CPU s", "COINr s", "times", "peak MB", "COINr MB")
	for _, t := range tasks {
		var took, worked []float64
		for range runs {
			runtime.GC()
			start, cpu := time.Now(), cpuTime()
			if err := t.run(); err != nil {
				return fmt.Errorf("%s: %w", t.name, err)
			}
			took = append(took, time.Since(start).Seconds())
			worked = append(worked, (cpuTime() - cpu).Seconds())
		}
		wall, cpu := median(took), median(worked)
		mid := wall
		if t.cpu {
			mid = cpu
		}
		theirs := "-"
		if t.bytes > 0 {
			theirs = fmt.Sprintf("%.0f", t.bytes/1e6)
		}
		fmt.Printf("%-32s %12.5f %12.5f %12.2f %9.0fx %10.0f %10s\n", t.name, wall, cpu, t.seconds, t.seconds/mid, peak()/1e6, theirs)
	}
	return nil
}

func median(x []float64) float64 {
	slices.Sort(x)
	return x[len(x)/2]
}

func cpuTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// peak gives the most memory the process has had so far.
func peak() float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return math.NaN()
	}
	return float64(u.Maxrss) * 1024
}

// example is the ASEM data with the plan of its uncertainty case.
type example struct {
	plan composite.Uncertainty
	in   *composite.Inputs
	f    *composite.Frame
}

func readASEM(dir string) (*example, error) {
	raw, err := os.ReadFile(filepath.Join(dir, "case.json"))
	if err != nil {
		return nil, err
	}
	var c struct{ Params composite.Uncertainty }
	if err := json.Unmarshal(raw, &c); err != nil {
		return nil, err
	}
	x := &example{plan: c.Params, in: &composite.Inputs{Groups: map[string]map[string]string{}}}
	data, err := readCSV(filepath.Join(dir, "in_data.csv"))
	if err != nil {
		return nil, err
	}
	x.f = &composite.Frame{}
	for _, row := range data[1:] {
		x.f.Unit = append(x.f.Unit, row[slices.Index(data[0], "uCode")])
	}
	for j, name := range data[0] {
		col, group, numeric := make([]float64, len(data)-1), map[string]string{}, true
		for i, row := range data[1:] {
			v, err := strconv.ParseFloat(row[j], 64)
			if err != nil {
				v, numeric = math.NaN(), numeric && row[j] == "NA"
			}
			col[i], group[x.f.Unit[i]] = v, row[j]
		}
		if numeric {
			x.f = x.f.With(name, col)
		} else {
			x.in.Groups[name] = group
		}
	}
	meta, err := readCSV(filepath.Join(dir, "in_meta.csv"))
	if err != nil {
		return nil, err
	}
	var nodes []composite.Node
	for _, row := range meta[1:] {
		cell := func(name string) string {
			if v := row[slices.Index(meta[0], name)]; v != "NA" {
				return v
			}
			return ""
		}
		n := composite.Node{Code: cell("iCode"), Parent: cell("Parent"), Kind: composite.Kind(cell("Type")), Denominator: cell("Denominator")}
		n.Level, _ = strconv.Atoi(cell("Level"))
		n.Direction, _ = strconv.ParseFloat(cell("Direction"), 64)
		n.Weight, _ = strconv.ParseFloat(cell("Weight"), 64)
		nodes = append(nodes, n)
	}
	if x.in.Tree, err = composite.NewTree(nodes); err != nil {
		return nil, err
	}
	rng := rand.New(rand.NewPCG(1, 1))
	for range 100 { // weights up to a quarter off
		set := map[string]float64{}
		for _, n := range nodes {
			set[n.Code] = n.Weight * (0.75 + rng.Float64()/2)
		}
		x.in.WeightSets = append(x.in.WeightSets, set)
	}
	return x, nil
}

func readCSV(path string) ([][]string, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return csv.NewReader(bytes.NewReader(raw)).ReadAll()
}

func (x *example) build() error {
	steps, err := x.plan.Steps.Steps()
	if err != nil {
		return err
	}
	g, err := composite.Run(steps, x.in, x.f)
	if err != nil {
		return err
	}
	_ = composite.ScoreRanks(g.Column(x.plan.Target))
	return nil
}

func (x *example) sample(runs int) [][]float64 {
	rng := rand.New(rand.NewPCG(2, 2))
	out := make([][]float64, len(x.plan.Factors))
	for i := range out {
		out[i] = make([]float64, runs)
		for k := range out[i] {
			out[i][k] = rng.Float64()
		}
	}
	return out
}

func (x *example) uncertainty(runs int) error {
	_, err := x.plan.Run(x.in, x.f, x.sample(runs))
	return err
}

func (x *example) sensitivity(n int) error {
	s := composite.Sensitivity{Uncertainty: x.plan, N: n, Bootstrap: 1000, Seed: 1}
	_, _, err := s.Run(x.in, x.f, x.sample(n*(len(x.plan.Factors)+2)))
	return err
}

// large gives the building of an index of 133 indicators in 9 categories over
// 36 periods.
func large() (func() error, error) {
	const units, indicators, categories, periods = 3000, 133, 9, 36
	rng := rand.New(rand.NewPCG(3, 3))
	f := &composite.Frame{}
	for t := range periods {
		for u := range units {
			f.Unit, f.Time = append(f.Unit, "u"+strconv.Itoa(u)), append(f.Time, float64(t))
		}
	}
	nodes := []composite.Node{{Code: "top", Level: 3, Weight: 1, Direction: 1, Kind: composite.Aggregated}}
	for c := range categories {
		nodes = append(nodes, composite.Node{Code: "c" + strconv.Itoa(c), Level: 2, Weight: 1, Direction: 1, Parent: "top", Kind: composite.Aggregated})
	}
	for i := range indicators {
		code := "i" + strconv.Itoa(i)
		nodes = append(nodes, composite.Node{Code: code, Level: 1, Weight: 1, Direction: float64(1 - 2*(i%2)), Parent: "c" + strconv.Itoa(i%categories), Kind: composite.Indicator})
		col := make([]float64, units*periods)
		for k := range col {
			col[k] = math.Exp(rng.NormFloat64())
			if rng.IntN(50) == 0 {
				col[k] = math.NaN()
			}
		}
		f.Code, f.Col = append(f.Code, code), append(f.Col, col)
	}
	tree, err := composite.NewTree(nodes)
	if err != nil {
		return nil, err
	}
	steps, err := composite.ParseSteps([]byte(`[
		{"id": "i", "op": "impute", "params": {"method": "median"}},
		{"id": "t", "op": "treat", "params": {"first": "winsorise", "winsorise_max": 5, "second": "log_range_shift", "max_abs_skewness": 2, "max_kurtosis": 3.5}},
		{"id": "n", "op": "normalise", "params": {"method": "min_max", "lower": 0, "upper": 100}},
		{"id": "a", "op": "aggregate", "params": {"method": "arithmetic"}}]`))
	if err != nil {
		return nil, err
	}
	return func() error {
		_, err := composite.Run(steps, &composite.Inputs{Tree: tree}, f)
		return err
	}, nil
}

// copeland gives the ranking of units by the pairs that each wins.
func copeland() (func() error, error) {
	const units, indicators = 300, 30
	rng := rand.New(rand.NewPCG(4, 4))
	f := &composite.Frame{}
	for u := range units {
		f.Unit = append(f.Unit, "u"+strconv.Itoa(u))
	}
	nodes := []composite.Node{{Code: "top", Level: 2, Weight: 1, Direction: 1, Kind: composite.Aggregated}}
	for i := range indicators {
		code := "i" + strconv.Itoa(i)
		nodes = append(nodes, composite.Node{Code: code, Level: 1, Weight: 1, Direction: 1, Parent: "top", Kind: composite.Indicator})
		col := make([]float64, units)
		for k := range col {
			col[k] = rng.Float64()
		}
		f.Code, f.Col = append(f.Code, code), append(f.Col, col)
	}
	tree, err := composite.NewTree(nodes)
	if err != nil {
		return nil, err
	}
	steps, err := composite.ParseSteps([]byte(`[{"id": "a", "op": "aggregate", "params": {"method": "copeland"}}]`))
	if err != nil {
		return nil, err
	}
	return func() error {
		_, err := composite.Run(steps, &composite.Inputs{Tree: tree}, f)
		return err
	}, nil
}

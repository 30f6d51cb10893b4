package models

import (
	"compress/gzip"
	"encoding/csv"
	"encoding/json"
	"errors"
	"math"
	"os"
	"strconv"
	"testing"

	"github.com/anlan-lake/anlan/models/backtest"
	"github.com/anlan-lake/anlan/models/surveil"
)

type benchmarkSeries struct {
	id       string
	counts   []float64
	outbreak []bool
}

func readBenchmark(t testing.TB) ([]benchmarkSeries, []backtest.Outbreak) {
	t.Helper()
	f, err := os.Open("testdata/benchmark/series.csv.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(z).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var all []benchmarkSeries
	for _, row := range rows[1:] {
		if len(all) == 0 || all[len(all)-1].id != row[1] {
			all = append(all, benchmarkSeries{id: row[1]})
		}
		s := &all[len(all)-1]
		y, err := strconv.ParseFloat(row[3], 64)
		if err != nil {
			t.Fatal(err)
		}
		s.counts, s.outbreak = append(s.counts, y), append(s.outbreak, row[5] == "1")
	}
	o, err := os.Open("testdata/benchmark/outbreaks.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer o.Close()
	if rows, err = csv.NewReader(o).ReadAll(); err != nil {
		t.Fatal(err)
	}
	var current []backtest.Outbreak
	for _, row := range rows[1:] {
		if row[1] == "current" {
			n := func(i int) int { x, _ := strconv.Atoi(row[i]); return x }
			current = append(current, backtest.Outbreak{Series: row[0], Size: n(2), Start: n(3), Last: n(4)})
		}
	}
	return all, current
}

// TestReferenceBenchmark runs the detectors over all series of the benchmark
// and compares every figure with those of the reference software.
func TestReferenceBenchmark(t *testing.T) {
	series, outbreaks := readBenchmark(t)
	if len(series) != 160 || len(outbreaks) == 0 {
		t.Fatalf("%d series, %d outbreaks", len(series), len(outbreaks))
	}
	data, err := os.ReadFile("testdata/benchmark/algorithms.json")
	if err != nil {
		t.Fatal(err)
	}
	var algorithms []struct {
		Name, Op string
		Params   json.RawMessage
	}
	if err := json.Unmarshal(data, &algorithms); err != nil {
		t.Fatal(err)
	}
	want := readTable(t, "testdata/benchmark/results.csv")
	if len(want.rows) != len(algorithms) {
		t.Fatalf("%d rows of results for %d algorithms", len(want.rows), len(algorithms))
	}
	for i, a := range algorithms {
		t.Run(a.Name, func(t *testing.T) {
			run := algorithm(t, a.Op, a.Params)
			var judged []backtest.Judged
			for _, s := range series {
				alarm, err := run.alarms(s)
				if err != nil {
					t.Fatal(s.id, err)
				}
				judged = append(judged, backtest.Judged{Series: s.id, Outbreak: s.outbreak, Alarm: alarm})
			}
			m, err := backtest.Measure(judged, outbreaks, run.from, run.to)
			if err != nil {
				t.Fatal(err)
			}
			for j, f := range m.Figures() {
				w, err := strconv.ParseFloat(want.rows[i][j+1], 64)
				if err != nil || f.Name != want.header[j+1] {
					t.Fatal(f.Name, want.header[j+1], err)
				}
				if math.Abs(f.Value-w) > 0.5001e-4 {
					t.Errorf("%s: %.4f, reference %.4f", f.Name, f.Value, w)
				}
			}
		})
	}
}

// benchmarked is a detector of the benchmark, with the weeks that it judges.
type benchmarked struct {
	from, to int
	alarms   func(s benchmarkSeries) ([]bool, error) // by week
}

// algorithm reads the settings of a detector.
func algorithm(t *testing.T, op string, params json.RawMessage) benchmarked {
	t.Helper()
	read := func(into any) {
		if err := strict(params, into); err != nil {
			t.Fatal(op, err)
		}
	}
	if op == "farrington" || op == "farrington_flexible" {
		p := farringtonCase()
		read(&p)
		detect := FarringtonFlexible
		if op == "farrington" {
			detect = FarringtonOriginal
		}
		return benchmarked{p.Evaluate.From, p.Evaluate.To, func(s benchmarkSeries) ([]bool, error) {
			alarm := make([]bool, len(s.counts))
			ds, err := detect(Series{Name: s.id, Counts: s.counts}, p.Evaluate.From-1, p.Evaluate.To-1, p.FarringtonParams)
			for _, d := range ds {
				alarm[d.Index] = d.Alarm
			}
			return alarm, err
		}}
	}
	var p evaluate
	var judge judgeFunc
	switch op {
	case "ears":
		var d struct {
			evaluate
			surveil.EARS
		}
		read(&d)
		p, judge = d.evaluate, d.Judge
	case "cusum":
		var d struct {
			evaluate
			surveil.CUSUM
		}
		read(&d)
		p, judge = d.evaluate, d.Judge
	case "glr":
		var d struct {
			evaluate
			surveil.GLR
		}
		d.LambdaSearch = surveil.SearchExact
		read(&d)
		p, judge = d.evaluate, d.Judge
	case "bayes_detect":
		var d struct {
			evaluate
			surveil.Bayes
		}
		read(&d)
		p, judge = d.evaluate, d.Judge
	case "rki_detect":
		var d struct {
			evaluate
			surveil.RKI
		}
		read(&d)
		p, judge = d.evaluate, d.Judge
	default:
		t.Fatalf("operation %s is not known", op)
	}
	return benchmarked{p.Evaluate.From, p.Evaluate.To, func(s benchmarkSeries) ([]bool, error) {
		alarm := make([]bool, len(s.counts))
		js, err := judge(surveil.Series{Counts: s.counts}, p.Evaluate.From-1, p.Evaluate.To-1)
		for _, j := range js {
			alarm[j.Index] = j.Alarm
		}
		var abstained *surveil.Abstained
		if errors.As(err, &abstained) {
			err = nil // no alarm, as the benchmark counts it
		}
		return alarm, err
	}}
}

func BenchmarkFarringtonFlexible(b *testing.B) {
	for _, bm := range []struct {
		name  string
		weeks int
		p     FarringtonParams
	}{
		{"night", 1, noufaily()},
		{"year", 52, noufaily()},
		{"year-windows-only", 52, windowsOnly()},
	} {
		b.Run(bm.name, func(b *testing.B) {
			series := simulated(1000, 7*52)
			b.ResetTimer()
			for b.Loop() {
				for _, s := range series {
					n := len(s.Counts)
					if _, err := FarringtonFlexible(s, n-bm.weeks, n-1, bm.p); err != nil {
						b.Fatal(err)
					}
				}
			}
			b.ReportMetric(float64(b.Elapsed().Seconds())/float64(b.N), "s/1000series")
		})
	}
}

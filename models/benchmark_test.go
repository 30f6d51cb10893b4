package models

import (
	"compress/gzip"
	"encoding/csv"
	"encoding/json"
	"math"
	"os"
	"strconv"
	"testing"
)

// outbreak is one known outbreak of the benchmark, weeks counted from 1.
type outbreak struct {
	series      string
	k           int
	start, last int
}

type benchmarkSeries struct {
	id       string
	counts   []float64
	outbreak []bool
}

func readBenchmark(t testing.TB) ([]benchmarkSeries, []outbreak) {
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
	var current []outbreak
	for _, row := range rows[1:] {
		if row[1] == "current" {
			n := func(i int) int { x, _ := strconv.Atoi(row[i]); return x }
			current = append(current, outbreak{row[0], n(2), n(3), n(4)})
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
			detect := FarringtonFlexible
			if a.Op == "farrington" {
				detect = FarringtonOriginal
			}
			p := farringtonCase()
			if err := strict(a.Params, &p); err != nil {
				t.Fatal(err)
			}
			alarms := map[string][]bool{}
			for _, s := range series {
				from, to := p.Evaluate.From-1, p.Evaluate.To-1
				ds, err := detect(Series{Name: s.id, Counts: s.counts}, from, to, p.FarringtonParams)
				if err != nil {
					t.Fatal(err)
				}
				alarms[s.id] = make([]bool, len(s.counts)+1)
				for _, d := range ds {
					alarms[s.id][d.Index+1] = d.Alarm
				}
			}
			got := measure(series, outbreaks, alarms, p.Evaluate.From, p.Evaluate.To)
			for j, h := range want.header[1:] {
				w, err := strconv.ParseFloat(want.rows[i][j+1], 64)
				if err != nil {
					t.Fatal(err)
				}
				if g, ok := got[h]; !ok || math.Abs(g-w) > 0.5001e-4 {
					t.Errorf("%s: %.4f, reference %.4f", h, g, w)
				}
			}
		})
	}
}

// measure computes the figures of the benchmark's README.
func measure(series []benchmarkSeries, outbreaks []outbreak, alarms map[string][]bool, from, to int) map[string]float64 {
	var tp, fp, fn, tn float64
	for _, s := range series {
		for week := from; week <= to; week++ {
			switch hit, real := alarms[s.id][week], s.outbreak[week-1]; {
			case hit && real:
				tp++
			case hit:
				fp++
			case real:
				fn++
			default:
				tn++
			}
		}
	}
	var n, found, first, delay, timely float64
	byK, foundK := map[string]float64{}, map[string]float64{}
	for _, o := range outbreaks {
		class := "pod_k1_3"
		if o.k >= 8 {
			class = "pod_k8_10"
		} else if o.k >= 4 {
			class = "pod_k4_7"
		}
		n++
		byK[class]++
		late := 1.0
		for week := o.start; week <= o.last; week++ {
			if alarms[o.series][week] {
				d := float64(week - o.start)
				found++
				foundK[class]++
				delay += d
				late = d / float64(o.last-o.start+1)
				if d == 0 {
					first++
				}
				break
			}
		}
		timely += late
	}
	out := map[string]float64{
		"fpr": fp / (fp + tn), "specificity": tn / (fp + tn), "sensitivity": tp / (tp + fn),
		"ppv": tp / (tp + fp), "npv": tn / (tn + fn), "f1": 2 * tp / (2*tp + fp + fn),
		"pod": found / n, "pod_first_week": first / n, "mean_delay_detected": delay / found, "timeliness": timely / n,
	}
	for class, k := range byK {
		out[class] = foundK[class] / k
	}
	return out
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

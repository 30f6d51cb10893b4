// Command models times the early-warning methods on the tasks that reference
// software was timed on. Beside each stands what R took, where it was recorded,
// and the time asked for.
//
//	go run ./bench/models
package main

import (
	"context"
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"syscall"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/models"
	"github.com/anlan-lake/anlan/models/endemic"
	"github.com/anlan-lake/anlan/models/outlook"
	"github.com/anlan-lake/anlan/models/scan"
	"github.com/anlan-lake/anlan/models/surveil"
	"github.com/anlan-lake/anlan/models/watch"
)

func main() {
	runs := flag.Int("runs", 3, "runs of each task; the median counts")
	seed := flag.Uint64("seed", 1, "seed of the simulated data")
	flag.Parse()
	if err := bench(*runs, *seed); err != nil {
		fmt.Fprintln(os.Stderr, "models:", err)
		os.Exit(1)
	}
}

// task is one thing that is timed. reference is what R surveillance took, 0
// where none was recorded; asked is the time it may take.
type task struct {
	name             string
	reference, asked float64
	run              func() error
}

func bench(runs int, seed uint64) error {
	runtime.GOMAXPROCS(1) // the figures are of one core
	r := rand.New(rand.NewPCG(seed, 1))
	series := weekly(r, 1000, 7*52)
	ring := neighbours(r, 1000, 104)
	places, cells := districts(r, 400, 28)
	town := city(r, 112, 16, 4, 5*52)
	judged, err := warn(town)
	if err != nil {
		return err
	}
	kept, err := learnt(town)
	if err != nil {
		return err
	}
	tasks := []task{
		{"farringtonFlexible, 1,000 series x 52 weeks", 250, 2.5, func() error { return farrington(series) }},
		{"EARS C1, 1,000 series x 52 weeks", 0, 0.020, func() error { return detect(series, surveil.DefaultEARS("c1")) }},
		{"EARS C3, 1,000 series x 52 weeks", 0, 0.020, func() error { return detect(series, surveil.DefaultEARS("c3")) }},
		{"GLR, negative binomial, 100 series x 52 weeks", 0, 0, func() error { return detect(series[:100], surveil.DefaultGLR(surveil.FamilyNegBin)) }},
		{"hhh4, 1,000 units x 104 weeks, one fit", 13.6, 1, func() error { return fit(ring) }},
		{"permutation scan, 400 places x 28 days x 999", 0, 2, func() error { return clusters(places, cells) }},
		{"warnings, 112 places x 16 kinds x 4 sources, 2 cores", 0, 20, func() error { _, err := warn(town); return err }},
		{"clusters of the same, all kinds and sources jointly", 0, 0, func() error { return scanTown(judged.Judged, town) }},
		{"forecasts of the same, a week after the last night", 0, 0, func() error { return forecasts(town, kept) }},
		{"the city's night: these three together, 2 cores", 0, 20, func() error { return night(town, kept) }},
	}
	fmt.Printf("median of %d on one core\n%-53s %10s %10s %10s %12s %8s\n", runs, "", "anlan s", "CPU s", "asked s", "reference s", "times")
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
		slices.Sort(took)
		slices.Sort(worked)
		s, cpu := took[len(took)/2], worked[len(worked)/2]
		fmt.Printf("%-53s %10.3f %10.3f %10s %12s %8s\n", t.name, s, cpu, number(t.asked), number(t.reference), number(math.Round(t.reference/cpu)))
	}
	return nil
}

// cpuTime is the processor time used so far: what counts on a busy machine.
func cpuTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func number(x float64) string {
	if x == 0 {
		return "-"
	}
	return fmt.Sprint(x)
}

// weekly simulates series of several sizes with a season.
func weekly(r *rand.Rand, n, weeks int) []surveil.Series {
	out := make([]surveil.Series, n)
	for i := range out {
		base := 0.2 + 15*r.Float64()*r.Float64()
		for t := range weeks {
			out[i].Counts = append(out[i].Counts, poisson(r, base*math.Exp(0.3*math.Sin(2*math.Pi*float64(t)/52))))
		}
	}
	return out
}

func poisson(r *rand.Rand, mean float64) float64 {
	k := 0.0
	for sum := r.ExpFloat64(); sum < mean; sum += r.ExpFloat64() {
		k++
	}
	return k
}

func farrington(series []surveil.Series) error {
	p := models.DefaultFarrington()
	p.Reference = models.ByIndex
	for _, s := range series {
		n := len(s.Counts)
		if _, err := models.FarringtonFlexible(models.Series{Counts: s.Counts}, n-52, n-1, p); err != nil {
			return err
		}
	}
	return nil
}

func detect(series []surveil.Series, d interface {
	Judge(surveil.Series, int, int) ([]surveil.Judgement, error)
}) error {
	for _, s := range series {
		n := len(s.Counts)
		if _, err := d.Judge(s, n-52, n-1); err != nil {
			return err
		}
	}
	return nil
}

// neighbours simulates units in a ring whose counts follow their own and their
// neighbours' last ones.
func neighbours(r *rand.Rand, units, weeks int) *endemic.Data {
	d := &endemic.Data{Common: map[string][]float64{}, Counts: make([][]float64, units), Order: make([][]int, units)}
	for t := range weeks {
		sin, cos := math.Sincos(2 * math.Pi * float64(t) / 52)
		for name, v := range map[string]float64{"intercept": 1, "t": float64(t), "sin_1": sin, "cos_1": cos} {
			d.Common[name] = append(d.Common[name], v)
		}
	}
	for i := range units {
		d.Units = append(d.Units, fmt.Sprint(i))
		for j := range units {
			gap := max(i-j, j-i)
			d.Order[i] = append(d.Order[i], min(gap, units-gap))
		}
	}
	last := make([]float64, units)
	for t := range weeks {
		next := make([]float64, units)
		for i := range units {
			mean := 0.5*math.Exp(0.4*d.Common["sin_1"][t]) + 0.4*last[i] + 0.05*(last[(i+1)%units]+last[(i+units-1)%units])
			next[i] = poisson(r, mean*(r.ExpFloat64()+r.ExpFloat64())/2)
			d.Counts[i] = append(d.Counts[i], next[i])
		}
		last = next
	}
	return d
}

func fit(d *endemic.Data) error {
	intercept := endemic.Component{Terms: []string{"intercept"}}
	m := endemic.Model{Family: endemic.NegBin1, End: endemic.Component{Terms: []string{"intercept", "t", "sin_1", "cos_1"}},
		AR: &intercept, NE: &endemic.Neighbours{Component: intercept, Weights: endemic.Weights{Kind: endemic.FirstOrder, MaxOrder: 1}},
		Fit: endemic.Span{From: 2, To: len(d.Common["t"])}}
	_, err := m.Estimate(d, nil)
	return err
}

// districts simulates places on a plane with counts by day.
func districts(r *rand.Rand, n, days int) ([]scan.Place, []float64) {
	var at []scan.Place
	for i := range n {
		at = append(at, scan.Place{Name: fmt.Sprint(i), X: r.Float64(), Y: r.Float64(), Population: 1})
	}
	cells := make([]float64, n*days)
	for i := range cells {
		cells[i] = poisson(r, 0.3)
	}
	return at, cells
}

func clusters(at []scan.Place, cells []float64) error {
	s := scan.DefaultSpaceTime()
	s.Zones.K = 40
	_, err := s.Run(context.Background(), at, cells, nil, 1)
	return err
}

// city simulates the weekly series of a city: places, kinds of case and sources,
// in counties of fourteen places.
func city(r *rand.Rand, places, kinds, sources, weeks int) []models.Series {
	dates := make([]time.Time, weeks)
	for t := range dates {
		dates[t] = time.Date(2021, 11, 1+7*t, 0, 0, 0, 0, time.UTC)
	}
	var out []models.Series
	for source := range sources {
		for place := range places {
			for kind := range kinds {
				level := math.Exp(-0.5 + 0.7*r.NormFloat64() - float64(kind)/8)
				s := models.Series{Name: fmt.Sprintf("source%d", source+1), Kind: fmt.Sprintf("%02d", kind+1), Level: anlan.Township, Dates: dates,
					Area: fmt.Sprintf("6299%02d%03d", place/14+1, place%14+1)}
				for t := range dates {
					s.Counts = append(s.Counts, poisson(r, level*math.Exp(0.3*math.Sin(2*math.Pi*float64(t)/52)+0.3*r.NormFloat64())))
				}
				out = append(out, s)
			}
		}
	}
	return out
}

// warn makes a night's warnings of a city on two cores.
func warn(series []models.Series) (watch.Result, error) {
	runtime.GOMAXPROCS(2)
	defer runtime.GOMAXPROCS(1)
	set := watch.DefaultSettings()
	set.Parent = anlan.Levels{4, 6, 9}.Parent
	return watch.Night(series, set)
}

// night runs, on two cores, what a night's scoring runs of the models on weekly
// series: detection and warnings, the scan for clusters, and the forecasts.
func night(series []models.Series, kept map[string][]byte) error {
	found, err := warn(series)
	if err != nil {
		return err
	}
	if err := scanTown(found.Judged, series); err != nil {
		return err
	}
	return forecasts(series, kept)
}

// scanTown scans all sources of a city for clusters.
func scanTown(judged []watch.Judged, series []models.Series) error {
	runtime.GOMAXPROCS(2)
	defer runtime.GOMAXPROCS(1)
	set, touching := watch.DefaultClusterSettings(), chessboard(series)
	panels, err := watch.Panels(judged, watch.DefaultSettings().Weeks, touching, set)
	if err != nil {
		return err
	}
	_, _, err = watch.Clusters(context.Background(), panels, touching, set, 1, nil)
	return err
}

// outlooks are the series of each source as forecasts read them, as of so many
// weeks before the last.
func outlooks(series []models.Series, back int) []outlook.Input {
	var out []outlook.Input
	for _, s := range series {
		n := len(s.Counts) - back
		last := s.Dates[n-1].AddDate(0, 0, 6)
		if len(out) == 0 || out[len(out)-1].Series != s.Name {
			out = append(out, outlook.Input{Series: s.Name, Monday: s.Dates[0], Last: last, Above: func(area string) []string { return []string{area[:4], area[:6]} }})
		}
		u := outlook.Unit{Kind: s.Kind, Area: s.Area}
		for t, y := range s.Counts[:n] {
			if s.Dates[t].Before(outlook.Tail(last)) {
				u.Weeks = append(u.Weeks, y)
				continue
			}
			for d := range 7 { // a week's cases over its days, the earlier ones first
				u.Days = append(u.Days, math.Floor((y+6-float64(d))/7))
			}
		}
		in := &out[len(out)-1]
		in.Units = append(in.Units, u)
	}
	return out
}

// learnt is what the night a week before has kept of its forecasts, by source.
func learnt(series []models.Series) (map[string][]byte, error) {
	out := map[string][]byte{}
	for _, in := range outlooks(series, 1) {
		r, err := outlook.DefaultSettings().Ahead(in, nil)
		if err != nil {
			return nil, err
		}
		out[in.Series] = r.Keep
	}
	return out, nil
}

// forecasts makes the forecasts of a night from what the one before has kept.
func forecasts(series []models.Series, kept map[string][]byte) error {
	runtime.GOMAXPROCS(2)
	defer runtime.GOMAXPROCS(1)
	for _, in := range outlooks(series, 0) {
		r, err := outlook.DefaultSettings().Ahead(in, kept[in.Series])
		if err != nil {
			return err
		}
		if r.Learnt != outlook.WentOn {
			return fmt.Errorf("forecasts of %s were learnt %s, want a step further", in.Series, r.Learnt)
		}
	}
	return nil
}

// chessboard has the places of a city, counties in rows of fourteen, touch at their
// sides.
func chessboard(series []models.Series) map[anlan.Level]scan.Adjacency {
	var places []string
	var pairs [][2]string
	for _, s := range series {
		if !slices.Contains(places, s.Area) {
			if n := len(places); n%14 > 0 {
				pairs = append(pairs, [2]string{places[n-1], s.Area})
			}
			if n := len(places); n >= 14 {
				pairs = append(pairs, [2]string{places[n-14], s.Area})
			}
			places = append(places, s.Area)
		}
	}
	touching, err := scan.NewAdjacency(places, pairs)
	if err != nil {
		panic(err) // pairs are of the places
	}
	return map[anlan.Level]scan.Adjacency{anlan.Township: touching}
}

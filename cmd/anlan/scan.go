package main

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/models/scan"
)

func scanCommand(e *env) *cobra.Command {
	var o output
	var method, list, neighbours string
	var seed uint64
	var show bool
	c := &cobra.Command{
		Use: "scan PLACES.csv [COUNTS.csv]", Short: e.say("Find clusters of cases in space and time", "查找时空聚集"),
		Long: e.say(`Find places, and runs of periods, that together hold more cases than expected.
PLACES.csv has one row per place: location, x, y (on a plane, any unit) and, where
zones are bounded by it, population. The spatial scan also reads cases and, if
there, expected. COUNTS.csv of the space-time scan has date or time, location,
count and, but for the permutation statistic, baseline: one row for every place
and period, and no missing count, for a place that did not report is not calm.

Every answer is held against simulations without clusters (--seed; the same seed
gives the same figures). --list windows gives the best zones and durations of a
prospective scan, --list null the simulated maxima by quantile.

--method joint looks at several kinds of case at once, over places that touch one
another (--neighbours: a CSV of pairs, columns location and neighbour, or a GeoJSON
file of areas with properties.code). COUNTS.csv then has date or time, location,
count, baseline and, where there are several, kind; dispersion is variance over mean,
1 without the column. What is not there was not reported and is in no window. With
half a year of earlier rows, how places swell together is measured and taken into
the simulations. PLACES.csv needs no x and y.`,
			`查找合在一起件数多于预期的地点与时段。PLACES.csv 每行一个地点：location、x、y
（平面坐标，单位不限），按人口限定区域时加 population。空间扫描另读 cases，如有则读
expected。时空扫描的 COUNTS.csv 有 date 或 time、location、count，除 permutation 外还要
baseline：每个地点每期一行，件数不得缺失，未报不等于平安。

结果与无聚集的模拟相比（--seed，同一种子同一结果）。--list windows 列出前瞻扫描中最突出的
区域与时长，--list null 列出模拟最大值的分位数。

--method joint 同时看多类案件，区域由相邻地点组成（--neighbours：邻接对 CSV，列为 location、
neighbour；或带 properties.code 的 GeoJSON 边界）。COUNTS.csv 须有 date 或 time、location、
count、baseline，多类时加 kind；dispersion 为方差与均值之比，无此列时为 1。没有的行即未报，
不参与任何窗口。若有半年以上的早期数据，各地共同起伏的程度会被测得并计入模拟。PLACES.csv
不需要 x、y。`),
		Example: "  anlan scan places.csv counts.csv --set max_duration=14 --set zones.k=20\n" +
			"  anlan scan places.csv --method spatial --set model=binomial --set simulations=9999\n" +
			"  anlan scan places.csv weeks.csv --method joint --neighbours township.geojson",
		Args: someArgs("PLACES.csv [COUNTS.csv]"),
		RunE: func(c *cobra.Command, args []string) error {
			m, err := oneOf("method", method, scanners)
			if err != nil {
				return err
			}
			write, err := oneOf("list", list, scanLists)
			if err != nil {
				return err
			}
			set := m.settings()
			if list == "windows" {
				if s, ok := set.(*scan.SpaceTime); ok {
					s.Windows = 24
				}
			}
			if err := applySettings(set, o.settings); err != nil {
				return err
			}
			if show {
				return e.printSettings(set)
			}
			if joint, ok := set.(*scan.Joint); ok {
				return e.scanJoint(c.Context(), args, &o, *joint, neighbours, list, seed)
			}
			if neighbours != "" {
				return anlan.Errorf(anlan.Invalid, "--neighbours is of --method joint: the other scans go by x and y")
			}
			in, err := readScan(args, &o, method == "spatial")
			if err != nil {
				return err
			}
			r, err := m.run(c.Context(), set, in, seed)
			if err != nil {
				return err
			}
			return write(e, &o, in, r)
		},
	}
	o.flags(e, c)
	c.Flags().StringVar(&method, "method", "space-time", e.say("space-time, spatial or joint", "space-time、spatial 或 joint"))
	c.Flags().StringVar(&neighbours, "neighbours", "", e.say("of --method joint: CSV of pairs, or GeoJSON boundaries", "--method joint：邻接对 CSV 或 GeoJSON 边界"))
	c.Flags().StringVar(&list, "list", "clusters", e.say("clusters, windows or null", "clusters、windows 或 null"))
	c.Flags().Uint64Var(&seed, "seed", 1, e.say("seed of the simulations", "模拟的种子"))
	c.Flags().BoolVar(&show, "settings", false, e.say("print the settings, scan nothing", "只列参数"))
	return c
}

// scanInput is what a scan reads; cells are by period, then place.
type scanInput struct {
	places             []scan.Place
	labels             []string // of the periods
	cells, baseline    []float64
	spatial, dateLabel bool
}

// scanner is a method of anlan scan.
type scanner struct {
	settings func() any
	run      func(ctx context.Context, set any, in *scanInput, seed uint64) (*scan.Result, error)
}

var scanners = map[string]scanner{
	"space-time": {
		settings: func() any { s := scan.DefaultSpaceTime(); return &s },
		run: func(ctx context.Context, set any, in *scanInput, seed uint64) (*scan.Result, error) {
			s := set.(*scan.SpaceTime)
			baseline := in.baseline
			if s.Statistic == scan.StatPermutation {
				baseline = nil
			}
			return s.Run(ctx, in.places, in.cells, baseline, seed)
		},
	},
	"spatial": {
		settings: func() any { s := scan.DefaultSpatial(); return &s },
		run: func(ctx context.Context, set any, in *scanInput, seed uint64) (*scan.Result, error) {
			s := set.(*scan.Spatial)
			expected := in.baseline
			if s.Model == scan.ModelBinomial {
				expected = nil
			}
			return s.Run(ctx, in.places, in.cells, expected, seed)
		},
	},
	"joint": {settings: func() any { s := scan.DefaultJoint(); return &s }}, // run by scanJoint
}

// readScan reads the files of a scan.
func readScan(args []string, o *output, spatial bool) (*scanInput, error) {
	want := 2
	if spatial {
		want = 1
	}
	if len(args) != want {
		return nil, anlan.Errorf(anlan.Invalid, "the spatial scan reads PLACES.csv alone, the space-time scan PLACES.csv and COUNTS.csv")
	}
	names, err := columnsFlag(o.columns)
	if err != nil {
		return nil, err
	}
	s, err := readSheet(args[0], columnsThere(names, "location", "x", "y", "population", "cases", "expected"))
	if err != nil {
		return nil, err
	}
	in := &scanInput{spatial: spatial}
	if err := in.readPlaces(s); err != nil {
		return nil, err
	}
	if spatial {
		if in.cells, err = s.whole("cases"); err == nil && s.has("expected") {
			in.baseline, err = s.whole("expected")
		}
		return in, err
	}
	if s, err = readSheet(args[1], columnsThere(names, "location", "date", "time", "count", "baseline")); err != nil {
		return nil, err
	}
	return in, in.readCells(s)
}

// columnsThere keeps the names that a file is asked for.
func columnsThere(names map[string]string, of ...string) map[string]string {
	out := map[string]string{}
	for _, name := range of {
		if column, ok := names[name]; ok {
			out[name] = column
		}
	}
	return out
}

func (in *scanInput) readPlaces(s *sheet) error {
	location, err := s.text("location")
	if err != nil {
		return err
	}
	x, err := s.whole("x")
	if err != nil {
		return err
	}
	y, err := s.whole("y")
	if err != nil {
		return err
	}
	population := make([]float64, len(x))
	if s.has("population") {
		if population, err = s.whole("population"); err != nil {
			return err
		}
	}
	seen := map[string]bool{}
	for i, name := range location {
		if seen[name] {
			return anlan.Errorf(anlan.Invalid, "%s: row %d: location %s is there twice", s.path, i+2, name)
		}
		seen[name] = true
		in.places = append(in.places, scan.Place{Name: name, X: x[i], Y: y[i], Population: population[i]})
	}
	return nil
}

// readCells puts counts in their cells; every place has one in every period.
func (in *scanInput) readCells(s *sheet) error {
	when := "time"
	if in.dateLabel = s.has("date"); in.dateLabel {
		when = "date"
	}
	labels, err := s.text(when)
	if err != nil {
		return err
	}
	location, err := s.text("location")
	if err != nil {
		return err
	}
	count, err := s.whole("count")
	if err != nil {
		return err
	}
	var baseline []float64
	if s.has("baseline") {
		if baseline, err = s.whole("baseline"); err != nil {
			return err
		}
	}
	place := map[string]int{}
	for i, p := range in.places {
		place[p.Name] = i
	}
	if in.labels, err = scanPeriods(s.path, labels, in.dateLabel); err != nil {
		return err
	}
	period := map[string]int{}
	for i, label := range in.labels {
		period[label] = i
	}
	n := len(in.places)
	in.cells = make([]float64, n*len(in.labels))
	filled := make([]bool, len(in.cells))
	if baseline != nil {
		in.baseline = make([]float64, len(in.cells))
	}
	for i, name := range location {
		j, ok := place[name]
		if !ok {
			return anlan.Errorf(anlan.Invalid, "%s: row %d: location %q is not among the places", s.path, i+2, name)
		}
		at := period[labels[i]]*n + j
		if filled[at] {
			return anlan.Errorf(anlan.Invalid, "%s: row %d: location %s at %s is there twice", s.path, i+2, name, labels[i])
		}
		filled[at], in.cells[at] = true, count[i]
		if baseline != nil {
			in.baseline[at] = baseline[i]
		}
	}
	if at := slices.Index(filled, false); at >= 0 {
		return anlan.Errorf(anlan.Invalid, "%s: location %s has no row at %s", s.path, in.places[at%n].Name, in.labels[at/n]).
			WithNext("a place without cases has a row with 0; a place that did not report must be left out of the scan")
	}
	return nil
}

// scanPeriods gives the periods in order and refuses gaps.
func scanPeriods(path string, labels []string, dated bool) ([]string, error) {
	distinct := slices.Clone(labels)
	if dated {
		slices.Sort(distinct)
	} else {
		numbers := map[string]int{}
		for _, l := range labels {
			n, err := strconv.Atoi(l)
			if err != nil {
				return nil, anlan.Errorf(anlan.Invalid, "%s: time %q is not a whole number", path, l)
			}
			numbers[l] = n
		}
		slices.SortFunc(distinct, func(a, b string) int { return numbers[a] - numbers[b] })
	}
	distinct = slices.Compact(distinct)
	u := &timedSeries{unit: "all", label: distinct}
	if !dated {
		return distinct, u.numbered(path)
	}
	f := &seriesFile{units: []*timedSeries{u}}
	for _, l := range distinct {
		day, err := time.Parse(anlan.DateFormat, l)
		if err != nil {
			return nil, anlan.Errorf(anlan.Invalid, "%s: column date: %q is not a day like 2026-10-15", path, l)
		}
		u.dates = append(u.dates, day)
	}
	return distinct, f.follow(path)
}

// scanLists write what --list asks for.
var scanLists = map[string]func(*env, *output, *scanInput, *scan.Result) error{
	"clusters": writeClusters, "windows": writeWindows, "null": writeNull,
}

func (in *scanInput) names(members []int) string {
	var out []string
	for _, j := range members {
		out = append(out, in.places[j].Name)
	}
	return strings.Join(out, ";")
}

func writeClusters(e *env, o *output, in *scanInput, r *scan.Result) error {
	if in.spatial {
		a := o.answer(field("rank", asWhole), field("locations", asText), field("population", asNumber), field("cases", asNumber),
			field("expected", asNumber), field("relative_risk", asNumber), field("llr", asNumber), field("p", asNumber))
		for i, c := range r.Clusters {
			a.add(i+1, in.names(c.Places), c.Population, c.Cases, c.Expected, c.RelativeRisk, c.Statistic, c.P)
		}
		return o.write(e, a)
	}
	a := o.answer(field("rank", asWhole), field("locations", asText), field("from", asText), field("to", asText), field("cases", asNumber),
		field("expected", asNumber), field("relative_risk", asNumber), field("llr", asNumber), field("p", asNumber))
	for i, c := range r.Clusters {
		a.add(i+1, in.names(c.Places), in.labels[c.From], in.labels[c.To], c.Cases, c.Expected, c.RelativeRisk, c.Statistic, c.P)
	}
	return o.write(e, a)
}

func writeWindows(e *env, o *output, in *scanInput, r *scan.Result) error {
	if r.Windows == nil {
		return anlan.Errorf(anlan.Invalid, "there are no windows to list: only the prospective space-time scan has them")
	}
	a := o.answer(field("rank", asWhole), field("locations", asText), field("duration", asWhole), field("cases", asNumber),
		field("expected", asNumber), field("llr", asNumber))
	for i, c := range r.Windows {
		a.add(i+1, in.names(c.Places), c.Duration(), c.Cases, c.Expected, c.Statistic)
	}
	return o.write(e, a)
}

func writeNull(e *env, o *output, _ *scanInput, r *scan.Result) error {
	a := o.answer(field("quantile", asNumber), field("llr", asNumber))
	for _, q := range []float64{0.5, 0.9, 0.95, 0.99, 0.999} {
		a.add(q, r.Quantile(q))
	}
	return o.write(e, a)
}

package models

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"
)

// oracleCase is a case.json: parameters, files and tolerances of one run of
// independent reference software.
type oracleCase struct {
	ID      string
	Op      string
	Params  oracleParams
	Inputs  map[string]string
	Outputs map[string]string
	// By "role.column", "column" or "default".
	Tolerance map[string]struct {
		Rel, Abs float64
		Exact    bool
	}
	dir string
}

type oracleParams struct {
	Evaluate         struct{ From, To int }
	Time             int
	Frequency        int
	ReferenceDates   Reference `json:"reference_dates"`
	B, W             int
	Alpha            float64
	Trend            bool
	PThresholdTrend  float64 `json:"p_threshold_trend"`
	Reweight         bool
	WeightsThreshold float64    `json:"weights_threshold"`
	NoPeriods        int        `json:"no_periods"`
	PastNotIncluded  int        `json:"past_not_included"`
	PopulationOffset bool       `json:"population_offset"`
	ThresholdMethod  Threshold  `json:"threshold_method"`
	PowerTransform   Power      `json:"power_transform"`
	LimitCases       float64    `json:"limit_cases"`
	LimitPeriods     int        `json:"limit_periods"`
	SEDispersion     Dispersion `json:"se_dispersion"`
}

func (o oracleParams) farrington() FarringtonParams {
	p := FarringtonParams{
		Frequency: o.Frequency, Reference: o.ReferenceDates, Years: o.B, HalfWindow: o.W,
		Seasons: max(1, o.NoPeriods), PastNotIncluded: o.PastNotIncluded,
		Trend: o.Trend, TrendP: o.PThresholdTrend, Reweight: o.Reweight, WeightsThreshold: o.WeightsThreshold,
		Population: o.PopulationOffset, Threshold: o.ThresholdMethod, Power: o.PowerTransform,
		Alpha: o.Alpha, LimitCases: o.LimitCases, LimitPeriods: o.LimitPeriods, Dispersion: o.SEDispersion,
	}
	if p.Threshold == "" {
		p.Threshold = Delta
	}
	if p.Power == "" {
		p.Power = PowerTwoThirds
	}
	if p.Dispersion == "" {
		p.Dispersion = DispersionSurveillance
	}
	if p.Alpha == 0 {
		p.Alpha = 0.05
	}
	p.LimitPeriods = max(1, p.LimitPeriods)
	return p
}

// table is a CSV file or our answer to one: header and rows of text, "" missing.
type table struct {
	header []string
	rows   [][]string
}

// oracleOps are the operations this package implements.
var oracleOps = map[string]func(*testing.T, oracleCase) map[string]table{
	"farrington_flexible": runFlexible,
	"farrington_fit":      runFit,
	"farrington":          runOriginal,
}

// TestOracle compares every column of every case whose operation is
// implemented. The cases come from ANLAN_ORACLES (or a folder beside the
// repository); they are not part of it, for their data are under other
// licences. TestReferenceBenchmark needs no such folder.
func TestOracle(t *testing.T) {
	root := os.Getenv("ANLAN_ORACLES")
	if root == "" {
		root = filepath.Join("..", "..", "shared", "oracles")
	}
	files, err := filepath.Glob(filepath.Join(root, "models", "*", "case.json"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		if os.Getenv("ANLAN_ORACLES") != "" {
			t.Fatalf("no cases under ANLAN_ORACLES=%s", root)
		}
		t.Skip("no oracle cases here; set ANLAN_ORACLES (TestReferenceBenchmark still compares with the reference)")
	}
	done := map[string]int{}
	for _, file := range files {
		c := readCase(t, file)
		run, ok := oracleOps[c.Op]
		if !ok {
			continue
		}
		done[c.Op]++
		t.Run(c.ID, func(t *testing.T) {
			got := run(t, c)
			for role, name := range c.Outputs {
				compare(t, c, role, got[role], readTable(t, filepath.Join(c.dir, name)))
			}
		})
	}
	for op := range oracleOps {
		if done[op] == 0 {
			t.Errorf("no case for %s among %d: the test would say nothing", op, len(files))
		}
	}
	t.Logf("cases: %v", done)
}

func readCase(t *testing.T, file string) oracleCase {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	c := oracleCase{dir: filepath.Dir(file)}
	var op struct{ Op string }
	if err := json.Unmarshal(data, &op); err != nil {
		t.Fatal(file, err)
	}
	if c.Op = op.Op; oracleOps[c.Op] == nil {
		return c
	}
	if err := json.Unmarshal(data, &c); err != nil {
		t.Fatal(file, err)
	}
	return c
}

func readTable(t *testing.T, file string) table {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(file, err)
	}
	return table{all[0], all[1:]}
}

func compare(t *testing.T, c oracleCase, role string, got, want table) {
	t.Helper()
	if len(got.rows) != len(want.rows) {
		t.Fatalf("%s: %d rows, want %d", role, len(got.rows), len(want.rows))
	}
	column := map[string]int{}
	for i, h := range got.header {
		column[h] = i
	}
	wrong := 0
	for i, row := range want.rows {
		for j, h := range want.header {
			k, ok := column[h]
			if !ok {
				t.Fatalf("%s: no column %s", role, h)
			}
			if why := c.differs(role, h, got.rows[i][k], row[j]); why != "" {
				if wrong++; wrong <= 5 {
					t.Errorf("%s row %d (%v) %s: %s", role, i+1, row[:2], h, why)
				}
			}
		}
	}
	if wrong > 5 {
		t.Errorf("%s: %d cells differ", role, wrong)
	}
}

func (c oracleCase) differs(role, column, got, want string) string {
	if got == want {
		return ""
	}
	tol, ok := c.Tolerance[role+"."+column]
	if !ok {
		if tol, ok = c.Tolerance[column]; !ok {
			tol = c.Tolerance["default"]
		}
	}
	g, err1 := strconv.ParseFloat(got, 64)
	w, err2 := strconv.ParseFloat(want, 64)
	if err1 != nil || err2 != nil || math.IsNaN(g) {
		return fmt.Sprintf("%q, want %q", got, want)
	}
	if tol.Exact && g != w || !tol.Exact && !(math.Abs(g-w) <= tol.Abs+tol.Rel*math.Abs(w)) {
		return fmt.Sprintf("%v, want %v", g, w)
	}
	return ""
}

// readSeries reads the role series, split by unit in the file's order.
func readSeries(t *testing.T, c oracleCase) (units []string, series []Series) {
	t.Helper()
	in := readTable(t, filepath.Join(c.dir, c.Inputs["series"]))
	at := map[string]int{}
	for i, h := range in.header {
		at[h] = i
	}
	for _, row := range in.rows {
		unit := row[at["unit"]]
		if len(units) == 0 || units[len(units)-1] != unit {
			units, series = append(units, unit), append(series, Series{Name: c.ID, Kind: unit})
		}
		s := &series[len(series)-1]
		text := row[at["observed"]]
		s.Missing = append(s.Missing, text == "")
		y, err := strconv.ParseFloat("0"+text, 64)
		if err != nil {
			t.Fatal(err)
		}
		s.Counts = append(s.Counts, y)
		if i, ok := at["date"]; ok {
			d, err := time.Parse("2006-01-02", row[i])
			if err != nil {
				t.Fatal(err)
			}
			s.Dates = append(s.Dates, d)
		}
		if i, ok := at["population"]; ok {
			p, err := strconv.ParseFloat(row[i], 64)
			if err != nil {
				t.Fatal(err)
			}
			s.Population = append(s.Population, p)
		}
	}
	return units, series
}

func num(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }

func flag(b bool) string {
	if b {
		return "1"
	}
	return "0"
}

// blank gives "" unless the figure stands.
func blank(stands bool, x float64) string {
	if !stands {
		return ""
	}
	return num(x)
}

var flexibleHeader = []string{"time", "unit", "observed", "expected", "upperbound", "alarm", "p", "phi",
	"trend", "trend_coefficient", "exceedance", "mean_upper"}

func runFlexible(t *testing.T, c oracleCase) map[string]table {
	out := table{header: flexibleHeader}
	units, series := readSeries(t, c)
	for i, s := range series {
		ds, err := FarringtonFlexible(s, c.Params.Evaluate.From-1, c.Params.Evaluate.To-1, c.Params.farrington())
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range ds {
			fit := d.State != NoFit
			bound := d.State == Tested
			alarm := flag(d.Alarm)
			if !fit {
				alarm = ""
			}
			out.rows = append(out.rows, []string{num(float64(d.Index + 1)), units[i], num(d.Observed),
				blank(bound, d.Expected), blank(bound, d.Upper), alarm,
				blank(bound || d.State == FewCases, d.P), blank(fit, d.Phi), flag(d.Trend),
				blank(d.Trend, d.Slope), blank(bound, d.Exceedance), blank(fit && d.State != NoThreshold, d.MeanUpper)})
		}
	}
	return map[string]table{"result": out}
}

func runOriginal(t *testing.T, c oracleCase) map[string]table {
	out := table{header: []string{"time", "unit", "observed", "upperbound", "alarm"}}
	units, series := readSeries(t, c)
	for i, s := range series {
		ds, err := FarringtonOriginal(s, c.Params.Evaluate.From-1, c.Params.Evaluate.To-1, c.Params.farrington())
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range ds {
			out.rows = append(out.rows, []string{num(float64(d.Index + 1)), units[i], num(d.Observed),
				blank(d.State == Tested, d.Upper), flag(d.Alarm)})
		}
	}
	return map[string]table{"result": out}
}

// runFit lays open one fit with trend.
func runFit(t *testing.T, c oracleCase) map[string]table {
	_, series := readSeries(t, c)
	at, p := c.Params.Time-1, c.Params.farrington()
	d, err := newDetector(series[0], at, at, p)
	if err != nil {
		t.Fatal(err)
	}
	if ok, err := d.baseline(at); err != nil || !ok {
		t.Fatal(ok, err)
	}
	q := &d.q
	if !q.fit(true, nil) {
		t.Fatal("the first fit does not converge")
	}
	design := table{header: []string{"time", "observed", "time_covariate", "season_group", "fitted_first",
		"hat", "anscombe", "weight", "fitted_second"}}
	q.reweight(d.rowY23, p.WeightsThreshold)
	for i, j := range d.rows {
		design.rows = append(design.rows, []string{num(float64(j + 1)), num(q.y[i]), num(d.covariate[j]),
			num(float64(d.level[j])), num(q.mu[i]), num(q.hat[i]), num(q.anscombe(i, d.rowY23[i])), num(q.omega[i]), ""})
	}
	coefficients := table{header: []string{"fit", "term", "estimate"}}
	terms := func(name string) {
		base := q.alpha[0] - q.slope*d.centre[0]
		coefficients.rows = append(coefficients.rows,
			[]string{name, "intercept", num(base)}, []string{name, "time", num(q.slope)})
		for l, g := range d.season {
			if g > 0 {
				coefficients.rows = append(coefficients.rows, []string{name, fmt.Sprintf("season_group_%d", l),
					num(q.alpha[g] - q.slope*d.centre[g] - base)})
			}
		}
	}
	terms("first")
	phiFirst := q.phi()
	if !q.fit(true, q.omega) {
		t.Fatal("the second fit does not converge")
	}
	terms("second")
	for i := range design.rows {
		design.rows[i][8] = num(q.mu[i])
	}
	g := d.season[p.Seasons]
	x := d.covariate[at] - d.centre[g]
	summary := table{header: []string{"quantity", "value"}}
	add := func(name string, x float64) { summary.rows = append(summary.rows, []string{name, num(x)}) }
	surveillance := q.relativeSquares(q.omega) / float64(q.df)
	pearson := q.dispersionRaw
	trendP := func(dispersion float64) float64 {
		return studentTwoSided(q.slope/math.Sqrt(dispersion/q.sxx), float64(q.df))
	}
	add("phi_first", phiFirst)
	add("phi_second", q.phi())
	add("eta", q.predict(g, x))
	add("se_link_surveillance", math.Sqrt(surveillance*q.variance(g, x)))
	add("se_link_pearson", math.Sqrt(pearson*q.variance(g, x)))
	add("dispersion_surveillance", surveillance)
	add("dispersion_pearson", pearson)
	add("p_trend_surveillance", trendP(surveillance))
	add("p_trend_pearson", trendP(pearson))
	d.p.Dispersion = DispersionSurveillance
	add("keep_trend", map[bool]float64{true: 1}[d.keepTrend(math.Exp(q.predict(g, x)))])
	return map[string]table{"design": design, "coefficients": coefficients, "summary": summary}
}

package models

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"
)

// oracleCase is a case.json: parameters, files and tolerances of one run of
// independent reference software.
type oracleCase struct {
	ID, Op, Title string
	Params        json.RawMessage
	Inputs        map[string]string
	Outputs       map[string]string
	// By "role.column", "column" or "default".
	Tolerance map[string]struct {
		Rel, Abs   float64
		Exact      bool
		MonteCarlo float64 `json:"monte_carlo"` // simulations on either side
	}
	Source, Note string

	dir string
}

// params reads the case's parameters over those in p; one that p does not have
// fails the test.
func (c *oracleCase) params(t *testing.T, p any) {
	t.Helper()
	if err := strict(c.Params, p); err != nil {
		t.Fatal("parameters:", err)
	}
}

func strict(raw []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	return d.Decode(into)
}

// in reads an input.
func (c *oracleCase) in(t *testing.T, role string) *table {
	t.Helper()
	name, ok := c.Inputs[role]
	if !ok {
		t.Fatalf("there is no input %s", role)
	}
	return readTable(t, filepath.Join(c.dir, name))
}

// table is a CSV file or our answer to one: header and rows of text, "" missing.
type table struct {
	header []string
	rows   [][]string
}

// tableOf begins a table.
func tableOf(header ...string) *table { return &table{header: header} }

// add appends a row; NaN is missing, a truth value 0 or 1.
func (s *table) add(cells ...any) {
	row := make([]string, len(cells))
	for i, c := range cells {
		switch c := c.(type) {
		case float64:
			row[i] = number(c)
		case bool:
			row[i] = number(flag(c))
		default:
			row[i] = fmt.Sprint(c)
		}
	}
	s.rows = append(s.rows, row)
}

func number(x float64) string {
	if math.IsNaN(x) {
		return ""
	}
	return strconv.FormatFloat(x, 'g', -1, 64)
}

func flag(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// text gives a column as text.
func (s *table) text(t *testing.T, name string) []string {
	t.Helper()
	j := slices.Index(s.header, name)
	if j < 0 {
		t.Fatalf("there is no column %s in %v", name, s.header)
	}
	out := make([]string, len(s.rows))
	for i, row := range s.rows {
		out[i] = row[j]
	}
	return out
}

// numbers gives a column as numbers, NaN where missing.
func (s *table) numbers(t *testing.T, name string) []float64 {
	t.Helper()
	out := make([]float64, len(s.rows))
	for i, cell := range s.text(t, name) {
		out[i] = math.NaN()
		if cell == "" {
			continue
		}
		var err error
		if out[i], err = strconv.ParseFloat(cell, 64); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// columns gives several columns as numbers.
func (s *table) columns(t *testing.T, names []string) [][]float64 {
	t.Helper()
	var out [][]float64
	for _, name := range names {
		out = append(out, s.numbers(t, name))
	}
	return out
}

// unitSeries is one unit of the role series.
type unitSeries struct {
	unit   string
	counts []float64 // NaN where missing
	dates  []time.Time
	column map[string][]float64
}

// series reads the role series, split by unit in the file's order.
func (c *oracleCase) series(t *testing.T) []*unitSeries {
	t.Helper()
	in := c.in(t, "series")
	values := map[string][]float64{}
	for _, name := range in.header {
		if name != "unit" && name != "date" {
			values[name] = in.numbers(t, name)
		}
	}
	var out []*unitSeries
	for i, unit := range in.text(t, "unit") {
		if len(out) == 0 || out[len(out)-1].unit != unit {
			out = append(out, &unitSeries{unit: unit, column: map[string][]float64{}})
		}
		s := out[len(out)-1]
		s.counts = append(s.counts, values["observed"][i])
		for name, col := range values {
			s.column[name] = append(s.column[name], col[i])
		}
		if j := slices.Index(in.header, "date"); j >= 0 {
			d, err := time.Parse("2006-01-02", in.rows[i][j])
			if err != nil {
				t.Fatal(err)
			}
			s.dates = append(s.dates, d)
		}
	}
	return out
}

// oracleOp computes the outputs of a case, by role.
type oracleOp func(*testing.T, *oracleCase) map[string]*table

// TestOracle compares every column of every case. The cases come from
// ANLAN_ORACLES (or a folder beside the repository); they are not part of it,
// for their data are under other licences. TestReferenceBenchmark needs no
// such folder.
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
	ops := merged(t, farringtonOps, surveilOps, glmOps, scoreOps, survivalOps, scanOps, endemicOps)
	for _, file := range files {
		t.Run(filepath.Base(filepath.Dir(file)), func(t *testing.T) {
			c := readCase(t, file)
			run, ok := ops[c.Op]
			if !ok {
				t.Fatalf("operation %s is not known", c.Op)
			}
			got := run(t, c)
			for role, name := range c.Outputs {
				if got[role] == nil {
					t.Errorf("there is no output %s", role)
					continue
				}
				compare(t, c, role, got[role], readTable(t, filepath.Join(c.dir, name)))
			}
		})
	}
}

func readCase(t *testing.T, file string) *oracleCase {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	c := &oracleCase{dir: filepath.Dir(file)}
	if err := strict(data, c); err != nil {
		t.Fatal(file, err)
	}
	return c
}

func readTable(t *testing.T, file string) *table {
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
	return &table{all[0], all[1:]}
}

func compare(t *testing.T, c *oracleCase, role string, got, want *table) {
	t.Helper()
	if len(got.rows) != len(want.rows) {
		t.Errorf("%s: %d rows, want %d", role, len(got.rows), len(want.rows))
		return
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
					t.Errorf("%s row %d (%v) %s: %s", role, i+1, row[:min(2, len(row))], h, why)
				}
			}
		}
	}
	if wrong > 5 {
		t.Errorf("%s: %d cells differ", role, wrong)
	}
}

func (c *oracleCase) differs(role, column, got, want string) string {
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
	allowed := tol.Abs + tol.Rel*math.Abs(w)
	switch {
	case tol.Exact:
		allowed = 0
	case tol.MonteCarlo > 0:
		allowed = 6*math.Sqrt(w*(1-w)/tol.MonteCarlo) + 2/(tol.MonteCarlo+1)
	}
	if !(math.Abs(g-w) <= allowed) {
		return fmt.Sprintf("%v, want %v", g, w)
	}
	return ""
}

package composite

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// sheet is a table of a case as text, or what an operation gives.
type sheet struct {
	header []string
	rows   [][]string
}

func (s *sheet) column(name string) int { return slices.Index(s.header, name) }

// cell gives the text of a cell, "" where there is no such column.
func (s *sheet) cell(row int, name string) string {
	if i := s.column(name); i >= 0 {
		return s.rows[row][i]
	}
	return ""
}

// num gives a cell as a number: NA is NaN.
func (s *sheet) num(row int, name string) float64 {
	v, err := strconv.ParseFloat(s.cell(row, name), 64)
	if err != nil {
		return math.NaN()
	}
	return v
}

// add appends a row; numbers are written so that they read back the same.
func (s *sheet) add(cells ...any) {
	row := make([]string, len(cells))
	for i, c := range cells {
		switch c := c.(type) {
		case float64:
			row[i] = strconv.FormatFloat(c, 'g', -1, 64)
		case bool:
			row[i] = strings.ToUpper(strconv.FormatBool(c))
		default:
			row[i] = fmt.Sprint(c)
		}
	}
	s.rows = append(s.rows, row)
}

// oracleCase is a case.json: one operation on files, with the answer of
// reference software.
type oracleCase struct {
	ID, Op, Title string
	Params        json.RawMessage
	Inputs        map[string]string
	Outputs       map[string]string
	Tolerance     struct {
		Rel, Abs float64
		UpToSign any `json:"up_to_sign"`
		Exact    []string
		Columns  map[string]struct {
			Rel, Abs *float64
			AtMost   *float64 `json:"at_most"`
		}
	}
	Source, Note string

	dir string
	in  map[string]*sheet
}

// params reads the case's parameters into a struct; one it does not know is an
// error.
func (c *oracleCase) params(into any) error { return strict(c.Params, into) }

func strict(raw []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	return d.Decode(into)
}

// outputs are what an operation gives, by role.
type outputs map[string]*sheet

// oracleOps are the operations of the cases. Files of this package's tests add
// to it where they are compiled.
var oracleOps = merged(prepareOps, combineOps, analyseOps, methodOps, robustOps)

func merged(all ...map[string]func(*oracleCase) (outputs, error)) map[string]func(*oracleCase) (outputs, error) {
	out := map[string]func(*oracleCase) (outputs, error){}
	for _, ops := range all {
		for name, f := range ops {
			if out[name] != nil {
				panic("two of " + name)
			}
			out[name] = f
		}
	}
	return out
}

// Every case under $ANLAN_ORACLES/index is met within its tolerance; where
// there is none, those of testdata are.
func TestOracles(t *testing.T) {
	root := os.Getenv("ANLAN_ORACLES")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared", "oracles")
		if _, err := os.Stat(filepath.Join(root, "index")); err != nil {
			root = "testdata"
		}
	}
	root = filepath.Join(root, "index")
	var found []string
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Name() == "case.json" {
			found = append(found, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(found) == 0 {
		t.Fatalf("no case.json under %s", root)
	}
	for _, path := range found {
		t.Run(filepath.Base(filepath.Dir(path)), func(t *testing.T) { runCase(t, path) })
	}
}

func runCase(t *testing.T, path string) {
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	c := &oracleCase{dir: filepath.Dir(path), in: map[string]*sheet{}}
	if err := strict(raw, c); err != nil {
		t.Fatal(err)
	}
	for role, name := range c.Inputs {
		if c.in[role], err = readSheet(filepath.Join(c.dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	op := oracleOps[c.Op]
	if op == nil {
		t.Fatalf("operation %s is not known", c.Op)
	}
	got, err := op(c)
	if err != nil {
		t.Fatal(err)
	}
	for _, role := range slices.Sorted(maps.Keys(c.Outputs)) {
		want, err := readSheet(filepath.Join(c.dir, c.Outputs[role]))
		if err != nil {
			t.Fatal(err)
		}
		if got[role] == nil {
			t.Errorf("there is no output %s", role)
			continue
		}
		for _, fault := range c.compare(role, got[role], want) {
			t.Errorf("%s: %s", role, fault)
		}
	}
}

func readSheet(path string) (*sheet, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return &sheet{rows[0], rows[1:]}, nil
}

// keyColumns are the columns by which rows of an output are matched, those of
// them that it has.
var keyColumns = []string{"Time", "uCode", "iCode", "iCode1", "iCode2", "group", "component", "vector", "row", "criterion", "run", "alternative", "removed", "variable", "position"}

// keyless columns are keys in some outputs and values in others.
func (c *oracleCase) keys(role string, want *sheet) []string {
	var keys []string
	for _, k := range keyColumns {
		if want.column(k) < 0 {
			continue
		}
		last := role[strings.LastIndexByte(role, '.')+1:]
		switch {
		case k == "iCode" && want.column("position") >= 0: // of strengths: the value at a place
		case k == "group" && (last == "table" || last == "pairs" || want.column("iCode") >= 0): // the group of a row
		case k == "removed" && last == "removed":
		default:
			keys = append(keys, k)
		}
	}
	return keys
}

const mostFaults = 5

func (c *oracleCase) compare(role string, got, want *sheet) (faults []string) {
	keys := c.keys(role, want)
	id := func(s *sheet, row int) string {
		var parts []string
		for _, k := range keys {
			v := s.cell(row, k)
			if n, err := strconv.ParseFloat(v, 64); err == nil {
				v = strconv.FormatFloat(n, 'g', -1, 64)
			}
			parts = append(parts, v)
		}
		return strings.Join(parts, " ")
	}
	at := map[string]int{}
	for i := range got.rows {
		if _, twice := at[id(got, i)]; twice && len(keys) > 0 {
			return []string{"row " + id(got, i) + " is there twice"}
		}
		at[id(got, i)] = i
	}
	if len(got.rows) != len(want.rows) {
		faults = append(faults, fmt.Sprintf("%d rows, want %d", len(got.rows), len(want.rows)))
	}
	for _, name := range want.header {
		if got.column(name) < 0 {
			faults = append(faults, "there is no column "+name)
		}
	}
	if len(faults) > 0 {
		return faults
	}
	signs := c.signs(got, want, at, id)
	for i := range want.rows {
		k, ok := at[id(want, i)]
		if len(keys) == 0 {
			k, ok = i, true
		}
		if !ok {
			faults = append(faults, "there is no row "+id(want, i))
			continue
		}
		for j, name := range want.header {
			if slices.Contains(keys, name) || name == c.Tolerance.UpToSign {
				continue
			}
			g, w := got.cell(k, name), want.rows[i][j]
			if name == "Weight" && signs != nil && signs[want.cell(i, fmt.Sprint(c.Tolerance.UpToSign))] {
				g = strconv.FormatFloat(-got.num(k, name), 'g', -1, 64)
			}
			if !c.equal(role, name, g, w) {
				faults = append(faults, fmt.Sprintf("%s, %s: %s, want %s", id(want, i), name, g, w))
			}
		}
		if len(faults) >= mostFaults {
			return append(faults, "and so on")
		}
	}
	return faults
}

// signs gives the groups whose weights all have the other sign, where that is
// allowed.
func (c *oracleCase) signs(got, want *sheet, at map[string]int, id func(*sheet, int) string) map[string]bool {
	by, ok := c.Tolerance.UpToSign.(string)
	if !ok || want.column(by) < 0 || want.column("Weight") < 0 {
		return nil
	}
	turned := map[string]bool{}
	for i := range want.rows {
		k, ok := at[id(want, i)]
		if g, w := got.num(k, "Weight"), want.num(i, "Weight"); ok && math.Abs(w) > 1e-3 {
			turned[want.cell(i, by)] = g*w < 0
		}
	}
	return turned
}

func (c *oracleCase) equal(role, name, got, want string) bool {
	missing := func(s string) bool { return s == "NA" || s == "NaN" }
	if missing(want) {
		return missing(got)
	}
	w, err := strconv.ParseFloat(want, 64)
	if err != nil || slices.Contains(c.Tolerance.Exact, name) {
		if g, err := strconv.ParseFloat(got, 64); err == nil {
			w, err := strconv.ParseFloat(want, 64)
			return err == nil && g == w
		}
		return got == want
	}
	g, err := strconv.ParseFloat(got, 64)
	if err != nil {
		return false
	}
	rel, abs := c.Tolerance.Rel, c.Tolerance.Abs
	if o, ok := c.Tolerance.Columns[name]; ok {
		if o.AtMost != nil {
			return g <= *o.AtMost
		}
		if o.Rel != nil {
			rel = *o.Rel
		}
		if o.Abs != nil {
			abs = *o.Abs
		}
	}
	if math.IsInf(w, 0) || math.IsInf(g, 0) {
		return g == w
	}
	return math.Abs(g-w) <= max(abs, rel*math.Abs(w))
}

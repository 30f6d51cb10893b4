package anlan_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// floors is the import policy of the house, ground floor first: a package may
// import from this module only what stands on its line, and what that imports
// need not be repeated. Rooms on one floor do not see each other; they meet as
// tables in the lake, as an edition, or in cmd/anlan.
//
// Do not loosen a line to make a build pass: find the better cut.
const floors = `
.                  <-
queries            <- .
models/counts      <-
models/fuzzing     <-
models/isotonic    <-
models/linear      <-
models/newton      <- . models/linear
models/glm         <- . models/counts models/linear models/newton
models/surveil     <- . models/counts models/glm models/isotonic models/linear
models/scoring     <- . models/counts
models/calibration <- . models/isotonic
models/delay       <- .
models/pooled      <- . models/counts models/delay models/linear models/surveil
models/survival    <- . models/counts
models/scan        <- .
models/backtest    <- . models/counts
models/endemic     <- . models/counts models/linear models/newton
models/triage      <- . models/linear models/newton models/glm models/calibration models/scoring internal/document internal/person
models/apportion   <- . models/counts
models/forecast    <- . models/counts models/endemic models/linear
models/outlook     <- . models/forecast models/apportion
models/verify      <- . models/calibration models/forecast models/scoring
models             <- . models/counts
models/watch        <- . models models/delay models/pooled models/surveil models/scan
internal/chart     <- .
internal/edition   <- .
internal/ledger    <- .
internal/colfile   <-
internal/lake      <- . internal/colfile
internal/person    <-
internal/pseudonym <- .
indicators/smallarea <-
internal/document  <-
indicators/conformal <-
indicators/composite <- indicators/smallarea
indicators         <- . queries indicators/smallarea indicators/conformal indicators/composite internal/document
indicators/audit   <- indicators/composite
indicators/hiding  <- . indicators
etl                <- . internal/lake internal/document internal/person internal/pseudonym internal/colfile
etl/pull           <- .
etl/pull/dbtest    <-
etl/demo           <- .
etl/demo/figures   <- . etl/demo
internal/catalogue <- . queries indicators etl
internal/report    <- . internal/edition internal/ledger internal/chart
internal/auditpage <- . indicators/audit indicators/composite internal/chart
internal/backtestpage <- . models/forecast models/verify internal/chart
internal/site      <- . internal/edition internal/ledger internal/chart
internal/night     <- . queries models models/delay models/outlook models/triage models/watch models/scan indicators etl etl/pull internal/lake internal/edition internal/ledger internal/report internal/person internal/pseudonym
cmd/anlan          <- *
`

// duckdbOnly are the packages that may import DuckDB's driver, and why. Each
// must exist and still import it, so that the list does not outlive its reason.
var duckdbOnly = map[string]string{
	"internal/lake": "the one room that holds the engine",
}

const module = "github.com/anlan-lake/anlan"

func parseFloors(t *testing.T) map[string][]string {
	t.Helper()
	allowed := map[string][]string{}
	for line := range strings.Lines(floors) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		pkg, list, ok := strings.Cut(line, "<-")
		if !ok {
			t.Fatalf("floors: line %q has no <-", line)
		}
		allowed[strings.TrimSpace(pkg)] = strings.Fields(list)
	}
	return allowed
}

// imports gives, for each package folder of the module, the paths its
// non-test files import.
func imports(t *testing.T) map[string][]string {
	t.Helper()
	found := map[string][]string{}
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			name := d.Name()
			if path != "." && (strings.HasPrefix(name, ".") || name == "testdata" || name == "node_modules" || name == "demo" && path == "demo") {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		dir := filepath.ToSlash(filepath.Dir(path))
		if found[dir] == nil {
			found[dir] = []string{}
		}
		for _, spec := range file.Imports {
			p, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			found[dir] = append(found[dir], p)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestFloors(t *testing.T) {
	allowed := parseFloors(t)
	found := imports(t)
	for dir, paths := range found {
		if strings.HasPrefix(dir, "bench") || strings.HasPrefix(dir, "interop") {
			continue
		}
		list, ok := allowed[dir]
		if !ok {
			t.Errorf("package %s stands on no floor: give it a line in floors_test.go", dir)
			continue
		}
		for _, p := range paths {
			in, ours := strings.CutPrefix(p, module)
			if !ours {
				if dir == "." && strings.Contains(p, ".") {
					t.Errorf("the root package imports %s: standard library only", p)
				}
				continue
			}
			in = strings.TrimPrefix(in, "/")
			if in == "" {
				in = "."
			}
			if !slices.Contains(list, in) && !slices.Contains(list, "*") {
				t.Errorf("%s imports %s, which its floor does not allow", dir, in)
			}
		}
	}
	for dir := range allowed {
		if found[dir] == nil {
			t.Errorf("floors_test.go names %s, which does not exist", dir)
		}
	}
}

func TestDuckDBStaysInItsRoom(t *testing.T) {
	holds := map[string]bool{}
	for dir, paths := range imports(t) {
		for _, p := range paths {
			if strings.Contains(p, "github.com/duckdb/") && !strings.HasPrefix(dir, "bench") {
				holds[dir] = true
				if duckdbOnly[dir] == "" {
					t.Errorf("%s imports %s: only internal/lake may", dir, p)
				}
			}
		}
	}
	for dir, why := range duckdbOnly {
		if !holds[dir] {
			t.Errorf("%s (%s) no longer imports DuckDB: strike it from the list", dir, why)
		}
	}
}

package queries

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/anlan-lake/anlan"
)

// file makes a query file with a whole contract.
func file(name, depends string) *fstest.MapFile {
	return &fstest.MapFile{Data: []byte(`/* @anlan
name: ` + name + `
zh: 甲
en: a
grain: one row
owner: 市统计局
depends: [` + depends + `]
columns:
  - {name: x, type: integer, zh: 甲, en: a}
*/
select x from ` + depends + ";\n")}
}

func names(s *Set) string {
	var all []string
	for _, q := range s.Queries {
		all = append(all, q.Name)
	}
	return strings.Join(all, " ")
}

func TestLoadOrder(t *testing.T) {
	set, err := Load(fstest.MapFS{
		"marts/a_mart.sql":    file("a_mart", "m_fact"),
		"facts/m_fact.sql":    file("m_fact", "z_stage"),
		"staging/z_stage.sql": file("z_stage", "raw"),
	}, map[string][]string{"raw": {"x"}})
	if err != nil {
		t.Fatal(err)
	}
	if got := names(set); got != "z_stage m_fact a_mart" {
		t.Errorf("run order %q", got)
	}
	q, _ := set.Query("a_mart")
	if q.Layer != "marts" || q.Body != "select x from m_fact" {
		t.Errorf("got layer %q, body %q", q.Layer, q.Body)
	}
	if got := set.Tables(); !slices.Equal(got["a_mart"], []string{"x"}) || got["raw"] == nil {
		t.Errorf("tables %v", got)
	}
}

func TestLoadDropsWhatHasNoRoots(t *testing.T) {
	set, err := Load(fstest.MapFS{
		"staging/s.sql": file("s", "raw"),
		"facts/f.sql":   file("f", "absent"),
		"marts/m.sql":   file("m", "f"),
	}, map[string][]string{"raw": nil})
	if err != nil {
		t.Fatal(err)
	}
	if names(set) != "s" || len(set.Dropped) != 2 {
		t.Fatalf("kept %q, dropped %v", names(set), set.Dropped)
	}
	if d := set.Dropped[0]; d.Name != "f" || d.Reason != "no table absent" {
		t.Errorf("dropped %v", d)
	}
	if d := set.Dropped[1]; d.Name != "m" || !strings.Contains(d.Reason, "rests on f") {
		t.Errorf("dropped %v", d)
	}
}

func TestOptionalColumns(t *testing.T) {
	f := file("s", "raw")
	f.Data = []byte(strings.Replace(string(f.Data), "select x from raw", "select\n  x,\n  @optional(y, decimal(18,2)),\n  @optional(z, date)\nfrom raw", 1))
	fsys := fstest.MapFS{"staging/s.sql": f}
	for body, columns := range map[string][]string{
		"select\n  x,\n  y,\n  z\nfrom raw":                       nil,
		"select\n  x,\n  y,\n  cast(null as date) as z\nfrom raw": {"x", "y"},
	} {
		set, err := Load(fsys, map[string][]string{"raw": columns})
		if err != nil {
			t.Fatal(err)
		}
		if q, _ := set.Query("s"); q.Body != body {
			t.Errorf("with columns %v: %q", columns, q.Body)
		}
	}
	set, err := Load(fsys, map[string][]string{"raw": {"y"}})
	if err != nil || len(set.Dropped) != 1 || set.Dropped[0].Reason != "table raw has no column x" {
		t.Errorf("dropped %v, %v", set.Dropped, err)
	}
}

func TestLoadRefuses(t *testing.T) {
	broken := func(from, to string) *fstest.MapFile {
		return &fstest.MapFile{Data: []byte(strings.Replace(string(file("q", "raw").Data), from, to, 1))}
	}
	for want, fsys := range map[string]fstest.MapFS{
		"a → b → c → a":          {"f/a.sql": file("a", "b"), "f/b.sql": file("b", "c"), "f/c.sql": file("c", "a")},
		"in a circle: q → q":     {"f/q.sql": file("q", "q")},
		"does not open":          {"f/q.sql": broken("/* @anlan", "/* x")},
		"not closed":             {"f/q.sql": broken("*/", "")},
		"unknown":                {"f/q.sql": broken("grain:", "grains:")},
		"lacks":                  {"f/q.sql": broken("owner: 市统计局", "owner:")},
		"depends on nothing":     {"f/q.sql": broken("[raw]", "[]")},
		"not documented":         {"f/q.sql": broken("zh: 甲, en: a}", "zh: 甲}")},
		"stands twice":           {"f/q.sql": broken("columns:", "columns:\n  - {name: x, type: t, zh: z, en: e}")},
		"file and name":          {"f/p.sql": file("q", "raw")},
		"defined twice":          {"f/q.sql": file("q", "raw"), "g/q.sql": file("q", "raw")},
		"no statement":           {"f/q.sql": broken("select x from raw;", "")},
		"name of a landed table": {"f/raw.sql": file("raw", "raw")},
	} {
		_, err := Load(fsys, map[string][]string{"raw": nil})
		if anlan.KindOf(err) != anlan.Invalid || !strings.Contains(err.Error(), want) {
			t.Errorf("want Invalid with %q, got %v", want, err)
		}
	}
}

func TestLoadOwnReplaces(t *testing.T) {
	own := file("m", "raw")
	set, err := Load(fstest.MapFS{"marts/m.sql": file("m", "absent")}, map[string][]string{"raw": nil}, fstest.MapFS{"marts/m.sql": own})
	if err != nil || names(set) != "m" {
		t.Errorf("a city's own query stands in for the house's: kept %q, %v", names(set), err)
	}
}

// The house's own queries all run on the data sets of the house, and drop with theirs.
func TestBuiltin(t *testing.T) {
	set := builtin(t)
	if len(set.Dropped) > 0 {
		t.Errorf("dropped with all data sets there: %v", set.Dropped)
	}
	few, err := Load(Builtin(), map[string][]string{"area": nil, "dispute_case": nil})
	if err != nil {
		t.Fatal(err)
	}
	if got := names(few); len(few.Queries) != 11 {
		t.Errorf("with areas and disputes alone: %q", got)
	}
	for _, q := range set.Queries {
		at := func(name string) int {
			return slices.IndexFunc(set.Queries, func(q Query) bool { return q.Name == name })
		}
		for _, d := range q.Depends {
			if at(d) > at(q.Name) {
				t.Errorf("%s runs before %s, on which it depends", q.Name, d)
			}
		}
	}
}

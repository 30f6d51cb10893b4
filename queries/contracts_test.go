package queries

import (
	"io/fs"
	"strings"
	"testing"

	"github.com/anlan-lake/anlan/etl"
)

// sqlTypes spells the types of contracts as queries do.
var sqlTypes = map[string]string{"int32": "integer", "int64": "bigint", "float64": "double"}

// Every data set has a staging query with the columns that its contract keeps,
// of their types and in their order, under the header they are sent with; what
// a source may leave out is optional there.
func TestStagingKeepsToTheContracts(t *testing.T) {
	set := builtin(t)
	for _, name := range etl.BuiltinNames() {
		c, err := etl.Builtin(name)
		if err != nil {
			t.Fatal(err)
		}
		q, ok := set.Query("stg_" + name)
		if !ok || q.Zh != c.Name.Zh {
			t.Errorf("stg_%s is %q, want %q", name, q.Zh, c.Name.Zh)
			continue
		}
		var want, got []string
		body := "select\n"
		for _, p := range c.Kept() {
			typ := p.Type
			if s := sqlTypes[typ]; s != "" {
				typ = s
			}
			want = append(want, p.Name+" "+typ+" "+p.Header[0])
			if p.Required {
				body += "  " + p.Name + ",\n"
			} else {
				body += "  @optional(" + p.Name + ", " + typ + "),\n"
			}
		}
		for _, col := range q.Columns {
			got = append(got, col.Name+" "+col.Type+" "+col.Zh)
		}
		if g, w := strings.Join(got, "\n"), strings.Join(want, "\n"); g != w {
			t.Errorf("%s has the columns\n%s\nand its contract\n%s", q.Path, g, w)
		}
		file, err := fs.ReadFile(Builtin(), q.Path)
		if err != nil {
			t.Fatal(err)
		}
		if body = strings.TrimSuffix(body, ",\n") + "\nfrom " + name + "\n"; !strings.HasSuffix(string(file), "*/\n"+body) {
			t.Errorf("%s does not end in\n%s", q.Path, body)
		}
	}
}

// A catalogue is read by people who do not know the column names: no comment
// is just the name with blanks.
func TestColumnsAreExplained(t *testing.T) {
	for _, q := range builtin(t).Queries {
		for _, c := range q.Columns {
			bare := strings.ReplaceAll(c.Name, "_", " ")
			if strings.Contains(c.Name, "_") && strings.TrimPrefix(c.En, "whether ") == strings.TrimPrefix(bare, "is ") {
				t.Errorf("%s: column %s is explained as %q", q.Path, c.Name, c.En)
			}
		}
	}
}

// What counts cases itself has small cells in it: analysts get what the index
// has made of the counts, where they are withheld.
func TestAnalystsSeeNoCountsOfCases(t *testing.T) {
	set := builtin(t)
	seen := 0
	for _, q := range set.Queries {
		if q.Readers != Analyst {
			continue
		}
		seen++
		for _, d := range q.Depends {
			if strings.HasPrefix(d, "fct_") || d == "series_week" || d == "series_week_below" || d == "series_day" || d == "series_area" || d == "forecast" || d == "forecast_below" || d == "daily_flash" || d == "warning" {
				t.Errorf("%s is for analysts and counts the cases of %s", q.Name, d)
			}
		}
	}
	if seen == 0 {
		t.Error("analysts have no mart")
	}
}

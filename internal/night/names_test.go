package night

import (
	"maps"
	"strings"
	"testing"

	"github.com/anlan-lake/anlan/queries"
)

// The tables that this package computes have the columns and types of their
// contracts, which the catalogue and the marts go by.
func TestComputedTablesKeepToTheirContracts(t *testing.T) {
	contracts, err := queries.Computed()
	if err != nil {
		t.Fatal(err)
	}
	tables := maps.Clone(martTables)
	maps.Copy(tables, assessTables)
	if len(contracts) != len(tables) {
		t.Errorf("%d contracts for %d tables", len(contracts), len(tables))
	}
	for _, q := range contracts {
		var want, got []string
		for _, c := range q.Columns {
			want = append(want, c.Name+" "+lakeType(c.Type))
		}
		for _, c := range tables[q.Name].Columns {
			got = append(got, c.Name+" "+c.Type)
		}
		if g, w := strings.Join(got, ", "), strings.Join(want, ", "); g != w {
			t.Errorf("%s has the columns\n%s\nand its contract\n%s", q.Name, g, w)
		}
	}
}

package edition

import (
	"reflect"
	"testing"

	"github.com/anlan-lake/anlan"
)

// TestClustersRoundTrip: clusters are read as they were written, those that go on
// first, and found by any of their areas; one of several counties is the city's.
func TestClustersRoundTrip(t *testing.T) {
	kinds := []anlan.SeriesKind{{Series: "hotline_domain", Kind: "03"}, {Series: "dispute_type", Kind: "04"}}
	one := anlan.Cluster{ID: "a", Level: anlan.Township, Areas: []string{"629902001", "629902002"}, Kinds: kinds[:1], Since: "2026-W40", From: "2026-W41", Period: "2026-W41", Weeks: 2,
		Phase: anlan.PhaseFaded, Observed: 30, Expected: 12.5, P: 0.004}
	two := anlan.Cluster{ID: "b", Level: anlan.Township, Areas: []string{"629902003", "629903001"}, Kinds: kinds, Since: "2026-W42", From: "2026-W41", Period: "2026-W42", Weeks: 1,
		Phase: anlan.PhaseOpened, Observed: anlan.Withheld, Expected: 8}
	dir := t.TempDir()
	if _, err := Write(dir, anlan.Edition{ID: "x", City: "6299", Levels: anlan.Levels{4, 6, 9}}, Tables{Clusters: []anlan.Cluster{one, two}}); err != nil {
		t.Fatal(err)
	}
	e, err := Open(dir, "x")
	if err != nil {
		t.Fatal(err)
	}
	for prefix, want := range map[string][]anlan.Cluster{"": {two, one}, "629902": {two, one}, "629903": {two}, "629902001": {one}, "629904": nil} {
		if got := e.Clusters(prefix); !reflect.DeepEqual(got, want) {
			t.Errorf("%q: %+v", prefix, got)
		}
	}
	if e.Meta.Rows["warning_cluster"] != 2 {
		t.Errorf("%v", e.Meta.Rows)
	}
}

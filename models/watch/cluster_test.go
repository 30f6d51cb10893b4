package watch

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/models"
	"github.com/anlan-lake/anlan/models/scan"
)

// towns are the city's townships, which touch in one long row.
func towns(t *testing.T, series []models.Series) map[anlan.Level]scan.Adjacency {
	t.Helper()
	var names []string
	for _, s := range series {
		if s.Level == anlan.Township && !slices.Contains(names, s.Area) {
			names = append(names, s.Area)
		}
	}
	slices.Sort(names)
	var pairs [][2]string
	for i := range names[1:] {
		pairs = append(pairs, [2]string{names[i], names[i+1]})
	}
	a, err := scan.NewAdjacency(names, pairs)
	if err != nil {
		t.Fatal(err)
	}
	return map[anlan.Level]scan.Adjacency{anlan.Township: a}
}

func look(t *testing.T, series []models.Series, set ClusterSettings, before []anlan.Cluster) ([]anlan.Cluster, []ClusterScan) {
	t.Helper()
	touching := towns(t, series)
	panels, err := Panels(night(t, series, settings()).Judged, 8, touching, set)
	if err != nil {
		t.Fatal(err)
	}
	found, scans, err := Clusters(t.Context(), panels, touching, set, 20771, before)
	if err != nil {
		t.Fatal(err)
	}
	return found, scans
}

// rise adds cases of two kinds to some townships in a week, counted from the last.
func rise(series []models.Series, back int, areas ...string) {
	for _, a := range areas {
		for _, kind := range []string{"03", "05"} {
			plant(series, a, kind, back, 6)
		}
	}
}

func TestClustersFound(t *testing.T) {
	calm := 0
	for seed := range uint64(12) {
		_, scans := look(t, city(seed+100), DefaultClusterSettings(), nil)
		calm += scans[0].Found
		if len(scans) != 1 || scans[0].Level != anlan.Township || scans[0].Areas != 15 || scans[0].Kinds != 6 || scans[0].Seed != 20771 || !(scans[0].Threshold > 3) || scans[0].Simulations < 499 {
			t.Fatalf("%+v", scans)
		}
	}
	// Ninety-six weeks, one false cluster in 52: seven would be odd.
	if calm > 6 {
		t.Errorf("clusters in %d of 96 calm weeks", calm)
	}
	series := city(1)
	rise(series, 1, "629901005", "629902001")
	rise(series, 0, "629901005", "629902001", "629902002")
	found, _ := look(t, series, DefaultClusterSettings(), nil)
	if found = of(found, "629902001"); len(found) != 1 {
		t.Fatalf("%+v", found)
	}
	c := found[0]
	if len(c.Areas) > 4 || !slices.Equal(c.Areas[:3], []string{"629901005", "629902001", "629902002"}) || len(c.Kinds) < 2 || c.Phase != anlan.PhaseGrown || c.Weeks != 2 || c.Since >= c.Period ||
		c.P > 1.0/52 || c.Observed < c.Expected+20 || c.Recurrence() != 1/c.P || !strings.HasPrefix(c.ID, "cluster:township:629901005:dispute_type:0") {
		t.Errorf("%+v", c)
	}
	again, _ := look(t, series, DefaultClusterSettings(), nil)
	if !reflect.DeepEqual(found, again) {
		t.Error("the same night finds something else")
	}
	set := DefaultClusterSettings()
	set.Suppressed = func(_, kind, _ string) bool { return kind == "03" || kind == "05" }
	if found, _ := look(t, series, set, nil); len(found) > 0 {
		t.Errorf("suppressed kinds make a cluster: %+v", found)
	}
}

// of keeps the clusters of which an area is one.
func of(list []anlan.Cluster, area string) []anlan.Cluster {
	return slices.DeleteFunc(list, func(c anlan.Cluster) bool { return !slices.Contains(c.Areas, area) })
}

func TestClusterLives(t *testing.T) {
	for name, x := range map[string]struct {
		weeks map[int][]string // townships that rise, by weeks back
		in    string           // a township of the last of them
		phase anlan.Phase
	}{
		"opened": {map[int][]string{0: {"629902001", "629902002"}}, "629902001", anlan.PhaseOpened},
		"faded":  {map[int][]string{3: {"629902001", "629902002"}, 2: {"629902001", "629902002"}}, "629902001", anlan.PhaseFaded},
		"moved": {map[int][]string{2: {"629902001", "629902002"}, 1: {"629902002", "629902003"}, 0: {"629902003", "629902004"}},
			"629902004", anlan.PhaseMoved},
	} {
		series := city(2)
		for back, areas := range x.weeks {
			rise(series, back, areas...)
			rise(series, back, areas...)
		}
		set := DefaultClusterSettings()
		set.Scan.MaxDuration = 1
		found, _ := look(t, series, set, nil)
		if len(found) == 0 || found[0].Phase != x.phase || !slices.Contains(found[0].Areas, x.in) {
			t.Errorf("%s: %+v", name, found)
		}
	}
	// One that has lasted for longer than the weeks judged keeps its name.
	series := city(3)
	for back := range 8 {
		rise(series, back, "629902001", "629902002")
	}
	found, _ := look(t, series, DefaultClusterSettings(), nil)
	if found = of(found, "629902001"); len(found) != 1 {
		t.Fatalf("%+v", found)
	}
	old := found[0]
	old.ID, old.Since = "cluster:township:629902001:dispute_type:03:2026-W30", "2026-W30"
	other := old
	other.ID, other.Areas = "cluster:township:629903001:dispute_type:03:2026-W30", []string{"629903001"}
	found, _ = look(t, series, DefaultClusterSettings(), []anlan.Cluster{other, old})
	if found = of(found, "629902001"); len(found) != 1 || found[0].ID != old.ID || found[0].Since != "2026-W30" {
		t.Errorf("%+v", found)
	}
}

func TestClustersRefuse(t *testing.T) {
	series := city(1)
	touching := towns(t, series)
	judged := night(t, series, settings()).Judged
	delete(touching[anlan.Township], "629901001")
	if _, err := Panels(judged, 8, touching, DefaultClusterSettings()); err == nil || !strings.Contains(err.Error(), "the neighbours do not match the places") || anlan.KindOf(err) != anlan.Invalid {
		t.Error(err)
	}
	for _, bad := range []func(*ClusterSettings){
		func(s *ClusterSettings) { s.Recurrence = 1 }, func(s *ClusterSettings) { s.Recurrence = 5000 }, func(s *ClusterSettings) { s.MinCases = 0 }, func(s *ClusterSettings) { s.Scan.Places = 0 },
	} {
		set := DefaultClusterSettings()
		bad(&set)
		if _, _, err := Clusters(t.Context(), nil, nil, set, 1, nil); anlan.KindOf(err) != anlan.Invalid || err == nil {
			t.Error(fmt.Sprint(err))
		}
	}
}

package edition

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/anlan-lake/anlan"
)

// clusterRow is a cluster; areas and kinds are JSON.
type clusterRow struct {
	ID       string  `parquet:"cluster_id"`
	Level    int32   `parquet:"area_level"`
	Areas    string  `parquet:"areas"`
	Kinds    string  `parquet:"kinds"`
	Since    string  `parquet:"since,dict"`
	From     string  `parquet:"from_week,dict"`
	Period   string  `parquet:"period,dict"`
	Weeks    int32   `parquet:"weeks"`
	Phase    string  `parquet:"phase,dict"`
	Observed float64 `parquet:"observed"`
	Expected float64 `parquet:"expected"`
	P        float64 `parquet:"p"`
}

// writeClusters writes a cluster to the file of its county, and one that lies in
// several to the city's.
func writeClusters(w *writer, t Tables) error {
	place := func(c anlan.Cluster) string {
		if len(c.Areas) == 0 || slices.ContainsFunc(c.Areas, func(a string) bool { return w.part(a) != w.part(c.Areas[0]) }) {
			return ""
		}
		return c.Areas[0]
	}
	row := func(c anlan.Cluster) (clusterRow, error) {
		areas, err := json.Marshal(c.Areas)
		if err != nil {
			return clusterRow{}, fmt.Errorf("areas of %s: %w", c.ID, err)
		}
		kinds, err := json.Marshal(c.Kinds)
		if err != nil {
			return clusterRow{}, fmt.Errorf("kinds of %s: %w", c.ID, err)
		}
		return clusterRow{c.ID, int32(c.Level), string(areas), string(kinds), c.Since, c.From, c.Period, int32(c.Weeks), string(c.Phase), c.Observed, c.Expected, c.P}, nil
	}
	return split(w, "warning_cluster", t.Clusters, place, row, func(a, b clusterRow) int { return strings.Compare(a.ID, b.ID) })
}

// readClusters reads the same; an edition from before there was such a table has
// none.
func (e *Edition) readClusters(root string) error {
	err := eachPart(root, "warning_cluster", func(r clusterRow) error {
		c := anlan.Cluster{ID: r.ID, Level: anlan.Level(r.Level), Since: r.Since, From: r.From, Period: r.Period, Weeks: int(r.Weeks),
			Phase: anlan.Phase(r.Phase), Observed: r.Observed, Expected: r.Expected, P: r.P}
		if err := json.Unmarshal([]byte(r.Areas), &c.Areas); err != nil {
			return fmt.Errorf("areas of %s: %w", r.ID, err)
		}
		if err := json.Unmarshal([]byte(r.Kinds), &c.Kinds); err != nil {
			return fmt.Errorf("kinds of %s: %w", r.ID, err)
		}
		e.clusters = append(e.clusters, c)
		return nil
	})
	faded := func(c anlan.Cluster) int {
		if c.Phase == anlan.PhaseFaded {
			return 1
		}
		return 0
	}
	slices.SortStableFunc(e.clusters, func(a, b anlan.Cluster) int {
		return cmp.Or(cmp.Compare(faded(a), faded(b)), strings.Compare(b.Period, a.Period), strings.Compare(a.ID, b.ID))
	})
	return err
}

// Clusters gives the clusters of which an area's code begins with prefix: those
// that go on first, then by their last week.
func (e *Edition) Clusters(prefix string) []anlan.Cluster {
	var list []anlan.Cluster
	for _, c := range e.clusters {
		if slices.ContainsFunc(c.Areas, func(a string) bool { return strings.HasPrefix(a, prefix) }) {
			list = append(list, c)
		}
	}
	return list
}

package night

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/lake"
	"github.com/anlan-lake/anlan/models/scan"
	"github.com/anlan-lake/anlan/models/watch"
)

// Clusters are the settings of the night's search for clusters. What is left out
// is the default of models/watch.
type Clusters struct {
	Off        bool    `yaml:"off"`
	Recurrence float64 `yaml:"recurrence"` // weeks of a calm city that give one false cluster, by level
	MinCases   float64 `yaml:"min_cases"`  // least cases of a cluster
	// Neighbours is a CSV of the areas that touch, area_code and neighbour_code,
	// instead of boundaries: for example where a river parts what a map joins.
	Neighbours string `yaml:"neighbours"`
}

func (c Clusters) settings() watch.ClusterSettings {
	set := watch.DefaultClusterSettings()
	if c.Recurrence != 0 {
		set.Recurrence = c.Recurrence
	}
	if c.MinCases != 0 {
		set.MinCases = c.MinCases
	}
	return set
}

type clusterRow struct {
	ID       string  `lake:"id"`
	Area     string  `lake:"area_code"`
	Level    int32   `lake:"area_level"`
	Areas    string  `lake:"areas"`
	Kinds    string  `lake:"kinds"`
	Since    string  `lake:"since"`
	From     string  `lake:"from_week"`
	Period   string  `lake:"period"`
	Weeks    int32   `lake:"weeks"`
	Phase    string  `lake:"phase"`
	Observed float64 `lake:"observed"`
	Expected float64 `lake:"expected"`
	P        float64 `lake:"p"`
}

type clusterScanRow struct {
	Level       int32   `lake:"area_level"`
	Week        int32   `lake:"week_start"`
	Seed        int64   `lake:"seed"`
	Touching    string  `lake:"neighbours"`
	Areas       int32   `lake:"areas"`
	Kinds       int32   `lake:"kinds"`
	Simulations int32   `lake:"simulations"`
	Recurrence  float64 `lake:"recurrence_weeks"`
	Threshold   float64 `lake:"threshold"`
	City        float64 `lake:"swell_city"`
	Near        float64 `lake:"swell_near"`
	Own         float64 `lake:"swell_own"`
	Persistence float64 `lake:"persistence"`
	Found       int32   `lake:"found"`
	Single      int32   `lake:"single"`
	Input       string  `lake:"input"`
}

var clusterTable = lake.Table{Name: "warning_cluster", Comment: "Neighbouring areas that together have more cases than their pasts explain · 聚集",
	Columns: columns("id varchar!", "area_code varchar!", "area_level int32!", "areas varchar!", "kinds varchar!", "since varchar!", "from_week varchar!", "period varchar!",
		"weeks int32!", "phase varchar!", "observed float64!", "expected float64!", "p float64!"),
	Sort: []string{"area_code", "id"}}

var clusterScanTable = lake.Table{Name: "cluster_scan", Comment: "How the night looked for clusters · 聚集扫描",
	Columns: columns("area_level int32!", "week_start date!", "seed int64!", "neighbours varchar!", "areas int32!", "kinds int32!", "simulations int32!", "recurrence_weeks float64!",
		"threshold float64!", "swell_city float64!", "swell_near float64!", "swell_own float64!", "persistence float64!", "found int32!", "single int32!", "input varchar!"),
	Sort: []string{"area_level"}}

// storeClusters looks for clusters among the series of a night and writes them.
// The seed of the simulations is the Monday of the night's week. Where neither
// series, neighbours, settings nor seed have changed since they were last looked
// for, what is there stays. It says what it did, after a semicolon.
func (n *Night) storeClusters(ctx context.Context, tx *lake.Tx, asOf time.Time, judged []watch.Judged, suppressed func(series, kind, area string) bool) (string, error) {
	there, err := n.holds(ctx, tx.Base().ID, clusterScanTable.Name)
	if err != nil {
		return "", err
	}
	if n.Warnings.Clusters.Off {
		if there {
			return "", n.replaceClusters(ctx, tx, nil, nil)
		}
		return "", nil
	}
	set := n.Warnings.Clusters.settings()
	set.Suppressed = suppressed
	touching, source, err := n.touching(judged)
	if err != nil {
		return "", err
	}
	panels, err := watch.Panels(judged, n.clusterWeeks(), touching, set)
	if err != nil {
		return "", err
	}
	seed := uint64(anlan.EpochDay(anlan.NewPeriod(anlan.Week, asOf).Start))
	input, err := clusterInput(panels, touching, set, seed, n.Software)
	if err != nil {
		return "", err
	}
	var before []anlan.Cluster
	if there {
		s, err := n.Lake.Session(ctx, tx.Base().ID)
		if err != nil {
			return "", err
		}
		defer s.Close()
		same, err := sameInput(ctx, s, input, len(panels))
		if err != nil {
			return "", err
		}
		if before, err = readClusters(ctx, s); err != nil {
			return "", err
		}
		if same {
			return fmt.Sprintf("; %d clusters, as before", len(before)), nil
		}
	}
	n.progress("clusters")
	found, scans, err := watch.Clusters(ctx, panels, touching, set, seed, before)
	if err != nil {
		return "", err
	}
	rows := make([]clusterScanRow, len(scans))
	how := ""
	for i, s := range scans {
		rows[i] = clusterScanRow{int32(s.Level), epochDay(s.Week), int64(s.Seed), source[s.Level], int32(s.Areas), int32(s.Kinds), int32(s.Simulations), set.Recurrence,
			s.Threshold, s.Swell.City, s.Swell.Near, s.Swell.Own, s.Swell.Persistence, int32(s.Found), int32(s.Single), input}
		how += fmt.Sprintf("; %s: neighbours by %s", s.Level, source[s.Level])
	}
	return fmt.Sprintf("; %d clusters%s", len(found), how), n.replaceClusters(ctx, tx, found, rows)
}

// clusterWeeks is how many last weeks are judged.
func (n *Night) clusterWeeks() int { return watch.DefaultSettings().Weeks }

func (n *Night) replaceClusters(ctx context.Context, tx *lake.Tx, found []anlan.Cluster, scans []clusterScanRow) error {
	rows := make([]clusterRow, len(found))
	for i, c := range found {
		kinds := make([]string, len(c.Kinds))
		for k, x := range c.Kinds {
			kinds[k] = x.Series + "/" + x.Kind
		}
		rows[i] = clusterRow{c.ID, n.around(c.Areas), int32(c.Level), strings.Join(c.Areas, ";"), strings.Join(kinds, ";"), c.Since, c.From, c.Period,
			int32(c.Weeks), string(c.Phase), c.Observed, c.Expected, c.P}
	}
	if err := replaceTable(ctx, tx, clusterTable, rows); err != nil {
		return err
	}
	return replaceTable(ctx, tx, clusterScanTable, scans)
}

// around gives the smallest area that all of some lie in.
func (n *Night) around(areas []string) string {
	code := areas[0]
	for code != "" && slices.ContainsFunc(areas, func(a string) bool { return !strings.HasPrefix(a, code) }) {
		code = n.Levels.Parent(code)
	}
	if code == "" {
		return n.Code
	}
	return code
}

func sameInput(ctx context.Context, s *lake.Session, input string, panels int) (bool, error) {
	same, all := 0, 0
	err := each(ctx, s, "select input from cluster_scan", func(r *sql.Rows) error {
		var was string
		err := r.Scan(&was)
		if all++; was == input {
			same++
		}
		return err
	})
	return panels > 0 && same == panels && all == panels, err
}

// clusterInput is a fingerprint of all that clusters depend on, but for what they
// were last night.
func clusterInput(panels []watch.Panel, touching map[anlan.Level]scan.Adjacency, set watch.ClusterSettings, seed uint64, software string) (string, error) {
	set.Suppressed = nil // what it leaves out is not in the panels
	h := sha256.New()
	fmt.Fprintln(h, software, seed, set.Recurrence, set.MinCases)
	if err := json.NewEncoder(h).Encode(set.Scan); err != nil {
		return "", fmt.Errorf("clusters: %w", err)
	}
	for _, p := range panels {
		c := p.Cells
		fmt.Fprintln(h, p.Level, p.Weeks[len(p.Weeks)-1].Format(anlan.DateFormat), c.Places, c.Kinds, c.Periods, c.Swell)
		for _, list := range [][]float64{c.Counts, c.Expected, c.Dispersion, c.Error} {
			fmt.Fprintln(h, list)
		}
		for _, place := range c.Places {
			fmt.Fprintln(h, touching[p.Level][place])
		}
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

func readClusters(ctx context.Context, s *lake.Session) ([]anlan.Cluster, error) {
	var out []anlan.Cluster
	err := each(ctx, s, `select id, area_level, areas, kinds, since, from_week, period, weeks, phase, observed, expected, p from warning_cluster order by p, id`, func(r *sql.Rows) error {
		var c anlan.Cluster
		var areas, kinds string
		err := r.Scan(&c.ID, &c.Level, &areas, &kinds, &c.Since, &c.From, &c.Period, &c.Weeks, &c.Phase, &c.Observed, &c.Expected, &c.P)
		c.Areas = strings.Split(areas, ";")
		for _, k := range strings.Split(kinds, ";") {
			series, kind, _ := strings.Cut(k, "/")
			c.Kinds = append(c.Kinds, anlan.SeriesKind{Series: series, Kind: kind})
		}
		out = append(out, c)
		return err
	})
	return out, err
}

// touching gives, by level, which areas of the series touch, and by what that is
// known: the settings' own list, boundaries, or for want of both the area above,
// within which all are taken to touch.
func (n *Night) touching(judged []watch.Judged) (map[anlan.Level]scan.Adjacency, map[anlan.Level]string, error) {
	places := map[anlan.Level][]string{}
	for _, j := range judged {
		places[j.Level] = append(places[j.Level], j.Area)
	}
	out, source := map[anlan.Level]scan.Adjacency{}, map[anlan.Level]string{}
	for level, list := range places {
		slices.Sort(list)
		list = slices.Compact(list)
		var err error
		if out[level], source[level], err = n.touchingOf(level, list); err != nil {
			return nil, nil, err
		}
	}
	return out, source, nil
}

func (n *Night) touchingOf(level anlan.Level, places []string) (scan.Adjacency, string, error) {
	if path := n.Warnings.Clusters.Neighbours; path != "" {
		a, some, err := n.listed(path, places)
		if err != nil || some {
			return a, "list", err
		}
	}
	if n.Geo == "" {
		return scan.Kin(places, n.Levels.Parent), "parent", nil
	}
	text, err := os.ReadFile(filepath.Join(n.Geo, level.String()+".geojson"))
	if errors.Is(err, fs.ErrNotExist) {
		return scan.Kin(places, n.Levels.Parent), "parent", nil
	}
	if err != nil {
		return nil, "", anlan.Errorf(anlan.Unavailable, "read boundaries: %w", err)
	}
	a, without, err := scan.Borders(text, places)
	switch {
	case err != nil:
		return nil, "", fmt.Errorf("boundaries of level %s: %w", level, err)
	case len(without) == len(places):
		return nil, "", anlan.Errorf(anlan.Invalid, "boundaries of level %s: none of the %d areas is in %s.geojson: the neighbours do not match the areas", level, len(places), level).
			WithNext("properties.code of a boundary must be the area's code; or set warnings.clusters.off, or warnings.clusters.neighbours")
	case len(without) > 0:
		return a, fmt.Sprintf("boundaries (%d of %d areas without one stand alone)", len(without), len(places)), nil
	}
	return a, "boundaries", nil
}

// listed reads the neighbours that the settings name: those of the areas' level,
// told by the length of their codes. Pairs of two levels are refused, and areas
// of the level that there are no series of.
func (n *Night) listed(path string, places []string) (scan.Adjacency, bool, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, false, anlan.Errorf(anlan.Invalid, "warnings.clusters.neighbours: %w", err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return nil, false, anlan.Errorf(anlan.Invalid, "%s: %w", path, err)
	}
	if len(rows) == 0 || !slices.Equal(rows[0], []string{"area_code", "neighbour_code"}) {
		return nil, false, anlan.Errorf(anlan.Invalid, "%s: want the columns area_code, neighbour_code", path)
	}
	var pairs [][2]string
	for i, r := range rows[1:] {
		if len(r[0]) != len(r[1]) {
			return nil, false, anlan.Errorf(anlan.Invalid, "%s: row %d: %s and %s are not of one level", path, i+2, r[0], r[1])
		}
		if len(r[0]) == len(places[0]) {
			pairs = append(pairs, [2]string{r[0], r[1]})
		}
	}
	a, err := scan.NewAdjacency(places, pairs)
	if err != nil {
		return nil, false, anlan.Errorf(anlan.Invalid, "%s: %w", path, err)
	}
	return a, len(pairs) > 0, nil
}

package edition

import (
	"slices"
	"strings"

	"github.com/anlan-lake/anlan"
)

// Edition is a published edition held in memory and indexed for pages. It is
// immutable and safe for any number of readers; nothing that its methods give
// may be written to.
type Edition struct {
	Meta anlan.Edition

	areas      []anlan.Area // by code
	areaAt     map[string]int
	children   map[string][]anlan.Area
	periods    []string // of every kind, ascending
	periodAt   map[string]int
	kinds      map[anlan.PeriodKind][]string // ascending
	running    map[string]bool               // periods that have not ended
	scores     scoreTable
	index      map[indexKey]anlan.IndexRow
	warnings   []anlan.Warning // most severe first
	clusters   []anlan.Cluster // least likely by chance first
	flash      map[string][]Flash
	flashDays  []string // ascending
	series     map[SeriesKey][]Week
	keys       map[string][]SeriesKey // by area
	batches    []anlan.Batch
	indicators []IndicatorCard
	indicator  map[string]int
	categories []CategoryCard
	labels     map[[2]string]Label
	windows    map[[3]string]Window // by data set, period, window
	geo        map[string][]byte

	vetoes          []anlan.Veto
	rates           map[[2]string][]anlan.Rate         // by area and period
	adequacy        map[[3]string]anlan.Adequacy       // by area, period and factor
	contributions   map[[3]string][]anlan.Contribution // by area, period and what it is held against
	lifts           map[[2]string]anlan.Lift           // by area and period
	forecasts       map[string][]anlan.Forecast        // by area
	rankMoves       map[[2]string]anlan.RankMove       // by area and period
	stars           []anlan.Star
	awards          []anlan.Award
	quality         []anlan.BatchQuality
	rejects         map[string][]anlan.RejectCount // by batch
	reconciliations []anlan.Reconciliation
	findings        []anlan.Finding
	intervals       []anlan.Interval
	restatements    []anlan.Restatement
	revisions       map[indexKey]anlan.Revision
	nowcasts        map[indexKey]anlan.Nowcast
}

type indexKey struct{ area, period, category string }

// Areas gives every area, by code.
func (e *Edition) Areas() []anlan.Area { return e.areas }

// Area gives one area.
func (e *Edition) Area(code string) (anlan.Area, bool) {
	i, ok := e.areaAt[code]
	if !ok {
		return anlan.Area{}, false
	}
	return e.areas[i], true
}

// Children gives the areas one level below code, by code.
func (e *Edition) Children(code string) []anlan.Area { return e.children[code] }

// Path gives code's ancestors and code itself, city first.
func (e *Edition) Path(code string) []anlan.Area {
	var path []anlan.Area
	for code != "" {
		if a, ok := e.Area(code); ok {
			path = append(path, a)
		}
		code = e.Meta.Levels.Parent(code)
	}
	slices.Reverse(path)
	return path
}

// Index gives the row of a category, or of the total when category is "".
func (e *Edition) Index(area, period, category string) (anlan.IndexRow, bool) {
	x, ok := e.index[indexKey{area, period, category}]
	return x, ok
}

// IndexSeries gives a category's (or the total's) rows over Periods, oldest
// first; periods without a row are left out.
func (e *Edition) IndexSeries(area, category string) []anlan.IndexRow {
	var rows []anlan.IndexRow
	for _, p := range e.Periods() {
		if x, ok := e.Index(area, p, category); ok {
			rows = append(rows, x)
		}
	}
	return rows
}

// Ranking gives the rows of all areas of a level under parent ("" for the
// whole city), by peer group and rank; areas without a rank come last in their
// group, by code.
func (e *Edition) Ranking(level anlan.Level, period, category, parent string) []anlan.IndexRow {
	var rows []anlan.IndexRow
	for _, a := range e.areas {
		if a.Level != level || !strings.HasPrefix(a.Code, parent) {
			continue
		}
		if x, ok := e.Index(a.Code, period, category); ok {
			rows = append(rows, x)
		}
	}
	slices.SortStableFunc(rows, func(a, b anlan.IndexRow) int {
		if c := strings.Compare(a.Peers, b.Peers); c != 0 {
			return c
		}
		switch {
		case a.Rank == b.Rank:
			return 0
		case a.Rank == 0:
			return 1
		case b.Rank == 0:
			return -1
		}
		return a.Rank - b.Rank
	})
	return rows
}

// Warnings gives the warnings of the areas whose code begins with prefix, most
// severe first.
func (e *Edition) Warnings(prefix string) []anlan.Warning {
	var list []anlan.Warning
	for _, w := range e.warnings {
		if strings.HasPrefix(w.Area, prefix) {
			list = append(list, w)
		}
	}
	return list
}

// Warning gives one warning.
func (e *Edition) Warning(id string) (anlan.Warning, bool) {
	i := slices.IndexFunc(e.warnings, func(w anlan.Warning) bool { return w.ID == id })
	if i < 0 {
		return anlan.Warning{}, false
	}
	return e.warnings[i], true
}

// Flash gives an area's figures of one day, by code of the figure.
func (e *Edition) Flash(area, day string) []Flash {
	all := e.flash[area]
	i, _ := slices.BinarySearchFunc(all, day, func(f Flash, d string) int { return strings.Compare(f.Day, d) })
	j := i
	for j < len(all) && all[j].Day == day {
		j++
	}
	return all[i:j:j]
}

// FlashAll gives an area's figures of all days held, oldest first.
func (e *Edition) FlashAll(area string) []Flash { return e.flash[area] }

// FlashDays gives the days that have figures, oldest first.
func (e *Edition) FlashDays() []string { return e.flashDays }

// Batches gives the received files, by data set.
func (e *Edition) Batches() []anlan.Batch { return e.batches }

// Indicators gives the cards of all indicators in the framework's order.
func (e *Edition) Indicators() []IndicatorCard { return e.indicators }

// Indicator gives one card.
func (e *Edition) Indicator(id string) (IndicatorCard, bool) {
	i, ok := e.indicator[id]
	if !ok {
		return IndicatorCard{}, false
	}
	return e.indicators[i], true
}

// Categories gives the branches of the index in the framework's order.
func (e *Edition) Categories() []CategoryCard { return e.categories }

// Label gives the names of a code; ok is false where the edition has none.
func (e *Edition) Label(list, code string) (Label, bool) {
	l, ok := e.labels[[2]string{list, code}]
	return l, ok
}

// Window says where a window of a data set lies for a period; ok is false where
// no indicator looks at it, and in editions that do not say.
func (e *Edition) Window(dataset, period, window string) (Window, bool) {
	w, ok := e.windows[[3]string{dataset, period, window}]
	return w, ok
}

// Geo gives a boundary file as written, nil when there is none:
// "county.geojson", "township.geojson", "township-629902.geojson".
func (e *Edition) Geo(name string) []byte { return e.geo[name] }

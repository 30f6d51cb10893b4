package edition

import (
	"cmp"
	"path/filepath"
	"slices"
	"strings"

	"github.com/anlan-lake/anlan"
)

// IndexRows reads the index of the edition dir/<id>, and nothing else of it:
// what was published in the past is looked up in many of them. NotFound when there
// is no such edition.
func IndexRows(dir, id string) (anlan.Edition, []anlan.IndexRow, error) {
	meta, err := Meta(dir, id)
	if err != nil {
		return meta, nil, err
	}
	var rows []anlan.IndexRow
	err = eachPart(filepath.Join(dir, id), "index_score", func(r indexRow) error {
		rows = append(rows, r.index())
		return nil
	})
	return meta, rows, err
}

type revisionRow struct {
	Area          string   `parquet:"area_code,dict"`
	Level         int32    `parquet:"area_level"`
	Period        string   `parquet:"period,dict"`
	Category      string   `parquet:"category,dict"`
	First         *float64 `parquet:"first_score,optional"`
	FirstEdition  string   `parquet:"first_edition,dict"`
	FirstDay      string   `parquet:"first_day,dict"`
	FirstMethod   string   `parquet:"first_method,dict"`
	FirstCoverage float64  `parquet:"first_coverage"`
	Now           *float64 `parquet:"now_score,optional"`
	NowEdition    string   `parquet:"now_edition,dict"`
	NowDay        string   `parquet:"now_day,dict"`
	NowMethod     string   `parquet:"now_method,dict"`
	NowCoverage   float64  `parquet:"now_coverage"`
	Difference    *float64 `parquet:"difference,optional"`
	Over          bool     `parquet:"is_over"`
}

func fromRevision(r anlan.Revision) (revisionRow, error) {
	return revisionRow{r.Area, int32(r.Level), r.Period, r.Category, r.First, r.FirstEdition, r.FirstDay, r.FirstMethod, r.FirstCoverage,
		r.Now, r.NowEdition, r.NowDay, r.NowMethod, r.NowCoverage, r.Difference, r.Over}, nil
}

func (r revisionRow) revision() anlan.Revision {
	return anlan.Revision{Area: r.Area, Level: anlan.Level(r.Level), Period: r.Period, Category: r.Category,
		First: r.First, FirstEdition: r.FirstEdition, FirstDay: r.FirstDay, FirstMethod: r.FirstMethod, FirstCoverage: r.FirstCoverage,
		Now: r.Now, NowEdition: r.NowEdition, NowDay: r.NowDay, NowMethod: r.NowMethod, NowCoverage: r.NowCoverage, Difference: r.Difference, Over: r.Over}
}

type nowcastRow struct {
	Area     string   `parquet:"area_code,dict"`
	Level    int32    `parquet:"area_level"`
	Period   string   `parquet:"period,dict"`
	Category string   `parquet:"category,dict"`
	Day      string   `parquet:"day,dict"`
	SoFar    *float64 `parquet:"so_far,optional"`
	Expected *float64 `parquet:"expected,optional"`
	Lower80  *float64 `parquet:"lower80,optional"`
	Upper80  *float64 `parquet:"upper80,optional"`
	Lower95  *float64 `parquet:"lower95,optional"`
	Upper95  *float64 `parquet:"upper95,optional"`
	Move     *float64 `parquet:"move,optional"`
	Months   int32    `parquet:"months"`
	Reason   string   `parquet:"reason,dict"`
}

func fromNowcast(n anlan.Nowcast) (nowcastRow, error) {
	return nowcastRow{n.Area, int32(n.Level), n.Period, n.Category, n.Day, n.SoFar, n.Expected, n.Lower80, n.Upper80, n.Lower95, n.Upper95, n.Move, int32(n.Months), n.Reason}, nil
}

func (r nowcastRow) nowcast() anlan.Nowcast {
	return anlan.Nowcast{Area: r.Area, Level: anlan.Level(r.Level), Period: r.Period, Category: r.Category, Day: r.Day, SoFar: r.SoFar, Expected: r.Expected,
		Lower80: r.Lower80, Upper80: r.Upper80, Lower95: r.Lower95, Upper95: r.Upper95, Move: r.Move, Months: int(r.Months), Reason: r.Reason}
}

// writeTime writes how the index was first published and how its running month
// is expected to close.
func writeTime(w *writer, t Tables) error {
	return firstError(
		func() error {
			return split(w, "index_revision", t.Revisions, func(r anlan.Revision) string { return r.Area }, fromRevision, func(a, b revisionRow) int {
				return cmp.Or(strings.Compare(a.Area, b.Area), strings.Compare(a.Period, b.Period), strings.Compare(a.Category, b.Category))
			})
		},
		func() error {
			return split(w, "index_nowcast", t.Nowcasts, func(n anlan.Nowcast) string { return n.Area }, fromNowcast, func(a, b nowcastRow) int {
				return cmp.Or(strings.Compare(a.Area, b.Area), strings.Compare(a.Category, b.Category))
			})
		},
	)
}

// readTime reads the same; an edition from before there were such tables has
// none.
func (e *Edition) readTime(root string) error {
	e.revisions, e.nowcasts = map[indexKey]anlan.Revision{}, map[indexKey]anlan.Nowcast{}
	return firstError(
		func() error {
			return eachPart(root, "index_revision", func(r revisionRow) error {
				e.revisions[indexKey{r.Area, r.Period, r.Category}] = r.revision()
				return nil
			})
		},
		func() error {
			return eachPart(root, "index_nowcast", func(r nowcastRow) error {
				e.nowcasts[indexKey{r.Area, r.Period, r.Category}] = r.nowcast()
				return nil
			})
		},
	)
}

// Revision gives how a category (or the total, category "") of a closed period
// was first published; ok is false where no edition has published it.
func (e *Edition) Revision(area, period, category string) (anlan.Revision, bool) {
	r, ok := e.revisions[indexKey{area, period, category}]
	return r, ok
}

// Revised gives the figures whose difference to what was first published is
// larger than the framework lets pass: of the areas whose code begins with
// prefix, the largest difference first, those that have gone before all.
func (e *Edition) Revised(prefix string) []anlan.Revision {
	var out []anlan.Revision
	for _, r := range e.revisions {
		if r.Over && strings.HasPrefix(r.Area, prefix) {
			out = append(out, r)
		}
	}
	size := func(r anlan.Revision) float64 {
		if r.Difference == nil {
			return 101
		}
		return max(*r.Difference, -*r.Difference)
	}
	slices.SortFunc(out, func(a, b anlan.Revision) int {
		return cmp.Or(cmp.Compare(size(b), size(a)), strings.Compare(a.Area, b.Area), strings.Compare(b.Period, a.Period), strings.Compare(a.Category, b.Category))
	})
	return out
}

// Nowcast gives what a category (or the total, category "") of a running month
// is expected to close at; ok is false where there is none.
func (e *Edition) Nowcast(area, period, category string) (anlan.Nowcast, bool) {
	n, ok := e.nowcasts[indexKey{area, period, category}]
	return n, ok
}

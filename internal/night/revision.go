package night

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/edition"
	"github.com/anlan-lake/anlan/internal/lake"
)

type revisionRow struct {
	Area          string   `lake:"area_code"`
	Level         int32    `lake:"area_level"`
	Period        string   `lake:"period"`
	Category      *string  `lake:"category"`
	First         *float64 `lake:"first_score"`
	FirstEdition  string   `lake:"first_edition"`
	FirstDay      string   `lake:"first_day"`
	FirstMethod   string   `lake:"first_method"`
	FirstCoverage float64  `lake:"first_coverage"`
	Now           *float64 `lake:"now_score"`
	NowEdition    string   `lake:"now_edition"`
	NowDay        string   `lake:"now_day"`
	NowMethod     string   `lake:"now_method"`
	NowCoverage   float64  `lake:"now_coverage"`
	Difference    *float64 `lake:"difference"`
	Over          bool     `lake:"is_over"`
}

var revisionTable = lake.Table{Name: "index_revision", Comment: "The index of closed periods as first published and as it is now · 指数修订",
	Columns: columns("area_code varchar!", "area_level int32!", "period varchar!", "category varchar",
		"first_score float64", "first_edition varchar!", "first_day varchar!", "first_method varchar!", "first_coverage float64!",
		"now_score float64", "now_edition varchar!", "now_day varchar!", "now_method varchar!", "now_coverage float64!", "difference float64", "is_over boolean!"),
	Sort: []string{"area_code", "period", "category"}}

// revisionKey is a figure of one index: another framework's has its own past.
type revisionKey struct{ index, area, period, category string }

func keyOf(method, area, period, category string) revisionKey {
	index, _, _ := strings.Cut(method, " ")
	return revisionKey{index, area, period, category}
}

// revisions is the record of what was first published, in the making.
type revisions map[revisionKey]anlan.Revision

// note takes over the index of one edition, which is later than those before.
// A figure of a closed period that was not there before is published with it;
// rows of periods that still run are not yet what a revision is held against.
func (all revisions) note(e anlan.Edition, rows []anlan.IndexRow) {
	for _, x := range rows {
		if !x.Final || x.Level > anlan.Township {
			continue
		}
		key := keyOf(e.Framework, x.Area, x.Period, x.Category)
		r, ok := all[key]
		if !ok && x.Score == nil {
			continue
		}
		if !ok || r.FirstEdition == e.ID { // read again: what the edition holds is what counts
			r = anlan.Revision{Area: x.Area, Level: x.Level, Period: x.Period, Category: x.Category,
				First: x.Score, FirstEdition: e.ID, FirstDay: e.AsOf, FirstMethod: e.Framework, FirstCoverage: x.Coverage}
		}
		r.Now, r.NowEdition, r.NowDay, r.NowMethod, r.NowCoverage = x.Score, e.ID, e.AsOf, e.Framework, x.Coverage
		all[key] = r
	}
}

// revisions works out how every published figure of a closed period was first
// published. The published editions are the source. Those already taken into
// the mart are not read again but for the newest, and count by the mart's rows:
// so the record stays whole when their folders are removed.
func (b *build) revisions(ctx context.Context, index []anlan.IndexRow) (revisions, error) {
	published, err := b.publishedEditions(ctx)
	if err != nil {
		return nil, err
	}
	place := map[string]int{}
	for i, id := range published {
		place[id] = i
	}
	kept, err := b.keptRevisions(ctx)
	if err != nil {
		return nil, err
	}
	all, from := revisions{}, 0
	for _, r := range kept {
		i, ok := place[r.FirstEdition]
		if !ok { // of an edition that was held and never published
			continue
		}
		from = max(from, i, place[r.NowEdition])
		all[keyOf(r.FirstMethod, r.Area, r.Period, r.Category)] = r
	}
	for _, id := range published[from:] {
		e, rows, err := edition.IndexRows(b.Editions(), id)
		if anlan.KindOf(err) == anlan.NotFound && err != nil { // removed: the mart has its rows
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("index of edition %s: %w", id, err)
		}
		all.note(e, rows)
	}
	id, err := b.nextID(b.asOf.Format(anlan.DateFormat))
	if err != nil {
		return nil, err
	}
	all.note(anlan.Edition{ID: id, AsOf: b.asOf.Format(anlan.DateFormat), Framework: b.frameworkID(b.asOf.Format(anlan.DateFormat))}, index)
	return all, nil
}

// publishedEditions gives the ids of the editions that readers have seen, in
// the order of their publication. The one they see now may not be on record,
// where a run was killed between the two.
func (n *Night) publishedEditions(ctx context.Context) ([]string, error) {
	list, err := n.Lake.Editions(ctx)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, e := range list {
		ids = append(ids, e.ID)
	}
	e, err := n.lastEdition()
	if anlan.KindOf(err) == anlan.NotFound && err != nil {
		return ids, nil
	}
	if err == nil && !slices.Contains(ids, e.ID) {
		ids = append(ids, e.ID)
	}
	return ids, err
}

// storeRevisions writes the record of what was first published.
func (b *build) storeRevisions(ctx context.Context, tx *lake.Tx, index []anlan.IndexRow) error {
	all, err := b.revisions(ctx, index)
	if err != nil {
		return fmt.Errorf("revisions of the index: %w", err)
	}
	rows := make([]revisionRow, 0, len(all))
	for _, r := range all {
		r.Compare(b.Framework.RevisionTolerance())
		row := revisionRow{Area: r.Area, Level: int32(r.Level), Period: r.Period,
			First: r.First, FirstEdition: r.FirstEdition, FirstDay: r.FirstDay, FirstMethod: r.FirstMethod, FirstCoverage: r.FirstCoverage,
			Now: r.Now, NowEdition: r.NowEdition, NowDay: r.NowDay, NowMethod: r.NowMethod, NowCoverage: r.NowCoverage, Difference: r.Difference, Over: r.Over}
		if r.Category != "" {
			row.Category = &r.Category
		}
		rows = append(rows, row)
	}
	slices.SortFunc(rows, func(a, b revisionRow) int {
		return cmp.Or(strings.Compare(a.Area, b.Area), strings.Compare(a.Period, b.Period), compareOptional(a.Category, b.Category), strings.Compare(a.FirstMethod, b.FirstMethod))
	})
	return replaceTable(ctx, tx, revisionTable, rows)
}

// compareOptional orders texts, none before any.
func compareOptional(a, b *string) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return -1
	case b == nil:
		return 1
	}
	return strings.Compare(*a, *b)
}

// keptRevisions gives the rows of the build before, none for the first.
func (b *build) keptRevisions(ctx context.Context) ([]anlan.Revision, error) {
	there, err := b.holds(ctx, b.session.Snapshot(), revisionTable.Name)
	if err != nil || !there {
		return nil, err
	}
	return readRevisions(ctx, b.session)
}

func readRevisions(ctx context.Context, s *lake.Session) ([]anlan.Revision, error) {
	var out []anlan.Revision
	err := each(ctx, s, `select area_code, area_level, period, coalesce(category, ''), first_score, first_edition, first_day, first_method, first_coverage,
			now_score, now_edition, now_day, now_method, now_coverage, difference, is_over
		from index_revision order by area_code, period, category nulls first, first_method`, func(r *sql.Rows) error {
		var x anlan.Revision
		err := r.Scan(&x.Area, &x.Level, &x.Period, &x.Category, &x.First, &x.FirstEdition, &x.FirstDay, &x.FirstMethod, &x.FirstCoverage,
			&x.Now, &x.NowEdition, &x.NowDay, &x.NowMethod, &x.NowCoverage, &x.Difference, &x.Over)
		out = append(out, x)
		return err
	})
	return out, err
}

// shownRevisions keeps what an edition shows: the figures of this index whose
// periods it holds. An id that no edition was published under is the build's
// guess at this one's.
func shownRevisions(list []anlan.Revision, index []anlan.IndexRow, e anlan.Edition, published []string) []anlan.Revision {
	held := map[revisionKey]bool{}
	for _, x := range index {
		held[keyOf(e.Framework, x.Area, x.Period, x.Category)] = true
	}
	var out []anlan.Revision
	for _, r := range list {
		if !held[keyOf(r.FirstMethod, r.Area, r.Period, r.Category)] {
			continue
		}
		for _, id := range []*string{&r.FirstEdition, &r.NowEdition} {
			if !slices.Contains(published, *id) {
				*id = e.ID
			}
		}
		out = append(out, r)
	}
	return out
}

package night

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/lake"
)

// What bounds the table of restatements: figures of one night, the highest areas
// first, and nights that had any.
const (
	restatedFigures = 5000
	restatedNights  = 60
)

// restatementRow is a figure of a closed month that was published, and is
// another after a night that brought late, corrected or withdrawn files.
type restatementRow struct {
	Night         string   `lake:"night"`
	Dataset       string   `lake:"dataset"`
	Batches       string   `lake:"batches"`
	Indicator     string   `lake:"indicator_id"`
	Area          string   `lake:"area_code"`
	Level         int32    `lake:"area_level"`
	Period        string   `lake:"period"`
	Before        *float64 `lake:"value_before"`
	After         *float64 `lake:"value_after"`
	ScoreBefore   *float64 `lake:"score_before"`
	ScoreAfter    *float64 `lake:"score_after"`
	EditionBefore string   `lake:"edition_before"`
	EditionAfter  string   `lake:"edition_after"`
}

var restatementTable = lake.Table{Name: "restatement", Comment: "What late, corrected and withdrawn files changed in figures of closed months that were published · 发布后更正",
	Columns: columns("night varchar!", "dataset varchar!", "batches varchar!", "indicator_id varchar!", "area_code varchar!", "area_level int32!", "period varchar!",
		"value_before float64", "value_after float64", "score_before float64", "score_after float64", "edition_before varchar!", "edition_after varchar!"),
	Sort: []string{"area_code", "indicator_id", "period", "night"}}

// storeRestatement notes what the night's late files changed. A night without
// any, and the first, write nothing.
func (b *build) storeRestatement(ctx context.Context, tx *lake.Tx, scores []anlan.Score) error {
	nights, err := b.Lake.Nights(ctx)
	if err != nil {
		return err
	}
	var last lake.Night
	for _, x := range nights {
		if x.Step == lake.NightDone {
			last = x
		}
	}
	if last.AsOf == "" {
		return nil
	}
	before, err := b.Lake.Batches(ctx, last.Snapshot)
	if err != nil {
		return err
	}
	now, err := b.Lake.Batches(ctx, 0)
	if err != nil {
		return err
	}
	late := b.lateBatches(before, now, last.AsOf)
	if len(late) == 0 {
		return nil
	}
	e, err := b.lastEdition()
	if err != nil {
		return nil // what readers saw is gone: there is nothing to compare with
	}
	next, err := b.nextID(b.asOf.Format(anlan.DateFormat))
	if err != nil {
		return err
	}
	old, err := b.publishedScores(ctx, last.Snapshot, b.indicatorsOf(late))
	if err != nil || old == nil {
		return err
	}
	rows := b.restated(old, scores, late)
	for i := range rows {
		rows[i].Night, rows[i].EditionBefore, rows[i].EditionAfter = b.asOf.Format(anlan.DateFormat), e.ID, next
	}
	kept, err := b.keptRestatements(ctx, next)
	if err != nil {
		return err
	}
	return replaceTable(ctx, tx, restatementTable, append(kept, rows...))
}

// lateBatches gives the batches since the last published night that touch what
// it showed, by data set: taken back, mended or corrected, or later than their
// interval's edition.
func (n *Night) lateBatches(before, now []anlan.Batch, published string) map[string][]string {
	was, known := map[string]string{}, map[string]bool{}
	for _, b := range before {
		was[b.ID] = b.Status
		known[b.Dataset] = known[b.Dataset] || b.Status == anlan.BatchLanded
	}
	shown, err := time.ParseInLocation(anlan.DateFormat, published, n.Loc)
	if err != nil {
		return nil
	}
	source := map[string]Source{}
	for _, s := range n.Sources {
		source[s.Dataset] = s
	}
	there := map[string]int{} // files by data set and day
	for _, b := range now {
		if b.Status == anlan.BatchLanded {
			there[b.Dataset+b.DataDate]++
		}
	}
	out := map[string][]string{}
	for _, b := range now {
		s, ok := source[b.Dataset]
		fresh := was[b.ID] != b.Status && (b.Status == anlan.BatchLanded || b.Status == anlan.BatchWithdrawn && was[b.ID] == anlan.BatchLanded)
		if !ok || !fresh || !known[b.Dataset] {
			continue
		}
		late := b.Status == anlan.BatchWithdrawn || len(b.Mends) > 0
		day, event := n.dataDay(b), time.Time{}
		if !b.LastEvent.IsZero() {
			event = dayOf(b.LastEvent, n.Loc)
		}
		if kind := reportsBy(s.Contract.Rhythm); kind != 0 {
			late = late || !event.IsZero() && n.dueOf(s, anlan.NewPeriod(kind, event)).Before(DueNight(shown))
		} else {
			late = late || !day.IsZero() && !day.After(shown) || !event.IsZero() && !event.After(shown) && there[b.Dataset+b.DataDate] > 1
		}
		if late {
			out[b.Dataset] = append(out[b.Dataset], b.ID)
		}
	}
	return out
}

// indicatorsOf gives the indicators that read one of the data sets, each with
// those it reads.
func (n *Night) indicatorsOf(late map[string][]string) map[string][]string {
	out := map[string][]string{}
	for _, i := range n.Framework.Indicators {
		tables := []string{i.Numerator.Table}
		if i.Denominator != nil && i.Denominator.Table != i.Numerator.Table {
			tables = append(tables, i.Denominator.Table)
		}
		for _, t := range tables {
			if len(late[t]) > 0 {
				out[i.ID] = append(out[i.ID], t)
			}
		}
	}
	return out
}

type figureKey struct{ indicator, area, period string }

// publishedScores reads the figures of closed months that the last published
// night left, without those withheld; nil where its snapshot is gone.
func (b *build) publishedScores(ctx context.Context, snapshot int64, of map[string][]string) (map[figureKey]anlan.Score, error) {
	s, err := b.Lake.Session(ctx, snapshot)
	if anlan.KindOf(err) == anlan.NotFound && err != nil {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer s.Close()
	var periods, ids []string
	for _, p := range b.periods {
		if p.final {
			periods = append(periods, "'"+p.String()+"'")
		}
	}
	for id := range of {
		ids = append(ids, "'"+strings.ReplaceAll(id, "'", "''")+"'")
	}
	if len(ids) == 0 || len(periods) == 0 {
		return nil, nil
	}
	out := map[figureKey]anlan.Score{}
	err = each(ctx, s, fmt.Sprintf(`select indicator_id, area_code, period, value, score, suppressed from score
		where area_level <= %d and period in (%s) and indicator_id in (%s)`, anlan.Township, strings.Join(periods, ", "), strings.Join(ids, ", ")), func(r *sql.Rows) error {
		var x anlan.Score
		err := r.Scan(&x.Indicator, &x.Area, &x.Period, &x.Value, &x.Score, &x.Suppressed)
		out[figureKey{x.Indicator, x.Area, x.Period}] = x
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read published figures: %w", err)
	}
	return out, nil
}

// restated gives the figures that are others than published, the highest areas
// first, and no more than the table takes of one night. Each side is as readers
// see it: a small cell shows nothing.
func (n *Night) restated(old map[figureKey]anlan.Score, scores []anlan.Score, late map[string][]string) []restatementRow {
	of := n.indicatorsOf(late)
	var out []restatementRow
	for _, x := range scores {
		was, ok := old[figureKey{x.Indicator, x.Area, x.Period}]
		if !ok || was.Suppressed && x.Suppressed {
			continue
		}
		r := restatementRow{Indicator: x.Indicator, Area: x.Area, Level: int32(x.Level), Period: x.Period, Dataset: strings.Join(of[x.Indicator], "/")}
		if !was.Suppressed {
			r.Before, r.ScoreBefore = was.Value, was.Score
		}
		if !x.Suppressed {
			r.After, r.ScoreAfter = x.Value, x.Score
		}
		if sameFigure(r.Before, r.After) && sameFigure(r.ScoreBefore, r.ScoreAfter) {
			continue
		}
		var ids []string
		for _, d := range of[x.Indicator] {
			ids = append(ids, late[d]...)
		}
		if r.Batches = strings.Join(ids, " "); len(ids) > 8 {
			r.Batches = strings.Join(ids[:8], " ") + fmt.Sprintf(" +%d", len(ids)-8)
		}
		out = append(out, r)
	}
	slices.SortFunc(out, func(a, b restatementRow) int {
		return cmp.Or(cmp.Compare(a.Level, b.Level), strings.Compare(a.Indicator, b.Indicator), strings.Compare(a.Area, b.Area), strings.Compare(a.Period, b.Period))
	})
	return out[:min(len(out), restatedFigures)]
}

func sameFigure(a, b *float64) bool { return a == nil && b == nil || a != nil && b != nil && *a == *b }

// restatements reads the table; tail says which rows and in which order.
func restatements(ctx context.Context, s *lake.Session, tail string) ([]restatementRow, error) {
	var out []restatementRow
	err := each(ctx, s, `select night, dataset, batches, indicator_id, area_code, area_level, period, value_before, value_after, score_before, score_after, edition_before, edition_after
		from restatement `+tail, func(r *sql.Rows) error {
		var x restatementRow
		err := r.Scan(&x.Night, &x.Dataset, &x.Batches, &x.Indicator, &x.Area, &x.Level, &x.Period, &x.Before, &x.After, &x.ScoreBefore, &x.ScoreAfter, &x.EditionBefore, &x.EditionAfter)
		out = append(out, x)
		return err
	})
	return out, err
}

// keptRestatements gives the rows of the last nights, but for those of the
// edition under way.
func (b *build) keptRestatements(ctx context.Context, edition string) ([]restatementRow, error) {
	there, err := b.holds(ctx, b.session.Snapshot(), restatementTable.Name)
	if err != nil || !there {
		return nil, err
	}
	return restatements(ctx, b.session, fmt.Sprintf(`where edition_after <> '%s' and night in (select distinct night from restatement order by night desc limit %d)
		order by night, area_level, indicator_id, area_code, period`, edition, restatedNights-1))
}

// shownRestated is how many restated figures an edition holds.
const shownRestated = 2000

// readRestatements gives the newest restated figures of the city and its
// counties, as readers may see them.
func readRestatements(ctx context.Context, s *lake.Session) ([]anlan.Restatement, error) {
	rows, err := restatements(ctx, s, fmt.Sprintf("where area_level <= %d order by night desc, area_level, area_code, indicator_id, period limit %d", anlan.County, shownRestated))
	out := make([]anlan.Restatement, len(rows))
	for i, r := range rows {
		out[i] = anlan.Restatement{Night: r.Night, Dataset: r.Dataset, Batches: r.Batches, Indicator: r.Indicator, Area: r.Area, Level: anlan.Level(r.Level), Period: r.Period,
			Before: r.Before, After: r.After, ScoreBefore: r.ScoreBefore, ScoreAfter: r.ScoreAfter, EditionBefore: r.EditionBefore, EditionAfter: r.EditionAfter}
	}
	return out, err
}

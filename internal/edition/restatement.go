package edition

import (
	"cmp"
	"slices"
	"strings"

	"github.com/anlan-lake/anlan"
)

type restatementRow struct {
	Night         string   `parquet:"night,dict"`
	Dataset       string   `parquet:"dataset,dict"`
	Batches       string   `parquet:"batches,dict"`
	Indicator     string   `parquet:"indicator_id,dict"`
	Area          string   `parquet:"area_code,dict"`
	Level         int32    `parquet:"area_level"`
	Period        string   `parquet:"period,dict"`
	Before        *float64 `parquet:"value_before,optional"`
	After         *float64 `parquet:"value_after,optional"`
	ScoreBefore   *float64 `parquet:"score_before,optional"`
	ScoreAfter    *float64 `parquet:"score_after,optional"`
	EditionBefore string   `parquet:"edition_before,dict"`
	EditionAfter  string   `parquet:"edition_after,dict"`
}

func fromRestatement(r anlan.Restatement) (restatementRow, error) {
	return restatementRow{r.Night, r.Dataset, r.Batches, r.Indicator, r.Area, int32(r.Level), r.Period,
		r.Before, r.After, r.ScoreBefore, r.ScoreAfter, r.EditionBefore, r.EditionAfter}, nil
}

func (r restatementRow) restatement() anlan.Restatement {
	return anlan.Restatement{Night: r.Night, Dataset: r.Dataset, Batches: r.Batches, Indicator: r.Indicator, Area: r.Area, Level: anlan.Level(r.Level), Period: r.Period,
		Before: r.Before, After: r.After, ScoreBefore: r.ScoreBefore, ScoreAfter: r.ScoreAfter, EditionBefore: r.EditionBefore, EditionAfter: r.EditionAfter}
}

// writeRestatements writes what late files changed.
func writeRestatements(w *writer, t Tables) error {
	return split(w, "restatement", t.Restatements, func(r anlan.Restatement) string { return r.Area }, fromRestatement, func(a, b restatementRow) int {
		return cmp.Or(strings.Compare(a.Area, b.Area), strings.Compare(a.Night, b.Night), strings.Compare(a.Indicator, b.Indicator), strings.Compare(a.Period, b.Period))
	})
}

func (e *Edition) readRestatements(root string) error {
	err := eachPart(root, "restatement", func(r restatementRow) error {
		e.restatements = append(e.restatements, r.restatement())
		return nil
	})
	slices.SortStableFunc(e.restatements, func(a, b anlan.Restatement) int {
		return cmp.Or(strings.Compare(b.Night, a.Night), cmp.Compare(a.Level, b.Level), strings.Compare(a.Area, b.Area))
	})
	return err
}

// Restatements gives the published figures of city and counties that late,
// corrected and withdrawn files changed, the newest night first.
func (e *Edition) Restatements() []anlan.Restatement { return e.restatements }

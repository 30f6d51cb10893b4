package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/anlan-lake/anlan/internal/lake"
)

// restated is one change of a figure after it was published.
type restated struct {
	Night   string   `json:"night"`
	Dataset string   `json:"dataset"`
	Batches string   `json:"batches"`
	Before  *float64 `json:"value_before"`
	After   *float64 `json:"value_after"`
	From    string   `json:"edition_before"`
	To      string   `json:"edition_after"`
}

// addRestated reads what late files changed in the figure, the newest last.
func (x *explanation) addRestated(ctx context.Context, l *lake.Lake, s *lake.Session) error {
	tables, err := l.Tables(ctx, x.Snapshot)
	if err != nil || !slices.ContainsFunc(tables, func(t lake.Table) bool { return t.Name == "restatement" }) {
		return err
	}
	quoted := func(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }
	rows, err := s.Rows(ctx, `select night, dataset, batches, value_before, value_after, edition_before, edition_after from restatement
		where indicator_id = `+quoted(x.Indicator.ID)+` and area_code = `+quoted(x.Area.Code)+` and period = `+quoted(x.Period)+` order by night, edition_after`)
	if err != nil {
		return fmt.Errorf("restatements: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var r restated
		if err := rows.Scan(&r.Night, &r.Dataset, &r.Batches, &r.Before, &r.After, &r.From, &r.To); err != nil {
			return fmt.Errorf("restatements: %w", err)
		}
		x.Restated = append(x.Restated, r)
	}
	return rows.Err()
}

func (e *env) printRestated(list []restated) {
	show := func(v *float64) string {
		if v == nil {
			return "—"
		}
		return fmt.Sprintf("%.10g", *v)
	}
	for _, r := range list {
		fmt.Fprintf(e.stdout, e.say("restated       %s → %s in the night of %s, by files of %s (%s); %s → %s\n", "发布后更正     %s → %s，%s 夜，来源 %s（%s）；%s → %s\n"),
			show(r.Before), show(r.After), r.Night, r.Dataset, r.Batches, r.From, r.To)
	}
}

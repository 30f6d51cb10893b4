package night

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/anlan-lake/anlan/internal/lake"
	"github.com/anlan-lake/anlan/models/triage"
)

// TriageModel is where a lake keeps the model that triage scores with, below
// the lake's folder.
var TriageModel = filepath.Join("models", "triage.json")

// TriageCases reads the disputes of a session that has the marts as views: the
// columns that a feature list names, as text.
func TriageCases(ctx context.Context, s *lake.Session, l *triage.List) (triage.Table, error) {
	table := triage.Table{Header: l.Names()}
	parts := make([]string, len(table.Header))
	for i, name := range table.Header {
		quoted := `"` + strings.ReplaceAll(name, `"`, `""`) + `"`
		parts[i] = "coalesce(cast(" + quoted + " as varchar), '')"
	}
	rows, err := s.Rows(ctx, "select "+strings.Join(parts, ", ")+" from triage_case order by register_time, case_id")
	if err != nil {
		return table, fmt.Errorf("triage_case: %w", err)
	}
	defer rows.Close()
	cells := make([]any, len(table.Header))
	for rows.Next() {
		row := make([]string, len(table.Header))
		for i := range row {
			cells[i] = &row[i]
		}
		if err := rows.Scan(cells...); err != nil {
			return table, fmt.Errorf("triage_case: %w", err)
		}
		table.Rows = append(table.Rows, row)
	}
	return table, rows.Err()
}

package ledger

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/anlan-lake/anlan"
)

// MayTriage says whether the role may see what triage says of single cases:
// those who answer for the data, and those who handle the cases.
func (r Role) MayTriage() bool { return r == Steward || r == Handler }

// ReplaceTriage puts tonight's triage in the place of the last one.
func (l *Ledger) ReplaceTriage(ctx context.Context, outcomes []anlan.TriageOutcome, list []anlan.TriageCase) error {
	return l.write(ctx, "keep triage", func(tx *sql.Tx) error {
		for _, table := range []string{"triage_case", "triage_outcome"} {
			if _, err := tx.ExecContext(ctx, "DELETE FROM "+table); err != nil {
				return err
			}
		}
		for i, o := range outcomes {
			body, err := json.Marshal(o)
			if err != nil {
				return err
			}
			if _, err := tx.ExecContext(ctx, `INSERT INTO triage_outcome (place, body) VALUES (?, ?)`, i, string(body)); err != nil {
				return err
			}
		}
		for _, x := range list {
			reasons, err := json.Marshal(x.Reasons)
			if err != nil {
				return err
			}
			if _, err := tx.ExecContext(ctx, `INSERT INTO triage_case (case_id, outcome, area_code, kind, state, probability, reasons)
				VALUES (?, ?, ?, ?, ?, ?, ?)`, x.Case, x.Outcome, x.Area, x.Kind, x.State, x.Probability, string(reasons)); err != nil {
				return err
			}
		}
		return nil
	})
}

// TriageOutcomes gives how the model of every outcome stood on the last
// published night, none where there is no model.
func (l *Ledger) TriageOutcomes(ctx context.Context) ([]anlan.TriageOutcome, error) {
	rows, err := l.db.QueryContext(ctx, `SELECT body FROM triage_outcome ORDER BY place`)
	if err != nil {
		return nil, fmt.Errorf("read triage: %w", err)
	}
	defer rows.Close()
	var out []anlan.TriageOutcome
	for rows.Next() {
		var body string
		var o anlan.TriageOutcome
		err := rows.Scan(&body)
		if err == nil {
			err = json.Unmarshal([]byte(body), &o)
		}
		if err != nil {
			return nil, fmt.Errorf("read triage: %w", err)
		}
		out = append(out, o)
	}
	return out, rows.Err()
}

// Triage gives the cases of one outcome under an area, the likeliest first;
// those without a score come last.
func (l *Ledger) Triage(ctx context.Context, outcome, area string) ([]anlan.TriageCase, error) {
	rows, err := l.db.QueryContext(ctx, `SELECT case_id, area_code, kind, state, probability, reasons FROM triage_case
		WHERE outcome = ? AND substr(area_code, 1, ?) = ? ORDER BY probability IS NULL, probability DESC, case_id`, outcome, len(area), area)
	if err != nil {
		return nil, fmt.Errorf("read triage: %w", err)
	}
	defer rows.Close()
	var out []anlan.TriageCase
	for rows.Next() {
		x := anlan.TriageCase{Outcome: outcome}
		var reasons string
		err := rows.Scan(&x.Case, &x.Area, &x.Kind, &x.State, &x.Probability, &reasons)
		if err == nil {
			err = json.NewDecoder(strings.NewReader(reasons)).Decode(&x.Reasons)
		}
		if err != nil {
			return nil, fmt.Errorf("read triage: %w", err)
		}
		out = append(out, x)
	}
	return out, rows.Err()
}

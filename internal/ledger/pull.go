package ledger

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// Pull is how one pull of a source went.
type Pull struct {
	Source  string // its name in the settings
	Dataset string
	At      time.Time
	AsOf    string // night it was made for, 2026-11-20
	Result  string // pulled: new rows; checked: nothing new; failed
	Rows    int64
	Pages   int
	File    string // name of the file the rows came in, "" for none
	Detail  string // why it failed
}

// Pulled records a pull. One of the same source at the same moment is the same.
func (l *Ledger) Pulled(ctx context.Context, p Pull) error {
	return l.write(ctx, "record pull of "+p.Source, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO pull (source, dataset, at, as_of, result, rows, pages, file, detail) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT (source, at) DO UPDATE SET as_of = excluded.as_of, result = excluded.result, rows = excluded.rows,
			pages = excluded.pages, file = excluded.file, detail = excluded.detail`,
			p.Source, p.Dataset, stamp(p.At), p.AsOf, p.Result, p.Rows, p.Pages, p.File, p.Detail)
		return err
	})
}

// Pulls gives the last pull of each source made for the night of asOf or an
// earlier one, by source.
func (l *Ledger) Pulls(ctx context.Context, asOf string) (list []Pull, err error) {
	rows, err := l.db.QueryContext(ctx, `SELECT source, dataset, at, as_of, result, rows, pages, file, detail FROM pull p
		WHERE as_of <= ? AND at = (SELECT max(at) FROM pull q WHERE q.source = p.source AND q.as_of <= ?) ORDER BY source`, asOf, asOf)
	if err != nil {
		return nil, fmt.Errorf("read pulls: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var p Pull
		var at string
		if err := rows.Scan(&p.Source, &p.Dataset, &at, &p.AsOf, &p.Result, &p.Rows, &p.Pages, &p.File, &p.Detail); err != nil {
			return nil, fmt.Errorf("read pulls: %w", err)
		}
		p.At = parseStamp(at)
		list = append(list, p)
	}
	return list, rows.Err()
}

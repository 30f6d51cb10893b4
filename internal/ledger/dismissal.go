package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/anlan-lake/anlan"
)

// Dismissal is a person's decision that a rejected row will not be mended.
type Dismissal struct {
	Batch  string
	Row    int64
	At     time.Time
	By     string // account
	Reason string
}

// MayDismiss says whether the role may dismiss rejected rows.
func (r Role) MayDismiss() bool { return r == Operator || r == Steward || r == Admin }

// Dismiss ends rejected rows of a batch without mending them. It needs a
// reason, and an account of an operator, a steward or an admin (Invalid); rows
// dismissed before stay as they are. It gives the number of new ones.
func (l *Ledger) Dismiss(ctx context.Context, batch string, rows []int64, by, reason string, now time.Time) (added int64, err error) {
	if strings.TrimSpace(reason) == "" {
		return 0, anlan.Errorf(anlan.Invalid, "dismiss rows of %s: it needs a reason", batch).WithNext("--reason gives it; nothing was dismissed")
	}
	err = l.write(ctx, "dismiss rows of "+batch, func(tx *sql.Tx) error {
		u, err := scanUser(tx.QueryRowContext(ctx, `SELECT `+userColumns+` FROM account WHERE name = ?`, by).Scan)
		switch {
		case errors.Is(err, sql.ErrNoRows):
			return anlan.Errorf(anlan.NotFound, "no account %q", by).WithNext("--by names the account that decides; nothing was dismissed")
		case err != nil:
			return err
		case !u.Closed.IsZero():
			return anlan.Errorf(anlan.Invalid, "account %s is closed", by)
		case !u.Role.MayDismiss():
			return anlan.Errorf(anlan.Invalid, "account %s is a %s: an operator, a steward or an admin dismisses rows", by, u.Role)
		}
		for _, row := range rows {
			res, err := tx.ExecContext(ctx, `INSERT INTO dismissal (batch_id, row, dismissed, by, reason) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
				batch, row, stamp(now), by, reason)
			if err != nil {
				return err
			}
			n, err := res.RowsAffected()
			if err != nil {
				return err
			}
			added += n
		}
		if added == 0 {
			return nil
		}
		if _, err := tx.ExecContext(ctx, `UPDATE quarantine SET recount = 1 WHERE batch_id = ?`, batch); err != nil {
			return err
		}
		_, err = appendEntry(ctx, tx, Entry{At: now, Actor: by, Action: ActionDismiss, Object: batch, Detail: fmt.Sprintf("%d rows: %s", added, reason)})
		return err
	})
	return added, err
}

// Dismissals gives the dismissed rows of a batch, by row.
func (l *Ledger) Dismissals(ctx context.Context, batch string) (map[int64]Dismissal, error) {
	rows, err := l.db.QueryContext(ctx, `SELECT batch_id, row, dismissed, by, reason FROM dismissal WHERE batch_id = ? ORDER BY row`, batch)
	if err != nil {
		return nil, fmt.Errorf("read dismissals: %w", err)
	}
	defer rows.Close()
	out := map[int64]Dismissal{}
	for rows.Next() {
		var d Dismissal
		var at string
		if err := rows.Scan(&d.Batch, &d.Row, &at, &d.By, &d.Reason); err != nil {
			return nil, fmt.Errorf("read dismissals: %w", err)
		}
		d.At = parseStamp(at)
		out[d.Row] = d
	}
	return out, rows.Err()
}

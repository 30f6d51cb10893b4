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

// Quarantined is one batch with rejected rows, or one that is or was held:
// whose it is, and what has become of its rows. Rejected = Open + Mended +
// Overtaken + Dismissed, but for a batch that mends others, a held and a
// withdrawn one, which have no rows open.
type Quarantined struct {
	Batch     string
	Dataset   string
	Source    string
	Owner     string // department, in Chinese
	OwnerEn   string
	Received  time.Time
	Status    string // of the batch
	Note      string
	Mends     []string // batches it mends
	Rows      int64    // received
	Landed    int64
	Rejected  int64
	Open      int64
	Mended    int64
	Overtaken int64
	Dismissed int64
	Exported  time.Time // last export of its rows; zero for none
	Expired   time.Time // when its file left the landing zone; zero while it is there
	Rules     []RuleCount
}

// RuleCount is how many rows of a batch broke a rule, and how many of them are
// open.
type RuleCount struct {
	Rule     string `json:"rule"`
	Rejected int64  `json:"rejected"`
	Open     int64  `json:"open"`
}

// Actions of the trail.
const (
	ActionReland  = "quarantine reland"
	ActionExport  = "quarantine export"
	ActionDismiss = "quarantine dismiss"
	ActionExpire  = "landing expire"
)

// QuarantineMark gives the snapshot of the lake that the counts are of, -1 for
// none, and the batches to be counted again whatever the lake says.
func (l *Ledger) QuarantineMark(ctx context.Context) (snapshot int64, recount []string, err error) {
	if err := l.db.QueryRowContext(ctx, `SELECT snapshot FROM quarantine_mark`).Scan(&snapshot); err != nil {
		return 0, nil, fmt.Errorf("read quarantine: %w", err)
	}
	rows, err := l.db.QueryContext(ctx, `SELECT batch_id FROM quarantine WHERE recount = 1 ORDER BY batch_id`)
	if err != nil {
		return 0, nil, fmt.Errorf("read quarantine: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return 0, nil, fmt.Errorf("read quarantine: %w", err)
		}
		recount = append(recount, id)
	}
	return snapshot, recount, rows.Err()
}

// PutQuarantine takes over what the lake says of batches as of a snapshot. A
// batch that lands mended rows, or lands after it was held, and that is new to
// the ledger is put into the trail: so each is there once, whenever a run was
// killed.
func (l *Ledger) PutQuarantine(ctx context.Context, list []Quarantined, snapshot int64, actor string, now time.Time) error {
	return l.write(ctx, "count rejected rows", func(tx *sql.Tx) error {
		for _, q := range list {
			if err := putQuarantined(ctx, tx, q, actor, now); err != nil {
				return fmt.Errorf("batch %s: %w", q.Batch, err)
			}
		}
		_, err := tx.ExecContext(ctx, `UPDATE quarantine_mark SET snapshot = ?`, snapshot)
		return err
	})
}

func putQuarantined(ctx context.Context, tx *sql.Tx, q Quarantined, actor string, now time.Time) error {
	var was string
	err := tx.QueryRowContext(ctx, `SELECT status FROM quarantine WHERE batch_id = ?`, q.Batch).Scan(&was)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	if q.Status == anlan.BatchLanded && (was == "" && len(q.Mends) > 0 || was == anlan.BatchHeld) {
		detail := fmt.Sprintf("%s %s: %d landed, %d rejected", q.Dataset, q.Source, q.Landed, q.Rejected)
		if len(q.Mends) > 0 {
			detail += "; mends " + strings.Join(q.Mends, " ")
		}
		if _, err := appendEntry(ctx, tx, Entry{At: now, Actor: actor, Action: ActionReland, Object: q.Batch, Detail: detail}); err != nil {
			return err
		}
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO quarantine (batch_id, dataset, source, owner, owner_en, received, status, note, mends,
			row_count, landed, rejected, open, mended, overtaken, dismissed) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (batch_id) DO UPDATE SET source = excluded.source, owner = excluded.owner, owner_en = excluded.owner_en, received = excluded.received,
			status = excluded.status, note = excluded.note, mends = excluded.mends, row_count = excluded.row_count, landed = excluded.landed,
			rejected = excluded.rejected, open = excluded.open, mended = excluded.mended, overtaken = excluded.overtaken, dismissed = excluded.dismissed, recount = 0`,
		q.Batch, q.Dataset, q.Source, q.Owner, q.OwnerEn, stamp(q.Received), q.Status, q.Note, strings.Join(q.Mends, " "),
		q.Rows, q.Landed, q.Rejected, q.Open, q.Mended, q.Overtaken, q.Dismissed)
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM quarantine_rule WHERE batch_id = ?`, q.Batch); err != nil {
		return err
	}
	for _, r := range q.Rules {
		if _, err := tx.ExecContext(ctx, `INSERT INTO quarantine_rule (batch_id, rule, rejected, open) VALUES (?, ?, ?, ?)`, q.Batch, r.Rule, r.Rejected, r.Open); err != nil {
			return err
		}
	}
	return nil
}

// Quarantine gives every batch with rejected rows and every one that is or was
// held: held ones first, then the newest.
func (l *Ledger) Quarantine(ctx context.Context) ([]Quarantined, error) {
	rules := map[string][]RuleCount{}
	rows, err := l.db.QueryContext(ctx, `SELECT batch_id, rule, rejected, open FROM quarantine_rule ORDER BY batch_id, rule`)
	if err != nil {
		return nil, fmt.Errorf("read quarantine: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		var r RuleCount
		if err := rows.Scan(&id, &r.Rule, &r.Rejected, &r.Open); err != nil {
			return nil, fmt.Errorf("read quarantine: %w", err)
		}
		rules[id] = append(rules[id], r)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read quarantine: %w", err)
	}
	list, err := l.db.QueryContext(ctx, `SELECT batch_id, dataset, source, owner, owner_en, received, status, note, mends, row_count, landed,
		rejected, open, mended, overtaken, dismissed, exported, expired FROM quarantine
		ORDER BY status <> 'held', received DESC, dataset, source, batch_id`)
	if err != nil {
		return nil, fmt.Errorf("read quarantine: %w", err)
	}
	defer list.Close()
	var out []Quarantined
	for list.Next() {
		var q Quarantined
		var received, mends, exported, expired string
		err := list.Scan(&q.Batch, &q.Dataset, &q.Source, &q.Owner, &q.OwnerEn, &received, &q.Status, &q.Note, &mends, &q.Rows, &q.Landed,
			&q.Rejected, &q.Open, &q.Mended, &q.Overtaken, &q.Dismissed, &exported, &expired)
		if err != nil {
			return nil, fmt.Errorf("read quarantine: %w", err)
		}
		q.Received, q.Exported, q.Expired = parseStamp(received), parseStamp(exported), parseStamp(expired)
		q.Mends, q.Rules = strings.Fields(mends), rules[q.Batch]
		out = append(out, q)
	}
	return out, list.Err()
}

// OpenRejects is how many rows of one data set wait to be mended.
type OpenRejects struct {
	Dataset string
	Owner   string
	OwnerEn string
	Batches int64
	Rows    int64
	Oldest  time.Time // when the oldest of them was received
}

// OpenRejects counts the rows that wait to be mended, by owner and data set,
// the most rows first.
func (l *Ledger) OpenRejects(ctx context.Context) ([]OpenRejects, error) {
	rows, err := l.db.QueryContext(ctx, `SELECT dataset, owner, max(owner_en), count(*), sum(open), min(received) FROM quarantine
		WHERE open > 0 GROUP BY owner, dataset ORDER BY sum(open) DESC, owner, dataset`)
	if err != nil {
		return nil, fmt.Errorf("count open rejects: %w", err)
	}
	defer rows.Close()
	var out []OpenRejects
	for rows.Next() {
		var o OpenRejects
		var oldest string
		if err := rows.Scan(&o.Dataset, &o.Owner, &o.OwnerEn, &o.Batches, &o.Rows, &oldest); err != nil {
			return nil, fmt.Errorf("count open rejects: %w", err)
		}
		o.Oldest = parseStamp(oldest)
		out = append(out, o)
	}
	return out, rows.Err()
}

// NoteExport notes that rows of batches were exported, in the trail too: the
// file holds rows as they were sent.
func (l *Ledger) NoteExport(ctx context.Context, batches []string, actor, file string, rows int, now time.Time) error {
	return l.write(ctx, "note the export of rejected rows", func(tx *sql.Tx) error {
		for _, id := range batches {
			if _, err := tx.ExecContext(ctx, `UPDATE quarantine SET exported = ? WHERE batch_id = ?`, stamp(now), id); err != nil {
				return err
			}
		}
		_, err := appendEntry(ctx, tx, Entry{At: now, Actor: actor, Action: ActionExport, Object: strings.Join(batches, " "),
			Detail: fmt.Sprintf("%d rows to %s", rows, file)})
		return err
	})
}

// NoteExpiry notes that the files of batches leave the landing zone, in the
// trail too; the counts of the batches stay.
func (l *Ledger) NoteExpiry(ctx context.Context, batches []string, actor, what string, now time.Time) error {
	return l.write(ctx, "note the expiry of received files", func(tx *sql.Tx) error {
		for _, id := range batches {
			if _, err := tx.ExecContext(ctx, `UPDATE quarantine SET expired = ? WHERE batch_id = ? AND expired = ''`, stamp(now), id); err != nil {
				return err
			}
		}
		_, err := appendEntry(ctx, tx, Entry{At: now, Actor: actor, Action: ActionExpire, Object: "landing", Detail: what})
		return err
	})
}

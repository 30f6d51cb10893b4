package ledger

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/anlan-lake/anlan"
)

// Entry is one line of the trail: who did what to which thing.
type Entry struct {
	Seq    int64 // 1, 2, 3, …; set by Append
	At     time.Time
	Actor  string // user name, or the command
	Action string // "sign-in", "export", "acknowledge", …
	Object string // path, warning id, edition id
	Detail string
	Prev   string // hash of the entry before, "" for the first
	Hash   string // SHA-256 over all fields above, hex
}

// sum hashes an entry. JSON keeps the fields apart: no two different entries
// give the same text.
func (e Entry) sum() string {
	text, _ := json.Marshal([]any{e.Seq, stamp(e.At), e.Actor, e.Action, e.Object, e.Detail, e.Prev}) // strings and a number: cannot fail
	h := sha256.Sum256(text)
	return hex.EncodeToString(h[:])
}

// Append adds an entry to the trail and gives it back with Seq, Prev and Hash.
// The file refuses to change or delete one.
func (l *Ledger) Append(ctx context.Context, e Entry) (Entry, error) {
	err := l.write(ctx, "append to the trail", func(tx *sql.Tx) error {
		var err error
		e, err = appendEntry(ctx, tx, e)
		return err
	})
	return e, err
}

// appendEntry appends within a transaction, so that what was done and the
// record of it stand or fall together.
func appendEntry(ctx context.Context, tx *sql.Tx, e Entry) (Entry, error) {
	err := tx.QueryRowContext(ctx, `SELECT seq, hash FROM trail ORDER BY seq DESC LIMIT 1`).Scan(&e.Seq, &e.Prev)
	if errors.Is(err, sql.ErrNoRows) {
		e.Seq, e.Prev = 0, ""
	} else if err != nil {
		return e, err
	}
	e.Seq++
	e.Hash = e.sum()
	_, err = tx.ExecContext(ctx, `INSERT INTO trail (seq, at, actor, action, object, detail, prev, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		e.Seq, stamp(e.At), e.Actor, e.Action, e.Object, e.Detail, e.Prev, e.Hash)
	return e, err
}

// Trail gives the last entries, newest first.
func (l *Ledger) Trail(ctx context.Context, limit int) ([]Entry, error) {
	return l.entries(ctx, `ORDER BY seq DESC LIMIT ?`, limit)
}

// VerifyTrail walks the whole chain and gives its head. Invalid names the first
// entry that was changed, or is missing. Entries cut off at the end leave no
// gap: compare the head with one kept elsewhere.
func (l *Ledger) VerifyTrail(ctx context.Context) (head Entry, err error) {
	list, err := l.entries(ctx, `WHERE seq > ? ORDER BY seq`, 0)
	if err != nil {
		return head, err
	}
	for _, e := range list {
		switch {
		case e.Seq != head.Seq+1:
			return head, anlan.Errorf(anlan.Invalid, "the trail: entry %d is missing", head.Seq+1)
		case e.Prev != head.Hash:
			return head, anlan.Errorf(anlan.Invalid, "the trail: entry %d does not follow entry %d", e.Seq, head.Seq)
		case e.Hash != e.sum():
			return head, anlan.Errorf(anlan.Invalid, "the trail: entry %d is not as written", e.Seq)
		}
		head = e
	}
	return head, nil
}

func (l *Ledger) entries(ctx context.Context, where string, arg any) ([]Entry, error) {
	rows, err := l.db.QueryContext(ctx, `SELECT seq, at, actor, action, object, detail, prev, hash FROM trail `+where, arg)
	if err != nil {
		return nil, fmt.Errorf("read the trail: %w", err)
	}
	defer rows.Close()
	var list []Entry
	for rows.Next() {
		var e Entry
		var at string
		if err := rows.Scan(&e.Seq, &at, &e.Actor, &e.Action, &e.Object, &e.Detail, &e.Prev, &e.Hash); err != nil {
			return nil, fmt.Errorf("read the trail: %w", err)
		}
		e.At = parseStamp(at)
		list = append(list, e)
	}
	return list, rows.Err()
}

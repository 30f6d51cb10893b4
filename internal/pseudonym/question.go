package pseudonym

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// Question is what is asked of a data set: has somebody come before with the
// same matter, at the same place, within so many days?
type Question struct {
	Dataset string
	Within  time.Duration
	Ended   bool // Within counts from the end of the earlier record, not from its event
	Place   int  // digits to which two areas must agree, as far as both go; 0: anywhere
}

// Row is one row of a batch with the number of a person.
type Row struct {
	Line    int64
	Record  int64 // stands for the row's key
	Version int64
	At      int64 // microseconds of the event
	EndedAt *int64
	Area    string
	Matter  []string // values that must be the same
	Number  string   // normalised; kept nowhere
}

// Answer is what came out for a row: came before, not, or not known, since the
// table does not reach back far enough.
type Answer struct {
	Line  int64
	Known bool
	Yes   bool
}

// Ask puts the rows of a batch into the table and answers for each whether an
// earlier one, in the batch or in one that landed before, is of the same person
// and matter. Earlier is by the time of the event, and where that is equal by
// arrival. Answers are in the order of the rows. Versions of one record, by the
// number Version and then by arrival, are one sighting.
func (t *Table) Ask(ctx context.Context, q Question, batch string, rows []Row, keys []Key) ([]Answer, error) {
	n, err := t.begin(ctx, batch, q.Dataset)
	if err != nil {
		return nil, err
	}
	a, err := t.asker(ctx, q, keys)
	if err != nil {
		return nil, err
	}
	defer a.close()
	for i := range rows {
		if err := a.put(ctx, n, &rows[i]); err != nil {
			return nil, err
		}
	}
	var first sql.NullInt64
	if err := t.conn.QueryRowContext(ctx, "SELECT min(at) FROM sighting WHERE dataset = ?", q.Dataset).Scan(&first); err != nil {
		return nil, fmt.Errorf("pseudonyms: %w", err)
	}
	back := q.Within
	if q.Ended {
		back *= 2 // the earlier record began before it ended
	}
	answers := make([]Answer, len(rows))
	for i := range rows {
		if answers[i], err = a.answer(ctx, n, &rows[i], first.Int64+back.Microseconds()); err != nil {
			return nil, err
		}
	}
	return answers, nil
}

// Unsee forgets the rows of a batch at lines that did not land.
func (t *Table) Unsee(ctx context.Context, batch string, lines []int64) error {
	for _, line := range lines {
		if err := t.exec(ctx, "DELETE FROM sighting WHERE batch = (SELECT n FROM batch WHERE id = ?) AND line = ?", batch, line); err != nil {
			return err
		}
	}
	return nil
}

// asker holds the statements of one batch.
type asker struct {
	q                               Question
	keys                            []Key
	place                           int64
	number, insert, prune           *sql.Stmt
	find, known, remember, answered *sql.Stmt
}

// live leaves out what the lake is about to let go.
const live = "batch NOT IN (SELECT n FROM batch WHERE state = 'leaving')"

func (t *Table) asker(ctx context.Context, q Question, keys []Key) (*asker, error) {
	a := &asker{q: q, keys: keys}
	if err := t.conn.QueryRowContext(ctx, "SELECT coalesce(max(place), 0) FROM sighting").Scan(&a.place); err != nil {
		return nil, fmt.Errorf("pseudonyms: %w", err)
	}
	for _, s := range []struct {
		into **sql.Stmt
		text string
	}{
		{&a.known, "SELECT min(place) FROM sighting WHERE record = ?"},
		{&a.insert, "INSERT INTO sighting (batch, line, dataset, pseudonym, record, area, at, ended, version, place, key) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"},
		// The version before stays, for the day its successor is withdrawn.
		{&a.prune, "DELETE FROM sighting WHERE record = ?1 AND n NOT IN (SELECT n FROM sighting WHERE record = ?1 ORDER BY version DESC, batch DESC, n DESC LIMIT 2)"},
		{&a.number, "SELECT n, place FROM sighting WHERE batch = ? AND line = ?"},
		{&a.find, `SELECT area, at, ended, place FROM sighting s WHERE pseudonym IN (` + marks(len(keys)) + `) AND record <> ? AND at <= ? AND ` + live + `
			AND n = (SELECT n FROM sighting o WHERE o.record = s.record AND o.` + live + ` ORDER BY version DESC, batch DESC, n DESC LIMIT 1)`},
		{&a.answered, "SELECT answer FROM sighting WHERE record = ? AND n <> ? AND pseudonym = (SELECT pseudonym FROM sighting WHERE n = ?) AND " + live + " ORDER BY version DESC, batch DESC, n DESC LIMIT 1"},
		{&a.remember, "UPDATE sighting SET answer = ? WHERE n = ?"},
	} {
		stmt, err := t.conn.PrepareContext(ctx, s.text) //nolint:sqlclosecheck // close closes them all
		if err != nil {
			a.close()
			return nil, fmt.Errorf("pseudonyms: %w", err)
		}
		*s.into = stmt
	}
	return a, nil
}

func (a *asker) close() {
	for _, s := range []*sql.Stmt{a.number, a.insert, a.prune, a.find, a.known, a.remember, a.answered} {
		if s != nil {
			_ = s.Close() // nothing depends on it
		}
	}
}

// of gives the row's pseudonym under a key.
func (a *asker) of(k Key, r *Row) int64 {
	return k.Of(append([]string{a.q.Dataset, r.Number}, r.Matter...)...)
}

func (a *asker) put(ctx context.Context, batch int64, r *Row) error {
	var place sql.NullInt64
	if err := a.known.QueryRowContext(ctx, r.Record).Scan(&place); err != nil {
		return fmt.Errorf("pseudonyms: %w", err)
	}
	if !place.Valid {
		a.place++
		place.Int64 = a.place
	}
	_, err := a.insert.ExecContext(ctx, batch, r.Line, a.q.Dataset, a.of(a.keys[0], r), r.Record, r.Area, r.At, r.EndedAt, r.Version, place.Int64, a.keys[0].ID)
	if err == nil && place.Valid {
		_, err = a.prune.ExecContext(ctx, r.Record)
	}
	if err != nil {
		return fmt.Errorf("pseudonyms: %w", err)
	}
	return nil
}

// answer looks for an earlier sighting of the same person and matter. Where
// there is none, that says something only of rows whose whole past the table
// holds (covered is the first such instant); else what was answered for the
// record before still holds.
func (a *asker) answer(ctx context.Context, batch int64, r *Row, covered int64) (Answer, error) {
	out := Answer{Line: r.Line}
	var n, place int64
	if err := a.number.QueryRowContext(ctx, batch, r.Line).Scan(&n, &place); err != nil {
		if errNoRows(err) == nil {
			return out, nil // an older version than two that are here
		}
		return out, fmt.Errorf("pseudonyms: %w", err)
	}
	args := make([]any, 0, len(a.keys)+2)
	for _, k := range a.keys {
		args = append(args, a.of(k, r))
	}
	before, err := a.before(ctx, r, place, append(args, r.Record, r.At))
	if err != nil {
		return out, err
	}
	switch {
	case before:
		out.Known, out.Yes = true, true
	case r.At >= covered:
		out.Known = true
	default:
		var was sql.NullInt64
		if err := errNoRows(a.answered.QueryRowContext(ctx, r.Record, n, n).Scan(&was)); err != nil {
			return out, fmt.Errorf("pseudonyms: %w", err)
		}
		out.Known, out.Yes = was.Valid, was.Int64 == 1
	}
	if out.Known {
		if _, err := a.remember.ExecContext(ctx, out.Yes, n); err != nil {
			return out, fmt.Errorf("pseudonyms: %w", err)
		}
	}
	return out, nil
}

func (a *asker) before(ctx context.Context, r *Row, place int64, args []any) (bool, error) {
	rows, err := a.find.QueryContext(ctx, args...)
	if err != nil {
		return false, fmt.Errorf("pseudonyms: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var area string
		var at, other int64
		var ended sql.NullInt64
		if err := rows.Scan(&area, &at, &ended, &other); err != nil {
			return false, fmt.Errorf("pseudonyms: %w", err)
		}
		if at == r.At && other >= place || !a.samePlace(area, r.Area) {
			continue
		}
		since := r.At - at
		if a.q.Ended {
			if !ended.Valid || ended.Int64 > r.At {
				continue
			}
			since = r.At - ended.Int64
		}
		if since <= a.q.Within.Microseconds() {
			return true, rows.Err()
		}
	}
	return false, rows.Err()
}

// samePlace reports whether two areas agree as far as both go: 620102 may be
// 620102001002, and is not 620103.
func (a *asker) samePlace(x, y string) bool {
	n := min(a.q.Place, len(x), len(y))
	return x[:n] == y[:n]
}

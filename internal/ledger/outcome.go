package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/anlan-lake/anlan"
)

// What came of a warning.
const (
	OutcomeConfirmed = "confirmed" // there was what it said
	OutcomePartly    = "partly"    // something of it
	OutcomeFalse     = "false"     // nothing
	OutcomeUnclear   = "unclear"   // it cannot be told: counts for nothing
)

// OutcomeNames are all of them.
func OutcomeNames() []string {
	return []string{OutcomeConfirmed, OutcomePartly, OutcomeFalse, OutcomeUnclear}
}

// Outcome is what came of one warning, and what helped.
type Outcome struct {
	ID                                string // of the warning
	Rule, Series, Kind, Area, Since   string
	Outcome, Helped, Note, RecordedBy string
	Noted                             time.Time
}

// NoteOutcome notes what came of a warning, in place of what was noted before,
// and puts it into the trail. Invalid for an unknown outcome or an account that
// may not, NotFound for a warning that was never opened.
func (l *Ledger) NoteOutcome(ctx context.Context, o Outcome, now time.Time) error {
	if !slices.Contains(OutcomeNames(), o.Outcome) {
		return anlan.Errorf(anlan.Invalid, "outcome %q of warning %s: want one of %s", o.Outcome, o.ID, strings.Join(OutcomeNames(), ", "))
	}
	return l.write(ctx, "outcome of warning "+o.ID, func(tx *sql.Tx) error {
		var area string
		err := tx.QueryRowContext(ctx, `SELECT area FROM warning_state WHERE warning_id = ?`, o.ID).Scan(&area)
		if errors.Is(err, sql.ErrNoRows) {
			return anlan.Errorf(anlan.NotFound, "no such warning").WithNext("see 'anlan warning list'")
		}
		if err != nil {
			return err
		}
		if err := mayHandle(ctx, tx, o.RecordedBy, area); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO warning_outcome (warning_id, outcome, helped, note, noted, noted_by) VALUES (?, ?, ?, ?, ?, ?)
			ON CONFLICT (warning_id) DO UPDATE SET outcome = excluded.outcome, helped = excluded.helped, note = excluded.note, noted = excluded.noted, noted_by = excluded.noted_by`,
			o.ID, o.Outcome, o.Helped, o.Note, stamp(now), o.RecordedBy); err != nil {
			return err
		}
		_, err = appendEntry(ctx, tx, Entry{At: now, Actor: o.RecordedBy, Action: "outcome " + o.Outcome, Object: o.ID, Detail: strings.TrimSpace(o.Helped + " " + o.Note)})
		return err
	})
}

// mayHandle refuses an account that may not handle warnings of an area.
func mayHandle(ctx context.Context, tx *sql.Tx, name, area string) error {
	u, err := scanUser(tx.QueryRowContext(ctx, `SELECT `+userColumns+` FROM account WHERE name = ?`, name).Scan)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return anlan.Errorf(anlan.NotFound, "no account %q", name)
	case err != nil:
		return err
	case !u.Closed.IsZero():
		return anlan.Errorf(anlan.Invalid, "account %s is closed", u.Name)
	case !u.Role.MayAcknowledge():
		return anlan.Errorf(anlan.Invalid, "account %s is a %s: warnings are for assessors, handlers and admins", u.Name, u.Role)
	case !strings.HasPrefix(area, u.Area):
		return anlan.Errorf(anlan.Invalid, "account %s is of area %s, the warning of %s", u.Name, u.Area, area)
	}
	return nil
}

// Outcomes gives what came of warnings, the newest first.
func (l *Ledger) Outcomes(ctx context.Context) ([]Outcome, error) {
	rows, err := l.db.QueryContext(ctx, `SELECT o.warning_id, s.rule, s.series, s.kind, s.area, s.since, o.outcome, o.helped, o.note, o.noted_by, o.noted
		FROM warning_outcome o JOIN warning_state s ON s.warning_id = o.warning_id ORDER BY o.noted DESC, o.warning_id`)
	if err != nil {
		return nil, fmt.Errorf("read outcomes of warnings: %w", err)
	}
	defer rows.Close()
	var list []Outcome
	for rows.Next() {
		var o Outcome
		var noted string
		if err := rows.Scan(&o.ID, &o.Rule, &o.Series, &o.Kind, &o.Area, &o.Since, &o.Outcome, &o.Helped, &o.Note, &o.RecordedBy, &noted); err != nil {
			return nil, fmt.Errorf("read outcomes of warnings: %w", err)
		}
		o.Noted = parseStamp(noted)
		list = append(list, o)
	}
	return list, rows.Err()
}

// Suppression keeps warnings of an area (and those within it), a series and a
// kind from being raised until a day. An empty kind means all of the series, an
// empty series all.
type Suppression struct {
	Series, Kind, Area string
	From, Until        string // days, both inclusive
	Reason, RecordedBy string
}

// Holds says whether it keeps back a warning.
func (s Suppression) Holds(series, kind, area string) bool {
	return (s.Series == "" || s.Series == series) && (s.Kind == "" || s.Kind == kind) && strings.HasPrefix(area, s.Area)
}

// Suppress notes a suppression and puts it into the trail. Invalid without a
// reason, for days in the wrong order, and for an account that may not.
func (l *Ledger) Suppress(ctx context.Context, s Suppression, now time.Time) error {
	if strings.TrimSpace(s.Reason) == "" {
		return anlan.Errorf(anlan.Invalid, "suppress warnings of %s: it needs a reason", s.Area).WithNext("--reason gives it; nothing was suppressed")
	}
	if s.Until < s.From {
		return anlan.Errorf(anlan.Invalid, "suppress warnings of %s: until %s, which lies before %s", s.Area, s.Until, s.From)
	}
	return l.write(ctx, "suppress warnings of "+s.Area, func(tx *sql.Tx) error {
		if err := mayHandle(ctx, tx, s.RecordedBy, s.Area); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO suppression (series, kind, area, from_day, until_day, reason, noted, noted_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT (series, kind, area, from_day) DO UPDATE SET until_day = excluded.until_day, reason = excluded.reason, noted = excluded.noted, noted_by = excluded.noted_by`,
			s.Series, s.Kind, s.Area, s.From, s.Until, s.Reason, stamp(now), s.RecordedBy); err != nil {
			return err
		}
		_, err := appendEntry(ctx, tx, Entry{At: now, Actor: s.RecordedBy, Action: "suppress warnings", Object: strings.Trim(s.Area+" "+s.Series+" "+s.Kind, " "), Detail: "until " + s.Until + ": " + s.Reason})
		return err
	})
}

// Suppressions gives those in force on a day; all for "".
func (l *Ledger) Suppressions(ctx context.Context, day string) ([]Suppression, error) {
	rows, err := l.db.QueryContext(ctx, `SELECT series, kind, area, from_day, until_day, reason, noted_by FROM suppression
		WHERE ? = '' OR ? BETWEEN from_day AND until_day ORDER BY from_day DESC, area, series, kind`, day, day)
	if err != nil {
		return nil, fmt.Errorf("read suppressions of warnings: %w", err)
	}
	defer rows.Close()
	var list []Suppression
	for rows.Next() {
		var s Suppression
		if err := rows.Scan(&s.Series, &s.Kind, &s.Area, &s.From, &s.Until, &s.Reason, &s.RecordedBy); err != nil {
			return nil, fmt.Errorf("read suppressions of warnings: %w", err)
		}
		list = append(list, s)
	}
	return list, rows.Err()
}

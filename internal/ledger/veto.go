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

// Veto is a fact that may cap an area's total, with who decided on it. Its
// Until is left empty: how long a fact stands is the framework's rule.
type Veto struct {
	anlan.Veto
	Opened    time.Time
	Edition   string // the first that held it
	Decided   time.Time
	DecidedBy string
	Note      string // why it was dismissed or lifted
	LiftedDay string
	LiftedBy  string
}

// MayDecideVeto says whether the role may confirm, dismiss and lift vetoes.
func (r Role) MayDecideVeto() bool { return r == Assessor || r == Admin }

// OpenVetoes notes the facts of an edition as awaiting a person; those known
// already stay as they are. It gives the number of new ones.
func (l *Ledger) OpenVetoes(ctx context.Context, facts []anlan.Veto, edition string, now time.Time) (added int64, err error) {
	err = l.write(ctx, "open vetoes of edition "+edition, func(tx *sql.Tx) error {
		for _, v := range facts {
			if v.State != anlan.VetoAwaiting {
				continue
			}
			res, err := tx.ExecContext(ctx, `INSERT INTO veto (veto_key, indicator, area, area_level, period, day, value, upper95, rule, evidence, state, opened, edition)
				VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (veto_key) DO NOTHING`,
				v.Key, v.Indicator, v.Area, int(v.Level), v.Period, v.Day, v.Value, v.Upper95, v.Rule, v.Evidence, string(anlan.VetoAwaiting), stamp(now), edition)
			if err != nil {
				return err
			}
			n, err := res.RowsAffected()
			if err != nil {
				return err
			}
			added += n
		}
		return nil
	})
	return added, err
}

// Decision is what a person makes of a fact.
type Decision struct {
	Key      string
	City     string // code of the city: no level stands above it
	By       string // name of the account
	Day      string // of the fact, or on which it is lifted
	Document string // the paper that states it
	Note     string // why, of a dismissal
}

// ConfirmVeto puts a fact that awaits in force, with its day, which may not lie
// in the future, and its document. Invalid for an account that may not.
func (l *Ledger) ConfirmVeto(ctx context.Context, d Decision, now time.Time) error {
	if err := d.check(now); err != nil {
		return err
	}
	return l.decide(ctx, "confirm veto", d, anlan.VetoAwaiting, now,
		`UPDATE veto SET state = 'confirmed', fact_day = ?, document = ?, decided = ?, decided_by = ?, note = ? WHERE veto_key = ?`,
		d.Day, d.Document, stamp(now), d.By, d.Note, d.Key)
}

// DismissVeto ends a fact that awaits: it was looked into, and is none.
func (l *Ledger) DismissVeto(ctx context.Context, d Decision, now time.Time) error {
	if strings.TrimSpace(d.Note) == "" {
		return anlan.Errorf(anlan.Invalid, "dismiss veto %s: it needs a reason", d.Key).WithNext("--note gives it; nothing was decided")
	}
	return l.decide(ctx, "dismiss veto", d, anlan.VetoAwaiting, now,
		`UPDATE veto SET state = 'dismissed', document = ?, decided = ?, decided_by = ?, note = ? WHERE veto_key = ?`,
		d.Document, stamp(now), d.By, d.Note, d.Key)
}

// LiftVeto ends a confirmed fact from a day on: a period that ends on that day
// or later is not capped by it.
func (l *Ledger) LiftVeto(ctx context.Context, d Decision, now time.Time) error {
	if err := d.check(now); err != nil {
		return err
	}
	return l.decide(ctx, "lift veto", d, anlan.VetoConfirmed, now,
		`UPDATE veto SET state = 'lifted', lifted_day = ?, lifted_by = ?, note = ? WHERE veto_key = ?`,
		d.Day, d.By, d.Document, d.Key)
}

func (d Decision) check(now time.Time) error {
	_, err := time.Parse(anlan.DateFormat, d.Day)
	switch {
	case err != nil:
		return anlan.Errorf(anlan.Invalid, "veto %s: %q is not a day like 2026-10-15", d.Key, d.Day).WithNext("--day gives it; nothing was decided")
	case d.Day > now.Format(anlan.DateFormat):
		return anlan.Errorf(anlan.Invalid, "veto %s: day %s lies in the future", d.Key, d.Day).WithNext("nothing was decided")
	case strings.TrimSpace(d.Document) == "":
		return anlan.Errorf(anlan.Invalid, "veto %s: it needs the document that states it", d.Key).WithNext("--document names it; nothing was decided")
	}
	return nil
}

// decide changes a fact's state, after a look at who does so, and puts it into
// the trail in the same transaction.
func (l *Ledger) decide(ctx context.Context, action string, d Decision, from anlan.VetoState, now time.Time, statement string, args ...any) error {
	return l.write(ctx, action+" "+d.Key, func(tx *sql.Tx) error {
		var state, area string
		err := tx.QueryRowContext(ctx, `SELECT state, area FROM veto WHERE veto_key = ?`, d.Key).Scan(&state, &area)
		if errors.Is(err, sql.ErrNoRows) {
			return anlan.Errorf(anlan.NotFound, "no such fact").WithNext("see 'anlan veto list'")
		}
		if err != nil {
			return err
		}
		if anlan.VetoState(state) != from {
			return anlan.Errorf(anlan.Conflict, "it is %s, not %s", state, from)
		}
		u, err := scanUser(tx.QueryRowContext(ctx, `SELECT `+userColumns+` FROM account WHERE name = ?`, d.By).Scan)
		if errors.Is(err, sql.ErrNoRows) {
			return anlan.Errorf(anlan.NotFound, "no account %q", d.By)
		}
		if err != nil {
			return err
		}
		if err := mayDecide(u, area, d.City); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, statement, args...); err != nil {
			return err
		}
		detail := strings.TrimSpace(d.Day + " " + d.Document + " " + d.Note)
		_, err = appendEntry(ctx, tx, Entry{At: now, Actor: d.By, Action: action, Object: d.Key, Detail: detail})
		return err
	})
}

// mayDecide refuses an account that is closed, of another role, or not above
// the area: nobody decides on a veto of their own area, but the city's own
// assessors on the city's.
func mayDecide(u User, area, city string) error {
	above := strings.HasPrefix(area, u.Area) && (len(u.Area) < len(area) || area == city)
	switch {
	case !u.Closed.IsZero():
		return anlan.Errorf(anlan.Invalid, "account %s is closed", u.Name)
	case !u.Role.MayDecideVeto():
		return anlan.Errorf(anlan.Invalid, "account %s is a %s: only an assessor or an admin decides on a veto", u.Name, u.Role)
	case !above:
		return anlan.Errorf(anlan.Invalid, "account %s is of area %s: a veto on %s is decided on one level up", u.Name, u.Area, area)
	}
	return nil
}

const vetoColumns = `veto_key, indicator, area, area_level, period, day, value, upper95, rule, evidence, state, opened, edition,
	fact_day, document, decided, decided_by, note, lifted_day, lifted_by`

// Vetoes gives every fact known, the latest day first.
func (l *Ledger) Vetoes(ctx context.Context) ([]Veto, error) {
	return l.vetoes(ctx, `ORDER BY day DESC, veto_key`)
}

// Veto gives one fact. NotFound for an unknown key.
func (l *Ledger) Veto(ctx context.Context, key string) (Veto, error) {
	list, err := l.vetoes(ctx, `WHERE veto_key = ?`, key)
	if err != nil {
		return Veto{}, err
	}
	if len(list) == 1 {
		return list[0], nil
	}
	return Veto{}, anlan.Errorf(anlan.NotFound, "no fact %s in the ledger", key).WithNext("see 'anlan veto list'")
}

func (l *Ledger) vetoes(ctx context.Context, where string, args ...any) ([]Veto, error) {
	rows, err := l.db.QueryContext(ctx, `SELECT `+vetoColumns+` FROM veto `+where, args...)
	if err != nil {
		return nil, fmt.Errorf("read vetoes: %w", err)
	}
	defer rows.Close()
	var list []Veto
	for rows.Next() {
		var v Veto
		var level int
		var upper sql.NullFloat64
		var state, opened, decided string
		err := rows.Scan(&v.Key, &v.Indicator, &v.Area, &level, &v.Period, &v.Day, &v.Value, &upper, &v.Rule, &v.Evidence, &state, &opened, &v.Edition,
			&v.FactDay, &v.Document, &decided, &v.DecidedBy, &v.Note, &v.LiftedDay, &v.LiftedBy)
		if err != nil {
			return nil, fmt.Errorf("read vetoes: %w", err)
		}
		v.Level, v.State, v.Opened, v.Decided = anlan.Level(level), anlan.VetoState(state), parseStamp(opened), parseStamp(decided)
		if upper.Valid {
			v.Upper95 = &upper.Float64
		}
		list = append(list, v)
	}
	return list, rows.Err()
}

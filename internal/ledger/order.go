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

// States of an order.
const (
	OrderProposed  = "proposed"  // two departments' counts differ; nobody has looked yet
	OrderAccepted  = "accepted"  // a person has it issued
	OrderDismissed = "dismissed" // a person has looked, and there is a reason
	OrderLapsed    = "lapsed"    // the counts came together before anybody decided
)

// Order is a supervision order that a reconciliation proposes (source 08).
type Order struct {
	Key        string  // reconcile.hotline.2026-10
	Pair       string  // of data sets
	Period     string  // 2026-10 or 2026-Q3
	Left       int64   // as the one reports it
	Right      int64   // as the other does
	Difference float64 // percent of the larger
	State      string
	Opened     time.Time
	Edition    string // the first that held it
	Document   string // number of the order issued
	Decided    time.Time
	DecidedBy  string
	Note       string // why it was dismissed
}

// MayDecideOrder says whether the role may accept and dismiss orders.
func (r Role) MayDecideOrder() bool { return r == Assessor || r == Admin }

// ProposeOrders notes an order for each pair and period that is over the limit.
// One that still waits takes the new counts, and lapses where they have come
// together; one that was decided stays as it is. It gives the number of new ones.
func (l *Ledger) ProposeOrders(ctx context.Context, list []anlan.Reconciliation, edition string, now time.Time) (added int64, err error) {
	err = l.write(ctx, "propose orders of edition "+edition, func(tx *sql.Tx) error {
		for _, x := range list {
			key := "reconcile." + x.Pair + "." + x.Period
			if !x.Over || x.Difference == nil {
				if _, err := tx.ExecContext(ctx, `UPDATE supervision SET state = 'lapsed', left_count = ?, right_count = ? WHERE order_key = ? AND state = 'proposed'`, x.Left, x.Right, key); err != nil {
					return err
				}
				continue
			}
			var known int
			if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM supervision WHERE order_key = ?`, key).Scan(&known); err != nil {
				return err
			}
			if known == 0 {
				added++
			}
			_, err := tx.ExecContext(ctx, `INSERT INTO supervision (order_key, pair, period, left_count, right_count, difference, state, opened, edition)
				VALUES (?, ?, ?, ?, ?, ?, 'proposed', ?, ?) ON CONFLICT (order_key) DO UPDATE SET left_count = excluded.left_count, right_count = excluded.right_count,
				difference = excluded.difference, state = 'proposed' WHERE state IN ('proposed', 'lapsed')`, key, x.Pair, x.Period, x.Left, x.Right, *x.Difference, stamp(now), edition)
			if err != nil {
				return err
			}
		}
		return nil
	})
	return added, err
}

// AcceptOrder notes that an order is issued, with its number or paper. Invalid
// for an account that may not, Conflict for one that does not wait.
func (l *Ledger) AcceptOrder(ctx context.Context, d Decision, now time.Time) error {
	if strings.TrimSpace(d.Document) == "" {
		return anlan.Errorf(anlan.Invalid, "accept order %s: it needs the number or paper of the order issued", d.Key).WithNext("--document names it; nothing was decided")
	}
	return l.decideOrder(ctx, OrderAccepted, d, now)
}

// DismissOrder notes that no order is issued, with the reason.
func (l *Ledger) DismissOrder(ctx context.Context, d Decision, now time.Time) error {
	if strings.TrimSpace(d.Note) == "" {
		return anlan.Errorf(anlan.Invalid, "dismiss order %s: it needs a reason", d.Key).WithNext("--note gives it; nothing was decided")
	}
	return l.decideOrder(ctx, OrderDismissed, d, now)
}

// decideOrder changes a proposal's state and puts it into the trail in the same
// transaction. Orders are on the whole city: only its own accounts decide.
func (l *Ledger) decideOrder(ctx context.Context, to string, d Decision, now time.Time) error {
	action := map[string]string{OrderAccepted: "accept order", OrderDismissed: "dismiss order"}[to]
	return l.write(ctx, action+" "+d.Key, func(tx *sql.Tx) error {
		var state string
		err := tx.QueryRowContext(ctx, `SELECT state FROM supervision WHERE order_key = ?`, d.Key).Scan(&state)
		if errors.Is(err, sql.ErrNoRows) {
			return anlan.Errorf(anlan.NotFound, "no such order").WithNext("see 'anlan order list'")
		}
		if err != nil {
			return err
		}
		if state != OrderProposed {
			return anlan.Errorf(anlan.Conflict, "it is %s, not %s", state, OrderProposed)
		}
		u, err := scanUser(tx.QueryRowContext(ctx, `SELECT `+userColumns+` FROM account WHERE name = ?`, d.By).Scan)
		if errors.Is(err, sql.ErrNoRows) {
			return anlan.Errorf(anlan.NotFound, "no account %q", d.By)
		}
		switch {
		case err != nil:
			return err
		case !u.Closed.IsZero():
			return anlan.Errorf(anlan.Invalid, "account %s is closed", u.Name)
		case !u.Role.MayDecideOrder():
			return anlan.Errorf(anlan.Invalid, "account %s is a %s: only an assessor or an admin decides on an order", u.Name, u.Role)
		case u.Area != d.City:
			return anlan.Errorf(anlan.Invalid, "account %s is of area %s: an order on the city is decided by the city's own", u.Name, u.Area)
		}
		if _, err := tx.ExecContext(ctx, `UPDATE supervision SET state = ?, document = ?, decided = ?, decided_by = ?, note = ? WHERE order_key = ?`,
			to, d.Document, stamp(now), d.By, d.Note, d.Key); err != nil {
			return err
		}
		_, err = appendEntry(ctx, tx, Entry{At: now, Actor: d.By, Action: action, Object: d.Key, Detail: strings.TrimSpace(d.Document + " " + d.Note)})
		return err
	})
}

// Orders gives every order, the newest period first.
func (l *Ledger) Orders(ctx context.Context) ([]Order, error) {
	rows, err := l.db.QueryContext(ctx, `SELECT order_key, pair, period, left_count, right_count, difference, state, opened, edition, document, decided, decided_by, note
		FROM supervision ORDER BY period DESC, order_key`)
	if err != nil {
		return nil, fmt.Errorf("read orders: %w", err)
	}
	defer rows.Close()
	var list []Order
	for rows.Next() {
		var o Order
		var opened, decided string
		if err := rows.Scan(&o.Key, &o.Pair, &o.Period, &o.Left, &o.Right, &o.Difference, &o.State, &opened, &o.Edition, &o.Document, &decided, &o.DecidedBy, &o.Note); err != nil {
			return nil, fmt.Errorf("read orders: %w", err)
		}
		o.Opened, o.Decided = parseStamp(opened), parseStamp(decided)
		list = append(list, o)
	}
	return list, rows.Err()
}

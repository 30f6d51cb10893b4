package pull

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"github.com/anlan-lake/anlan"
)

// reader reads a table over one connection.
type reader struct {
	db *sql.DB
	*Source
	o Options
}

func newReader(s *Source, o Options) (*reader, error) {
	dsn, err := s.Table.DSN.read(s, o.Getenv)
	if err != nil {
		return nil, err
	}
	db, err := engine{s.Table.engine() == "postgres"}.open(dsn)
	if err != nil {
		return nil, err
	}
	return &reader{db, s, o}, nil
}

// with calls f in a read-only transaction.
func (r *reader) with(ctx context.Context, f func(*sql.Tx, *plan) error) error {
	conn, err := r.db.Conn(ctx)
	if err != nil {
		return &connectError{err}
	}
	defer conn.Close()
	tx, err := (engine{r.Table.engine() == "postgres"}).begin(ctx, conn, r.Table.timeout())
	if err != nil {
		return err
	}
	defer tx.Rollback()
	p, err := newPlan(ctx, tx, r.Source)
	if err != nil {
		return err
	}
	return f(tx, p)
}

// connectError is a connection that could not be made.
type connectError struct{ err error }

func (e *connectError) Error() string { return e.err.Error() }
func (e *connectError) Unwrap() error { return e.err }

// try calls f until it ends or the tries are used up; err of a connection that
// broke is tried again, and f goes on where it was.
func (r *reader) try(ctx context.Context, f func() error) error {
	wait := cmp.Or(r.Table.Backoff, firstWait)
	for n := 0; ; n++ {
		err := f()
		var disk *diskFault
		switch {
		case err == nil:
			return nil
		case ctx.Err() != nil:
			return ctx.Err()
		case errors.As(err, &disk):
			return err
		case !transient(err) || n >= r.Table.retries():
			what := "read"
			var c *connectError
			if errors.As(err, &c) {
				what = "connect"
			}
			return &Failure{r.Name, told(what, err)}
		}
		if err := sleep(ctx, min(wait, longestWait)); err != nil {
			return err
		}
		wait *= 2
	}
}

func (p *Puller) fetchTable(ctx context.Context, a *Attempt) error {
	r, err := newReader(&p.s, p.o)
	if err != nil {
		return p.fail(err)
	}
	defer r.db.Close()
	t := p.s.Table
	var sp *spool
	defer func() {
		if sp != nil {
			sp.close()
		}
	}()
	var form string
	var overlap int64
	err = r.try(ctx, func() error {
		return r.with(ctx, func(tx *sql.Tx, q *plan) (err error) {
			if sp != nil {
				sp.close() // what a broken connection left half read is forgotten
			}
			form = q.form
			if q.mark {
				if overlap, err = parseOverlap(q.form, t.Overlap); err != nil {
					return anlan.Errorf(anlan.Invalid, "%w", err)
				}
			}
			since := ""
			end := p.st.end()
			if q.mark && end.Mark != nil && end.Form == form {
				since = q.bound(*end.Mark-overlap, p.o.Loc)
			}
			if sp, err = p.tableSpool(q, since, end); err != nil {
				return &diskFault{err}
			}
			return p.pieces(ctx, tx, q, sp, since)
		})
	})
	if sp != nil {
		a.Rows, a.Pages = sp.p.Rows, sp.p.Pages
	}
	if err != nil {
		return err
	}
	return p.end(sp, a, form, overlap, form == "")
}

// tableSpool opens the work file. A whole table is begun anew each time: only
// rows of one state of the database belong together.
func (p *Puller) tableSpool(q *plan, since string, end position) (*spool, error) {
	known, comment := p.known, ""
	if !q.mark {
		known = func() (*seen, error) { return newSeen(), nil }
		comment = end.Content
	}
	var cols []string
	for _, c := range q.cols {
		cols = append(cols, c.name, c.as)
	}
	t := p.s.Table
	print := p.print(t.Engine, t.From, t.Query, t.Mark, t.Chunk, cols, q.order, since, comment)
	mark := func(line []byte) (int64, bool) {
		if !q.mark {
			return 0, false
		}
		c := q.cols[q.order[0]]
		return parseMark(q.form, member(line, c.as), p.o.Loc) // the line has the city's clock
	}
	sp, err := openSpool(p.dir, print, comment, p.o.Now, known, mark)
	if err == nil && !q.mark {
		if err = sp.begin(); err != nil {
			sp.close()
		}
	}
	return sp, err
}

func (p *Puller) pieces(ctx context.Context, tx *sql.Tx, q *plan, sp *spool, since string) error {
	at := place{}
	if len(sp.p.Next) > 0 {
		if err := json.Unmarshal(sp.p.Next, &at); err != nil {
			return &diskFault{err}
		}
	}
	if at.Phase == 0 && q.loose("", "") == "" {
		at.Phase = 1
	}
	for !at.Done {
		// The server bounds its statements; this bounds a server that is gone.
		step, cancel := context.WithTimeout(ctx, q.patience(p.s.Table.timeout()))
		next, err := q.piece(step, tx, sp, at, since, p.s.Table.chunk()+1, p.o.Loc) // the last row comes again
		cancel()
		if err != nil {
			return err
		}
		at = next
		if err := sp.page(at); err != nil {
			return &diskFault{err}
		}
		if p.o.Progress != nil {
			p.o.Progress(sp.p.Rows, p.s.Name)
		}
	}
	return nil
}

// patience is how long a statement is waited for.
func (p *plan) patience(timeout time.Duration) time.Duration { return 2*timeout + 10*time.Second }

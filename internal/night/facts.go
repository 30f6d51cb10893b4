package night

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"runtime"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/lake"
	"github.com/anlan-lake/anlan/queries"
)

// Facts makes the staging and fact relations of the built-in queries, with
// those in dir laid over them, views of a session, with the areas as they stand on asOf. It
// gives the columns of every table and view that can then be read.
func Facts(ctx context.Context, l *lake.Lake, s *lake.Session, dir string, levels anlan.Levels, asOf time.Time) (map[string][]string, error) {
	set, err := loadQueries(ctx, l, s.Snapshot(), ownQueries(dir), false)
	if err != nil {
		return nil, err
	}
	return set.Tables(), views(ctx, s, set.Queries, params(levels, asOf), false)
}

// Marts makes the relations of Facts and those marts that are views, for people
// who ask in SQL. A mart whose data sets or computed tables this lake has not
// is left out.
func Marts(ctx context.Context, l *lake.Lake, s *lake.Session, dir string, levels anlan.Levels, asOf time.Time) error {
	set, err := loadQueries(ctx, l, s.Snapshot(), ownQueries(dir), true)
	if err != nil {
		return err
	}
	return views(ctx, s, set.Queries, params(levels, asOf), true)
}

// Readers says of the marts of Marts, and of the tables that a build computes,
// who may read them: queries.Analyst or queries.Steward. What it does not name
// is for stewards.
func Readers(ctx context.Context, l *lake.Lake, s *lake.Session, dir string) (map[string]string, error) {
	set, err := loadQueries(ctx, l, s.Snapshot(), ownQueries(dir), true)
	if err != nil {
		return nil, err
	}
	computed, err := queries.Computed()
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
	for _, q := range slices.Concat(set.Queries, computed) {
		if q.Layer == "marts" || q.Layer == "computed" {
			out[q.Name] = q.Readers
		}
	}
	return out, nil
}

// ownQueries is the city's folder of queries, nil where it has none.
func ownQueries(dir string) fs.FS {
	if dir == "" {
		return nil
	}
	return os.DirFS(dir)
}

// params are the values of the queries' parameters on the night of asOf. Times
// in the lake carry no zone, so the end is written without one.
func params(levels anlan.Levels, asOf time.Time) queries.Params {
	y, m, d := tonight(asOf).Date()
	return queries.AreaParams(levels, time.Date(y, m, d, 0, 0, 0, 0, time.UTC))
}

// loadQueries gives the queries whose data sets this lake has, in run order.
// The tables that this package computes are sources of queries only with
// computed: a build must not rest on what it is about to make.
func loadQueries(ctx context.Context, l *lake.Lake, snapshot int64, own fs.FS, computed bool) (*queries.Set, error) {
	tables, err := l.Tables(ctx, snapshot)
	if err != nil {
		return nil, err
	}
	landed := map[string][]string{}
	for _, t := range tables {
		_, assessed := assessTables[t.Name]
		if _, made := martTables[t.Name]; (made || assessed) && !computed {
			continue
		}
		columns := make([]string, len(t.Columns))
		for i, c := range t.Columns {
			columns[i] = c.Name
		}
		landed[t.Name] = columns
	}
	if own == nil {
		return queries.Load(queries.Builtin(), landed)
	}
	return queries.Load(queries.Builtin(), landed, own)
}

// views makes every staging and fact query of a list in run order a view, and with
// marts those marts too that no build stores. Views that do not read each other are
// made several at a time: what takes the engine long is to look up what their
// columns are.
func views(ctx context.Context, s *lake.Session, list []queries.Query, p queries.Params, marts bool) error {
	var rounds [][]queries.Query
	round := map[string]int{} // that a view is made in, from 1
	for _, q := range list {
		if q.Layer == "marts" && (!marts || q.Stored()) {
			continue
		}
		n := 1
		for _, d := range q.Depends {
			n = max(n, round[d]+1)
		}
		round[q.Name] = n
		if n > len(rounds) {
			rounds = append(rounds, nil)
		}
		rounds[n-1] = append(rounds[n-1], q)
	}
	for _, list := range rounds {
		g, at := errgroup.WithContext(ctx)
		g.SetLimit(runtime.GOMAXPROCS(0))
		for _, q := range list {
			g.Go(func() error {
				sql, err := q.Render(queries.DuckDB, p)
				if err != nil {
					return err
				}
				if err := s.View(at, q.Name, sql); err != nil {
					return fmt.Errorf("query %s: %w", q.Name, err)
				}
				return nil
			})
		}
		if err := g.Wait(); err != nil {
			return err
		}
	}
	return nil
}

// counting parts queries, in run order, into those that rest on no counts
// (queries.Query.Counts), and counts with what rests on them.
func counting(set *queries.Set) (without, with []queries.Query) {
	on := map[string]bool{}
	for _, q := range set.Queries {
		on[q.Name] = q.Counts() || slices.ContainsFunc(q.Depends, func(name string) bool { return on[name] })
		if on[q.Name] {
			with = append(with, q)
		} else {
			without = append(without, q)
		}
	}
	return without, with
}

// tonight is the end of a night's data: the first instant after asOf.
func tonight(asOf time.Time) time.Time { return asOf.AddDate(0, 0, 1) }

// periodsUntil gives the periods of a kind that figures are made for on the
// night of asOf: those that have ended, closed of them, and the one that still
// runs.
func periodsUntil(asOf time.Time, kind anlan.PeriodKind, closed int) []period {
	end := tonight(asOf)
	run := anlan.NewPeriod(kind, asOf)
	var out []period
	last := run
	if run.End.After(end) {
		out = append(out, period{Period: run, until: end})
		last = anlan.NewPeriod(kind, run.Start.AddDate(0, 0, -1))
	}
	for range closed {
		out = append(out, period{Period: last, until: last.End, final: true})
		last = anlan.NewPeriod(kind, last.Start.AddDate(0, 0, -1))
	}
	return out
}

// period is a period of figures: its windows end at until, which for the
// running one is tonight.
type period struct {
	anlan.Period
	until time.Time
	final bool
}

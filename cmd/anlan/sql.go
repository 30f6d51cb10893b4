package main

import (
	"context"
	"errors"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/lake"
	"github.com/anlan-lake/anlan/internal/night"
	"github.com/anlan-lake/anlan/queries"
)

func sqlCommand(e *env) *cobra.Command {
	var query, format, asOf, out, as string
	c := &cobra.Command{
		Use:   "sql [-c QUERY]",
		Short: e.say("Ask the lake in SQL", "用 SQL 查询数据湖"),
		Long: e.say(`Run one SQL query on the lake's tables, facts and marts, as they stand or as of
an earlier night. Without -c the query is read from standard input. The lake is
read only; a query may read whatever files your own account may read. With
--as analyst it can read nothing but the tables for analysts, in which all that
is withheld is withheld: for scripts and services that ask on others' behalf.`,
			`对数据湖的表、事实与集市执行一条 SQL，可查询当前或某一夜的状态。
不带 -c 时从标准输入读取。数据湖只读；查询可读取您本人账户可读的文件。
加 --as analyst 则只能读供分析员使用的表，应隐去的均已隐去：用于替他人查询的脚本和服务。`),
		Example: "  anlan sql -c 'select area_code, score from index_score where category is null limit 5'\n" +
			"  anlan sql --as-of 2026-10-21 --format json -c 'select count(*) as n from dispute_case'\n" +
			"  anlan sql --format xlsx --out top.xlsx < query.sql\n" +
			"  anlan sql --as analyst -c 'select * from indicator_value limit 5'",
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if query == "" {
				text, err := io.ReadAll(e.stdin)
				if err != nil {
					return anlan.Errorf(anlan.Invalid, "read query: %w", err)
				}
				query = string(text)
			}
			query = strings.TrimRight(strings.TrimSpace(query), "; \n\t")
			if query == "" {
				return anlan.Errorf(anlan.Invalid, "no query").WithNext("give one with -c or on standard input")
			}
			write, ok := resultWriters[format]
			if !ok {
				return anlan.Errorf(anlan.Invalid, "--format %q is not one of table, csv, json, parquet, arrow, xlsx", format)
			}
			if out == "" && e.terminal && (format == "parquet" || format == "arrow" || format == "xlsx") {
				return anlan.Errorf(anlan.Invalid, "--format %s writes bytes no terminal can show", format).WithNext("name a file with --out")
			}
			if as != "" && as != queries.Analyst && as != queries.Steward {
				return anlan.Errorf(anlan.Invalid, "--as %q is not one of analyst, steward", as)
			}
			open := e.session
			if as == queries.Analyst {
				open = func(ctx context.Context, asOf string) (*lake.Session, func(), error) {
					return e.analystSession(ctx, asOf, query)
				}
			}
			s, closeAll, err := open(cmd.Context(), asOf)
			if err != nil {
				return err
			}
			defer closeAll()
			reader, err := s.Ask(cmd.Context(), query)
			if err != nil {
				return anlan.Errorf(anlan.Invalid, "query: %w", err)
			}
			defer reader.Release()
			if err := writeResult(e.stdout, out, func(w io.Writer) error { return write(w, reader) }); err != nil {
				return anlan.Errorf(anlan.Unavailable, "write result: %w", err)
			}
			return nil
		},
	}
	f := c.Flags()
	f.StringVarP(&query, "command", "c", "", e.say("the query", "查询语句"))
	f.StringVar(&format, "format", "table", e.say("table, csv, json, parquet, arrow or xlsx", "table、csv、json、parquet、arrow 或 xlsx"))
	f.StringVar(&asOf, "as-of", "", e.say("the lake as the night of this day left it", "以某一夜结束时的数据湖为准"))
	f.StringVar(&as, "as", "", e.say("steward (default: all tables) or analyst", "steward（默认，全部表）或 analyst（分析员）"))
	f.StringVarP(&out, "out", "o", "", e.say("write to this file", "写入文件"))
	return c
}

// writeResult writes to the named file, or to stdout where name is "".
func writeResult(stdout io.Writer, name string, write func(io.Writer) error) error {
	if name == "" {
		return write(stdout)
	}
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	err = write(f)
	if closed := f.Close(); !errors.Is(closed, os.ErrClosed) { // the Parquet writer closes what it writes to
		err = errors.Join(err, closed)
	}
	return err
}

// session opens a lake session now or as of an earlier night, with the facts
// as views; closeAll closes both.
func (e *env) session(ctx context.Context, asOf string) (s *lake.Session, closeAll func(), err error) {
	return e.narrowSession(ctx, asOf, func(*lake.Lake, *config, *lake.Session) error { return nil })
}

// analystSession is a session that holds nothing but what an analyst may see of
// the tables that one query names.
func (e *env) analystSession(ctx context.Context, asOf, query string) (s *lake.Session, closeAll func(), err error) {
	return e.narrowSession(ctx, asOf, func(l *lake.Lake, cfg *config, s *lake.Session) error {
		readers, err := night.Readers(ctx, l, s, cfg.path(cfg.Queries))
		if err != nil {
			return err
		}
		return s.Confine(ctx, query, func(table string) bool { return readers[table] == queries.Analyst })
	})
}

// narrowSession opens a session and has narrow take from it what is not to be seen.
func (e *env) narrowSession(ctx context.Context, asOf string, narrow func(*lake.Lake, *config, *lake.Session) error) (*lake.Session, func(), error) {
	l, cfg, err := e.open(ctx)
	if err != nil {
		return nil, nil, err
	}
	s, err := openSession(ctx, e, l, cfg, asOf)
	if err != nil {
		l.Close()
		return nil, nil, err
	}
	closeAll := func() { s.Close(); l.Close() }
	if err := narrow(l, cfg, s); err != nil {
		closeAll()
		return nil, nil, err
	}
	return s, closeAll, nil
}

func openSession(ctx context.Context, e *env, l *lake.Lake, cfg *config, asOf string) (*lake.Session, error) {
	day, err := e.asOf(asOf, cfg.location())
	if err != nil {
		return nil, err
	}
	snap, err := l.Head(ctx)
	if err != nil {
		return nil, err
	}
	if asOf != "" {
		old, ok, err := l.SnapshotAsOf(ctx, asOf)
		if err != nil {
			return nil, err
		}
		if !ok {
			return nil, anlan.Errorf(anlan.NotFound, "no night was finished on or before %s", asOf).WithNext("'anlan status' lists the nights")
		}
		snap = old
	}
	s, err := l.Session(ctx, snap.ID)
	if err != nil {
		return nil, err
	}
	if err := night.Marts(ctx, l, s, cfg.path(cfg.Queries), cfg.Levels, day); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

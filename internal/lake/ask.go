package lake

import (
	"context"
	"fmt"
	"strings"

	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/duckdb/duckdb-go/v2"

	"github.com/anlan-lake/anlan"
)

// Ask runs a person's query: one statement that reads. Anything else, and more
// than one statement, is Invalid and nothing of it is run.
func (s *Session) Ask(ctx context.Context, query string) (array.RecordReader, error) {
	if more := afterFirst(query); more != "" {
		return nil, anlan.Errorf(anlan.Invalid, "more than one statement: %q follows the first", more)
	}
	conn, err := s.e.db.Conn(ctx)
	if err != nil {
		return nil, fmt.Errorf("query: %w", err)
	}
	defer conn.Close()
	err = conn.Raw(func(dc any) error {
		c, ok := dc.(*duckdb.Conn)
		if !ok {
			return anlan.Errorf(anlan.Internal, "the SQL engine's connection is a %T", dc)
		}
		// With one statement, preparing runs nothing.
		prepared, err := c.PrepareContext(ctx, query)
		if err != nil {
			return err
		}
		defer prepared.Close()
		stmt, ok := prepared.(*duckdb.Stmt)
		if !ok {
			return anlan.Errorf(anlan.Internal, "the SQL engine's statement is a %T", prepared)
		}
		kind, err := stmt.StatementType()
		if err != nil {
			return err
		}
		if kind != duckdb.STATEMENT_TYPE_SELECT && kind != duckdb.STATEMENT_TYPE_EXPLAIN {
			return anlan.Errorf(anlan.Invalid, "the lake is read only: the statement is not a SELECT").WithNext("nothing was run")
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return s.Arrow(ctx, query)
}

// afterFirst gives what follows the first statement's semicolon, "" where
// nothing but spaces and comments does.
func afterFirst(query string) string {
	ended := false
	for i := 0; i < len(query); {
		if n := passive(query[i:]); n > 0 {
			if ended && query[i] != '-' && query[i] != '/' {
				return opening(query[i:])
			}
			i += n
			continue
		}
		switch c := query[i]; {
		case c == ';':
			ended = true
		case ended && !strings.ContainsRune(" \t\r\n", rune(c)):
			return opening(query[i:])
		}
		i++
	}
	return ""
}

// passive gives the length of the quoted text or comment that s opens with, 0
// where it opens with neither. An unclosed one reaches to the end.
func passive(s string) int {
	for _, q := range []struct{ open, shut string }{{"--", "\n"}, {"/*", "*/"}, {"'", "'"}, {`"`, `"`}, {"$$", "$$"}} {
		if rest, ok := strings.CutPrefix(s, q.open); ok {
			if at := strings.Index(rest, q.shut); at >= 0 {
				return len(q.open) + at + len(q.shut)
			}
			return len(s)
		}
	}
	return 0
}

// opening is the start of a text, short enough for a message.
func opening(s string) string {
	if r := []rune(strings.TrimSpace(s)); len(r) > 30 {
		return string(r[:30]) + "…"
	}
	return strings.TrimSpace(s)
}

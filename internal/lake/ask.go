package lake

import (
	"context"
	"strings"

	"github.com/apache/arrow-go/v18/arrow/array"

	"github.com/anlan-lake/anlan"
)

// Ask runs a person's query: one statement that reads. Anything else, and more
// than one statement, is Invalid and nothing of it is run.
//
// What is one reading statement is for the engine's own parser to say: its
// query() takes exactly that, and preparing a call of it runs nothing. Writing
// the scan ourselves would only find another way past it.
func (s *Session) Ask(ctx context.Context, query string) (array.RecordReader, error) {
	query = strings.TrimSpace(query)
	var firstErr error
	for _, form := range readingForms(query) {
		err := s.reads(ctx, form)
		if err == nil {
			return s.Arrow(ctx, query)
		}
		if firstErr == nil {
			firstErr = err
		}
	}
	return nil, anlan.Errorf(anlan.Invalid, "%w", firstErr).WithNext("one statement that reads is wanted; nothing was run")
}

// reads is nil for one statement that reads.
func (s *Session) reads(ctx context.Context, query string) error {
	stmt, err := s.e.db.PrepareContext(ctx, "FROM query("+text(query)+")")
	if err != nil {
		return err
	}
	defer stmt.Close()
	return nil
}

// readingForms gives the selects that a query stands for: itself, or what an
// EXPLAIN, DESCRIBE or SUMMARIZE is about.
func readingForms(query string) []string {
	word, rest, found := strings.Cut(query, " ")
	if !found {
		return []string{query}
	}
	switch strings.ToLower(word) {
	case "explain":
		return []string{rest}
	case "describe", "summarize":
		return []string{rest, "from " + rest}
	}
	return []string{query}
}

package night_test

import (
	"context"
	"database/sql"
	"testing"

	"github.com/anlan-lake/anlan/internal/lake"
)

// eachRow gives what a query has for answer at a snapshot of a lake, row by row.
func eachRow(t *testing.T, l *lake.Lake, snapshot int64, query string, row func(*sql.Rows) error) {
	t.Helper()
	s, err := l.Session(context.Background(), snapshot)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	rows, err := s.Rows(context.Background(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := row(rows); err != nil {
			t.Fatal(err)
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
}

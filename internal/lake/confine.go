package lake

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/anlan-lake/anlan"
)

// Confine leaves of a session what one query needs of the tables that its
// reader may see: those are copied into memory, all others are dropped, and the
// engine is shut off from files and settings for good. So the query cannot come
// by anything else, by whatever name, function or path. allowed says of a table
// of the lake whether the reader may see it.
//
// A query that names another table of the lake is Invalid.
func (s *Session) Confine(ctx context.Context, query string, allowed func(table string) bool) error {
	names, err := s.named(ctx, query)
	if err != nil {
		return err
	}
	for _, name := range names {
		if !allowed(name) {
			return anlan.Errorf(anlan.Invalid, "%s holds cases or counts that are withheld: it is for stewards", name).
				WithNext("'anlan docs' marks the tables for analysts; indicator_value has the figures of the index")
		}
		if err := s.Materialise(ctx, name, "SELECT * FROM "+ident(name)); err != nil {
			return err
		}
	}
	s.making.Lock()
	defer s.making.Unlock()
	for _, name := range slices.Sorted(maps.Keys(s.kinds)) {
		if slices.Contains(names, name) {
			continue
		}
		if err := s.e.exec(ctx, "DROP "+s.kinds[name]+" "+ident(name)); err != nil {
			return fmt.Errorf("confine session: %w", err)
		}
		delete(s.kinds, name)
	}
	for _, set := range []string{"SET enable_external_access = false", "SET lock_configuration = true"} {
		if err := s.e.exec(ctx, set); err != nil {
			return fmt.Errorf("confine session: %w", err)
		}
	}
	return nil
}

// named gives the tables and views of the session that a query names, as the
// engine's parser reads it. What it cannot read names none; asking it says what
// is wrong with it.
func (s *Session) named(ctx context.Context, query string) ([]string, error) {
	var out []string
	for _, form := range readingForms(strings.TrimSpace(query)) {
		var tree string
		if err := s.e.db.QueryRowContext(ctx, "SELECT CAST(json_serialize_sql("+text(form)+") AS VARCHAR)").Scan(&tree); err != nil {
			return nil, fmt.Errorf("read query: %w", err)
		}
		var parsed any
		if err := json.Unmarshal([]byte(tree), &parsed); err != nil {
			return nil, fmt.Errorf("read query: %w", err)
		}
		tableNames(parsed, func(name string) {
			if name = strings.ToLower(name); s.kinds[name] != "" && !slices.Contains(out, name) {
				out = append(out, name)
			}
		})
	}
	slices.Sort(out)
	return out, nil
}

// tableNames looks for the names of tables in a parsed query.
func tableNames(node any, found func(name string)) {
	switch x := node.(type) {
	case []any:
		for _, y := range x {
			tableNames(y, found)
		}
	case map[string]any:
		if name, ok := x["table_name"].(string); ok {
			found(name)
		}
		for _, y := range x {
			tableNames(y, found)
		}
	}
}

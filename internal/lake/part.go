package lake

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/anlan-lake/anlan"
)

// Part is some of a table's rows, as a session sees them: those of one data
// file, or those that lie in the catalog itself.
type Part struct {
	// Key is a hash of what the rows are read from. It is another whenever the
	// rows are others: data files are never changed, and their names never come
	// again.
	Key string

	file    fileState
	inlined bool
}

// Rows is how many rows the part's file has, deleted ones too; 0 where they lie
// in the catalog.
func (p Part) Rows() int64 { return p.file.rows }

// plain says that all rows of the part's file count.
func (p Part) plain() bool {
	f := p.file
	return !p.inlined && !f.partial && len(f.deletes)+len(f.partDels)+len(f.dead) == 0
}

// Parts gives the parts of a table. The error is NotFound where the session has
// no such table, and Invalid where the table cannot be read.
func (s *Session) Parts(table string) ([]Part, error) {
	t, err := s.table(table)
	if err != nil {
		return nil, err
	}
	var out []Part
	for _, f := range t.files {
		out = append(out, Part{file: f})
	}
	if len(t.inlined) > 0 {
		out = append(out, Part{inlined: true})
	}
	for i := range out {
		out[i].Key = s.key(t, out[i])
	}
	slices.SortFunc(out, func(a, b Part) int { return cmp.Compare(a.Key, b.Key) })
	return out, nil
}

func (s *Session) table(name string) (*tableState, error) {
	t := find(s.tables, name)
	switch {
	case t == nil:
		return nil, anlan.Errorf(anlan.NotFound, "the lake has no table %s at snapshot %d", name, s.snapshot)
	case t.unread != "":
		return nil, anlan.Errorf(anlan.Invalid, "table %s cannot be read: %s", name, t.unread)
	}
	return t, nil
}

// key hashes a table's shape and what says which rows of a part are read.
func (s *Session) key(t *tableState, p Part) string {
	h := sha256.New()
	for _, c := range t.columns {
		fmt.Fprintf(h, "column %d %q %q %v %q\n", c.id, c.Name, c.Type, c.initial.Valid, c.initial.String)
	}
	if p.inlined {
		for _, in := range t.inlined {
			fmt.Fprintf(h, "inlined %v %q\n", in.columns, in.rows)
		}
		return hex.EncodeToString(h.Sum(nil))
	}
	f := p.file
	fmt.Fprintf(h, "file %q\n", relative(s.dir, f.path))
	if f.partial || len(f.partDels) > 0 {
		fmt.Fprintf(h, "snapshot %d\n", s.snapshot)
	}
	for _, d := range slices.Concat(f.deletes, f.partDels) {
		fmt.Fprintf(h, "deleted %q\n", relative(s.dir, d))
	}
	fmt.Fprintf(h, "dead %v\n", f.dead)
	return hex.EncodeToString(h.Sum(nil))
}

// ShowParts makes a view of the session with the rows of some parts of a table, and
// a further column, number, that says by its place in parts which part a row is of.
func (s *Session) ShowParts(ctx context.Context, view, table string, parts []Part, number string) error {
	t, err := s.table(table)
	if err != nil {
		return err
	}
	var paths, cases, selects []string
	for i, p := range parts {
		nth := fmt.Sprintf(", %d AS %s", i, ident(number))
		switch {
		case p.inlined:
			selects = append(selects, "SELECT *"+nth+" FROM ("+t.inlinedSelect()+")")
		case p.plain():
			// One reader for all whole files: it numbers them as they are listed.
			cases = append(cases, fmt.Sprintf("WHEN %d THEN %d", len(paths), i))
			paths = append(paths, text(p.file.path))
		default:
			selects = append(selects, t.scan([]fileState{p.file}, s.snapshot, nth))
		}
	}
	switch {
	case len(paths) == len(parts) && len(paths) > 0:
		selects = append(selects, "SELECT "+t.names()+", CAST(file_index AS INTEGER) AS "+ident(number)+" FROM "+t.parquet(paths, false))
	case len(paths) > 0:
		selects = append(selects, "SELECT "+t.names()+", CASE file_index "+strings.Join(cases, " ")+" END AS "+ident(number)+" FROM "+t.parquet(paths, false))
	case len(selects) == 0:
		selects = append(selects, t.empty(", 0 AS "+ident(number)))
	}
	return s.View(ctx, view, strings.Join(selects, "\nUNION ALL "))
}

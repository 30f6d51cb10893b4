package lake

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/google/uuid"
)

// A merge that puts one data file in the place of another writes down, where few
// rows are others, which rows came and which went: who keeps sums of the old file
// has to look at no more than these. What is written down lies in the lake's cache
// and nothing rests on it: it may be missing, and is then as if it never was. A
// file with the rows has the new data file's name; one that ends in .json, which
// comes last, says what it is.
const (
	changeShare = 4       // no more than one row of so many is another
	changeRows  = 1 << 15 // Options.ChangeRows where nothing is said
	mostChanges = 1 << 12 // that are kept at a time
)

// changed tells of the change from one data file to another.
type changed struct {
	File   string // the new one, relative to the lake
	Before string // the one it stands for
	Rows   int64  // that came or went
	SHA256 string // of the file with them
}

// Change is what became of the rows of a data file in the next: rows that came and
// rows that went.
type Change struct {
	Rows int64 // of both kinds
	path string
}

// ChangeDir is the folder of changes.
func (l *Lake) ChangeDir() string { return changeDir(l.dir) }

func changeDir(dir string) string { return filepath.Join(dir, "cache", "change") }

// remember writes down what became of the rows of p's old file in f. Where it
// cannot, nothing is written down.
func (t *Tx) remember(ctx context.Context, e *engine, st *tableState, p part, f *fileState) {
	if p.came == "" && p.went == "" || len(p.old) != 1 || f.rows < cmp.Or(t.l.o.ChangeRows, changeRows) || p.rows > p.old[0].rows/changeShare || !(Part{file: p.old[0]}).plain() {
		return
	}
	dir := changeDir(t.l.dir)
	if list, err := os.ReadDir(dir); err == nil && len(list) > mostChanges {
		return
	}
	if err := makeDirs(dir); err != nil {
		return
	}
	var rows []string
	if p.came != "" {
		rows = append(rows, "SELECT "+st.names()+", false AS _lake_gone FROM ("+p.came+")")
	}
	if p.went != "" {
		rows = append(rows, "SELECT "+st.names()+", true AS _lake_gone FROM ("+p.went+")")
	}
	c := changed{}
	path := filepath.Join(dir, filepath.Base(f.path))
	err := e.db.QueryRowContext(ctx, "COPY ("+strings.Join(rows, " UNION ALL ")+") TO "+text(path)+" (FORMAT parquet, COMPRESSION zstd)").Scan(&c.Rows)
	if err == nil && c.Rows <= f.rows/changeShare {
		c.SHA256, err = hashFile(path)
	}
	if err == nil && c.SHA256 != "" {
		c.File, c.Before = relative(t.l.dir, f.path), relative(t.l.dir, p.old[0].path)
		if err = writeChanged(path, c); err == nil {
			return
		}
	}
	os.Remove(path)
}

func writeChanged(path string, c changed) error {
	text, err := json.Marshal(c)
	if err != nil {
		return err
	}
	tmp := path + "." + uuid.NewString()
	if err := os.WriteFile(tmp, text, 0o644); err != nil {
		return err
	}
	return os.Rename(tmp, changedName(path))
}

func changedName(path string) string { return strings.TrimSuffix(path, ".parquet") + ".json" }

// relative is a path as it is from the lake's folder, with slashes.
func relative(dir, path string) string {
	if rel, err := filepath.Rel(dir, path); err == nil {
		return filepath.ToSlash(rel)
	}
	return path
}

// mostSteps is how many changes in a row Since follows.
const mostSteps = 64

// Since follows a part of a table back to one that is known by its key, and gives
// its key and the changes since then. ok is false where that is not written down.
func (s *Session) Since(table string, p Part, known func(key string) bool) (key string, changes []Change, ok bool) {
	t, err := s.table(table)
	if err != nil || !p.plain() {
		return "", nil, false
	}
	path := p.file.path
	for range mostSteps {
		file := filepath.Join(changeDir(s.dir), filepath.Base(path))
		text, err := os.ReadFile(changedName(file))
		if err != nil {
			return "", nil, false
		}
		var c changed
		if json.Unmarshal(text, &c) != nil || c.File != relative(s.dir, path) {
			return "", nil, false
		}
		if sha, err := hashFile(file); err != nil || sha != c.SHA256 {
			return "", nil, false
		}
		changes = append(changes, Change{Rows: c.Rows, path: file})
		path = filepath.Join(s.dir, filepath.FromSlash(c.Before))
		if key = s.key(t, Part{file: fileState{path: path}}); known(key) {
			return key, changes, true
		}
	}
	return "", nil, false
}

// ShowChanges makes a view of the session with the rows of a table that changes tell
// of, and a further column, number: twice the place of the change in the list, and one
// more for a row that went.
func (s *Session) ShowChanges(ctx context.Context, view, table string, changes []Change, number string) error {
	t, err := s.table(table)
	if err != nil {
		return err
	}
	paths := make([]string, len(changes))
	for i, c := range changes {
		paths[i] = text(c.path)
	}
	return s.View(ctx, view, fmt.Sprintf("SELECT %s, CAST(2 * file_index + CAST(_lake_gone AS INTEGER) AS INTEGER) AS %s FROM read_parquet([%s], hive_partitioning = false)",
		t.names(), ident(number), strings.Join(paths, ", ")))
}

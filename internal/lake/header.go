package lake

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/anlan-lake/anlan"
)

// headersRead is how many of the newest headers a look at drift reads: a year
// and more, however old the lake is.
const headersRead = 20_000

// headerSQL are the tables of what files' headers said. They are made when
// first written to, so that lakes of earlier versions need no migration.
var headerSQL = []string{
	`CREATE TABLE IF NOT EXISTS anlan_header(batch_id TEXT NOT NULL, snapshot_id INTEGER NOT NULL, dataset TEXT NOT NULL, feed TEXT NOT NULL, day TEXT NOT NULL, columns TEXT, PRIMARY KEY(batch_id, snapshot_id))`,
	`CREATE TABLE IF NOT EXISTS anlan_extra(batch_id TEXT NOT NULL, snapshot_id INTEGER NOT NULL, header TEXT NOT NULL, rows INTEGER NOT NULL, filled INTEGER NOT NULL, type TEXT NOT NULL, person INTEGER NOT NULL, alike TEXT NOT NULL)`,
	`CREATE INDEX IF NOT EXISTS anlan_extra_batch ON anlan_extra(batch_id, snapshot_id)`,
}

// headerKey orders headers by the day their files stand for, then as they came;
// headerRow finds the header of such a key.
const headerKey = `h.day || printf('%012d', h.rowid)`

func headerRow(key string) string { return "cast(substr(" + key + ", -12) AS integer)" }

// RecordHeader keeps what the header of a batch's file said, in the
// transaction's snapshot.
func (t *Tx) RecordHeader(h anlan.Header) { t.headers = append(t.headers, h) }

func (t *Tx) applyHeaders(b *batchExec, snap int64) {
	if len(t.headers) == 0 {
		return
	}
	for _, s := range headerSQL {
		b.exec(s)
	}
	for _, h := range t.headers {
		var columns any
		if h.Columns != nil {
			text, _ := json.Marshal(h.Columns) // strings: cannot fail
			columns = string(text)
		}
		b.exec("INSERT OR REPLACE INTO anlan_header VALUES (?, ?, ?, ?, ?, ?)", h.Batch, snap, h.Dataset, h.Feed, h.Day, columns)
		for _, x := range h.Extra {
			b.exec("INSERT INTO anlan_extra VALUES (?, ?, ?, ?, ?, ?, ?, ?)", h.Batch, snap, x.Header, x.Rows, x.Filled, x.Type, x.Person, x.Like)
		}
	}
}

// Drift tells how the columns of files have moved away from their contracts, by
// data set and make of file: columns of the newest file that the contract does
// not know, and columns that an earlier file had and the newest lacks. dataset
// "" is for all.
func (l *Lake) Drift(ctx context.Context, dataset string) ([]anlan.Drift, error) {
	var there int
	if err := l.db.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name IN ('anlan_header', 'anlan_extra')").Scan(&there); err != nil {
		return nil, fmt.Errorf("read headers: %w", err)
	}
	if there < 2 {
		return nil, nil // a lake that has landed nothing since there are headers
	}
	fresh, err := l.newColumns(ctx, dataset)
	if err != nil {
		return nil, fmt.Errorf("read headers: %w", err)
	}
	lost, err := l.lostColumns(ctx, dataset)
	if err != nil {
		return nil, fmt.Errorf("read headers: %w", err)
	}
	out := append(fresh, lost...)
	slices.SortStableFunc(out, func(a, b anlan.Drift) int {
		return cmp.Or(strings.Compare(a.Dataset, b.Dataset), strings.Compare(a.Feed, b.Feed), strings.Compare(b.Kind, a.Kind), strings.Compare(a.Column, b.Column))
	})
	return out, nil
}

// newColumns gives the unknown columns of each feed's newest file.
func (l *Lake) newColumns(ctx context.Context, dataset string) ([]anlan.Drift, error) {
	rows, err := l.db.QueryContext(ctx, `WITH newest AS (SELECT max(`+headerKey+`) AS k FROM anlan_header h WHERE h.rowid > (SELECT max(rowid) FROM anlan_header) - ? AND (? = '' OR h.dataset = ?) GROUP BY h.dataset, h.feed),
		now AS (SELECT h.dataset, h.feed, x.header FROM newest n JOIN anlan_header h ON h.rowid = `+headerRow("n.k")+` JOIN anlan_extra x ON x.batch_id = h.batch_id AND x.snapshot_id = h.snapshot_id),
		seen AS (SELECT now.dataset, now.feed, now.header, min(`+headerKey+`) AS first, max(`+headerKey+`) AS last, count(DISTINCT h.batch_id) AS files, sum(x.rows) AS rows, sum(x.filled) AS filled, max(x.person) AS person, max(x.type) AS type
			FROM now JOIN anlan_header h ON h.dataset = now.dataset AND h.feed = now.feed AND h.rowid > (SELECT max(rowid) FROM anlan_header) - ?
			JOIN anlan_extra x ON x.batch_id = h.batch_id AND x.snapshot_id = h.snapshot_id AND x.header = now.header
			GROUP BY now.dataset, now.feed, now.header)
		SELECT s.dataset, s.feed, s.header, f.batch_id, coalesce((SELECT b.source FROM anlan_batch b WHERE b.id = f.batch_id LIMIT 1), ''), s.files, s.rows, s.filled, s.person,
			s.first > (SELECT min(`+headerKey+`) FROM anlan_header h WHERE h.dataset = s.dataset AND h.feed = s.feed),
			s.type,
			coalesce((SELECT x.alike FROM anlan_extra x WHERE x.batch_id = n.batch_id AND x.snapshot_id = n.snapshot_id AND x.header = s.header LIMIT 1), '')
		FROM seen s JOIN anlan_header f ON f.rowid = `+headerRow("s.first")+` JOIN anlan_header n ON n.rowid = `+headerRow("s.last"), headersRead, dataset, dataset, headersRead)
	if err != nil {
		return nil, err
	}
	return collect(rows, func(r *sql.Rows) (d anlan.Drift, err error) {
		var looked, filled int64
		d.Kind = anlan.DriftNew
		err = r.Scan(&d.Dataset, &d.Feed, &d.Column, &d.First, &d.File, &d.Files, &looked, &filled, &d.Person, &d.Came, &d.Type, &d.Like)
		if looked > 0 {
			share := float64(filled) / float64(looked)
			d.Share = &share
		}
		return d, err
	})
}

// lostColumns gives the columns that each feed's newest file lacks and one
// before it had.
func (l *Lake) lostColumns(ctx context.Context, dataset string) ([]anlan.Drift, error) {
	rows, err := l.db.QueryContext(ctx, `SELECT h.dataset, h.feed, h.columns, min(`+headerKey+`), max(`+headerKey+`), count(DISTINCT h.batch_id)
		FROM anlan_header h WHERE h.columns IS NOT NULL AND h.rowid > (SELECT max(rowid) FROM anlan_header) - ? AND (? = '' OR h.dataset = ?)
		GROUP BY h.dataset, h.feed, h.columns ORDER BY h.dataset, h.feed, max(`+headerKey+`)`, headersRead, dataset, dataset)
	if err != nil {
		return nil, err
	}
	type form struct { // files of one make with the same columns
		dataset, feed string
		columns       []string
		first, last   string
		files         int64
	}
	forms, err := collect(rows, func(r *sql.Rows) (f form, err error) {
		var text string
		if err = r.Scan(&f.dataset, &f.feed, &text, &f.first, &f.last, &f.files); err == nil {
			err = json.Unmarshal([]byte(text), &f.columns)
		}
		return f, err
	})
	if err != nil {
		return nil, err
	}
	var out []anlan.Drift
	for i := 0; i < len(forms); {
		k := i
		for k < len(forms) && forms[k].dataset == forms[i].dataset && forms[k].feed == forms[i].feed {
			k++
		}
		newest := forms[k-1]
		told := map[string]bool{}
		for _, old := range forms[i : k-1] {
			for _, c := range old.columns {
				if told[c] || slices.Contains(newest.columns, c) {
					continue
				}
				told[c] = true
				d := anlan.Drift{Dataset: newest.dataset, Feed: newest.feed, Kind: anlan.DriftLost, Column: c, Files: newest.files}
				err := l.db.QueryRowContext(ctx, `SELECT h.batch_id, coalesce((SELECT b.source FROM anlan_batch b WHERE b.id = h.batch_id LIMIT 1), '') FROM anlan_header h WHERE h.rowid = `+headerRow("?"),
					newest.first).Scan(&d.First, &d.File)
				if err != nil {
					return nil, err
				}
				out = append(out, d)
			}
		}
		i = k
	}
	return out, nil
}

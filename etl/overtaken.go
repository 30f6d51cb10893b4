package etl

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/lake"
)

// mendKey is the key of a good row of a mended file, and its version, as SQL.
type mendKey struct {
	line    int64
	key     string // values of the key's columns, set apart by commas
	version string
}

// noteKeys keeps the keys of the good rows: their segment may be written out
// before they are looked up.
func (ps *blockParser) noteKeys(seg *segment) {
	r := ps.run
	for row := range seg.rows() {
		if seg.mark[row]&markRejected != 0 {
			continue
		}
		k := mendKey{line: seg.line[row], version: "NULL"}
		values := make([]string, len(r.key))
		for i, c := range r.key {
			values[i] = seg.vecs[c].literal(row)
		}
		k.key = strings.Join(values, ", ")
		if r.version >= 0 {
			k.version = seg.vecs[r.version].literal(row)
		}
		ps.b.overtakes = append(ps.b.overtakes, k)
	}
}

// literal gives the value of row r as SQL, with its type.
func (v *vector) literal(r int) string {
	text := "NULL"
	if !v.isNull(r) {
		switch v.typ {
		case typeText:
			text = "'" + strings.ReplaceAll(string(v.text(r)), "'", "''") + "'"
		case typeDate:
			text = "'" + time.Unix(v.num[r]*86400, 0).UTC().Format(anlan.DateFormat) + "'"
		case typeTimestamp:
			text = "'" + time.UnixMicro(v.num[r]).UTC().Format("2006-01-02 15:04:05.000000") + "'"
		case typeDecimal:
			text = fmt.Sprintf("%d * 0.01", v.num[r])
		case typeBool:
			text = strconv.FormatBool(v.num[r] == 1)
		case typeFloat:
			text = strconv.FormatFloat(math.Float64frombits(uint64(v.num[r])), 'g', -1, 64)
		default:
			text = strconv.FormatInt(v.num[r], 10)
		}
	}
	return "CAST(" + text + " AS " + v.typ.String() + ")"
}

// overtakenChunk is how many keys one query looks up.
const overtakenChunk = 1000

// overtaken rejects the mended rows of whose key the lake holds a row that came
// after them, in a later batch or further down in theirs: had they been right at once, that row would
// have replaced them. Where rows have versions, the merge sees to greater ones.
func (d *landing) overtaken(ctx context.Context, snapshot int64, r *run) (err error) {
	if !slices.ContainsFunc(r.batches, func(b *batch) bool { return len(b.overtakes) > 0 && b.Status == anlan.BatchLanded }) {
		return nil
	}
	list, err := d.l.Batches(ctx, 0)
	if err != nil {
		return err
	}
	o := arrivals{d: d, place: map[string]int{}, of: map[string]map[int64]rowID{}}
	for i, b := range list {
		o.place[b.ID] = i
	}
	s, err := d.l.Session(ctx, snapshot)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	for _, b := range r.batches {
		for chunk := range slices.Chunk(b.overtakes, overtakenChunk) {
			if err := o.look(ctx, s, r, b, chunk); err != nil {
				return fmt.Errorf("look for newer rows: %w", err)
			}
		}
	}
	return nil
}

// arrivals knows the order in which batches came.
type arrivals struct {
	d     *landing
	place map[string]int
	of    map[string]map[int64]rowID // by mending batch: what its lines answered
}

// first gives a row of the lake as it first came: itself, or the row it mends.
func (o *arrivals) first(ctx context.Context, id rowID) (rowID, error) {
	lines, known := o.of[id.batch]
	if !known {
		var err error
		if lines, err = o.d.recorded(ctx, id.batch); err != nil {
			return id, err
		}
		o.of[id.batch] = lines
	}
	if mended, ok := lines[id.row]; ok {
		return mended, nil
	}
	return id, nil
}

func (o *arrivals) look(ctx context.Context, s *lake.Session, r *run, b *batch, chunk []mendKey) error {
	version := "NULL"
	if r.c.Updated != "" {
		version = "t." + quoted(r.c.Updated)
	}
	var values, names, same []string
	for i, k := range r.c.Key {
		names = append(names, "k"+strconv.Itoa(i))
		same = append(same, fmt.Sprintf("t.%s IS NOT DISTINCT FROM v.k%d", quoted(k), i))
	}
	for _, k := range chunk {
		values = append(values, fmt.Sprintf("(%d, %s, %s)", k.line, k.key, k.version))
	}
	rows, err := s.Rows(ctx, "SELECT v.line, t._batch_id, t._source_row FROM (VALUES "+strings.Join(values, ", ")+") v(line, "+strings.Join(names, ", ")+
		", version) JOIN "+quoted(r.c.ID)+" t ON "+strings.Join(same, " AND ")+" WHERE "+version+" IS NOT DISTINCT FROM v.version ORDER BY v.line")
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var line int64
		var there rowID
		if err := rows.Scan(&line, &there.batch, &there.row); err != nil {
			return err
		}
		if _, bad := b.rules[line]; bad {
			continue
		}
		mended := b.answers[line]
		there, err = o.first(ctx, there)
		if err != nil {
			return err
		}
		if o.place[there.batch] > o.place[mended.batch] || there.batch == mended.batch && there.row > mended.row {
			if row, ok := b.row(line); ok {
				r.stale(b, b.first+uint32(row))
			}
		}
	}
	return rows.Err()
}

func quoted(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// recorded gives what the lines of a batch answered when it landed, nil for
// one that mends none.
func (d *landing) recorded(ctx context.Context, batch string) (map[int64]rowID, error) {
	list, err := d.l.Mends(ctx, batch)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	lines := make(map[int64]rowID, len(list))
	for _, m := range list {
		lines[m.Line] = rowID{m.Batch, m.Row}
	}
	return lines, nil
}

func (d *landing) newRejected() *rejectedRows {
	return &rejectedRows{d: d, byID: map[string]map[int64]anlan.RejectedRow{}, batch: map[string]anlan.Batch{}}
}

// withMends holds a notice that takes back a file of which rows were mended
// since, unless it takes the mended files back too: they are of the same rows.
func (d *landing) withMends(ctx context.Context, recalls []recall) error {
	for _, x := range recalls {
		by, err := d.l.MendedBy(ctx, x.batch.ID)
		if err != nil {
			return err
		}
		for _, m := range by {
			if m.Landed > 0 && !slices.ContainsFunc(recalls, func(y recall) bool { return y.batch.ID == m.ID }) {
				return hold("row %d: rows of %s were mended by %s; the notice has to name that file too", x.line, x.file, m.Source)
			}
		}
	}
	return nil
}

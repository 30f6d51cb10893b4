package night

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"
)

// Beside the rows of a partial its file keeps, for each part, month and column,
// a sum of hashes of them: the version of what a window looks at is told without
// reading it. Two texts of 64 bits and more that are alike by chance do not
// come up in the life of a lake.
const versionTable = "version_"

func (w *wanted) versions() string { return partialSchema + "." + versionTable + w.Fact }

// hashed writes the rows of the version table for those of a relation, shaped as
// the partial's table, from a part on. A count of none is as no row, as it is in any sum.
func (w *wanted) hashed(from string, first int) string {
	columns, sums := w.Columns(), w.Sums()
	own, month := columns[:len(columns)-len(sums)], ", date_trunc('month', x_day) AS x_month"
	if w.Value != "" {
		month = "" // it has one
	}
	list := make([]string, len(sums))
	for i, c := range sums {
		there := c.Name + " IS NOT NULL"
		if c.Counts {
			there = c.Name + " <> 0"
		}
		list[i] = fmt.Sprintf("sum(hash(x_hash, %[1]s)) FILTER (WHERE %[2]s) AS %[1]s", c.Name, there)
	}
	return fmt.Sprintf("SELECT %[1]s, x_month, %[2]s FROM (SELECT *%[3]s, hash(%[4]s) AS x_hash FROM %[5]s WHERE x_len = %[6]d AND %[1]s >= %[7]d) GROUP BY %[1]s, x_month",
		partNumber, strings.Join(list, ", "), month, strings.Join(own, ", "), from, w.Len, first)
}

// versions tells what the rows of a build are that its measures are made of.
type versions struct {
	whole map[string]string
	sums  map[string]factVersions // by partial
	seen  map[stretchSeen]string
}

// factVersions are those of one partial.
type factVersions struct {
	signature string
	columns   map[string]map[int]string // by column and month, counted from year 0
}

type stretchSeen struct {
	fact, column string
	from, until  int
}

// keys finds the keys of what is asked for.
func (p *partials) keys(ctx context.Context, list []asked) error {
	var relations []string
	for _, a := range list {
		if a.draft != nil {
			relations = append(relations, a.draft.Relations()...)
		}
	}
	slices.Sort(relations)
	v, err := p.readVersions(ctx, slices.Compact(relations))
	if err != nil {
		return err
	}
	var g errgroup.Group
	for i, a := range list {
		if a.draft == nil {
			continue
		}
		g.Go(func() (err error) {
			if list[i].keys, err = a.draft.Keys(&versions{v.whole, v.sums, map[stretchSeen]string{}}); err != nil {
				return fmt.Errorf("keys of %s: %w", a.what, err)
			}
			return nil
		})
	}
	return g.Wait()
}

// readVersions asks for the versions of everything that the plans' relations
// are made of.
func (p *partials) readVersions(ctx context.Context, relations []string) (*versions, error) {
	v := &versions{whole: map[string]string{}, sums: map[string]factVersions{}, seen: map[stretchSeen]string{}}
	sums := make([]factVersions, len(p.list))
	g, at := errgroup.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i, w := range p.list {
		g.Go(func() (err error) {
			if sums[i], err = p.factVersions(at, w); err != nil {
				return fmt.Errorf("versions of %s: %w", w.Fact, err)
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	for i, w := range p.list {
		v.sums[w.Fact] = sums[i]
	}
	beside := map[string]string{}
	for _, r := range relations {
		text, err := p.wholeVersion(ctx, r, beside)
		if err != nil {
			return nil, fmt.Errorf("version of %s: %w", r, err)
		}
		v.whole[r] = text
	}
	return v, nil
}

func (p *partials) factVersions(ctx context.Context, w *wanted) (factVersions, error) {
	out := factVersions{w.signature, map[string]map[int]string{}}
	columns := w.Sums()
	list := make([]string, len(columns))
	for i, c := range columns {
		list[i] = "CAST(sum(" + c.Name + ") AS VARCHAR)"
		out.columns[c.Name] = map[int]string{}
	}
	values := make([]sql.NullString, len(columns))
	var month time.Time
	into := []any{&month}
	for i := range values {
		into = append(into, &values[i])
	}
	err := each(ctx, p.b.session, fmt.Sprintf("SELECT x_month, %s FROM %s GROUP BY x_month", strings.Join(list, ", "), w.versions()), func(r *sql.Rows) error {
		if err := r.Scan(into...); err != nil {
			return err
		}
		for i, c := range columns {
			if values[i].Valid {
				out.columns[c.Name][monthNumber(month)] = values[i].String
			}
		}
		return nil
	})
	return out, err
}

func monthNumber(t time.Time) int { return 12*t.Year() + int(t.Month()) }

// wholeVersion hashes how a relation is read off its table, what stands beside,
// and the table's parts; of areas, their rows: which of them are in use another
// night is no matter of the table.
func (p *partials) wholeVersion(ctx context.Context, relation string, beside map[string]string) (string, error) {
	if relation == "dim_area" {
		return p.rows(ctx, relation, beside)
	}
	h := sha256.New()
	base := p.b.set.Base(relation)
	if err := p.way(ctx, h, base, beside); err != nil {
		return "", err
	}
	for _, table := range slices.Compact(slices.Sorted(slices.Values(append(p.b.set.Landed(relation), base.Table)))) {
		parts, err := p.b.session.Parts(table)
		if err != nil {
			return "", err
		}
		for _, x := range parts {
			fmt.Fprintf(h, "%s %s\n", table, x.Key)
		}
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// Sums implements indicators.Versions: the versions of the months that hold the
// days.
func (v *versions) Sums(fact, column string, from, until time.Time) string {
	k := stretchSeen{fact, column, monthNumber(from), monthNumber(until.AddDate(0, 0, -1))}
	if text, ok := v.seen[k]; ok {
		return text
	}
	f := v.sums[fact]
	h := sha256.New()
	fmt.Fprintln(h, f.signature)
	for m := k.from; m <= k.until; m++ {
		fmt.Fprintf(h, "%d %s\n", m, f.columns[column][m])
	}
	v.seen[k] = hex.EncodeToString(h.Sum(nil))
	return v.seen[k]
}

// Whole implements indicators.Versions.
func (v *versions) Whole(relation string) string { return v.whole[relation] }

// rows hashes the rows of a relation, once.
func (p *partials) rows(ctx context.Context, relation string, seen map[string]string) (text string, err error) {
	if text, ok := seen[relation]; ok {
		return text, nil
	}
	text, err = p.b.rowsOf(ctx, relation)
	seen[relation] = text
	return text, err
}

// rowsOf tells the rows of a relation from others, in whatever order: how many there
// are, and sums of hashes that are the engine's own.
func (b *build) rowsOf(ctx context.Context, relation string) (string, error) {
	return b.text(ctx, "SELECT concat_ws(' ', count(*), sum(hash(r)), bit_xor(hash(r))) FROM "+relation+" r")
}

package night

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"hash"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/anlan-lake/anlan/indicators"
	"github.com/anlan-lake/anlan/internal/lake"
	"github.com/anlan-lake/anlan/queries"
)

// Partial sums are kept between nights in a database file of their own: a table
// for every partial, whose rows carry the number of the part of the landed
// table (a data file, mostly) they were summed from and the length of their
// areas' codes, its negative where a row is of a whole month, and a table of
// entries that
// says by a hash what each part was. A night sums the parts that are new and
// removes those that nothing asks for. Nothing is in the file that a build
// cannot make again: it may be deleted whenever no build runs, and one that
// cannot be read is.
const (
	partialFile   = "partial.duckdb"
	partialSchema = "partial_sums"    // the name it is attached by
	partialFormat = "anlan partial 5" // of tables and keys
	partNumber    = "x_part"          // column with the number of a part
)

// PartialFile is the file that a lake's partial sums are kept in.
func PartialFile(l *lake.Lake) string { return filepath.Join(l.Dir(), "cache", partialFile) }

// partials are the partial sums of one build: those of measures, and the counts
// that queries make (queries.Query.Counts).
type partials struct {
	b      *build
	list   []*wanted
	counts []*counted
}

// all lists what the file is to hold.
func (p *partials) all() (out []summed) {
	for _, w := range p.list {
		out = append(out, w)
	}
	for _, c := range p.counts {
		out = append(out, c)
	}
	return out
}

// summed is a relation whose sums the file holds, by the parts of the fact they
// are of.
type summed interface {
	held() *holding
	// tables are its tables in the file, the one with its rows before those made from it.
	tables() ([]keptTable, error)
	// fill gives the statements that sum the parts which the fact shows, numbered
	// from first. Where by is not nil the fact has these columns, which part its
	// rows; source may stand in its place.
	fill(source string, first int, by []string) ([]string, error)
	// reads lists the fact's columns that they are made from.
	reads() []string
	// differ says whether sums of what went can be taken off again.
	differ() bool
	// change gives the statements that add what changes amount to, of the rows that
	// source shows. places are rows (number, part) of values: see holding.places.
	change(source, places string) ([]string, error)
}

// keptTable is a table of the file: its name, a statement that gives rows like its own,
// and the columns whose sums 64 bits have room for.
type keptTable struct {
	name, rows string
	fits       []string
}

// holding is what there is, and is to be, of a relation in the file.
type holding struct {
	name      string // of its first table and its entries
	source    string // the fact
	base      queries.Base
	signature string         // hash of all that makes its rows, but for the table's own
	parts     []lake.Part    // that its rows are summed from
	numbers   map[string]int // of the parts that the file holds, by key
	moved     []movedPart    // of them, those it holds as they were
}

func (h *holding) held() *holding { return h }

func (h *holding) table() string { return partialSchema + "." + h.name }

// wanted is a partial with what it takes to make it.
type wanted struct {
	indicators.Partial
	holding
}

// openPartials attaches the file of partial sums and brings it up to date for
// the drafts.
func (b *build) openPartials(ctx context.Context, list []asked) error {
	p := &partials{b: b}
	drafts := make([]*indicators.Draft, len(list))
	for i, a := range list {
		drafts[i] = a.draft
	}
	if err := p.open(ctx, indicators.Partials(drafts...)); err != nil {
		return err
	}
	b.partials = p
	return nil
}

// settlePartials has the engine put what is new in the file of partial sums in
// its place while the build goes on, which reads the file no more, and not when
// the session closes. Where it fails the next night sums more than it had to.
func (b *build) settlePartials(ctx context.Context) {
	if b.partials == nil {
		return
	}
	b.beside.Go(func() {
		if err := b.session.Exec(ctx, "CHECKPOINT "+partialSchema); err != nil {
			b.progress("partial sums: " + err.Error())
		}
	})
}

// dropPartials deletes the file of partial sums, and opens the session anew: the
// engine may be of no use after it failed to read or write the file.
func (b *build) dropPartials(ctx context.Context) error {
	snapshot := b.session.Snapshot()
	b.partials = nil
	b.session.Close()
	file := PartialFile(b.Lake)
	os.Remove(file) // one that stays will be of no use again
	os.Remove(file + ".wal")
	return b.reopen(ctx, snapshot)
}

func (p *partials) open(ctx context.Context, list []indicators.Partial) error {
	file := PartialFile(p.b.Lake)
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return fmt.Errorf("open partial sums: %w", err)
	}
	for _, sql := range []string{
		"SET GLOBAL checkpoint_threshold = '1GB'", // one at the end, not one after every few facts
		// As this engine writes files best: no other one has to read it.
		"ATTACH " + queries.Quote(file) + " AS " + partialSchema + " (STORAGE_VERSION 'latest')",
		"CREATE TABLE IF NOT EXISTS " + partialSchema + ".entry (partial VARCHAR, signature VARCHAR, part INTEGER, key VARCHAR, beyond BIGINT)",
	} {
		if err := p.b.session.Exec(ctx, sql); err != nil {
			return fmt.Errorf("open partial sums: %w", err)
		}
	}
	if err := p.want(ctx, list); err != nil {
		return fmt.Errorf("partial sums: %w", err)
	}
	if err := p.refresh(ctx); err != nil {
		return fmt.Errorf("refresh partial sums: %w", err)
	}
	return nil
}

// showAll lets plans read the file's tables.
func (p *partials) showAll(ctx context.Context) error {
	for _, w := range p.list {
		for _, l := range w.Lengths() {
			if err := p.show(ctx, w, w.Name(l), l); err != nil {
				return err
			}
			if months := w.Months(l); months != "" {
				if err := p.show(ctx, w, months, -l); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// showCounts lets marts read counts, those that the file holds from its tables, and
// what rests on counts. Before there is a file this would take an engine long: it
// had to look through all that the facts are made of.
func (b *build) showCounts(ctx context.Context) error {
	_, list := counting(b.set)
	if b.partials != nil {
		for _, c := range b.partials.counts {
			if err := b.session.View(ctx, c.name, c.query.SumSQL(c.table())); err != nil {
				return err
			}
			list = slices.DeleteFunc(list, func(q queries.Query) bool { return q.Name == c.name })
		}
	}
	return views(ctx, b.session, list, params(b.Levels, b.asOf), false)
}

// readCounts says whether drafts read counts, or what rests on them, as those of a
// city's own indicators may.
func (b *build) readCounts(list []asked) bool {
	_, with := counting(b.set)
	return slices.ContainsFunc(list, func(a asked) bool {
		return a.draft != nil && slices.ContainsFunc(a.draft.Relations(), func(name string) bool {
			return slices.ContainsFunc(with, func(q queries.Query) bool { return q.Name == name })
		})
	})
}

// show lets a plan read the rows of a length under a name.
func (p *partials) show(ctx context.Context, w *wanted, name string, length int) error {
	return p.b.session.View(ctx, name, fmt.Sprintf("SELECT %s FROM %s WHERE x_len = %d", strings.Join(w.Columns(), ", "), w.table(), length))
}

// holds says whether the partials hold what a statement of a plan would make.
func (p *partials) holds(name string) bool {
	return p != nil && slices.ContainsFunc(p.list, func(w *wanted) bool {
		return slices.ContainsFunc(w.Lengths(), func(l int) bool { return w.Name(l) == name || w.Months(l) == name })
	})
}

// want lists what tonight's partials are made of, and the counts that the marts
// of the build read.
func (p *partials) want(ctx context.Context, list []indicators.Partial) error {
	version, err := p.b.text(ctx, "SELECT version()")
	if err != nil {
		return err
	}
	beside := map[string]string{}
	hold := func(h *holding, name, source string, of ...any) error {
		*h = holding{name: name, source: source, base: p.b.set.Base(source), numbers: map[string]int{}}
		if h.signature, err = p.signature(ctx, h.base, beside, append([]any{version}, of...)...); err != nil {
			return err
		}
		h.parts, err = p.b.session.Parts(h.base.Table)
		return err
	}
	for _, x := range list {
		text, err := x.SQL(queries.DuckDB)
		if err != nil {
			return err
		}
		w := &wanted{Partial: x}
		if err := hold(&w.holding, x.Fact, x.Source, x.Coarser, x.Sums(), text); err != nil {
			return err
		}
		p.list = append(p.list, w)
	}
	for _, q := range p.b.set.Queries {
		if !q.Counts() {
			continue
		}
		c := &counted{query: q, params: params(p.b.Levels, p.b.asOf), columns: p.b.set.Tables()[q.Depends[0]]}
		text, err := q.KeptSQL(queries.DuckDB, c.params, partNumber, q.Depends[0])
		if err != nil {
			return err
		}
		if err := hold(&c.holding, q.Name, q.Depends[0], text); err != nil {
			return err
		}
		if c.base.RowWise {
			p.counts = append(p.counts, c)
		}
	}
	return nil
}

// signature hashes what makes the rows of a relation of the file: the texts of
// its own, the queries between its fact and the table, and the rows of the
// relations they read beside, such as the areas that have ended: few, and others
// only when boundaries change.
func (p *partials) signature(ctx context.Context, base queries.Base, beside map[string]string, texts ...any) (string, error) {
	h := sha256.New()
	fmt.Fprintln(h, partialFormat)
	for _, text := range texts {
		fmt.Fprintln(h, text)
	}
	if err := p.way(ctx, h, base, beside); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// way writes into a hash how a relation is read off its table: the queries, and
// the rows that stand beside.
func (p *partials) way(ctx context.Context, h hash.Hash, base queries.Base, beside map[string]string) error {
	for _, q := range base.Queries {
		text, err := q.Render(queries.DuckDB, params(p.b.Levels, p.b.asOf))
		if err != nil {
			return err
		}
		fmt.Fprintf(h, "%s %s\n", q.Name, text)
	}
	for _, name := range base.Beside {
		text, err := p.rows(ctx, name, beside)
		if err != nil {
			return err
		}
		fmt.Fprintf(h, "%s %s\n", name, text)
	}
	return nil
}

// text gives the one text that a query answers with.
func (b *build) text(ctx context.Context, query string) (out string, err error) {
	err = each(ctx, b.session, query, func(r *sql.Rows) error { return r.Scan(&out) })
	return out, err
}

// refresh makes the file hold the parts of tonight and nothing else.
func (p *partials) refresh(ctx context.Context) error {
	next, sweep, err := p.clean(ctx)
	if err != nil {
		return err
	}
	order := p.fillings()
	// Facts are apart from each other, and most lack little: several at once, and
	// those that lack much first, lest the last one keeps all waiting.
	g, at := errgroup.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0) + 2)
	g.Go(func() error { return p.showAll(at) })
	g.Go(func() error { return sweep(at) })
	for i, list := range p.byFact(order) {
		if p.b.Progress != nil {
			p.b.Progress(i, len(order), "partial sums: "+list[0].held().source)
		}
		for _, f := range list {
			if f.first = next; !f.moved {
				next += len(f.held().lacks())
			}
		}
		g.Go(func() error {
			for _, f := range list {
				if err := p.fill(at, f); err != nil {
					return fmt.Errorf("%s: %w", f.held().source, err)
				}
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	return os.RemoveAll(p.b.Lake.ChangeDir()) // the file knows of all of them
}

// lacks gives the parts that the file does not hold.
func (h *holding) lacks() []lake.Part {
	return slices.DeleteFunc(slices.Clone(h.parts), func(x lake.Part) bool { _, ok := h.numbers[x.Key]; return ok })
}

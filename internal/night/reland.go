package night

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/etl"
	"github.com/anlan-lake/anlan/internal/ledger"
)

// Reland reads a batch again from the landing zone, by today's contract, and
// lands what is good now (etl.Reland).
func (n *Night) Reland(ctx context.Context, batch string) ([]anlan.Batch, error) {
	b, err := n.Lake.Batch(ctx, batch)
	if err != nil {
		return nil, err
	}
	c := n.contractOf(b.Dataset)
	if c == nil {
		return nil, anlan.Errorf(anlan.Invalid, "the settings have no source of data set %q, which batch %s is of", b.Dataset, batch)
	}
	if err := n.destroyKeys(ctx); err != nil {
		return nil, err
	}
	out, err := etl.Reland(ctx, n.Lake, c, batch, n.landing())
	if e := n.SyncQuarantine(ctx); e != nil && err == nil {
		err = e
	}
	return out, full(err)
}

// RelandFile lands a file of rejected rows that came back mended: each of its
// sheets as the data set it is of. A file that has landed before gives no
// batch. The error is Invalid for a file that does not name the rows it
// answers.
func (n *Night) RelandFile(ctx context.Context, file string) ([]anlan.Batch, error) {
	names, err := etl.Mended(file)
	if err != nil {
		return nil, err
	}
	if len(names) == 0 {
		return nil, anlan.Errorf(anlan.Invalid, "%s has no rows under columns _batch and _row: it says of no row which one it answers", file).
			WithNext("mend the file that 'anlan quarantine export' wrote, or land an ordinary file with 'anlan land'")
	}
	var sources []etl.Source
	for _, sheet := range slices.Sorted(maps.Keys(names)) {
		b, err := n.Lake.Batch(ctx, names[sheet])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		c := n.contractOf(b.Dataset)
		switch {
		case c == nil:
			return nil, anlan.Errorf(anlan.Invalid, "%s answers rows of data set %q, of which the settings have no source", file, b.Dataset)
		case sheet != "" && sheet != b.Dataset:
			return nil, anlan.Errorf(anlan.Invalid, "%s: sheet %q answers rows of %s", file, sheet, b.Dataset).WithNext("name the sheet %s, as the export did; nothing was landed", b.Dataset)
		}
		sources = append(sources, etl.Source{Dataset: b.Dataset, Contract: c, Files: []string{file}})
	}
	return n.land(ctx, sources, n.Now())
}

// landing gives the options of landing.
func (n *Night) landing() etl.Options {
	return etl.Options{Landing: n.Landing, Keys: n.Keys, Levels: n.Levels, Now: n.Now(), Loc: n.Loc, Progress: n.Progress}
}

// ReadRejected reads the open rejected rows of batches of one data set from the
// landing zone (etl.ReadRejected), and notes the batches in seen.
func (n *Night) ReadRejected(ctx context.Context, dataset string, ids []string, all bool, seen map[string]anlan.Batch) ([]etl.RejectedSheet, []anlan.Batch, error) {
	c := n.contractOf(dataset)
	if c == nil {
		return nil, nil, anlan.Errorf(anlan.Invalid, "the settings have no source of data set %q", dataset)
	}
	dismissed := map[string]map[int64]ledger.Dismissal{}
	var batches []anlan.Batch
	for _, id := range ids {
		b, err := n.Lake.Batch(ctx, id)
		if err != nil {
			return nil, nil, err
		}
		if dismissed[id], err = n.Ledger.Dismissals(ctx, id); err != nil {
			return nil, nil, err
		}
		batches = append(batches, b)
		seen[id] = b
	}
	skip := func(r anlan.RejectedRow) bool { _, ok := dismissed[r.Batch][r.Row]; return ok }
	return etl.ReadRejected(ctx, n.Lake, c, batches, skip, all, n.landing())
}

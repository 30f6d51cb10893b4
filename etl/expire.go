package etl

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/lake"
)

// Folders of the landing zone beside those that landing itself uses.
const (
	zoneExport = "export" // rejected rows on their way to departments
	zonePulled = "pulled" // pulls under way; what is whole there is the puller's
)

// workKept is how long a file of work in progress is taken for somebody's.
const workKept = 48 * time.Hour

// Keep says how long the landing zone keeps files, by the time of receipt.
type Keep struct {
	After     time.Time         // files received before are no longer kept,
	OpenAfter time.Time         // but those of open batches, which are kept from here on
	Open      func(string) bool // whether a batch is held or has rows that wait to be mended
	Now       time.Time
}

// Expired is what of a landing zone is no longer kept.
type Expired struct {
	Batches  []string // of which files go, in order of id
	Received int      // received files
	Rejected int      // files of rejected rows
	Exports  int      // workbooks that were exported
	Work     int      // left by killed runs
	Bytes    int64

	files []string
}

// Files counts the files that go.
func (x Expired) Files() int { return len(x.files) }

// String says what goes, in one line.
func (x Expired) String() string {
	return fmt.Sprintf("%d received files, %d files of rejected rows, %d exports, %d leftovers: %s bytes", x.Received, x.Rejected, x.Exports, x.Work, thousands(x.Bytes))
}

// FindExpired looks for the files of a landing zone that are no longer kept. It
// removes nothing.
func FindExpired(ctx context.Context, l *lake.Lake, zone string, k Keep) (Expired, error) {
	list, err := l.Batches(ctx, 0)
	if err != nil {
		return Expired{}, err
	}
	known := make(map[string]anlan.Batch, len(list))
	for _, b := range list {
		known[b.ID] = b
	}
	var x Expired
	// batch says whether the file of a batch goes, by when it was received; of
	// one that no batch knows the file's own time is taken.
	batch := func(id string, changed time.Time) bool {
		b, ok := known[id]
		switch {
		case !ok:
			return changed.Before(k.After)
		case b.Status == anlan.BatchHeld || k.Open(id):
			return b.ReceivedAt.Before(k.OpenAfter) && b.ReceivedAt.Before(k.After)
		}
		return b.ReceivedAt.Before(k.After)
	}
	for _, look := range []struct {
		folder string
		count  *int
		goes   func(name string, changed time.Time) (batchID string, goes bool)
	}{
		{zoneReceived, &x.Received, func(name string, changed time.Time) (string, bool) {
			id, _, _ := strings.Cut(name, "_")
			return id, batch(id, changed)
		}},
		{zoneRejected, &x.Rejected, func(name string, changed time.Time) (string, bool) {
			id, _, _ := strings.Cut(name, ".")
			return id, batch(id, changed)
		}},
		{zoneExport, &x.Exports, func(_ string, changed time.Time) (string, bool) { return "", changed.Before(k.After) }},
		{zoneTmp, &x.Work, func(_ string, changed time.Time) (string, bool) { return "", changed.Before(k.Now.Add(-workKept)) }},
		{zonePulled, &x.Work, func(name string, changed time.Time) (string, bool) {
			switch filepath.Ext(name) {
			case ".json", ".bin", ".gz": // where a pull stands, and rows that have not landed
				return "", false
			}
			return "", changed.Before(k.After)
		}},
	} {
		err := filepath.WalkDir(filepath.Join(zone, look.folder), func(path string, d fs.DirEntry, err error) error {
			if errors.Is(err, fs.ErrNotExist) {
				return nil
			}
			if err != nil || d.IsDir() {
				return err
			}
			info, err := d.Info()
			if err != nil {
				return ignoreMissing(err)
			}
			id, goes := look.goes(d.Name(), info.ModTime())
			if !goes {
				return ctx.Err()
			}
			*look.count++
			x.files, x.Bytes = append(x.files, path), x.Bytes+info.Size()
			if _, ok := known[id]; ok {
				x.Batches = append(x.Batches, id)
			}
			return ctx.Err()
		})
		if err != nil {
			return Expired{}, fmt.Errorf("look for expired files: %w", err)
		}
	}
	slices.Sort(x.Batches)
	x.Batches = slices.Compact(x.Batches)
	return x, nil
}

// Remove removes the files. One that has gone meanwhile is no error; the next
// run finds what a killed one left.
func (x Expired) Remove() error {
	var errs []error
	for _, path := range x.files {
		errs = append(errs, ignoreMissing(os.Remove(path)))
	}
	return errors.Join(errs...)
}

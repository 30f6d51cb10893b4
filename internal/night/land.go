package night

import (
	"context"
	"os"
	"path/filepath"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/etl"
)

// Land lands the sources' files that stand for asOf or an earlier day and are
// not in the lake yet.
func (n *Night) Land(ctx context.Context, asOf time.Time) ([]anlan.Batch, error) {
	sources, err := n.waiting(ctx, asOf)
	if err != nil || len(sources) == 0 {
		return nil, err
	}
	batches, err := etl.Land(ctx, n.Lake, sources, etl.Options{
		Landing: n.Landing, Levels: n.Levels, Now: n.Now(), AsOf: asOf, Loc: n.Loc, Progress: n.Progress,
	})
	return batches, full(err)
}

// Pending gives the number of files that the night of asOf would land, by data set.
func (n *Night) Pending(ctx context.Context, asOf time.Time) (map[string]int, error) {
	sources, err := n.waiting(ctx, asOf)
	out := map[string]int{}
	for _, s := range sources {
		out[s.Dataset] += len(s.Files)
	}
	return out, err
}

// waiting gives the files not received yet, by source.
func (n *Night) waiting(ctx context.Context, asOf time.Time) ([]etl.Source, error) {
	known, err := n.knownFiles(ctx)
	if err != nil {
		return nil, err
	}
	var sources []etl.Source
	for _, s := range n.Sources {
		files, err := etl.Match(s.Root, s.Pattern, asOf)
		if err != nil {
			return nil, err
		}
		var fresh []string
		for _, f := range files {
			seen, err := known.holds(s.Dataset, f)
			if err != nil {
				return nil, anlan.Errorf(anlan.Unavailable, "look at received file: %w", err)
			}
			if !seen {
				fresh = append(fresh, f)
			}
		}
		if len(fresh) > 0 {
			sources = append(sources, etl.Source{Dataset: s.Dataset, Contract: s.Contract, Files: fresh})
		}
	}
	return sources, nil
}

// received says which files are in the lake by name, size and age, so that a
// night does not read again what came on earlier ones. A file written after it
// was received, or of another size, is read and known by its content.
type received map[receivedKey]time.Time

type receivedKey struct {
	dataset, name string
	size          int64
}

func (n *Night) knownFiles(ctx context.Context) (received, error) {
	batches, err := n.Lake.Batches(ctx, 0)
	if err != nil {
		return nil, err
	}
	known := received{}
	for _, b := range batches {
		if b.Status == anlan.BatchLanded {
			k := receivedKey{b.Dataset, b.Source, b.Size}
			if b.ReceivedAt.After(known[k]) {
				known[k] = b.ReceivedAt
			}
		}
	}
	return known, nil
}

func (r received) holds(dataset, file string) (bool, error) {
	info, err := os.Stat(file)
	if err != nil {
		return false, err
	}
	at, ok := r[receivedKey{dataset, filepath.Base(file), info.Size()}]
	return ok && info.ModTime().Before(at), nil
}

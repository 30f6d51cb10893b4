package night

import (
	"context"
	"os"
	"path/filepath"
	"slices"
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
	return n.land(ctx, sources, asOf)
}

func (n *Night) land(ctx context.Context, sources []etl.Source, asOf time.Time) ([]anlan.Batch, error) {
	batches, err := etl.Land(ctx, n.Lake, sources, etl.Options{
		Landing: n.Landing, Levels: n.Levels, Now: n.Now(), AsOf: asOf, Loc: n.Loc, Progress: n.Progress,
	})
	return batches, full(err)
}

// LandFiles lands the given files (absolute paths), each as the data set of the
// source whose pattern it fits; dataset, if not "", says it for all of them.
// Invalid for a file that fits no source.
func (n *Night) LandFiles(ctx context.Context, files []string, dataset string) ([]anlan.Batch, error) {
	var sources []etl.Source
	at := map[string]int{}
	for _, f := range files {
		s, err := n.sourceOf(f, dataset)
		if err != nil {
			return nil, err
		}
		i, ok := at[s.Dataset]
		if !ok {
			i = len(sources)
			at[s.Dataset] = i
			sources = append(sources, etl.Source{Dataset: s.Dataset, Contract: s.Contract})
		}
		sources[i].Files = append(sources[i].Files, f)
	}
	return n.land(ctx, sources, n.Now())
}

func (n *Night) sourceOf(file, dataset string) (Source, error) {
	for _, s := range n.Sources {
		if dataset != "" {
			if s.Dataset == dataset {
				return s, nil
			}
			continue
		}
		fits, err := etl.Match(s.Root, s.Pattern, time.Time{})
		if err != nil {
			return Source{}, err
		}
		if slices.Contains(fits, file) {
			return s, nil
		}
	}
	if dataset != "" {
		return Source{}, anlan.Errorf(anlan.Invalid, "the settings have no source of data set %q", dataset)
	}
	return Source{}, anlan.Errorf(anlan.Invalid, "%s fits no source of the settings", file).WithNext("say which data set it is with --dataset; nothing was landed")
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

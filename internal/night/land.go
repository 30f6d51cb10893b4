package night

import (
	"context"
	"slices"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/etl"
)

// Land lands the sources' files that stand for asOf or an earlier day and are
// not in the lake yet.
func (n *Night) Land(ctx context.Context, asOf time.Time) ([]anlan.Batch, error) {
	sources, err := n.inReach(asOf)
	if err != nil || len(sources) == 0 {
		return nil, err
	}
	return n.land(ctx, sources, asOf)
}

func (n *Night) land(ctx context.Context, sources []etl.Source, asOf time.Time) ([]anlan.Batch, error) {
	batches, err := etl.Land(ctx, n.Lake, sources, etl.Options{
		Landing: n.Landing, Levels: n.Levels, Now: n.Now(), AsOf: asOf, Loc: n.Loc, Progress: n.Progress,
	})
	if e := n.SyncQuarantine(ctx); e != nil && (err == nil || anlan.KindOf(err) == anlan.Held) {
		err = e
	}
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

// InReach gives the number of files that stand for asOf or an earlier day, by
// data set, landed or not.
func (n *Night) InReach(asOf time.Time) (map[string]int, error) {
	sources, err := n.inReach(asOf)
	out := map[string]int{}
	for _, s := range sources {
		out[s.Dataset] += len(s.Files)
	}
	return out, err
}

// inReach gives the files of each source; landing knows which it has had.
func (n *Night) inReach(asOf time.Time) ([]etl.Source, error) {
	var sources []etl.Source
	for _, s := range n.Sources {
		files, err := etl.Match(s.Root, s.Pattern, asOf)
		if err != nil {
			return nil, err
		}
		if len(files) > 0 {
			sources = append(sources, etl.Source{Dataset: s.Dataset, Contract: s.Contract, Files: files})
		}
	}
	return sources, nil
}

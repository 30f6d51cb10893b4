package night

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/etl"
	"github.com/anlan-lake/anlan/internal/ledger"
	"github.com/anlan-lake/anlan/internal/person"
)

// Land pulls from the sources that are due, and lands what they gave and the
// sources' files that stand for asOf or an earlier day and are not in the lake
// yet; of one data set alone where dataset is not "". A source out of reach is
// named in the error (of its kind, Unavailable as a rule), and the others land.
func (n *Night) Land(ctx context.Context, asOf time.Time, dataset string) ([]anlan.Batch, error) {
	batches, missed, err := n.landDue(ctx, asOf, dataset)
	if err != nil { // its kind goes before those of the sources
		err = anlan.Errorf(anlan.KindOf(err), "%w", err)
	}
	return batches, errors.Join(append([]error{err}, missed...)...)
}

// landDue is Land; missed are the sources that were not reached.
func (n *Night) landDue(ctx context.Context, asOf time.Time, dataset string) (batches []anlan.Batch, missed []error, err error) {
	if dataset != "" && !slices.ContainsFunc(n.Sources, func(s Source) bool { return s.Dataset == dataset }) {
		return nil, nil, anlan.Errorf(anlan.Invalid, "the settings have no source of data set %q", dataset)
	}
	p, missed, err := n.pull(ctx, asOf, dataset)
	defer p.close()
	if err != nil {
		return nil, missed, full(err)
	}
	sources, err := n.inReach(asOf)
	if err != nil {
		return nil, missed, err
	}
	if dataset != "" {
		sources = slices.DeleteFunc(sources, func(s etl.Source) bool { return s.Dataset != dataset })
	}
	if sources = append(sources, p.sources...); len(sources) > 0 {
		batches, err = n.land(ctx, sources, asOf)
	}
	if serr := full(n.settle(ctx, p)); serr != nil { // a held file must not stand for a failure
		err = errors.Join(anlan.Errorf(anlan.KindOf(serr), "%w", serr), err)
	}
	return batches, missed, err
}

func (n *Night) land(ctx context.Context, sources []etl.Source, asOf time.Time) ([]anlan.Batch, error) {
	if err := n.destroyKeys(ctx); err != nil {
		return nil, err
	}
	batches, err := etl.Land(ctx, n.Lake, sources, etl.Options{
		Landing: n.Landing, Keys: n.Keys, Levels: n.Levels, Now: n.Now(), AsOf: asOf, Loc: n.Loc, Progress: n.Progress, AnyVolume: n.AnyVolume,
	})
	if e := n.SyncQuarantine(ctx); e != nil && (err == nil || anlan.KindOf(err) == anlan.Held) {
		err = e
	}
	return batches, full(err)
}

// destroyKeys destroys the keys of pseudonyms whose time is over, and says so in
// the trail.
func (n *Night) destroyKeys(ctx context.Context) error {
	gone, err := n.Keys.Lapsed(n.Now())
	if err != nil {
		return err
	}
	for _, id := range gone {
		if _, err := n.Ledger.Append(ctx, ledger.Entry{At: n.Now(), Actor: "anlan", Action: "destroy key", Object: id, Detail: "its time was over"}); err != nil {
			return err
		}
	}
	return nil
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
			sources = append(sources, etl.Source{Dataset: s.Dataset, Contract: s.Contract, Ready: s.Drop.Ready, Members: s.Members})
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
		if s.Pull != nil {
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

// Waiting gives the files that stand for asOf or an earlier day and are not
// taken yet: their marker is missing, or they have just changed; of one data
// set alone where dataset is not "".
func (n *Night) Waiting(asOf time.Time, dataset string) ([]etl.Waiting, error) {
	var all []etl.Waiting
	for _, s := range n.Sources {
		if s.Pull != nil || dataset != "" && s.Dataset != dataset {
			continue
		}
		_, waiting, err := n.take(s, asOf)
		if err != nil {
			return nil, err
		}
		all = append(all, waiting...)
	}
	return all, nil
}

// take gives the files of one source, and those to wait for.
func (n *Night) take(s Source, asOf time.Time) (ready []string, waiting []etl.Waiting, err error) {
	files, err := etl.Match(s.Root, s.Pattern, asOf)
	if err == nil {
		ready, waiting, err = s.Drop.Take(files, n.Now())
	}
	for i := range waiting {
		w := &waiting[i]
		w.Dataset, w.File, w.Why, w.WhyZh = s.Dataset, person.Mask(w.File), person.Mask(w.Why), person.Mask(w.WhyZh)
	}
	return ready, waiting, err
}

// inReach gives the files of each source that are whole; landing knows which
// it has had.
func (n *Night) inReach(asOf time.Time) ([]etl.Source, error) {
	var sources []etl.Source
	for _, s := range n.Sources {
		if s.Pull != nil {
			continue
		}
		files, _, err := n.take(s, asOf)
		if err != nil {
			return nil, err
		}
		if len(files) > 0 {
			sources = append(sources, etl.Source{Dataset: s.Dataset, Contract: s.Contract, Files: files, Ready: s.Drop.Ready, Members: s.Members})
		}
	}
	return sources, nil
}

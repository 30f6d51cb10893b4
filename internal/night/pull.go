package night

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/etl"
	"github.com/anlan-lake/anlan/etl/pull"
	"github.com/anlan-lake/anlan/internal/ledger"
	"github.com/anlan-lake/anlan/internal/person"
)

// PullSource makes what etl/pull needs of a source whose rows lie elsewhere.
// Name is the source's own, empty for that of its data set; dir is the folder
// of the settings. One of http and table is given.
func PullSource(name, dir string, c *etl.Contract, http *pull.HTTP, table *pull.Table) *pull.Source {
	if name == "" {
		name = c.ID
	}
	return &pull.Source{
		Name: name, Dataset: c.ID, HTTP: http, Table: table, Dir: dir, Wanted: c.Needed(), Key: c.Key,
		Fit: func(column string) pull.Fit {
			name, wanted, known := c.Fits(column)
			switch {
			case wanted:
				return pull.Fit{Column: name, Use: pull.Wanted}
			case known:
				return pull.Fit{Column: name, Use: pull.Dropped}
			}
			return pull.Fit{}
		},
	}
}

// PullOptions are the circumstances of a pull for the night of asOf.
func (n *Night) PullOptions(asOf time.Time) pull.Options {
	o := pull.Options{Zone: n.Landing, AsOf: asOf, Now: n.Now(), Loc: n.Loc, Getenv: n.Getenv}
	if o.Getenv == nil {
		o.Getenv = func(string) string { return "" }
	}
	if n.Progress != nil {
		o.Progress = func(rows int64, name string) { n.Progress(0, 0, fmt.Sprintf("%s: %d rows", name, rows)) }
	}
	return o
}

// pulled are the sources that are held while their files land.
type pulled struct {
	pullers []*pull.Puller
	of      []Source // of each
	sources []etl.Source
}

func (p *pulled) close() {
	for _, x := range p.pullers {
		x.Close()
	}
}

// pull fetches what is new from each source that is due. A source's own
// failure goes to missed, and the others go on; what waited from before is
// given all the same.
func (n *Night) pull(ctx context.Context, asOf time.Time, dataset string) (p *pulled, missed []error, err error) {
	p = &pulled{}
	for _, s := range n.Sources {
		if s.Pull == nil || dataset != "" && s.Dataset != dataset {
			continue
		}
		one, err := pull.Open(*s.Pull, n.PullOptions(asOf))
		if err != nil {
			return p, missed, err
		}
		p.pullers, p.of = append(p.pullers, one), append(p.of, s)
		if err := one.Recall(n.known(ctx, s.Dataset)); err != nil {
			return p, missed, err
		}
		if one.Due() {
			a, err := one.Pull(ctx)
			var f *pull.Failure
			if errors.As(err, &f) {
				missed = append(missed, anlan.Errorf(anlan.KindOf(f.Err), "%w", f))
			} else if err != nil {
				return p, missed, err
			}
			if err := n.Ledger.Pulled(ctx, record(s, a)); err != nil {
				return p, missed, err
			}
		}
		files, err := one.Files()
		if err != nil {
			return p, missed, err
		}
		if len(files) > 0 {
			p.sources = append(p.sources, etl.Source{Dataset: s.Dataset, Contract: s.Contract, Files: files})
		}
	}
	return p, missed, nil
}

// settle tells each source what the lake has of it now.
func (n *Night) settle(ctx context.Context, p *pulled) error {
	for i, one := range p.pullers {
		if err := one.Settle(n.known(ctx, p.of[i].Dataset)); err != nil {
			return fmt.Errorf("settle %s: %w", p.of[i].Pull.Name, err)
		}
	}
	return nil
}

// known says what the lake knows of a file, told by its hash.
func (n *Night) known(ctx context.Context, dataset string) func(hash string) (pull.Known, error) {
	return func(hash string) (pull.Known, error) {
		b, ok, err := n.Lake.BatchByHash(ctx, dataset, hash)
		switch {
		case err != nil || !ok:
			return pull.Absent, err
		case b.Status == anlan.BatchHeld:
			return pull.Held, nil
		}
		return pull.Landed, nil
	}
}

func record(s Source, a pull.Attempt) ledger.Pull {
	return ledger.Pull{Source: s.Pull.Name, Dataset: s.Dataset, At: a.At, AsOf: a.AsOf, Result: a.Result,
		Rows: a.Rows, Pages: a.Pages, File: a.File, Detail: person.Mask(a.Detail)}
}

// checkPulls says which sources the last pull did not reach, and notes those
// that it asked and that had nothing new: they are quiet, and not silent.
func (n *Night) checkPulls(ctx context.Context, asOf time.Time) ([]Finding, error) {
	list, err := n.Ledger.Pulls(ctx, asOf.Format(anlan.DateFormat))
	if err != nil {
		return nil, err
	}
	last := map[string]ledger.Pull{}
	for _, p := range list {
		last[p.Source] = p
	}
	var out []Finding
	for _, s := range n.Sources {
		if s.Pull == nil {
			continue
		}
		p := last[s.Pull.Name]
		at := p.At.In(n.Loc).Format("2006-01-02 15:04")
		switch p.Result {
		case pull.Failed:
			out = append(out, found("source", LevelWarn, s.Dataset, "%s was not reached on %s: %s", "%s 于 %s 未能连通：%s", s.Pull.Name, at, p.Detail))
		case pull.Checked:
			out = append(out, found("source", LevelNote, s.Dataset, "%s was asked on %s and had nothing new", "%s 于 %s 已询问，没有新数据", s.Pull.Name, at))
		}
	}
	return out, nil
}

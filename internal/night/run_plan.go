package night

import (
	"context"
	"fmt"
	"runtime"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/indicators"
)

// runAll works out the measures of the drafts, at once: while the engine answers
// for one it has statements of another to go on with.
func (b *build) runAll(ctx context.Context, m *measured, list []asked, read func() map[string][]anlan.Measure) (err error) {
	var kept map[string][]anlan.Measure
	m.keep = nil
	for i := range list {
		list[i].keys = nil
	}
	if b.partials != nil { // without, nothing tells what the measures are made of
		if err := b.partials.keys(ctx, list); err != nil {
			return err
		}
		kept = read()
	}
	fresh := make([][]anlan.Measure, len(list))
	r := b.runner()
	g, at := errgroup.WithContext(ctx)
	for n, a := range list {
		plan, err := a.plan(kept)
		if err != nil {
			return err
		}
		plan = plan.Renamed(fmt.Sprintf("of%d_", n), b.partials.holds)
		g.Go(func() (err error) {
			fresh[n], err = r.run(at, plan, a.what)
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	for n, into := range []*[]anlan.Measure{&m.months, &m.others, &m.adequacy} {
		*into = list[n].merge(fresh[n], kept, &m.keep)
	}
	return nil
}

// runner runs plans, no more statements at a time than there are processors.
// Most statements are small, and the engine keeps one processor busy with each.
type runner struct {
	*build
	turn  chan struct{}
	told  sync.Mutex
	total int // chains of statements begun with
	ready int // of them done
}

func (b *build) runner() *runner {
	return &runner{build: b, turn: make(chan struct{}, runtime.GOMAXPROCS(0))}
}

// do waits for a turn and does a job.
func (r *runner) do(ctx context.Context, job func() error) error {
	select {
	case r.turn <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-r.turn }()
	return job()
}

// run runs the statements of a plan and reads its measures.
func (r *runner) run(ctx context.Context, plan *indicators.Plan, what string) (measures []anlan.Measure, err error) {
	if plan.Final == "" { // nothing is wanted
		return nil, nil
	}
	var chains [][]indicators.Statement
	for _, st := range plan.Statements {
		if r.partials.holds(st.Name) {
			continue
		}
		if n := len(chains); n > 0 && chains[n-1][0].Chain == st.Chain {
			chains[n-1] = append(chains[n-1], st)
			continue
		}
		chains = append(chains, []indicators.Statement{st})
	}
	r.began(len(chains))
	chain := func(list []indicators.Statement) error {
		err := r.do(ctx, func() error { return r.runChain(ctx, list) })
		r.done(what + ": " + list[len(list)-1].Name)
		return err
	}
	if len(chains) > 0 && chains[0][0].Chain == 0 {
		if err := chain(chains[0]); err != nil {
			return nil, err
		}
		chains = chains[1:]
	}
	var g errgroup.Group
	for _, list := range chains {
		g.Go(func() error { return chain(list) })
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	err = r.do(ctx, func() (err error) {
		measures, err = readMeasures(ctx, r.session, plan.Final, r.Levels)
		return err
	})
	return measures, err
}

func (r *runner) began(n int) {
	r.told.Lock()
	r.total += n
	r.told.Unlock()
}

// done tells whoever looks on that a chain is done.
func (r *runner) done(what string) {
	r.told.Lock()
	defer r.told.Unlock()
	if r.ready++; r.Progress != nil {
		r.Progress(r.ready, r.total, what)
	}
}

// runChain runs statements that read each other.
func (r *runner) runChain(ctx context.Context, chain []indicators.Statement) (err error) {
	for _, st := range chain {
		if st.Temp {
			err = r.session.Materialise(ctx, st.Name, st.SQL)
		} else {
			err = r.session.View(ctx, st.Name, st.SQL)
		}
		if err != nil {
			return fmt.Errorf("measure %s: %w", st.Name, err)
		}
	}
	return nil
}

package lake

import "sync"

// behindDepth is how many jobs may wait before who hands one in waits too: what
// they hold stays in memory until they are done.
const behindDepth = 32

// behind does jobs of a transaction while its owner goes on.
type behind struct {
	jobs chan func() error
	done chan struct{}

	mu  sync.Mutex
	err error // of the job that failed
}

// Behind has a change of the transaction made while the caller goes on to work
// out the next one: writing a table keeps the engine busy, not the caller.
// Jobs are done one after the other, in the order they were handed in; after
// one that failed the others are left out, and its error is what Behind gives
// from then on, and Commit. Until Commit, Rollback or Wait only jobs may use the
// transaction.
func (t *Tx) Behind(job func() error) error {
	if t.behind == nil {
		t.behind = &behind{jobs: make(chan func() error, behindDepth), done: make(chan struct{})}
		go t.behind.run()
	}
	if err := t.behind.failed(); err != nil {
		return err
	}
	t.behind.jobs <- job
	return nil
}

func (b *behind) run() {
	defer close(b.done)
	for job := range b.jobs {
		if b.failed() != nil {
			continue
		}
		if err := job(); err != nil {
			b.mu.Lock()
			b.err = err
			b.mu.Unlock()
		}
	}
}

func (b *behind) failed() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.err
}

// Wait waits for the jobs behind and gives the error of the one that failed.
// The transaction can then only be rolled back.
func (t *Tx) Wait() error {
	b := t.behind
	if b == nil {
		return nil
	}
	t.behind = nil
	close(b.jobs)
	<-b.done
	if b.err != nil {
		return t.failed(b.err)
	}
	return nil
}

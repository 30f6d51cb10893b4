package etl

import "sync"

// feed reads blocks of a table ahead, on a goroutine of its own, so that
// reading and parsing overlap.
type feed struct {
	full chan fed
	free chan *block
	stop chan struct{}
	wg   sync.WaitGroup
}

type fed struct {
	b   *block
	err error
}

func startFeed(t *table) *feed {
	f := &feed{full: make(chan fed, 2), free: make(chan *block, 4), stop: make(chan struct{})}
	for range 4 {
		f.free <- new(block)
	}
	f.wg.Go(func() {
		for {
			var b *block
			select {
			case b = <-f.free:
			case <-f.stop:
				return
			}
			err := t.fill(b)
			select {
			case f.full <- fed{b, err}:
			case <-f.stop:
				return
			}
			if err != nil {
				return
			}
		}
	})
	return f
}

// next gives the next block, which is good until it is given back.
func (f *feed) next() (*block, error) {
	x := <-f.full
	return x.b, x.err
}

func (f *feed) give(b *block) { f.free <- b }

// end stops reading; the table may be closed then.
func (f *feed) end() {
	close(f.stop)
	f.wg.Wait()
}

package etl

import (
	"errors"
	"io"
	"runtime"
	"sync"
)

// feed reads a table ahead and has its blocks parsed, on goroutines of its own:
// one cuts the text into cells, one for each core parses. What they parsed
// comes out in the order of the file.
type feed struct {
	order chan chan *parsed
	work  chan job
	free  chan *block
	stop  chan struct{}
	wg    sync.WaitGroup
}

type job struct {
	blk *block
	out chan *parsed
}

// ahead is how many blocks of a file may be under way.
func ahead() int { return 2 * runtime.GOMAXPROCS(0) }

func startFeed(r *run, t *table, b *batch, c *Contract) *feed {
	n := ahead()
	f := &feed{order: make(chan chan *parsed, n), work: make(chan job, n), free: make(chan *block, n), stop: make(chan struct{})}
	for range n {
		f.free <- nil // made when it is needed: most files have few blocks
	}
	f.wg.Go(func() { f.read(t) })
	f.wg.Go(func() { f.parse(r, t, b, c) })
	return f
}

// read cuts blocks and hands them out; more parsers join when there is a second
// block.
func (f *feed) read(t *table) {
	defer close(f.work)
	defer close(f.order)
	for {
		var b *block
		select {
		case b = <-f.free:
		case <-f.stop:
			return
		}
		if b == nil {
			b = new(block)
		}
		err := t.fill(b)
		j := job{b, make(chan *parsed, 1)}
		if err != nil {
			if !errors.Is(err, io.EOF) {
				j.out <- &parsed{err: err}
				f.send(j.out)
			}
			return
		}
		if !f.send(j.out) {
			return
		}
		select {
		case f.work <- j:
		case <-f.stop:
			return
		}
	}
}

func (f *feed) send(out chan *parsed) bool {
	select {
	case f.order <- out:
		return true
	case <-f.stop:
		return false
	}
}

// parse parses blocks until there are no more. A file of one block has one
// parser; the next block brings another one in, as long as there are cores. A
// mended file has one, since what its lines answer is settled line by line.
func (f *feed) parse(r *run, t *table, b *batch, c *Contract) {
	ps := newBlockParser(r, t, b, c)

	for i := 1; ; i++ {
		j, ok := <-f.work
		if !ok {
			return
		}
		if i > 1 && i <= runtime.GOMAXPROCS(0) && !t.mend.on {
			f.wg.Go(func() {
				ps := newBlockParser(r, t, b, c)
				for j := range f.work {
					j.out <- ps.parse(j.blk, r.segment())
				}
			})
		}
		j.out <- ps.parse(j.blk, r.segment())
	}
}

// next gives the next block as parsed, in order; nil at the end of the file.
func (f *feed) next() *parsed {
	out, ok := <-f.order
	if !ok {
		return nil
	}
	return <-out
}

// give takes a block back, to be filled again.
func (f *feed) give(b *block) { f.free <- b }

// end stops reading; the table may be closed then.
func (f *feed) end() {
	close(f.stop)
	for range f.order { // what waits to be handed out is not wanted any more
	}
	f.wg.Wait()
}

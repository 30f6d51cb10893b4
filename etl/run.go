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
	"sync"

	"github.com/anlan-lake/anlan"
)

// segmentRows is how many rows a segment takes, and memoryBudget how many bytes
// of segments are held before the oldest are written out.
const (
	segmentRows  = 1 << 17
	memoryBudget = 256 << 20
)

// run lands the new files of one data set.
type run struct {
	c       *Contract
	o       Options
	tmp     string // private folder for work in progress
	tree    *areaTree
	kept    []int // properties that are kept, by index
	key     []int // kept columns of the key
	version int   // kept column, -1 for none
	event   int   // kept column, -1 for none
	budget  int   // bytes of segments held
	repeat  *repeater

	repeated int // kept column that the repeater answers, -1 for none

	// unlocated is the area column where rows no lower than county are
	// counted as not located, else -1.
	unlocated int

	ctx      context.Context // of mended files: rejected rows are looked up while they are read
	rejected *rejectedRows

	batches []*batch
	writer  sync.WaitGroup // the segment being written behind the reading
	failed  error          // of it; read after Wait
}

func newRun(c *Contract, o Options, tree *areaTree) *run {
	r := &run{c: c, o: o, tmp: filepath.Join(o.Landing, "tmp"), tree: tree, unlocated: -1, budget: memoryBudget}
	if o.budget > 0 {
		r.budget = o.budget
	}
	for k := range c.Properties {
		if c.Properties[k].kept() {
			r.kept = append(r.kept, k)
		}
	}
	for _, name := range c.Key {
		r.key = append(r.key, r.index(name))
	}
	r.version, r.event = r.index(c.Updated), r.index(c.EventTime)
	r.repeated = -1
	if p := c.repeated(); p != nil {
		r.repeated = r.index(p.Name)
	}
	if c.Area != nil && c.Area.Unlocated {
		r.unlocated = r.index(c.Area.Column)
	}
	return r
}

// index gives the place of a column among those kept, -1 where it is none.
func (r *run) index(name string) int {
	return slices.IndexFunc(r.kept, func(k int) bool { return r.c.Properties[k].Name == name })
}

// newSegment makes an empty segment, with room for as much as like, a full one
// of the same file, holds; like may be nil.
func (r *run) newSegment(like *segment) *segment {
	s := &segment{vecs: make([]vector, len(r.kept))}
	for i, k := range r.kept {
		v := &s.vecs[i]
		v.typ = r.c.Properties[k].typ
		if like == nil {
			continue
		}
		was := &like.vecs[i]
		if v.typ == typeText {
			v.str, v.end = make([]byte, 0, len(was.str)*9/8), make([]uint32, 0, cap(was.end))
		} else {
			v.num, v.null = make([]int64, 0, cap(was.num)), make([]bool, 0, cap(was.null))
		}
	}
	return s
}

// room gives a segment that takes another block of batch b. A segment that is
// full is written out behind the reading.
func (r *run) room(b *batch) (*segment, error) {
	var fresh *segment
	if len(b.segs) > 0 {
		s := b.last()
		if s.rows() < segmentRows && s.bytes() < r.budget/2 {
			return s, nil
		}
		if err := r.wait(); err != nil {
			return nil, err
		}
		fresh = r.newSegment(s)
		s.written = slices.Clone(s.mark)
		n := len(b.segs) - 1 // its place among the batch's, as relieve counts them
		r.writer.Go(func() { r.failed = r.spill(b, s, n) })
	}
	if err := r.relieve(); err != nil {
		return nil, err
	}
	if fresh == nil {
		fresh = r.newSegment(nil)
	}
	b.segs = append(b.segs, fresh)
	return b.last(), nil
}

func (b *batch) last() *segment { return b.segs[len(b.segs)-1] }

// wait waits for the segment that is being written.
func (r *run) wait() error {
	r.writer.Wait()
	return r.failed
}

// relieve writes the oldest segments of the batches read out until the rest is
// within the memory budget.
func (r *run) relieve() error {
	total := 0
	for _, b := range r.batches {
		for _, s := range b.segs {
			if s.written == nil {
				total += s.bytes()
			}
		}
	}
	for _, b := range r.batches {
		for n, s := range b.segs {
			if total <= r.budget {
				return nil
			}
			if s.written != nil {
				continue
			}
			total -= s.bytes()
			s.written = slices.Clone(s.mark)
			if err := r.spill(b, s, n); err != nil {
				return err
			}
		}
	}
	return nil
}

// spill writes a segment to a file of its own. Its marks must be in written.
func (r *run) spill(b *batch, s *segment, n int) error {
	path := filepath.Join(r.tmp, fmt.Sprintf("%s-%s-%d.parquet", r.c.ID, b.ID, n))
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("stage rows: %w", err) // left by a killed run
	}
	if err := r.write(b, s, s.written, path); err != nil {
		return err
	}
	s.path = path
	s.release()
	return nil
}

// drop forgets the rows of a batch, and removes what was written of them.
func (b *batch) drop() {
	for _, s := range b.segs {
		if s.path != "" {
			_ = os.Remove(s.path) // the next run of the batch removes what stays
		}
	}
	b.segs = nil
}

// parents rejects the rows of an area tree whose parent does not exist, top
// down, so that a child of a rejected area is rejected too.
func (r *run) parents() {
	if r.c.Area == nil || !r.c.Area.Tree {
		return
	}
	ic := r.index(r.c.Area.Column)
	p := &r.c.Properties[r.kept[ic]]
	valid := map[string]bool{}
	for code := range r.tree.codes {
		valid[code] = true
	}
	for level := range r.o.Levels {
		for _, b := range r.batches {
			for _, s := range b.segs {
				for row := range s.mark {
					if s.written != nil {
						continue
					}
					code := string(s.vecs[ic].text(row))
					if l, _ := r.o.Levels.Of(code); int(l) != level+1 {
						continue
					}
					if parent := r.o.Levels.Parent(code); parent == "" || valid[parent] {
						valid[code] = valid[code] || s.mark[row]&markRejected == 0
						continue
					}
					rule, expected := faultParent.of(p)
					s.mark[row] |= markRejected
					b.reject(int64(s.line[row]), p.Name, p.Header[0], rule, expected)
				}
			}
		}
	}
}

// message says what a commit lands: "land dispute_case: 3 files, 1,234 rows".
func (r *run) message() string {
	var files, held int
	var rows int64
	for _, b := range r.batches {
		if b.Status == anlan.BatchHeld {
			held++
			continue
		}
		files++
		rows += b.Landed
	}
	s := fmt.Sprintf("land %s: %d files, %s rows", r.c.ID, files, thousands(rows))
	if files == 1 {
		s = fmt.Sprintf("land %s: 1 file, %s rows", r.c.ID, thousands(rows))
	}
	if held > 0 {
		s += fmt.Sprintf(", %d held", held)
	}
	return s
}

func thousands(n int64) string {
	s := itoa(uint32(n % 1000))
	if n < 1000 {
		return s
	}
	return thousands(n/1000) + "," + strings.Repeat("0", 3-len(s)) + s
}

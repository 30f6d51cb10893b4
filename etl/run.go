package etl

import (
	"context"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/colfile"
	"github.com/anlan-lake/anlan/internal/lake"
)

// run lands the new files of one data set. Beside the rows of memoryBudget it
// keeps 24 bytes for each good row (its key), and some more bytes for each row.
type run struct {
	c       *Contract
	o       Options
	tx      *lake.Tx     // where rows go; nil where they are only read
	ensure  func() error // makes the table before its first file is written
	tmp     string       // private folder for work in progress
	tree    *areaTree
	kept    []int // properties that are kept, by index
	key     []int // kept columns of the key
	version int   // kept column, -1 for none
	event   int   // kept column, -1 for none
	order   []int // kept columns that rows are sorted by
	budget  int   // bytes of rows held
	apart   bool  // rows of different batches are not set against one another
	judge   bool  // rows are only judged: none is kept

	// unlocated is the area column where rows no lower than county are
	// counted as not located, else -1.
	unlocated int

	ctx      context.Context // of mended files: rejected rows are looked up while they are read
	rejected *rejectedRows
	repeat   *repeater
	repeated int // kept column that the repeater answers, -1 for none

	batches  []*batch
	rows     uint32 // numbers given to rows
	keys     keyLog
	replaced rowSet // rows that a later one of the run replaces
	undone   bool   // some row that was kept for good has been rejected or replaced since
	bins     map[int32]*bin
	staged   []*stagedFile
	fields   []colfile.Column // of the files, once one is written
	files    sync.WaitGroup

	mu     sync.Mutex // guards what follows
	freed  *sync.Cond // a file is written
	bytes  int        // of segments in bins and in files being written
	under  int        // of those in files being written, by estimate
	writes int        // files being written
	pool   []*segment
	many   bool          // the run has a full block: new segments are made for one
	text   []int         // by kept column: bytes of text a block has
	shelf  []*fileWriter // writers not in use
	failed error         // of a file written behind the reading
}

func newRun(c *Contract, o Options, tree *areaTree, tx *lake.Tx) *run {
	r := &run{c: c, o: o, tx: tx, tmp: filepath.Join(o.Landing, zoneTmp), tree: tree, unlocated: -1, budget: memoryBudget, bins: map[int32]*bin{}}
	if o.budget > 0 {
		r.budget = o.budget
	}
	r.freed = sync.NewCond(&r.mu)
	for k := range c.Properties {
		if c.Properties[k].kept() {
			r.kept = append(r.kept, k)
		}
	}
	for _, name := range c.Key {
		r.key = append(r.key, r.index(name))
	}
	for _, name := range slices.Concat(c.Sort, c.Key) {
		if i := r.index(name); !slices.Contains(r.order, i) {
			r.order = append(r.order, i)
		}
	}
	r.repeated = -1
	if p := c.repeated(); p != nil {
		r.repeated = r.index(p.Name)
	}
	r.version, r.event = r.index(c.Updated), r.index(c.EventTime)
	if c.Area != nil && c.Area.Unlocated {
		r.unlocated = r.index(c.Area.Column)
	}
	return r
}

// index gives the place of a column among those kept, -1 where it is none.
func (r *run) index(name string) int {
	return slices.IndexFunc(r.kept, func(k int) bool { return r.c.Properties[k].Name == name })
}

// segment gives an empty segment.
func (r *run) segment() *segment {
	r.mu.Lock()
	defer r.mu.Unlock()
	if n := len(r.pool); n > 0 {
		s := r.pool[n-1]
		r.pool = r.pool[:n-1]
		return s
	}
	s := &segment{vecs: make([]vector, len(r.kept))}
	for i, k := range r.kept {
		v := &s.vecs[i]
		v.typ = r.c.Properties[k].typ
		if !r.many {
			continue // most files have but a few rows
		}
		if v.typ == typeText {
			v.str, v.end = make([]byte, 0, r.text[i]*9/8), make([]uint32, 0, blockRows)
		} else {
			v.num, v.null = make([]int64, 0, blockRows), make([]bool, 0, blockRows)
		}
	}
	return s
}

// recycle takes back a segment that nobody reads any more.
func (r *run) recycle(s *segment) {
	s.reset()
	r.mu.Lock()
	defer r.mu.Unlock()
	r.pool = append(r.pool, s) // no more of them than the budget has let be
}

// wait waits for the files that are being written.
func (r *run) wait() error {
	r.files.Wait()
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.failed
}

// batchOf gives the batch of a row.
func (r *run) batchOf(row uint32) *batch {
	at, ok := slices.BinarySearchFunc(r.batches, row, func(b *batch, row uint32) int {
		switch {
		case row < b.first:
			return 1
		case row >= b.first+uint32(len(b.mark)):
			return -1
		}
		return 0
	})
	if !ok {
		panic(fmt.Sprintf("row %d is of no batch", row))
	}
	return r.batches[at]
}

// dead says that a row is not written.
func (r *run) dead(row uint32) bool {
	if !r.undone {
		return false
	}
	b := r.batchOf(row)
	return b.mark[row-b.first]&markRejected != 0 || r.replaced.has(row)
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
		r.each(func(s *segment, row int) {
			code := string(s.vecs[ic].text(row))
			if l, _ := r.o.Levels.Of(code); int(l) != level+1 {
				return
			}
			b, i := s.b, int(s.from-s.b.first)+row
			if parent := r.o.Levels.Parent(code); parent == "" || valid[parent] {
				valid[code] = valid[code] || b.mark[i]&markRejected == 0
				return
			}
			rule, expected := faultParent.of(p)
			b.mark[i] |= markRejected
			r.undone = true
			b.reject(s.line[row], p.Name, p.Header[0], rule, expected)
		})
	}
}

// each calls f for every row in the bins, in order of arrival.
func (r *run) each(f func(s *segment, row int)) {
	var segs []*segment
	seen := map[*segment]bool{}
	for _, b := range r.bins {
		for _, s := range b.segs {
			if !seen[s] {
				seen[s] = true
				segs = append(segs, s)
			}
		}
	}
	slices.SortFunc(segs, func(a, b *segment) int { return int(int64(a.from) - int64(b.from)) })
	for _, s := range segs {
		for row, m := range s.mark {
			if m&markRejected == 0 {
				f(s, row)
			}
		}
	}
}

// settle sets the rows of one key against each other and against those of the
// lake, and has all that is left written.
func (r *run) settle(ctx context.Context, old []rowKey) error {
	for _, k := range old {
		r.keys.add(k)
	}
	r.keys.repeated(func(row uint32) bool { return r.dead(row) }, r.contest)
	if r.tx == nil {
		return nil
	}
	for _, part := range slices.Sorted(maps.Keys(r.bins)) {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := r.flush(r.bins[part]); err != nil {
			return err
		}
	}
	return r.wait()
}

// drop forgets all rows.
func (r *run) drop() error {
	err := r.wait()
	r.bins, r.pool, r.staged = map[int32]*bin{}, nil, nil
	r.keys = keyLog{}
	return err
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
	s := itoa(n % 1000)
	if n < 1000 {
		return s
	}
	return thousands(n/1000) + "," + strings.Repeat("0", 3-len(s)) + s
}

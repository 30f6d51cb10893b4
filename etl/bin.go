package etl

import (
	"maps"
	"slices"
)

// binRows is how many rows of one partition are sorted and written as one file,
// and memoryBudget how many bytes of rows are held before some are written.
const (
	binRows      = 1 << 18
	memoryBudget = 192 << 20
)

// bin is the rows of one partition that wait to be written.
type bin struct {
	part int32
	segs []*segment
	rows []uint32 // the segment's place in segs, then the row in it: 21 and 11 bits
	size int
	last uint32 // number of the run's row before the newest segment
}

// shelve puts the good rows of a segment into their bins.
func (r *run) shelve(s *segment) error {
	r.mu.Lock()
	r.bytes += s.size
	if len(s.mark) == blockRows && !r.many {
		r.many, r.text = true, make([]int, len(r.kept))
		for i := range s.vecs {
			r.text[i] = len(s.vecs[i].str)
		}
	}
	r.mu.Unlock()
	s.bins++ // ours, until the rows are in
	var b *bin
	tree := r.c.Area != nil && r.c.Area.Tree
	for row, m := range s.mark {
		if m&markRejected != 0 {
			continue
		}
		s.key[row].row = s.from + uint32(row)
		r.keys.add(s.key[row])
		if r.judge && !tree {
			continue
		}
		if b == nil || b.part != s.part[row] {
			if b = r.bins[s.part[row]]; b == nil {
				b = &bin{part: s.part[row]}
				r.bins[b.part] = b
			}
			if n := len(b.segs); n == 0 || b.segs[n-1] != s {
				b.segs, b.last = append(b.segs, s), s.from
				s.bins++
			}
		}
		b.rows = append(b.rows, uint32(len(b.segs)-1)<<11|uint32(row))
		b.size += s.size / len(s.mark)
	}
	r.letGo(s)
	if r.tx == nil || tree {
		return nil // the rows are looked at once more when all are there
	}
	return r.relieve()
}

// letGo gives up one hold on a segment.
func (r *run) letGo(s *segment) {
	r.mu.Lock()
	s.bins--
	last := s.bins == 0
	if last {
		r.bytes -= s.size
	}
	r.mu.Unlock()
	if last {
		r.recycle(s)
	}
}

// relieve has full bins written, and the largest ones while the rows held are
// over the budget.
func (r *run) relieve() error {
	for _, part := range slices.Sorted(maps.Keys(r.bins)) {
		if b := r.bins[part]; len(b.rows) >= binRows {
			if err := r.flush(b); err != nil {
				return err
			}
		}
	}
	for {
		r.mu.Lock()
		for r.bytes > r.budget && r.writes > 0 && r.failed == nil {
			r.freed.Wait()
		}
		over, err := r.bytes-r.under > r.budget/2, r.failed
		r.mu.Unlock()
		if err != nil || !over {
			return err
		}
		b := r.dearest()
		if b == nil {
			return nil
		}
		if err := r.flush(b); err != nil {
			return err
		}
	}
}

// dearest gives the bin that is written first where memory is short: the
// largest, or one that was left. A text in order of time leaves one month after
// another; waiting for more, they would take the room of the one being filled.
func (r *run) dearest() *bin {
	var most, left *bin
	parts := slices.Sorted(maps.Keys(r.bins))
	for _, part := range parts {
		if b := r.bins[part]; most == nil || len(b.rows) > len(most.rows) {
			most = b
		}
	}
	for _, part := range parts {
		b := r.bins[part]
		since := int(r.rows - b.last) // all of them of other bins
		if since > len(most.rows)/2 && len(b.rows) > len(most.rows)/16 && (left == nil || b.last < left.last) {
			left = b
		}
	}
	if left != nil {
		return left
	}
	return most
}

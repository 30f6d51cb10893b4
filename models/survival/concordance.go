package survival

import "slices"

// concordance counts, for every event, those at risk then who end later or are
// censored at that time: 1 where the event's score is higher, a half where
// equal. Rows enter and leave a tree of counts by rank of score, so that it
// takes n·log n.
func (p *partial) concordance() float64 {
	levels := slices.Clone(p.risk)
	slices.Sort(levels)
	levels = slices.Compact(levels)
	rank := make([]int, len(p.risk))
	for i, r := range p.risk {
		rank[i], _ = slices.BinarySearch(levels, r)
	}
	tree := make(fenwick, len(levels)+1)
	good, pairs, inside := 0.0, 0.0, 0.0
	left := 0
	for i := 0; i < len(p.stop); {
		t := p.d.Stop[p.stop[i]]
		from := i
		for ; i < len(p.stop) && p.d.Stop[p.stop[i]] == t; i++ {
			if row := p.stop[i]; !p.d.Event[row] {
				tree.add(rank[row], 1)
				inside++
			}
		}
		for left < len(p.start) && p.d.Start[p.start[left]] >= t {
			// Those who begin at t or later have all entered: they end after t.
			tree.add(rank[p.start[left]], -1)
			inside--
			left++
		}
		for _, row := range p.stop[from:i] {
			if p.d.Event[row] {
				below, upTo := tree.sum(rank[row]), tree.sum(rank[row]+1)
				good += below + (upTo-below)/2
				pairs += inside
			}
		}
		for _, row := range p.stop[from:i] {
			if p.d.Event[row] {
				tree.add(rank[row], 1)
				inside++
			}
		}
	}
	return good / pairs
}

// fenwick holds counts by rank, with sums of the lowest ones.
type fenwick []float64

func (f fenwick) add(rank int, n float64) {
	for i := rank + 1; i < len(f); i += i & -i {
		f[i] += n
	}
}

// sum of the counts of ranks below the given one.
func (f fenwick) sum(rank int) float64 {
	total := 0.0
	for i := rank; i > 0; i -= i & -i {
		total += f[i]
	}
	return total
}

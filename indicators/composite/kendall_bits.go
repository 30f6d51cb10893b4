package composite

import (
	"math"
	"math/bits"
)

// kendallBits is the number of rows up to which pairs are compared 64 at a time
// rather than by a merge sort, which is faster from there on.
const kendallBits = 256

// bitRanks has a set of rows for each row, one after another: those whose value
// is above its own, and those whose value is below. Both are empty for a row
// without a value.
type bitRanks struct {
	above, below, here []uint64 // here: the rows with a value
	untied             int64    // pairs whose values differ
}

func newBitRanks(p *prepared) *bitRanks {
	n := len(p.x)
	words := (n + 63) / 64
	b := &bitRanks{above: make([]uint64, n*words), below: make([]uint64, n*words), here: make([]uint64, words)}
	for from := 0; from < len(p.order); { // ascending: here is the set of what came before
		to := from
		for ; to < len(p.order) && p.dense[p.order[to]] == p.dense[p.order[from]]; to++ {
			i := int(p.order[to])
			copy(b.below[i*words:(i+1)*words], b.here)
		}
		b.untied += int64(from) * int64(to-from)
		for _, i := range p.order[from:to] {
			b.here[i/64] |= 1 << (i % 64)
		}
		// For now those that are not above: which are is known at the end.
		for _, i := range p.order[from:to] {
			copy(b.above[int(i)*words:(int(i)+1)*words], b.here)
		}
		from = to
	}
	for _, i := range p.order {
		for w, all := range b.here {
			at := int(i)*words + w
			b.above[at] = all &^ b.above[at]
		}
	}
	return b
}

// bitTau gives tau-b, and the number of rows where both have a value.
func bitTau(x, y *bitRanks) (r float64, n int) {
	score := 0
	above, below := y.above[:len(x.above)], y.below[:len(x.above)]
	for k, a := range x.above {
		score += bits.OnesCount64(a&above[k]) - bits.OnesCount64(a&below[k])
	}
	whole := true
	for w, h := range x.here {
		n += bits.OnesCount64(h & y.here[w])
		whole = whole && h == y.here[w]
	}
	untiedX, untiedY := x.untied, y.untied
	if !whole { // pairs that the other has not
		untiedX, untiedY = x.untiedWith(y), y.untiedWith(x)
	}
	if untiedX == 0 || untiedY == 0 {
		return math.NaN(), n
	}
	return clampUnit(float64(score) / math.Sqrt(float64(untiedX)) / math.Sqrt(float64(untiedY))), n
}

// untiedWith counts the pairs whose values differ, of the rows that the other
// has too.
func (b *bitRanks) untiedWith(other *bitRanks) (pairs int64) {
	words := len(b.here)
	for i := range len(b.above) / max(1, words) {
		if other.here[i/64]>>(i%64)&1 == 0 {
			continue
		}
		for w, h := range other.here {
			pairs += int64(bits.OnesCount64(b.above[i*words+w] & h))
		}
	}
	return pairs
}

package composite

import (
	"math"
	"slices"
)

// kendall is the working store of Kendall's tau-b.
type kendall struct{ seq, spare []int32 }

// tau gives tau-b in n log n steps: rows in the order of x, and of y within
// ties of x; a merge sort by y then counts the pairs in the wrong order (Knight
// 1966).
func (k *kendall) tau(x, y *prepared) (r float64, n int) {
	k.seq = k.seq[:0]
	var tiedX, tiedXY, tiedY int64
	for from := 0; from < len(x.order); {
		to, start, rank := from, len(k.seq), x.dense[x.order[from]]
		for ; to < len(x.order) && x.dense[x.order[to]] == rank; to++ {
			if d := y.dense[x.order[to]]; d >= 0 {
				k.seq = append(k.seq, d)
			}
		}
		if run := k.seq[start:]; len(run) > 1 {
			slices.Sort(run)
			tiedX += pairsOf(len(run))
			tiedXY += tiedPairs(run)
		}
		from = to
	}
	n = len(k.seq)
	swaps := k.sort()
	tiedY = tiedPairs(k.seq)
	all := pairsOf(n)
	if all == tiedX || all == tiedY {
		return math.NaN(), n
	}
	score := float64(all - tiedX - tiedY + tiedXY - 2*swaps)
	return clampUnit(score / math.Sqrt(float64(all-tiedX)) / math.Sqrt(float64(all-tiedY))), n
}

func pairsOf(n int) int64 { return int64(n) * int64(n-1) / 2 }

// tiedPairs gives the pairs of equal values in what is sorted.
func tiedPairs(s []int32) (pairs int64) {
	for from := 0; from < len(s); {
		to := from + 1
		for to < len(s) && s[to] == s[from] {
			to++
		}
		pairs += pairsOf(to - from)
		from = to
	}
	return pairs
}

// sort sorts seq and gives the number of exchanges of neighbours that needs.
func (k *kendall) sort() (swaps int64) {
	const block = 8 // sorted by insertion first
	s := k.seq
	for from := 0; from < len(s); from += block {
		part := s[from:min(from+block, len(s))]
		for i := 1; i < len(part); i++ {
			v, j := part[i], i
			for ; j > 0 && part[j-1] > v; j-- {
				part[j] = part[j-1]
			}
			part[j] = v
			swaps += int64(i - j)
		}
	}
	k.spare = slices.Grow(k.spare[:0], len(s))[:len(s)]
	into := k.spare
	for width := block; width < len(s); width *= 2 {
		for from := 0; from < len(s); from += 2 * width {
			mid, to := min(from+width, len(s)), min(from+2*width, len(s))
			a, b := from, mid
			for at := from; at < to; at++ {
				if a < mid && (b >= to || s[a] <= s[b]) {
					into[at] = s[a]
					a++
				} else {
					into[at] = s[b]
					b++
					swaps += int64(mid - a)
				}
			}
		}
		s, into = into, s
	}
	k.seq, k.spare = s, into
	return swaps
}

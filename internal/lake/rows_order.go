package lake

import (
	"cmp"
	"math"
	"math/bits"
	"slices"
	"strings"
	"sync"

	"github.com/anlan-lake/anlan/internal/colfile"
)

// order gives the numbers of the rows in the order they are written in: by the
// given columns, and where these are equal by the others.
func (s *rowSource) order(by []int) []int32 {
	all := numbered(s.count)
	list := make([]keyed, len(all))
	for i := range list {
		list[i].row = int32(i)
	}
	first := make([][]uint64, len(by))
	widths := make([]int, len(by))
	var wait sync.WaitGroup
	for n, column := range by {
		wait.Go(func() { first[n], widths[n] = s.ranks(column, all) })
	}
	wait.Wait()
	packed, room := 0, 64
	for n, width := range widths {
		if room < width {
			break
		}
		room -= width
		for i, r := range first[n] {
			list[i].key = list[i].key<<width | r
		}
		packed++
	}
	rest := slices.Clone(by[packed:])
	for column := range s.columns {
		if !slices.Contains(by, column) {
			rest = append(rest, column)
		}
	}
	ranks := make([][]uint64, len(rest)) // nil until asked for: the key tells most rows apart
	sorted := make([]int32, 0, len(all))
	list = sortKeys(list, 64-room)
	for len(list) > 0 {
		n := 1
		for n < len(list) && list[n].key == list[0].key {
			n++
		}
		slices.SortFunc(list[:n], func(a, b keyed) int {
			for n, column := range rest {
				if ranks[n] == nil {
					ranks[n], _ = s.ranks(column, all)
				}
				if c := cmp.Compare(ranks[n][a.row], ranks[n][b.row]); c != 0 {
					return c
				}
			}
			return 0
		})
		for _, k := range list[:n] {
			sorted = append(sorted, k.row)
		}
		list = list[n:]
	}
	return sorted
}

// keyed is a row and the first of the columns it is sorted by, as one number.
type keyed struct {
	key uint64
	row int32
}

// sortKeys sorts by keys of so many bits, those of equal keys as they came: digit by
// digit from the last, which takes a tenth of the time of comparing them.
func sortKeys(list []keyed, width int) []keyed {
	const digit = 11
	other := make([]keyed, len(list))
	for shift := 0; shift < width; shift += digit {
		var at [1<<digit + 1]int // where the next key with a digit goes
		for _, k := range list {
			at[k.key>>shift&(1<<digit-1)+1]++
		}
		for d := range 1 << digit {
			at[d+1] += at[d]
		}
		for _, k := range list {
			d := k.key >> shift & (1<<digit - 1)
			other[at[d]] = k
			at[d]++
		}
		list, other = other, list
	}
	return list
}

// ranks gives, for the values of a column, numbers that are ordered as they
// are, NULL last, and how many bits the numbers take.
func (s *rowSource) ranks(column int, rows []int32) (rank []uint64, width int) {
	v := s.from[column].values(rows)
	rank = make([]uint64, 0, len(rows))
	switch {
	case v.Words != nil:
		place := placed(v.Words)
		for _, w := range v.Word {
			rank = append(rank, place[w])
		}
	case s.columns[column].Type == colfile.Text:
		list, from := make([][]byte, len(v.End)), uint32(0)
		for i, end := range v.End {
			list[i], from = v.Text[from:end], end
		}
		rank = placed(list)
	default:
		double := s.columns[column].Type == colfile.Double
		for _, x := range v.Int {
			if double && x < 0 {
				x = math.MaxInt64 ^ x // of negative numbers the greater bits are the less
			}
			rank = append(rank, uint64(x)^1<<63)
		}
		if len(rank) > 0 {
			for i, low := 0, slices.Min(rank); i < len(rank); i++ {
				rank[i] -= low
			}
		}
	}
	last := uint64(0)
	for _, r := range rank {
		last = max(last, r)
	}
	if v.Null == nil {
		return rank, bits.Len64(last)
	}
	if last < math.MaxUint64 {
		last++
	}
	whole, n := make([]uint64, len(v.Null)), 0
	for i, null := range v.Null {
		if whole[i] = last; !null {
			whole[i] = rank[n]
			n++
		}
	}
	return whole, bits.Len64(last)
}

// placed gives the place of each text among them in order, equal ones the same.
func placed(list [][]byte) []uint64 {
	sorted := make([]int32, len(list))
	for i := range sorted {
		sorted[i] = int32(i)
	}
	slices.SortFunc(sorted, func(a, b int32) int { return strings.Compare(string(list[a]), string(list[b])) })
	place, n := make([]uint64, len(list)), uint64(0)
	for i, at := range sorted {
		if i > 0 && string(list[at]) != string(list[sorted[i-1]]) {
			n++
		}
		place[at] = n
	}
	return place
}

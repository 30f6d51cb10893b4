package demo

import "slices"

// inOrder puts the parts of a data set together in order of time; rows of the
// same second keep the order of the parts. It sorts numbers, not rows: rows
// are large.
func inOrder[T any](parts [][]T, when func(*T) Stamp) []T {
	n := 0
	for _, p := range parts {
		n += len(p)
	}
	type place struct{ part, row int32 }
	keys, at := make([]uint64, 0, n), make([]place, 0, n)
	for i, p := range parts {
		for j := range p {
			keys = append(keys, uint64(when(&p[j]))<<32|uint64(len(at)))
			at = append(at, place{int32(i), int32(j)})
		}
	}
	slices.Sort(keys)
	list := make([]T, n)
	for i, k := range keys {
		p := at[uint32(k)]
		list[i] = parts[p.part][p.row]
	}
	return list
}

// numbers counts within a day, by group.
type numbers struct {
	day   Date
	count map[string]int
}

func newNumbers() *numbers { return &numbers{count: map[string]int{}} }

func (n *numbers) next(day Date, group string) int {
	if day != n.day {
		n.day = day
		clear(n.count)
	}
	n.count[group]++
	return n.count[group]
}

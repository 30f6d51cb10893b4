package lake_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/anlan-lake/anlan/internal/lake"
)

// TestMergeAgainstModel merges random rows, in random files, and compares
// with what a map says that takes the rows one after another.
func TestMergeAgainstModel(t *testing.T) {
	type held struct{ month, version, n int } // version 0: NULL, month 0: NULL
	systems := []string{"k", "KK", "a", "", "z-", "kk", "B", "c", "d", "e", "F", "g"}
	l := mustLake(t, t.TempDir())
	rnd := rand.New(rand.NewPCG(3, 4))
	model := map[string]held{}
	n := 0
	for round := range 30 {
		before := maps.Clone(model)
		var files [][]string
		var stale []lake.StaleRow
		written := map[string]bool{}
		total := 0
		for range 1 + rnd.IntN(3) {
			var rows []string
			for range 1 + rnd.IntN(6) {
				n++
				total++
				// Keys of several systems; of more of them than bounds are kept of.
				id := fmt.Sprintf("%s%02d", systems[rnd.IntN(4+rnd.IntN(8))], rnd.IntN(6))
				h := held{month: rnd.IntN(4), version: rnd.IntN(4), n: n}
				occurred, updated := "", ""
				if h.month > 0 {
					occurred = fmt.Sprintf("2026-%02d-01", h.month)
				}
				if h.version > 0 {
					updated = fmt.Sprintf("2026-01-%02d", h.version)
				}
				rows = append(rows, row(id, occurred, updated, n))
				if old, ok := model[id]; ok && old.version > h.version {
					stale = append(stale, lake.StaleRow{BatchID: fmt.Sprintf("b%d", n), SourceRow: int64(n)})
					continue
				}
				model[id] = h
				written[id] = true
			}
			files = append(files, rows)
		}
		res, snap := merge(t, l, files...)
		inserted := 0
		for id := range written {
			if _, ok := before[id]; !ok {
				inserted++
			}
		}
		if res.Inserted != int64(inserted) || res.Stale != int64(len(stale)) || res.Inserted+res.Replaced+res.Stale != int64(total) || !slices.Equal(res.StaleRows, stale) {
			t.Errorf("round %d of %d rows: %+v, want %d inserted, stale %v", round, total, res, inserted, stale)
		}
		var expect []string
		for _, id := range slices.Sorted(maps.Keys(model)) {
			month := "<nil>"
			if m := model[id].month; m > 0 {
				month = fmt.Sprintf("2026-%02d", m)
			}
			expect = append(expect, fmt.Sprintf("%s %s %d", id, month, model[id].n))
		}
		want(t, fmt.Sprintf("round %d", round), query(t, l, snap.ID, all), expect...)
	}
	if err := l.Verify(t.Context()); err != nil {
		t.Error(err)
	}
}

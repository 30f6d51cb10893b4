package etl

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// TestWithdrawAgainstModel lands random files, some together, and withdraws
// some, and compares with what a map says that takes the files that stayed one
// after another.
func TestWithdrawAgainstModel(t *testing.T) {
	type held struct {
		hour, n int
	}
	type sent struct {
		name string
		rows map[int]held // by dispute
	}
	for seed := range uint64(3) {
		rnd := rand.New(rand.NewPCG(seed, 5))
		c := newCity(t).areas()
		var all []sent
		gone := map[string]bool{}
		n := 0
		for round := range 12 {
			var files []string
			for range 1 + rnd.IntN(3) {
				s := sent{fmt.Sprintf("d%02d_%d.csv", len(all), round), map[int]held{}}
				var rows []row
				for range 1 + rnd.IntN(4) {
					n++
					id := 1 + rnd.IntN(12)
					if _, twice := s.rows[id]; twice {
						continue
					}
					h := held{10 + rnd.IntN(4), n}
					r := dispute(id, "01", h.hour)
					r["四联单号"] = fmt.Sprint("N", n)
					r["登记时间"] = fmt.Sprintf("2026-%02d-01 09:00:00", 1+rnd.IntN(3))
					rows, s.rows[id] = append(rows, r), h
				}
				all = append(all, s)
				files = append(files, c.file(s.name, disputeFile(rows...)))
			}
			c.must("dispute_case", files...)
			if rnd.IntN(2) > 0 {
				var names []string
				for range 1 + rnd.IntN(2) {
					if s := all[rnd.IntN(len(all))]; !gone[s.name] {
						gone[s.name] = true
						names = append(names, s.name)
					}
				}
				if len(names) > 0 {
					c.must("dispute_case", c.file(fmt.Sprintf("withdraw_%d.csv", round), noticeFile(names...)))
				}
			}
			model := map[int]held{}
			for _, s := range all {
				if gone[s.name] {
					continue
				}
				for id, h := range s.rows {
					if h.hour >= model[id].hour {
						model[id] = h
					}
				}
			}
			var want []string
			for _, id := range slices.Sorted(maps.Keys(model)) {
				want = append(want, fmt.Sprintf("%02d|%d|N%d", id, model[id].hour, model[id].n))
			}
			if got := c.query("SELECT right(case_id, 2), hour(updated_at), slip_no FROM dispute_case ORDER BY 1"); got != strings.Join(want, " ") {
				t.Fatalf("seed %d, round %d: the lake holds\n%s, want\n%s", seed, round, got, strings.Join(want, " "))
			}
			// No row that stands in the lake is counted as rejected.
			for _, s := range all {
				b := c.batch(s.name)
				for _, j := range strings.Fields(c.rejects(b)) {
					line, _, _ := strings.Cut(j, ":")
					if got := c.query("SELECT count(*) FROM dispute_case WHERE _batch_id = '" + b.ID + "' AND _source_row = " + line); got != "0" {
						t.Errorf("seed %d, round %d: row %s of %s stands in the lake and is rejected", seed, round, j, s.name)
					}
				}
			}
		}
		c.verified()
	}
}

package demo

import (
	"fmt"
	"slices"
)

// Batch is a file that is not simply a night's news.
type Batch struct {
	Dataset, File    string
	Kind             string // "duplicate", "late", "wrong", "corrected", "withdrawn" or "notice"
	Of               string // the file it repeats, corrects or takes back, or that corrects it or takes it back
	Received, Landed int    // rows; a duplicate is no batch, and a notice has no rows of the data set
}

// mishap is what goes wrong with the file of a day, and when that is put right.
type mishap struct {
	kind      string // of the Batch
	day, sent Date
}

// mishapDays is how many of the last nights mishaps need.
const mishapDays = 8

// mishapsOf lists what goes wrong with a data set's files in the last nights;
// nothing where there are few nights, or in a calm city. All of it is put right
// by the last day, so that the calm city's rows are the same.
func (c *City) mishapsOf(dataset string) []mishap {
	d := c.Last - mishapDays
	if c.Options.Calm || c.Exported > d {
		return nil
	}
	switch dataset {
	case "hotline_ticket":
		return []mishap{{"duplicate", d + 1, d + 2}}
	case "petition_item":
		return []mishap{{"duplicate", d + 5, d + 6}, {"withdrawn", d + 3, d + 4}}
	case "dispute_case":
		return []mishap{{"late", d + 3, d + 6}}
	case "mediation_case":
		return []mishap{{"corrected", d + 2, d + 4}, {"withdrawn", d + 4, d + 6}}
	case "police_stat_day":
		return []mishap{{"late", d + 2, d + 5}, {"corrected", d + 4, d + 6}}
	case "consumer_case":
		return []mishap{{"corrected", d + 3, d + 5}}
	}
	return nil
}

// mishandle changes a data set's files by what goes wrong with them, and gives
// the files that come on top.
func (s *sheaf[T]) mishandle(c *City, jobs []fileJob[T], tail func() ([]T, map[Date][]int32)) []fileJob[T] {
	var more []fileJob[T]
	for _, m := range c.mishapsOf(s.dataset) {
		i := slices.IndexFunc(jobs, func(j fileJob[T]) bool { return !j.history && j.day == m.day && j.form.kind != formPages })
		job := &jobs[i]
		ext := job.form.ext()
		switch m.kind {
		case "duplicate":
			again := *job
			again.name = fmt.Sprintf("%s_again_%s", job.name, m.sent)
			again.batch = &Batch{Dataset: s.dataset, File: again.name + ext, Kind: m.kind, Of: job.name + ext}
			more = append(more, again)
		case "late":
			job.name = fmt.Sprintf("%s_sent_%s", job.name, m.sent)
			job.batch = &Batch{Dataset: s.dataset, File: job.name + ext, Kind: m.kind}
			if s.updated != nil {
				has := job.has
				job.overtaken = func(k int) bool { return overtaken(tail, has, m, k) }
			}
		case "corrected":
			right := fileJob[T]{name: fmt.Sprintf("%s_corrected_%s", job.name, m.sent), form: job.form, has: job.has, day: m.sent}
			right.rows = func() []T {
				pool, nights := tail()
				var list []T
				for _, i := range sentBy(pool, nights[m.day], right.has) {
					if len(list) < wrongRows {
						list = append(list, s.held(&pool[i], m.sent.end()))
					}
				}
				return list
			}
			right.batch = &Batch{Dataset: s.dataset, File: right.name + ext, Kind: m.kind, Of: job.name + ext}
			job.batch = &Batch{Dataset: s.dataset, File: job.name + ext, Kind: "wrong", Of: right.name + ext}
			rows := job.rows
			job.rows = func() []T {
				list := rows()
				for k := range list[:min(wrongRows, len(list))] {
					list[k] = s.wrong(list[k])
				}
				return list
			}
			more = append(more, right)
		case "withdrawn":
			more = append(more, s.withdrawn(c, m, job, tail)...)
		}
	}
	return more
}

// wrongRows is how many rows of a wrong file are wrong.
const wrongRows = 12

// overtaken reports whether the k-th row of a late file was sent again before
// the file came.
func overtaken[T any](tail func() ([]T, map[Date][]int32), has func(*T) bool, m mishap, k int) bool {
	pool, nights := tail()
	row := sentBy(pool, nights[m.day], has)[k]
	for d := m.day + 1; d < m.sent; d++ {
		if slices.Contains(nights[d], row) {
			return true
		}
	}
	return false
}

// sentBy gives those of a night's rows that a sender sends.
func sentBy[T any](pool []T, night []int32, has func(*T) bool) []int32 {
	var list []int32
	for _, i := range night {
		if has(&pool[i]) {
			list = append(list, i)
		}
	}
	return list
}

// withdrawn gives a file of rows that never were, some under numbers of their
// own and some over rows sent before, and the notice that takes it back.
func (s *sheaf[T]) withdrawn(c *City, m mishap, job *fileJob[T], tail func() ([]T, map[Date][]int32)) []fileJob[T] {
	ext := job.form.ext()
	bad := fileJob[T]{name: fmt.Sprintf("%s_supplement_%s", s.dataset, m.day), form: job.form, day: m.day}
	notice := fileJob[T]{name: fmt.Sprintf("withdraw_%s_%s", s.dataset, m.sent), form: form{gb: s.form.gb, crlf: true}, day: m.sent}
	bad.batch = &Batch{Dataset: s.dataset, File: bad.name + ext, Kind: "withdrawn", Of: notice.name + ".csv"}
	notice.batch = &Batch{Dataset: s.dataset, File: notice.name + ".csv", Kind: "notice", Of: bad.name + ext}
	notice.notice = [][]string{{"文件名", "原因"}, {bad.name + ext, "误报：系统切换时将测试数据一并导出"}}
	bad.rows = func() []T {
		pool, nights := tail()
		r := newStream(c.Options.Seed, "withdrawn "+s.dataset)
		var list []T
		for n := range wrongRows {
			for range 1000 {
				i := r.IntN(len(pool))
				if s.event(&pool[i]) >= m.day || slices.Contains(nights[m.day], int32(i)) || n%2 == 0 && s.event(&pool[i]) < m.day-60 {
					continue
				}
				x := s.wrong(s.held(&pool[i], m.day.end()))
				if n%2 == 0 {
					x = s.fresh(x, 9000+n)
				}
				list = append(list, x)
				break
			}
		}
		return list
	}
	return []fileJob[T]{bad, notice}
}

func (c *City) batchTable() [][]string {
	rows := [][]string{{"dataset", "file", "kind", "other_file", "rows_received", "rows_landed"}}
	for _, b := range c.Batches {
		rows = append(rows, []string{b.Dataset, b.File, b.Kind, b.Of, fmt.Sprint(b.Received), fmt.Sprint(b.Landed)})
	}
	return rows
}

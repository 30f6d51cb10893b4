package demo

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
)

// Rejected is one planted row that a landing must refuse. Every file's clean
// rows and its rejected rows together are all its rows.
type Rejected struct {
	Dataset string
	File    string // base name
	Row     int    // line of the text file or row of the sheet, the header counted
	Column  string // "" for a whole row, or a key of several columns
	Rule    string // one of anlan's Rule constants
}

// sheaf is what a data set of text files needs to be written.
type sheaf[T any] struct {
	dataset string
	form    csvForm
	key     string // the key's column, "" where there are several
	rows    []T    // in order of event
	event   func(*T) Date
	changes func(*T, func(Date)) // nil: rows never change
	asOf    func(*T, Stamp) T    // nil likewise
	cells   func(*T, *line)
	fresh   func(x T, n int) T // a row with a key that nothing else has
	twin    func(x T) T        // an earlier version of the row, under its key
	updated func(*T) Stamp     // nil: rows carry no time of update
}

// csvJob is one text file to write.
type csvJob struct {
	name    string
	day     Date
	rows    []int32 // numbers of the rows in it, in order
	serial  int     // of the file within its data set: faults take turns
	history bool
}

// plan cuts a data set into one history file a month, as exported on the last
// day of the history, and one file a night after it.
func (s *sheaf[T]) plan(c *City) []csvJob {
	var jobs []csvJob
	nights := map[Date][]int32{}
	month, last := Date(0), -1
	for i := range s.rows {
		x := &s.rows[i]
		day := s.event(x)
		if day <= c.Exported {
			if m := day.monthStart(0); m != month {
				month, last = m, len(jobs)
				end := min(m.monthStart(1)-1, c.Exported)
				jobs = append(jobs, csvJob{name: fmt.Sprintf("%s_history_%s.csv", s.dataset, end), day: c.Exported, serial: len(jobs), history: true})
			}
			jobs[last].rows = append(jobs[last].rows, int32(i))
		}
		if s.changes == nil {
			if day > c.Exported {
				nights[day] = append(nights[day], int32(i))
			}
			continue
		}
		s.changes(x, func(d Date) {
			list := nights[d]
			if d > c.Exported && d <= c.Last && (len(list) == 0 || list[len(list)-1] != int32(i)) {
				nights[d] = append(list, int32(i))
			}
		})
	}
	for d := c.Exported + 1; d <= c.Last; d++ {
		jobs = append(jobs, csvJob{name: fmt.Sprintf("%s_%s.csv", s.dataset, d), day: d, rows: nights[d], serial: len(jobs)})
	}
	return jobs
}

// at gives row i as it stood at the end of a file's day.
func (s *sheaf[T]) at(i int32, day Date) T {
	if s.asOf == nil {
		return s.rows[i]
	}
	return s.asOf(&s.rows[i], day.end())
}

// insert is a row that is not clean, to be written before the n-th clean row.
type insert struct {
	before int
	cells  []string
	rule   string
	column string
}

// write writes one file and lists the rows in it that are not clean.
func (s *sheaf[T]) write(c *City, job csvJob, names *nameTable) ([]Rejected, error) {
	columns := columnsOf(s.dataset)
	w, err := createCSV(filepath.Join(c.Options.Dir, "inbox", s.dataset, job.name), s.form, columns)
	if err != nil {
		return nil, err
	}
	l := &line{names: names}
	inserts := s.inserts(c, job, l, columns)
	var out []Rejected
	for k := 0; k <= len(job.rows); k++ {
		for len(inserts) > 0 && inserts[0].before == k {
			x := inserts[0]
			inserts = inserts[1:]
			if err := w.strings(x.cells); err != nil {
				return nil, fmt.Errorf("write %s: %w", job.name, err)
			}
			out = append(out, Rejected{s.dataset, job.name, w.line, x.column, x.rule})
		}
		if k == len(job.rows) {
			break
		}
		row := s.at(job.rows[k], job.day)
		s.cells(&row, l)
		if err := w.write(l); err != nil {
			return nil, fmt.Errorf("write %s: %w", job.name, err)
		}
	}
	return out, w.close()
}

// plainCells renders a row without odd forms.
func (s *sheaf[T]) plainCells(x T, l *line) []string {
	s.cells(&x, l)
	if l.odd != 0 {
		quiet := &line{names: l.names, buf: l.buf, ends: l.ends, hush: true}
		s.cells(&x, quiet)
		return quiet.strings()
	}
	return l.strings()
}

func (s *sheaf[T]) inserts(c *City, job csvJob, l *line, columns []column) []insert {
	n := len(job.rows)
	if n == 0 {
		return nil
	}
	r := newStream(c.Options.Seed, "faults "+job.name)
	var list []insert
	faults := faultsOf(s.dataset)
	for k := range 3 {
		f := faults[(job.serial*3+k)%len(faults)]
		at := r.IntN(n)
		x := s.fresh(s.at(job.rows[at], job.day), (int(job.day)*7+k)%9000)
		list = append(list, insert{r.IntN(n + 1), f.apply(s.plainCells(x, l), columns), f.rule, f.column})
	}
	if k := r.IntN(n); job.serial%2 == 0 && s.event(&s.rows[job.rows[k]]) == job.day || job.history {
		x := s.twin(s.at(job.rows[k], job.day))
		list = append(list, insert{r.IntN(k + 1), s.plainCells(x, l), "duplicate_key", s.key})
	}
	if s.updated != nil && !job.history {
		if x, ok := s.stale(job, r); ok {
			list = append(list, insert{r.IntN(n + 1), s.plainCells(x, l), "stale", "updated_at"})
		}
	}
	slices.SortStableFunc(list, func(a, b insert) int { return cmp.Compare(a.before, b.before) })
	return list
}

// stale finds a row that did not change on the day of the file, and gives it
// as it was before its last change.
func (s *sheaf[T]) stale(job csvJob, r stream) (x T, ok bool) {
	for range 200 {
		i := int32(r.IntN(len(s.rows)))
		row := &s.rows[i]
		if s.event(row) >= job.day || slices.Contains(job.rows, i) {
			continue
		}
		held := s.asOf(row, job.day.at(0))
		if s.updated(&held) <= s.event(row).end() {
			continue
		}
		return s.asOf(row, s.updated(&held)), true
	}
	return x, false
}

func makeFolder(path string) error {
	if err := os.MkdirAll(path, 0o700); err != nil {
		return fmt.Errorf("make demo folder: %w", err)
	}
	return nil
}

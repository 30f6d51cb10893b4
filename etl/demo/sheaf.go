package demo

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"github.com/anlan-lake/anlan"
)

// Rejected is one planted row that a landing must refuse. Every file's clean
// rows and its rejected rows together are all its rows.
type Rejected struct {
	Dataset string
	File    string // base name
	Row     int    // line of the text file, row of the sheet or number of the object, the header counted
	Column  string // "" for a whole row, or a key of several columns
	Rule    string // one of anlan's Rule constants
}

// sheaf is what a data set needs to be written: its rows, which of them come
// when, and the form of its files.
//
// Rows are held whole in rows, or made month by month by month, which is for
// data sets too large to be held: it gives the rows whose event falls in the
// month that begins on a day, as they will finally be, in order of event, and
// the same ones whenever it is asked. Then since is the first month, and only
// rows of the settle months before the nights may still change in them.
type sheaf[T any] struct {
	dataset string
	form    form
	parts   []part[T] // nil: one file for all
	key     string    // the key's column, "" where there are several

	rows   []T
	month  func(first Date) []T
	since  Date
	settle int
	until  Date // the last day on which files are sent; 0: the city's last

	event   func(*T) Date
	changes func(*T, func(Date)) // nil: rows never change
	asOf    func(*T, Stamp) T    // nil likewise
	sent    func(Date) Date      // of data that come by period: the day on which a period's file is sent; nil: history by month, then nightly
	cells   func(*T, *line)
	fresh   func(x T, n int) T // a row with a key that nothing else has
	twin    func(x T) T        // an earlier version of the row, under its key
	updated func(*T) Stamp     // nil: rows carry no time of update
	wrong   func(x T) T        // the row with wrong values that no rule refuses; only where a file is corrected or withdrawn
}

// part is a sender among several: its files have a form of their own.
type part[T any] struct {
	name string // in the file's name
	form form
	has  func(*T) bool
}

// fileJob is one file to write. rows gives what stands in it, in order, as of
// the file's day.
type fileJob[T any] struct {
	name    string
	form    form
	has     func(*T) bool // of the sender; nil in history
	day     Date
	serial  int // of the file within its data set: faults take turns
	history bool
	rows    func() []T
	stale   func(r stream) (T, bool) // a version older than one sent before; nil where there can be none

	seed      string           // names the stream of faults: the name of the night's file, "" for a file without faults
	batch     *Batch           // of a file that is not simply a night's news
	overtaken func(k int) bool // of a late file: whether the k-th row was sent again before it came
	notice    [][]string       // of a notice: all that stands in it
}

// plan cuts a data set into its files.
func (s *sheaf[T]) plan(c *City) []fileJob[T] {
	if s.sent != nil {
		return s.periods(c)
	}
	var jobs []fileJob[T]
	tail := sync.OnceValues(func() ([]T, map[Date][]int32) { return s.tail(c) })
	for _, p := range s.senders() {
		export := p.form
		export.page *= 10
		for _, m := range s.months(c.Exported) {
			name := fmt.Sprintf("%s%s_history_%s", s.dataset, p.name, min(m.monthStart(1)-1, c.Exported))
			jobs = append(jobs, fileJob[T]{name: name, form: export, day: c.Exported, history: true, rows: func() []T {
				return s.pick(s.ofMonth(m), p, c.Exported, func(x *T) bool { return s.event(x) <= c.Exported })
			}})
		}
		until := c.Last
		if s.until != 0 {
			until = s.until
		}
		for d := c.Exported + 1; d <= until; d++ {
			jobs = append(jobs, fileJob[T]{name: fmt.Sprintf("%s%s_%s", s.dataset, p.name, d), form: p.form, has: p.has, day: d, rows: func() []T {
				pool, nights := tail()
				var list []T
				for _, i := range nights[d] {
					list = append(list, pool[i])
				}
				return s.pick(list, p, d, every[T])
			}, stale: func(r stream) (T, bool) {
				pool, nights := tail()
				return s.stale(pool, nights[d], p, d, r)
			}})
		}
	}
	for i := range jobs {
		jobs[i].serial, jobs[i].seed = i, jobs[i].name
	}
	return append(jobs, s.mishandle(c, jobs, tail)...)
}

// periods is the plan of data that come by month or quarter.
func (s *sheaf[T]) periods(c *City) []fileJob[T] {
	var jobs []fileJob[T]
	for _, p := range s.senders() {
		for _, m := range s.months(c.Last) {
			rows := s.ofMonth(m)
			if sent := s.sent(m); sent <= c.Last && len(rows) > 0 {
				name := fmt.Sprintf("%s%s_%s", s.dataset, p.name, sent)
				jobs = append(jobs, fileJob[T]{name: name, form: p.form, day: sent, serial: len(jobs), seed: name, history: true,
					rows: func() []T { return s.pick(rows, p, sent, every[T]) }})
			}
		}
	}
	return jobs
}

func (s *sheaf[T]) senders() []part[T] {
	if s.parts != nil {
		return s.parts
	}
	return []part[T]{{form: s.form, has: every[T]}}
}

// every takes every row.
func every[T any](*T) bool { return true }

// pick gives the rows of a sender that pass, as they stood at the end of day. A
// month that was made for the file is picked over where it lies.
func (s *sheaf[T]) pick(rows []T, p part[T], day Date, pass func(*T) bool) []T {
	list := rows[:0]
	if s.month == nil {
		list = make([]T, 0, len(rows))
	}
	for i := range rows {
		if x := &rows[i]; p.has(x) && pass(x) {
			list = append(list, s.held(x, day.end()))
		}
	}
	return list
}

// held gives a row as it stood before a moment.
func (s *sheaf[T]) held(x *T, at Stamp) T {
	if s.asOf == nil {
		return *x
	}
	return s.asOf(x, at)
}

// months lists the first days of the months from the first that has rows up to
// last: a month without a row has its file too, since one without a file is a
// month that did not come.
func (s *sheaf[T]) months(last Date) []Date {
	first := s.since
	if s.month == nil {
		if len(s.rows) == 0 || s.event(&s.rows[0]) > last {
			return nil
		}
		first = s.event(&s.rows[0])
	}
	var list []Date
	for m := first.monthStart(0); m <= last; m = m.monthStart(1) {
		list = append(list, m)
	}
	return list
}

// ofMonth gives the rows whose event lies in the month that begins on m.
func (s *sheaf[T]) ofMonth(m Date) []T {
	if s.month != nil {
		return s.month(m)
	}
	at := func(d Date) int {
		i, _ := slices.BinarySearchFunc(s.rows, d, func(x T, d Date) int { return cmp.Compare(s.event(&x), d) })
		return i
	}
	return s.rows[at(m):at(m.monthStart(1))]
}

// tail gives the rows that come in the nights after the history, and which of
// them come in each.
func (s *sheaf[T]) tail(c *City) ([]T, map[Date][]int32) {
	pool := s.rows
	if s.month != nil {
		pool = nil
		for m := max(s.since, c.Exported.monthStart(-s.settle)); m <= c.Last; m = m.monthStart(1) {
			for _, x := range s.month(m) {
				late := s.event(&x) > c.Exported
				if s.changes != nil {
					s.changes(&x, func(d Date) { late = late || d > c.Exported && d <= c.Last })
				}
				if late {
					pool = append(pool, x)
				}
			}
		}
	}
	nights := map[Date][]int32{}
	for i := range pool {
		add := func(d Date) {
			list := nights[d]
			if d > c.Exported && d <= c.Last && (len(list) == 0 || list[len(list)-1] != int32(i)) {
				nights[d] = append(list, int32(i))
			}
		}
		if s.changes == nil {
			add(s.event(&pool[i]))
		} else {
			s.changes(&pool[i], add)
		}
	}
	return pool, nights
}

// insert is a row that is not clean, to be written before the n-th clean row.
type insert struct {
	before int
	cells  []string
	ragged bool
	rule   string
	column string
}

// write writes one file, counts the rows in it that are new, and lists those
// that are not clean.
func (s *sheaf[T]) write(c *City, job fileJob[T], names *nameTable) (fresh int, out []Rejected, err error) {
	columns := columnsOf(s.dataset)
	if job.notice != nil {
		return 0, nil, s.writeNotice(c, job)
	}
	w, err := job.form.create(filepath.Join(c.Options.Dir, "inbox", s.dataset), job.name, columns)
	if err != nil {
		return 0, nil, err
	}
	rows := job.rows()
	l := &line{names: names}
	inserted, landed := s.inserts(c, job, rows, l, columns), len(rows)
	inserts := inserted
	for k := 0; k <= len(rows); k++ {
		for len(inserts) > 0 && inserts[0].before == k {
			x := inserts[0]
			inserts = inserts[1:]
			if err := w.plain(x.cells, x.ragged); err != nil {
				return 0, nil, fmt.Errorf("write %s: %w", job.name, err)
			}
			file, row := w.place()
			out = append(out, Rejected{s.dataset, file, row, x.column, x.rule})
		}
		if k == len(rows) {
			break
		}
		if job.history || s.event(&rows[k]) == job.day {
			fresh++
		}
		s.cells(&rows[k], l)
		if err := w.write(l); err != nil {
			return 0, nil, fmt.Errorf("write %s: %w", job.name, err)
		}
		if job.overtaken != nil && job.overtaken(k) {
			file, row := w.place()
			out = append(out, Rejected{s.dataset, file, row, "updated_at", anlan.RuleStale})
			landed--
		}
	}
	if b := job.batch; b != nil {
		b.Received, b.Landed = len(rows)+len(inserted), landed
		switch b.Kind {
		case "duplicate": // it never becomes a batch
			fresh, out, b.Landed = 0, nil, 0
		case "withdrawn":
			fresh, b.Landed = 0, 0
		}
	}
	return fresh, out, w.close()
}

// writeNotice writes a notice that takes a file back.
func (s *sheaf[T]) writeNotice(c *City, job fileJob[T]) error {
	head := []column{{zh: job.notice[0][0]}, {zh: job.notice[0][1]}}
	w, err := job.form.create(filepath.Join(c.Options.Dir, "inbox", s.dataset), job.name, head)
	if err != nil {
		return err
	}
	for _, row := range job.notice[1:] {
		if err := w.plain(row, false); err != nil {
			return fmt.Errorf("write %s: %w", job.name, err)
		}
	}
	return w.close()
}

// plainCells renders a row without odd forms.
func (s *sheaf[T]) plainCells(x T, l *line) []string {
	s.cells(&x, l)
	if l.odd != 0 {
		quiet := &line{names: l.names, buf: l.buf, ends: l.ends, kinds: l.kinds, hush: true}
		s.cells(&x, quiet)
		return quiet.strings()
	}
	return l.strings()
}

func (s *sheaf[T]) inserts(c *City, job fileJob[T], rows []T, l *line, columns []column) []insert {
	n := len(rows)
	if n == 0 || job.seed == "" {
		return nil
	}
	r := newStream(c.Options.Seed, "faults "+job.seed)
	var list []insert
	faults := faultsOf(s.dataset)
	if !job.form.ragged() {
		faults = slices.DeleteFunc(faults, func(f fault) bool { return f.cut != 0 })
	}
	for k := range min(3, len(faults)) {
		f := faults[(job.serial*3+k)%len(faults)]
		x := s.fresh(rows[r.IntN(n)], (int(job.day)*7+k)%9000)
		list = append(list, insert{r.IntN(n + 1), f.apply(s.plainCells(x, l), columns), f.cut != 0, f.rule, f.column})
	}
	if k := r.IntN(n); s.twin != nil && (job.overtaken == nil || !job.overtaken(k)) && (job.serial%2 == 0 && s.event(&rows[k]) == job.day || job.history) {
		first := 0
		if page := job.form.page; page > 0 { // each page is a batch of its own; what is inserted moves rows on
			k = max(0, min(k, k-k%page+page-10))
			first = k - k%page
		}
		x := s.twin(rows[k])
		list = append(list, insert{first + r.IntN(k-first+1), s.plainCells(x, l), false, anlan.RuleDuplicate, s.key})
	}
	if s.updated != nil && job.stale != nil {
		if x, ok := job.stale(r); ok {
			list = append(list, insert{r.IntN(n + 1), s.plainCells(x, l), false, anlan.RuleStale, "updated_at"})
		}
	}
	slices.SortStableFunc(list, func(a, b insert) int { return cmp.Compare(a.before, b.before) })
	return list
}

// stale finds a row of a sender that did not change on day and is not among
// the numbers given, and gives it as it was before its last change.
func (s *sheaf[T]) stale(pool []T, today []int32, p part[T], day Date, r stream) (x T, ok bool) {
	for range min(200, 200*len(pool)) {
		i := int32(r.IntN(len(pool)))
		row := &pool[i]
		if s.event(row) >= day || slices.Contains(today, i) || !p.has(row) {
			continue
		}
		held := s.asOf(row, day.at(0))
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

package figures

import (
	"slices"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/etl/demo"
)

// indicator is one indicator as it is computed here.
type indicator struct {
	id, dataset   string
	lowest        anlan.Level // that claims it
	months, below int         // window at city and county, and below; 0: a stock
	count         counter
	empty         Figure                   // of an area without a row
	per           func(demo.Profile) Value // the denominator comes from the area's statistics
	over          *term                    // the denominator is counted in another data set
}

// term is a denominator of its own: what count has as numerator, none where an
// area has no row.
type term struct {
	dataset string
	count   counter
	none    Value
}

// counter gives the figures of the areas from one level to another that have
// rows between start and end.
type counter func(start, end int64, from, to anlan.Level) map[string]Figure

// rowsOf is a data set: its rows and where each lies today.
type rowsOf[T any] struct {
	rows []T
	area []string
}

func on[T any](o *oracle, rows []T, area func(*T) string) rowsOf[T] {
	d := rowsOf[T]{rows: rows, area: make([]string, len(rows))}
	for i := range rows {
		d.area[i] = o.located(area(&rows[i]))
	}
	return d
}

// within calls f with the rows whose time lies in [start, end).
func (d rowsOf[T]) within(when func(*T) int64, start, end int64, f func(area string, row *T)) {
	for i := range d.rows {
		if at := when(&d.rows[i]); at != none && at >= start && at < end {
			f(d.area[i], &d.rows[i])
		}
	}
}

// sums adds whole numbers up by area. An area without an entry has no sum.
type sums map[string]int64

// up adds the sums of every area that lies in an area of the levels asked for.
// What is located higher than a level counts only above it.
func (s sums) up(from, to anlan.Level) sums {
	out := sums{}
	for code, v := range s {
		for l := from; l <= to; l++ {
			if n := Levels().Len(l); len(code) >= n {
				out[code[:n]] += v
			}
		}
	}
	return out
}

func (s sums) at(area string, unit float64) Value {
	v, ok := s[area]
	if !ok {
		return Value{}
	}
	return Some(float64(v) / unit)
}

// share counts the rows of a stretch of time that are done, among those due.
func share[T any](d rowsOf[T], when func(*T) int64, done, due func(row *T, end int64) bool) counter {
	return func(start, end int64, from, to anlan.Level) map[string]Figure {
		num, den := sums{}, sums{}
		d.within(when, start, end, func(area string, row *T) {
			if done(row, end) {
				num[area]++
			}
			if due(row, end) {
				den[area]++
			}
		})
		return join(num.up(from, to), den.up(from, to), 1, Some(0), Some(0))
	}
}

// stock counts among all rows, whenever they came in.
func stock[T any](d rowsOf[T], done, due func(row *T, end int64) bool) counter {
	return func(_, end int64, from, to anlan.Level) map[string]Figure {
		always := func(*T) int64 { return 1 }
		return share(d, always, done, due)(0, end, from, to)
	}
}

// amounts sums what each row brings, in parts of which unit make one. A row
// that brings nothing is told apart from one that brings 0.
func amounts[T any](d rowsOf[T], when func(*T) int64, unit float64, num, den func(row *T) (int64, bool), noNum, noDen Value) counter {
	return func(start, end int64, from, to anlan.Level) map[string]Figure {
		above, under := sums{}, sums{}
		d.within(when, start, end, func(area string, row *T) {
			if v, ok := num(row); ok {
				above[area] += v
			}
			if v, ok := den(row); ok {
				under[area] += v
			}
		})
		return join(above.up(from, to), under.up(from, to), unit, noNum, noDen)
	}
}

// join puts numerators and denominators side by side.
func join(num, den sums, unit float64, noNum, noDen Value) map[string]Figure {
	out := map[string]Figure{}
	for _, s := range []sums{num, den} {
		for area := range s {
			f := Figure{Num: noNum, Den: noDen}
			if v := num.at(area, unit); v.OK {
				f.Num = v
			}
			if v := den.at(area, unit); v.OK {
				f.Den = v
			}
			f.N = f.Den
			out[area] = f
		}
	}
	return out
}

// middle gives the median of what the rows of a stretch of time took, in parts
// of which unit make one, and how many there were.
func middle[T any](d rowsOf[T], when func(*T) int64, unit float64, took func(row *T) (int64, bool)) counter {
	return func(start, end int64, from, to anlan.Level) map[string]Figure {
		lists := map[string][]int64{}
		d.within(when, start, end, func(area string, row *T) {
			v, ok := took(row)
			for l := from; ok && l <= to; l++ {
				if n := Levels().Len(l); len(area) >= n {
					lists[area[:n]] = append(lists[area[:n]], v)
				}
			}
		})
		out := map[string]Figure{}
		for area, list := range lists {
			slices.Sort(list)
			n := len(list)
			m := (float64(list[(n-1)/2])/unit + float64(list[n/2])/unit) / 2
			out[area] = Figure{Num: Some(m), N: Some(float64(n))}
		}
		return out
	}
}

// atMost caps every numerator at its denominator.
func atMost(c counter) counter {
	return func(start, end int64, from, to anlan.Level) map[string]Figure {
		out := c(start, end, from, to)
		for area, f := range out {
			if f.Num.OK && f.Den.OK {
				f.Num.V = min(f.Num.V, f.Den.V)
				out[area] = f
			}
		}
		return out
	}
}

// all takes every row.
func all[T any](*T, int64) bool { return true }

// nothing brings nothing: the denominator comes from elsewhere.
func nothing[T any](*T) (int64, bool) { return 0, false }

// inTime reports that both times are known and the first is not later.
func inTime(at, due int64) bool { return at != none && due != none && at <= due }

// tally counts the rows of a stretch of time: the figure itself.
func tally[T any](d rowsOf[T], when func(*T) int64, is func(row *T) bool) counter {
	return total(d, when, func(row *T) (int64, bool) { return 1, is(row) })
}

// total sums what each row brings: the figure itself, 0 where nothing came.
func total[T any](d rowsOf[T], when func(*T) int64, of func(row *T) (int64, bool)) counter {
	return func(start, end int64, from, to anlan.Level) map[string]Figure {
		above := sums{}
		d.within(when, start, end, func(area string, row *T) {
			if v, ok := of(row); ok {
				above[area] += v
			}
		})
		out := map[string]Figure{}
		for area, v := range above.up(from, to) {
			out[area] = Figure{Num: Some(float64(v))}
		}
		return out
	}
}

// where takes the rows that are, among those of a whole.
func where[T any](is func(*T) bool) func(*T, int64) bool {
	return func(x *T, _ int64) bool { return is(x) }
}

// counts brings a count, where it is known and the row is one of those asked for.
func counts[T any](of func(*T) demo.Count, is func(*T) bool) func(*T) (int64, bool) {
	return func(x *T) (int64, bool) { n := of(x); return int64(n), n != demo.NoCount && is(x) }
}

// every takes every row, whatever the time.
func every[T any](*T) bool { return true }

// dates and stamps read a time column.
func dates[T any](of func(*T) demo.Date) func(*T) int64 {
	return func(x *T) int64 { return dateSeconds(of(x)) }
}

func stamps[T any](of func(*T) demo.Stamp) func(*T) int64 {
	return func(x *T) int64 { return stampSeconds(of(x)) }
}

// family gives indicators of one data set.
type family struct {
	dataset string
	list    []indicator
}

func (f *family) add(id string, lowest anlan.Level, months, below int, empty Figure, c counter) *indicator {
	f.list = append(f.list, indicator{id: id, dataset: f.dataset, lowest: lowest, months: months, below: below, count: c, empty: empty})
	return &f.list[len(f.list)-1]
}

package night_test

import (
	"slices"

	"github.com/anlan-lake/anlan"
)

// indicator is one indicator as the oracle knows it.
type indicator struct {
	id, dataset   string
	lowest        anlan.Level // that claims it
	months, below int         // window at city and county, and below; 0: a stock
	count         counter
	perResident   bool   // the denominator is the area's population
	empty         figure // of an area without a row
}

// counter gives the figures of the areas from one level to another that have
// rows between start and end.
type counter func(start, end int64, from, to anlan.Level) map[string]figure

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
			if n := chineseLevels.Len(l); len(code) >= n {
				out[code[:n]] += v
			}
		}
	}
	return out
}

func (s sums) at(area string, unit float64) value {
	v, ok := s[area]
	if !ok {
		return value{}
	}
	return some(float64(v) / unit)
}

// share counts the rows of a stretch of time that are done, among those due.
func share[T any](d rowsOf[T], when func(*T) int64, done, due func(row *T, end int64) bool) counter {
	return func(start, end int64, from, to anlan.Level) map[string]figure {
		num, den := sums{}, sums{}
		d.within(when, start, end, func(area string, row *T) {
			if done(row, end) {
				num[area]++
			}
			if due(row, end) {
				den[area]++
			}
		})
		return join(num.up(from, to), den.up(from, to), 1, some(0), some(0))
	}
}

// stock counts among all rows, whenever they came in.
func stock[T any](d rowsOf[T], done, due func(row *T, end int64) bool) counter {
	return func(_, end int64, from, to anlan.Level) map[string]figure {
		always := func(*T) int64 { return 1 }
		return share(d, always, done, due)(0, end, from, to)
	}
}

// amounts sums what each row brings, in parts of which unit make one. A row
// that brings nothing is told apart from one that brings 0.
func amounts[T any](d rowsOf[T], when func(*T) int64, unit float64, num, den func(row *T) (int64, bool), noNum, noDen value) counter {
	return func(start, end int64, from, to anlan.Level) map[string]figure {
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
func join(num, den sums, unit float64, noNum, noDen value) map[string]figure {
	out := map[string]figure{}
	for _, s := range []sums{num, den} {
		for area := range s {
			f := figure{num: noNum, den: noDen}
			if v := num.at(area, unit); v.ok {
				f.num = v
			}
			if v := den.at(area, unit); v.ok {
				f.den = v
			}
			f.n = f.den
			out[area] = f
		}
	}
	return out
}

// middle gives the median of what the rows of a stretch of time took, in parts
// of which unit make one, and how many there were.
func middle[T any](d rowsOf[T], when func(*T) int64, unit float64, took func(row *T) (int64, bool)) counter {
	return func(start, end int64, from, to anlan.Level) map[string]figure {
		lists := map[string][]int64{}
		d.within(when, start, end, func(area string, row *T) {
			v, ok := took(row)
			for l := from; ok && l <= to; l++ {
				if n := chineseLevels.Len(l); len(area) >= n {
					lists[area[:n]] = append(lists[area[:n]], v)
				}
			}
		})
		out := map[string]figure{}
		for area, list := range lists {
			slices.Sort(list)
			n := len(list)
			m := (float64(list[(n-1)/2])/unit + float64(list[n/2])/unit) / 2
			out[area] = figure{num: some(m), n: some(float64(n))}
		}
		return out
	}
}

// atMost caps every numerator at its denominator.
func atMost(c counter) counter {
	return func(start, end int64, from, to anlan.Level) map[string]figure {
		out := c(start, end, from, to)
		for area, f := range out {
			if f.num.ok && f.den.ok {
				f.num.v = min(f.num.v, f.den.v)
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

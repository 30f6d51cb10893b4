package night

import "github.com/anlan-lake/anlan"

// cut is a line of a week (what adds up to a sum that readers have) in two: the
// withheld counts that another sum counts, and the rest. open: of the line itself
// there is no sum.
type cut struct {
	in, out []weekCell
	open    bool
}

// linesOf gives the lines that a sum over withheld counts cuts in two; one that
// it counts whole tells nothing new. A county's week adds up over its kinds,
// those of smaller areas over a kind's; of weeks of which the edition has no sums
// each count is a line by itself.
func (k *told) linesOf(monday string, in sumSet) map[string]*cut {
	out := map[string]*cut{}
	id := func(c weekCell) string {
		switch {
		case !k.summed[[2]string{c.series, monday}]:
			return c.series + " " + c.area + " " + c.kind
		case c.level == anlan.County:
			return c.series + " " + c.area + k.parts[monday][c]
		}
		return c.series + " *" + c.kind + k.parts[monday][c]
	}
	series := map[string]bool{}
	for c := range in {
		if out[id(c)] == nil {
			out[id(c)] = &cut{open: !k.summed[[2]string{c.series, monday}]}
		}
		series[c.series] = true
	}
	for name := range series {
		for _, c := range k.cells[[2]string{name, monday}] {
			l := out[id(c)]
			switch {
			case l == nil || !isHidden(c.shown):
			case in[c]:
				l.in = append(l.in, c)
			default:
				l.out = append(l.out, c)
			}
		}
	}
	for line, l := range out {
		if len(l.out) == 0 && !l.open {
			delete(out, line)
		}
	}
	return out
}

// bounds are what withheld counts can be together: as much as readers know of them,
// and what they are.
type bounds struct{ low, high, exact float64 }

func spanOf(cells []weekCell) (s bounds) {
	for _, c := range cells {
		s = s.with(c.span())
		s.exact += c.exact
	}
	return s
}

func (s bounds) with(o bounds) bounds { return bounds{s.low + o.low, s.high + o.high, s.exact} }

// less takes a count out and puts the value v in its place.
func (s bounds) less(o bounds, v float64) bounds {
	return bounds{s.low - o.low + v, s.high - o.high + v, s.exact}
}

// anything is more than any count, and small enough for sums of it to be exact.
const anything = 1 << 40

// span of one count: one that stands as 1 is 1 to 4, one withheld with others
// anything.
func (c weekCell) span() bounds {
	if c.shown == anlan.Withheld {
		return bounds{high: anything}
	}
	return bounds{low: 1, high: anlan.SmallCell - 1}
}

// part is what the counted part of a line can be, given what both parts can be
// and, of a line that has a sum, that they make it up.
func (l *cut) part(in, out bounds) (low, high float64) {
	if l.open {
		return in.low, in.high
	}
	sum := in.exact + out.exact
	return max(in.low, sum-out.high), min(in.high, sum-out.low)
}

// narrows says whether the sum over the counted parts of lines tells of a small
// count, on either side, that it is not one of the values from 1 to 4 that it
// could be without. Lines are apart from one another but for that sum, so what
// the counted part of each can be is an interval, and any values in these
// intervals that make up the sum can be: no more is to be had from it by linear
// programming either, counts being whole.
func narrows(lines map[string]*cut) bool {
	sum, low, high := 0.0, 0.0, 0.0
	for _, l := range lines {
		in, out := spanOf(l.in), spanOf(l.out)
		a, b := l.part(in, out)
		sum, low, high = sum+in.exact, low+a, high+b
	}
	for _, l := range lines {
		in, out := spanOf(l.in), spanOf(l.out)
		a, b := l.part(in, out)
		others := bounds{low: low - a, high: high - b}
		can := func(a, b float64) bool { return a > b || others.low+a <= sum && sum <= others.high+b }
		for _, c := range l.in {
			for v := 1.0; smallCount(c.exact) && v < anlan.SmallCell; v++ {
				if !can(l.part(in.less(c.span(), v), out)) {
					return true
				}
			}
		}
		for _, c := range l.out {
			for v := 1.0; smallCount(c.exact) && v < anlan.SmallCell; v++ {
				if !can(l.part(in, out.less(c.span(), v))) {
					return true
				}
			}
		}
	}
	return false
}

// tellsNone says whether the sum of withheld counts leaves each small one
// anything from 1 to 4, given that the other small ones are so too and that one
// withheld for their sake can be anything.
func tellsNone(hidden []weekCell) bool {
	sum := spanOf(hidden)
	for _, c := range hidden {
		for v := 1.0; smallCount(c.exact) && v < anlan.SmallCell; v++ {
			if s := sum.less(c.span(), v); s.low > sum.exact || s.high < sum.exact {
				return false
			}
		}
	}
	return true
}

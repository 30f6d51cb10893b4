package indicators

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/anlan-lake/anlan"
)

// cuts gives the days at which a window that the scan looks at begins or ends,
// in order. Every window is a union of the stretches between them.
func cuts(s *scan, stretches []Stretch) []time.Time {
	var out []time.Time
	for _, st := range stretches {
		if st.Covered && st.Dataset == s.dataset && slices.Contains(s.windows, st.Window) && s.wants(st.Period) {
			out = append(out, st.From, st.Until)
		}
	}
	slices.SortFunc(out, time.Time.Compare)
	return slices.CompactFunc(out, time.Time.Equal)
}

// looks gives what says whether a window that the scan is asked for looks at a
// stretch between two cuts.
func (s *scan) looks(stretches []Stretch) func(from, until time.Time) bool {
	var windows []Gap
	for _, st := range stretches {
		if st.Covered && st.Dataset == s.dataset && slices.Contains(s.windows, st.Window) && s.wants(st.Period) {
			windows = append(windows, Gap{st.From, st.Until})
		}
	}
	return func(from, until time.Time) bool {
		return slices.ContainsFunc(windows, func(w Gap) bool { return w.From.Before(until) && from.Before(w.Until) })
	}
}

// days sums the partial of a fact over each stretch between two cuts, which is
// named by its first day. Months that lie in a stretch whole are taken as they
// are, and only the days beside them one by one.
func (b *builder) days(s *scan, part Partial, stretches []Stretch) string {
	cuts := cuts(s, stretches)
	months, days := wholeMonths(cuts, s.looks(stretches))
	columns := strings.Join(part.Columns(), ", ")
	var rows []string
	for _, x := range []struct {
		relation string
		ranges   []Gap
	}{{part.Months(part.Len), months}, {part.Name(part.Len), days}} {
		if len(x.ranges) > 0 {
			rows = append(rows, fmt.Sprintf("select %s from %s where %s", columns, x.relation, within("x_day", x.ranges)))
		}
	}
	if len(rows) == 0 {
		rows = []string{fmt.Sprintf("select %s from %s where false", columns, part.Name(part.Len))}
	}
	return fmt.Sprintf(`select
  x_area,
  x_from,
%s
from (
select p.*, %s as x_from
from (
  %s
) as p
) as dated
group by x_area, x_from`,
		s.each("  ", func(_ int, a atom) string { return "sum(" + a.column() + ")" }),
		b.firstDay("p.x_day", cuts), strings.Join(rows, "\n  union all\n  "))
}

// wholeMonths parts the stretches between cuts into months and the days beside them:
// ranges in order, those that touch being one.
func wholeMonths(cuts []time.Time, looks func(from, until time.Time) bool) (months, days []Gap) {
	add := func(list *[]Gap, from, until time.Time) {
		if !from.Before(until) {
			return
		}
		if n := len(*list); n > 0 && (*list)[n-1].Until.Equal(from) {
			(*list)[n-1].Until = until
			return
		}
		*list = append(*list, Gap{from, until})
	}
	for n := 1; n < len(cuts); n++ {
		from, until := cuts[n-1], cuts[n]
		if !looks(from, until) {
			continue
		}
		first, last := anlan.NewPeriod(anlan.Month, from.AddDate(0, 0, -1)).End, anlan.NewPeriod(anlan.Month, until).Start
		if !first.Before(last) {
			add(&days, from, until)
			continue
		}
		add(&days, from, first)
		add(&months, first, last)
		add(&days, last, until)
	}
	return months, days
}

// within writes the condition that a day lies in one of the ranges.
func within(day string, ranges []Gap) string {
	out := make([]string, len(ranges))
	for n, r := range ranges {
		out[n] = fmt.Sprintf("(%[1]s >= %[2]s and %[1]s < %[3]s)", day, dayLiteral(r.From), dayLiteral(r.Until))
	}
	return strings.Join(out, " or ")
}

// firstDay writes the first day of the stretch that a time lies in.
func (b *builder) firstDay(t string, cuts []time.Time) string {
	if len(cuts) == 0 {
		return dayLiteral(b.in.Ends[0].End)
	}
	return between(t, cuts[:len(cuts)-1])
}

// stretchesOf writes the stretches between cuts that each window is made of. Rows
// find theirs as equals, which engines do faster than by a range.
func (b *builder) stretchesOf(windows string, cuts []time.Time) string {
	first := []string{"(" + b.firstDay("", nil) + ")"}
	if len(cuts) > 0 {
		first = nil
		for _, day := range cuts[:len(cuts)-1] {
			first = append(first, "("+dayLiteral(day)+")")
		}
	}
	return fmt.Sprintf("select c.x_from, w.x_period, w.x_window from (values %s) as c(x_from) join (%s) as w on c.x_from >= w.x_start and c.x_from < w.x_end", strings.Join(first, ", "), windows)
}

// inCuts writes the condition that a time lies in one of the stretches; where
// nothing is covered there is none.
func (b *builder) inCuts(t string, cuts []time.Time) string {
	if len(cuts) == 0 {
		return "false"
	}
	return fmt.Sprintf("%[1]s >= %[2]s and %[1]s < %[3]s", t, dayLiteral(cuts[0]), dayLiteral(cuts[len(cuts)-1]))
}

// between writes the last of the days that is not after a time, as a search by
// halves: a row takes five comparisons for thirty days.
func between(t string, days []time.Time) string {
	if len(days) == 1 {
		return dayLiteral(days[0])
	}
	half := len(days) / 2
	return fmt.Sprintf("case when %s < %s then %s else %s end", t, dayLiteral(days[half]), between(t, days[:half]), between(t, days[half:]))
}

// distinct counts the values of each level's areas that have a day in each
// window. Areas themselves lie in one area of each level, so their numbers add up.
func (b *builder) distinct(s *scan, stretches []Stretch) string {
	part := b.partial(s)
	held := func(where string) string {
		return fmt.Sprintf(`select w.x_period, w.x_window, %s, d.x_value,
%s
  from %s d
  join (%s) as w on d.x_month = w.x_month`,
			where, s.each("    ", func(_ int, a atom) string { return "max(@bits_and(d." + a.column() + ", w.x_days))" }),
			part.Name(part.Len), b.months(s, stretches))
	}
	if s.value == "area_code" {
		return b.rollUp(s, fmt.Sprintf(`select x_period, x_window, x_area,
%s
  from (
  %s
  group by w.x_period, w.x_window, substr(d.x_area, 1, %[3]d), d.x_value
  ) as v
  group by x_period, x_window, x_area`, s.present("  "), held(fmt.Sprintf("substr(d.x_area, 1, %d) as x_area", s.finest(b.in.Levels))), s.finest(b.in.Levels)))
	}
	return fmt.Sprintf(`select x_period, x_window, x_level, x_area,
%s
from (
  %s
  join (values %s) as l(x_level, x_len, x_window)
    on l.x_window = w.x_window and length(d.x_area) >= l.x_len
  group by w.x_period, w.x_window, l.x_level, substr(d.x_area, 1, l.x_len), d.x_value
) as v
group by x_period, x_window, x_level, x_area`,
		s.present("  "), held("l.x_level, substr(d.x_area, 1, l.x_len) as x_area"), s.levelRows(b.in.Levels))
}

// months lists the covered windows of a scan by month, each with the days of the
// month that lie in the window, as bits.
func (b *builder) months(s *scan, stretches []Stretch) string {
	var rows []string
	for _, st := range stretches {
		if !st.Covered || st.Dataset != s.dataset || !slices.Contains(s.windows, st.Window) || !s.wants(st.Period) {
			continue
		}
		for m := anlan.NewPeriod(anlan.Month, st.From); m.Start.Before(st.Until); m = anlan.NewPeriod(anlan.Month, m.End) {
			bits := 0
			for day, n := m.Start, 0; day.Before(m.End); day, n = day.AddDate(0, 0, 1), n+1 {
				if !day.Before(st.From) && day.Before(st.Until) {
					bits |= 1 << n
				}
			}
			rows = append(rows, fmt.Sprintf("('%s', '%s', %s, %d)", st.Period, st.Window, dayLiteral(m.Start), bits))
		}
	}
	where := ""
	if len(rows) == 0 { // a list of values cannot be empty
		rows, where = []string{"('', '', " + dayLiteral(b.in.Ends[0].End) + ", 0)"}, " where x_period <> ''"
	}
	return "select x_period, x_window, x_month, x_days from (values " + strings.Join(rows, ", ") + ") as m(x_period, x_window, x_month, x_days)" + where
}

package indicators

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/anlan-lake/anlan"
)

// calendar writes the statements that say when and where: each window's days,
// the windows each data set covers, and the areas to measure in each period.
func (b *builder) calendar() []Statement {
	var windows, levels []string
	tables := map[string]bool{}
	for _, s := range b.order {
		for _, w := range s.windows {
			if !slices.Contains(windows, w) {
				windows = append(windows, w)
			}
		}
		tables[s.dataset] = tables[s.dataset] || s.kind != byLatest
	}
	for l := range b.in.Levels {
		levels = append(levels, fmt.Sprint(l+1))
	}
	day := func(t time.Time) string { return "date '" + t.Format(anlan.DateFormat) + "'" }
	var rows, periods, spans []string
	for _, e := range b.in.Ends {
		periods = append(periods, fmt.Sprintf("('%s', %s)", e.Period, day(e.End)))
		for _, name := range windows {
			w, _ := anlan.ParseWindow(name) // Validate has read it
			rows = append(rows, fmt.Sprintf("('%s', '%s', %s, %s)", e.Period, name, day(w.Start(e.End)), day(e.End)))
		}
	}
	for _, s := range b.order {
		if span, ok := b.in.Coverage[s.dataset]; ok && tables[s.dataset] {
			spans = append(spans, fmt.Sprintf("('%s', %s, %s)", s.dataset, day(span.First), day(span.Last.AddDate(0, 0, 1))))
			tables[s.dataset] = false
		}
	}
	covered := "select x_period, x_window, '' as x_data from ix_window where x_period = ''"
	if len(spans) > 0 {
		covered = fmt.Sprintf(`select w.x_period, w.x_window, s.x_data
from ix_window w
join (values
  %s
) as s(x_data, x_first, x_next) on s.x_first <= w.x_start and w.x_end <= s.x_next`, strings.Join(spans, ",\n  "))
	}
	return []Statement{
		{"ix_window", fmt.Sprintf(`select x_period, x_window, x_start, x_end
from (values
  %s
) as w(x_period, x_window, x_start, x_end)`, strings.Join(rows, ",\n  ")), true},
		{"ix_covered", covered, true},
		{"ix_area", fmt.Sprintf(`select p.x_period, a.area_code as x_area, a.area_level as x_level
from dim_area a
join (values
  %s
) as p(x_period, x_end) on a.first_from < p.x_end
where a.is_current and a.area_level in (%s)`, strings.Join(periods, ",\n  "), strings.Join(levels, ", ")), true},
	}
}

// scans writes the statements over the facts.
func (b *builder) scans() []Statement {
	var out []Statement
	for _, s := range b.order {
		switch s.kind {
		case byDay:
			days := "ix_day_" + s.dataset
			out = append(out,
				Statement{days, b.days(s), true},
				Statement{s.name, b.rollUp(s, fmt.Sprintf(`select w.x_period, w.x_window, d.x_area,
%s
  from %s d
  join ix_window w on d.x_day >= w.x_start and d.x_day < w.x_end
  where w.x_window in (%s)
  group by w.x_period, w.x_window, d.x_area`, s.sums("    "), days, s.windowList())), true})
		case byEnd:
			out = append(out, Statement{s.name, b.rollUp(s, b.atEnds(s)), true})
		case byLevel:
			out = append(out, Statement{s.name, b.atLevels(s), true})
		case byLatest:
			out = append(out, Statement{s.name, b.latest(s), true})
		}
	}
	return out
}

// days writes the one scan of a fact for all that adds up: by area and day,
// once for each time column that a day can be taken from.
func (b *builder) days(s *scan) string {
	first, last := b.reach(s)
	from := fmt.Sprintf("select f.*, cast(f.%s as date) as x_day\n  from %s f", s.times[0], b.source(s.dataset))
	if len(s.times) > 1 {
		var when, ks []string
		for k, t := range s.times {
			when = append(when, fmt.Sprintf("when %d then cast(f.%s as date)", k+1, t))
			ks = append(ks, fmt.Sprintf("(%d)", k+1))
		}
		from = fmt.Sprintf("select f.*, k.x_k, case k.x_k %s end as x_day\n  from %s f\n  cross join (values %s) as k(x_k)",
			strings.Join(when, " "), b.source(s.dataset), strings.Join(ks, ", "))
	}
	return fmt.Sprintf(`select
  substr(area_code, 1, %d) as x_area,
  x_day,
%s
from (
  %s
) as dated
where x_day >= date '%s' and x_day < date '%s'
group by substr(area_code, 1, %d), x_day`,
		s.finest(b.in.Levels), s.columns("  "), from,
		first.Format(anlan.DateFormat), last.Format(anlan.DateFormat), s.finest(b.in.Levels))
}

// reach gives the first and last instant any window of the scan looks at.
func (b *builder) reach(s *scan) (first, last time.Time) {
	for _, e := range b.in.Ends {
		for _, name := range s.windows {
			w, _ := anlan.ParseWindow(name)
			if start := w.Start(e.End); first.IsZero() || start.Before(first) {
				first = start
			}
		}
		if e.End.After(last) {
			last = e.End
		}
	}
	return first, last
}

// rollUp sums figures of the finest areas up to each level that is claimed.
func (b *builder) rollUp(s *scan, inner string) string {
	return fmt.Sprintf(`select f.x_period, f.x_window, l.x_level, substr(f.x_area, 1, l.x_len) as x_area,
%s
from (
  %s
) as f
join (values %s) as l(x_level, x_len, x_window)
  on l.x_window = f.x_window and length(f.x_area) >= l.x_len
group by f.x_period, f.x_window, l.x_level, substr(f.x_area, 1, l.x_len)`, s.sums("  "), inner, s.levelRows(b.in.Levels))
}

// inWindow writes the condition that a row's time falls in the window, for
// each time that the scan looks at; a stock has none.
func (s *scan) inWindow() string {
	one := func(t string) string {
		if t == Stock {
			return "true"
		}
		return fmt.Sprintf("f.%s >= w.x_start and f.%s < w.x_end", t, t)
	}
	if len(s.times) == 1 {
		return one(s.times[0])
	}
	var parts []string
	for k, t := range s.times {
		parts = append(parts, fmt.Sprintf("(w.x_k = %d and %s)", k+1, one(t)))
	}
	return "(" + strings.Join(parts, " or ") + ")"
}

// ends writes ix_window limited to the scan's windows, with one copy for each
// time it looks at and, where levels are wanted, for each level.
func (s *scan) ends(levels string) string {
	sql := "select w.*"
	from := "from ix_window w"
	if len(s.times) > 1 {
		var ks []string
		for k := range s.times {
			ks = append(ks, fmt.Sprintf("(%d)", k+1))
		}
		sql += ", k.x_k"
		from += " cross join (values " + strings.Join(ks, ", ") + ") as k(x_k)"
	}
	if levels != "" {
		sql += ", l.x_level, l.x_len"
		from += " join (values " + levels + ") as l(x_level, x_len, x_window) on l.x_window = w.x_window"
	}
	return sql + " " + from + " where w.x_window in (" + s.windowList() + ")"
}

// atEnds writes the scan of a fact for what looks at the period's end.
func (b *builder) atEnds(s *scan) string {
	return fmt.Sprintf(`select x_period, x_window, substr(area_code, 1, %d) as x_area,
%s
  from %s f
  join (%s) as w on %s
  group by x_period, x_window, substr(area_code, 1, %d)`,
		s.finest(b.in.Levels), s.columns("    "), b.source(s.dataset), s.ends(""), s.inWindow(), s.finest(b.in.Levels))
}

// atLevels writes the scan of a fact for what does not add up over areas.
func (b *builder) atLevels(s *scan) string {
	return fmt.Sprintf(`select x_period, x_window, x_level, substr(area_code, 1, x_len) as x_area,
%s
from %s f
join (%s) as w on %s and length(f.area_code) >= w.x_len
group by x_period, x_window, x_level, substr(area_code, 1, x_len)`,
		s.columns("  "), b.source(s.dataset), s.ends(s.levelRows(b.in.Levels)), s.inWindow())
}

// latest writes the newest row of each area before each end.
func (b *builder) latest(s *scan) string {
	table := b.source(s.dataset)
	return fmt.Sprintf(`select m.x_period, m.x_area,
%s
from %s f
join (
  select w.x_period, g.area_code as x_area, max(g.stat_month) as x_month
  from %s g
  join (select distinct x_period, x_end from ix_window) as w on g.stat_month < w.x_end
  group by w.x_period, g.area_code
) as m on m.x_area = f.area_code and m.x_month = f.stat_month
group by m.x_period, m.x_area`, s.columns("  "), table, table)
}

// measure writes an indicator's rows: every area that claims it, its sums
// where there are any, its expressions over them where the window is covered.
func (b *builder) measure(k *claim) string {
	var joins, levels []string
	alias := map[string]string{}
	join := func(key, sql string) string {
		if alias[key] == "" {
			alias[key] = fmt.Sprintf("t%d", len(alias)+1)
			joins = append(joins, fmt.Sprintf(sql, alias[key]))
		}
		return alias[key]
	}
	for _, l := range k.levels {
		levels = append(levels, fmt.Sprintf("(%d, '%s')", l, k.WindowAt(l)))
	}
	value := func(s *side) string {
		if s == nil {
			return "cast(null as double)"
		}
		values := make([]string, len(s.refs))
		for i, r := range s.refs {
			on := "left join " + r.scan + " %[1]s on %[1]s.x_period = c.x_period and %[1]s.x_area = c.x_area"
			if s.Time != Latest {
				on += " and %[1]s.x_window = l.x_window and %[1]s.x_level = c.x_level"
			}
			values[i] = join(r.scan, on) + "." + r.column
			if r.zero {
				values[i] = "coalesce(" + values[i] + ", 0)"
			}
		}
		whole := "cast(" + s.with(values) + " as double)"
		if s.Time == Latest {
			return whole
		}
		covered := join("covered "+s.Table, "left join ix_covered %[1]s on %[1]s.x_period = c.x_period and %[1]s.x_window = l.x_window and %[1]s.x_data = '"+s.Table+"'")
		return "case when " + covered + ".x_data is not null then " + whole + " end"
	}
	num, den, n := value(&k.num), value(k.den), value(k.n)
	return fmt.Sprintf(`select '%s' as indicator_id, c.x_area as area_code, c.x_level as area_level, c.x_period as period,
  %s as num,
  %s as den,
  %s as n
from ix_area c
join (values %s) as l(x_level, x_window) on l.x_level = c.x_level
%s`, k.ID, num, den, n, strings.Join(levels, ", "), strings.Join(joins, "\n"))
}

package indicators

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/anlan-lake/anlan"
)

// calendar writes the statements that say when and where: the periods, the
// windows that each data set covers, and the areas to measure in each period.
func (b *builder) calendar(stretches []Stretch, used []*claim) []Statement {
	var windows, periods []string
	for _, e := range b.in.Ends {
		periods = append(periods, fmt.Sprintf("('%s', %s)", e.Period, dayLiteral(e.End)))
	}
	asked := map[stretchOf]bool{} // an engine takes its time over a long list
	for _, s := range b.order {
		for _, w := range s.windows {
			for _, e := range b.in.Ends {
				if s.wants(e.Period) {
					asked[stretchOf{s.dataset, w, e.Period}] = true
				}
			}
		}
	}
	for _, s := range stretches {
		if s.Covered && asked[stretchOf{s.Dataset, s.Window, s.Period}] {
			windows = append(windows, fmt.Sprintf("('%s', '%s', '%s', %s, %s)", s.Dataset, s.Period, s.Window, dayLiteral(s.From), dayLiteral(s.Until)))
		}
	}
	where := ""
	if len(windows) == 0 { // a list of values cannot be empty
		first := dayLiteral(b.in.Ends[0].End)
		windows, where = []string{fmt.Sprintf("('', '', '', %s, %s)", first, first)}, "\nwhere x_data <> ''"
	}
	out := []Statement{
		{"ix_period", fmt.Sprintf(`select x_period, x_end
from (values
  %s
) as p(x_period, x_end)`, strings.Join(periods, ",\n  ")), true, 0},
		{"ix_window", fmt.Sprintf(`select x_data, x_period, x_window, x_start, x_end
from (values
  %s
) as w(x_data, x_period, x_window, x_start, x_end)%s`, strings.Join(windows, ",\n  "), where), true, 0},
	}
	// Apart by level: most areas are of the lowest, which few indicators claim.
	for l := anlan.City; int(l) <= len(b.in.Levels); l++ {
		if !slices.ContainsFunc(used, func(k *claim) bool { return slices.Contains(k.levels, l) }) {
			continue
		}
		out = append(out, Statement{areasOf(l), fmt.Sprintf(`select p.x_period, a.area_code as x_area, a.area_level as x_level
from dim_area a
join ix_period p on a.first_from < p.x_end
where a.is_current and a.area_level = %d`, int(l)), true, 0})
	}
	return out
}

// areasOf names the statement that lists the areas of a level.
func areasOf(l anlan.Level) string { return fmt.Sprintf("ix_area_%d", l) }

func dayLiteral(t time.Time) string { return "date '" + t.Format(anlan.DateFormat) + "'" }

// scans writes the statements over the facts.
func (b *builder) scans(stretches []Stretch) []Statement {
	var out []Statement
	for n, s := range b.order {
		chain := n + 1
		switch s.kind {
		case byDay:
			part := b.partial(s)
			out = append(out,
				Statement{part.Name(part.Len), part.text(), false, chain},
				Statement{part.Months(part.Len), part.byMonth(), false, chain},
				Statement{s.name, b.rollUp(s, fmt.Sprintf(`select w.x_period, w.x_window, d.x_area,
%s
  from (
%s
  ) d
  join (%s) as w on d.x_from >= w.x_start and d.x_from < w.x_end
  group by w.x_period, w.x_window, d.x_area`, s.sums("    "), b.days(s, part, stretches), s.ends())), true, chain})
		case byDistinct:
			part := b.partial(s)
			out = append(out, Statement{part.Name(part.Len), part.text(), false, chain}, Statement{s.name, b.distinct(s, stretches), true, chain})
		case byEnd:
			out = append(out, Statement{s.name, b.rollUp(s, b.atEnds(s, stretches)), true, chain})
		case byLevel:
			out = append(out, Statement{s.name, b.atLevels(s, stretches), true, chain})
		case byLatest:
			out = append(out, Statement{s.name, b.latest(s), true, chain})
		}
	}
	return out
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

// inWindow writes the condition that a row's time falls in the window; a stock
// has none.
func (s *scan) inWindow() string {
	if s.time == Stock {
		return "true"
	}
	return fmt.Sprintf("f.%[1]s >= w.x_start and f.%[1]s < w.x_end", s.time)
}

// ends writes the covered windows of the scan. A stock looks at the period's
// own end.
func (s *scan) ends() string {
	windows := "'" + strings.Join(s.windows, "', '") + "'"
	if s.time == Stock {
		return fmt.Sprintf("select v.x_period, v.x_window, p.x_end from ix_window v join ix_period p on p.x_period = v.x_period where v.x_data = '%s' and v.x_window in (%s)%s", s.dataset, windows, and(among("v.x_period", s.periods)))
	}
	return fmt.Sprintf("select x_period, x_window, x_start, x_end from ix_window where x_data = '%s' and x_window in (%s)%s", s.dataset, windows, and(among("x_period", s.periods)))
}

// atEnds writes the scan of a fact for what looks at the period's end.
func (b *builder) atEnds(s *scan, stretches []Stretch) string {
	if c, ok := s.counts(); ok {
		days := cuts(s, stretches)
		for _, e := range b.in.Ends {
			if s.wants(e.Period) {
				days = append(days, e.End)
			}
		}
		slices.SortFunc(days, time.Time.Compare)
		return b.countEnds(s, c, slices.CompactFunc(days, time.Time.Equal))
	}
	if s.time == Stock && !slices.ContainsFunc(s.atoms, atom.usesEnd) {
		return b.standing(s)
	}
	return fmt.Sprintf(`select x_period, x_window, substr(area_code, 1, %d) as x_area,
%s
  from %s f
  join (%s) as w on %s
  group by x_period, x_window, substr(area_code, 1, %d)`,
		s.finest(b.in.Levels), s.columns("    "), b.source(s.dataset), s.ends(), s.inWindow(), s.finest(b.in.Levels))
}

// standing writes the scan of a stock that no end is asked of, counted once for
// all of them.
func (b *builder) standing(s *scan) string {
	return fmt.Sprintf(`select w.x_period, w.x_window, n.x_area,
%s
  from (
    select substr(area_code, 1, %[2]d) as x_area,
%[3]s
    from %[4]s f
    group by substr(area_code, 1, %[2]d)
  ) as n
  cross join (%[5]s) as w`,
		s.each("    ", func(n int, _ atom) string { return fmt.Sprintf("n.a%d", n) }), s.finest(b.in.Levels), s.columns("      "), b.source(s.dataset), s.ends())
}

// atLevels writes the scan of a fact for what does not add up over areas. What
// the aggregates read is worked out once a row where it can be: a row falls in
// many windows, and counts at every level.
func (b *builder) atLevels(s *scan, stretches []Stretch) string {
	rows, columns, windows, in := b.source(s.dataset), s.columns("  "), s.ends(), s.inWindow()
	if s.time != Stock && !slices.ContainsFunc(s.atoms, func(a atom) bool { return a.usesEnd() || a.fn == "count" || a.fn == "sum" }) {
		asked := make([]string, len(s.atoms))
		for i, a := range s.atoms {
			if asked[i] = "true"; a.cond != "" {
				asked[i] = "(" + a.cond + ")"
			}
		}
		cuts := cuts(s, stretches)
		rows = fmt.Sprintf(`(
  select f.area_code, %s as x_from,
%s
  from %s f
  where %s
    and (%s)
)`, b.firstDay("f."+s.time, cuts), s.each("    ", func(n int, a atom) string { return fmt.Sprintf("case when %s then %s end", asked[n-1], a.arg) }),
			rows, b.inCuts("f."+s.time, cuts), strings.Join(asked, " or "))
		windows, in = b.stretchesOf(windows, cuts), "f.x_from = w.x_from"
		columns = s.each("  ", func(n int, a atom) string { return fmt.Sprintf("%s(f.a%d)", a.fn, n) })
	}
	return fmt.Sprintf(`select x_period, w.x_window, x_level, substr(area_code, 1, x_len) as x_area,
%s
from %s f
join (%s) as w on %s
join (values %s) as l(x_level, x_len, x_window)
  on l.x_window = w.x_window and length(f.area_code) >= l.x_len
group by x_period, w.x_window, x_level, substr(area_code, 1, x_len)`,
		columns, rows, windows, in, s.levelRows(b.in.Levels))
}

// latest writes the newest row of each area before each end.
func (b *builder) latest(s *scan) string {
	table := b.source(s.dataset)
	return fmt.Sprintf(`select m.x_period, m.x_area,
%s
from %s f
join (
  select p.x_period, g.area_code as x_area, max(g.stat_month) as x_month
  from %s g
  join ix_period p on g.stat_month < p.x_end
  where length(g.area_code) in (%s)%s
  group by p.x_period, g.area_code
) as m on m.x_area = f.area_code and m.x_month = f.stat_month
group by m.x_period, m.x_area`, s.columns("  "), table, table, strings.Join(s.lengths(b.in.Levels), ", "), and(among("p.x_period", s.periods)))
}

// covers says whether a data set covers all the windows of a claim, and whether
// it covers any.
func (b *builder) covers(k *claim, dataset string) (all, any bool) {
	all = true
	for _, e := range b.in.Ends {
		if k.periods != nil && !slices.Contains(k.periods, e.Period) {
			continue
		}
		for _, l := range k.levels {
			covered := b.covered[stretchOf{dataset, k.WindowAt(l), e.Period}]
			all, any = all && covered, any || covered
		}
	}
	return all, any
}

const none = "cast(null as double)"

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
		rows := fmt.Sprintf("select x_period, x_area, x_level, '%s' as x_window from %s", k.WindowAt(l), areasOf(l))
		if k.periods != nil {
			rows += " where " + among("x_period", k.periods)
		}
		levels = append(levels, rows)
	}
	value := func(s *side) string {
		if s == nil {
			return none
		}
		values := make([]string, len(s.refs))
		for i, r := range s.refs {
			on := "left join " + r.scan + " %[1]s on %[1]s.x_period = c.x_period and %[1]s.x_area = c.x_area"
			if s.Time != Latest {
				on += " and %[1]s.x_window = c.x_window and %[1]s.x_level = c.x_level"
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
		switch all, any := b.covers(k, s.Table); {
		case all:
			return whole
		case !any:
			return none
		}
		covered := join("covered "+s.Table, "left join ix_window %[1]s on %[1]s.x_period = c.x_period and %[1]s.x_window = c.x_window and %[1]s.x_data = '"+s.Table+"'")
		return "case when " + covered + ".x_data is not null then " + whole + " end"
	}
	num, den, n := value(&k.num), value(k.den), value(k.n)
	effective, variance := none, none
	if k.squares != nil { // Kish's (Σw)²/Σw², of each answer once
		effective = fmt.Sprintf("power(%s, 2) / nullif(%s, 0) / %d", den, value(k.squares), k.times)
	}
	if k.moments != nil { // (Σy² - 2RΣxy + R²Σx²) / (Σx)², R = Σy/Σx
		r := fmt.Sprintf("(%s / nullif(%s, 0))", num, den)
		variance = fmt.Sprintf("greatest(%[1]s - 2e0 * %[4]s * %[2]s + power(%[4]s, 2) * %[3]s, 0) / nullif(power(%[5]s, 2), 0)",
			value(&k.moments[0]), value(&k.moments[1]), value(&k.moments[2]), r, den)
	}
	return fmt.Sprintf(`select '%s' as indicator_id, c.x_area as area_code, c.x_level as area_level, c.x_period as period,
  %s as num,
  %s as den,
  %s as n,
  %s as effective,
  %s as variance
from (
  %s
) as c
%s`, k.ID, num, den, n, effective, variance, strings.Join(levels, "\n  union all\n  "), strings.Join(joins, "\n"))
}

package indicators

import (
	"fmt"
	"slices"
	"strings"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/queries"
)

// Draft is a framework held against the tables at hand: what can be computed
// and what that reads, before any statement is written.
type Draft struct {
	Skipped   []Skip
	Used      []string  // ids of the indicators that can be computed, in the framework's order
	Stretches []Stretch // where the windows of each data set lie
	// Partials are what is kept of facts by area and day. Plans have each among
	// their Statements too, as a view of its name; who holds the rows of Partials,
	// or more of them, makes its own relations of that name and of Months and leaves
	// the views out.
	Partials []Partial
	Watched  []Partial // what is kept of rows that do not add up, to tell when they change; no plan reads it

	b    *builder
	used []*claim
}

// Draft finds what of the framework can be computed, with the errors of Compile.
func (f *Framework) Draft(c CompileInput) (*Draft, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	d := &Draft{b: newBuilder(f, c)}
	for _, i := range f.Indicators {
		k, reason, err := d.b.claim(i)
		if err != nil {
			return nil, fmt.Errorf("indicator %s: %w", i.ID, err)
		}
		if reason != "" {
			d.Skipped = append(d.Skipped, Skip{Indicator: i.ID, Reason: reason})
			continue
		}
		d.used = append(d.used, k)
		d.Used = append(d.Used, i.ID)
	}
	if len(d.used) == 0 {
		return nil, anlan.Errorf(anlan.NotFound, "none of the %d indicators of framework %s can be computed: their data sets are not in the lake", len(f.Indicators), f.ID).
			WithNext("land the data sets the framework reads")
	}
	d.Stretches = d.b.stretches()
	for _, s := range d.b.order {
		if s.kind == byDay || s.kind == byDistinct {
			d.Partials = append(d.Partials, d.b.partial(s))
		}
		if w, ok := d.b.watch(s); ok {
			d.Watched = append(d.Watched, w)
		}
	}
	return d, nil
}

// Plan writes the statements that give the measures of the indicators and
// periods wanted; nil wants all. Where nothing is wanted the plan has no
// statement.
func (d *Draft) Plan(wanted func(indicator, period string) bool) (*Plan, error) {
	plan := &Plan{Skipped: d.Skipped, Used: d.Used, Stretches: d.Stretches}
	b := *d.b
	used := b.narrow(d.used, wanted)
	if len(used) == 0 {
		return plan, nil
	}
	statements := append(b.calendar(d.Stretches, used), b.scans(d.Stretches)...)
	parts := make([]string, len(used))
	for n, k := range used {
		parts[n] = b.measure(k)
	}
	statements = append(statements, Statement{SQL: strings.Join(parts, "\nunion all\n")})
	for _, s := range statements {
		sql, err := queries.Render(s.SQL, b.in.Dialect, nil)
		if err != nil {
			return nil, fmt.Errorf("statement %s: %w", s.Name, err)
		}
		if s.Name == "" {
			plan.Final = sql
			continue
		}
		plan.Statements = append(plan.Statements, Statement{s.Name, sql, s.Temp, s.Chain})
	}
	return plan, nil
}

// Relations lists the tables and views that the measures read.
func (d *Draft) Relations() []string {
	out := []string{"dim_area"}
	for _, s := range d.b.order {
		out = append(out, d.b.source(s.dataset))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Each gives every indicator's own part of the whole plan's Final, for
// explanations, by id.
func (d *Draft) Each() (map[string]string, error) {
	out := map[string]string{}
	for _, k := range d.used {
		sql, err := queries.Render(d.b.measure(k), d.b.in.Dialect, nil)
		if err != nil {
			return nil, fmt.Errorf("indicator %s: %w", k.ID, err)
		}
		out[k.ID] = sql
	}
	return out, nil
}

// narrow leaves the builder with the ends that anything is wanted of, and each
// claim and scan with its own; it gives the claims that something is wanted of.
func (b *builder) narrow(all []*claim, wanted func(indicator, period string) bool) []*claim {
	if wanted == nil {
		return all
	}
	var used []*claim
	any, of := map[string]bool{}, map[string]map[string]bool{} // periods; of a scan
	for _, k := range all {
		one := *k
		one.periods = []string{}
		for _, e := range b.in.Ends {
			if wanted(k.ID, e.Period) {
				one.periods = append(one.periods, e.Period)
				any[e.Period] = true
			}
		}
		if len(one.periods) == 0 {
			continue
		}
		used = append(used, &one)
		for _, r := range one.refs() {
			if of[r.scan] == nil {
				of[r.scan] = map[string]bool{}
			}
			for _, p := range one.periods {
				of[r.scan][p] = true
			}
		}
	}
	b.in.Ends = slices.DeleteFunc(slices.Clone(b.in.Ends), func(e PeriodEnd) bool { return !any[e.Period] })
	for _, k := range used {
		k.periods = unlessAll(k.periods, b.in.Ends)
	}
	var order []*scan
	for _, s := range b.order {
		if periods := of[s.name]; periods != nil {
			one := *s
			one.periods = unlessAll(sortedKeys(periods), b.in.Ends)
			order = append(order, &one)
		}
	}
	b.order = order
	return used
}

// unlessAll gives nil, which stands for all, where periods are those of all ends.
func unlessAll(periods []string, ends []PeriodEnd) []string {
	if len(periods) == len(ends) {
		return nil
	}
	return periods
}

// refs lists the columns of scans that the claim reads.
func (k *claim) refs() []ref {
	var out []ref
	for _, s := range k.sides() {
		out = append(out, s.refs...)
	}
	return out
}

// sides lists what the claim's measures are put together from.
func (k *claim) sides() []*side {
	out := []*side{&k.num}
	for _, s := range []*side{k.den, k.n, k.squares} {
		if s != nil {
			out = append(out, s)
		}
	}
	for n := range k.moments {
		out = append(out, &k.moments[n])
	}
	return out
}

// among writes the condition that a period is one of some; "" where all are.
func among(column string, periods []string) string {
	if periods == nil {
		return ""
	}
	return column + " in ('" + strings.Join(periods, "', '") + "')"
}

// and puts a condition behind others.
func and(condition string) string {
	if condition == "" {
		return ""
	}
	return " and " + condition
}

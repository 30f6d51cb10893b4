package catalogue

import (
	"fmt"
	"html/template"
	"strings"

	"github.com/anlan-lake/anlan/etl"
	"github.com/anlan-lake/anlan/queries"
)

type datasetView struct {
	Name    string
	Head    []pair
	Holding []pair
	Columns []columnView
	Dropped []droppedView
	Rules   []string
	Rows    flow
	Picture template.HTML
}

type droppedView struct{ Header, Name, Treatment string }

// dataset shows a contract.
func (v *view) dataset(k *etl.Contract) datasetView {
	out := datasetView{Name: k.ID, Holding: v.holding(k.ID), Rules: v.rules(k), Rows: v.flow(queries.Source{Table: k.ID, Column: "*"})}
	head := func(key, text string) {
		if text != "" {
			out.Head = append(out.Head, pair{Name: v.t(key), Text: text})
		}
	}
	head("owner", v.pick(k.Owner.Zh, k.Owner.En))
	head("rhythm", v.t(k.Rhythm))
	head("grain", v.pick(k.Grain.Zh, k.Grain.En))
	head("key", strings.Join(k.Key, ", "))
	head("updated", k.Updated)
	head("event_time", k.EventTime)
	head("partition", strings.Join(k.Partition, ", "))
	if k.Area != nil {
		var levels []string
		for _, l := range k.Area.Levels {
			levels = append(levels, v.t(l))
		}
		head("area", strings.TrimSpace(k.Area.Column+" "+strings.Join(levels, ", ")))
	}
	head("version", k.Version)
	for _, p := range k.Properties {
		if p.Treatment == "drop" || p.Treatment == "landing_only" {
			out.Dropped = append(out.Dropped, droppedView{strings.Join(p.Header, " | "), p.Name, v.t(p.Treatment)})
		}
	}
	for _, p := range k.Kept() {
		col := columnView{Name: p.Name, Type: p.Type, Header: strings.Join(p.Header, " | "), Text: p.Description, Unit: p.Unit, Rules: v.columnRules(p),
			Flow: v.flow(queries.Source{Table: k.ID, Column: p.Name})}
		for _, l := range v.c.lists {
			if l.Name == p.Codes {
				col.Codes = &l
			}
		}
		out.Columns = append(out.Columns, col)
	}
	out.Picture = v.datasetPicture(k)
	return out
}

// columnRules are the rules of one column, as the contract's own keys.
func (v *view) columnRules(p etl.Property) []string {
	var out []string
	add := func(ok bool, text string) {
		if ok {
			out = append(out, text)
		}
	}
	add(p.Required, v.t("required"))
	b := bounds(p.Minimum, p.Maximum, p.Above)
	add(b != "", b)
	add(p.Pattern != "", "pattern "+p.Pattern)
	add(p.Check != "", "check "+p.Check)
	add(p.Month, "month")
	add(p.Quarter, "quarter")
	add(p.Hour, "hour")
	add(len(p.Values) > 0, "values "+strings.Join(p.Values, ", "))
	add(p.Constant != "", "constant "+p.Constant)
	if p.Derive != nil {
		out = append(out, fmt.Sprintf("derive: %s empty → %s, else %s", p.Derive.WhenEmpty, p.Derive.Then, p.Derive.Else))
	}
	return out
}

// rules are those across columns.
func (v *view) rules(k *etl.Contract) []string {
	var out []string
	for _, r := range k.Rules.PartWhole {
		out = append(out, fmt.Sprintf("partWhole: %s ≤ %s", r[0], r[1]))
	}
	for _, r := range k.Rules.PartWholeWhen {
		out = append(out, fmt.Sprintf("partWholeWhen: %s ≤ %s, %s ∈ {%s}", r.Part, r.Whole, r.When, strings.Join(r.In, ", ")))
	}
	for _, r := range k.Rules.StartsWith {
		out = append(out, fmt.Sprintf("startsWith: %s … %s", r[0], r[1]))
	}
	for _, r := range k.Rules.TimeOrder {
		out = append(out, fmt.Sprintf("timeOrder: %s ≤ %s", r[0], r[1]))
	}
	for _, r := range k.Rules.Flags {
		text := fmt.Sprintf("flag %s: %s empty, %s", r.Name, r.Empty, r.When)
		if len(r.In) > 0 {
			text += " ∈ {" + strings.Join(r.In, ", ") + "}"
		}
		if r.Less[0] != "" {
			text = fmt.Sprintf("flag %s: %s empty, %s < %s", r.Name, r.Empty, r.Less[0], r.Less[1])
		}
		out = append(out, text)
	}
	return out
}

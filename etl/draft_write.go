package etl

import (
	"bytes"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// write gives the draft as YAML: what is unknown as comments, then the
// contract, one line a column.
func (d *drafting) write() []byte {
	var b bytes.Buffer
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	line("# yaml-language-server: $schema=contract.schema.json")
	line("# Drafted from %d rows of %s. What the sample could not say:", d.rows, d.file)
	for _, u := range d.unknown {
		line("# TODO %s", u)
	}
	line("apiVersion: v3.1.0")
	line("kind: DataContract")
	line("id: %s", d.id)
	line("name: %s", d.id)
	line("version: 0.1.0")
	line("status: draft")
	line("team: {name: TODO}")
	line("slaProperties:")
	line("  - {property: frequency, value: %s}", d.rhythm())
	if d.event != nil || d.updated != nil {
		line("customProperties:")
	}
	if d.event != nil {
		line("  - {property: eventTime, value: %s}", d.event.name)
	}
	if d.updated != nil {
		line("  - {property: updated, value: %s}", d.updated.name)
	}
	if d.event != nil {
		line("  - {property: sort, value: [%s]}", d.event.name)
	}
	line("schema:")
	line("  - name: %s", d.id)
	line("    dataGranularityDescription: one row of %s", quoteYAML(d.file))
	line("    properties:")
	if d.key == nil {
		name := "row_key"
		for slices.ContainsFunc(d.cols, func(c *draftColumn) bool { return c.name == name }) {
			name += "_"
		}
		line("      - {name: %s, logicalType: string, required: true, primaryKey: true, transformLogic: %s}", name, rowLogic)
	}
	for _, c := range d.cols {
		line("      - {%s}", strings.Join(d.columnYAML(c), ", "))
	}
	if ends := d.orders(); len(ends) > 0 {
		line("    quality:")
		for _, c := range ends {
			line("      - {type: custom, engine: anlan, implementation: {timeOrder: [[%s, %s]]}}", d.event.name, c.name)
		}
	}
	return b.Bytes()
}

func (d *drafting) columnYAML(c *draftColumn) []string {
	out := []string{"name: " + c.name, "businessName: " + quoteYAML(c.base)}
	switch c.typ {
	case "int64":
		out = append(out, "logicalType: integer", "physicalType: int64")
	case "decimal":
		out = append(out, "logicalType: number", `physicalType: "decimal(18,2)"`)
	default:
		out = append(out, "logicalType: "+c.typ)
	}
	if c.treatment != "" {
		return append(out, "classification: personal", "customProperties: [{property: treatment, value: "+c.treatment+"}]")
	}
	if c.required {
		out = append(out, "required: true")
	}
	if i := slices.Index(d.key, c); i >= 0 {
		out = append(out, "primaryKey: true")
		if len(d.key) > 1 {
			out = append(out, fmt.Sprintf("primaryKeyPosition: %d", i+1))
		}
	}
	if c == d.event {
		out = append(out, "partitioned: true")
	}
	if options := c.optionsYAML(); len(options) > 0 {
		out = append(out, "logicalTypeOptions: {"+strings.Join(options, ", ")+"}")
	}
	if c.values != nil {
		quoted := make([]string, len(c.values))
		for i, v := range c.values {
			quoted[i] = quoteYAML(v)
		}
		out = append(out, "quality: [{metric: invalidValues, arguments: {validValues: ["+strings.Join(quoted, ", ")+"]}, mustBe: 0}]")
	}
	var custom []string
	if c.unit != "" && c.typ != "string" {
		custom = append(custom, "{property: unit, value: "+quoteYAML(c.unit)+"}")
	}
	if c == d.event && d.byYear() {
		custom = append(custom, "{property: partition, value: [year]}")
	}
	if c.codes != "" {
		custom = append(custom, "{property: codes, value: "+c.codes+"}")
	}
	if c.like != nil && c.like.Guard != "" {
		custom = append(custom, "{property: guard, value: "+c.like.Guard+"}")
	}
	if len(custom) > 0 {
		out = append(out, "customProperties: ["+strings.Join(custom, ", ")+"]")
	}
	return out
}

func (c *draftColumn) optionsYAML() []string {
	var out []string
	switch {
	case c.typ == "integer" || c.typ == "int64" || c.typ == "decimal" || c.typ == "number":
		if c.low >= 0 && !math.IsInf(c.low, 1) {
			out = append(out, "minimum: 0")
		}
		if c.unit == "%" && c.high <= 100 {
			out = append(out, "maximum: 100")
		}
	case c.pattern != "":
		out = append(out, "pattern: "+singleQuoted(c.pattern))
	case c.format != "":
		out = append(out, "format: "+c.format)
	}
	return out
}

func singleQuoted(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

var plainYAML = regexp.MustCompile(`^[\p{L}_][\p{L}\p{N}_ ./()（）、·+-]*$`)

// quoteYAML gives a text as a YAML word within a flow mapping.
func quoteYAML(s string) string {
	switch strings.ToLower(s) {
	case "true", "false", "null", "yes", "no", "on", "off", "y", "n":
		return strconv.Quote(s)
	}
	if plainYAML.MatchString(s) && !strings.HasSuffix(s, " ") {
		return s
	}
	for _, r := range s {
		if r < ' ' {
			return strconv.Quote(s)
		}
	}
	return singleQuoted(s)
}

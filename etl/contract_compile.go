package etl

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/anlan-lake/anlan/internal/document"
)

// compile turns a contract as written into one to land by. It notes all that
// is wrong in r; the contract is of use only where that is nothing.
func (d *contractDocument) compile(dir string, r *document.Review) *Contract {
	c := &Contract{
		ID: d.ID, Version: d.Version, Status: d.Status,
		Name:    Text{d.Name, cmp.Or(d.Custom.English.Name, d.Name)},
		Owner:   Text{d.Team.Name, cmp.Or(d.Custom.English.Owner, d.Team.Name)},
		Updated: d.Custom.Updated, EventTime: d.Custom.EventTime, Sort: d.Custom.Sort, Source: d.Custom.Source, Area: d.Custom.Area,
		Volume: Volume{Enabled: true, Deviations: 5, MinimumHistory: 6},
		dir:    dir,
	}
	if len(d.Schema) != 1 {
		r.Say("schema", "schema: want one table, found %d", len(d.Schema))
		return c
	}
	t := d.Schema[0]
	if t.Name != d.ID {
		r.Say("schema[0].name", "name %q is not the id, %q", t.Name, d.ID)
	}
	c.Grain = Text{t.Grain, cmp.Or(d.Custom.English.Grain, t.Grain)}
	c.Properties = make([]Property, len(t.Properties))
	for i := range t.Properties {
		c.Properties[i] = t.Properties[i].compile(columnPath(i), r)
	}
	c.compileKey(t.Properties, r)
	c.compilePartition(t.Properties, r)
	c.compileSLA(d.SLA, r)
	c.prepare(r)
	for i := range t.Quality {
		c.compileRule(&t.Quality[i], fmt.Sprintf("schema[0].quality[%d]", i), r)
	}
	c.settleFlags(r)
	return c
}

func columnPath(i int) string { return fmt.Sprintf("schema[0].properties[%d]", i) }

var (
	constantLogic = regexp.MustCompile(`^'((?:[^']|'')*)'$`)
	deriveLogic   = regexp.MustCompile(`^case when ([a-z][a-z0-9_]*) is null then '((?:[^']|'')*)' else '((?:[^']|'')*)' end$`)
)

// rowLogic is the transformLogic of a key for rows that bring none.
const rowLogic = "file_and_row"

// usual gives the physical type of each logical one where the contract names none.
var usual = map[string]string{"string": "varchar", "integer": "int32", "number": "float64", "boolean": "boolean", "date": "date", "timestamp": "timestamp"}

func (d *docColumn) compile(path string, r *document.Review) Property {
	x := &d.Custom
	p := Property{
		Name: d.Name, Type: cmp.Or(d.PhysicalType, usual[d.LogicalType]), Unit: x.Unit, Description: d.Description, Required: d.Required,
		Codes: x.Codes, Recode: x.Recode, RecodeFile: x.RecodeFile, Pattern: d.Options.Pattern, Minimum: d.Options.Minimum, Maximum: d.Options.Maximum, Above: d.Options.ExclusiveMinimum,
		NoSpaces: x.NoSpaces, Treatment: x.Treatment, Guard: x.Guard, Repeat: x.Repeat,
	}
	if d.BusinessName != "" {
		p.Header = append([]string{d.BusinessName}, x.Aliases...)
	} else if len(x.Aliases) > 0 {
		r.Say(path+".customProperties.aliases", "column %s: aliases without businessName", d.Name)
	}
	if t := parseColType(p.Type); t != typeNone && t.logical() != d.LogicalType {
		r.Say(path+".physicalType", "column %s: physicalType %s is no %s", d.Name, p.Type, d.LogicalType)
	}
	switch f := d.Options.Format; f {
	case "uscc", "key":
		p.Check = f
	default:
		p.Month, p.Quarter, p.Hour = f == "yyyy-MM", f == "yyyy-QQQ", f == "yyyy-MM-dd HH"
	}
	if l := d.TransformLogic; l != "" {
		quoted := func(s string) string { return strings.ReplaceAll(s, "''", "'") }
		if l == rowLogic {
			p.RowKey = true
		} else if m := constantLogic.FindStringSubmatch(l); m != nil {
			p.Constant = quoted(m[1])
		} else if m := deriveLogic.FindStringSubmatch(l); m != nil {
			p.Derive = &Derive{WhenEmpty: m[1], Then: quoted(m[2]), Else: quoted(m[3])}
		} else {
			r.Say(path+".transformLogic", "column %s: transformLogic is neither 'a constant' nor case when other is null then 'a' else 'b' end nor %s", d.Name, rowLogic)
		}
	}
	if d.Classification == "personal" && p.kept() {
		r.Say(path+".classification", "column %s is personal: set treatment to drop or landing_only", d.Name)
	}
	for i := range d.Quality {
		q := &d.Quality[i]
		at := fmt.Sprintf("%s.quality[%d]", path, i)
		if i > 0 {
			r.Say(at, "column %s: want one item of quality", d.Name)
			continue
		}
		p.Values = q.Arguments.ValidValues
		p.Severity = q.severity(d.Name, func(format string, args ...any) {
			r.Say(at, "column "+d.Name+": "+format, args...)
		})
		if len(p.Values) == 0 && q.Severity == "" {
			r.Say(at, "column %s: want validValues or severity", d.Name)
		}
	}
	return p
}

// compileKey orders the key by primaryKeyPosition, or as the columns stand.
func (c *Contract) compileKey(columns []docColumn, r *document.Review) {
	at := map[string]int{}
	for i, d := range columns {
		if d.KeyPosition != 0 && !d.PrimaryKey {
			r.Say(columnPath(i)+".primaryKeyPosition", "column %s: primaryKeyPosition without primaryKey: true", d.Name)
		}
		if d.PrimaryKey {
			c.Key = append(c.Key, d.Name)
			at[d.Name] = d.KeyPosition
		}
	}
	slices.SortStableFunc(c.Key, func(a, b string) int { return at[a] - at[b] })
	for i, k := range c.Key {
		if at[k] != 0 && at[k] != i+1 || at[k] == 0 && at[c.Key[len(c.Key)-1]] != 0 {
			r.Say("schema[0].properties", "primaryKeyPosition of %s: want 1 to %d, each once, or none at all", k, len(c.Key))
		}
	}
}

func (c *Contract) compilePartition(columns []docColumn, r *document.Review) {
	for i, d := range columns {
		by := d.Custom.Partition
		switch {
		case !d.Partitioned && by == nil:
			continue
		case !d.Partitioned:
			r.Say(columnPath(i)+".customProperties.partition", "column %s: partition without partitioned: true", d.Name)
		case d.Name != c.EventTime:
			r.Say(columnPath(i)+".partitioned", "column %s: only eventTime may be partitioned", d.Name)
		}
		if by == nil {
			by = []string{"year", "month"}
		}
		for _, t := range by {
			if !slices.Contains(transforms, t) {
				r.Say(columnPath(i)+".customProperties.partition", "column %s: partition %q: want year, month or day", d.Name, t)
			}
		}
		c.Partition = by
	}
}

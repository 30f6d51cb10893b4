package etl

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/anlan-lake/anlan"
)

// prepare checks the contract as a whole and fills what reading needs.
func (c *Contract) prepare() error {
	switch {
	case c.APIVersion != "anlan/v1" || c.Kind != "DataContract":
		return fmt.Errorf("want apiVersion: anlan/v1 and kind: DataContract")
	case !identifier.MatchString(c.ID):
		return fmt.Errorf("id %q is not a lower-case name", c.ID)
	case c.Version == "":
		return fmt.Errorf("version is missing")
	case !slices.Contains(rhythms, c.Rhythm):
		return fmt.Errorf("rhythm %q is not one of %s", c.Rhythm, strings.Join(rhythms, ", "))
	case !slices.Contains(encodings, c.Source.Encoding):
		return fmt.Errorf("source.encoding %q is not one of %s", c.Source.Encoding, strings.Join(encodings[1:], ", "))
	case !slices.Contains(delimiters, c.Source.Delimiter):
		return fmt.Errorf("source.delimiter %q is not auto, comma, semicolon, bar or tab", c.Source.Delimiter)
	case c.Source.Records != "" && !recordsPath.MatchString(c.Source.Records):
		return fmt.Errorf("source.records %q is not a path of keys such as data.list", c.Source.Records)
	case c.Source.HeaderRows < 0 || c.Source.HeaderRows > 2:
		return fmt.Errorf("source.headerRows %d is not 0, 1 or 2", c.Source.HeaderRows)
	case len(c.Key) == 0:
		return fmt.Errorf("key is missing")
	}
	if c.Source.Totals == nil {
		c.Source.Totals = totalWords
	}
	if c.Source.Notes == nil {
		c.Source.Notes = noteWords
	}
	for i := range c.Properties {
		if err := c.prepareProperty(i); err != nil {
			return fmt.Errorf("column %s: %w", c.Properties[i].Name, err)
		}
	}
	if err := c.checkNames(); err != nil {
		return err
	}
	if err := c.checkRules(); err != nil {
		return err
	}
	return c.prepareArea()
}

func (c *Contract) prepareProperty(i int) error {
	p := &c.Properties[i]
	switch {
	case !identifier.MatchString(p.Name):
		return fmt.Errorf("the name is not a lower-case name")
	case slices.ContainsFunc(c.Properties[:i], func(o Property) bool { return o.Name == p.Name }):
		return fmt.Errorf("named twice")
	case !slices.Contains(treatments, p.Treatment):
		return fmt.Errorf("treatment %q is not keep, drop or landing_only", p.Treatment)
	}
	p.headers = nil
	for _, h := range p.Header {
		whole := plain(h)
		base, _ := splitUnit(whole)
		p.headers = append(p.headers, plainHeader{whole, base})
	}
	p.typ = parseColType(p.Type)
	if p.typ == typeNone {
		return fmt.Errorf("type %q is not one of %s", p.Type, strings.Join(colTypeNames[1:], ", "))
	}
	text := p.typ == typeText
	if !text && (p.Codes != "" || len(p.Values) > 0 || p.Pattern != "" || p.Recode != nil || p.Constant != "" || p.Derive != nil) {
		return fmt.Errorf("codes, values, recode, pattern, constant and derive are for varchar")
	}
	if (p.Minimum != nil || p.Maximum != nil || p.Above != nil) && !p.typ.isNumber() {
		return fmt.Errorf("minimum and maximum are for numbers")
	}
	if p.Check != "" && (!text || !slices.Contains(checks, p.Check)) {
		return fmt.Errorf("check %q is not one of %s, on a varchar", p.Check, strings.Join(checks, ", "))
	}
	if p.Month && p.typ != typeDate || p.Quarter && (p.typ != typeDate || p.Month) || p.Hour && p.typ != typeTimestamp {
		return fmt.Errorf("month or quarter is for a date, hour for a timestamp")
	}
	if p.Codes != "" {
		list := codesOf(p.Codes)
		if list == nil {
			return fmt.Errorf("no code list %q", p.Codes)
		}
		p.codes = list
	}
	if len(p.Values) > 0 {
		list := p.codes
		p.codes = map[string]bool{}
		for _, v := range p.Values {
			if list != nil && !list[v] {
				return fmt.Errorf("value %q is not in code list %s", v, p.Codes)
			}
			p.codes[v] = true
		}
	}
	if p.Pattern != "" {
		re, err := regexp.Compile(`^(?:` + p.Pattern + `)$`)
		if err != nil {
			return err
		}
		p.pattern = compileMatcher(p.Pattern, re)
		p.unguard = !slices.ContainsFunc(personWords, re.MatchString)
	}
	for from, to := range p.Recode {
		if prefix, ok := strings.CutSuffix(from, "*"); ok {
			p.prefixes = append(p.prefixes, recodePrefix{prefix, to})
			delete(p.Recode, from)
		}
	}
	slices.SortFunc(p.prefixes, func(a, b recodePrefix) int { return len(b.prefix) - len(a.prefix) })
	p.unguard = p.unguard || p.codes != nil || p.Check == "key"
	p.isKey = slices.Contains(c.Key, p.Name)
	p.isArea = c.Area != nil && p.Name == c.Area.Column
	return nil
}

// property gives a kept column by name, nil where there is none.
func (c *Contract) property(name string) *Property {
	for i := range c.Properties {
		if p := &c.Properties[i]; p.Name == name && p.kept() {
			return p
		}
	}
	return nil
}

func (c *Contract) checkNames() error {
	for _, k := range c.Key {
		if p := c.property(k); p == nil || !p.Required && !p.isArea {
			return fmt.Errorf("key column %q is not a required, kept column", k)
		}
	}
	for _, s := range c.Sort {
		if c.property(s) == nil {
			return fmt.Errorf("sort column %q is not a kept column", s)
		}
	}
	for what, name := range map[string]string{"updated": c.Updated, "eventTime": c.EventTime} {
		if p := c.property(name); name != "" && (p == nil || !p.typ.isTime() || !p.Required) {
			return fmt.Errorf("%s %q is not a required, kept date or timestamp", what, name)
		}
	}
	for _, t := range c.Partition {
		if c.EventTime == "" || !slices.Contains(transforms, t) {
			return fmt.Errorf("partition %q: want year, month or day of eventTime", t)
		}
	}
	for _, p := range c.Properties {
		if slices.Contains(ownColumns, p.Name) {
			return fmt.Errorf("column %s is landing's own", p.Name)
		}
		if p.Derive != nil && !slices.ContainsFunc(c.Properties, func(o Property) bool { return o.Name == p.Derive.WhenEmpty && o.inFile() && o.kept() }) {
			return fmt.Errorf("column %s: derive.whenEmpty %q is not a kept column of the file", p.Name, p.Derive.WhenEmpty)
		}
		fromMaps := c.Area != nil && len(c.Area.From) > 0 && p.isArea
		if len(p.Header) == 0 && p.Constant == "" && p.Derive == nil && !fromMaps {
			return fmt.Errorf("column %s has neither header nor constant nor derive", p.Name)
		}
	}
	return nil
}

func (c *Contract) prepareArea() error {
	a := c.Area
	if a == nil {
		return nil
	}
	p := c.property(a.Column)
	if p == nil || p.typ != typeText {
		return fmt.Errorf("area.column %q is not a kept varchar", a.Column)
	}
	if l := c.property(a.Level); a.Level != "" && (l == nil || l.typ != typeText) {
		return fmt.Errorf("area.level %q is not a kept varchar", a.Level)
	}
	for _, l := range a.Levels {
		if _, err := anlan.ParseLevel(l); err != nil {
			return fmt.Errorf("area.levels: %w", err)
		}
	}
	if len(a.From) == 0 {
		if a.Default != "" {
			return fmt.Errorf("area.default is for area.from")
		}
		return nil
	}
	m, err := readAreaMap(c.dir, *a)
	c.areas = m
	return err
}

package etl

import (
	"cmp"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/document"
)

// prepare checks head, columns and area of the contract and fills what reading
// needs.
func (c *Contract) prepare(r *document.Review) {
	const custom = "customProperties"
	if c.ID != "" && !identifier.MatchString(c.ID) {
		r.Say("id", "id %q is not a lower-case name", c.ID)
	}
	if c.Version != "" && !versionForm.MatchString(c.Version) {
		r.Say("version", "version %q is not major.minor.patch", c.Version)
	}
	if !slices.Contains(encodings, c.Source.Encoding) {
		r.Say(custom+".source.encoding", "source.encoding %q is not one of %s", c.Source.Encoding, strings.Join(encodings[1:], ", "))
	}
	if err := checkDelimiter(c.Source.Delimiter); err != nil {
		r.Say(custom+".source.delimiter", "%v", err)
	}
	if _, err := path.Match(c.Source.Sheet, "x"); err != nil {
		r.Say(custom+".source.sheet", "source.sheet %q is no pattern", c.Source.Sheet)
	}
	if c.Source.Records != "" && !recordsPath.MatchString(c.Source.Records) {
		r.Say(custom+".source.records", "source.records %q is not a path of keys such as data.list", c.Source.Records)
	}
	if c.Source.HeaderRows < 0 || c.Source.HeaderRows > 2 {
		r.Say(custom+".source.headerRows", "source.headerRows %d is not 0, 1 or 2", c.Source.HeaderRows)
	}
	if len(c.Key) == 0 {
		r.Say("schema[0].properties", "key is missing: set primaryKey: true on the columns that tell rows apart")
	}
	if c.Source.Totals == nil {
		c.Source.Totals = totalWords
	}
	if c.Source.Notes == nil {
		c.Source.Notes = noteWords
	}
	for i := range c.Properties {
		c.prepareProperty(i, r)
	}
	c.checkNames(r)
	c.prepareArea(r)
}

func (c *Contract) prepareProperty(i int, r *document.Review) {
	p := &c.Properties[i]
	say := func(part, format string, args ...any) {
		r.Say(columnPath(i)+part, "column "+cmp.Or(p.Name, "without a name")+": "+format, args...)
	}
	switch {
	case p.Name == "": // said already
	case !identifier.MatchString(p.Name):
		say(".name", "the name is not a lower-case name")
	case slices.ContainsFunc(c.Properties[:i], func(o Property) bool { return o.Name == p.Name }):
		say(".name", "named twice")
	}
	p.headers = nil
	for _, h := range p.Header {
		whole := plain(h)
		base, _ := splitUnit(whole)
		p.headers = append(p.headers, plainHeader{whole, base})
	}
	p.isKey = slices.Contains(c.Key, p.Name)
	p.isArea = c.Area != nil && p.Name == c.Area.Column
	if p.typ = parseColType(p.Type); p.typ == typeNone {
		if p.Type != "" { // else logicalType is missing or unknown, which is said already
			say(".physicalType", "physicalType %q is not one of %s", p.Type, strings.Join(colTypeNames[1:], ", "))
		}
		return
	}
	text := p.typ == typeText
	if !text && (p.Codes != "" || len(p.Values) > 0 || p.Pattern != "" || p.Recode != nil || p.RecodeFile != "" || p.Constant != "" || p.Derive != nil || p.RowKey) {
		say("", "codes, validValues, recode, pattern and transformLogic are for a string")
		return
	}
	if (p.Minimum != nil || p.Maximum != nil || p.Above != nil) && !p.typ.isNumber() {
		say(".logicalTypeOptions", "minimum and maximum are for numbers")
	}
	if p.Check != "" && !text || p.Month && p.typ != typeDate || p.Quarter && p.typ != typeDate || p.Hour && p.typ != typeTimestamp {
		say(".logicalTypeOptions.format", "formats uscc and key are for a string, yyyy-MM (a month) and yyyy-QQQ (a quarter) for a date, yyyy-MM-dd HH (an hour) for a timestamp")
	}
	p.prepareValues(c.dir, say)
}

// prepareValues makes the code list, the pattern and the recoding ready.
func (p *Property) prepareValues(dir string, say func(part, format string, args ...any)) {
	if p.Codes != "" {
		if p.codes = codesOf(p.Codes); p.codes == nil {
			say(".customProperties.codes", "no code list %q", p.Codes)
		}
	}
	if len(p.Values) > 0 {
		list := p.codes
		p.codes = map[string]bool{}
		for _, v := range p.Values {
			if list != nil && !list[v] {
				say(".quality[0].arguments.validValues", "value %q is not in code list %s", v, p.Codes)
			}
			p.codes[v] = true
		}
	}
	if p.Pattern != "" {
		re, err := regexp.Compile(`^(?:` + p.Pattern + `)$`)
		if err != nil {
			say(".logicalTypeOptions.pattern", "%v", err)
		} else {
			p.pattern = compileMatcher(p.Pattern, re)
			p.unguard = !slices.ContainsFunc(personWords, re.MatchString)
		}
	}
	p.splitPrefixes()
	if p.RecodeFile != "" {
		senders, err := readRecodeFile(filepath.Join(dir, p.RecodeFile), p.codes)
		if err != nil {
			say(".customProperties.recodeFile", "%v", err)
		}
		p.senders = senders
	}
	if (p.Recode != nil || p.RecodeFile != "") && p.codes == nil {
		say(".customProperties", "recode is for a column with codes or validValues")
	}
	p.unguard = p.unguard || p.codes != nil || p.Check == "key"
	p.checkGuard(say)
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

func (c *Contract) checkNames(r *document.Review) {
	for _, s := range c.Sort {
		if c.property(s) == nil {
			r.Say("customProperties.sort", "sort column %q is not a kept column", s)
		}
	}
	for _, x := range [][2]string{{"updated", c.Updated}, {"eventTime", c.EventTime}} {
		if p := c.property(x[1]); x[1] != "" && (p == nil || !p.typ.isTime() || !p.Required) {
			r.Say("customProperties."+x[0], "%s %q is not a required, kept date or timestamp", x[0], x[1])
		}
	}
	for i, p := range c.Properties {
		at := columnPath(i)
		if p.isKey && (!p.kept() || !p.Required && !p.isArea) {
			r.Say(at+".primaryKey", "key column %q is not a required, kept column", p.Name)
		}
		if p.isKey && p.typ == typeFloat {
			r.Say(at+".primaryKey", "key column %q is a floating-point number, which no two systems write alike: make it a string or a decimal", p.Name)
		}
		if slices.Contains(ownColumns, p.Name) {
			r.Say(at+".name", "column %s is landing's own", p.Name)
		}
		if p.Derive != nil && !slices.ContainsFunc(c.Properties, func(o Property) bool { return o.Name == p.Derive.WhenEmpty && o.inFile() && o.kept() }) {
			r.Say(at+".transformLogic", "column %s: transformLogic: %q is not a kept column of the file", p.Name, p.Derive.WhenEmpty)
		}
		if p.Repeat != nil {
			if err := c.checkRepeat(&c.Properties[i]); err != nil {
				r.Say(at+".customProperties.repeat", "column %s: repeat: %v", p.Name, err)
			}
		}
		fromMaps := c.Area != nil && len(c.Area.From) > 0 && p.isArea
		if len(p.Header) == 0 && p.Constant == "" && p.Derive == nil && !p.RowKey && !fromMaps {
			r.Say(at, "column %s has neither businessName (its header) nor transformLogic", p.Name)
		}
	}
}

func (c *Contract) prepareArea(r *document.Review) {
	a := c.Area
	if a == nil {
		return
	}
	const at = "customProperties.area"
	if p := c.property(a.Column); p == nil || p.typ != typeText {
		r.Say(at+".column", "area.column %q is not a kept string", a.Column)
	}
	if l := c.property(a.Level); a.Level != "" && (l == nil || l.typ != typeText) {
		r.Say(at+".level", "area.level %q is not a kept string", a.Level)
	}
	for i, l := range a.Levels {
		if _, err := anlan.ParseLevel(l); err != nil {
			r.Say(at+".levels", "area.levels[%d]: %v", i, err)
		}
	}
	if len(a.From) == 0 {
		if a.Default != "" {
			r.Say(at+".default", "area.default is for area.from")
		}
		return
	}
	m, err := readAreaMap(c.dir, *a)
	if err != nil {
		r.Say(at+".from", "%v", err)
	}
	c.areas = m
}

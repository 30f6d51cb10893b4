package etl

import (
	"cmp"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
	"time"
)

// knownHeaders gives the columns of the built-in contracts by their headers, of
// two with one header the one of the data set id, else the one that more
// contracts have.
func knownHeaders(id string) map[string]*Property {
	type word struct{ header, name string }
	count, first := map[word]int{}, map[word]*Property{}
	known := map[string]*Property{}
	for _, name := range BuiltinNames() {
		k, err := Builtin(name)
		if err != nil {
			continue // a test loads them all
		}
		for i := range k.Properties {
			p := &k.Properties[i]
			headers := append(slices.Clone(p.headers), plainHeader{p.Name, p.Name}) // interfaces send names
			for _, h := range headers {
				w := word{h.whole, p.Name}
				if count[w]++; name == id {
					count[w] += len(BuiltinNames())
				}
				if first[w] == nil || name == id {
					first[w] = p
				}
				if best := known[h.whole]; best == nil || count[w] > count[word{h.whole, best.Name}] {
					known[h.whole] = first[w]
				}
			}
		}
	}
	return known
}

// decide makes columns of what was seen, and names what could not be.
func (d *drafting) decide() {
	d.ask("owner: who answers for the data (team)")
	for i, c := range d.cols {
		c.like = d.known[plain(c.base)]
		c.decideType()
		c.name = d.nameOf(c, i)
		c.required = c.filled == d.rows
		if c.why = c.isPersonal(); c.why != "" {
			c.treatment = "drop"
			continue
		}
		d.decideValues(c)
	}
	d.decideTimes()
	d.decideKey()
	d.decidePlace()
	d.sayColumns()
}

var startsWell = regexp.MustCompile(`^[a-z]`)

// nameOf names a column: as a built-in contract does under the same header, by
// the header's own letters, or by its place.
func (d *drafting) nameOf(c *draftColumn, i int) string {
	name := ""
	if c.like != nil {
		name = c.like.Name
	} else if name = strings.Trim(notAWord.ReplaceAllString(strings.ToLower(c.base), "_"), "_"); !startsWell.MatchString(name) || !isASCII(c.base) {
		name = fmt.Sprintf("col_%d", i+1)
	}
	for n, whole := 2, name; slices.ContainsFunc(d.cols[:i], func(o *draftColumn) bool { return o.name == name }) || slices.Contains(ownColumns, name); n++ {
		name = fmt.Sprintf("%s_%d", whole, n)
	}
	return name
}

// decideValues finds codes, and forms of values.
func (d *drafting) decideValues(c *draftColumn) {
	if c.typ != "string" || c.filled == 0 {
		return
	}
	if p := c.like; p != nil && p.codes != nil {
		fit := 0
		for v, n := range c.distinct {
			if p.codes[v] {
				fit += n
			}
		}
		if c.mostly(fit) {
			c.codes, c.values, c.odd = p.Codes, p.Values, c.filled-fit
			return
		}
	}
	if c.few() && c.longest <= 40 {
		c.values = sortedKeys(c.distinct)
		return
	}
	if len(c.distinct) > 10 && (c.looksLike(idWords) || len(c.distinct)*2 > c.filled) {
		if c.pattern = c.shape.pattern(); c.hex == c.filled && c.chars == c.longest*c.filled {
			c.pattern = fmt.Sprintf("[0-9a-f]{%d}", c.longest)
		}
	}
}

func sortedKeys(m map[string]int) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

var (
	startWords  = regexp.MustCompile(`受理|登记|立案|收件|发生|创建|申请|统计|日期$|open|creat|start|begin|receiv|report|incident|inspection|occur|date$|month`)
	endWords    = regexp.MustCompile(`办结|结案|完成|结束|截止|期限|时限|关闭|close|complet|end|finish|resolv|due|expir`)
	updateWords = regexp.MustCompile(`更新|修改|updat|modif|chang`)
)

// decideTimes picks the time of the event and the version column.
func (d *drafting) decideTimes() {
	best := -1
	for _, c := range d.cols {
		if c.treatment != "" || !c.isDate() {
			continue
		}
		if c.looksLike(updateWords) {
			if c.required && c.typ == "timestamp" && d.updated == nil {
				d.updated = c
			}
			continue
		}
		score := 0
		if c.looksLike(startWords) {
			score += 2
		}
		if c.looksLike(endWords) {
			score -= 2
		}
		if c.required && score > best {
			d.event, best = c, score
		}
	}
	switch {
	case d.event != nil:
		d.ask("eventTime: %s, taken for the time the thing happened", d.event.name)
	default:
		d.ask("eventTime: no column of dates is filled in every row; rows are in no period until there is one")
	}
	d.ask("rhythm: %s; say how often files come and when they are due (latency, timeOfAvailability)", d.rhythmWord())
	if d.updated != nil {
		d.ask("updated: %s, taken for the version of a row", d.updated.name)
	}
}

func (d *drafting) rhythmWord() string { return "frequency " + d.rhythm() + " is a guess" }

// rhythm guesses how files come by the dates of their rows.
func (d *drafting) rhythm() string {
	if d.event == nil {
		return "change"
	}
	switch d.event.format {
	case "yyyy-MM":
		return "monthly"
	case "yyyy-QQQ":
		return "quarterly"
	}
	days := map[int64]bool{}
	for _, at := range d.event.firsts {
		if at != math.MinInt64 {
			days[at/dayMicros] = true
		}
	}
	firsts := 0
	for day := range days {
		if f := (&Property{Month: true}).firstDay(day); f == faultNone {
			firsts++
		}
	}
	if firsts == len(days) && len(days) > 1 {
		return "monthly"
	}
	return "daily"
}

// byYear reports whether months are too small to be files of their own.
func (d *drafting) byYear() bool {
	months := map[[2]int]bool{}
	for _, at := range d.event.firsts {
		if at != math.MinInt64 {
			t := time.UnixMicro(at).UTC()
			months[[2]int{t.Year(), int(t.Month())}] = true
		}
	}
	return len(months) > 12 && d.rows/len(months) < 2000
}

// orders gives the columns that never, or hardly ever, lie before the event.
func (d *drafting) orders() []*draftColumn {
	var out []*draftColumn
	if d.event == nil {
		return nil
	}
	for _, c := range d.cols {
		if c == d.event || c == d.updated || c.treatment != "" || !c.isDate() || c.filled == 0 || !c.looksLike(endWords) {
			continue
		}
		both, before := 0, 0
		for i, at := range c.firsts {
			if at == math.MinInt64 || d.event.firsts[i] == math.MinInt64 {
				continue
			}
			both++
			if at < d.event.firsts[i] {
				before++
			}
		}
		if both > 0 && before*50 <= both {
			out = append(out, c)
		}
	}
	return out
}

// decidePlace names the columns that may say where a row lies.
func (d *drafting) decidePlace() {
	for _, c := range d.cols {
		if c.treatment == "" && c.filled > 0 && !c.isDate() && c.looksLike(placeWords) {
			d.places = append(d.places, fmt.Sprintf("%s (%s values)", c.header, atMost(len(c.distinct), maxDistinct)))
		}
	}
	if len(d.places) == 0 {
		d.ask("area: no header sounds like a place; without the custom property area rows lie nowhere")
		return
	}
	d.ask("area: which column says where a row lies, and what its values are called in the area tree (custom property area; map files hold source,value,code). It may be %s", strings.Join(d.places, ", "))
}

func atMost(n, most int) string {
	if n >= most {
		return fmt.Sprintf("%d or more", most)
	}
	return itoa(int64(n))
}

// sayColumns names what was decided of columns and should be looked at.
func (d *drafting) sayColumns() {
	for _, c := range d.cols {
		switch {
		case c.treatment != "":
			d.ask("%s: dropped, %s; where it is about no person, keep it with the custom property guard: reviewed", cmp.Or(c.name, c.header), c.why)
		case c.filled == 0:
			d.ask("%s: empty in every row of the sample", c.name)
		case c.values != nil && c.codes == "":
			d.ask("%s: %d values in the sample; are there others?", c.name, len(c.values))
		case c.pattern != "":
			d.ask("%s: every value fits %s; is that its form?", c.name, c.pattern)
		}
		if c.odd > 0 && c.treatment == "" {
			d.ask("%s: %d of %d cells are no %s; their rows would be rejected", c.name, c.odd, c.filled, c.typ)
		}
		if c.unit != "" && c.treatment == "" && c.typ != "string" {
			d.ask("%s: unit %s, by its header", c.name, c.unit)
		}
	}
}

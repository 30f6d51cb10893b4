package etl

import (
	"fmt"
	"strings"
	"unicode"
)

// headerSearch is how many rows from the top the header may lie below titles.
const headerSearch = 30

// header says which cell of a row is which column.
type header struct {
	row     int // index of its first row among those searched
	rows    int // 1 or 2
	names   []string
	column  []int    // by property: cell index, -1 where the file lacks it
	shift   []int    // by property: power of ten from the header's unit
	area    []int    // by source of area.from: cell index or -1
	extra   []string // headers that the contract does not know
	extraAt []int    // their cells
	twice   string   // a column that two cells claim
}

// plain gives a header for comparison: no spaces, half-width, lower case, no
// marks of required cells.
func plain(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case unicode.IsSpace(r) || r == '\uFEFF' || r == '\u200B' || r == '*':
			continue
		case r >= 0xFF01 && r <= 0xFF5E:
			r -= 0xFEE0
		}
		if r != '*' {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

// splitUnit takes a unit in brackets off a plain header: 涉及金额(万元).
func splitUnit(s string) (base, unit string) {
	if !strings.HasSuffix(s, ")") {
		return s, ""
	}
	i := strings.LastIndexByte(s, '(')
	if i <= 0 {
		return s, ""
	}
	return s[:i], s[i+1 : len(s)-1]
}

var magnitudes = []struct {
	prefix string
	exp    int
}{{"百万", 6}, {"亿", 8}, {"万", 4}, {"千", 3}}

var sameUnits = map[string]string{"平方公里": "km2", "平方千米": "km2", "km²": "km2"}

// magnitude splits 万元 into 元 and 4.
func magnitude(unit string) (base string, exp int) {
	unit = strings.TrimPrefix(unit, "单位:")
	for _, m := range magnitudes {
		if rest, ok := strings.CutPrefix(unit, m.prefix); ok && rest != "" {
			return rest, m.exp
		}
	}
	if s, ok := sameUnits[unit]; ok {
		return s, 0
	}
	return unit, 0
}

// unitShift gives the power of ten from a header's unit to a column's; ok is
// false where the units are of different kinds.
func unitShift(from, to string) (shift int, ok bool) {
	a, i := magnitude(from)
	b, j := magnitude(plain(to))
	return i - j, a == b
}

// headerOf reads a header from one row of names, or from two, the upper of
// which names groups over merged cells.
func (c *Contract) headerOf(upper, lower []string) header {
	n := max(len(upper), len(lower))
	h := header{rows: 1, names: make([]string, n), column: make([]int, len(c.Properties)), shift: make([]int, len(c.Properties))}
	for i := range h.column {
		h.column[i] = -1
	}
	if c.areas != nil {
		h.area = make([]int, len(c.areas.sources))
		for i := range h.area {
			h.area[i] = -1
		}
	}
	at := func(row []string, i int) string {
		if i < len(row) {
			return plain(row[i])
		}
		return ""
	}
	group := ""
	for i := range n {
		names := []string{at(lower, i)}
		if upper != nil {
			h.rows = 2
			top := at(upper, i)
			if top != "" {
				group = top
			}
			if names[0] == "" {
				names[0] = top
			} else {
				names = []string{group + names[0], names[0]}
			}
		}
		h.names[i] = names[len(names)-1]
		if h.names[i] == "" {
			continue
		}
		used := false
		for _, name := range names {
			if c.claim(&h, i, name) {
				used = true
				break
			}
		}
		if !used {
			h.extra, h.extraAt = append(h.extra, h.names[i]), append(h.extraAt, i)
		}
	}
	return h
}

// claim finds what cell i, headed name, is.
func (c *Contract) claim(h *header, i int, name string) bool {
	used := false
	if c.areas != nil {
		for k, source := range c.areas.sources {
			if plain(source) == name {
				h.area[k], used = i, true
			}
		}
	}
	base, unit := splitUnit(name)
	for k := range c.Properties {
		p := &c.Properties[k]
		for _, want := range p.headers {
			shift, fits := 0, name == want.whole
			if !fits && unit != "" && p.typ.isNumber() && p.Unit != "" && want.base == base {
				shift, fits = unitShift(unit, p.Unit)
			}
			if !fits {
				continue
			}
			if h.column[k] >= 0 && h.column[k] != i {
				h.twice = want.whole
			}
			h.column[k], h.shift[k] = i, shift
			return true
		}
	}
	return used
}

// score counts the columns found, and names the required ones that were not.
func (c *Contract) score(h header) (found int, missing []string) {
	for k := range c.Properties {
		p := &c.Properties[k]
		switch {
		case h.column[k] >= 0:
			found++
		case p.inFile() && p.kept() && p.Required:
			missing = append(missing, p.Header[0])
		}
	}
	for _, i := range h.area {
		if i >= 0 {
			found++
		}
	}
	return found, missing
}

// findHeader searches the first rows of a file for its header. The error says
// which required headers the likeliest row lacks.
func (c *Contract) findHeader(rows [][]string, sheet bool) (header, error) {
	if c.drafted {
		return c.draftHeader(rows, sheet)
	}
	best, bestFound := header{}, 0
	for i := range rows {
		var tries []header
		if c.Source.HeaderRows != 2 || isMended(rows[i]) {
			tries = append(tries, c.headerOf(nil, rows[i]))
		}
		if i+1 < len(rows) && !isMended(rows[i]) && (c.Source.HeaderRows == 2 || c.Source.HeaderRows == 0 && sheet) {
			tries = append(tries, c.headerOf(rows[i], rows[i+1]))
		}
		for _, h := range tries {
			if found, _ := c.score(h); found > bestFound {
				h.row = i
				best, bestFound = h, found
			}
		}
		if bestFound == c.columnsInFile() { // no row can have more
			break
		}
	}
	if bestFound == 0 {
		return header{}, fmt.Errorf("no header found in the first %d rows; expected %s", len(rows), c.wanted())
	}
	_, missing := c.score(best)
	switch {
	case len(missing) > 0:
		return header{}, fmt.Errorf("the header lacks %s%s", strings.Join(missing, ", "), c.hint(best))
	case best.twice != "":
		return header{}, fmt.Errorf("the header has %s twice", best.twice)
	}
	return best, nil
}

// wanted names the required headers.
func (c *Contract) wanted() string {
	var names []string
	for i := range c.Properties {
		if p := &c.Properties[i]; p.inFile() && p.kept() && p.Required {
			names = append(names, p.Header[0])
		}
	}
	return strings.Join(names, ", ")
}

// columnsInFile counts all that a header can have of the contract.
func (c *Contract) columnsInFile() int {
	n := 0
	for i := range c.Properties {
		if c.Properties[i].inFile() {
			n++
		}
	}
	if c.areas != nil {
		n += len(c.areas.sources)
	}
	return n
}

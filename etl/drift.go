package etl

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/anlan-lake/anlan"
	finder "github.com/anlan-lake/anlan/internal/person"
)

// driftRows is how many of a file's first rows are looked at in columns that
// the contract does not know.
const driftRows = 4096

// extraColumn is what has been seen of such a column.
type extraColumn struct {
	anlan.ExtraColumn
	cell int
	can  [4]bool // be an integer, a number, a date, a boolean
}

var extraTypes = [4]string{"integer", "number", "date", "boolean"}

var truthWords = []string{"是", "否", "true", "false", "y", "n", "有", "无"}

// personHeads are words in a header that may speak of a person, besides those
// by which a contract is refused: a person looks.
var personHeads = []string{"户籍", "出生", "当事人", "申请人", "诉求人", "照片", "name", "birth", "wechat"}

// extras gives the columns of a file that the contract does not know.
func (t *table) extras(c *Contract) []extraColumn {
	if r, ok := t.reader.(*jsonReader); ok { // its keys are known when it has been read, its values never
		var out []extraColumn
		for _, name := range r.keys.extra {
			out = append(out, newExtra(name, -1, c, nil))
		}
		return out
	}
	var out []extraColumn
	for i, name := range t.extra {
		if i == maxExtra {
			break
		}
		out = append(out, newExtra(name, t.extraAt[i], c, t.column))
	}
	return out
}

func newExtra(name string, cell int, c *Contract, column []int) extraColumn {
	x := extraColumn{cell: cell, can: [4]bool{true, true, true, true}}
	x.Header = masked(name)
	x.Person = x.Header != name || finder.Header(name) != "" || slices.ContainsFunc(personHeads, func(w string) bool { return strings.Contains(plain(name), w) })
	if column != nil {
		x.Like = c.alike(name, column)
	}
	return x
}

// aside is what a file has that its contract does not know.
type aside struct {
	c     *Contract
	t     *table
	dec   *decoder // its own: blocks are parsed beside
	loc   *time.Location
	extra []extraColumn
}

func newAside(t *table, c *Contract, loc *time.Location) *aside {
	return &aside{c: c, t: t, dec: newDecoder(t.reader.charset()), loc: loc, extra: t.extras(c)}
}

// look takes in the extra columns of a block, within the first rows of a file.
func (a *aside) look(blk *block) {
	if blk == nil {
		return
	}
	for k := range a.extra {
		x := &a.extra[k]
		if x.cell < 0 || x.Rows >= driftRows {
			continue
		}
		for row := range blk.rows() {
			if blk.torn[row] {
				continue
			}
			x.Rows++
			cell, err := clean(blk.cell(row, x.cell), a.dec)
			if err != nil || cell == nil {
				continue
			}
			x.Filled++
			x.take(cell, a.loc)
		}
	}
}

// take narrows down what a column may hold by one value.
func (x *extraColumn) take(cell []byte, loc *time.Location) {
	if !x.Person && person(cell) != "" {
		x.Person = true
	}
	if x.can[0] || x.can[1] {
		var scratch []byte
		n, suffixed, ok := parseNumber(cell, &scratch)
		x.can[1] = x.can[1] && ok && !suffixed
		x.can[0] = x.can[0] && ok && !suffixed && n.exp == 0
	}
	if x.can[2] {
		var scratch []byte
		_, f := parseTime(cell, loc, &scratch)
		_, bare := plainInt(cell)
		x.can[2] = f == faultNone && (!bare || len(cell) == len("20261120"))
	}
	x.can[3] = x.can[3] && slices.Contains(truthWords, strings.ToLower(string(cell)))
}

// done gives the column with the type its values allow.
func (x extraColumn) done() anlan.ExtraColumn {
	if x.Filled == 0 {
		return x.ExtraColumn
	}
	x.Type = "text"
	// Eight digits may be a day: a column that is all days and all numbers is days.
	for _, i := range []int{2, 0, 1, 3} {
		if x.can[i] {
			x.Type = extraTypes[i]
			break
		}
	}
	return x.ExtraColumn
}

// header tells what of the contract a file had, and what it had beside.
func (a *aside) header(b *batch) anlan.Header {
	c := a.c
	h := anlan.Header{Batch: b.ID, Dataset: c.ID, Feed: feedOf(b.Source), Day: b.DataDate}
	if _, ok := a.t.reader.(*jsonReader); ok {
		a.extra = a.t.extras(c) // a key may come up late
	} else {
		h.Columns = []string{}
		for k := range c.Properties {
			if a.t.column[k] >= 0 {
				h.Columns = append(h.Columns, c.Properties[k].Name)
			}
		}
	}
	for _, x := range a.extra {
		h.Extra = append(h.Extra, x.done())
	}
	return h
}

var (
	digitsInName = regexp.MustCompile(`\d+`)
	sentInName   = regexp.MustCompile(`_sent_[0-9-]+`)
)

// feedOf is a file's name without days, page numbers and when it was sent.
func feedOf(name string) string {
	return digitsInName.ReplaceAllString(dayInName.ReplaceAllString(sentInName.ReplaceAllString(name, ""), "#"), "#")
}

// Endings and beginnings of headers that say of what kind a column is, not
// which: 办结日期 is likely what another calls 办结时间.
var headKinds = regexp.MustCompile(`(^是否)|(时间|日期|时刻|日|编号|号码|代码|编码|号|码|名称|名|类别|类型|种类|_?(time|date|at|id|no|code|name|type|count))$`)

// alike gives the header of a kept column, absent from the file, that a header
// looks like, "" for none.
func (c *Contract) alike(name string, column []int) string {
	best, score := "", 0.0
	for k := range c.Properties {
		p := &c.Properties[k]
		if column[k] >= 0 || !p.inFile() || !p.kept() {
			continue
		}
		for _, h := range p.Header {
			if s := similar(plain(name), plain(h)); s > score {
				best, score = p.Header[0], s
			}
		}
	}
	if score < 0.75 {
		return ""
	}
	return best
}

// hint names what a header without required columns has that may be meant.
func (c *Contract) hint(h header) string {
	var out []string
	for _, name := range h.extra {
		if like := c.alike(name, h.column); like != "" && masked(name) == name {
			out = append(out, name+" may be "+like)
		}
	}
	if len(out) == 0 {
		return ""
	}
	return "; " + strings.Join(out, ", ") + ": if so, add it to the column's aliases in the contract"
}

// similar gives how much two headers have in common, from 0 to 1.
func similar(a, b string) float64 {
	if short := min(len([]rune(a)), len([]rune(b))); short >= 2 && (strings.Contains(a, b) || strings.Contains(b, a)) {
		return 0.9
	}
	ka, kb := headKinds.ReplaceAllString(a, ""), headKinds.ReplaceAllString(b, "")
	if len([]rune(ka)) >= 2 && len([]rune(kb)) >= 2 {
		if ka == kb {
			return 1
		}
		return common([]rune(ka), []rune(kb))
	}
	return common([]rune(a), []rune(b))
}

// common is twice the length of the longest common subsequence over both lengths.
func common(a, b []rune) float64 {
	if len(a)+len(b) == 0 {
		return 0
	}
	row := make([]int, len(b)+1)
	for i := range a {
		corner := 0
		for j := range b {
			above := row[j+1]
			if a[i] == b[j] {
				row[j+1] = corner + 1
			} else {
				row[j+1] = max(row[j+1], row[j])
			}
			corner = above
		}
	}
	return 2 * float64(row[len(b)]) / float64(len(a)+len(b))
}

package etl

import (
	"bytes"
	"math"
	"strings"
	"time"
	"unicode"
)

// columnReader turns the cells of one column into values.
type columnReader struct {
	p       *Property
	src     int // cell index in the file; -1 where the file has no such column
	header  string
	shift   int // power of ten from the header's unit to the column's
	dec     *decoder
	loc     *time.Location
	lo, hi  int64
	flo     float64
	fhi     float64
	fabove  bool
	scratch []byte
	codes   map[string]bool
	units   []string // that may stand behind a number: 人次, or 路 and 台 of 路/台
	sized   bool     // the unit is a size of another, 万元: 元 behind a number is not it
	plain   bool     // of texts: any is a value
	exact   steps    // of texts: what fits is a value as it is
	strides []stride // of exact
	prose   bool     // of plain texts: they are told apart by a single look
	apart   bool     // of texts: no two are the same, or few
	words   *wordTable
	short   []shortCell
	day     isoDate
}

func newColumnReader(p *Property, src int, header string, shift int, dec *decoder, loc *time.Location) *columnReader {
	c := &columnReader{p: p, src: src, header: header, shift: shift, dec: dec, loc: loc, codes: p.codes, units: append([]string{p.Unit}, strings.Split(p.Unit, "/")...)}
	_, size := magnitude(plain(p.Unit))
	c.sized = size != 0
	c.lo, c.hi = p.limits()
	c.flo, c.fhi, c.fabove = p.limitsFloat()
	if p.typ == typeText {
		c.plain = c.codes == nil && p.pattern == nil && p.Check == "" && !p.isKey && !p.NoSpaces && !p.isArea
		c.prose = c.plain && !p.unguard && !dec.gb
		if s, ok := p.pattern.(steps); ok && len(s) > len("NULL") && s[0].from != '-' && c.codes == nil && p.Check == "" && !p.isArea && p.unguard {
			c.exact, c.strides = s, s.strides()
		}
		c.apart = p.isKey
	}
	return c
}

// clean gives a cell as trimmed UTF-8, nil where it means nothing at all.
func clean(cell []byte, dec *decoder) ([]byte, error) {
	cell = trimmed(cell)
	if ascii(cell) {
		return meaning(cell), nil
	}
	text, err := dec.decode(cell)
	if err != nil {
		return nil, err
	}
	return meaning(text), nil
}

// trimmed takes blanks and control characters of ASCII off both ends.
func trimmed(cell []byte) []byte {
	for len(cell) > 0 && cell[0] <= ' ' {
		cell = cell[1:]
	}
	for len(cell) > 0 && cell[len(cell)-1] <= ' ' {
		cell = cell[:len(cell)-1]
	}
	return cell
}

// meaning gives a trimmed text without blanks beyond ASCII at its ends, nil
// where it is one of the ways to write that there is nothing.
func meaning(text []byte) []byte {
	if len(text) == 0 {
		return nil
	}
	switch text[0] {
	case '-':
		if len(bytes.Trim(text, "-")) == 0 {
			return nil
		}
	case '/':
		if len(text) == 1 {
			return nil
		}
	case 'N', 'n':
		if len(text) == 4 && bytes.EqualFold(text, []byte("NULL")) {
			return nil
		}
	}
	if mayBlank(text) {
		text = bytes.TrimFunc(text, func(r rune) bool { return unicode.IsSpace(r) || r == '\uFEFF' || r == '\u200B' })
	}
	if len(text) > len("不详") {
		return text
	}
	switch string(text) {
	case "", "—", "——", "－", "–", "／", "无", "不详":
		return nil
	}
	return text
}

// mayBlank reports whether a text could begin or end with a blank beyond ASCII:
// those that there are begin with one of five bytes.
func mayBlank(text []byte) bool {
	lead := func(c byte) bool { return c == 0xC2 || c == 0xE1 || c == 0xE2 || c == 0xE3 || c == 0xEF }
	n := len(text)
	return n > 0 && lead(text[0]) || n > 2 && lead(text[n-3]) || n > 1 && text[n-2] == 0xC2
}

// textCell gives the value of a varchar cell.
func (c *columnReader) textCell(b []byte) ([]byte, fault) {
	p := c.p
	if p.NoSpaces {
		b = bytes.Join(bytes.FieldsFunc(b, unicode.IsSpace), nil)
	}
	if c.codes == nil && p.pattern == nil && p.Check == "" && !p.isKey {
		return b, faultNone
	}
	if !ascii(b) {
		b = halfWidth(b, &c.scratch)
	}
	b = wholeNumber(b)
	if c.codes != nil {
		if p.Recode != nil || p.prefixes != nil {
			b = p.recode(b)
		}
		if !c.codes[string(b)] {
			return nil, faultCode
		}
	}
	if p.pattern != nil && !p.pattern.Match(b) {
		return nil, faultPattern
	}
	if p.Check == "uscc" && !uscc(b) || p.Check == "key" && !plainKey(b) {
		return nil, faultCheck
	}
	return b, faultNone
}

// wholeNumber writes 6.29902001001001E+14, as sheets keep long codes, in full.
func wholeNumber(b []byte) []byte {
	if len(b) < 5 || b[1] != '.' || b[0] == '.' || bytes.IndexByte(b, 'E') < 1 {
		return b
	}
	n, ok := parseDecimal(b)
	if !ok {
		return b
	}
	if v, exact, fits := n.scaled(0); exact && fits && v > 0 {
		return appendInt(nil, v)
	}
	return b
}

// uscc reports whether the check character of a unified social credit code is
// right, by GB 32100-2015: weights are powers of 3 modulo 31.
func uscc(b []byte) bool {
	const set = "0123456789ABCDEFGHJKLMNPQRTUWXY"
	if len(b) != 18 {
		return false
	}
	sum, weight := 0, 1
	for _, c := range b[:17] {
		v := strings.IndexByte(set, c)
		if v < 0 {
			return false
		}
		sum += v * weight
		weight = weight * 3 % 31
	}
	return b[17] == set[(31-sum%31)%31]
}

// plainKey reports whether a key is letters, digits and hyphens, and none of
// it could be the number of a person.
func plainKey(b []byte) bool {
	for _, c := range b {
		if !isDigit(c) && !isLetter(c) && c != '-' {
			return false
		}
	}
	return person(b) == ""
}

func appendInt(b []byte, v int64) []byte {
	var buf [20]byte
	i := len(buf)
	for {
		i--
		buf[i] = byte('0' + v%10)
		if v /= 10; v == 0 {
			return append(b, buf[i:]...)
		}
	}
}

func (p *Property) recode(b []byte) []byte {
	if to, ok := p.Recode[string(b)]; ok {
		return []byte(to)
	}
	for _, pre := range p.prefixes {
		if bytes.HasPrefix(b, []byte(pre.prefix)) {
			return []byte(pre.code)
		}
	}
	return b
}

// numCell gives the value of any other cell, as vectors hold it.
func (c *columnReader) numCell(b []byte) (int64, fault) {
	switch c.p.typ {
	case typeBool:
		return boolCell(b, &c.scratch)
	case typeDate, typeTimestamp:
		v, f := parseTime(b, c.loc, &c.scratch)
		switch {
		case c.p.Month && f == faultDate:
			v, f = parseMonth(b, &c.scratch)
		case c.p.Quarter && f == faultDate:
			v, f = parseQuarter(b, &c.scratch)
		case c.p.Hour && f == faultNone && v%hourMicros != 0:
			f = faultHour
		}
		if f != faultNone || c.p.typ == typeTimestamp {
			return v, f
		}
		day := v / dayMicros
		if v%dayMicros < 0 {
			day--
		}
		return day, c.p.firstDay(day)
	}
	b, own := c.withoutUnit(b)
	n, suffixed, ok := parseNumber(b, &c.scratch)
	if !ok || (suffixed || own) && c.shift != 0 || suffixed && (own || c.sized) {
		return 0, faultNumber
	}
	if c.p.typ == typeFloat {
		f := n.float(c.shift)
		if f < c.flo || f > c.fhi || c.fabove && f == c.flo {
			return 0, faultRange
		}
		return int64(math.Float64bits(f)), faultNone
	}
	shift := c.shift
	if c.p.typ == typeDecimal {
		shift += 2
	}
	v, exact, fits := n.scaled(shift)
	switch {
	case !fits || v < c.lo || v > c.hi:
		return 0, faultRange
	case !exact && c.p.typ != typeDecimal:
		return 0, faultWhole
	}
	return v, faultNone
}

// withoutUnit takes the column's own unit off a cell; own says that it was there.
func (c *columnReader) withoutUnit(b []byte) (number []byte, own bool) {
	if len(b) == 0 || b[len(b)-1] < 0x80 {
		return b, false
	}
	for _, u := range c.units {
		if rest, ok := bytes.CutSuffix(b, []byte(u)); ok && u != "" && len(rest) > 0 {
			return bytes.TrimSpace(rest), true
		}
	}
	return b, false
}

func boolCell(b []byte, scratch *[]byte) (int64, fault) {
	if !ascii(b) {
		switch string(b) {
		case "是":
			return 1, faultNone
		case "否":
			return 0, faultNone
		}
		b = halfWidth(b, scratch)
	}
	if len(b) == 1 {
		switch b[0] {
		case '1', 'Y', 'y':
			return 1, faultNone
		case '0', 'N', 'n':
			return 0, faultNone
		}
		return 0, faultBool
	}
	switch {
	case bytes.EqualFold(b, []byte("true")):
		return 1, faultNone
	case bytes.EqualFold(b, []byte("false")):
		return 0, faultNone
	}
	return 0, faultBool
}

// firstDay checks that the day that stands for a month or quarter is its first.
func (p *Property) firstDay(day int64) fault {
	t := time.Unix(day*86400, 0).UTC()
	switch {
	case p.Month && t.Day() != 1:
		return faultMonth
	case p.Quarter && (t.Day() != 1 || t.Month()%3 != 1):
		return faultQuarter
	}
	return faultNone
}

// parseMonth reads 2026-09, 2026/9, 202609 and 2026年9月 as the month's first day.
func parseMonth(b []byte, scratch *[]byte) (int64, fault) {
	if !ascii(b) {
		b = plainDate(halfWidth(b, scratch))
	}
	if n, ok := plainInt(b); ok && len(b) == 6 {
		return dayOf(int(n/100), int(n%100), 1)
	}
	if len(b) < 6 || len(b) > 7 || b[4] != '-' && b[4] != '/' && b[4] != '.' {
		return 0, faultDate
	}
	y, ok1 := plainInt(b[:4])
	m, ok2 := plainInt(b[5:])
	if !ok1 || !ok2 {
		return 0, faultDate
	}
	return dayOf(int(y), int(m), 1)
}

// parseQuarter reads 2026Q3, 2026-Q3, 2026年第三季度, 2026年3季度 and the like as
// the quarter's first day.
func parseQuarter(b []byte, scratch *[]byte) (int64, fault) {
	if !ascii(b) {
		b = halfWidth(b, scratch)
	}
	if len(b) < 6 {
		return 0, faultDate
	}
	y, ok := plainInt(b[:4])
	rest := strings.ReplaceAll(string(b[4:]), " ", "")
	for _, mark := range []string{"年", "-", "第"} {
		rest = strings.TrimPrefix(rest, mark)
	}
	var n string
	if q, is := strings.CutPrefix(strings.ToUpper(rest), "Q"); is {
		n = q
	} else if n, is = strings.CutSuffix(rest, "季度"); !is {
		return 0, faultDate
	}
	for k, names := range [...][2]string{{"1", "一"}, {"2", "二"}, {"3", "三"}, {"4", "四"}} {
		if ok && (n == names[0] || n == names[1]) {
			return dayOf(int(y), 3*k+1, 1)
		}
	}
	return 0, faultDate
}

package etl

import (
	"bytes"
	"hash/maphash"
	"math"
	"regexp"
	"strings"
	"time"

	finder "github.com/anlan-lake/anlan/internal/person"
)

// Few enough different values may be codes; more than maxDistinct are not told
// apart.
const (
	maxDistinct = 2000
	maxCodes    = 30
)

// draftColumn is one column of a sample: what its cells are, and what is made
// of it.
type draftColumn struct {
	header, base, unit string // as sent, without its unit, the unit
	src                int

	filled, longest, chars, spaced, hex int  // cells, letters of the longest, of all; cells of many words, of hexadecimal digits
	bools, ints, numbers, cents, padded int  // cells that are so
	wide                                bool // beyond 32 bits
	low, high                           float64
	days, times, months, quarters       int
	names                               int // cells that could be a Chinese name
	serials, wholeSerials               int // numbers that could be days of a sheet
	persons                             int // cells with a person's number
	distinct                            map[string]int
	shape                               *cellShape
	hashes                              []uint64 // of each row; 0 for an empty cell
	firsts                              []int64  // of each row: microseconds, for columns of times
	scratch                             []byte

	like                      *Property // column of a built-in contract under the same header, nil for none
	name, typ, treatment, why string
	odd                       int // filled cells that are not of the type
	codes                     string
	values                    []string
	pattern, format           string
	required                  bool
}

// surnames are the hundred most common ones: four of five people have one.
const surnames = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"

var seed = maphash.MakeSeed()

func newDraftColumn(header string, src int) *draftColumn {
	c := &draftColumn{header: header, base: header, src: src, low: math.Inf(1), high: math.Inf(-1), distinct: map[string]int{}}
	half := strings.NewReplacer("（", "(", "）", ")").Replace(header)
	if base, unit := splitUnit(half); unit != "" {
		if of, exp := magnitude(plain(unit)); exp != 0 || len([]rune(of)) <= 3 && !isASCII(of) || of == "%" {
			c.base, c.unit = strings.TrimSpace(base), of
		}
	}
	return c
}

func isASCII(s string) bool { return ascii([]byte(s)) }

// add looks at the cell of one more row; nil is an empty one.
func (c *draftColumn) add(cell []byte, loc *time.Location) {
	if cell == nil {
		c.hashes, c.firsts = append(c.hashes, 0), append(c.firsts, math.MinInt64)
		return
	}
	c.filled++
	c.hashes = append(c.hashes, maphash.Bytes(seed, cell)|1)
	if len(c.distinct) < maxDistinct {
		c.distinct[string(cell)]++
	} else if _, known := c.distinct[string(cell)]; known {
		c.distinct[string(cell)]++
	}
	n := len([]rune(string(cell)))
	c.longest, c.chars = max(c.longest, n), c.chars+n
	if bytes.Count(cell, []byte(" ")) > 4 || n > len(cell)*2/3 && n < len(cell) || 3*n <= len(cell)+2 && n > 40 {
		c.spaced++
	}
	if n >= 2 && n <= 3 && len(cell) == 3*n && strings.ContainsRune(surnames, []rune(string(cell))[0]) {
		c.names++
	}
	if len(cell) >= 16 && len(bytes.Trim(cell, "0123456789abcdef")) == 0 {
		c.hex++
	}
	if finder.Find(cell) != finder.None {
		c.persons++
	}
	if c.shape == nil {
		c.shape = shapeOf(cell)
	} else {
		c.shape.widen(cell)
	}
	if _, f := boolCell(cell, &c.scratch); f == faultNone {
		c.bools++
	}
	c.number(cell)
	at := int64(math.MinInt64)
	if _, whole := plainInt(cell); !whole || len(cell) == 8 {
		if v, f := parseTime(cell, loc, &c.scratch); f == faultNone && !isNumber(cell) {
			c.times++
			if v%dayMicros == 0 && len(cell) <= len("2026年10月16日") {
				c.days++
			}
			at = v
		} else if v, f := parseMonth(cell, &c.scratch); f == faultNone && len(cell) > 6 {
			c.months++
			at = v
		} else if v, f := parseQuarter(cell, &c.scratch); f == faultNone {
			c.quarters++
			at = v
		}
	}
	c.firsts = append(c.firsts, at)
}

// isNumber reports whether a cell is a decimal, which could be a sheet's serial.
func isNumber(cell []byte) bool {
	_, ok := parseDecimal(cell)
	return ok && len(cell) != 8
}

func (c *draftColumn) number(cell []byte) {
	n, _, ok := parseNumber(cell, &c.scratch)
	if !ok {
		return
	}
	c.numbers++
	if len(cell) > 1 && cell[0] == '0' && bytes.IndexByte(cell, '.') < 0 {
		c.padded++
	}
	f := n.float(0)
	if f >= firstSerial && f < lastSerial+1 {
		if c.serials++; f == math.Trunc(f) {
			c.wholeSerials++
		}
	}
	c.low, c.high = min(c.low, f), max(c.high, f)
	if v, exact, fits := n.scaled(0); exact && fits {
		c.ints++
		c.wide = c.wide || v > math.MaxInt32 || v < math.MinInt32
	}
	if _, exact, fits := n.scaled(2); exact && fits {
		c.cents++
	}
}

var (
	idWords      = regexp.MustCompile(`编号|编码|代码|单号|案号|文号|序列号|流水号|(^|[ _#-])(id|code|key|no\.?|num|number|uuid|guid|zip|zip code|postcode|naics|fips|serial)$`)
	dateWords    = regexp.MustCompile(`日期|时间|时限|月份|date|time|month`)
	boolWords    = regexp.MustCompile(`^是否|^有无|^(is|has|was|are)[ _]`)
	moneyWords   = regexp.MustCompile(`金额|价款|赔偿|工资|费用|amount|price|cost|wage|salary|fee`)
	placeWords   = regexp.MustCompile(`区划|街道|乡镇|村社|社区|网格|辖区|区县|所在地|地区|area|district|ward|borough|county|state|city|country|region|neighbou?rhood|precinct|lsoa|municipality|province|postcode|\bzip\b|location`)
	textWords    = regexp.MustCompile(`内容|描述|详情|简况|简要|备注|意见|摘要|诉求|说明|comment|remark|narrative|description|detail|notes?$|summary|complaint_text`)
	aboutPersons = regexp.MustCompile(`名单|网格员|调解员|民警|当事人|申请人|投诉人|来访人|报警人|经办人|受害人|负责人|填报人|法人代表|法定代表人|(^|[ _])(full_?name|person|contact|party|operator|complainant|applicant|victim|suspect|officer|reporter|owner_name|caller)($|[ _])`)
)

// looksLike reports whether the header has one of the words.
func (c *draftColumn) looksLike(words *regexp.Regexp) bool {
	return words.MatchString(strings.ToLower(c.header))
}

// mostly reports whether n of the filled cells are nearly all of them: a large
// sample may hold a few that are wrong.
func (c *draftColumn) mostly(n int) bool {
	return c.filled > 0 && (n == c.filled || c.filled >= 20 && (c.filled-n)*20 <= c.filled)
}

// decideType settles the type by what nearly all filled cells are, and counts
// the others.
func (c *draftColumn) decideType() {
	settle := func(typ string, fitting int) { c.typ, c.odd = typ, max(c.filled-fitting, 0) }
	if p := c.like; p != nil && c.filled > 0 {
		if fits := c.fitting(p); fits*10 >= c.filled*8 {
			settle(draftType(p.typ), fits)
			c.format = p.form()
			if c.unit == "" {
				c.unit = p.Unit
			}
			return
		}
	}
	if c.serials > 0 && c.mostly(c.times+c.serials) && (c.looksLike(dateWords) || c.like != nil && c.like.typ.isTime()) {
		if c.days+c.wholeSerials >= c.times+c.serials {
			settle("date", c.times+c.serials)
		} else {
			settle("timestamp", c.times+c.serials)
		}
		return
	}
	allInts := c.mostly(c.ints) && c.ints*50 >= c.numbers*49
	switch {
	case c.filled == 0:
		c.typ = "string"
	case c.mostly(c.times) && c.days*50 >= c.times*49:
		settle("date", c.times)
	case c.mostly(c.times):
		settle("timestamp", c.times)
	case c.mostly(c.months):
		settle("date", c.months)
		c.format = "yyyy-MM"
	case c.mostly(c.quarters):
		settle("date", c.quarters)
		c.format = "yyyy-QQQ"
	case c.mostly(c.bools) && (c.ints == 0 || c.looksLike(boolWords)):
		settle("boolean", c.bools)
	case c.mostly(c.numbers) && c.padded == 0 && !(allInts && c.looksLike(idWords)):
		switch {
		case allInts && !c.wide:
			settle("integer", c.ints)
		case allInts:
			settle("int64", c.ints)
		case c.mostly(c.cents) && (c.unit == "元" || c.looksLike(moneyWords)):
			settle("decimal", c.numbers)
		default:
			settle("number", c.numbers)
		}
	default:
		c.typ = "string"
	}
}

// fitting counts the cells that are of the type of p.
func (c *draftColumn) fitting(p *Property) int {
	switch {
	case p.Month:
		return c.months + c.times
	case p.Quarter:
		return c.quarters + c.times
	case p.typ == typeBool:
		return c.bools
	case p.typ.isTime():
		return c.times
	case p.typ == typeInt32 || p.typ == typeInt64:
		return c.ints
	case p.typ.isNumber():
		return c.numbers
	}
	return c.filled
}

// draftType names a type as drafts do.
func draftType(t colType) string {
	switch t {
	case typeInt64:
		return "int64"
	case typeDecimal:
		return "decimal"
	}
	return t.logical()
}

// isDate reports whether the column holds times of any kind.
func (c *draftColumn) isDate() bool { return c.typ == "date" || c.typ == "timestamp" }

// isPersonal gives why the column is about persons, "" where nothing says so.
func (c *draftColumn) isPersonal() string {
	word := finder.Header(c.header)
	if c.like != nil && c.like.kept() && (word == "" || c.like.Guard == guardReviewed) {
		return ""
	}
	if word == "" && !strings.HasSuffix(c.base, "数") {
		word = aboutPersons.FindString(strings.ToLower(c.header))
	}
	switch {
	case c.like != nil && !c.like.kept():
		return "as in the built-in contracts"
	case word != "":
		return "its header says " + word
	case c.persons > 0 && (c.typ == "string" || c.typ == "int64"):
		return itoa(int64(c.persons)) + " cells hold what could be a person's number"
	case c.names*5 >= c.filled*4 && c.names > 0 && len(c.distinct) >= 5:
		return "its cells look like names"
	case c.typ == "string" && c.filled > 0 && (c.looksLike(textWords) && c.longest > 20 || !c.few() && c.spaced*2 > c.filled && c.chars/c.filled > 30):
		return "free text, which may tell of persons"
	}
	return ""
}

// few reports whether the values repeat like codes do.
func (c *draftColumn) few() bool {
	return len(c.distinct) <= maxCodes && c.filled >= 50 && len(c.distinct)*10 <= c.filled
}

package demo

import (
	"math"
	"strconv"
)

// line is one row of a file while it is being written: cells in UTF-8. A few
// rows are odd: they hold the same values in the other forms that clerks and
// systems use, all of which a landing has to accept.
type line struct {
	buf   []byte
	ends  []int32
	kinds []cellKind
	odd   uint64 // 0 in an ordinary row
	hush  bool   // no odd forms at all
	names *nameTable
}

// cellKind says what a cell holds, for the forms that tell numbers and texts
// apart.
type cellKind uint8

const (
	cellText cellKind = iota
	cellEmpty
	cellNumber
	cellFlag
	cellDate
)

// begin clears the line for the row of a key; one row in rate is odd.
func (l *line) begin(key string, rate uint64) {
	l.buf, l.ends, l.kinds, l.odd = l.buf[:0], l.ends[:0], l.kinds[:0], 0
	if rate > 0 && !l.hush {
		if h := hashText(key); h%rate == 0 {
			l.odd = h | 1
		}
	}
}

// beginRow clears the line for a row that a number names; one row in rate is odd.
func (l *line) beginRow(rate, row uint64) {
	l.begin("", 0)
	if h := mix(row); h%rate == 0 && !l.hush {
		l.odd = h | 1
	}
}

// form draws a number below n for the next cell: 0, the ordinary form, in
// ordinary rows and in three of four cells of odd ones.
func (l *line) form(n uint64) uint64 {
	if l.odd == 0 {
		return 0
	}
	l.odd = mix(l.odd) | 1
	if l.odd>>8%4 != 0 {
		return 0
	}
	return l.odd >> 16 % n
}

// end closes a cell that holds a text.
func (l *line) end() { l.endAs(cellText) }

func (l *line) endAs(k cellKind) {
	l.ends = append(l.ends, int32(len(l.buf)))
	l.kinds = append(l.kinds, k)
}

func (l *line) cell(i int) []byte {
	from := int32(0)
	if i > 0 {
		from = l.ends[i-1]
	}
	return l.buf[from:l.ends[i]]
}

// strings gives the cells as a copy.
func (l *line) strings() []string {
	out := make([]string, len(l.ends))
	for i := range out {
		out[i] = string(l.cell(i))
	}
	return out
}

func (l *line) empty() {
	if l.odd != 0 {
		l.buf = append(l.buf, [...]string{"", "-", "—", "/", "无", "NULL", "不详"}[l.form(7)]...)
	}
	l.endAs(cellEmpty)
}

// text writes a text as it is.
func (l *line) text(s string) {
	if s == "" {
		l.empty()
		return
	}
	l.buf = append(l.buf, s...)
	l.end()
}

// area writes an area code; at times filled with zeros to twelve digits.
func (l *line) area(code string) {
	l.buf = append(l.buf, code...)
	if len(code) < 12 && l.form(2) == 1 {
		l.buf = append(l.buf, "00000000"[:12-len(code)]...)
	}
	l.end()
}

func (l *line) flag(f Flag) {
	if f == Unknown {
		l.empty()
		return
	}
	l.buf = append(l.buf, [...][2]string{{"否", "是"}, {"0", "1"}, {"false", "true"}, {"N", "Y"}, {"０", "１"}}[l.form(5)][f-No]...)
	l.endAs(cellFlag)
}

func (l *line) count(c Count, unit string) {
	if c == NoCount {
		l.empty()
		return
	}
	l.number(int64(c), unit)
}

func (l *line) number(n int64, unit string) {
	from := len(l.buf)
	l.buf = strconv.AppendInt(l.buf, n, 10)
	switch l.form(4) {
	case 1:
		l.thousands(from, len(l.buf))
	case 2:
		l.fullWidth(from)
	case 3:
		l.buf = append(l.buf, unit...)
	}
	l.endAs(cellNumber)
}

func (l *line) money(m Money) {
	if m == NoMoney {
		l.empty()
		return
	}
	from := len(l.buf)
	l.buf = strconv.AppendInt(l.buf, int64(m/100), 10)
	whole := len(l.buf)
	l.buf = appendTwo(append(l.buf, '.'), int(m%100))
	switch l.form(4) {
	case 1:
		l.thousands(from, whole)
	case 2:
		l.fullWidth(from)
	case 3:
		l.buf = append(l.buf, "元"...)
	}
	l.endAs(cellNumber)
}

func (l *line) float(f float64, digits int) {
	l.buf = strconv.AppendFloat(l.buf, f, 'f', digits, 64)
	l.endAs(cellNumber)
}

// real writes a number that is missing where it is NaN, with up to digits
// decimals.
func (l *line) real(f float64, digits int) {
	if math.IsNaN(f) {
		l.empty()
		return
	}
	scale := math.Pow10(digits)
	l.buf = strconv.AppendFloat(l.buf, math.Round(f*scale)/scale, 'f', -1, 64)
	l.endAs(cellNumber)
}

// hundredths writes a number given in hundredths, missing where it is unsaid.
func (l *line) hundredths(n uint16) {
	if n == unsaid {
		l.empty()
		return
	}
	l.buf = strconv.AppendInt(l.buf, int64(n/100), 10)
	if rest := n % 100; rest != 0 {
		l.buf = append(l.buf, '.', byte('0'+rest/10))
		if rest%10 != 0 {
			l.buf = append(l.buf, byte('0'+rest%10))
		}
	}
	l.endAs(cellNumber)
}

// thousands puts separators among the digits of buf[from:whole].
func (l *line) thousands(from, whole int) {
	tail := string(l.buf[whole:])
	digits := string(l.buf[from:whole])
	l.buf = l.buf[:from]
	for i := range len(digits) {
		if i > 0 && (len(digits)-i)%3 == 0 {
			l.buf = append(l.buf, ',')
		}
		l.buf = append(l.buf, digits[i])
	}
	l.buf = append(l.buf, tail...)
}

func (l *line) fullWidth(from int) {
	plain := string(l.buf[from:])
	l.buf = l.buf[:from]
	for _, c := range plain {
		l.buf = append(l.buf, string(c+0xFEE0)...)
	}
}

func (l *line) date(d Date) {
	if d == 0 {
		l.empty()
		return
	}
	switch l.form(4) {
	case 1:
		l.buf = appendDate(l.buf, d, '/')
	case 2:
		l.buf = appendDate(l.buf, d, 0)
	case 3:
		l.chinese(d)
	default:
		l.buf = appendDate(l.buf, d, '-')
	}
	l.endAs(cellDate)
}

func (l *line) chinese(d Date) {
	y, m, day := d.civil()
	l.buf = append(strconv.AppendInt(l.buf, int64(y), 10), "年"...)
	l.buf = append(strconv.AppendInt(l.buf, int64(m), 10), "月"...)
	l.buf = append(strconv.AppendInt(l.buf, int64(day), 10), "日"...)
}

func (l *line) stamp(s Stamp) {
	if s == 0 {
		l.empty()
		return
	}
	switch l.form(4) {
	case 1:
		l.buf = appendDate(l.buf, s.Date(), '/')
	case 2:
		l.chinese(s.Date())
	case 3:
		c := s.clock()
		l.buf = appendTwo(appendTwo(appendTwo(appendDate(l.buf, s.Date(), 0), c/hour), c%hour/60), c%60)
		l.end()
		return
	default:
		l.buf = appendDate(l.buf, s.Date(), '-')
	}
	l.buf = appendClock(append(l.buf, ' '), s)
	l.end()
}

package etl

// vector holds one column of a segment. Text lies in str, cut by end, or is the
// words numbered by code; all else in num: days for a date, microseconds for a
// timestamp, hundredths for a decimal, 0 or 1 for a boolean, the bits of a
// float64.
type vector struct {
	typ   colType
	num   []int64
	null  []bool
	str   []byte
	end   []uint32
	table *wordTable // of which the words are; nil where text is in str
	words wordList
	code  []uint16
}

func (v *vector) addText(b []byte) {
	if v.table != nil {
		v.spell()
	}
	v.addPlain(b)
}

func (v *vector) addPlain(b []byte) {
	v.str = append(v.str, b...)
	v.end = append(v.end, uint32(len(v.str)))
}

func (v *vector) addNum(n int64) {
	v.num = append(v.num, n)
	v.null = append(v.null, false)
}

func (v *vector) addNull() {
	if v.table != nil {
		v.code = append(v.code, noWord)
		return
	}
	if v.typ == typeText {
		v.end = append(v.end, uint32(len(v.str)))
		return
	}
	v.num = append(v.num, 0)
	v.null = append(v.null, true)
}

// text gives the text of row r, empty for NULL.
func (v *vector) text(r int) []byte {
	if v.table != nil {
		return v.words.word(v.code[r])
	}
	from := uint32(0)
	if r > 0 {
		from = v.end[r-1]
	}
	return v.str[from:v.end[r]]
}

func (v *vector) isNull(r int) bool {
	if v.typ == typeText {
		return len(v.text(r)) == 0
	}
	return v.null[r]
}

// day gives a date or timestamp as days.
func (v *vector) day(r int) int64 {
	if v.typ == typeDate {
		return v.num[r]
	}
	d := v.num[r] / dayMicros
	if v.num[r]%dayMicros < 0 {
		d--
	}
	return d
}

// micros gives a date or timestamp as microseconds.
func (v *vector) micros(r int) int64 {
	if v.typ == typeDate {
		return v.num[r] * dayMicros
	}
	return v.num[r]
}

// What became of a row, and what is noted of it.
const (
	markRejected  uint8 = 1 << iota // is in the landing zone
	markFlagged                     // broke a soft rule
	markUnlocated                   // lies no lower than county
	markTorn                        // is no row of the file's width
)

// segment is the rows of one block, read.
type segment struct {
	b     *batch
	from  uint32 // number of its first row in the run
	vecs  []vector
	mark  []uint8
	line  []int64
	flags []uint16
	hash  []uint32 // of the row, for _row_hash
	key   []rowKey
	part  []int32 // partition
	size  int     // bytes, once read
	bins  int     // that hold rows of it
}

func (s *segment) rows() int { return len(s.mark) }

// reset empties a segment for another block, with its memory.
func (s *segment) reset() {
	for i := range s.vecs {
		v := &s.vecs[i]
		v.num, v.null, v.str, v.end = v.num[:0], v.null[:0], v.str[:0], v.end[:0]
		v.table, v.words, v.code = nil, wordList{}, v.code[:0]
	}
	s.b, s.from, s.size, s.bins = nil, 0, 0, 0
	s.mark, s.line, s.flags, s.hash = s.mark[:0], s.line[:0], s.flags[:0], s.hash[:0]
	s.key, s.part = s.key[:0], s.part[:0]
}

// bytes gives the memory a segment takes.
func (s *segment) bytes() int {
	n := cap(s.mark) + 8*cap(s.line) + 2*cap(s.flags) + 4*cap(s.hash) + 24*cap(s.key) + 4*cap(s.part)
	for i := range s.vecs {
		v := &s.vecs[i]
		n += cap(v.str) + 4*cap(v.end) + 8*cap(v.num) + cap(v.null) + 2*cap(v.code)
	}
	return n
}

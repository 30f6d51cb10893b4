package etl

// vector holds one column of a segment. Text lies in str, cut by end; all
// else in num: days for a date, microseconds for a timestamp, hundredths for a
// decimal, 0 or 1 for a boolean, the bits of a float64.
type vector struct {
	typ  colType
	num  []int64
	null []bool
	str  []byte
	end  []uint32
}

func (v *vector) addText(b []byte) {
	v.str = append(v.str, b...)
	v.end = append(v.end, uint32(len(v.str)))
}

func (v *vector) addNum(n int64) {
	v.num = append(v.num, n)
	v.null = append(v.null, false)
}

func (v *vector) addNull() {
	if v.typ == typeText {
		v.end = append(v.end, uint32(len(v.str)))
		return
	}
	v.num = append(v.num, 0)
	v.null = append(v.null, true)
}

// text gives the text of row r, empty for NULL.
func (v *vector) text(r int) []byte {
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
)

// segment is a run of rows of one batch in memory. When it is written out, its
// vectors go and the rest stays.
type segment struct {
	vecs  []vector
	mark  []uint8
	line  []uint32
	hash  []uint64
	flags []uint16

	path    string  // staged file, once written
	written []uint8 // marks as they were when it was written
}

func (s *segment) rows() int { return len(s.mark) }

// bytes gives the memory that writing the segment out would free.
func (s *segment) bytes() int {
	n := 10 * len(s.flags)
	for i := range s.vecs {
		v := &s.vecs[i]
		n += len(v.str) + 4*len(v.end) + 9*len(v.num)
	}
	return n
}

// live counts the rows that go to the lake.
func (s *segment) live() (n int) {
	for _, m := range s.mark {
		if m&markRejected == 0 {
			n++
		}
	}
	return n
}

// release frees what a written segment no longer needs.
func (s *segment) release() {
	s.vecs, s.hash, s.flags = nil, nil, nil
}

package colfile

import (
	"bytes"
	"encoding/binary"
	"math"
	"slices"
	"unicode/utf8"

	"github.com/parquet-go/parquet-go/format"
)

// Stats are the bounds and counts of a column in a file.
type Stats struct {
	Values, Nulls int64
	Bytes         int64 // that the column takes in the file
	// Bounded says that the bounds below are known: they hold every value, but a
	// long text is cut, downward or upward.
	Bounded          bool
	Min, Max         int64 // of all types but Text, as Values has them
	MinText, MaxText string
	NaN              bool // of Double: some value is not a number
	// Kinds are the bounds of the values that begin with the same letters, of a
	// column that asks for it: keys of several systems, GD20261031-0001 and
	// XF20261031-01, lie between each other's bounds, but not between their own.
	// Nil where there are too many, or a value is too long.
	Kinds   []Range
	letters []string // that the values of each kind begin with
	plain   bool     // there are too many kinds
}

// Range is a least and a greatest text.
type Range struct{ Min, Max string }

// MaxKinds is how many kinds of values bounds are kept for.
const MaxKinds = 8

// Letters gives the letters of ASCII that a text begins with.
func Letters(text []byte) []byte {
	n := 0
	for n < len(text) && (text[n]|0x20) >= 'a' && (text[n]|0x20) <= 'z' {
		n++
	}
	return text[:n]
}

// sort takes texts into the bounds of their kinds.
func (s *Stats) sort(text []byte, ends []uint32) {
	// The bounds of these texts alone, until all are seen: keys come in order,
	// and each would be the greatest so far.
	var low, high [MaxKinds][]byte
	from, at := uint32(0), -1
	for _, end := range ends {
		v := text[from:end]
		from = end
		if s.plain {
			return
		}
		kind := Letters(v)
		if at < 0 || string(kind) != s.letters[at] {
			at = slices.Index(s.letters, string(kind))
		}
		switch {
		case len(v) > maxBound || at < 0 && len(s.Kinds) == MaxKinds:
			s.plain, s.Kinds = true, nil
			continue
		case at < 0:
			at = len(s.Kinds)
			s.Kinds, s.letters = append(s.Kinds, Range{string(v), string(v)}), append(s.letters, string(kind))
		}
		if low[at] == nil || bytes.Compare(v, low[at]) < 0 {
			low[at] = v
		}
		if high[at] == nil || bytes.Compare(v, high[at]) > 0 {
			high[at] = v
		}
	}
	for at := range s.Kinds {
		if k := &s.Kinds[at]; low[at] != nil {
			k.Min, k.Max = lesser(k.Min, string(low[at])), greater(k.Max, string(high[at]))
		}
	}
}

// maxBound is how long the bound of a text may be.
const maxBound = 64

// count takes the statistics of a chunk, into those of the file too.
func (e *encoder) count(c Column, rows int, v *Values, f *Stats) (s format.Statistics) {
	n := v.count()
	f.Values += int64(n)
	f.Nulls += int64(rows - n)
	s.NullCount = int64(rows - n)
	switch {
	case n == 0:
		return s
	case c.Type == Text:
		low, high := e.textBounds(v)
		if c.Kinds {
			f.sort(e.words(v))
		}
		min, max, bounded := floorText(low), "", false
		max, bounded = ceilText(high)
		if !bounded {
			f.unbound()
			return s
		}
		s.MinValue, s.MaxValue = []byte(min), []byte(max)
		if f.fresh(int64(n)) {
			f.Bounded, f.MinText, f.MaxText = true, min, max
		} else if f.Bounded {
			f.MinText, f.MaxText = lesser(f.MinText, min), greater(f.MaxText, max)
		}
		return s
	case c.Type == Double:
		return e.countDoubles(f, v.Int, s)
	}
	low, high := v.Int[0], v.Int[0]
	for _, x := range v.Int {
		low, high = min(low, x), max(high, x)
	}
	s.MinValue, s.MaxValue = c.plain(low), c.plain(high)
	if f.fresh(int64(n)) {
		f.Bounded, f.Min, f.Max = true, low, high
	} else {
		f.Min, f.Max = min(f.Min, low), max(f.Max, high)
	}
	return s
}

// fresh reports that n values are the first of the file.
func (s *Stats) fresh(n int64) bool { return s.Values == n }

func (s *Stats) unbound() { s.Bounded = false }

func (e *encoder) countDoubles(f *Stats, bits []int64, s format.Statistics) format.Statistics {
	low, high := math.Inf(1), math.Inf(-1)
	nan := false
	for _, b := range bits {
		x := math.Float64frombits(uint64(b))
		nan = nan || x != x
		low, high = min(low, x), max(high, x)
	}
	if nan { // a bound that leaves NaN out is no bound
		f.NaN, f.Bounded = true, false
		return s
	}
	if f.fresh(int64(len(bits))) {
		f.Bounded, f.Min, f.Max = true, int64(math.Float64bits(low)), int64(math.Float64bits(high))
	} else if f.Bounded {
		f.Min = int64(math.Float64bits(min(low, math.Float64frombits(uint64(f.Min)))))
		f.Max = int64(math.Float64bits(max(high, math.Float64frombits(uint64(f.Max)))))
	}
	// Zero has two signs, and a reader may look for either.
	if low == 0 {
		low = math.Copysign(0, -1)
	}
	if high == 0 {
		high = 0
	}
	s.MinValue = binary.LittleEndian.AppendUint64(nil, math.Float64bits(low))
	s.MaxValue = binary.LittleEndian.AppendUint64(nil, math.Float64bits(high))
	return s
}

// words gives the texts of a chunk; of a dictionary its words are all there is
// to see.
func (e *encoder) words(v *Values) (text []byte, ends []uint32) {
	if e.dict.ok {
		return e.dict.text, e.dict.ends
	}
	return v.Text, v.End
}

// textBounds gives the least and the greatest text.
func (e *encoder) textBounds(v *Values) (low, high []byte) {
	text, ends := e.words(v)
	from := uint32(0)
	for i, end := range ends {
		x := text[from:end]
		from = end
		if i == 0 {
			low, high = x, x
			continue
		}
		if bytes.Compare(x, low) < 0 {
			low = x
		} else if bytes.Compare(x, high) > 0 {
			high = x
		}
	}
	return low, high
}

// floorText cuts a lower bound to its first characters.
func floorText(b []byte) string {
	if len(b) <= maxBound {
		return string(b)
	}
	n := maxBound
	for n > 0 && !utf8.RuneStart(b[n]) {
		n--
	}
	return string(b[:n])
}

// ceilText cuts an upper bound to its first characters and takes the next
// greater text of that length; there may be none.
func ceilText(b []byte) (string, bool) {
	if len(b) <= maxBound {
		return string(b), true
	}
	cut := []rune(floorText(b))
	for i := len(cut) - 1; i >= 0; i-- {
		next := cut[i] + 1
		if next >= 0xD800 && next <= 0xDFFF {
			next = 0xE000
		}
		if next <= utf8.MaxRune {
			cut[i] = next
			return string(cut[:i+1]), true
		}
	}
	return "", false
}

// plain gives a value as a page has it.
func (c Column) plain(v int64) []byte {
	switch c.physical() {
	case format.Int32:
		return binary.LittleEndian.AppendUint32(nil, uint32(v))
	case format.Boolean:
		return []byte{byte(v)}
	}
	return binary.LittleEndian.AppendUint64(nil, uint64(v))
}

func lesser(a, b string) string {
	if b < a {
		return b
	}
	return a
}

func greater(a, b string) string {
	if b > a {
		return b
	}
	return a
}

package colfile

import (
	"bytes"
	"encoding/binary"
	"errors"

	"github.com/cespare/xxhash/v2"
)

var errTooLarge = errors.New("a page of more than 2 GiB")

// A dictionary is given up when it has more words than dictMax, or, after the
// first dictTry values, more than one for four of them.
const (
	dictMax = 1 << 15
	dictTry = 4096
)

// dictionary codes the values of a chunk by their distinct ones.
type dictionary struct {
	ok    bool
	codes []int32 // value by value
	text  []byte  // the words, one behind the other
	ends  []uint32
	nums  []int64 // the words of number columns
	slots []int32 // hash table of words: number of the word and 1
	sums  []uint64
}

func (d *dictionary) reset() {
	d.ok, d.codes = true, d.codes[:0]
	d.text, d.ends, d.nums, d.sums = d.text[:0], d.ends[:0], d.nums[:0], d.sums[:0]
	if d.slots == nil {
		d.slots = make([]int32, 2*dictMax)
	}
	clear(d.slots)
}

func (d *dictionary) size() int { return len(d.ends) + len(d.nums) }

// full reports that the dictionary is not worth it.
func (d *dictionary) full(seen int) bool {
	n := d.size()
	return n >= dictMax || seen >= dictTry && 4*n > seen
}

// take takes words that are coded already. Words without a row stay out.
func (d *dictionary) take(words [][]byte, word []int32) {
	d.reset()
	place := make([]int32, len(words))
	for _, i := range word {
		if place[i] == 0 {
			d.text = append(d.text, words[i]...)
			d.ends = append(d.ends, uint32(len(d.text)))
			place[i] = int32(len(d.ends))
		}
		d.codes = append(d.codes, place[i]-1)
	}
}

func (d *dictionary) word(i int32) []byte {
	from := uint32(0)
	if i > 0 {
		from = d.ends[i-1]
	}
	return d.text[from:d.ends[i]]
}

func (d *dictionary) texts(text []byte, ends []uint32) {
	d.reset()
	from := uint32(0)
	var last []byte // values often repeat the one before
	for i, end := range ends {
		v := text[from:end]
		from = end
		if i > 0 && bytes.Equal(v, last) {
			d.codes = append(d.codes, d.codes[i-1])
			continue
		}
		last = v
		sum := xxhash.Sum64(v)
		at := sum & (2*dictMax - 1)
		for ; ; at = (at + 1) & (2*dictMax - 1) {
			s := d.slots[at]
			if s == 0 {
				if d.full(i) {
					d.ok = false
					return
				}
				d.text = append(d.text, v...)
				d.ends = append(d.ends, uint32(len(d.text)))
				d.sums = append(d.sums, sum)
				d.slots[at] = int32(len(d.ends))
				d.codes = append(d.codes, int32(len(d.ends))-1)
				break
			}
			if d.sums[s-1] == sum && bytes.Equal(d.word(s-1), v) {
				d.codes = append(d.codes, s-1)
				break
			}
		}
	}
}

func (d *dictionary) numbers(nums []int64) {
	d.reset()
	for i, v := range nums {
		if i > 0 && v == nums[i-1] {
			d.codes = append(d.codes, d.codes[i-1])
			continue
		}
		at := uint64(v) * 0x9E3779B97F4A7C15 >> 48
		for ; ; at = (at + 1) & (2*dictMax - 1) {
			s := d.slots[at]
			if s == 0 {
				if d.full(i) {
					d.ok = false
					return
				}
				d.nums = append(d.nums, v)
				d.slots[at] = int32(len(d.nums))
				d.codes = append(d.codes, int32(len(d.nums))-1)
				break
			}
			if d.nums[s-1] == v {
				d.codes = append(d.codes, s-1)
				break
			}
		}
	}
}

// plain appends the words as a page of their own.
func (d *dictionary) plain(b []byte, c Column) []byte {
	if c.Type == Text {
		for i := range d.ends {
			w := d.word(int32(i))
			b = binary.LittleEndian.AppendUint32(b, uint32(len(w)))
			b = append(b, w...)
		}
		return b
	}
	for _, n := range d.nums {
		if c.Type == Int32 || c.Type == Date {
			b = binary.LittleEndian.AppendUint32(b, uint32(n))
		} else {
			b = binary.LittleEndian.AppendUint64(b, uint64(n))
		}
	}
	return b
}

// alike reports whether texts begin as the one before them, so that it pays to
// write only what differs: by a sample of them.
func alike(text []byte, ends []uint32) bool {
	shared, whole := 0, 0
	for i := 1; i < len(ends); i += 1 + len(ends)/512 {
		prev, from, end := uint32(0), ends[i-1], ends[i]
		if i > 1 {
			prev = ends[i-2]
		}
		a, b := text[prev:from], text[from:end]
		n := 0
		for n < len(a) && n < len(b) && a[n] == b[n] {
			n++
		}
		shared, whole = shared+n, whole+len(b)
	}
	return 4*shared > whole
}

package etl

import (
	"bytes"

	"github.com/zeebo/xxh3"
)

// How many different cells of a column are remembered, how long one may be, and
// after how many it shows whether the column repeats itself.
const (
	maxWords   = 4096
	maxWordLen = 128
	wordTrial  = 512
)

// wordTable remembers what became of the cells of one column, which most
// columns of codes and names of offices have few of: a cell met before need not
// be decoded, checked and copied again. Rows then hold the number of a word.
// It is for one goroutine; the words it gives may be read by others.
type wordTable struct {
	words wordList
	cells wordList // as the file has them
	known []cellWord
	slots []uint16 // by hash of a cell: its number, and 1
	tried bool     // a block of the column was read
}

// cellWord is the word that a cell stands for, or what is wrong with it.
type cellWord struct {
	word  uint16
	fault fault
}

// wordList is texts one behind the other, with a hash of each. It only grows:
// a copy stays as it is while words are added.
type wordList struct {
	text []byte
	end  []uint32
	sum  []uint64
}

// noWord is the number of the word that stands for NULL.
const noWord = 0

func newWordTable() *wordTable {
	t := &wordTable{slots: make([]uint16, 2*maxWords)}
	t.words.add(nil, xxh3.Hash(nil))
	return t
}

func (l *wordList) len() int { return len(l.end) }

func (l *wordList) add(text []byte, sum uint64) {
	l.text = append(l.text, text...)
	l.end = append(l.end, uint32(len(l.text)))
	l.sum = append(l.sum, sum)
}

func (l *wordList) word(i uint16) []byte {
	from := uint32(0)
	if i > 0 {
		from = l.end[i-1]
	}
	return l.text[from:l.end[i]]
}

// find looks a cell up by its hash.
func (t *wordTable) find(cell []byte, sum uint64) (cellWord, bool) {
	for at := sum % (2 * maxWords); ; at = (at + 1) % (2 * maxWords) {
		n := t.slots[at]
		if n == 0 {
			return cellWord{}, false
		}
		if t.cells.sum[n-1] == sum && bytes.Equal(t.cells.word(n-1), cell) {
			return t.known[n-1], true
		}
	}
}

// add gives a value a number, and remembers it for the cell if keep is true.
func (t *wordTable) add(cell []byte, sum uint64, value []byte, f fault, keep bool) uint16 {
	c := cellWord{noWord, f}
	if len(value) > 0 {
		c.word = uint16(t.words.len())
		t.words.add(value, xxh3.Hash(value))
	}
	if keep {
		at := sum % (2 * maxWords)
		for t.slots[at] != 0 {
			at = (at + 1) % (2 * maxWords)
		}
		t.cells.add(cell, sum)
		t.known = append(t.known, c)
		t.slots[at] = uint16(t.cells.len())
	}
	return c.word
}

// useless reports that a cell more had better not be remembered, after so many
// of the block: nearly all of the first differ, or they are too many or too long.
func (t *wordTable) useless(cell []byte, seen int) bool {
	return len(cell) > maxWordLen || t.words.len() >= maxWords || t.cells.len() >= maxWords ||
		!t.tried && seen == wordTrial && t.cells.len() > wordTrial*15/16
}

// spell writes the words of a vector that is being filled out, since more are to
// come than are remembered.
func (v *vector) spell() {
	for _, n := range v.code {
		v.addPlain(v.table.words.word(n))
	}
	v.words, v.code, v.table = wordList{}, v.code[:0], nil
}

package etl

// blockRows is how many rows are read, and then parsed column by column, at a
// time: few enough for the cells to stay in the processor's cache.
const blockRows = 2048

// block is a run of rows as read: cells are byte ranges of buf, in the file's
// own encoding.
type block struct {
	buf   []byte
	cells []span
	first []int32 // index in cells of each row's first cell, and one more at the end
	line  []int64 // physical line of a text file, or row of a sheet
	torn  []bool  // the row's text is broken: a quote never closed, a cut line

	faults []rowFault // what is wrong with torn rows, where more can be said
}

// rowFault is why a row is torn.
type rowFault struct {
	row      int
	cell     int // -1 for the whole row
	expected string
}

type span struct{ from, to int32 }

func (b *block) reset() {
	b.buf, b.cells, b.line, b.torn = b.buf[:0], b.cells[:0], b.line[:0], b.torn[:0]
	b.first, b.faults = append(b.first[:0], 0), b.faults[:0]
}

func (b *block) rows() int { return len(b.line) }

// width gives the number of cells in row r.
func (b *block) width(r int) int { return int(b.first[r+1] - b.first[r]) }

// cell gives cell c of row r, nil where the row is shorter.
func (b *block) cell(r, c int) []byte {
	i := b.first[r] + int32(c)
	if i >= b.first[r+1] {
		return nil
	}
	s := b.cells[i]
	return b.buf[s.from:s.to]
}

// addCell appends one cell's text to the row under way.
func (b *block) addCell(text []byte) {
	from := int32(len(b.buf))
	b.buf = append(b.buf, text...)
	b.cells = append(b.cells, span{from, int32(len(b.buf))})
}

// fault says why the row under way is torn.
func (b *block) fault(cell int, expected string) {
	b.faults = append(b.faults, rowFault{b.rows(), cell, expected})
}

// endRow closes the row under way.
func (b *block) endRow(line int64, torn bool) {
	b.first = append(b.first, int32(len(b.cells)))
	b.line = append(b.line, line)
	b.torn = append(b.torn, torn)
}

// dropRow forgets the row under way, from the cell at index on.
func (b *block) dropRow() { b.cells = b.cells[:b.first[len(b.first)-1]] }

// rowReader yields the rows of one received file. Blank rows are left out; so
// are titles, totals and notes of sheets, once the header is known.
type rowReader interface {
	// fill resets b and reads up to max rows into it; io.EOF when none is left.
	fill(b *block, max int) error
	// charset names the encoding of the cells: "utf-8" or "gb18030".
	charset() string
	Close() error
}

package etl

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
)

// maxRecord is how long a JSON record, a line of JSON lines, or another value
// of a page may be.
const maxRecord = 16 << 20

// jsonForm is how a file holds its records.
type jsonForm uint8

const (
	jsonLines jsonForm = iota // an object a line
	jsonArray                 // an array of objects
	jsonPage                  // an object that holds such an array
)

// jsonReader yields the records of a JSON file as rows, one cell for each
// column that is kept, in the contract's order; only those are looked into.
type jsonReader struct {
	window
	closer io.Closer
	enc    string
	x      jsonText
	keys   *jsonKeys
	form   jsonForm
	page   page
	line   int64 // lines consumed, or records of an array
	began  bool  // the array's first element is behind us
	done   bool
	err    error // found behind rows that are good
	vals   []jsonValue
	gen    int // number of the record under way
	twice  int // cell that a second key of the record fills, -1 for none
	odd    int // cell whose key has another unit than in the records before, -1 for none
	cells  []byte
}

// jsonValue is where a cell's value lies in the text of record gen.
type jsonValue struct {
	from, to int
	gen      int
	kind     jsonKind
}

// newJSONReader reads records from in, which closer closes. lines says that
// the file's name promises a record a line.
func newJSONReader(in io.Reader, closer io.Closer, enc string, lines bool, c *Contract) (*jsonReader, error) {
	keys := newJSONKeys(c, enc)
	r := &jsonReader{window: newWindow(in), closer: closer, enc: enc, x: keys.x, keys: keys, vals: make([]jsonValue, len(keys.raw))}
	r.page.records = c.Source.Records
	return r, r.detect(lines)
}

func (r *jsonReader) charset() string { return r.enc }
func (r *jsonReader) Close() error    { return r.closer.Close() }

// detect finds the form by the beginning of the text, and positions the reader
// at the first record.
func (r *jsonReader) detect(lines bool) error {
	for len(r.buf) < sniffBytes {
		if ok, err := r.more(); err != nil {
			return err
		} else if !ok {
			break
		}
	}
	first := space(r.buf, 0)
	if first == len(r.buf) {
		return fmt.Errorf("the file is empty; expected records with %s", r.keys.c.wanted())
	}
	switch r.buf[first] {
	case '[':
		r.form, r.pos = jsonArray, first+1
		return nil
	case '{':
	default:
		if lines {
			return nil // the first line is broken: the others count
		}
		return fmt.Errorf("the file is no JSON: it begins with neither { nor [")
	}
	end, _, err := r.x.value(r.buf, first, 0)
	whole := err == nil
	if whole && !lines {
		lines = space(r.buf, end) < len(r.buf)
		if lines && bytes.IndexByte(r.buf[first:end], '\n') >= 0 {
			return fmt.Errorf("the file holds one object after another, over several lines each; expected one a line, or an array")
		}
	}
	if lines {
		return nil
	}
	r.form, r.pos = jsonPage, first+1
	r.page.open = 1
	found, err := r.walk(false)
	if err != nil || found {
		return err
	}
	if r.page.none {
		r.done = true
		return r.tail()
	}
	return fmt.Errorf("the object has no array of records under %s; name it in the contract (source.records)", r.page.sought())
}

// scan applies cut to the text from r.pos on, reading on while the text ends
// within a value, and consumes what cut gives.
func (r *jsonReader) scan(cut func(t []byte) (int, error)) error {
	for {
		n, err := cut(r.buf[r.pos:])
		if err == nil {
			r.pos += n
			return nil
		}
		if !errors.Is(err, errShort) {
			return err
		}
		have := len(r.buf) - r.pos
		if have > maxRecord {
			return fmt.Errorf("it is longer than %d bytes", maxRecord)
		}
		if r.eof {
			return err
		}
		for !r.eof && len(r.buf)-r.pos <= min(2*have, maxRecord) { // twice as much: a long value is not cut again and again
			if _, err := r.more(); err != nil {
				return err
			}
		}
	}
}

// peek gives the next byte that is no white space; errShort at the end.
func (r *jsonReader) peek() (c byte, err error) {
	err = r.scan(func(t []byte) (int, error) {
		i := space(t, 0)
		if i == len(t) {
			r.pos += i // white space need not be kept
			return 0, errShort
		}
		c = t[i]
		return i, nil
	})
	return c, err
}

func (r *jsonReader) fill(b *block, max int) error {
	b.reset()
	for r.err == nil && !r.done && b.rows() < max && len(b.buf) < 1<<28 {
		if r.form == jsonLines {
			r.err = r.oneLine(b)
		} else {
			r.err = r.element(b)
		}
	}
	switch {
	case b.rows() > 0:
		return nil
	case r.err != nil:
		return r.err
	}
	return io.EOF
}

// oneLine reads a line of JSON lines; one that is broken is a torn row.
func (r *jsonReader) oneLine(b *block) error {
	end := 0
	err := r.scan(func(t []byte) (int, error) {
		i := bytes.IndexByte(t, '\n')
		if i < 0 && !(r.eof && len(t) > 0) {
			return 0, errShort
		}
		if end = i + 1; i < 0 {
			end = len(t)
		}
		return 0, nil
	})
	if errors.Is(err, errShort) {
		r.done = true
		return nil
	}
	if err != nil {
		return fmt.Errorf("line %d: %w", r.line+1, err)
	}
	text := chomp(r.buf[r.pos : r.pos+end])
	r.pos += end
	r.line++
	i := space(text, 0)
	if i == len(text) {
		return nil
	}
	if text[i] == '{' {
		end, err := r.object(text, i)
		if err == nil && space(text, end) == len(text) {
			r.emit(b, text)
			return nil
		}
	}
	b.addCell(text)
	b.fault(-1, "one JSON object, whole, on its line")
	b.endRow(r.line, true)
	return nil
}

// element reads an element of an array, or its end.
func (r *jsonReader) element(b *block) error {
	wrong := func(err error) error { return fmt.Errorf("record %d: %w", r.line+1, err) }
	c, err := r.peek()
	if err != nil {
		return wrong(err)
	}
	if c == ']' {
		r.pos++
		r.done = true
		if r.form == jsonPage {
			if _, err := r.walk(true); err != nil {
				return err
			}
		}
		return r.tail()
	}
	if r.began {
		if c != ',' {
			return wrong(errJSON)
		}
		r.pos++
		if c, err = r.peek(); err != nil {
			return wrong(err)
		}
	}
	r.began = true
	var text []byte
	err = r.scan(func(t []byte) (end int, err error) {
		if c == '{' {
			end, err = r.object(t, 0)
		} else {
			end, _, err = r.x.value(t, 0, 1)
		}
		if err == nil {
			text = t[:end]
		}
		return end, err
	})
	if err != nil {
		return wrong(err)
	}
	r.line++
	if c == '{' {
		r.emit(b, text)
		return nil
	}
	b.addCell(text)
	b.fault(-1, "an object")
	b.endRow(r.line, true)
	return nil
}

// tail checks that nothing but white space follows.
func (r *jsonReader) tail() error {
	if _, err := r.peek(); !errors.Is(err, errShort) {
		if err == nil {
			err = fmt.Errorf("more text behind the records: %w", errJSON)
		}
		return err
	}
	return nil
}

// object cuts the object that opens at i into the cells' values.
func (r *jsonReader) object(t []byte, i int) (int, error) {
	r.gen++
	r.twice, r.odd = -1, -1
	i = space(t, i+1)
	if i < len(t) && t[i] == '}' {
		return i + 1, nil
	}
	for n := 0; ; n++ {
		switch {
		case i >= len(t):
			return 0, errShort
		case t[i] != '"':
			return i, errJSON
		}
		end, _, err := r.x.str(t, i)
		if err != nil {
			return end, err
		}
		raw := t[i+1 : end-1]
		if i, err = r.x.colon(t, end); err != nil {
			return i, err
		}
		end, kind, err := r.x.value(t, i, 2)
		if err != nil {
			return end, err
		}
		key := r.keys.find(n, raw)
		if key.prop >= 0 {
			r.put(key.prop, jsonValue{i, end, r.gen, kind})
			if key.shift != r.keys.shift[key.prop] {
				r.odd = key.prop
			}
		}
		if key.area >= 0 {
			r.put(key.area, jsonValue{i, end, r.gen, kind})
		}
		i = space(t, end)
		switch {
		case i >= len(t):
			return 0, errShort
		case t[i] == '}':
			return i + 1, nil
		case t[i] != ',':
			return i, errJSON
		}
		i = space(t, i+1)
	}
}

func (r *jsonReader) put(cell int, v jsonValue) {
	if r.vals[cell].gen == r.gen {
		r.twice = cell
	}
	r.vals[cell] = v
}

// emit makes the object cut last a row.
func (r *jsonReader) emit(b *block, t []byte) {
	torn := false
	fault := func(cell int, expected string) {
		torn = true
		b.fault(cell, expected)
	}
	for cell := range r.vals {
		v := &r.vals[cell]
		if v.gen != r.gen {
			b.addCell(nil)
			continue
		}
		text := t[v.from:v.to]
		switch v.kind {
		case jsonNull:
			text = nil
		case jsonString:
			text = text[1 : len(text)-1]
		case jsonEscaped:
			var ok bool
			if r.cells, ok = r.x.unescape(r.cells[:0], text[1:len(text)-1]); !ok {
				fault(cell, "escapes that are characters")
			}
			text = r.cells
		case jsonNested:
			fault(cell, "one plain value, no object or array")
		}
		b.addCell(text)
	}
	if r.twice >= 0 {
		fault(r.twice, "one value, not two")
	}
	if r.odd >= 0 {
		fault(r.odd, "the unit of the first records")
	}
	b.endRow(r.line, torn)
}

// isJSON says whether a file is named as JSON, and whether as JSON lines.
func isJSON(name string) (is, lines bool) {
	name = unpackedName(name)
	lines = strings.HasSuffix(name, ".jsonl") || strings.HasSuffix(name, ".ndjson")
	return lines || strings.HasSuffix(name, ".json"), lines
}

package etl

import (
	"strings"

	"github.com/anlan-lake/anlan/internal/colfile"
)

// fileWriter writes bins as files, one after another.
type fileWriter struct {
	r    *run
	out  *colfile.Writer
	sort sorter

	num   []int64
	null  []bool
	text  []byte
	end   []uint32
	word  []int32
	words [][]byte
	place map[string]int32 // of each of words, in it
	codes map[*wordTable][]int32
	bySeg [][]int32
}

// gather gives the values of one column of the file, in order of the rows.
func (w *fileWriter) gather(b *bin, rows []uint32, column int) colfile.Values {
	if n := len(w.r.kept); column >= n {
		return w.own(b, rows, ownColumns[column-n])
	}
	w.null = w.null[:0]
	some := false
	if w.r.fields[column].Type == colfile.Text {
		if v, ok := w.coded(b, rows, column); ok {
			return v
		}
		w.null, w.text, w.end = w.null[:0], w.text[:0], w.end[:0]
		for _, ref := range rows {
			v := b.segs[ref>>11].vecs[column].text(int(ref & (1<<11 - 1)))
			w.null = append(w.null, len(v) == 0)
			if len(v) == 0 {
				some = true
				continue
			}
			w.text = append(w.text, v...)
			w.end = append(w.end, uint32(len(w.text)))
		}
		return w.values(some, colfile.Values{Text: w.text, End: w.end})
	}
	w.num = w.num[:0]
	for _, ref := range rows {
		v, row := &b.segs[ref>>11].vecs[column], ref&(1<<11-1)
		w.null = append(w.null, v.null[row])
		if v.null[row] {
			some = true
			continue
		}
		w.num = append(w.num, v.num[row])
	}
	return w.values(some, colfile.Values{Int: w.num})
}

// coded gives the values of a column of texts as words, where all segments have
// it so and its words come often enough.
func (w *fileWriter) coded(b *bin, rows []uint32, column int) (colfile.Values, bool) {
	if w.place == nil {
		w.place, w.codes = map[string]int32{}, map[*wordTable][]int32{}
	}
	clear(w.place)
	clear(w.codes)
	w.null, w.word, w.words, w.bySeg = w.null[:0], w.word[:0], w.words[:0], w.bySeg[:0]
	for _, s := range b.segs {
		v := &s.vecs[column]
		if v.table == nil {
			return colfile.Values{}, false
		}
		// Of one table, later segments have more words.
		codes := w.codes[v.table]
		if n := v.words.len(); len(codes) < n {
			codes = append(codes, make([]int32, n-len(codes))...)
			w.codes[v.table] = codes
		}
		w.bySeg = append(w.bySeg, nil)
	}
	for i, s := range b.segs {
		w.bySeg[i] = w.codes[s.vecs[column].table]
	}
	some := false
	for _, ref := range rows {
		v, at := &b.segs[ref>>11].vecs[column], w.bySeg[ref>>11]
		n := v.code[ref&(1<<11-1)]
		w.null = append(w.null, n == noWord)
		if n == noWord {
			some = true
			continue
		}
		if at[n] == 0 {
			text := v.words.word(n)
			k, known := w.place[string(text)]
			if !known {
				k = int32(len(w.words))
				if k > minWordRows/4 && int(k) > len(rows)/4 {
					return colfile.Values{}, false
				}
				w.words = append(w.words, text)
				w.place[string(text)] = k
			}
			at[n] = k + 1
		}
		w.word = append(w.word, at[n]-1)
	}
	if len(w.words) == 0 {
		return w.values(some, colfile.Values{}), true
	}
	return w.values(some, colfile.Values{Words: w.words, Word: w.word}), true
}

// minWordRows is from how many rows on words must come four times on average.
const minWordRows = 4096

func (w *fileWriter) values(some bool, v colfile.Values) colfile.Values {
	if some {
		v.Null = w.null
	}
	return v
}

// own gives the values of one of landing's own columns.
func (w *fileWriter) own(b *bin, rows []uint32, name string) colfile.Values {
	w.null, w.num, w.text, w.end = w.null[:0], w.num[:0], w.text[:0], w.end[:0]
	switch name {
	case "_batch_id":
		return w.ofBatch(b, rows, func(b *batch) string { return b.ID })
	case "_source_file":
		return w.ofBatch(b, rows, func(b *batch) string { return b.Source })
	case "_landed_at":
		for _, ref := range rows {
			now := b.segs[ref>>11].b.ReceivedAt.In(w.r.o.Loc)
			_, off := now.Zone()
			w.num = append(w.num, now.UnixMicro()+int64(off)*1e6)
		}
	case "_source_row":
		for _, ref := range rows {
			w.num = append(w.num, b.segs[ref>>11].line[ref&(1<<11-1)])
		}
	case "_row_hash":
		for _, ref := range rows {
			w.text = appendHex(w.text, b.segs[ref>>11].hash[ref&(1<<11-1)])
			w.end = append(w.end, uint32(len(w.text)))
		}
	case "_rule_flags":
		return w.flags(b, rows)
	}
	return colfile.Values{Int: w.num, Text: w.text, End: w.end}
}

// ofBatch gives a text that all rows of a batch have.
func (w *fileWriter) ofBatch(b *bin, rows []uint32, of func(*batch) string) colfile.Values {
	w.word, w.words = w.word[:0], w.words[:0]
	at := map[*batch]int32{}
	var last *batch
	n := int32(0)
	for _, ref := range rows {
		if x := b.segs[ref>>11].b; x != last {
			last = x
			known := false
			if n, known = at[x]; !known {
				n = int32(len(w.words))
				at[x], w.words = n, append(w.words, []byte(of(x)))
			}
		}
		w.word = append(w.word, n)
	}
	return colfile.Values{Words: w.words, Word: w.word}
}

// flags gives the names of the soft rules that rows broke.
func (w *fileWriter) flags(b *bin, rows []uint32) colfile.Values {
	w.word, w.words = w.word[:0], w.words[:0]
	at := map[uint16]int32{}
	some := false
	for _, ref := range rows {
		f := b.segs[ref>>11].flags[ref&(1<<11-1)]
		w.null = append(w.null, f == 0)
		if f == 0 {
			some = true
			continue
		}
		n, known := at[f]
		if !known {
			n = int32(len(w.words))
			at[f], w.words = n, append(w.words, []byte(w.r.flagNames(f)))
		}
		w.word = append(w.word, n)
	}
	if len(w.words) == 0 {
		return w.values(some, colfile.Values{})
	}
	return w.values(some, colfile.Values{Words: w.words, Word: w.word})
}

func (r *run) flagNames(f uint16) string {
	var names []string
	if f&1 != 0 {
		names = append(names, FlagTimeOrder)
	}
	for i, name := range r.c.flags {
		if f&(2<<i) != 0 {
			names = append(names, name)
		}
	}
	return strings.Join(names, "|")
}

func appendHex(b []byte, v uint32) []byte {
	for shift := 28; shift >= 0; shift -= 4 {
		b = append(b, "0123456789abcdef"[v>>shift&15])
	}
	return b
}

package colfile

import (
	"encoding/binary"
	"math"

	"github.com/DataDog/zstd"
	"github.com/parquet-go/parquet-go/encoding/delta"
	"github.com/parquet-go/parquet-go/encoding/rle"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
)

// A page is compressed where that saves more than one part in 16; whether it
// will is tried on so many of its bytes.
const (
	worthwhile = 16
	sample     = 32 << 10
)

// chunk writes the values of column i in one row group.
func (w *Writer) chunk(i, rows int, v *Values) (m format.ColumnMetaData, err error) {
	c := w.columns[i]
	m = format.ColumnMetaData{Type: c.physical(), PathInSchema: thrift.Slice[string]{c.Name}, NumValues: int64(rows), Codec: format.Uncompressed}
	if c.Bloom && c.Type == Text && v.Words == nil && v.count() > 0 {
		defer func() {
			if err == nil && m.DictionaryPageOffset == 0 {
				err = w.bloom(&m, v)
			}
		}()
	}
	var enc format.Encoding
	switch {
	case c.Type == Text && v.Words != nil:
		w.dict.take(v.Words, v.Word)
	case c.Type == Text:
		w.dict.texts(v.Text, v.End)
	case c.Type == Bool:
		w.dict.ok = false
	default:
		w.dict.numbers(v.Int)
	}
	w.dict.ok = w.dict.ok && v.count() > 0
	m.Statistics = w.count(i, rows, v)
	start := w.at
	if w.dict.ok {
		enc = format.RLEDictionary
		w.page = w.dict.plain(w.page[:0], c)
		m.DictionaryPageOffset = w.at
		h := format.PageHeader{Type: format.DictionaryPage, DictionaryPageHeader: thrift.New(format.DictionaryPageHeader{NumValues: int32(w.dict.size()), Encoding: format.Plain})}
		if err := w.putPage(&m, h, true); err != nil {
			return m, err
		}
		m.Encoding = thrift.Slice[format.Encoding]{format.Plain, format.RLE, enc}
		if w.values, err = new(rle.DictionaryEncoding).EncodeInt32(w.values[:0], w.dict.codes); err != nil {
			return m, err
		}
	} else {
		if enc, err = w.encode(c, v); err != nil {
			return m, err
		}
		m.Encoding = thrift.Slice[format.Encoding]{format.RLE, enc}
	}
	if w.page, err = appendLevels(w.page[:0], v.Null, rows, &w.bits); err != nil {
		return m, err
	}
	w.page = append(w.page, w.values...)
	m.DataPageOffset = w.at
	h := format.PageHeader{Type: format.DataPage, DataPageHeader: thrift.New(format.DataPageHeader{
		NumValues: int32(rows), Encoding: enc, DefinitionLevelEncoding: format.RLE, RepetitionLevelEncoding: format.RLE})}
	// Both pages of a chunk have one codec: the first decides.
	if err := w.putPage(&m, h, !w.dict.ok); err != nil {
		return m, err
	}
	m.TotalCompressedSize = w.at - start
	w.stats[i].Bytes += m.TotalCompressedSize
	return m, nil
}

// encode puts the values into w.values, without a dictionary.
func (w *Writer) encode(c Column, v *Values) (enc format.Encoding, err error) {
	if v.count() == 0 {
		w.values = w.values[:0]
		return format.Plain, nil
	}
	switch c.Type {
	case Text:
		w.ends = append(append(w.ends[:0], 0), v.End...)
		if alike(v.Text, v.End) {
			enc = format.DeltaByteArray
			w.values, err = new(delta.ByteArrayEncoding).EncodeByteArray(w.values[:0], v.Text, w.ends)
			return enc, err
		}
		enc = format.DeltaLengthByteArray
		w.values, err = new(delta.LengthByteArrayEncoding).EncodeByteArray(w.values[:0], v.Text, w.ends)
	case Bool:
		enc, w.values = format.Plain, w.values[:0]
		for i, n := range v.Int {
			if i%8 == 0 {
				w.values = append(w.values, 0)
			}
			w.values[i/8] |= byte(n&1) << (i % 8)
		}
	case Double:
		enc, w.values = format.Plain, w.values[:0]
		for _, n := range v.Int {
			w.values = binary.LittleEndian.AppendUint64(w.values, uint64(n))
		}
	case Int32, Date:
		enc, w.num32 = format.DeltaBinaryPacked, w.num32[:0]
		for _, n := range v.Int {
			w.num32 = append(w.num32, int32(n))
		}
		w.values, err = new(delta.BinaryPackedEncoding).EncodeInt32(w.values[:0], w.num32)
	default:
		enc = format.DeltaBinaryPacked
		w.values, err = new(delta.BinaryPackedEncoding).EncodeInt64(w.values[:0], v.Int)
	}
	return enc, err
}

// appendLevels appends the definition levels of a page, with their length.
func appendLevels(page []byte, null []bool, rows int, bits *[]byte) ([]byte, error) {
	at := len(page)
	page = append(page, 0, 0, 0, 0)
	if null == nil {
		page = binary.AppendUvarint(page, uint64(rows)<<1) // one run
		page = append(page, 1)
	} else {
		*bits = (*bits)[:0]
		for _, n := range null {
			b := byte(1)
			if n {
				b = 0
			}
			*bits = append(*bits, b)
		}
		levels, err := (&rle.Encoding{BitWidth: 1}).EncodeLevels(nil, *bits)
		if err != nil {
			return nil, err
		}
		page = append(page, levels...)
	}
	binary.LittleEndian.PutUint32(page[at:], uint32(len(page)-at-4))
	return page, nil
}

// putPage writes w.page behind its header. decide says that the page may choose
// the chunk's codec.
func (w *Writer) putPage(m *format.ColumnMetaData, h format.PageHeader, decide bool) error {
	body := w.page
	if decide {
		var err error
		if w.level, err = w.worth(body); err != nil {
			return err
		}
		if w.level != 0 {
			m.Codec = format.Zstd
		}
	}
	if m.Codec == format.Zstd {
		var err error
		if body, err = w.pack(w.page, w.level); err != nil {
			return err
		}
	}
	if len(w.page) > math.MaxInt32 {
		return errTooLarge
	}
	h.UncompressedPageSize, h.CompressedPageSize = int32(len(w.page)), int32(len(body))
	head, err := thrift.Marshal(new(thrift.CompactProtocol), &h)
	if err != nil {
		return err
	}
	if err := w.write(head); err != nil {
		return err
	}
	m.TotalUncompressedSize += int64(len(head) + len(w.page))
	return w.write(body)
}

// Levels of zstd. Of texts its own default, which the SQL engine takes too, makes
// a fifth less than the quick one and takes little longer; where all that is to
// be had is that some bytes come more often than others, as in hashes, the quick
// one makes as little in a fifth of the time.
const (
	quickly = 1
	deeply  = 3
)

// worth tries on a part from a page's middle whether the page is worth
// compressing, and gives the level to do it at, 0 for not at all.
func (w *Writer) worth(page []byte) (level int, err error) {
	if len(page) > 2*sample {
		page = page[len(page)/2:][:sample]
	}
	quick, err := w.pack(page, quickly)
	if err != nil {
		return 0, err
	}
	size := len(quick)
	deep, err := w.pack(page, deeply)
	switch {
	case err != nil:
		return 0, err
	case min(size, len(deep)) >= len(page)-len(page)/worthwhile:
		return 0, nil
	case size <= len(deep):
		return quickly, nil
	}
	return deeply, nil
}

// pack compresses a page. What it gives lasts until the next is packed.
func (w *Writer) pack(page []byte, level int) (packed []byte, err error) {
	if need := zstd.CompressBound(len(page)); cap(w.packed) < need {
		w.packed = make([]byte, need)
	}
	return w.zstd.CompressLevel(w.packed[:cap(w.packed)], page, level)
}

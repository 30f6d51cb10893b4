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

// encoder makes the chunks of columns, one after the other. Its buffers are used again.
type encoder struct {
	out []byte // the chunk

	zstd   zstd.Ctx
	page   []byte // of the chunk under way, not compressed
	packed []byte // a page, compressed
	level  int    // that the chunk is compressed at; 0 for not
	values []byte // an encoding's output
	dict   dictionary
	ends   []uint32
	num32  []int32
	bits   []byte
}

// chunk makes of the values of a column in one row group e.out, with their
// statistics, those of the file too. Offsets are from the chunk's first byte.
func (e *encoder) chunk(c Column, rows int, v *Values, f *Stats) (m format.ColumnMetaData, err error) {
	e.out = e.out[:0]
	m = format.ColumnMetaData{Type: c.physical(), PathInSchema: thrift.Slice[string]{c.Name}, NumValues: int64(rows), Codec: format.Uncompressed}
	if c.Bloom && c.Type == Text && v.Words == nil && v.count() > 0 {
		defer func() {
			if err == nil && !e.dict.ok {
				err = e.bloom(&m, v)
			}
		}()
	}
	var enc format.Encoding
	switch {
	case c.Type == Text && v.Words != nil:
		e.dict.take(v.Words, v.Word)
	case c.Type == Text:
		e.dict.texts(v.Text, v.End)
	case c.Type == Bool:
		e.dict.ok = false
	default:
		e.dict.numbers(v.Int)
	}
	e.dict.ok = e.dict.ok && v.count() > 0
	m.Statistics = e.count(c, rows, v, f)
	if e.dict.ok {
		enc = format.RLEDictionary
		e.page = e.dict.plain(e.page[:0], c)
		h := format.PageHeader{Type: format.DictionaryPage, DictionaryPageHeader: thrift.New(format.DictionaryPageHeader{NumValues: int32(e.dict.size()), Encoding: format.Plain})}
		if err := e.putPage(&m, h, true); err != nil {
			return m, err
		}
		m.Encoding = thrift.Slice[format.Encoding]{format.Plain, format.RLE, enc}
		if e.values, err = new(rle.DictionaryEncoding).EncodeInt32(e.values[:0], e.dict.codes); err != nil {
			return m, err
		}
	} else {
		if enc, err = e.encode(c, v); err != nil {
			return m, err
		}
		m.Encoding = thrift.Slice[format.Encoding]{format.RLE, enc}
	}
	if e.page, err = appendLevels(e.page[:0], v.Null, rows, &e.bits); err != nil {
		return m, err
	}
	e.page = append(e.page, e.values...)
	m.DataPageOffset = int64(len(e.out))
	h := format.PageHeader{Type: format.DataPage, DataPageHeader: thrift.New(format.DataPageHeader{
		NumValues: int32(rows), Encoding: enc, DefinitionLevelEncoding: format.RLE, RepetitionLevelEncoding: format.RLE})}
	// Both pages of a chunk have one codec: the first decides.
	if err := e.putPage(&m, h, !e.dict.ok); err != nil {
		return m, err
	}
	m.TotalCompressedSize = int64(len(e.out))
	f.Bytes += m.TotalCompressedSize
	return m, nil
}

// encode puts the values into e.values, without a dictionary.
func (e *encoder) encode(c Column, v *Values) (enc format.Encoding, err error) {
	if v.count() == 0 {
		e.values = e.values[:0]
		return format.Plain, nil
	}
	switch c.Type {
	case Text:
		e.ends = append(append(e.ends[:0], 0), v.End...)
		if alike(v.Text, v.End) {
			enc = format.DeltaByteArray
			e.values, err = new(delta.ByteArrayEncoding).EncodeByteArray(e.values[:0], v.Text, e.ends)
			return enc, err
		}
		enc = format.DeltaLengthByteArray
		e.values, err = new(delta.LengthByteArrayEncoding).EncodeByteArray(e.values[:0], v.Text, e.ends)
	case Bool:
		enc, e.values = format.Plain, e.values[:0]
		for i, n := range v.Int {
			if i%8 == 0 {
				e.values = append(e.values, 0)
			}
			e.values[i/8] |= byte(n&1) << (i % 8)
		}
	case Double:
		enc, e.values = format.Plain, e.values[:0]
		for _, n := range v.Int {
			e.values = binary.LittleEndian.AppendUint64(e.values, uint64(n))
		}
	case Int32, Date:
		enc, e.num32 = format.DeltaBinaryPacked, e.num32[:0]
		for _, n := range v.Int {
			e.num32 = append(e.num32, int32(n))
		}
		e.values, err = new(delta.BinaryPackedEncoding).EncodeInt32(e.values[:0], e.num32)
	default:
		enc = format.DeltaBinaryPacked
		e.values, err = new(delta.BinaryPackedEncoding).EncodeInt64(e.values[:0], v.Int)
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

// putPage writes e.page behind its header. decide says that the page may choose
// the chunk's codec.
func (e *encoder) putPage(m *format.ColumnMetaData, h format.PageHeader, decide bool) error {
	body := e.page
	if decide {
		var err error
		if e.level, err = e.worth(body); err != nil {
			return err
		}
		if e.level != 0 {
			m.Codec = format.Zstd
		}
	}
	if m.Codec == format.Zstd {
		var err error
		if body, err = e.pack(e.page, e.level); err != nil {
			return err
		}
	}
	if len(e.page) > math.MaxInt32 {
		return errTooLarge
	}
	h.UncompressedPageSize, h.CompressedPageSize = int32(len(e.page)), int32(len(body))
	head, err := thrift.Marshal(new(thrift.CompactProtocol), &h)
	if err != nil {
		return err
	}
	e.out = append(append(e.out, head...), body...)
	m.TotalUncompressedSize += int64(len(head) + len(e.page))
	return nil
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
func (e *encoder) worth(page []byte) (level int, err error) {
	if len(page) > 2*sample {
		page = page[len(page)/2:][:sample]
	}
	quick, err := e.pack(page, quickly)
	if err != nil {
		return 0, err
	}
	size := len(quick)
	deep, err := e.pack(page, deeply)
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
func (e *encoder) pack(page []byte, level int) (packed []byte, err error) {
	if need := zstd.CompressBound(len(page)); cap(e.packed) < need {
		e.packed = make([]byte, need)
	}
	return e.zstd.CompressLevel(e.packed[:cap(e.packed)], page, level)
}

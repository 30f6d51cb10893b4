package colfile

import (
	"bytes"

	"github.com/cespare/xxhash/v2"
	"github.com/parquet-go/parquet-go/bloom"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
)

// bloomBits is how many bits of a filter a value gets: about one in a hundred
// values that are not there is taken to be.
const bloomBits = 10

// bloom writes a filter of a text column's values behind its chunk. Where the
// values ascend, the bounds of the row group say as much and there is none.
func (e *encoder) bloom(m *format.ColumnMetaData, v *Values) error {
	if ascending(v.Text, v.End) {
		return nil
	}
	f := make(bloom.SplitBlockFilter, bloom.NumSplitBlocksOf(int64(len(v.End)), bloomBits))
	from := uint32(0)
	for _, end := range v.End {
		f.Insert(xxhash.Sum64(v.Text[from:end]))
		from = end
	}
	h := format.BloomFilterHeader{NumBytes: int32(len(f.Bytes()))}
	h.Algorithm.Value, h.Hash.Value, h.Compression.Value = &format.SplitBlockAlgorithm{}, &format.XxHash{}, &format.BloomFilterUncompressed{}
	head, err := thrift.Marshal(new(thrift.CompactProtocol), &h)
	if err != nil {
		return err
	}
	m.BloomFilterOffset, m.BloomFilterLength = int64(len(e.out)), int32(len(head)+len(f.Bytes()))
	e.out = append(append(e.out, head...), f.Bytes()...)
	return nil
}

func ascending(text []byte, ends []uint32) bool {
	from, prev := uint32(0), []byte(nil)
	for _, end := range ends {
		v := text[from:end]
		if bytes.Compare(v, prev) < 0 {
			return false
		}
		from, prev = end, v
	}
	return true
}

// Package colfile writes Parquet files column by column.
//
// It is for rows that lie in memory as columns already: a chunk of a column is
// encoded straight from its values, with the encoding that suits them, and no
// row or boxed value is ever made. The building blocks (bit packing, delta and
// dictionary encodings, Thrift) are those of parquet-go. zstd is its authors'
// own, by cgo: it takes half the time of the one in Go.
//
// Every column is optional. A chunk is one row group's; it is dictionary-coded
// where few values repeat, delta-coded where numbers or texts follow one upon
// another, and compressed only where that makes it smaller.
package colfile

import (
	"fmt"

	"github.com/parquet-go/parquet-go/deprecated"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
)

// Type is the type of a column.
type Type int

// The types of columns, with what Values.Int holds of them.
const (
	Text      Type = iota // in Values.Text
	Int32                 // the number
	Int64                 // the number
	Double                // the bits of an IEEE 754 double
	Decimal               // hundredths: DECIMAL(18,2)
	Bool                  // 0 or 1
	Date                  // days since 1970-01-01
	Timestamp             // microseconds since 1970-01-01, without a zone
)

// Column describes one column of a file.
type Column struct {
	Name  string
	ID    int32 // field id
	Type  Type
	Bloom bool // write a Bloom filter of a text column's values, unless it is dictionary-coded
	Kinds bool // of a text column: keep the bounds of each kind of value, see Stats.Kinds
}

// Values are the values of one column in one row group, in order of its rows.
type Values struct {
	// Null says, row by row, whether the value is missing; nil where none is.
	Null []bool
	// Int holds the values of all types but Text, those that are missing left out.
	Int []int64
	// Text holds the values of Text, one behind the other, and End where each ends.
	Text []byte
	End  []uint32
	// Words and Word, if Words is not nil, hold the values of Text instead: the
	// value of a row is Words[Word[row]].
	Words [][]byte
	Word  []int32
}

// count gives the number of values that are not missing.
func (v *Values) count() int {
	if v.Words != nil {
		return len(v.Word)
	}
	return max(len(v.Int), len(v.End))
}

func (c Column) physical() format.Type {
	switch c.Type {
	case Text:
		return format.ByteArray
	case Int32, Date:
		return format.Int32
	case Double:
		return format.Double
	case Bool:
		return format.Boolean
	}
	return format.Int64
}

func (c Column) element() (format.SchemaElement, error) {
	e := format.SchemaElement{Name: c.Name, FieldID: c.ID, Type: thrift.New(c.physical()), RepetitionType: thrift.New(format.Optional)}
	switch c.Type {
	case Text: // older readers, and the SQL engine, go by the converted type
		e.LogicalType.Value, e.ConvertedType = &format.StringType{}, thrift.New(deprecated.UTF8)
	case Date:
		e.LogicalType.Value, e.ConvertedType = &format.DateType{}, thrift.New(deprecated.Date)
	case Timestamp:
		e.LogicalType.Value = &format.TimestampType{Unit: format.TimeUnit{Value: &format.MicroSeconds{}}}
	case Decimal:
		e.LogicalType.Value = &format.DecimalType{Scale: 2, Precision: 18}
		e.ConvertedType = thrift.New(deprecated.Decimal)
		e.Scale, e.Precision = thrift.New[int32](2), thrift.New[int32](18)
	case Int32, Int64, Double, Bool:
	default:
		return e, fmt.Errorf("column %s: no type %d", c.Name, c.Type)
	}
	return e, nil
}

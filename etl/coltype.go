package etl

import "strings"

// colType is the type of a column, in the spelling of DuckLake.
type colType int

const (
	typeNone colType = iota
	typeText
	typeInt32
	typeInt64
	typeFloat
	typeDecimal // 18 digits, 2 after the point: yuan
	typeBool
	typeDate
	typeTimestamp // microseconds, no zone
)

var colTypeNames = [...]string{
	typeText: "varchar", typeInt32: "int32", typeInt64: "int64", typeFloat: "float64",
	typeDecimal: "decimal(18,2)", typeBool: "boolean", typeDate: "date", typeTimestamp: "timestamp",
}

func (t colType) String() string { return colTypeNames[t] }

func parseColType(s string) colType {
	for t := typeText; int(t) < len(colTypeNames); t++ {
		if colTypeNames[t] == strings.ToLower(strings.ReplaceAll(s, " ", "")) {
			return t
		}
	}
	return typeNone
}

func (t colType) isTime() bool { return t == typeDate || t == typeTimestamp }
func (t colType) isNumber() bool {
	return t == typeInt32 || t == typeInt64 || t == typeFloat || t == typeDecimal
}

// logical gives the standard's name of the type.
func (t colType) logical() string {
	switch t {
	case typeText:
		return "string"
	case typeBool:
		return "boolean"
	case typeDate:
		return "date"
	case typeTimestamp:
		return "timestamp"
	case typeInt32, typeInt64:
		return "integer"
	}
	return "number"
}

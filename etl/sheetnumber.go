package etl

import (
	"bytes"
	"strconv"
)

// tooLong reports whether a stored number is a whole one of more than 15
// digits, the last of which are not those that were typed.
func tooLong(text []byte) bool {
	n, ok := parseDecimal(text)
	if !ok {
		return false
	}
	v, exact, fits := n.scaled(0)
	return !fits || exact && (v >= 1e15 || v <= -1e15)
}

// shown gives a number as the sheet shows it, with the 15 digits that it keeps:
// what lies behind them is how the machine stores 0.3.
func shown(text []byte) []byte {
	v, err := strconv.ParseFloat(string(text), 64)
	if err != nil {
		return text
	}
	return strconv.AppendFloat(nil, v, 'g', 15, 64)
}

// from1904 turns a day counted from 1904 into one counted from 1900.
func from1904(text []byte) []byte {
	n, ok := parseDecimal(text)
	if v := n.float(0); !ok || v < 0 || v > lastSerial-1462 {
		return text // 20261016 is no count of days
	}
	whole, rest, _ := bytes.Cut(text, []byte{'.'})
	days, err := strconv.Atoi(string(whole))
	if err != nil {
		return strconv.AppendFloat(nil, n.float(0)+1462, 'f', -1, 64)
	}
	out := strconv.AppendInt(nil, int64(days)+1462, 10)
	if len(rest) > 0 {
		out = append(append(out, '.'), rest...)
	}
	return out
}

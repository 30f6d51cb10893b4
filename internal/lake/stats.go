package lake

import (
	"fmt"
	"math/big"
	"regexp"
	"strconv"
	"strings"

	"github.com/duckdb/duckdb-go/v2"
)

// columnStats are a column's statistics in one file. min and max are bounds,
// not always values: the engine shortens long texts outward.
type columnStats struct {
	bytes, values, nulls int64 // values counts those that are not NULL
	min, max             string
	bounded              bool // min and max are known
	nan                  bool
	nanKnown             bool // only for floating-point columns
}

// readStats takes what COPY … RETURN_STATS says of each column.
func readStats(st *tableState, m duckdb.OrderedMap) (map[int64]columnStats, error) {
	found := map[int64]columnStats{}
	for _, c := range st.columns {
		v, ok := m.Get(ident(c.Name))
		if !ok {
			continue
		}
		inner, ok := v.(duckdb.OrderedMap)
		if !ok {
			return nil, fmt.Errorf("statistics of column %s are a %T", c.Name, v)
		}
		get := func(key string) (string, bool) {
			v, ok := inner.Get(key)
			s, is := v.(string)
			return s, ok && is
		}
		number := func(key string) int64 {
			s, _ := get(key)
			n, _ := strconv.ParseInt(s, 10, 64)
			return n
		}
		s := columnStats{bytes: number("column_size_bytes"), nulls: number("null_count")}
		s.values = number("num_values") - s.nulls
		var low, high bool
		s.min, low = get("min")
		s.max, high = get("max")
		s.bounded = low && high
		if nan, ok := get("has_nan"); ok {
			s.nan, s.nanKnown = nan == "true", true
		}
		if s.nan {
			s.bounded = false // a bound that leaves NaN out is no bound
		}
		found[c.id] = s
	}
	return found, nil
}

// compareAs orders two statistics of a type as DuckDB orders the values; ok is
// false where this package cannot tell.
func compareAs(typ, a, b string) (order int, ok bool) {
	switch {
	case typ == "varchar":
		return strings.Compare(a, b), true
	case typ == "boolean":
		x, okx := parseBool(a)
		y, oky := parseBool(b)
		return x - y, okx && oky
	case typ == "date" || typ == "timestamp":
		// ISO texts of the years 0001 to 9999 sort as they stand.
		return strings.Compare(a, b), isoYear.MatchString(a) && isoYear.MatchString(b)
	case strings.HasPrefix(typ, "float"):
		x, errx := strconv.ParseFloat(a, 64)
		y, erry := strconv.ParseFloat(b, 64)
		if errx != nil || erry != nil || x != x || y != y {
			return 0, false
		}
		if x < y {
			return -1, true
		} else if x > y {
			return 1, true
		}
		return 0, true
	case strings.HasPrefix(typ, "int") || strings.HasPrefix(typ, "uint") || strings.HasPrefix(typ, "decimal"):
		x, okx := new(big.Rat).SetString(a)
		y, oky := new(big.Rat).SetString(b)
		if !okx || !oky {
			return 0, false
		}
		return x.Cmp(y), true
	}
	return 0, false
}

var isoYear = regexp.MustCompile(`^\d{4}-\d\d-\d\d( |$)`)

func parseBool(s string) (int, bool) {
	switch s {
	case "0", "false":
		return 0, true
	case "1", "true":
		return 1, true
	}
	return 0, false
}

// tableColumnStats are bounds of a column over many files.
type tableColumnStats struct {
	null, nan, nanKnown bool
	any                 bool // some value was seen
	lost                bool // its bounds are not known
	min, max            string
}

func (t *tableColumnStats) add(typ string, s columnStats) {
	t.merge(typ, tableColumnStats{null: s.nulls > 0, nan: s.nan, nanKnown: s.nanKnown, any: s.values > 0, lost: !s.bounded, min: s.min, max: s.max})
}

func (t *tableColumnStats) merge(typ string, o tableColumnStats) {
	t.null = t.null || o.null
	t.nan, t.nanKnown = t.nan || o.nan, t.nanKnown || o.nanKnown
	if !o.any {
		return
	}
	if !t.any {
		t.any, t.lost, t.min, t.max = true, o.lost, o.min, o.max
		return
	}
	low, ok1 := compareAs(typ, o.min, t.min)
	high, ok2 := compareAs(typ, o.max, t.max)
	if t.lost = t.lost || o.lost || !ok1 || !ok2; t.lost {
		return
	}
	if low < 0 {
		t.min = o.min
	}
	if high > 0 {
		t.max = o.max
	}
}

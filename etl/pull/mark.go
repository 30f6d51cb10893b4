package pull

import (
	"cmp"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// Forms in which a watermark is written.
const (
	formDatetime = "datetime" // 2026-11-20 08:05:00, the city's clock
	formRFC3339  = "rfc3339"  // 2026-11-20T08:05:00+08:00
	formDate     = "date"     // 2026-11-20
	formUnix     = "unix"     // seconds since 1970
	formUnixMS   = "unix_ms"
	formNumber   = "number" // a count that grows
)

var forms = []string{formDatetime, formRFC3339, formDate, formUnix, formUnixMS, formNumber}

// Overlaps where the settings name none: how far behind the newest row the
// next pull begins.
const (
	overlapTime   = time.Hour
	overlapNumber = 1000
)

// A watermark is a mark: microseconds since 1970 UTC, or a number.

// parseMark reads a watermark; ok is false for what is none.
func parseMark(form, text string, loc *time.Location) (mark int64, ok bool) {
	text = strings.TrimSpace(text)
	switch form {
	case formNumber, formUnix, formUnixMS:
		scale := map[string]float64{formNumber: 1, formUnix: 1e6, formUnixMS: 1e3}[form]
		if n, err := strconv.ParseInt(text, 10, 64); err == nil {
			if n > math.MaxInt64/int64(scale) || n < math.MinInt64/int64(scale) {
				return 0, false
			}
			return n * int64(scale), true
		}
		f, err := strconv.ParseFloat(text, 64)
		f = math.Floor(f * scale)
		if err != nil || math.IsNaN(f) || math.Abs(f) >= 1<<62 {
			return 0, false
		}
		return int64(f), true
	}
	for _, layout := range []string{
		time.RFC3339, "2006-01-02 15:04:05", "2006-01-02T15:04:05", "2006-01-02 15:04:05Z07", "2006-01-02 15:04:05Z07:00",
		"2006-01-02T15:04:05Z0700", "2006/01/02 15:04:05", time.DateOnly, "2006/01/02", "2006-01-02 15:04", "20060102150405", "20060102",
	} {
		if t, err := time.ParseInLocation(layout, text, loc); err == nil {
			return t.UnixMicro(), true
		}
	}
	return 0, false
}

// formatMark writes a watermark, rounded down to what the form can say.
func formatMark(form string, mark int64, loc *time.Location) string {
	t := time.UnixMicro(mark).In(loc)
	switch form {
	case formNumber:
		return strconv.FormatInt(mark, 10)
	case formUnix:
		return strconv.FormatInt(t.Unix(), 10)
	case formUnixMS:
		return strconv.FormatInt(t.UnixMilli(), 10)
	case formRFC3339:
		return t.Format(time.RFC3339)
	case formDate:
		return t.Format(time.DateOnly)
	}
	return t.Format(time.DateTime)
}

// parseOverlap reads an overlap, a duration or for a number a count; "" is the
// default of the form.
func parseOverlap(form, text string) (int64, error) {
	if form == formNumber {
		n, err := strconv.ParseInt(cmp.Or(text, strconv.Itoa(overlapNumber)), 10, 64)
		if err != nil || n < 0 {
			return 0, fmt.Errorf("overlap %q is not a count such as 1000", text)
		}
		return n, nil
	}
	if text == "" {
		return overlapTime.Microseconds(), nil
	}
	d, err := time.ParseDuration(text)
	if err != nil || d < 0 {
		return 0, fmt.Errorf("overlap %q is not a time such as 1h or 10m", text)
	}
	return d.Microseconds(), nil
}

package etl

import (
	"math"
	"strconv"
	"strings"
)

// bounds says in words which numbers the column takes.
func (p *Property) bounds() string {
	var parts []string
	say := func(op string, v *float64) {
		if v != nil {
			parts = append(parts, op+" "+strconv.FormatFloat(*v, 'f', -1, 64))
		}
	}
	say("at least", p.Minimum)
	say("more than", p.Above)
	say("at most", p.Maximum)
	if len(parts) == 0 {
		return "a number that fits " + p.Type
	}
	return strings.Join(parts, ", ")
}

// limits gives the bounds in the units a vector holds: whole numbers for
// integers and hundredths for decimals.
func (p *Property) limits() (lo, hi int64) {
	lo, hi = math.MinInt64, math.MaxInt64
	scale := 1.0
	switch p.typ {
	case typeInt32:
		lo, hi = math.MinInt32, math.MaxInt32
	case typeDecimal:
		lo, hi = -999_999_999_999_999_999, 999_999_999_999_999_999
		scale = 100
	}
	if p.Minimum != nil {
		lo = max(lo, int64(math.Ceil(*p.Minimum*scale)))
	}
	if p.Above != nil {
		lo = max(lo, int64(math.Floor(*p.Above*scale))+1)
	}
	if p.Maximum != nil {
		hi = min(hi, int64(math.Floor(*p.Maximum*scale)))
	}
	return lo, hi
}

// limitsFloat gives the bounds of a float64 column; above says that lo itself
// is excluded.
func (p *Property) limitsFloat() (lo, hi float64, above bool) {
	lo, hi = math.Inf(-1), math.Inf(1)
	if p.Minimum != nil {
		lo = *p.Minimum
	}
	if p.Above != nil && *p.Above >= lo {
		lo, above = *p.Above, true
	}
	if p.Maximum != nil {
		hi = *p.Maximum
	}
	return lo, hi, above
}

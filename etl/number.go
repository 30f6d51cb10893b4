package etl

import (
	"bytes"
	"math"
	"strconv"
	"unicode/utf8"
)

// number is an exact decimal: mant × 10^exp.
type number struct {
	mant int64
	exp  int
}

// countUnits may follow a number in its cell; one that ends like another comes
// before it.
var countUnits = []string{
	"件", "人", "元", "个", "户", "起", "次", "条", "辆", "套",
}

// parseNumber reads a number as people type it: full-width digits, thousands
// separators (in groups of three), an exponent (as sheets store large ones), a
// unit behind. suffixed says that there was a unit. ok is false for anything
// else, and for more than 18 significant digits with a remainder.
func parseNumber(b []byte, scratch *[]byte) (n number, suffixed, ok bool) {
	if n, ok := plainInt(b); ok {
		return number{n, 0}, false, true
	}
	if !ascii(b) {
		for _, u := range countUnits {
			if len(b) > len(u) && string(b[len(b)-len(u):]) == u {
				b, suffixed = bytes.TrimSpace(b[:len(b)-len(u)]), true
				break
			}
		}
		b = halfWidth(b, scratch)
		if !ascii(b) {
			return number{}, false, false
		}
	}
	n, ok = parseDecimal(b)
	return n, suffixed, ok
}

// plainInt reads up to 18 ASCII digits.
func plainInt(b []byte) (int64, bool) {
	if len(b) == 0 || len(b) > 18 {
		return 0, false
	}
	var n int64
	for _, c := range b {
		c -= '0'
		if c > 9 {
			return 0, false
		}
		n = n*10 + int64(c)
	}
	return n, true
}

func parseDecimal(b []byte) (n number, ok bool) {
	i, neg := 0, false
	if i < len(b) && (b[i] == '-' || b[i] == '+') {
		neg = b[i] == '-'
		i++
	}
	digits, group, point := 0, -1, false // group: digits since the last separator, -1 before any
	for ; i < len(b); i++ {
		switch c := b[i]; {
		case c >= '0' && c <= '9':
			digits++
			switch {
			case n.mant < math.MaxInt64/10:
				n.mant = n.mant*10 + int64(c-'0')
				if point {
					n.exp--
				}
			case point: // digits beyond what can matter
			default:
				return number{}, false
			}
			if group >= 0 && !point {
				group++
			}
			continue
		case c == ',' && !point:
			if group >= 0 && group != 3 || group < 0 && (digits == 0 || digits > 3) {
				return number{}, false
			}
			group = 0
			continue
		case c == '.' && !point:
			point = true
			continue
		}
		break
	}
	if digits == 0 || group >= 0 && group != 3 {
		return number{}, false
	}
	if i < len(b) && (b[i] == 'e' || b[i] == 'E') {
		e, err := strconv.Atoi(string(b[i+1:]))
		if err != nil || e < -40 || e > 40 {
			return number{}, false
		}
		n.exp += e
		i = len(b)
	}
	if neg {
		n.mant = -n.mant
	}
	return n, i == len(b)
}

// scaled gives n × 10^shift as a whole number; exact is false where digits
// were rounded off (half away from zero), fits where it is out of range.
func (n number) scaled(shift int) (v int64, exact, fits bool) {
	v, exact = n.mant, true
	e := n.exp + shift
	for ; e > 0 && v != 0; e-- {
		if v > math.MaxInt64/10 || v < math.MinInt64/10 {
			return 0, false, false
		}
		v *= 10
	}
	var last int64
	for ; e < 0; e++ {
		last, v = v%10, v/10
		exact = exact && last == 0
		if v == 0 && last == 0 {
			break
		}
	}
	if e < 0 {
		return v, exact, true
	}
	switch {
	case last >= 5:
		v++
	case last <= -5:
		v--
	}
	return v, exact, true
}

// float gives n × 10^shift to the nearest float64.
func (n number) float(shift int) float64 {
	e := n.exp + shift
	if n.mant < 1<<53 && n.mant > -(1<<53) && e >= -22 && e <= 22 {
		if e < 0 {
			return float64(n.mant) / math.Pow10(-e)
		}
		return float64(n.mant) * math.Pow10(e)
	}
	f, _ := strconv.ParseFloat(strconv.FormatInt(n.mant, 10)+"e"+strconv.Itoa(e), 64)
	return f
}

// halfWidth gives b with full-width ASCII (Ａ１，．) made plain, in scratch.
func halfWidth(b []byte, scratch *[]byte) []byte {
	out := (*scratch)[:0]
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		switch {
		case r >= 0xFF01 && r <= 0xFF5E:
			out = append(out, byte(r-0xFEE0))
		case r == 0x3000 || r == 0xA0:
			out = append(out, ' ')
		default:
			out = append(out, b[:n]...)
		}
		b = b[n:]
	}
	*scratch = out
	return out
}

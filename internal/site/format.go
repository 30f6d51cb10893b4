package site

import (
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/edition"
)

// Cut points of the four colours for single indicators; categories and totals
// carry the colour their framework gave them.
const (
	greenFrom  = 85
	blueFrom   = 75
	orangeFrom = 60
)

func colourOf(score *float64) anlan.Colour {
	switch {
	case score == nil:
		return anlan.ColourNone
	case *score >= greenFrom:
		return anlan.Green
	case *score >= blueFrom:
		return anlan.Blue
	case *score >= orangeFrom:
		return anlan.Orange
	}
	return anlan.Red
}

// fixed writes a number with so many decimals and no negative zero.
func fixed(v float64, decimals int) string {
	s := strconv.FormatFloat(v, 'f', decimals, 64)
	if strings.Trim(s, "-0.") == "" {
		s = strings.TrimPrefix(s, "-")
	}
	return s
}

// usual writes a number of cases that is expected: with one decimal, and "<0.1" for
// what that would show as none.
func usual(v float64) string {
	if v > 0 && v < 0.05 {
		return "<0.1"
	}
	return fixed(v, 1)
}

// count writes a whole number with its thousands apart.
func count(v float64) string {
	return apart(fixed(math.Round(v), 0))
}

// apart sets the thousands of a written number apart.
func apart(s string) string {
	sign := ""
	if strings.HasPrefix(s, "-") {
		sign, s = "-", s[1:]
	}
	whole, rest := s, ""
	if i := strings.IndexByte(s, '.'); i >= 0 {
		whole, rest = s[:i], s[i:]
	}
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	return sign + whole + rest
}

// signed writes a change with its sign, "±0" for none at that precision.
func signed(v float64, decimals int) string {
	s := fixed(v, decimals)
	if strings.Trim(s, "0.") == "" {
		return "±0"
	}
	if v > 0 {
		return "+" + s
	}
	return "−" + strings.TrimPrefix(s, "-")
}

// score2 writes an index score: two decimals, "—" for none.
func score2(v *float64) string {
	if v == nil {
		return "—"
	}
	return fixed(*v, 2)
}

// valueText writes an indicator's value: rates with one decimal, counts whole,
// small ratios with as many digits as tell them apart; words where there is
// none to show.
func (c *call) valueText(s anlan.Score, card edition.IndicatorCard) string {
	if s.Suppressed {
		return c.text("state.withheld")
	}
	if s.Value == nil {
		return c.text("state." + string(s.State))
	}
	return plainValue(*s.Value, card)
}

func plainValue(v float64, card edition.IndicatorCard) string {
	switch {
	case card.UnitZh == "%":
		return fixed(v, 1)
	case card.Denominator == "" && v == math.Trunc(v):
		return count(v)
	case math.Abs(v) >= 100:
		return count(v)
	case math.Abs(v) >= 10 || v == 0:
		return fixed(v, 1)
	case math.Abs(v) >= 0.1:
		return fixed(v, 2)
	}
	return strconv.FormatFloat(v, 'g', 2, 64)
}

func (c *call) unit(card edition.IndicatorCard) string { return c.pick(card.UnitZh, card.UnitEn) }

func percent(share float64) string { return fixed(100*share, 0) + "%" }

// dayName writes 2026-10-15 as "10月15日" or "15 Oct".
func (l *language) dayName(d string) string {
	t, err := time.Parse(anlan.DateFormat, d)
	if err != nil {
		return d
	}
	if l.Lang == "en" {
		return t.Format("2 Jan")
	}
	return t.Format("1月2日")
}

func round(v float64, decimals int) float64 {
	k := math.Pow10(decimals)
	return math.Round(v*k) / k
}

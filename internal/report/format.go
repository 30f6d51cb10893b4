package report

import (
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/anlan-lake/anlan"
)

func (d *daily) pick(zh, en string) string {
	if d.lang == "en" {
		return en
	}
	return zh
}

// label gives the name of a code in the report's language, or the code.
func (d *daily) label(list, code string) string {
	l, ok := d.ed.Label(list, code)
	if !ok {
		return code
	}
	return orElse(d.pick(l.Zh, orElse(l.En, l.Zh)), code)
}

func (d *daily) areaName(code string) string {
	a, ok := d.ed.Area(code)
	if !ok {
		return code
	}
	return d.pick(a.Name, orElse(a.NameEn, a.Name))
}

// fixed writes a number with so many decimals, never "-0".
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

// whole writes a count, thousands apart by a no-break space.
func whole(v float64) string {
	s := fixed(math.Round(v), 0)
	sign := ""
	if strings.HasPrefix(s, "-") {
		sign, s = "−", s[1:]
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "\u00a0" + s[i:]
	}
	return sign + s
}

// signed writes a change with its sign, "±0" for none at that precision.
func signed(v float64, decimals int) string {
	s := fixed(v, decimals)
	switch {
	case strings.Trim(s, "0.") == "":
		return "±0"
	case v > 0:
		return "+" + s
	}
	return "−" + strings.TrimPrefix(s, "-")
}

// write writes the value of a figure: rates with one decimal, counts whole.
func (d *daily) write(figure string, v float64) string {
	if d.isRate(figure) {
		return fixed(v, 1) + "%"
	}
	return whole(v)
}

// change writes the way from one value to another: points for rates, percent
// for counts, "" where a count began at nothing.
func (d *daily) change(figure string, from, to float64) string {
	if d.isRate(figure) {
		return signed(to-from, 1) + d.pick("个百分点", " points")
	}
	if from == 0 {
		return ""
	}
	return signed(100*(to-from)/from, 1) + "%"
}

func (d *daily) isRate(figure string) bool {
	l, ok := d.ed.Label("figure", figure)
	return ok && l.Unit == "%" || !ok && strings.HasSuffix(figure, "_rate")
}

var weekdays = [...]string{"星期日", "星期一", "星期二", "星期三", "星期四", "星期五", "星期六"}

func (d *daily) longDate(t time.Time) string {
	return d.pick(t.Format("2006年1月2日")+" "+weekdays[t.Weekday()], t.Format("Monday, 2 January 2006"))
}

func (d *daily) shortDate(t time.Time) string {
	return d.pick(t.Format("1月2日"), t.Format("2 January"))
}

// weekName writes 2026-W46 as its days.
func (d *daily) weekName(period string) string {
	p, err := anlan.ParsePeriod(period, time.UTC)
	if err != nil {
		return period
	}
	return d.shortDate(p.Start) + "–" + d.shortDate(p.End.AddDate(0, 0, -1))
}

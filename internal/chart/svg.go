package chart

import (
	"math"
	"strconv"
	"strings"
)

// svg collects markup. All text passes through esc.
type svg struct{ strings.Builder }

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&#34;", "'", "&#39;")

// esc makes text safe in markup and in attributes, and drops the control
// characters that XML does not allow at all.
func esc(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < 0x20 && r != '\t' && r != '\n' || r == 0xFFFE || r == 0xFFFF {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	return escaper.Replace(s)
}

// n writes a coordinate: one decimal at most, no negative zero.
func n(x float64) string {
	x = math.Round(x*10) / 10
	if x == 0 || math.IsNaN(x) || math.IsInf(x, 0) {
		return "0"
	}
	return strconv.FormatFloat(x, 'f', -1, 64)
}

// open begins the picture. Width and height are its own units; pages scale it.
func (b *svg) open(class string, width, height float64, title, desc string) {
	b.add(`<svg xmlns="http://www.w3.org/2000/svg" class="chart `, class, `" viewBox="0 0 `, n(width), " ", n(height),
		`" width="`, n(width), `" height="`, n(height), `" role="img"`)
	if title != "" {
		b.add(` aria-label="`, esc(title), `"`)
	}
	b.add(">")
	if title != "" {
		b.add("<title>", esc(title), "</title>")
	}
	if desc != "" {
		b.add("<desc>", esc(desc), "</desc>")
	}
}

func (b *svg) close() string {
	b.add("</svg>")
	return b.String()
}

func (b *svg) add(parts ...string) {
	for _, p := range parts {
		b.WriteString(p)
	}
}

// text writes s at a point; anchor is start, middle or end.
func (b *svg) text(class string, x, y float64, anchor, s string) {
	b.add(`<text class="`, class, `" x="`, n(x), `" y="`, n(y), `" text-anchor="`, anchor, `">`, esc(s), "</text>")
}

func (b *svg) line(class string, x1, y1, x2, y2 float64) {
	b.add(`<line class="`, class, `" x1="`, n(x1), `" y1="`, n(y1), `" x2="`, n(x2), `" y2="`, n(y2), `"/>`)
}

func (b *svg) rect(class string, x, y, w, h float64, tip string) {
	b.add(`<rect class="`, class, `" x="`, n(x), `" y="`, n(y), `" width="`, n(max(0, w)), `" height="`, n(max(0, h)), `"`)
	b.tip("rect", tip)
}

func (b *svg) dot(class string, x, y, r float64, tip string) {
	b.add(`<circle class="`, class, `" cx="`, n(x), `" cy="`, n(y), `" r="`, n(r), `"`)
	b.tip("circle", tip)
}

// tip closes an element that was left open, with a tooltip if there is one.
func (b *svg) tip(element, tip string) {
	if tip == "" {
		b.add("/>")
		return
	}
	b.add("><title>", esc(tip), "</title></", element, ">")
}

// link opens a link if there is one, and tells how to end it. Only addresses
// within the site, and http(s), are let through.
func (b *svg) link(href string) (end string) {
	if href == "" || !safe(href) {
		return ""
	}
	b.add(`<a href="`, esc(href), `">`)
	return "</a>"
}

func safe(href string) bool {
	head, _, found := strings.Cut(href, ":")
	if !found || strings.ContainsAny(head, "/?#") {
		return true
	}
	return strings.EqualFold(head, "http") || strings.EqualFold(head, "https")
}

// point is a place in the picture; ok is false where the figure is missing.
type point struct {
	x, y float64
	ok   bool
}

// runs writes a path through the points, broken where one is missing. A point
// alone between gaps becomes a short dash, so that it does not vanish.
func (b *svg) runs(class string, points []point) {
	var d strings.Builder
	for i, p := range points {
		if !p.ok {
			continue
		}
		before := i > 0 && points[i-1].ok
		after := i+1 < len(points) && points[i+1].ok
		switch {
		case before:
			d.WriteString("L" + n(p.x) + " " + n(p.y))
		case after:
			d.WriteString("M" + n(p.x) + " " + n(p.y))
		default:
			d.WriteString("M" + n(p.x-1.5) + " " + n(p.y) + "h3")
		}
	}
	if d.Len() > 0 {
		b.add(`<path class="`, class, `" d="`, d.String(), `"/>`)
	}
}

// scale turns values into coordinates, low at the bottom.
type scale struct{ low, high, bottom, top float64 }

func (s scale) at(v float64) float64 {
	if s.high <= s.low {
		return (s.bottom + s.top) / 2
	}
	return s.bottom + (v-s.low)/(s.high-s.low)*(s.top-s.bottom)
}

// there says whether a figure can be drawn.
func there(f *float64) bool { return f != nil && !math.IsNaN(*f) && !math.IsInf(*f, 0) }

// span gives the smallest and largest of the figures that are there.
func span(figures ...*float64) (low, high float64, ok bool) {
	for _, f := range figures {
		if !there(f) {
			continue
		}
		if !ok {
			low, high, ok = *f, *f, true
		}
		low, high = min(low, *f), max(high, *f)
	}
	return low, high, ok
}

// ticks gives round values, at most about want, that enclose low..high.
func ticks(low, high float64, want int) []float64 {
	if !there(&low) || !there(&high) {
		return []float64{0, 1}
	}
	if !(high > low) {
		low, high = low-1, high+1
	}
	raw := (high - low) / float64(max(1, want-1))
	unit := math.Pow(10, math.Floor(math.Log10(raw)))
	step := unit
	for _, k := range []float64{1, 2, 5, 10} {
		if step = k * unit; step >= raw*0.999 {
			break
		}
	}
	first, last := math.Floor(low/step+1e-9), math.Ceil(high/step-1e-9)
	var out []float64
	for k := first; k <= last; k++ {
		out = append(out, k*step)
	}
	return out
}

// plain writes a number with as many decimals as it needs, three at most.
func plain(v float64) string {
	s := strconv.FormatFloat(math.Round(v*1000)/1000, 'f', -1, 64)
	if s == "-0" {
		return "0"
	}
	return s
}

func format(f func(float64) string, v float64) string {
	if f == nil {
		return plain(v)
	}
	return f(v)
}

// wide estimates the width of a text: a Chinese character is as wide as the
// font is high, a Latin one a little over half.
func wide(s string, size float64) float64 {
	w := 0.0
	for _, r := range s {
		if r >= 0x2E80 {
			w++
		} else {
			w += 0.56
		}
	}
	return w * size
}

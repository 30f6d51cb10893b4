package chart

import (
	"math"
	"slices"
	"strings"
)

// Radar is a figure with one axis for each category, all from 0 to Max.
type Radar struct {
	Title, Desc string
	Size        float64 // 0 for 360; height, the width adds room for names
	Max         float64 // 0 for 100
	Axes        []string
	Sets        []RadarSet // at most three are told apart: first, dashed, dotted
}

// RadarSet is one outline. A nil figure leaves the outline open there: joining
// its neighbours would show a value nobody measured.
type RadarSet struct {
	Name   string
	Values []*float64
}

// SVG draws the radar.
func (c Radar) SVG() string {
	size, top := orElse(c.Size, 360), orElse(c.Max, 100)
	legend := 0.0
	if len(c.Sets) > 1 {
		legend = 22
	}
	// The names stand beside the figure, in lines that keep it narrow: pages
	// draw it in a column, and what is wide is drawn small there.
	side := 0.0
	names := make([][]string, len(c.Axes))
	for i, name := range c.Axes {
		if i == 0 { // above the figure, where there is width and no height
			names[i] = []string{clip(name, 11, size)}
			continue
		}
		names[i] = balanced(name, 11, nameRoom, nameLines)
		for _, line := range names[i] {
			side = max(side, wide(line, 11)-nameInside)
		}
	}
	width := size + 2*max(0, side)
	var b svg
	b.open("chart-radar", width, size+legend, c.Title, c.Desc)
	mid, reach := size/2, size/2-nameInside-4
	b.add(`<g transform="translate(`, n(max(0, side)), ` 0)">`)
	at := func(axis int, share float64) point {
		angle := 2*math.Pi*float64(axis)/float64(max(1, len(c.Axes))) - math.Pi/2
		return point{mid + reach*share*math.Cos(angle), mid + reach*share*math.Sin(angle), true}
	}
	for _, ring := range []float64{0.25, 0.5, 0.75, 1} {
		b.add(`<path class="grid" fill="none" d="`)
		for i := range c.Axes {
			p := at(i, ring)
			b.add(map[bool]string{true: "M", false: "L"}[i == 0], n(p.x), " ", n(p.y))
		}
		b.add(`Z"/>`)
		b.text("muted small", mid+3, mid-reach*ring+10, "start", plain(top*ring))
	}
	for i := range c.Axes {
		p, outer := at(i, 1), at(i, 1.06)
		b.line("grid", mid, mid, p.x, p.y)
		anchor := "middle"
		if outer.x < mid-4 {
			anchor = "end"
		} else if outer.x > mid+4 {
			anchor = "start"
		}
		// Lines of a name above the figure end at it, those below begin there.
		rise := float64(len(names[i])-1) / 2 * (1 - (outer.y-mid)/reach)
		for k, line := range names[i] {
			b.text("muted", outer.x, outer.y+4+nameLine*(float64(k)-rise), anchor, line)
		}
	}
	for k := len(c.Sets) - 1; k >= 0; k-- {
		c.outline(&b, k, top, at)
	}
	b.add("</g>")
	x := 8.0
	for k, s := range c.Sets {
		if legend > 0 {
			b.add(`<path class="radar r`, n(float64(min(k, 2))), `" d="M`, n(x), " ", n(size+10), `h22"/>`)
			b.text("muted", x+27, size+14, "start", s.Name)
			x += 45 + wide(s.Name, 11)
		}
	}
	return b.close()
}

func (c Radar) outline(b *svg, k int, top float64, at func(int, float64) point) {
	values := c.Sets[k].Values
	gap := -1
	points := make([]point, len(c.Axes))
	for i := range c.Axes {
		if i < len(values) && there(values[i]) {
			points[i] = at(i, min(max(0, *values[i]/top), 1))
		} else {
			gap = i
		}
	}
	style := "radar r" + n(float64(min(k, 2)))
	if gap < 0 {
		b.add(`<path class="`, style, `" d="`)
		for i, p := range points {
			b.add(map[bool]string{true: "M", false: "L"}[i == 0], n(p.x), " ", n(p.y))
		}
		b.add(`Z"/>`)
	} else {
		// Begin after a gap, so that what joins across the top stays joined.
		turned := append(append([]point{}, points[gap+1:]...), points[:gap+1]...)
		b.add(`<g fill-opacity="0">`)
		b.runs(style, turned)
		b.add("</g>")
	}
	if k > 0 {
		return
	}
	for i, p := range points {
		if p.ok {
			b.dot("dot", p.x, p.y, 2.5, c.Axes[i]+" "+plain(*values[i]))
		}
	}
}

// Names at the axes of a radar: the room of a line, how many there may be, how
// far apart, and how much of a line stands within the figure's square.
const (
	nameRoom, nameLines  = 98.0, 4
	nameLine, nameInside = 12.0, 22.0
)

// balanced breaks a text into as few lines as wrap does, of about one length.
func balanced(s string, size, room float64, most int) []string {
	lines := wrap(s, size, room, most)
	for less := room / 2; less < room; less += 4 {
		if short := wrap(s, size, less, most); len(short) == len(lines) && !slices.ContainsFunc(short, func(l string) bool { return strings.HasSuffix(l, "…") }) {
			return short
		}
	}
	return lines
}

// wrap breaks a text into so many lines of some room at most, between words
// where it has any; what does not fit is cut off with an ellipsis.
func wrap(s string, size, room float64, most int) []string {
	words, gap := strings.Fields(s), " "
	if len(words) < 2 {
		words, gap = strings.Split(s, ""), ""
	}
	var lines []string
	for _, word := range words {
		last := len(lines) - 1
		switch {
		case last >= 0 && wide(lines[last]+gap+word, size) <= room, len(lines) == most:
			lines[last] += gap + word
		default:
			lines = append(lines, word)
		}
	}
	for i := range lines {
		lines[i] = clip(lines[i], size, room)
	}
	return lines
}

// clip shortens a text to the room there is.
func clip(s string, size, room float64) string {
	if wide(s, size) <= room {
		return s
	}
	r := []rune(s)
	for len(r) > 1 && wide(string(r)+"…", size) > room {
		r = r[:len(r)-1]
	}
	return string(r) + "…"
}

package chart

import "github.com/anlan-lake/anlan"

// Bars are horizontal bars, one a line, such as the nine categories.
type Bars struct {
	Title, Desc string
	Width       float64 // 0 for 560; the height follows from the bars
	Max         float64 // end of the axis; 0 to fit the figures
	Bars        []Bar
	Format      func(float64) string // nil for plain numbers
	Missing     string               // written in place of a figure that is nil
}

// Bar is one bar.
type Bar struct {
	Label  string
	Value  *float64
	Colour anlan.Colour // "" for a bar without judgement
	Note   string       // after the figure, such as the change
	Link   string
	Tip    string
	Mark   *float64 // a tick across the bar, such as last month
}

const barRow = 26.0

// SVG draws the bars.
func (c Bars) SVG() string {
	w := orElse(c.Width, 560)
	h := barRow*float64(len(c.Bars)) + 8
	var b svg
	b.open("chart-bars", w, h, c.Title, c.Desc)
	left, right, high := 0.0, 0.0, c.Max
	for _, bar := range c.Bars {
		left = max(left, wide(bar.Label, 12)+14)
		tail := c.Missing
		if there(bar.Value) {
			tail = format(c.Format, *bar.Value)
			if c.Max == 0 {
				high = max(high, *bar.Value)
			}
		}
		if bar.Note != "" {
			tail += " " + bar.Note
		}
		right = max(right, wide(tail, 12)+14)
	}
	left = min(left, w/2)
	x := scale{low: 0, high: high, bottom: left, top: max(left+40, w-right)}
	for i, bar := range c.Bars {
		c.bar(&b, bar, 4+barRow*float64(i), x)
	}
	return b.close()
}

func (c Bars) bar(b *svg, bar Bar, y float64, x scale) {
	end := b.link(bar.Link)
	const thick = barRow - 8
	middle := y + thick/2 + 4
	b.text("name", x.bottom-8, middle, "end", clip(bar.Label, 12, x.bottom-8))
	b.rect("track", x.bottom, y, x.top-x.bottom, thick, "")
	if !there(bar.Value) {
		for k := x.bottom; k < x.top-thick; k += 8 {
			b.line("hatch", k, y+thick, k+thick, y)
		}
		b.text("muted", x.top+6, middle, "start", c.Missing)
		b.add(end)
		return
	}
	fill := class(bar.Colour)
	if bar.Colour == "" {
		fill = "up"
	}
	length := x.at(min(max(0, *bar.Value), x.high)) - x.bottom
	tip := bar.Tip
	if tip == "" && bar.Colour != "" {
		tip = bar.Label + " " + format(c.Format, *bar.Value) + " " + ColourName(bar.Colour, "zh")
	}
	b.rect(fill, x.bottom, y, length, thick, tip)
	if bar.Colour != "" && length > 20 {
		mark := "mark"
		if bar.Colour == anlan.Orange || class(bar.Colour) == "c-none" {
			mark = "mark-dark"
		}
		b.text(mark, x.bottom+10, middle, "middle", letter(bar.Colour))
	}
	if there(bar.Mark) {
		at := x.at(min(max(0, *bar.Mark), x.high))
		b.line("axis", at, y-2, at, y+thick+2)
	}
	b.text("value", x.top+6, middle, "start", format(c.Format, *bar.Value))
	if bar.Note != "" {
		b.text("muted", x.top+14+wide(format(c.Format, *bar.Value), 12), middle, "start", bar.Note)
	}
	b.add(end)
}

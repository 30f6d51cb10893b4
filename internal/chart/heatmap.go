package chart

import (
	"math"
	"strconv"
)

// Heatmap is a square table of correlations, from -1 to 1: the stronger, the
// darker, with other colours for negative ones. The figure stands in each cell
// while there is room.
type Heatmap struct {
	Title, Desc string
	Labels      []string    // of rows and columns
	Values      [][]float64 // by row; NaN is an empty cell
}

const heatCell = 34.0

// SVG draws the table: labels at the left, their numbers above.
func (c Heatmap) SVG() string {
	left := 0.0
	names := make([]string, len(c.Labels))
	for i, l := range c.Labels {
		names[i] = strconv.Itoa(i+1) + " " + l
		left = max(left, wide(names[i], 12)+10)
	}
	left = min(left, 320)
	cell := heatCell
	if len(c.Labels) > 20 {
		cell = 20
	}
	side := cell * float64(len(c.Labels))
	var b svg
	b.open("chart-heatmap", left+side+4, side+24, c.Title, c.Desc)
	for i, name := range names {
		at := 20 + cell*float64(i)
		b.text("name", left-6, at+cell/2+4, "end", clip(name, 12, left-6))
		b.text("muted", left+cell*(float64(i)+0.5), 14, "middle", strconv.Itoa(i+1))
		for j := range c.Labels {
			c.cell(&b, left+cell*float64(j), at, cell, i, j)
		}
	}
	return b.close()
}

func (c Heatmap) cell(b *svg, x, y, side float64, i, j int) {
	if i >= len(c.Values) || j >= len(c.Values[i]) || math.IsNaN(c.Values[i][j]) {
		b.rect("track", x+1, y+1, side-2, side-2, "")
		return
	}
	r := c.Values[i][j]
	tip := c.Labels[i] + " × " + c.Labels[j] + ": " + strconv.FormatFloat(r, 'f', 2, 64)
	strong := min(int(math.Abs(r)*7)+1, 7)
	kind := "s"
	if r < 0 {
		kind = "n"
	}
	b.rect(kind+strconv.Itoa(strong), x+1, y+1, side-2, side-2, tip)
	if side < heatCell {
		return
	}
	text := "small"
	if strong > 4 {
		text = "small light"
	}
	s := strconv.FormatFloat(r, 'f', 2, 64)
	if s == "-0.00" {
		s = "0.00"
	}
	b.text(text, x+side/2, y+side/2+4, "middle", s)
}

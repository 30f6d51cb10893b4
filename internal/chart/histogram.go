package chart

import "strconv"

// Histogram is a small picture of how values are spread: counts in bins of equal
// width, and under them a box from the first to the third quartile with the
// median in it and whiskers to the ends.
type Histogram struct {
	Title, Desc   string
	Width, Height float64 // 0 for 150 × 44
	Counts        []int
	Box           *Box // nil for none
}

// Box holds five numbers in ascending order: least value, quartiles, greatest.
type Box struct{ Low, Q1, Median, Q3, High float64 }

// SVG draws the histogram.
func (c Histogram) SVG() string {
	w, h := orElse(c.Width, 150), orElse(c.Height, 44)
	var b svg
	b.open("chart-histogram", w, h, c.Title, c.Desc)
	foot := h - 2
	if c.Box != nil {
		foot = h - 14
	}
	most := 1
	for _, k := range c.Counts {
		most = max(most, k)
	}
	if len(c.Counts) > 0 {
		step := (w - 4) / float64(len(c.Counts))
		for i, k := range c.Counts {
			// A bin that is not empty shows, however small.
			height := float64(k) / float64(most) * (foot - 2)
			if k > 0 {
				height = max(height, 1)
				b.rect("up", 2+float64(i)*step, foot-height, step-1, height, strconv.Itoa(k))
			}
		}
	}
	b.line("axis", 2, foot, w-2, foot)
	if c.Box != nil && c.Box.High > c.Box.Low {
		x := scale{low: c.Box.Low, high: c.Box.High, bottom: 2, top: w - 2}
		middle := h - 6
		b.line("axis", x.at(c.Box.Low), middle, x.at(c.Box.High), middle)
		b.rect("band", x.at(c.Box.Q1), middle-4, max(x.at(c.Box.Q3)-x.at(c.Box.Q1), 1), 8, "")
		b.line("line", x.at(c.Box.Median), middle-4, x.at(c.Box.Median), middle+4)
	}
	return b.close()
}

package chart

// Sparkline is a small line without axes, beside a figure.
type Sparkline struct {
	Title         string
	Width, Height float64 // 0 for 120 × 28
	Values        []*float64
	Low, High     *float64 // a band behind the line, such as a range of reference
}

// SVG draws the sparkline.
func (c Sparkline) SVG() string {
	w, h := orElse(c.Width, 120), orElse(c.Height, 28)
	var b svg
	b.open("chart-spark", w, h, c.Title, "")
	low, high, _ := span(append([]*float64{c.Low, c.High}, c.Values...)...)
	y := scale{low: low, high: high, bottom: h - 4, top: 4}
	if there(c.Low) && there(c.High) {
		b.rect("band", 0, y.at(*c.High), w, y.at(*c.Low)-y.at(*c.High), "")
	}
	points := make([]point, len(c.Values))
	for i, v := range c.Values {
		x := w / 2
		if len(c.Values) > 1 {
			x = 4 + float64(i)/float64(len(c.Values)-1)*(w-8)
		}
		if there(v) {
			points[i] = point{x, y.at(*v), true}
		}
	}
	b.runs("line", points)
	if k := len(points); k > 0 && points[k-1].ok {
		b.dot("dot", points[k-1].x, points[k-1].y, 2.5, "")
	}
	return b.close()
}

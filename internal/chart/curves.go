package chart

import "strconv"

// Curves are several curves over one axis, such as what detectors find against
// what they call wrongly. The picture brings its own style: it is a file that
// stands alone.
type Curves struct {
	Title, Desc    string
	Width, Height  float64 // 0 for 760 × 420
	XLabel, YLabel string
	Sets           []Curve // at most eight are told apart by colour
}

// Curve is one of them, its points from left to right.
type Curve struct {
	Name   string
	Points [][2]float64 // x, y; where either is no number the curve breaks
}

// curveStyle colours eight curves so that they can be told apart in greyscale
// and by colour-blind readers too (Okabe & Ito).
const curveStyle = `<style>text{font:11px sans-serif;fill:#333}.head{font-size:13px;font-weight:bold}.grid{stroke:#ddd}path{fill:none;stroke-width:1.8}` +
	`.c0{stroke:#000}.c1{stroke:#e69f00}.c2{stroke:#0072b2}.c3{stroke:#009e73}.c4{stroke:#d55e00}.c5{stroke:#cc79a7}.c6{stroke:#56b4e9}.c7{stroke:#999;stroke-dasharray:4 3}</style>`

// SVG draws the curves, with a legend in the order of Sets.
func (c Curves) SVG() string {
	w, h := orElse(c.Width, 760), orElse(c.Height, 420)
	var b svg
	b.open("chart-curves", w, h, c.Title, c.Desc)
	b.add(curveStyle)
	var xs, ys []*float64
	names := 0.0
	for i := range c.Sets {
		names = max(names, wide(c.Sets[i].Name, 11))
		for k := range c.Sets[i].Points {
			p := &c.Sets[i].Points[k]
			xs, ys = append(xs, &p[0]), append(ys, &p[1])
		}
	}
	x, y := c.axis(xs), c.axis(ys)
	x.bottom, x.top = 56, w-names-44
	y.bottom, y.top = h-40, 34
	b.text("head", x.bottom, 18, "start", c.Title)
	for _, m := range ticks(y.low, y.high, 6) {
		b.line("grid", x.bottom, y.at(m), x.top, y.at(m))
		b.text("", x.bottom-6, y.at(m)+4, "end", plain(m))
	}
	for _, m := range ticks(x.low, x.high, 6) {
		b.line("grid", x.at(m), y.bottom, x.at(m), y.top)
		b.text("", x.at(m), y.bottom+15, "middle", plain(m))
	}
	b.text("", (x.bottom+x.top)/2, h-6, "middle", c.XLabel)
	b.text("", x.bottom, 30, "start", c.YLabel)
	for i, s := range c.Sets {
		class := "c" + strconv.Itoa(i%8)
		run := make([]point, len(s.Points))
		for k, p := range s.Points {
			if there(&p[0]) && there(&p[1]) {
				run[k] = point{x.at(p[0]), y.at(p[1]), true}
			}
		}
		b.runs(class, run)
		at := y.top + 16*float64(i)
		b.line(class, x.top+14, at, x.top+32, at)
		b.text("", x.top+36, at+4, "start", s.Name)
	}
	return b.close()
}

// axis reaches over all figures, to marks at both ends.
func (c Curves) axis(figures []*float64) scale {
	low, high, _ := span(figures...)
	marks := ticks(low, high, 6)
	return scale{low: marks[0], high: marks[len(marks)-1]}
}

package chart

// Ranges are ranks with the interval that each can lie in, 1 at the good end:
// a line for each while there are few, else side by side as upright strokes. Or,
// with Counts, figures and theirs.
type Ranges struct {
	Title, Desc string
	Width       float64 // 0 for 760
	Last        float64 // the last rank there is
	Counts      bool    // not ranks but figures from 0 to Last
	Rows        []RangeRow
}

// RangeRow is one unit: the wide and the narrow interval, nil ends where there
// is none, and the rank it has.
type RangeRow struct {
	Label     string
	Low, High *float64
	InnerLow  *float64
	InnerHigh *float64
	Mark      *float64
	Tip       string
}

// fewRanges is up to how many units have a line of their own.
const fewRanges = 45

const rangeRow = 20.0

// SVG draws the ranges.
func (c Ranges) SVG() string {
	w := orElse(c.Width, 760)
	var b svg
	if len(c.Rows) > fewRanges && !c.Counts {
		c.upright(&b, w)
	} else {
		c.lines(&b, w)
	}
	return b.close()
}

func (c Ranges) lines(b *svg, w float64) {
	h := rangeRow*float64(len(c.Rows)) + 26
	b.open("chart-ranges", w, h, c.Title, c.Desc)
	left := 40.0
	for _, r := range c.Rows {
		left = max(left, wide(r.Label, 12)+12)
	}
	left = min(left, w/2)
	x, marks := scale{low: 1, high: max(c.Last, 2), bottom: left + 8, top: w - 16}, ranks(c.Last)
	if c.Counts {
		marks = ticks(0, max(c.Last, 1), 5)
		x.low, x.high = 0, marks[len(marks)-1]
	}
	for _, t := range marks {
		b.line("grid", x.at(t), 4, x.at(t), h-18)
		b.text("muted", x.at(t), h-5, "middle", plain(t))
	}
	for i, r := range c.Rows {
		y := 6 + rangeRow*float64(i)
		b.text("name", left-4, y+13, "end", clip(r.Label, 12, left-4))
		if there(r.Low) && there(r.High) {
			b.rect("band", x.at(*r.Low)-3, y+4, x.at(*r.High)-x.at(*r.Low)+6, 12, r.Tip)
		}
		if there(r.InnerLow) && there(r.InnerHigh) {
			b.rect("up", x.at(*r.InnerLow)-3, y+7, x.at(*r.InnerHigh)-x.at(*r.InnerLow)+6, 6, r.Tip)
		}
		if there(r.Mark) {
			b.dot("hollow", x.at(*r.Mark), y+10, 4, r.Tip)
		}
	}
}

func (c Ranges) upright(b *svg, w float64) {
	const h = 320.0
	b.open("chart-ranges", w, h, c.Title, c.Desc)
	left := 12 + wide(plain(c.Last), 11)
	y := scale{low: 1, high: max(c.Last, 2), bottom: 12, top: h - 12} // the first rank at the top
	for _, t := range ranks(c.Last) {
		b.line("grid", left, y.at(t), w-4, y.at(t))
		b.text("muted", left-5, y.at(t)+4, "end", plain(t))
	}
	step := (w - left - 12) / float64(len(c.Rows))
	thick := min(max(step-1, 0.4), 8)
	for i, r := range c.Rows {
		x := left + 4 + step*(float64(i)+0.5)
		tip := r.Label + " " + r.Tip
		if there(r.Low) && there(r.High) {
			b.rect("band", x-thick/2, y.at(*r.Low)-1, thick, y.at(*r.High)-y.at(*r.Low)+2, tip)
		}
		if there(r.InnerLow) && there(r.InnerHigh) {
			b.rect("up", x-thick/4, y.at(*r.InnerLow)-1, thick/2, y.at(*r.InnerHigh)-y.at(*r.InnerLow)+2, tip)
		}
		if there(r.Mark) {
			b.dot("dot", x, y.at(*r.Mark), min(max(thick/2, 1), 2.5), tip)
		}
	}
}

// ranks gives the ranks at the axis: the first, the last and round ones between.
func ranks(last float64) []float64 {
	out := []float64{1}
	for _, t := range ticks(1, max(last, 2), 6) {
		if t > 1 && t < last && last-t > (last-1)/12 && t == float64(int(t)) {
			out = append(out, t)
		}
	}
	return append(out, max(last, 2))
}

package chart

// Waterfall shows how one figure became another, step by step.
type Waterfall struct {
	Title, Desc   string
	Width, Height float64 // 0 for 640 × 260
	From, To      Step    // the totals at the ends
	Steps         []Step  // what was added or taken away
	Format        func(float64) string
	Signed        func(float64) string // of steps; nil for plain with a sign
}

// Step is one bar of a waterfall: a total, or a change.
type Step struct {
	Label string
	Value float64
}

// SVG draws the waterfall. The axis begins near the figures, not at zero, and
// is written so: what is compared here are the steps.
func (c Waterfall) SVG() string {
	w, h := orElse(c.Width, 640), orElse(c.Height, 260)
	var b svg
	b.open("chart-waterfall", w, h, c.Title, c.Desc)
	level := c.From.Value
	low, high := min(c.From.Value, c.To.Value), max(c.From.Value, c.To.Value)
	for _, s := range c.Steps {
		level += s.Value
		low, high = min(low, level), max(high, level)
	}
	margin := max((high-low)*0.15, 0.01)
	marks := ticks(low-margin, high+margin, 5)
	y := scale{low: marks[0], high: marks[len(marks)-1], bottom: h - 44, top: 14}
	left := 10.0
	for _, m := range marks {
		left = max(left, 10+wide(format(c.Format, m), 11))
	}
	for _, m := range marks {
		b.line("grid", left, y.at(m), w-6, y.at(m))
		b.text("muted", left-5, y.at(m)+4, "end", format(c.Format, m))
	}
	slot := (w - 6 - left) / float64(len(c.Steps)+2)
	bar := func(i int, class, label, figure string, from, to float64) {
		x := left + slot*(float64(i)+0.15)
		top, bottom := y.at(max(from, to)), y.at(min(from, to))
		b.rect(class, x, top, slot*0.7, max(1, bottom-top), label+" "+figure)
		b.text("small", x+slot*0.35, top-3, "middle", figure)
		// Neighbouring names take turns on two lines.
		b.text("muted small", x+slot*0.35, h-28+14*float64(i%2), "middle", clip(label, 10, slot*1.9))
	}
	bar(0, "total", c.From.Label, format(c.Format, c.From.Value), y.low, c.From.Value)
	level = c.From.Value
	for i, s := range c.Steps {
		class := "up"
		if s.Value < 0 {
			class = "down"
		}
		b.line("rule", left+slot*(float64(i)+0.85), y.at(level), left+slot*(float64(i)+1.15), y.at(level))
		bar(i+1, class, s.Label, c.signed(s.Value), level, level+s.Value)
		level += s.Value
	}
	bar(len(c.Steps)+1, "total", c.To.Label, format(c.Format, c.To.Value), y.low, c.To.Value)
	return b.close()
}

func (c Waterfall) signed(v float64) string {
	if c.Signed != nil {
		return c.Signed(v)
	}
	if v > 0 {
		return "+" + plain(v)
	}
	return plain(v)
}

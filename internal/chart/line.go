package chart

// Line is a line over time with an optional band (the range expected) and an
// optional second line (the expectation).
type Line struct {
	Title, Desc   string
	Width, Height float64 // 0 for 640 × 220
	Points        []LinePoint
	Low, High     *float64             // ends of the axis; nil to fit the figures
	Format        func(float64) string // of axis figures; nil for plain numbers
	Rules         []Rule               // horizontal lines, such as a target
}

// LinePoint is one period.
type LinePoint struct {
	Label    string   // under the axis; as many are written as there is room for
	Value    *float64 // nil leaves a gap
	Low      *float64 // the band; nil, or without High, leaves a gap in it
	High     *float64
	Expected *float64
	Tip      string
	Running  bool // the period still runs: hollow dot, dashed line to it
	Alarm    bool // a dot in the warning colour
}

// Rule is a horizontal line with a name.
type Rule struct {
	Value float64
	Label string
}

// SVG draws the line.
func (c Line) SVG() string {
	w, h := orElse(c.Width, 640), orElse(c.Height, 220)
	var b svg
	b.open("chart-line", w, h, c.Title, c.Desc)
	var figures []*float64
	for _, p := range c.Points {
		figures = append(figures, p.Value, p.Low, p.High, p.Expected)
	}
	for i := range c.Rules {
		figures = append(figures, &c.Rules[i].Value)
	}
	figures = append(figures, c.Low, c.High)
	low, high, _ := span(figures...)
	marks := ticks(low, high, 5)
	y := scale{low: marks[0], high: marks[len(marks)-1], bottom: h - 24, top: 10}
	left := 8.0
	for _, m := range marks {
		left = max(left, 10+wide(format(c.Format, m), 11))
	}
	right := w - 12
	if k := len(c.Points); k > 0 {
		right = w - max(12, wide(c.Points[k-1].Label, 11)/2-4)
	}
	for _, m := range marks {
		b.line("grid", left, y.at(m), right, y.at(m))
		b.text("muted", left-5, y.at(m)+4, "end", format(c.Format, m))
	}
	x := func(i int) float64 {
		if len(c.Points) < 2 {
			return (left + right) / 2
		}
		return left + 8 + float64(i)/float64(len(c.Points)-1)*(right-left-16)
	}
	c.band(&b, x, y)
	for _, r := range c.Rules {
		b.line("rule", left, y.at(r.Value), right, y.at(r.Value))
		above := y.at(r.Value) - 3
		if above < 12 {
			above += 14
		}
		b.text("muted small", right, above, "end", r.Label)
	}
	c.lines(&b, x, y)
	c.labels(&b, x, h-8, right-left)
	return b.close()
}

func orElse(v, other float64) float64 {
	if v > 0 {
		return v
	}
	return other
}

func (c Line) band(b *svg, x func(int) float64, y scale) {
	for i := 0; i < len(c.Points); i++ {
		j := i
		for j < len(c.Points) && there(c.Points[j].Low) && there(c.Points[j].High) {
			j++
		}
		if j == i {
			continue
		}
		b.add(`<path class="band" d="`)
		step := "M"
		for k := i; k < j; k++ {
			b.add(step, n(x(k)), " ", n(y.at(*c.Points[k].High)))
			step = "L"
		}
		for k := j - 1; k >= i; k-- {
			b.add("L", n(x(k)), " ", n(y.at(*c.Points[k].Low)))
		}
		b.add(`Z"/>`)
		i = j
	}
}

func (c Line) lines(b *svg, x func(int) float64, y scale) {
	place := func(i int, v *float64) point {
		if !there(v) {
			return point{}
		}
		return point{x(i), y.at(*v), true}
	}
	solid, expected := make([]point, len(c.Points)), make([]point, len(c.Points))
	for i, p := range c.Points {
		expected[i] = place(i, p.Expected)
		if !p.Running {
			solid[i] = place(i, p.Value)
		}
	}
	b.runs("expected", expected)
	b.runs("line", solid)
	for i, p := range c.Points {
		if p.Running && there(p.Value) && i > 0 && there(c.Points[i-1].Value) {
			b.line("running", x(i-1), y.at(*c.Points[i-1].Value), x(i), y.at(*p.Value))
		}
	}
	for i, p := range c.Points {
		if !there(p.Value) {
			continue
		}
		class, r := "dot", 3.0
		switch {
		case p.Alarm:
			class, r = "alarm", 4.5
		case p.Running:
			class = "hollow"
		case len(c.Points) > 40:
			r = 1.8
		}
		b.dot(class, x(i), y.at(*p.Value), r, p.Tip)
	}
}

// labels writes every so many labels, the last one always.
func (c Line) labels(b *svg, x func(int) float64, y, room float64) {
	widest := 1.0
	for _, p := range c.Points {
		widest = max(widest, wide(p.Label, 11)+10)
	}
	every := 1
	for float64((len(c.Points)+every-1)/every)*widest > room {
		every++
	}
	for i, p := range c.Points {
		if (len(c.Points)-1-i)%every == 0 && p.Label != "" {
			b.text("muted", x(i), y, "middle", p.Label)
		}
	}
}

package chart

import (
	"math"
	"strconv"

	"github.com/anlan-lake/anlan"
)

// Map fills areas by colour or by class of a sequential scale.
type Map struct {
	ID          string // prefix of the pattern ids; differs between maps on one page
	Title, Desc string
	Width       float64 // 0 for 640; the height follows from the shape
	Shapes      *Shapes
	Regions     map[string]Region // by code; an area without one is hatched
	Overlay     *Shapes           // outlines drawn over it, such as counties; may be nil
	Labels      map[string]string // names by code, of areas of Overlay or Shapes
}

// Region is what an area shows. Exactly one of Colour and Class speaks: Class
// 1..7 where it is set, else Colour. Hatched marks a figure that is withheld or
// rests on too little data.
type Region struct {
	Colour  anlan.Colour
	Class   int // 1..7 of a sequential scale, 0 for none
	Hatched bool
	Tip     string
	Link    string
}

// grain is the number of steps a picture unit is cut in; boundaries are
// rounded to it, and points that then lie on a straight line are left out.
const grain = 10

// SVG draws the map: equirectangular, longitudes shrunk by the cosine of the
// middle latitude, north up.
func (c Map) SVG() string {
	w := orElse(c.Width, 640)
	all := emptyBox()
	if c.Shapes != nil {
		all = c.Shapes.box
	}
	if c.Overlay != nil {
		all = all.with(c.Overlay.box)
	}
	const margin = 6.0
	p := projection{box: all, shrink: math.Cos((all.south + all.north) / 2 * math.Pi / 180)}
	across, down := (all.east-all.west)*p.shrink, all.north-all.south
	h := w / 2
	if across > 0 && down > 0 {
		p.scale = (w - 2*margin) / across
		h = down*p.scale + 2*margin
		if h > 1.6*w { // a long, narrow city is made to fit
			p.scale *= (1.6*w - 2*margin) / (down * p.scale)
			h = 1.6 * w
		}
	}
	p.left, p.top = (w-across*p.scale)/2, margin
	var b svg
	b.open("chart-map", w, h, c.Title, c.Desc)
	c.patterns(&b)
	b.add(`<g transform="scale(`, plain(1.0/grain), `)">`)
	if c.Shapes != nil {
		for _, s := range c.Shapes.list {
			c.area(&b, s, p)
		}
	}
	if c.Overlay != nil {
		for _, s := range c.Overlay.list {
			b.add(`<path class="outline" d="`, p.path(s), `"/>`)
		}
	}
	b.add("</g>")
	c.labels(&b, p)
	return b.close()
}

// patterns tells the colours apart without colour: green and blue are plain (and
// differ in lightness), orange is specked, red striped, none hatched.
func (c Map) patterns(b *svg) {
	id := c.id()
	b.add(`<defs><pattern id="`, id, `-orange" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="scale(`, plain(grain), `)">`,
		`<rect class="c-orange" width="8" height="8"/><circle class="speck" cx="2" cy="2" r="1"/><circle class="speck" cx="6" cy="6" r="1"/></pattern>`,
		`<pattern id="`, id, `-red" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="scale(`, plain(grain), `)">`,
		`<rect class="c-red" width="7" height="7"/><path class="stripe" d="M0 7L7 0M-1 1L1 -1M6 8L8 6"/></pattern>`,
		`<pattern id="`, id, `-none" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="scale(`, plain(grain), `)">`,
		`<rect class="c-none" width="6" height="6"/><path class="hatch" d="M0 0L6 6M-1 5L1 7M5 -1L7 1"/></pattern></defs>`)
}

func (c Map) id() string {
	if c.ID == "" {
		return "map"
	}
	return esc(c.ID)
}

func (c Map) area(b *svg, s shape, p projection) {
	r, known := c.Regions[s.code]
	end := b.link(r.Link)
	style, fill := "", ""
	switch {
	case !known || r.Hatched || r.Class == 0 && class(r.Colour) == "c-none":
		style, fill = "area", "none"
	case r.Class > 0:
		style = "area s" + strconv.Itoa(min(r.Class, 7))
	case r.Colour == anlan.Orange || r.Colour == anlan.Red:
		style, fill = "area", string(r.Colour)
	default:
		style = "area " + class(r.Colour)
	}
	b.add(`<path class="`, style, `" data-code="`, esc(s.code), `"`)
	if fill != "" {
		b.add(` fill="url(#`, c.id(), "-", fill, `)"`)
	}
	b.add(` fill-rule="evenodd" d="`, p.path(s), `"`)
	tip := r.Tip
	if tip == "" {
		tip = s.name
	}
	b.tip("path", tip)
	b.add(end)
}

func (c Map) labels(b *svg, p projection) {
	written := map[string]bool{}
	for _, from := range []*Shapes{c.Overlay, c.Shapes} {
		if from == nil {
			continue
		}
		for _, s := range from.list {
			if name := c.Labels[s.code]; name != "" && !written[s.code] {
				written[s.code] = true
				x, y := p.at(s.centre())
				b.text("place", x, y+4, "middle", name)
			}
		}
	}
}

// projection turns degrees into picture units.
type projection struct {
	box                      box
	shrink, scale, left, top float64
}

func (p projection) at(lon, lat float64) (x, y float64) {
	return p.left + (lon-p.box.west)*p.shrink*p.scale, p.top + (p.box.north-lat)*p.scale
}

// path writes a shape in steps of 1/grain: an absolute start, then differences.
func (p projection) path(s shape) string {
	out := make([]byte, 0, 256)
	for _, ring := range s.rings {
		points := make([][2]int, 0, len(ring))
		for _, c := range ring {
			x, y := p.at(c[0], c[1])
			q := [2]int{int(math.Round(x * grain)), int(math.Round(y * grain))}
			points = appendCorner(points, q)
		}
		if len(points) > 1 && points[0] == points[len(points)-1] {
			points = points[:len(points)-1]
		}
		if len(points) < 3 {
			continue // smaller than the grain
		}
		out = append(out, 'M')
		out = strconv.AppendInt(out, int64(points[0][0]), 10)
		out = append(out, ' ')
		out = strconv.AppendInt(out, int64(points[0][1]), 10)
		for i, q := range points[1:] {
			out = append(out, 'l')
			out = strconv.AppendInt(out, int64(q[0]-points[i][0]), 10)
			out = append(out, ' ')
			out = strconv.AppendInt(out, int64(q[1]-points[i][1]), 10)
		}
		out = append(out, 'z')
	}
	return string(out)
}

// appendCorner adds a point unless it repeats the last one; where the last one
// lies straight between its neighbours it is replaced, which changes nothing
// in the picture and so leaves no gap between neighbouring areas.
func appendCorner(points [][2]int, q [2]int) [][2]int {
	k := len(points)
	if k > 0 && points[k-1] == q {
		return points
	}
	if k > 1 {
		a, b := points[k-2], points[k-1]
		dx, dy, ex, ey := b[0]-a[0], b[1]-a[1], q[0]-b[0], q[1]-b[1]
		if dx*ey == dy*ex && dx*ex+dy*ey > 0 {
			points[k-1] = q
			return points
		}
	}
	return append(points, q)
}

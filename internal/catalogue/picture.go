package catalogue

import (
	"fmt"
	"html/template"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/anlan-lake/anlan/etl"
	"github.com/anlan-lake/anlan/indicators"
	"github.com/anlan-lake/anlan/queries"
)

// box is a place in a lineage picture.
type box struct {
	id, text, href, class string
}

// picture is boxes in layers, left to right, and arrows between their ids.
type picture struct {
	layers [][]box
	arrows [][2]string
}

// most is how many boxes of one kind a layer shows before it shows their number.
const most = 24

func (p *picture) add(layer int, b box) {
	for len(p.layers) <= layer {
		p.layers = append(p.layers, nil)
	}
	if !slices.ContainsFunc(p.layers[layer], func(x box) bool { return x.id == b.id }) {
		p.layers[layer] = append(p.layers[layer], b)
	}
}

func (p *picture) arrow(from, to string) {
	if a := [2]string{from, to}; !slices.Contains(p.arrows, a) {
		p.arrows = append(p.arrows, a)
	}
}

// The sizes of a picture, in its own units.
const (
	boxHeight, gap, between = 22, 6, 56
	letterWidth, padding    = 6.6, 14
)

// width of a text: Chinese letters take twice the room.
func width(s string) float64 {
	n := 0.0
	for _, r := range s {
		if n++; utf8.RuneLen(r) > 2 {
			n += 0.85
		}
	}
	return n*letterWidth + padding
}

// draw gives the picture as SVG.
func (p picture) draw(title string) template.HTML {
	esc := template.HTMLEscapeString
	type place struct{ x, y, w float64 }
	at := map[string]place{}
	tallest := 0
	for _, l := range p.layers {
		tallest = max(tallest, len(l))
	}
	height := float64(tallest*(boxHeight+gap)) + gap
	x := 4.0
	for _, l := range p.layers {
		w := 0.0
		for _, b := range l {
			w = max(w, width(b.text))
		}
		y := (height - float64(len(l)*(boxHeight+gap)-gap)) / 2
		for _, b := range l {
			at[b.id] = place{x, y, w}
			y += boxHeight + gap
		}
		if len(l) > 0 {
			x += w + between
		}
	}
	total := x - between + 4
	var out strings.Builder
	fmt.Fprintf(&out, `<svg class="lineage" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %.0f" width="%.0f" height="%.0f" role="img" aria-label="%s">`, total, height, total, height, esc(title))
	for _, a := range p.arrows {
		f, ok1 := at[a[0]]
		t, ok2 := at[a[1]]
		if !ok1 || !ok2 {
			continue
		}
		x1, y1, x2, y2 := f.x+f.w, f.y+boxHeight/2, t.x, t.y+boxHeight/2
		m := (x1 + x2) / 2
		fmt.Fprintf(&out, `<path class="arrow" d="M%.1f %.1fC%.1f %.1f %.1f %.1f %.1f %.1f"/>`, x1, y1, m, y1, m, y2, x2, y2)
	}
	for _, l := range p.layers {
		for _, b := range l {
			q := at[b.id]
			shape := fmt.Sprintf(`<rect class="%s" x="%.1f" y="%.1f" width="%.1f" height="%d" rx="4"/><text x="%.1f" y="%.1f">%s</text>`,
				b.class, q.x, q.y, q.w, boxHeight, q.x+padding/2, q.y+15.5, esc(b.text))
			if b.href != "" {
				shape = `<a href="` + esc(b.href) + `">` + shape + `</a>`
			}
			out.WriteString(shape)
		}
	}
	out.WriteString("</svg>")
	return template.HTML(out.String()) // built here from escaped parts
}

// datasetPicture shows the tables, indicators and pages that rest on a data set.
func (v *view) datasetPicture(k *etl.Contract) template.HTML {
	return v.tablesPicture(k.ID, k.ID)
}

// tablePicture shows what a query rests on and what rests on it.
func (v *view) tablePicture(q queries.Query) template.HTML { return v.tablesPicture(q.Name, "") }

// class is the colour of a table's box.
func (v *view) class(name string) string {
	if v.c.sets[name] != nil || strings.HasPrefix(name, "ref_") {
		return "t0"
	}
	switch v.c.tables[name].Layer {
	case "staging":
		return "t1"
	case "facts":
		return "t2"
	}
	return "t3"
}

func (v *view) tablesPicture(name, dataset string) template.HTML {
	c := v.c
	var p picture
	tables, ids := c.below(name)
	if dataset == "" {
		ids = nil
		for _, i := range c.Framework.Indicators {
			if slices.ContainsFunc(c.reads[i.ID], func(s queries.Source) bool { return s.Table == name }) {
				ids = append(ids, i.ID)
			}
		}
	}
	wanted := map[string]bool{name: true}
	for _, t := range tables {
		wanted[t] = true
	}
	for up := []string{name}; len(up) > 0; up = up[1:] {
		for _, d := range c.tables[up[0]].Depends {
			if !wanted[d] || d == name {
				up = append(up, d)
			}
			wanted[d] = true
		}
	}
	var names []string
	for _, k := range c.Contracts {
		if wanted[k.ID] {
			names = append(names, k.ID)
		}
	}
	for _, t := range c.order {
		if wanted[t] {
			names = append(names, t)
		}
	}
	crowd := map[string]int{} // tables of one kind and depth
	kind := func(t string) string { return fmt.Sprint(v.class(t), " ", c.depth[t]) }
	for _, t := range names {
		crowd[kind(t)]++
	}
	group := map[string]string{} // table → the id its box has
	for _, t := range names {
		b := box{id: t, text: t, href: v.tableLink(t).Href, class: v.class(t)}
		if n := crowd[kind(t)]; n > most && t != name {
			section := map[string]string{"t0": "datasets", "t1": "staging", "t2": "facts", "t3": "marts"}[b.class]
			b = box{id: kind(t), text: fmt.Sprintf("%d %s", n, v.t("tables")), href: "index.html#" + section, class: b.class}
		}
		if t == name {
			b.class += " self"
		}
		group[t] = b.id
		p.add(c.depth[t], b)
	}
	for _, t := range names {
		for _, d := range c.tables[t].Depends {
			if wanted[d] && group[d] != group[t] {
				p.arrow(group[d], group[t])
			}
		}
	}
	shown := v.addIndicators(&p, group, ids)
	for _, t := range names {
		for _, id := range c.shownBy[t] {
			if t != "dim_area" || name == t { // else every table would lead to every page, by the names of areas
				shown = append(shown, id)
				p.arrow(group[t], "page "+id)
			}
		}
	}
	last := len(p.layers)
	for _, page := range pages {
		if slices.Contains(shown, page.id) {
			l := v.pageLink(page.id)
			p.add(last, box{"page " + page.id, l.Text, l.Href, "p"})
		}
	}
	return p.draw(v.t("lineage") + " " + name)
}

// addIndicators adds the indicators' boxes, or their number, and gives the
// pages that show them.
func (v *view) addIndicators(p *picture, group map[string]string, ids []string) (shown []string) {
	at := 0 // one step from all that they read
	for _, id := range ids {
		for _, s := range v.c.reads[id] {
			at = max(at, v.c.depth[s.Table]+1)
		}
	}
	for _, id := range ids {
		b := box{id: "indicator " + id, text: id + " " + v.indicatorLink(id).Hint, href: file("indicator", id), class: "i"}
		if len(ids) > most {
			b = box{id: "indicators", text: fmt.Sprintf("%d %s", len(ids), v.t("indicators")), href: "index.html#indicators", class: "i"}
		}
		p.add(at, b)
		for _, s := range v.c.reads[id] {
			if g := group[s.Table]; g != "" {
				p.arrow(g, b.id)
			}
		}
		for _, page := range pages {
			if page.index {
				shown = append(shown, page.id)
				p.arrow(b.id, "page "+page.id)
			}
		}
	}
	return shown
}

// indicatorPicture follows an indicator's columns from their headers to the pages.
func (v *view) indicatorPicture(i indicators.Indicator) template.HTML {
	var p picture
	self := "indicator " + i.ID
	for _, s := range v.c.reads[i.ID] {
		id := s.Table + "." + s.Column
		l := v.column(s, false)
		p.add(1, box{id, id, l.Href, "t2"})
		p.arrow(id, self)
		for _, o := range v.c.origins(s) {
			from := o.Table + "." + o.Column
			l := v.origin(o)
			if from == id { // a data set that no query reads
				continue
			}
			p.add(0, box{from, l.Text, l.Href, "t0"})
			p.arrow(from, id)
		}
	}
	p.add(2, box{self, i.ID + " " + v.pick(i.Name.Zh, i.Name.En), "", "i self"})
	for n, t := range []string{"measure", "score", "index_score"} {
		p.add(3+n, box{t, t, v.tableLink(t).Href, "t3"})
	}
	p.arrow(self, "measure")
	p.arrow("measure", "score")
	p.arrow("score", "index_score")
	for _, page := range pages {
		if page.index {
			l := v.pageLink(page.id)
			p.add(6, box{"page " + page.id, l.Text, l.Href, "p"})
			from := "score"
			if slices.Contains(page.tables, "index_score") {
				from = "index_score"
			}
			p.arrow(from, "page "+page.id)
		}
	}
	return p.draw(v.t("lineage") + " " + i.ID)
}

package site

import (
	"html/template"
	"slices"
	"strings"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/chart"
)

// clusterLine is one cluster in the list.
type clusterLine struct {
	Areas                       []choice
	Kinds                       string
	Phase, PhaseWord            string
	Since, Window               string
	Observed, Expected, Chances string
}

// captioned is a picture with the words below it.
type captioned struct {
	Picture template.HTML
	Caption string
}

// clusterPanel is the part of the warnings' page about clusters.
type clusterPanel struct {
	Maps  []captioned // one a level of areas
	Lines []clusterLine
	Table *Table
}

// clusters lists the clusters under an area of which the reader may see every
// area: a sum over some that are not theirs is not theirs.
func (c *call) clusters(area anlan.Area) *clusterPanel {
	var list []anlan.Cluster
	for _, x := range c.e.Clusters(area.Code) {
		if !slices.ContainsFunc(x.Areas, func(a string) bool { return !c.may(a) }) {
			list = append(list, x)
		}
	}
	p := &clusterPanel{Table: &Table{ID: "clusters", Title: c.text("clusters.title"), Empty: c.text("clusters.none"), Cols: []Col{wideCol(c.text("col.areas")), wideCol(c.text("col.kinds")),
		col(c.text("col.phase")), col(c.text("col.since")), col(c.text("col.weeks")), numCol(c.text("col.observed")), numCol(c.text("col.expected")), col(c.text("col.recurrence"))}}}
	for _, x := range list {
		line := c.clusterLine(x)
		var names []string
		for _, a := range line.Areas {
			names = append(names, a.Text)
		}
		p.Lines = append(p.Lines, line)
		p.Table.Rows = append(p.Table.Rows, Row{Cells: []Cell{text(strings.Join(names, "; ")), text(line.Kinds), text(line.PhaseWord), text(line.Since), text(line.Window),
			text(line.Observed), text(line.Expected), text(line.Chances)}})
	}
	for _, level := range []anlan.Level{anlan.County, anlan.Township, anlan.Village} {
		if m := c.clusterMap(area, list, level); m != "" {
			p.Maps = append(p.Maps, captioned{m, c.text("clusters.map", c.levelName(level.String()))})
		}
	}
	return p
}

func (c *call) clusterLine(x anlan.Cluster) clusterLine {
	line := clusterLine{Phase: string(x.Phase), PhaseWord: c.text("phase." + string(x.Phase)), Since: x.Since, Window: x.Period,
		Observed: c.cases(x.Level, x.Observed), Expected: usual(x.Expected), Chances: "—"}
	if x.From != x.Period {
		line.Window = x.From + "–" + x.Period
	}
	for _, a := range x.Areas {
		line.Areas = append(line.Areas, choice{Text: c.areaPath(a), Href: c.link("/area/" + a)})
	}
	var kinds []string
	for _, k := range x.Kinds {
		kinds = append(kinds, c.label(k.Series, k.Kind))
	}
	line.Kinds = strings.Join(kinds, c.text("clusters.and"))
	if r := x.Recurrence(); r > 0 {
		line.Chances = c.text("clusters.once", count(r))
	}
	return line
}

// clusterMap shows the areas of clusters of one level that go on, and paler those
// of clusters that have faded, among the others of their level; "" where none are
// of it, or too small to be seen in the whole city.
func (c *call) clusterMap(area anlan.Area, list []anlan.Cluster, level anlan.Level) template.HTML {
	if area.Level >= level || area.Level == anlan.City && level > anlan.Township || !slices.ContainsFunc(list, func(x anlan.Cluster) bool { return x.Level == level }) {
		return ""
	}
	name := level.String()
	if area.Level == anlan.County {
		name += "-" + area.Code
	}
	shapes := c.site.shapes(c, name+".geojson")
	if shapes == nil {
		return ""
	}
	m := chart.Map{ID: "clusters-" + level.String(), Title: c.text("clusters.title") + " · " + c.text("level."+level.String()), Desc: c.areaName(area), Width: 720, Shapes: shapes, Regions: map[string]chart.Region{}, Labels: map[string]string{}}
	if area.Level == anlan.City && level > anlan.County {
		m.Overlay = c.site.shapes(c, "county.geojson")
	}
	for _, code := range shapes.Codes() {
		r := chart.Region{Class: 1, Tip: c.areaPath(code), Link: c.link("/area/" + code)}
		for _, x := range list {
			if x.Level != level || !slices.Contains(x.Areas, code) {
				continue
			}
			class := 6
			if x.Phase == anlan.PhaseFaded {
				class = 3
			}
			r.Class = max(r.Class, class)
			r.Tip += "\n" + c.clusterLine(x).Kinds + " · " + c.text("phase."+string(x.Phase))
		}
		m.Regions[code] = r
	}
	for _, a := range c.children(area.Code) {
		m.Labels[a.Code] = c.areaName(a)
	}
	return markup(m.SVG())
}

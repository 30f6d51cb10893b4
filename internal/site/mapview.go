package site

import (
	"fmt"
	"html/template"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/chart"
)

// mapOf colours the areas of a level under an area by the total or a category.
// What is shown is what the reader may see: below the city the boundary files
// are split by county. It is empty where there are no boundaries.
func (c *call) mapOf(area anlan.Area, level anlan.Level, layer string) template.HTML {
	if level > anlan.Township || area.Level >= level || !c.may(area.Code) {
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
	m := chart.Map{ID: "m" + area.Code, Title: c.text("map.title") + " " + c.layerName(layer), Desc: c.areaName(area), Width: 720, Shapes: shapes,
		Regions: map[string]chart.Region{}, Labels: map[string]string{}}
	if area.Level == anlan.City && level > anlan.County {
		m.Overlay = c.site.shapes(c, "county.geojson")
	}
	for _, code := range shapes.Codes() {
		m.Regions[code] = c.region(area, code, layer)
	}
	for _, a := range c.children(area.Code) {
		m.Labels[a.Code] = c.areaName(a)
	}
	return markup(m.SVG())
}

func (c *call) layerName(layer string) string {
	for _, k := range c.e.Categories() {
		if k.Code == layer {
			return c.categoryName(k)
		}
	}
	return c.indexName()
}

// region is one area on a map. From the city's map one goes to the county's,
// from there to the township's page.
func (c *call) region(of anlan.Area, code, layer string) chart.Region {
	r := chart.Region{Colour: anlan.ColourNone}
	x, ok := c.e.Index(code, c.period, layer)
	if ok && x.Colour != "" {
		r.Colour = x.Colour
	}
	r.Hatched = r.Colour == anlan.ColourNone
	r.Tip = fmt.Sprintf("%s\n%s %s %s", c.areaPath(code), c.layerName(layer), score2(x.Score), c.text("colour."+string(r.Colour)))
	if ok {
		r.Tip += "\n" + c.text("total.coverage", percent(x.Coverage))
	}
	if change, _, _ := c.change(x); change != "" {
		r.Tip += " · " + c.text("col.change") + " " + change
	}
	county, ok := c.e.Meta.Levels.Prefix(code, anlan.County)
	if of.Level == anlan.City && ok {
		r.Link = c.link("/", "area", county, "layer", layer)
	} else {
		r.Link = c.link("/area/" + code)
	}
	return r
}

// shapes reads a boundary file once for each edition; nil when there is none.
func (s *site) shapes(c *call, name string) *chart.Shapes {
	if got, ok := s.cache.shape(c.e.Meta.ID, name); ok {
		return got
	}
	var shapes *chart.Shapes
	if text := c.e.Geo(name); text != nil {
		got, err := chart.ReadShapes(text)
		if err != nil {
			s.Log.Error("boundaries", "file", name, "error", err)
		}
		shapes = got
	}
	s.cache.putShape(c.e.Meta.ID, name, shapes)
	return shapes
}

package chart

import (
	"encoding/json"
	"math"
	"slices"

	"github.com/anlan-lake/anlan"
)

// Shapes are the boundaries of one level, read once and drawn often. They are
// immutable and safe for concurrent use.
type Shapes struct {
	list []shape
	box  box
}

type shape struct {
	code, name string
	rings      [][][2]float64 // lon, lat
	box        box
}

type box struct{ west, south, east, north float64 }

func emptyBox() box {
	return box{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}
}

func (b *box) add(x, y float64) {
	b.west, b.east = min(b.west, x), max(b.east, x)
	b.south, b.north = min(b.south, y), max(b.north, y)
}

func (b box) with(o box) box {
	return box{min(b.west, o.west), min(b.south, o.south), max(b.east, o.east), max(b.north, o.north)}
}

// geoJSON is the part of RFC 7946 that boundaries need.
type geoJSON struct {
	Type     string `json:"type"`
	Features []struct {
		Properties struct {
			Code string `json:"code"`
			Name string `json:"name"`
		} `json:"properties"`
		Geometry *struct {
			Type        string          `json:"type"`
			Coordinates json.RawMessage `json:"coordinates"`
		} `json:"geometry"`
	} `json:"features"`
}

// ReadShapes reads a GeoJSON FeatureCollection of Polygons and MultiPolygons
// in degrees, each with properties.code and properties.name. A feature without
// a geometry is an area without a boundary and is left out. Errors are Invalid.
func ReadShapes(text []byte) (*Shapes, error) {
	var doc geoJSON
	if err := json.Unmarshal(text, &doc); err != nil {
		return nil, anlan.Errorf(anlan.Invalid, "read boundaries: %w", err)
	}
	if doc.Type != "FeatureCollection" {
		return nil, anlan.Errorf(anlan.Invalid, "read boundaries: a %q, want a FeatureCollection", doc.Type)
	}
	s := &Shapes{box: emptyBox()}
	for i, f := range doc.Features {
		if f.Geometry == nil {
			continue
		}
		one := shape{code: f.Properties.Code, name: f.Properties.Name, box: emptyBox()}
		var polygons [][][][]float64
		var err error
		switch f.Geometry.Type {
		case "Polygon":
			polygons = make([][][][]float64, 1)
			err = json.Unmarshal(f.Geometry.Coordinates, &polygons[0])
		case "MultiPolygon":
			err = json.Unmarshal(f.Geometry.Coordinates, &polygons)
		default:
			return nil, anlan.Errorf(anlan.Invalid, "read boundaries: feature %d (%s) is a %s, want a Polygon or MultiPolygon", i+1, one.code, f.Geometry.Type)
		}
		if err != nil {
			return nil, anlan.Errorf(anlan.Invalid, "read boundaries: feature %d (%s): %w", i+1, one.code, err)
		}
		for _, polygon := range polygons {
			for _, ring := range polygon {
				if err := one.add(ring); err != nil {
					return nil, err
				}
			}
		}
		if len(one.rings) == 0 {
			continue
		}
		s.box = s.box.with(one.box)
		s.list = append(s.list, one)
	}
	slices.SortStableFunc(s.list, func(a, b shape) int {
		if a.code < b.code {
			return -1
		} else if a.code > b.code {
			return 1
		}
		return 0
	})
	return s, nil
}

func (s *shape) add(ring [][]float64) error {
	points := make([][2]float64, 0, len(ring))
	for _, p := range ring {
		if len(p) < 2 || !(math.Abs(p[0]) <= 180) || !(math.Abs(p[1]) <= 90) {
			return anlan.Errorf(anlan.Invalid, "read boundaries: area %s: %v is not a longitude and a latitude", s.code, p)
		}
		points = append(points, [2]float64{p[0], p[1]})
		s.box.add(p[0], p[1])
	}
	if len(points) >= 4 {
		s.rings = append(s.rings, points)
	}
	return nil
}

// Codes gives the codes of the areas that have a boundary, ascending.
func (s *Shapes) Codes() []string {
	out := make([]string, len(s.list))
	for i, a := range s.list {
		out[i] = a.code
	}
	return out
}

// centre gives the centroid of a shape's largest ring.
func (s shape) centre() (lon, lat float64) {
	best := -1.0
	for _, r := range s.rings {
		var a, x, y float64
		// Relative to the first corner: coordinates are large and close together.
		ox, oy := r[0][0], r[0][1]
		for i := range r {
			p, q := r[i], r[(i+1)%len(r)]
			cross := (p[0]-ox)*(q[1]-oy) - (q[0]-ox)*(p[1]-oy)
			a += cross
			x += (p[0] + q[0] - 2*ox) * cross
			y += (p[1] + q[1] - 2*oy) * cross
		}
		if math.Abs(a) > best && a != 0 {
			best = math.Abs(a)
			lon, lat = ox+x/(3*a), oy+y/(3*a)
		}
	}
	if best < 0 {
		return (s.box.west + s.box.east) / 2, (s.box.south + s.box.north) / 2
	}
	return lon, lat
}

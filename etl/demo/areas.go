package demo

import (
	"fmt"
	"strconv"
)

// merger is a change of boundaries: two grids became one on a day.
type merger struct {
	codes [2]string
	names [2]string
	day   Date
}

// codeOn gives the code a place had on a day; a merged grid had two before,
// and key says which.
func (p *place) codeOn(d Date, key uint64) string {
	if p.old != nil && d < p.old.day {
		return p.old.codes[key%2]
	}
	return p.code
}

// merge lets three pairs of grids become one each, in two counties, on day.
func (t *terrain) merge(day Date, r stream) {
	for _, i := range []int{1, 1, 5} {
		c := t.counties[i]
		v := c.kids[r.IntN(len(c.kids))].kids[0]
		g := v.kids[len(v.kids)-1]
		if g.old != nil {
			g = v.kids[0]
		}
		n := len(v.kids)
		m := &merger{day: day}
		for k := range 2 {
			m.codes[k] = fmt.Sprintf("%s%03d", v.code, n+31+2*(n%3)+k)
			m.names[k] = fmt.Sprintf("%s原第%d网格", v.name, n+31+k)
		}
		g.old = m
	}
}

// areaRows lists the whole tree as area has it at the end, and, where that is
// different, as it was first sent.
func (t *terrain) areaRows(from Date) (final, first []AreaRow) {
	add := func(p *place, level int, ref string) {
		lon, lat := t.shapes.middle(p.cells)
		row := AreaRow{AreaCode: p.code, AreaName: p.name, AreaLevel: strconv.Itoa(level), AreaType: p.kind,
			Households: NoCount, CenterLon: lon, CenterLat: lat, BoundaryRef: ref, ValidFrom: from}
		if p.parent != nil {
			row.ParentCode = p.parent.code
		}
		row.StatCode12 = (p.code + "00000000")[:12]
		if level == 4 {
			row.UrbanRural = urbanRural(p)
		}
		if level == 5 {
			row.Households = Count(p.pop/2.62 + 0.5)
		}
		if p.old == nil {
			final, first = append(final, row), append(first, row)
			return
		}
		for k, code := range p.old.codes {
			gone := row
			gone.AreaCode, gone.AreaName, gone.BoundaryRef = code, p.old.names[k], ""
			gone.Households = row.Households / 2
			first = append(first, gone)
			gone.ValidTo, gone.SuccessorCode = p.old.day-1, p.code
			final = append(final, gone)
		}
		row.ValidFrom = p.old.day
		final = append(final, row)
	}
	add(t.city, 1, "")
	for _, c := range t.counties {
		add(c, 2, "county.geojson")
		for _, town := range c.kids {
			add(town, 3, "township.geojson")
			for _, v := range town.kids {
				add(v, 4, "village.geojson")
				for _, g := range v.kids {
					add(g, 5, "grid.geojson")
				}
			}
		}
	}
	return final, first
}

func urbanRural(v *place) string {
	town := v.parent
	switch {
	case town.kind == "21" && v.urban:
		return "111"
	case town.kind == "21":
		return "112"
	case town.kind == "22" && v.urban:
		return "121"
	case town.kind == "23" && v.urban:
		return "210"
	}
	return "220"
}

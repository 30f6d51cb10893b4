package demo

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
)

// writeBoundaries writes one GeoJSON file a level. Rings are closed; outer
// rings run counter-clockwise and holes clockwise (RFC 7946); coordinates have
// five decimals and are equal where areas touch.
func (t *terrain) writeBoundaries(dir string) error {
	var grids []*place
	for _, v := range t.villages {
		grids = append(grids, v.kids...)
	}
	for _, level := range []struct {
		name   string
		places []*place
	}{{"county", t.counties}, {"township", t.towns}, {"village", t.villages}, {"grid", grids}} {
		if err := t.writeLevel(filepath.Join(dir, level.name+".geojson"), level.places); err != nil {
			return fmt.Errorf("write boundaries of level %s: %w", level.name, err)
		}
	}
	return nil
}

func (t *terrain) writeLevel(path string, places []*place) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(f)
	w.WriteString(`{"type":"FeatureCollection","features":[`)
	var b []byte
	for i, p := range places {
		b = b[:0]
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, "\n{\"type\":\"Feature\",\"properties\":{\"code\":\""...)
		b = append(append(append(b, p.code...), `","name":"`...), p.name...)
		b = append(b, `"},"geometry":{"type":"Polygon","coordinates":[`...)
		for k, ring := range t.shapes.rings(p.cells) {
			if k > 0 {
				b = append(b, ',')
			}
			b = append(b, '[')
			for j := range len(ring) + 1 {
				if j > 0 {
					b = append(b, ',')
				}
				q := ring[j%len(ring)]
				b = appendDegrees(append(b, '['), q.x)
				b = append(appendDegrees(append(b, ','), q.y), ']')
			}
			b = append(b, ']')
		}
		b = append(b, "]}}"...)
		w.Write(b)
	}
	w.WriteString("\n]}\n")
	if err := w.Flush(); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}

// appendDegrees writes units of 1e-5 degrees exactly.
func appendDegrees(b []byte, v int32) []byte {
	b = append(strconv.AppendInt(b, int64(v)/1e5, 10), '.')
	rest := int(v % 1e5)
	return appendTwo(appendTwo(append(b, byte('0'+rest/10000)), rest/100%100), rest%100)
}

// Touching gives the pairs of townships that share a border, by code, each pair
// once.
func (c *City) Touching() [][2]string {
	var out [][2]string
	for i, row := range c.terrain.neighbours() {
		for j := i + 1; j < len(row); j++ {
			if row[j] > 0 {
				out = append(out, [2]string{c.terrain.towns[i].code, c.terrain.towns[j].code})
			}
		}
	}
	return out
}

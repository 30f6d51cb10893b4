package chart

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/anlan-lake/anlan"
)

// BenchmarkMap draws a city of 112 townships with 200 corners each.
func BenchmarkMap(b *testing.B) {
	var text strings.Builder
	text.WriteString(`{"type":"FeatureCollection","features":[`)
	regions := map[string]Region{}
	for i := range 112 {
		if i > 0 {
			text.WriteString(",")
		}
		code := fmt.Sprintf("629902%03d", i)
		regions[code] = Region{Colour: anlan.Blue, Tip: code, Link: "/area/" + code}
		fmt.Fprintf(&text, `{"properties":{"code":%q},"geometry":{"type":"Polygon","coordinates":[[`, code)
		for k := range 201 {
			if k > 0 {
				text.WriteString(",")
			}
			a := 2 * math.Pi * float64(k%200) / 200
			fmt.Fprintf(&text, "[%.5f,%.5f]", 103+float64(i%12)*0.1+0.05*math.Cos(a), 36+float64(i/12)*0.1+0.05*math.Sin(a))
		}
		text.WriteString("]]}}")
	}
	text.WriteString("]}")
	s, err := ReadShapes([]byte(text.String()))
	if err != nil {
		b.Fatal(err)
	}
	b.Run("read", func(b *testing.B) {
		for b.Loop() {
			if _, err := ReadShapes([]byte(text.String())); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("draw", func(b *testing.B) {
		for b.Loop() {
			b.SetBytes(int64(len(Map{Shapes: s, Regions: regions}.SVG())))
		}
	})
}

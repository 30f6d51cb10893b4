package outlook

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/models/counts"
)

// BenchmarkParts shares out 112 townships of 10 villages of 8 grids, with 60 cases
// a township in 30 days.
func BenchmarkParts(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 1))
	p := NewPlaces(anlan.Levels{4, 6, 9, 12, 15})
	sums := map[[2]string]*sum{}
	in := Input{Series: "s"}
	for t := range 112 {
		town := fmt.Sprintf("6299%02d%03d", 1+t%8, t)
		x := &sum{units: 18}
		for w, days := range Windows {
			x.mean[w] = 2 * float64(days)
			for range 400 {
				x.paths[w] = append(x.paths[w], counts.Dist{Mean: x.mean[w], Size: 20}.Quantile(r.Float64()))
			}
		}
		sums[[2]string{town, anlan.KindAll}] = x
		for v := range 10 {
			for g := range 8 {
				grid := fmt.Sprintf("%s%03d%03d", town, v, g)
				p.Use(grid)
				p.Use(grid[:12])
				for stretch := range Stretches {
					p.Add(grid, anlan.KindAll, stretch, counts.Poisson(0.4+float64(stretch/6)).Quantile(r.Float64()))
					p.Add(grid[:12], anlan.KindAll, stretch, counts.Poisson(1).Quantile(r.Float64()))
				}
			}
		}
	}
	in.Below = p.Below(anlan.Township)
	for b.Loop() {
		if parts, err := DefaultSettings().parts(in, sums); err != nil || len(parts) != 3*112*90 {
			b.Fatal(len(parts), err)
		}
	}
}

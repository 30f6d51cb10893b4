package outlook

import (
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/models/apportion"
)

// villages gives every area of the city three villages, with two grids each in
// the first: past cases by kind and of all kinds, a fifth of them in no village.
func (c *city) villages(seed uint64) (below [][]Below) {
	r := rand.New(rand.NewPCG(seed, 3))
	var level, grids []Below
	for _, area := range c.areas {
		all := Below{Area: area, Kind: anlan.KindAll, Within: []string{area + "1", area + "2", area + "3"}}
		var of []Below
		for k, kind := range c.kinds {
			b := Below{Area: area, Kind: kind, Within: all.Within}
			for range 7 {
				row := make([]float64, 3)
				for j := range row {
					row[j] = float64(r.IntN(4 + 6*j*(1+k)))
				}
				b.Cases, b.None = append(b.Cases, row), append(b.None, float64(r.IntN(8)))
			}
			of = append(of, b)
		}
		for t := range of[0].Cases {
			row, none := make([]float64, 3), 0.0
			for _, b := range of {
				none += b.None[t]
				for j, y := range b.Cases[t] {
					row[j] += y
				}
			}
			all.Cases, all.None = append(all.Cases, row), append(all.None, none)
		}
		level = append(append(level, of...), all)
		grids = append(grids, Below{Area: area + "1", Kind: anlan.KindAll, Within: []string{area + "11", area + "12"},
			Branch: apportion.Branch{Weight: []float64{1, 3}, Cases: [][]float64{{2, 8}, {1, 4}}, None: []float64{3, 1}}})
	}
	return [][]Below{level, grids}
}

// TestPartsAddUp: over kinds, and with what is recorded in no part, parts expect
// what is above; their quantiles are in order and their masses have their means.
func TestPartsAddUp(t *testing.T) {
	c := newCity(6, 800, 3)
	in := c.until(800)
	plain := ahead(t, in, nil)
	in.Below = c.villages(1)
	r := ahead(t, in, nil)
	same(t, "with parts", r.Rows, plain.Rows)
	if len(plain.Parts) != 0 || len(r.Parts) != 6*3*3*3+6*2*3 {
		t.Fatalf("%d parts without areas below, %d with", len(plain.Parts), len(r.Parts))
	}
	mean, within := map[[3]string]float64{}, map[[3]string]float64{}
	for _, row := range r.Rows {
		mean[[3]string{row.Area, row.Kind, strconv.Itoa(row.Days)}] = row.Mean
	}
	for _, x := range r.Parts {
		k := [3]string{x.Area, x.Kind, strconv.Itoa(x.Days)}
		mean[k] = x.Mean
		within[[3]string{x.Above, k[1], k[2]}] += x.Mean
		if !(x.Lower95 <= x.Lower80 && x.Lower80 <= x.Median && x.Median <= x.Upper80 && x.Upper80 <= x.Upper95) || x.Units < 1 || x.Last != in.Last.AddDate(0, 0, x.Days) {
			t.Errorf("a part is %+v", x.Row)
		}
		// Masses come from the paths, whose mean errs.
		if m := x.Mass.Mean(); math.Abs(m-x.Mean) > 0.12*x.Mean+0.02 {
			t.Errorf("%v: mass of mean %v, mean %v", k, m, x.Mean)
		}
	}
	for k, sum := range within {
		if share := sum / mean[k]; !(share > 0.5 && share < 1) {
			t.Errorf("parts of %v expect %v of %v", k, sum, mean[k])
		}
	}
	for _, area := range c.areas {
		for _, part := range []string{"1", "2", "3"} {
			for _, days := range []string{"7", "14", "30"} {
				sum := mean[[3]string{area + part, "01", days}] + mean[[3]string{area + part, "02", days}]
				if all := mean[[3]string{area + part, anlan.KindAll, days}]; math.Abs(all-sum) > 1e-9*sum {
					t.Errorf("%s, %s days: all kinds expect %v, the kinds %v", area+part, days, all, sum)
				}
			}
		}
	}
}

// TestPartsCover: where cases fall to villages by chance alone, intervals of the
// villages hold as often as they say.
func TestPartsCover(t *testing.T) {
	c := newCity(8, 1000, 8)
	r := rand.New(rand.NewPCG(8, 8))
	fallen := map[string][][3]float64{} // by area and day: of all kinds
	for _, area := range c.areas {
		p := [2]float64{0.1 + 0.3*r.Float64(), 0.1 + 0.3*r.Float64()}
		fallen[area] = make([][3]float64, 1000)
		for _, kind := range c.kinds {
			for d, n := range c.daily[[2]string{kind, area}] {
				for range int(n) {
					switch u := r.Float64(); {
					case u < p[0]:
						fallen[area][d][0]++
					case u < p[0]+p[1]:
						fallen[area][d][1]++
					default:
						fallen[area][d][2]++ // in no village
					}
				}
			}
		}
	}
	in80, in95, n := 0.0, 0.0, 0.0
	var kept []byte
	for days := 800; days < 965; days += 11 {
		in := c.until(days)
		var level []Below
		for _, area := range c.areas {
			b := Below{Area: area, Kind: anlan.KindAll, Within: []string{area + "1", area + "2"}}
			for from := days - 28*7; from < days; from += 28 {
				var sum [3]float64
				for _, y := range fallen[area][from : from+28] {
					for k, v := range y {
						sum[k] += v
					}
				}
				b.Cases, b.None = append(b.Cases, sum[:2]), append(b.None, sum[2])
			}
			level = append(level, b)
		}
		in.Below = [][]Below{level}
		res := ahead(t, in, kept)
		kept = res.Keep
		for _, x := range res.Parts {
			y := 0.0
			for _, v := range fallen[x.Above][days : days+x.Days] {
				y += v[x.Area[len(x.Area)-1]-'1']
			}
			below, mass := x.Mass.At(y)
			u := below + mass*r.Float64()
			n++
			if u > 0.1 && u < 0.9 {
				in80++
			}
			if u > 0.025 && u < 0.975 {
				in95++
			}
		}
	}
	if a, b := in80/n, in95/n; a < 0.74 || a > 0.87 || b < 0.92 || b > 0.98 {
		t.Errorf("80%% and 95%% intervals of parts hold %.3f and %.3f of %v", a, b, n)
	}
}

func TestBadBelow(t *testing.T) {
	c := newCity(2, 300, 6)
	for name, spoil := range map[string]func(*Below){
		"no areas":     func(b *Below) { b.Within = nil },
		"fewer cases":  func(b *Below) { b.Cases[0] = b.Cases[0][1:] },
		"none missing": func(b *Below) { b.None = nil },
		"negative":     func(b *Below) { b.Cases[1][1] = -2 },
	} {
		in := c.until(290)
		in.Below = c.villages(2)
		spoil(&in.Below[0][0])
		if _, err := DefaultSettings().Ahead(in, nil); anlan.KindOf(err) != anlan.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	// What lies below an area that is not forecast has no part.
	in := c.until(290)
	in.Below = [][]Below{{{Area: "629990", Kind: anlan.KindAll, Within: []string{"6299901"}, Branch: apportion.Branch{Cases: [][]float64{{4}}, None: []float64{0}}}}}
	if r, err := DefaultSettings().Ahead(in, nil); err != nil || len(r.Parts) > 0 {
		t.Errorf("parts of an area without series: %v, %v", r.Parts, err)
	}
}

// TestPlaces: cases count in their area and all above it, what is recorded no
// further down in none within; kinds where they are recorded below.
func TestPlaces(t *testing.T) {
	p := NewPlaces(anlan.Levels{4, 6, 9, 12})
	for _, area := range []string{"629901001001", "629901001", "629901002", "629901001002", "629902", "629901"} {
		p.Use(area)
	}
	p.Add("629901001001", anlan.KindAll, 0, 3)
	p.Add("629901001", anlan.KindAll, 0, 2)
	p.Add("629901", anlan.KindAll, 6, 1.5)
	p.Add("629901001", "07", 1, 4)
	p.Add("629902", "08", 1, 4)
	got := p.Below(anlan.County)
	if len(got) != 2 || len(got[0]) != 2 || len(got[1]) != 1 {
		t.Fatalf("areas below the counties: %+v", got)
	}
	all, kind, villages := got[0][0], got[0][1], got[1][0]
	if all.Area != "629901" || all.Kind != anlan.KindAll || !slices.Equal(all.Within, []string{"629901001", "629901002"}) || kind.Kind != "07" {
		t.Errorf("below a county: %+v, %+v", all, kind)
	}
	if all.Cases[6][0] != 5 || all.Cases[6][1] != 0 || all.None[0] != 1.5 || all.None[6] != 0 || kind.Cases[5][0] != 4 {
		t.Errorf("cases below a county: %v, %v, of a kind %v", all.Cases, all.None, kind.Cases)
	}
	if villages.Area != "629901001" || villages.Cases[6][0] != 3 || villages.Cases[6][1] != 0 || villages.None[6] != 2 {
		t.Errorf("below a township: %+v", villages)
	}
	if more := p.Below(anlan.Village); len(more) != 0 {
		t.Errorf("below villages: %+v", more)
	}
	for days, want := range map[int][2]float64{0: {0, 1}, 27: {0, 1}, 28: {1, 1}, 168: {6, 1}, 168 + 13*28: {6, 0.5}} {
		if stretch, weight := Fade(days); float64(stretch) != want[0] || math.Abs(weight-want[1]) > 1e-12 {
			t.Errorf("%d days ago: stretch %d, weight %v", days, stretch, weight)
		}
	}
}

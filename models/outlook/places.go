package outlook

import (
	"slices"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/models/apportion"
)

// Stretches of time are what Places holds: number 0 ends with the last day that was
// reported, and the last is all of the time before the others, faded.
const Stretches = 7

// StretchDays is how many days a stretch has, but for the last.
const StretchDays = 28

// Fade is the weight of a case of so many days before the last that was reported,
// and the stretch that it counts in.
func Fade(days int) (stretch int, weight float64) {
	stretch = days / StretchDays
	if stretch < Stretches {
		return stretch, 1
	}
	return Stretches - 1, apportion.DefaultSettings().Fade(float64(stretch - Stretches + 1))
}

// Places is where the past cases of a series were recorded: in which areas, and in
// none within them.
type Places struct {
	levels   anlan.Levels
	used     map[string]bool
	order    [][2]string // area and kind: sums are made in one order
	recorded map[[2]string]*[Stretches]float64
}

// NewPlaces begins without any area.
func NewPlaces(levels anlan.Levels) *Places {
	return &Places{levels: levels, used: map[string]bool{}, recorded: map[[2]string]*[Stretches]float64{}}
}

// Use says that an area is in use, whether it has cases or not.
func (p *Places) Use(area string) { p.used[area] = true }

// Add cases of a stretch that were recorded in an area, and in none within; of
// all kinds together (anlan.KindAll), and once more of their own kind where kinds
// are to be shared out by themselves.
func (p *Places) Add(area, kind string, stretch int, cases float64) {
	k := [2]string{area, kind}
	if p.recorded[k] == nil {
		p.order, p.recorded[k] = append(p.order, k), new([Stretches]float64)
	}
	p.recorded[k][Stretches-1-stretch] += cases
}

// Below gives the areas within those of a level, level by level downwards: right
// below it kinds by themselves too where there are any, further down all kinds
// together, of which alone there are enough cases.
func (p *Places) Below(level anlan.Level) [][]Below {
	slices.SortFunc(p.order, func(a, b [2]string) int { return slices.Compare(a[:], b[:]) })
	kinds := []string{anlan.KindAll}
	for _, k := range p.order {
		if l, _ := p.levels.Of(k[0]); l <= level || k[1] == anlan.KindAll {
			continue // a kind that is recorded no further down has no parts
		}
		if at, ok := slices.BinarySearch(kinds[1:], k[1]); !ok {
			kinds = slices.Insert(kinds, at+1, k[1])
		}
	}
	within := map[anlan.Level]map[string][]string{} // areas by that above
	for area := range p.used {
		l, ok := p.levels.Of(area)
		if !ok || l <= level {
			continue
		}
		if within[l-1] == nil {
			within[l-1] = map[string][]string{}
		}
		above, _ := p.levels.Prefix(area, l-1)
		within[l-1][above] = append(within[l-1][above], area)
	}
	var out [][]Below
	for ; len(within[level]) > 0; level++ {
		var branches []Below
		for _, kind := range kinds {
			branches = append(branches, p.branches(kind, level, within[level])...)
		}
		out, kinds = append(out, branches), kinds[:1]
	}
	return out
}

// branches are the areas of a level with those within them.
func (p *Places) branches(kind string, level anlan.Level, within map[string][]string) []Below {
	cases := map[string]*[Stretches]float64{} // by area of the next level, with all that lies within
	for _, k := range p.order {
		code, ok := p.levels.Prefix(k[0], level+1)
		if !ok || k[1] != kind {
			continue
		}
		if cases[code] == nil {
			cases[code] = new([Stretches]float64)
		}
		for t, y := range p.recorded[k] {
			cases[code][t] += y
		}
	}
	var out []Below
	for _, code := range sortedKeys(within) {
		b := Below{Area: code, Kind: kind, Within: slices.Sorted(slices.Values(within[code]))}
		none := p.recorded[[2]string{code, kind}]
		if none == nil {
			none = new([Stretches]float64)
		}
		for t := range Stretches {
			row := make([]float64, len(b.Within))
			for j, area := range b.Within {
				if y := cases[area]; y != nil {
					row[j] = y[t]
				}
			}
			b.Cases, b.None = append(b.Cases, row), append(b.None, none[t])
		}
		out = append(out, b)
	}
	return out
}

func sortedKeys(m map[string][]string) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

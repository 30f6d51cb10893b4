package outlook

import (
	"cmp"
	"maps"
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/models/forecast"
)

// sum is what is added up for one area and kind: paths of every window.
type sum struct {
	units int
	mean  [len(Windows)]float64
	paths [len(Windows)][]float64
}

func (x *sum) add(y *sum) {
	x.units += y.units
	for w := range y.paths {
		x.mean[w] += y.mean[w]
		if x.paths[w] == nil {
			x.paths[w] = make([]float64, len(y.paths[w]))
		}
		for k, v := range y.paths[w] {
			x.paths[w][k] += v
		}
	}
}

// into fills a row with what the paths say, which it sorts.
func (x *sum) into(r *Row, w int) {
	v := x.paths[w]
	slices.Sort(v)
	at := func(q float64) float64 { return v[min(len(v)-1, int(q*float64(len(v))))] }
	r.Units, r.Mean = x.units, x.mean[w]
	r.Lower95, r.Lower80, r.Median, r.Upper80, r.Upper95 = at(0.025), at(0.1), at(0.5), at(0.9), at(0.975)
}

// rows of all units and sums, and of the parts that these are shared out to.
func (s Settings) rows(in Input, p *forecast.Panel, o *forecast.Origin) ([]Row, []Part, error) {
	reasons := make([]string, len(in.Units))
	for i := range reasons {
		reasons[i] = p.Abstain(i, p.Periods())
	}
	out := in.abstain(func(i int) string { return reasons[i] })
	share := in.begun()
	r := rand.New(rand.NewPCG(s.Seed, uint64(anlan.EpochDay(in.Last))))
	paths := o.Paths()
	sums := map[[2]string]*sum{}
	units := map[[2]string]*sum{}
	for i, u := range in.Units {
		if reasons[i] != "" {
			continue
		}
		own := unitSum(o, paths, i, share[u.Kind], r)
		units[[2]string{u.Area, u.Kind}] = own
		above := []string{u.Area}
		if in.Above != nil {
			above = append(above, in.Above(u.Area)...)
		}
		for n, area := range above {
			for _, kind := range []string{u.Kind, anlan.KindAll} {
				if n == 0 && kind == u.Kind {
					continue // the unit itself
				}
				k := [2]string{area, kind}
				if sums[k] == nil {
					sums[k] = &sum{}
				}
				sums[k].add(own)
			}
		}
		for w := range Windows {
			row := &out[i*len(Windows)+w]
			own.into(row, w)
			row.Threshold, row.Outbreak = o.Threshold(i, w), o.Outbreak(i, w)
		}
	}
	keys := make([][2]string, 0, len(sums))
	for k := range sums {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b [2]string) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1])) })
	for _, k := range keys {
		for w, days := range Windows {
			row := in.row(k[1], k[0], days)
			sums[k].into(&row, w)
			out = append(out, row)
		}
	}
	for _, row := range out {
		if row.Reason == "" && (math.IsNaN(row.Mean) || row.Upper95 < row.Lower95) {
			return nil, nil, bad("%s/%s/%s: a forecast that is none", row.Series, row.Kind, row.Area)
		}
	}
	if len(in.Below) == 0 {
		return out, nil, nil
	}
	maps.Copy(sums, units)
	parts, err := s.parts(in, sums)
	return out, parts, err
}

// unitSum adds up a unit's weeks; of the last only the days that the last
// window has.
func unitSum(o *forecast.Origin, paths [][][]float64, unit int, share float64, r *rand.Rand) *sum {
	x := &sum{units: 1}
	n := len(paths[0][unit])
	total, mean, h := make([]float64, n), 0.0, 0
	for w, days := range Windows {
		for ; h < days/7; h++ {
			mean += o.Mean(unit, h+1)
			for k, v := range paths[h][unit] {
				total[k] += v
			}
		}
		x.mean[w], x.paths[w] = mean, slices.Clone(total)
	}
	last := len(Windows) - 1
	x.mean[last] += share * o.Mean(unit, h+1)
	for k, v := range paths[h][unit] {
		x.paths[last][k] += distuv.Binomial{N: v, P: share, Src: r}.Rand()
	}
	return x
}

// Days of a week share its cases alike, as if so many had been seen.
const shareCases = 70

// begun is the share that the first days of a week of seven from tomorrow have
// of its cases, as many as the last window takes of its last week: by kind, from
// the days given.
func (in Input) begun() map[string]float64 {
	const part = 30 % 7
	seen, all := map[string]float64{}, map[string]float64{}
	for _, u := range in.Units {
		skip := len(u.Days) % 7
		for k, v := range u.Days[skip:] {
			if v != v {
				continue
			}
			all[u.Kind] += v
			if k%7 < part {
				seen[u.Kind] += v
			}
		}
	}
	out := map[string]float64{}
	for _, u := range in.Units {
		out[u.Kind] = (seen[u.Kind] + shareCases*part/7.0) / (all[u.Kind] + shareCases)
	}
	return out
}

package outlook

import (
	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/models/apportion"
)

// Below is an area whose cases are shared out among the areas within it: that of
// a unit, or one within.
type Below struct {
	Area, Kind string // Kind is anlan.KindAll, or, right below the units' areas, any of theirs
	Within     []string
	apportion.Branch
}

// Part is what is forecast of an area within another that has series. Parts add
// up to what is above less what is recorded in no area within: path by path, in
// the law that Row's quantiles are marginals of.
type Part struct {
	Row
	Above string // the area right above
	Mass  apportion.Mass
}

// whole is what is shared out: the distribution of every window, and its mean,
// which of paths is known better than from them.
type whole struct {
	units int
	mean  [len(Windows)]float64
	mass  [len(Windows)]apportion.Mass
}

func (x *sum) whole() *whole {
	out := &whole{units: x.units, mean: x.mean}
	for w, v := range x.paths {
		out.mass[w] = apportion.FromPaths(v)
	}
	return out
}

// parts shares the sums out, level by level downwards. Where kinds are shared out
// by themselves, the part of all kinds is what is expected of these together.
func (s Settings) parts(in Input, sums map[[2]string]*sum) ([]Part, error) {
	var out []Part
	known := map[[2]string]*whole{}
	for k, x := range sums {
		known[k] = x.whole()
	}
	for _, level := range in.Below {
		all, kinds := byKind(level)
		common, err := learnBelow(all)
		if err != nil {
			return nil, err
		}
		mean := map[[2]string]*[len(Windows)]float64{} // by area above and part, over the kinds shared out
		for i := range kinds {                         // what is known of a kind is drawn to what is of all
			if k := indexArea(all, kinds[i].Area); k >= 0 && len(all[k].Within) == len(kinds[i].Within) {
				kinds[i].Weight = nil
				for j := range all[k].Within {
					kinds[i].Weight = append(kinds[i].Weight, common.Within(k, j).Mean)
				}
			}
		}
		own, err := learnBelow(kinds)
		if err != nil {
			return nil, err
		}
		for i, b := range kinds {
			above := known[[2]string{b.Area, b.Kind}]
			if above == nil {
				continue
			}
			located := above.part(own.Located(i))
			for j, area := range b.Within {
				x := located.part(own.Within(i, j))
				out = append(out, in.partRows(b, area, x)...)
				k := [2]string{b.Area, area}
				if mean[k] == nil {
					mean[k] = new([len(Windows)]float64)
				}
				for w, v := range x.mean {
					mean[k][w] += v
				}
			}
		}
		for i, b := range all {
			above := known[[2]string{b.Area, b.Kind}]
			if above == nil {
				continue
			}
			located := above.part(common.Located(i))
			for j, area := range b.Within {
				x := located.part(common.Within(i, j))
				if m := mean[[2]string{b.Area, area}]; m != nil {
					x = above.withMean(*m, common.Within(i, j).Strength)
				}
				known[[2]string{area, b.Kind}] = x
				out = append(out, in.partRows(b, area, x)...)
			}
		}
	}
	return out, nil
}

// byKind parts the branches of a level: of all kinds together, and of one each.
func byKind(level []Below) (all, kinds []Below) {
	for _, b := range level {
		if b.Kind == anlan.KindAll {
			all = append(all, b)
		} else {
			kinds = append(kinds, b)
		}
	}
	return all, kinds
}

func indexArea(list []Below, area string) int {
	for i, b := range list {
		if b.Area == area {
			return i
		}
	}
	return -1
}

func learnBelow(list []Below) (*apportion.Shares, error) {
	branches := make([]apportion.Branch, len(list))
	for i, b := range list {
		if branches[i] = b.Branch; len(b.Within) == 0 || len(b.Cases) == 0 || len(b.Cases[0]) != len(b.Within) {
			return nil, bad("%s/%s: %d areas within, and no cases of as many", b.Area, b.Kind, len(b.Within))
		}
	}
	shares, err := apportion.DefaultSettings().Learn(branches)
	if err != nil {
		return nil, bad("areas within others: %w", err)
	}
	return shares, nil
}

func (x *whole) part(share apportion.Share) *whole {
	out := &whole{units: x.units}
	for w, m := range x.mass {
		out.mean[w], out.mass[w] = x.mean[w]*share.Mean, share.Of(m)
	}
	return out
}

// withMean is a part of which so many cases are expected.
func (x *whole) withMean(mean [len(Windows)]float64, strength float64) *whole {
	out := &whole{units: x.units, mean: mean}
	for w, m := range x.mass {
		if x.mean[w] > 0 {
			out.mass[w] = apportion.Share{Mean: min(1, mean[w]/x.mean[w]), Strength: strength}.Of(m)
		} else {
			out.mass[w] = apportion.FromPaths(nil)
		}
	}
	return out
}

func (in Input) partRows(b Below, area string, x *whole) []Part {
	out := make([]Part, 0, len(Windows))
	for w, days := range Windows {
		r, m := in.row(b.Kind, area, days), x.mass[w]
		r.Units, r.Mean = x.units, x.mean[w]
		r.Lower95, r.Lower80, r.Median, r.Upper80, r.Upper95 = m.Quantile(0.025), m.Quantile(0.1), m.Quantile(0.5), m.Quantile(0.9), m.Quantile(0.975)
		out = append(out, Part{Row: r, Above: b.Area, Mass: m})
	}
	return out
}

package forecast

import (
	"math"
	"math/rand/v2"
)

// shocks is what normal scores have in common that their templates do not show,
// as shares of their variance, by family: what lasts over a whole path, of the
// panel, the family and the unit, and what one period brings to the panel and
// the family. rest is what is left to the templates.
//
// A place among the templates is counted from their mean, so that a level that
// was wrong in all of them, since it moves slowly and they are few, is no longer
// seen; the noise that loosens templates takes more. A count says only between
// which limits its score lies, and where in between is drawn, so that scores show
// less of a shock than there was: the fewer the cases, the less.
type shocks struct {
	lasting [3][]float64 // of panel, family, unit; by family
	passing [2][]float64 // of panel, family
	rest    []float64
}

// average is a sum of products over a sum of what comes through to each.
type average struct{ sum, n float64 }

func (a *average) add(sum, n float64) { a.sum, a.n = a.sum+sum, a.n+n }

func (a *average) mean() float64 {
	if a.n <= 0 {
		return 0
	}
	return a.sum / a.n
}

// products of normal scores of the same template: of a score with itself, of a
// unit's at two horizons, of two units' at one or two horizons.
type products struct{ own, across, same, apart average }

// score is a normal score and the share of its variance that its count told.
type score struct{ value, told float64 }

// sums over some scores of values and shares, and of their squares.
type sums struct{ z, w, zz, ww float64 }

func (s *sums) add(z, w, zz, ww float64) { s.z, s.w, s.zz, s.ww = s.z+z, s.w+w, s.zz+zz, s.ww+ww }

// multiply adds the products of one template: within families, and between them.
func multiply(by []products, between *products, families [][]int, ahead int, at func(h, unit int) score) {
	whole, byHorizon := sums{}, make([]sums, ahead) // over families
	family := make([]sums, ahead)
	for f, units := range families {
		clear(family)
		var all, squares sums // over units
		for _, i := range units {
			var own sums // over horizons
			for h := range ahead {
				x := at(h, i)
				if x.value != x.value {
					continue
				}
				zz, ww := x.value*x.value, x.told*x.told
				own.add(x.value, x.told, zz, ww)
				family[h].add(x.value, x.told, zz, ww)
				by[f].own.add(zz, 1)
			}
			by[f].across.add(own.z*own.z-own.zz, own.w*own.w-own.ww)
			all.add(own.z, own.w, own.zz, own.ww)
			squares.add(0, 0, own.z*own.z, own.w*own.w)
		}
		sameSum, sameN := 0.0, 0.0
		for h, s := range family {
			sameSum, sameN = sameSum+s.z*s.z-s.zz, sameN+s.w*s.w-s.ww
			byHorizon[h].add(s.z, s.w, s.z*s.z, s.w*s.w)
		}
		by[f].same.add(sameSum, sameN)
		by[f].apart.add(all.z*all.z-squares.zz-sameSum, all.w*all.w-squares.ww-sameN)
		whole.add(all.z, all.w, all.z*all.z, all.w*all.w)
	}
	sameSum, sameN := 0.0, 0.0
	for _, s := range byHorizon {
		sameSum, sameN = sameSum+s.z*s.z-s.zz, sameN+s.w*s.w-s.ww
	}
	between.same.add(sameSum, sameN)
	between.apart.add(whole.z*whole.z-whole.zz-sameSum, whole.w*whole.w-whole.ww-sameN)
}

// correlations of scores in one family: of a unit's at two horizons, of two
// units' at one and at two; and of two families' units.
type correlations struct{ across, same, apart, sameBetween, apartBetween float64 }

// shockPrior is how many units more the panel counts for in a family.
const shockPrior = 5

// goTogether estimates them for every family, drawn to the panel.
func goTogether(by []products, between products, families [][]int) []correlations {
	var panel products
	for _, p := range by {
		panel.own.add(p.own.sum, p.own.n)
		panel.across.add(p.across.sum, p.across.n)
		panel.same.add(p.same.sum, p.same.n)
		panel.apart.add(p.apart.sum, p.apart.n)
	}
	out := make([]correlations, len(by))
	for f, p := range by {
		drawn := func(own, all average) float64 {
			if all.n <= 0 {
				return 0
			}
			k := float64(len(families[f]))
			if own.n <= 0 { // a family of one
				k = 0
			}
			return (k*own.mean() + shockPrior*all.mean()) / (k + shockPrior)
		}
		scale := drawn(p.own, panel.own)
		if !(scale > 0) {
			continue
		}
		c := correlations{across: drawn(p.across, panel.across) / scale, same: drawn(p.same, panel.same) / scale, apart: drawn(p.apart, panel.apart) / scale}
		c.sameBetween, c.apartBetween = between.same.mean()/scale, between.apart.mean()/scale
		out[f] = c
	}
	return out
}

// Shocks leave something to the templates, and all where more than mostDrawn goes
// together among these: what was taken from them would be missed.
const mostShocks, mostDrawn = 0.8, 0.8

// learnShocks compares what came with what is drawn for it: rows are the
// templates, ranked what stands for them in a path, by column, then template.
//
// What counts told divides the products: so much of what shocks have in common
// comes through to scores. A template, drawn again, gives the counts that it came
// from, and so loses nothing.
func learnShocks(rows [][]float32, ranked [][]float64, families [][]int, ahead int) shocks {
	n, units := len(families), len(ranked)/ahead
	raw, rank := make([]products, n), make([]products, n)
	var rawBetween, rankBetween products
	for m, row := range rows {
		told := func(i int) float64 { return float64(row[ahead*units+i]) }
		multiply(raw, &rawBetween, families, ahead, func(h, i int) score { return score{float64(row[h*units+i]), told(i)} })
		multiply(rank, &rankBetween, families, ahead, func(h, i int) score {
			if v := row[h*units+i]; v != v {
				return score{math.NaN(), 0}
			}
			return score{ranked[h*units+i][m], told(i)}
		})
	}
	s := newShocks(n)
	drawn := goTogether(rank, rankBetween, families)
	for f, came := range goTogether(raw, rawBetween, families) {
		s.solve(f, came, drawn[f], len(families[f]) > 1, n > 1)
	}
	return s
}

func newShocks(families int) shocks {
	s := shocks{rest: make([]float64, families)}
	for k := range s.lasting {
		s.lasting[k] = make([]float64, families)
	}
	for k := range s.passing {
		s.passing[k] = make([]float64, families)
	}
	return s
}

// solve finds the shocks to family f, of one unit or more, alone or with other
// families: with them, and what is left to the templates as drawn, scores go
// together as they came.
func (s *shocks) solve(f int, came, drawn correlations, others, families bool) {
	share := func(x, most float64) float64 { return min(max(x, 0), most) }
	s.rest[f] = 1
	if max(drawn.across, drawn.same) > mostDrawn {
		return
	}
	for range 20 { // a contraction: less than all goes together in what is drawn
		loose := s.rest[f] * (1 - likeness*likeness)
		lasting := share(came.across-loose*drawn.across, mostShocks)
		var panel, common, panelNow, commonNow float64
		if families {
			panel = share(came.apartBetween-loose*drawn.apartBetween, lasting)
			panelNow = share(came.sameBetween-loose*drawn.sameBetween-panel, mostShocks-lasting)
		}
		if others {
			common = share(came.apart-loose*drawn.apart-panel, lasting-panel)
			commonNow = share(came.same-loose*drawn.same-panel-common-panelNow, mostShocks-lasting-panelNow)
		}
		s.lasting[0][f], s.lasting[1][f], s.lasting[2][f] = panel, common, lasting-panel-common
		s.passing[0][f], s.passing[1][f] = panelNow, commonNow
		s.rest[f] = 1 - lasting - panelNow - commonNow
	}
}

// shifts draws what shocks add to the normal scores of every path: by horizon,
// then unit, then path.
func (s *shocks) shifts(families [][]int, ahead, units, paths int, r *rand.Rand) [][][]float64 {
	out := make([][][]float64, ahead)
	panel, passing := normals(paths, r), make([][]float64, ahead)
	for h := range out {
		out[h], passing[h] = make([][]float64, units), normals(paths, r)
	}
	for f, members := range families {
		var share [len(s.lasting) + len(s.passing)]float64
		for k, v := range [...][]float64{s.lasting[0], s.lasting[1], s.lasting[2], s.passing[0], s.passing[1]} {
			share[k] = math.Sqrt(v[f])
		}
		family := normals(paths, r)
		var own [][]float64
		for range members {
			own = append(own, normals(paths, r))
		}
		for h := range out {
			brief := normals(paths, r)
			for n, i := range members {
				x := make([]float64, paths)
				for k := range x {
					x[k] = share[0]*panel[k] + share[1]*family[k] + share[2]*own[n][k] + share[3]*passing[h][k] + share[4]*brief[k]
				}
				out[h][i] = x
			}
		}
	}
	return out
}

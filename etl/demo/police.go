package demo

import "math"

// policeKind is what the police record of one category: calls a day in the
// whole city, how many are filed and solved, and losses.
type policeKind struct {
	code                  string
	perDay, weekend       float64
	peak                  int
	amplitude             float64
	onScene, filed, solve float64 // shares
	mediated              float64 // share sent to mediation, < 0: not recorded
	loss                  float64 // median yuan of a filed case, 0: none
}

func policeKinds() []policeKind {
	return []policeKind{
		{"01", 6, 1, 200, .05, .9, .85, .62, -1, 0}, {"02", 5, 1, 20, .25, 1, .8, .34, -1, 4200}, {"03", 22, 1, 210, .12, .75, .6, .26, -1, 1800},
		{"04", 1, 1, 340, .1, 1, .9, .8, -1, 2600}, {"05", 28, .9, 330, .08, .2, .7, .18, -1, 9500}, {"06", 30, 1.15, 200, .18, 1, .35, .8, .3, 0},
		{"07", 15, 1.1, 35, .12, 1, .12, .9, .25, 0}, {"08", 9, 1.1, 1, .05, .9, .75, .9, -1, 0}, {"09", 35, 1, 200, .1, .85, .4, .7, .05, 0},
		{"10", 190, 1.02, 200, .08, .9, 0, 0, .55, 0}, {"11", 260, 1.05, 200, .1, .7, 0, 0, -1, 0}, {"12", 70, 1.2, 195, .45, .8, .01, .9, .12, 0},
	}
}

// makePolice counts every category in every township on every day, zeros
// included. The counts are those of the whole city whatever the scale.
func makePolice(t *terrain, cal *calendar, seed uint64, first, last Date) []PoliceDay {
	kinds := policeKinds()
	rates := make([]float64, len(t.towns))
	total, n := 0.0, 0
	for _, c := range t.counties {
		for i, town := range c.kids {
			rates[n] = math.Pow(c.weights[i], 0.9) * newStream(seed, "rate police_stat_day "+town.code).logNormal(1, 0.25)
			total += rates[n]
			n++
		}
	}
	days, width := int(last-first)+1, len(t.towns)*len(kinds)
	rows := make([]PoliceDay, days*width)
	inParallel(len(t.towns), func(i int) {
		town := t.towns[i]
		f := &flow{town: town, county: town.parent}
		r := newStream(seed, "police_stat_day "+town.code)
		share := make([]float64, len(kinds))
		for k := range share {
			share[k] = rates[i] / total * kinds[k].perDay * r.logNormal(1, 0.3)
		}
		week, mixed := -1, 1.0
		for d := first; d <= last; d++ {
			if d.week() != week {
				week, mixed = d.week(), r.gamma(25)
			}
			quiet, skill := cal.quiet(d, 0.8), f.skill(d, last)
			for k := range kinds {
				x := &kinds[k]
				mean := share[k] * mixed * quiet * yearly(d, x.peak, x.amplitude)
				if d.weekday() >= 5 {
					mean *= x.weekend
				}
				row := &rows[int(d-first)*width+i*len(kinds)+k]
				*row = x.day(mean, skill, r)
				row.AreaCode, row.StatDate = town.code, d
			}
		}
	})
	return rows
}

// day makes the row of one township, day and category.
func (x *policeKind) day(mean, skill float64, r stream) PoliceDay {
	n := r.poisson(mean)
	row := PoliceDay{PoliceCat: x.code, Incidents: int32(n), TransferredMediation: NoCount, Loss: NoMoney, LossStopped: NoMoney}
	responded := r.binomial(n, x.onScene)
	row.Responded = int32(responded)
	row.RespondedInTime = int32(r.binomial(responded, shift(0.89, 0.6*skill)))
	filed := r.binomial(n, x.filed)
	row.Filed = int32(filed)
	if x.solve > 0 { // of older cases too: may exceed what was filed
		row.Solved = int32(r.poisson(mean * x.filed * shift(x.solve, 0.4*skill)))
	}
	if x.mediated >= 0 {
		row.TransferredMediation = Count(r.binomial(n, shift(max(x.mediated, .001), 0.6*skill)))
	}
	if x.loss > 0 {
		loss := 0.0
		for range filed {
			loss += r.logNormal(x.loss, 1.2)
		}
		row.Loss, row.LossStopped = Money(math.Round(loss*100)), 0
		if x.code == "05" {
			row.LossStopped = Money(float64(row.Loss) * shift(0.22, 0.5*skill+0.8*r.NormFloat64()))
		}
	}
	return row
}

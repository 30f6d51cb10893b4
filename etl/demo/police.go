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

// policeShape is the shape of the gamma mix over weeks.
const policeShape = 25

func policeKinds() []policeKind {
	return []policeKind{
		{"01", 6, 1, 200, .05, .9, .85, .62, -1, 0}, {"02", 5, 1, 20, .25, 1, .8, .34, -1, 4200}, {"03", 22, 1, 210, .12, .75, .6, .26, -1, 1800},
		{"04", 1, 1, 340, .1, 1, .9, .8, -1, 2600}, {"05", 28, .9, 330, .08, .2, .7, .18, -1, 9500}, {"06", 30, 1.15, 200, .18, 1, .35, .8, .3, 0},
		{"07", 15, 1.1, 35, .12, 1, .12, .9, .25, 0}, {"08", 9, 1.1, 1, .05, .9, .75, .9, -1, 0}, {"09", 35, 1, 200, .1, .85, .4, .7, .05, 0},
		{"10", 190, 1.02, 200, .08, .9, 0, 0, .55, 0}, {"11", 260, 1.05, 200, .1, .7, 0, 0, -1, 0}, {"12", 70, 1.2, 195, .45, .8, .01, .9, .12, 0},
	}
}

// policeMonths counts month by month: every category in every township on
// every day, zeros included. The counts are those of the whole city whatever
// the scale.
type policeMonths struct {
	terrain *terrain
	kinds   []policeKind
	share   [][]float64 // cases a day by township and category
	cal     *calendar
	seed    uint64
	last    Date
}

func newPoliceMonths(t *terrain, cal *calendar, seed uint64, last Date) *policeMonths {
	m := &policeMonths{terrain: t, kinds: policeKinds(), cal: cal, seed: seed, last: last}
	total := 0.0
	for _, c := range t.counties {
		for i, town := range c.kids {
			r := newStream(seed, "rate police_stat_day "+town.code)
			rate := math.Pow(c.weights[i], 0.9) * r.logNormal(1, 0.25)
			share := make([]float64, len(m.kinds))
			for k := range share {
				share[k] = rate * m.kinds[k].perDay * r.logNormal(1, 0.3)
			}
			total += rate
			m.share = append(m.share, share)
		}
	}
	for _, share := range m.share {
		for k := range share {
			share[k] /= total
		}
	}
	return m
}

// month gives the rows of the month that begins on a day.
func (m *policeMonths) month(begin Date) []PoliceDay {
	end := min(begin.monthStart(1), m.last+1)
	width := len(m.terrain.towns) * len(m.kinds)
	rows := make([]PoliceDay, int(end-begin)*width)
	for i, town := range m.terrain.towns {
		f := &flow{town: town, county: town.parent}
		r := monthly(m.seed, "police_stat_day", town.code, begin)
		week, mixed := -1, 1.0
		for d := begin; d < end; d++ {
			if d.week() != week {
				week = d.week()
				mixed = weekly(m.seed, "police_stat_day", town.code, week).gamma(policeShape)
			}
			skill := f.skill(d, m.last)
			for k := range m.kinds {
				x := &m.kinds[k]
				mean := m.share[i][k] * mixed * m.rhythm(d, k)
				row := &rows[int(d-begin)*width+i*len(m.kinds)+k]
				*row = x.day(mean, skill, r)
				row.AreaCode, row.StatDate = town.code, d
			}
		}
	}
	return rows
}

// rhythm is what the calendar does to a category on a day.
func (m *policeMonths) rhythm(d Date, kind int) float64 {
	x := &m.kinds[kind]
	factor := m.cal.quiet(d, 0.8) * yearly(d, x.peak, x.amplitude)
	if d.weekday() >= 5 {
		factor *= x.weekend
	}
	return factor
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

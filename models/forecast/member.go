package forecast

import (
	"math"
	"strconv"

	"github.com/anlan-lake/anlan/models/endemic"
)

// Places of the memories among the levels.
const steadyMemory, longMemory, middleMemory, shortMemory, shortestMemory = 0, 1, 2, 3, 4

// means fills the members' means of all horizons from the first t periods, and
// the dispersions of an endemic-epidemic model that has its own.
func (e *engine) means(t int, c *cast) {
	n := len(e.p.Units)
	for at := range c.size {
		clear(c.size[at])
	}
	for f, units := range e.families {
		for h := range e.f.Horizon {
			factor := e.season.factor(f, t+h)
			for _, i := range units {
				for j, name := range e.f.Members {
					c.mean[h*n+i][j] = max(e.simple(name, f, i, t, h, factor), leastMean)
				}
			}
		}
		for j, name := range e.f.Members {
			if name == Endemic && e.endemics[f] != nil {
				e.epidemic(f, units, t, j, c)
			}
		}
	}
}

// simple is the mean of a member that looks at one unit and horizon alone; that
// of the endemic-epidemic model is what stands in for it.
func (e *engine) simple(name string, f, i, t, h int, factor float64) float64 {
	switch name {
	case Naive:
		return e.last(i, t)
	case Seasonal:
		return e.before(i, t, h)
	case EWMA:
		return e.smoothing.at(i)
	case Steady:
		return e.levels.at(steadyMemory, i) * factor
	case Long:
		return e.levels.at(longMemory, i) * factor
	case Short:
		return e.levels.at(shortMemory, i) * factor
	case Shortest:
		return e.levels.at(shortestMemory, i) * factor
	case Shared:
		return e.levels.at(middleMemory, i) * factor * e.shared[f].value()
	case Panelwide:
		return e.levels.at(middleMemory, i) * factor * e.panel.value()
	case Regression:
		if r := &e.regressions[i]; r.ok {
			return r.mean(e.p, e.season, f, t+h)
		}
		return e.levels.at(longMemory, i) * factor
	}
	return e.levels.at(middleMemory, i) * factor
}

// naiveFloor stands in for a count of none: a half, so that one more is no
// wonder.
const naiveFloor = 0.5

// last is the latest count reported.
func (e *engine) last(i, t int) float64 {
	for u := t - 1; u >= 0; u-- {
		if y := e.p.Counts[i][u]; y == y {
			return max(y, naiveFloor)
		}
	}
	return naiveFloor
}

// before is the count a season before the period h after t: of days the latest
// same weekday's, else the last year's; where there is none, the level.
func (e *engine) before(i, t, h int) float64 {
	step := e.p.Cycle
	if step == 0 {
		step = int(math.Round(e.p.Year))
	}
	for u := t + h - step; u >= 0; u -= step {
		if u < t && e.p.Counts[i][u] == e.p.Counts[i][u] {
			return max(e.p.Counts[i][u], naiveFloor)
		}
	}
	return e.levels.at(longMemory, i)
}

// endemicMember is the endemic-epidemic model of one family, fitted to the first
// periods, with columns for some after them.
type endemicMember struct {
	fit  *endemic.Fit
	size []float64 // by unit of the family
	at   int       // periods that it was fitted to
}

// Least periods that an endemic-epidemic model is fitted to.
const leastEndemic = 26

// learnEndemic fits to the first t periods; where it cannot, the last fit, which
// may be nil, ends: nothing is forecast by a model that does not fit.
func learnEndemic(p *Panel, units []int, t, ahead int, own bool, from *endemicMember) *endemicMember {
	if t < leastEndemic {
		return nil
	}
	m, d := endemicModel(p, units, t, ahead, own)
	var start *endemic.Fit
	if from != nil {
		start = from.fit
	}
	fit, err := m.Estimate(d, start)
	if err != nil && start != nil {
		fit, err = m.Estimate(d, nil)
	}
	if err != nil {
		return nil
	}
	return newEndemicMember(fit, units, t)
}

func newEndemicMember(fit *endemic.Fit, units []int, t int) *endemicMember {
	out := &endemicMember{fit: fit, at: t}
	for k := range units {
		out.size = append(out.size, fit.Size(k))
	}
	return out
}

// keptEndemic is the member with the parameters that a fit to the first t
// periods had.
func keptEndemic(p *Panel, units []int, t, ahead int, own bool, parameters []float64) (*endemicMember, error) {
	m, d := endemicModel(p, units, t, ahead, own)
	fit, err := m.At(d, parameters)
	if err != nil {
		return nil, err
	}
	return newEndemicMember(fit, units, t), nil
}

// endemicModel of a family's first t periods, and its data.
func endemicModel(p *Panel, units []int, t, ahead int, own bool) (endemic.Model, *endemic.Data) {
	d, terms := endemicData(p, units, t, ahead)
	offset, intercept := "level", endemic.Component{Terms: []string{"intercept"}}
	m := endemic.Model{Family: endemic.NegBin1, Fit: endemic.Span{From: 2, To: t}, AR: &intercept,
		End: endemic.Component{Terms: terms, Offset: &offset}}
	if own {
		m.Family = endemic.NegBinUnit
	}
	if near(d.Order) {
		m.NE = &endemic.Neighbours{Component: intercept, Weights: endemic.Weights{Kind: endemic.FirstOrder, MaxOrder: 1, Normalize: true}}
	}
	return m, d
}

func near(order [][]int) bool {
	for _, row := range order {
		for _, o := range row {
			if o == 1 {
				return true
			}
		}
	}
	return false
}

// endemicData are a family's first t periods and columns for those ahead; the
// offset is what each unit counted on average.
func endemicData(p *Panel, units []int, t, ahead int) (d *endemic.Data, terms []string) {
	d = &endemic.Data{Common: map[string][]float64{}, ByUnit: map[string][][]float64{}}
	n := t + ahead
	for _, i := range units {
		y := make([]float64, n)
		sum, seen := 0.0, 0.0
		for u := range y {
			y[u] = math.NaN()
			if u < t {
				y[u] = p.Counts[i][u]
			}
			if y[u] == y[u] {
				sum, seen = sum+y[u], seen+1
			}
		}
		level := make([]float64, n)
		for u := range level {
			level[u] = (sum + priorCount) / (seen + 1)
		}
		d.Units, d.Counts = append(d.Units, p.Units[i]), append(d.Counts, y)
		d.ByUnit["level"] = append(d.ByUnit["level"], level)
		if p.Order != nil {
			row := make([]int, len(units))
			for k, j := range units {
				row[k] = p.Order[i][j]
			}
			d.Order = append(d.Order, row)
		}
	}
	add := func(name string, value func(u int) float64) {
		terms = append(terms, name)
		for u := range n {
			d.Common[name] = append(d.Common[name], value(u))
		}
	}
	add("intercept", func(int) float64 { return 1 })
	if float64(t) >= 1.5*p.Year {
		add("sin", func(u int) float64 { return math.Sin(2 * math.Pi * float64(u) / p.Year) })
		add("cos", func(u int) float64 { return math.Cos(2 * math.Pi * float64(u) / p.Year) })
	}
	for k := 1; k < p.Cycle; k++ {
		add("cycle_"+strconv.Itoa(k), func(u int) float64 {
			if u%p.Cycle == k {
				return 1
			}
			return 0
		})
	}
	return d, terms
}

// epidemic fills the means of the family's endemic-epidemic model as member j.
func (e *engine) epidemic(f int, units []int, t, j int, c *cast) {
	m, n := e.endemics[f], len(e.p.Units)
	last := make([]float64, len(units))
	for k, i := range units {
		if last[k] = e.p.Counts[i][t-1]; last[k] != last[k] {
			last[k] = e.levels.at(middleMemory, i) * e.season.factor(f, t-1)
		}
	}
	ahead, err := m.fit.Ahead(t, last, e.f.Horizon)
	if err != nil {
		return // the fit has no columns so far ahead: what stands in remains
	}
	for h, row := range ahead {
		for k, i := range units {
			c.mean[h*n+i][j] = max(row[k], leastMean)
			if e.f.OwnSize && h == 0 { // further ahead the distribution is wider
				c.size[i][j] = m.size[k]
			}
		}
	}
}

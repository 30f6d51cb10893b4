package hiding

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/indicators"
)

const (
	cases       = 2000 // drawn of each register, to see who fails together
	together    = 0.5  // correlation of what one case does in two indicators
	durationDev = 0.8  // log-normal deviation of durations
	long        = 1.28 // deviations from which a duration is a failure: a tenth of cases
)

// register is the cases of one data set, those first that are hidden first: how each fares in the
// indicators that rest on it.
type register struct {
	at       []int // of its indicators among the county's figures
	rows     [][]outcome
	times    []bool // indicators that are medians of durations
	negative []bool // indicators that count failures
}

// outcome of a case in an indicator.
type outcome struct {
	counts, fails bool
	time          float64 // against the median, of durations
}

// registers draws the cases behind the figures that a factor guards. A case
// that fails in one indicator is likelier to fail in another. Cases that fail in
// any come before those that fail in none; costliest orders them by the points
// that the failures of each cost.
func registers(f *indicators.Framework, figures []anlan.Measure, costliest bool, r *rand.Rand) []register {
	var order []string
	by := map[string][]int{}
	for n, m := range figures {
		i, _ := f.Indicator(m.Indicator)
		if i.Adequacy == "" {
			continue
		}
		t := i.Numerator.Table
		if by[t] == nil {
			order = append(order, t)
		}
		by[t] = append(by[t], n)
	}
	var out []register
	for _, t := range order {
		out = append(out, drawRegister(f, figures, by[t], costliest, r))
	}
	return out
}

func drawRegister(f *indicators.Framework, figures []anlan.Measure, at []int, costliest bool, r *rand.Rand) register {
	g := register{at: at, times: make([]bool, len(at)), negative: make([]bool, len(at))}
	largest := 0.0
	for _, n := range at {
		largest = max(largest, *figures[n].N)
	}
	type drawn struct {
		row  []outcome
		cost float64
	}
	list := make([]drawn, cases)
	latent := make([]float64, cases)
	for c := range list {
		list[c].row, latent[c] = make([]outcome, len(at)), r.NormFloat64()
	}
	for j, n := range at {
		m := figures[n]
		i, _ := f.Indicator(m.Indicator)
		g.negative[j] = i.Direction == anlan.Negative
		share := *m.N / largest // of the register's cases that the indicator counts
		cost := i.Weight * i.Scale / math.Abs(i.Goal.Best-i.Goal.Worst) / share
		limit := math.Inf(-1)
		if g.times[j] = m.Den == nil; g.times[j] {
			cost = i.Weight * *m.Num / math.Abs(i.Goal.Best-i.Goal.Worst) / share
		} else if p := failing(i, m); p > 0 {
			limit = distuv.UnitNormal.Quantile(min(p, 1))
		}
		for c := range list {
			e := math.Sqrt(together)*latent[c] + math.Sqrt(1-together)*r.NormFloat64()
			o := outcome{counts: r.Float64() < share, fails: e < limit || g.times[j] && e < -long, time: math.Exp(-durationDev * e)}
			list[c].row[j] = o
			switch {
			case o.counts && o.fails && costliest:
				list[c].cost += cost
			case o.counts && o.fails:
				list[c].cost = 1
			}
		}
	}
	slices.SortStableFunc(list, func(a, b drawn) int { return cmp.Compare(b.cost, a.cost) })
	for _, d := range list {
		g.rows = append(g.rows, d.row)
	}
	return g
}

// failing is the share of an indicator's cases that count against the county.
func failing(i indicators.Indicator, m anlan.Measure) float64 {
	p := *m.Num / *m.Den
	if i.Direction == anlan.Negative {
		return p
	}
	return 1 - p
}

// hide takes the first share of the cases out of the figures.
func (g register) hide(figures []anlan.Measure, share float64) {
	gone := int(share * cases)
	for j, n := range g.at {
		m := figures[n]
		var failed, passed, hiddenFailed, hiddenPassed float64
		var all, left []float64
		for c, row := range g.rows {
			o := row[j]
			if !o.counts {
				continue
			}
			all = append(all, o.time)
			if c >= gone {
				left = append(left, o.time)
			}
			switch {
			case o.fails && c < gone:
				hiddenFailed++
				fallthrough
			case o.fails:
				failed++
			case c < gone:
				hiddenPassed++
				fallthrough
			default:
				passed++
			}
		}
		if g.times[j] {
			if len(left) > 0 {
				m.Num = pointer(*m.Num * upper(left, 0.5) / upper(all, 0.5))
			}
			figures[n] = m
			continue
		}
		fails, passes := *m.Num, *m.Den-*m.Num // of a "-" percentage
		if !g.negative[j] {
			fails, passes = passes, fails
		}
		if failed > 0 {
			fails *= 1 - hiddenFailed/failed
		}
		if passed > 0 {
			passes *= 1 - hiddenPassed/passed
		}
		m.Den, m.N = pointer(fails+passes), pointer(fails+passes)
		if m.Num = pointer(passes); g.negative[j] {
			m.Num = pointer(fails)
		}
		figures[n] = m
	}
}

package endemic

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/anlan-lake/anlan/models/counts"
)

// Means gives the mean of every unit at period t (counted from 1, 2 or later)
// given the counts of the period before; NaN where those were not reported. A mean
// beyond all counts, of columns that run away, is an error, here and below.
func (f *Fit) Means(t int) ([]float64, error) {
	if t < 2 || t > f.e.d.Periods() {
		return nil, bad("there is no period %d with one before it", t)
	}
	f.ready()
	f.e.components(f.at, t-1)
	out := make([]float64, len(f.e.d.Units))
	for i := range out {
		out[i] = math.NaN()
		if f.e.predictable(t-1, i) {
			out[i] = f.e.cell(t-1, i).mu
			if err := f.bounded(t, i, out[i]); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// mostCount is beyond any count of cases, and what whole numbers are exact up to.
const mostCount = 1 << 53

// bounded refuses what no count can come to.
func (f *Fit) bounded(t, unit int, v float64) error {
	if v >= 0 && v <= mostCount {
		return nil
	}
	return bad("unit %s, period %d: the model comes to %v cases: a column or the levels fitted run away", f.e.d.Units[unit], t, v)
}

// ready brings the weights to the estimates.
func (f *Fit) ready() {
	if f.e.decay >= 0 {
		f.e.net.update(f.at[f.e.decay])
	}
}

// Size is 1/psi of a unit, +Inf for Poisson.
func (f *Fit) Size(unit int) float64 {
	switch f.Model.Family {
	case NegBin1:
		return math.Exp(-f.at[f.e.psi])
	case NegBinUnit:
		return math.Exp(-f.at[f.e.psi+unit])
	}
	return math.Inf(1)
}

// Forecast is the distribution of one count, one period ahead.
type Forecast struct {
	Period int // counted from 1
	Unit   int
	counts.Dist
}

// OneStep forecasts the periods of target one ahead, unit by unit. Without
// refit the whole fit is used; with it, the model is fitted anew for every
// period to what came before. What cannot be forecast, because the period
// before was not reported, is left out. Once ctx ends it gives up, with ctx's
// cause.
func (m Model) OneStep(ctx context.Context, d *Data, target Span, refit bool) ([]Forecast, *Fit, error) {
	if target.From < 2 || target.To < target.From || len(d.Counts) == 0 || target.To > d.Periods() {
		return nil, nil, bad("no periods %d to %d to forecast", target.From, target.To)
	}
	var fit *Fit
	var err error
	if !refit {
		if fit, err = m.Estimate(d, nil); err != nil {
			return nil, nil, err
		}
	}
	var out []Forecast
	for t := target.From; t <= target.To; t++ {
		if ctx.Err() != nil {
			return nil, nil, fmt.Errorf("period %d of %d to %d: %w", t, target.From, target.To, context.Cause(ctx))
		}
		if refit {
			m.Fit.To = t - 1
			if fit, err = m.Estimate(d, fit); err != nil {
				return nil, nil, err
			}
		}
		means, err := fit.Means(t)
		if err != nil {
			return nil, nil, err
		}
		for i, mean := range means {
			if mean == mean {
				out = append(out, Forecast{t, i, counts.Dist{Mean: mean, Size: fit.Size(i)}})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Forecast) int { return a.Unit - b.Unit })
	return out, fit, nil
}

// Moments are the mean and variance of one future count.
type Moments struct {
	Period, Unit   int
	Mean, Variance float64
}

// future checks that periods from the end of the fit on can be forecast, and
// gives the counts to start from.
func (f *Fit) future(to int) ([]float64, error) {
	from := f.Model.Fit.To
	if to <= from || to > f.e.d.Periods() {
		return nil, bad("no periods %d to %d after the fit: the columns must be there", from+1, to)
	}
	y := slices.Clone(f.e.y[from-1])
	for i, v := range y {
		if v != v {
			return nil, bad("unit %s was not reported in period %d, which forecasts start from", f.e.d.Units[i], from)
		}
	}
	f.ready()
	return y, nil
}

// flow is the way cases take from one period to the next: m = nu + L·y, with L
// sparse, by receiving unit.
type flow struct {
	nu []float64
	l  [][]share
}

type share struct {
	from   int
	weight float64
}

func (f *Fit) flow(t int) flow {
	e := f.e
	e.components(f.at, t-1)
	out := flow{nu: make([]float64, len(e.d.Units)), l: make([][]share, len(e.d.Units))}
	for i := range out.nu {
		out.nu[i] = e.end.value[i] * e.end.offset.at(i, t-1)
		if e.ar != nil {
			out.l[i] = append(out.l[i], share{i, e.ar.value[i]})
		}
		if e.ne != nil {
			for k, n := range e.net.in[i] {
				out.l[i] = append(out.l[i], share{n.from, e.ne.value[i] * e.net.w[i][k]})
			}
		}
	}
	return out
}

// apply gives nu + L·y.
func (w flow) apply(y, into []float64) {
	for i, nu := range w.nu {
		into[i] = nu
		for _, s := range w.l[i] {
			into[i] += s.weight * y[s.from]
		}
	}
}

// spread gives L·S·L'.
func (w flow) spread(s [][]float64) [][]float64 {
	n := len(w.nu)
	half, out := make([][]float64, n), make([][]float64, n)
	for i := range n {
		half[i], out[i] = make([]float64, n), make([]float64, n)
		for _, x := range w.l[i] {
			for j, v := range s[x.from] {
				half[i][j] += x.weight * v
			}
		}
	}
	for i := range n {
		for j := range n {
			for _, x := range w.l[j] {
				out[i][j] += x.weight * half[i][x.from]
			}
		}
	}
	return out
}

// Moments gives mean and variance of every unit in the periods after the fit
// up to to, from the counts at its end, by period, then unit.
//
// Source: Held, Meyer & Bracher, Probabilistic forecasting in infectious
// disease epidemiology, Statistics in Medicine 36 (2017) 3443–3460.
func (f *Fit) Moments(to int) ([]Moments, error) {
	m, err := f.future(to)
	if err != nil {
		return nil, err
	}
	n := len(m)
	s := make([][]float64, n)
	for i := range s {
		s[i] = make([]float64, n)
	}
	var out []Moments
	next := make([]float64, n)
	for t := f.Model.Fit.To + 1; t <= to; t++ {
		w := f.flow(t)
		w.apply(m, next)
		m, next = next, m
		s = w.spread(s)
		for i, v := range m {
			s[i][i] += v + (v*v+s[i][i])/f.Size(i)
			if err := errors.Join(f.bounded(t, i, v), f.bounded(t, i, math.Sqrt(s[i][i]))); err != nil {
				return nil, err
			}
			out = append(out, Moments{t, i, v, s[i][i]})
		}
	}
	return out, nil
}

// Ahead gives the means of every unit in the n periods after period from, by
// period, then unit, given what was counted, or is expected, in that period:
// means are linear in the counts before, so that they follow from means.
func (f *Fit) Ahead(from int, last []float64, n int) ([][]float64, error) {
	if from < 1 || n < 1 || from+n > f.e.d.Periods() || len(last) != len(f.e.d.Units) {
		return nil, bad("no %d periods of %d units after period %d: the columns must be there", n, len(last), from)
	}
	f.ready()
	out := make([][]float64, n)
	for k := range out {
		out[k] = make([]float64, len(last))
		f.flow(from+k+1).apply(last, out[k])
		last = out[k]
	}
	return out, nil
}

// Paths simulates the periods after the fit up to to, n times from the counts
// at its end: by simulation, then period, then unit.
func (f *Fit) Paths(to, n int, seed uint64) ([][][]float64, error) {
	begin, err := f.future(to)
	if err != nil {
		return nil, err
	}
	if n < 1 {
		return nil, bad("%d simulated paths", n)
	}
	var flows []flow
	for t := f.Model.Fit.To + 1; t <= to; t++ {
		flows = append(flows, f.flow(t))
	}
	out := make([][][]float64, n)
	mean := make([]float64, len(begin))
	for k := range out {
		r := rand.New(rand.NewPCG(seed, uint64(k)+1))
		y := begin
		for t, w := range flows {
			w.apply(y, mean)
			next := make([]float64, len(y))
			for i, m := range mean {
				next[i] = draw(m, f.Size(i), r)
				if err := f.bounded(f.Model.Fit.To+1+t, i, next[i]); err != nil {
					return nil, fmt.Errorf("path %d: %w", k+1, err)
				}
			}
			out[k], y = append(out[k], next), next
		}
	}
	return out, nil
}

// draw a count: Poisson about a gamma; the mean itself where that is beyond counts.
func draw(mean, size float64, r *rand.Rand) float64 {
	if mean <= mostCount && !math.IsInf(size, 1) {
		mean = distuv.Gamma{Alpha: size, Beta: size / mean, Src: r}.Rand()
	}
	switch {
	case mean < 1e-300:
		return 0
	case !(mean <= mostCount): // the Poisson's own draw would never end
		return mean
	}
	return distuv.Poisson{Lambda: mean, Src: r}.Rand()
}

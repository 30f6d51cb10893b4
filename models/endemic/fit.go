package endemic

import (
	"math"
	"slices"

	"github.com/anlan-lake/anlan/models/newton"
)

// Components of a fit, as named in its coefficients.
const (
	PartAR             = "ar"
	PartNE             = "ne"
	PartEnd            = "end"
	PartWeights        = "ne_weights"
	PartOverdispersion = "overdispersion"
)

// Coefficient of a fit: those of ar, ne and end on the log scale; the
// overdispersion is psi itself, its error by the delta method.
type Coefficient struct {
	Component, Term string
	Estimate, SE    float64
}

// Fit is a fitted model.
type Fit struct {
	Model        Model
	Coefficients []Coefficient
	LogLik       float64
	N            int // counts in the likelihood
	AIC          float64
	Edge         bool      // a component has vanished, or the counts vary no more than Poisson: errors are NaN
	at           []float64 // parameters, psi as its logarithm
	e            *engine
}

// engine computes means and likelihood of one model on one data set.
type engine struct {
	m           Model
	d           *Data
	y           [][]float64 // by period, then unit
	ar, ne, end *predictor  // ar and ne may be nil
	net         *network
	decay       int         // position of d, -1 without
	psi         int         // position of the first log psi, -1 without
	mean        int         // parameters of the mean
	size        int         // parameters in all
	over        [][]float64 // sum of neighbours' counts, by period, then unit; fixed weights only
	use         [][]bool    // by period, then unit: reported, with all that its mean rests on
	factorials  float64     // sum of log y! over the counts of the fit
	tables      []table     // by psi
	slope       []float64   // scratch
}

func newEngine(m Model, d *Data) (*engine, error) {
	if err := m.check(d); err != nil {
		return nil, err
	}
	e := &engine{m: m, d: d, decay: -1, psi: -1}
	for t := range d.Periods() {
		row := make([]float64, len(d.Units))
		for i := range row {
			row[i] = d.Counts[i][t]
		}
		e.y = append(e.y, row)
	}
	var err error
	next := func(c Component) *predictor {
		var p *predictor
		if err == nil {
			p, err = newPredictor(d, c, e.size)
			e.size += len(c.Terms)
		}
		return p
	}
	if m.AR != nil {
		e.ar = next(*m.AR)
	}
	if m.NE != nil {
		e.ne = next(m.NE.Component)
	}
	e.end = next(m.End)
	if err != nil {
		return nil, err
	}
	if m.NE != nil {
		e.net = newNetwork(d, m.NE.Weights)
		if m.NE.Weights.Kind == PowerLaw {
			e.decay = e.size
			e.size++
		} else {
			e.sumOver()
		}
	}
	e.mean = e.size
	e.slope = make([]float64, e.mean)
	if n := e.psis(); n > 0 {
		e.psi = e.size
		e.size += n
		e.tables = make([]table, n)
	}
	e.prepare()
	return e, nil
}

// prepare marks the counts that can be used, and sums and tabulates what no
// parameter changes.
func (e *engine) prepare() {
	most := make([]int, max(1, len(e.tables)))
	for t, row := range e.y {
		use := make([]bool, len(row))
		for i, y := range row {
			use[i] = t > 0 && y == y && e.predictable(t, i)
			if use[i] && t >= e.m.Fit.From-1 && t < e.m.Fit.To {
				factorial, _ := math.Lgamma(y + 1)
				e.factorials += factorial
				k := e.table(i)
				most[k] = max(most[k], int(min(y, mostTabled-1)))
			}
		}
		e.use = append(e.use, use)
	}
	for k := range e.tables {
		e.tables[k].grow(most[k] + 1)
	}
}

// table is the position of a unit's psi among all.
func (e *engine) table(unit int) int {
	if e.m.Family == NegBinUnit {
		return unit
	}
	return 0
}

func (e *engine) psis() int {
	switch e.m.Family {
	case NegBin1:
		return 1
	case NegBinUnit:
		return len(e.d.Units)
	}
	return 0
}

func (e *engine) sumOver() {
	for t := range e.y {
		row := make([]float64, len(e.d.Units))
		for i := range row {
			row[i] = e.net.sum(e.net.w, i, e.y[t])
		}
		e.over = append(e.over, row)
	}
}

// start gives a point to climb from: four tenths of the cases from the place's
// own last count, one tenth from its neighbours, the rest endemic.
func (e *engine) start() ([]float64, error) {
	at := make([]float64, e.size)
	cases, base, over, n := 0.0, 0.0, 0.0, 0.0
	for t := e.m.Fit.From - 1; t < e.m.Fit.To; t++ {
		for i, y := range e.y[t] {
			if y != y {
				continue
			}
			cases, base, n = cases+y, base+e.end.offset.at(i, t), n+1
			if e.over != nil && e.over[t-1][i] == e.over[t-1][i] {
				over += e.over[t-1][i]
			}
		}
	}
	if cases == 0 {
		return nil, bad("there are no cases in periods %d to %d", e.m.Fit.From, e.m.Fit.To)
	}
	begin := func(p *predictor, value float64) {
		if p == nil {
			return
		}
		for j, term := range p.terms {
			if term == "intercept" {
				at[p.from+j] = math.Log(value)
			}
		}
	}
	begin(e.end, 0.5*cases/base)
	begin(e.ar, 0.4)
	begin(e.ne, 0.1*cases/max(over, cases))
	if e.decay >= 0 {
		at[e.decay] = 1
	}
	return at, nil
}

const maxSteps = 200

// Estimate fits the model by maximum likelihood; standard errors are from the
// observed information. from is an earlier fit of the same model to start at,
// or nil.
func (m Model) Estimate(d *Data, from *Fit) (*Fit, error) {
	e, err := newEngine(m, d)
	if err != nil {
		return nil, err
	}
	var start []float64
	if from != nil && len(from.at) == e.size {
		start = from.at
	} else if start, err = e.start(); err != nil {
		return nil, err
	}
	top, err := newton.Maximise(e.likelihood, start, maxSteps)
	if err != nil {
		return nil, bad("%s over periods %d to %d: %w", m.Family, m.Fit.From, m.Fit.To, err)
	}
	f := &Fit{Model: m, LogLik: top.Value, Edge: top.Edge, at: top.At, e: e}
	for t := m.Fit.From - 1; t < m.Fit.To; t++ {
		for i := range d.Units {
			if e.use[t][i] {
				f.N++
			}
		}
	}
	f.AIC = 2*float64(e.size) - 2*f.LogLik
	f.coefficients(top)
	return f, nil
}

// Parameters are those of the fit, for At.
func (f *Fit) Parameters() []float64 { return slices.Clone(f.at) }

// At is the model with the parameters that a fit of it had, for forecasts: it
// has no coefficients with errors and no likelihood. Errors: Invalid for data
// that do not belong to the model, or other parameters than it has.
func (m Model) At(d *Data, parameters []float64) (*Fit, error) {
	e, err := newEngine(m, d)
	if err != nil {
		return nil, err
	}
	if len(parameters) != e.size {
		return nil, bad("%d parameters, the model has %d", len(parameters), e.size)
	}
	return &Fit{Model: m, at: slices.Clone(parameters), e: e}, nil
}

func (f *Fit) coefficients(top *newton.Maximum) {
	e := f.e
	add := func(part, term string, j int, scale float64) {
		value := top.At[j]
		if part == PartOverdispersion {
			value = math.Exp(value)
			scale = value
		}
		f.Coefficients = append(f.Coefficients, Coefficient{part, term, value, scale * math.Sqrt(top.Covariance[j][j])})
	}
	for _, c := range []struct {
		part string
		p    *predictor
	}{{PartAR, e.ar}, {PartNE, e.ne}, {PartEnd, e.end}} {
		if c.p != nil {
			for j, term := range c.p.terms {
				add(c.part, term, c.p.from+j, 1)
			}
		}
	}
	if e.decay >= 0 {
		add(PartWeights, "d", e.decay, 1)
	}
	for k := range e.tables {
		term := "all"
		if f.Model.Family == NegBinUnit {
			term = e.d.Units[k]
		}
		add(PartOverdispersion, term, e.psi+k, 1)
	}
}

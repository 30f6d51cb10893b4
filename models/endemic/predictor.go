package endemic

import "math"

// predictor is a component made ready: exp(linear predictor) by period and
// unit.
type predictor struct {
	terms  []string
	common [][]float64   // by term: values by period, nil where by unit
	by     [][][]float64 // by term: values by unit and period
	same   bool          // no term differs between units
	offset *offset       // nil where none
	from   int           // position of its first parameter
	value  []float64     // the component without offset: by unit, of the period at hand
}

type offset struct {
	common []float64
	by     [][]float64
}

func (o *offset) at(i, t int) float64 {
	switch {
	case o == nil:
		return 1
	case o.by != nil:
		return o.by[i][t]
	}
	return o.common[t]
}

func newPredictor(d *Data, c Component, from int) (*predictor, error) {
	p := &predictor{terms: c.Terms, same: true, from: from, value: make([]float64, len(d.Units))}
	for _, name := range c.Terms {
		common, by, err := d.column(name)
		if err != nil {
			return nil, err
		}
		p.common, p.by = append(p.common, common), append(p.by, by)
		p.same = p.same && by == nil
	}
	if c.Offset != nil {
		common, by, err := d.column(*c.Offset)
		if err != nil {
			return nil, err
		}
		p.offset = &offset{common, by}
	}
	return p, p.checkValues(d)
}

func (p *predictor) checkValues(d *Data) error {
	for i, unit := range d.Units {
		for t := range d.Periods() {
			for j, name := range p.terms {
				if x := p.x(j, i, t); math.IsNaN(x) || math.IsInf(x, 0) {
					return bad("column %s of unit %s, period %d: %v is not a number", name, unit, t+1, x)
				}
			}
			if o := p.offset.at(i, t); !(o > 0) || math.IsInf(o, 1) {
				return bad("the offset of unit %s, period %d, is %v, want a positive number", unit, t+1, o)
			}
		}
	}
	return nil
}

// x is the value of a term.
func (p *predictor) x(term, unit, t int) float64 {
	if p.common[term] != nil {
		return p.common[term][t]
	}
	return p.by[term][unit][t]
}

// at computes the component for all units of a period.
func (p *predictor) at(par []float64, t int) {
	for i := range p.value {
		if p.same && i > 0 {
			p.value[i] = p.value[0]
			continue
		}
		eta := 0.0
		for j := range p.terms {
			eta += par[p.from+j] * p.x(j, i, t)
		}
		p.value[i] = math.Exp(eta)
	}
}

// edge is a unit that cases come over from.
type edge struct {
	from  int
	order int
}

// network holds who is connected with whom, by the receiving unit, and the
// weights with their derivatives by d.
type network struct {
	set       Weights
	in        [][]edge
	w, w1, w2 [][]float64 // as in; w1 and w2 only of a power law
}

func newNetwork(d *Data, set Weights) *network {
	n := &network{set: set}
	most := set.MaxOrder
	if set.Kind == FirstOrder {
		most = 1
	}
	for i := range d.Units {
		var in []edge
		for j := range d.Units {
			if o := d.Order[j][i]; o >= 1 && o <= most {
				in = append(in, edge{j, o})
			}
		}
		n.in = append(n.in, in)
		n.w, n.w1, n.w2 = append(n.w, make([]float64, len(in))), append(n.w1, make([]float64, len(in))), append(n.w2, make([]float64, len(in)))
	}
	n.update(0)
	return n
}

// update computes the weights for the decay d.
func (n *network) update(d float64) {
	out, m1, m2 := make([]float64, len(n.in)), make([]float64, len(n.in)), make([]float64, len(n.in))
	raw := func(e edge) float64 { return math.Pow(float64(e.order), -d) }
	for _, in := range n.in {
		for _, e := range in {
			l := math.Log(float64(e.order))
			out[e.from] += raw(e)
			m1[e.from] += raw(e) * l
			m2[e.from] += raw(e) * l * l
		}
	}
	for i, in := range n.in {
		for k, e := range in {
			l := math.Log(float64(e.order))
			w := raw(e)
			if !n.set.Normalize {
				n.w[i][k], n.w1[i][k], n.w2[i][k] = w, -l*w, l*l*w
				continue
			}
			// With m the weighted mean of log order: w' = w(m-l), m' = m²-mean(l²).
			w /= out[e.from]
			m := m1[e.from] / out[e.from]
			mm := m2[e.from] / out[e.from]
			n.w[i][k], n.w1[i][k], n.w2[i][k] = w, w*(m-l), w*((m-l)*(m-l)+m*m-mm)
		}
	}
}

// sum weighs the counts y (by unit) of those connected with unit i.
func (n *network) sum(w [][]float64, i int, y []float64) float64 {
	total := 0.0
	for k, e := range n.in[i] {
		total += w[i][k] * y[e.from]
	}
	return total
}

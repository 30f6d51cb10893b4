package composite

import "fmt"

var methodOps = map[string]func(*oracleCase) (outputs, error){
	"mpi": func(c *oracleCase) (outputs, error) {
		var m MPI
		f, in, err := c.open(&m)
		if err != nil {
			return nil, err
		}
		z, index, err := m.Index(in, f)
		if err != nil {
			return nil, err
		}
		return outputs{"normalised": frameSheet(z), "index": indexSheet(f, index)}, nil
	},
	"ampi": func(c *oracleCase) (outputs, error) {
		var a AMPI
		f, in, err := c.open(&a)
		if err != nil {
			return nil, err
		}
		a.Reference = map[string]float64{}
		s := c.in["reference"]
		for i := range s.rows {
			a.Reference[s.cell(i, "iCode")] = s.num(i, "Reference")
		}
		r, err := a.Scores(in, f)
		if err != nil {
			return nil, err
		}
		g := NewFrame(f.Unit, f.Time).With("mean", r.Mean).With("penalty", r.Penalty).With("index", r.Index)
		return outputs{"normalised": frameSheet(r.Normalised), "index": frameSheet(g)}, nil
	},
	"wroclaw": indexOp(func() Operation { return &Wroclaw{} }),
	"owa":     indexOp(func() Operation { return &OWA{} }),
	"bod":     indexOp(func() Operation { return &BenefitOfDoubt{} }),
	"topsis": func(c *oracleCase) (outputs, error) {
		var t TOPSIS
		f, in, err := c.open(&t)
		if err != nil {
			return nil, err
		}
		r, err := t.Scores(in, f)
		if err != nil {
			return nil, err
		}
		g := NewFrame(f.Unit, f.Time).With("distance_best", r.Best).With("distance_worst", r.Worst).With("index", r.Index)
		return outputs{"index": frameSheet(g)}, nil
	},
	"empirical_bayes": func(c *oracleCase) (outputs, error) {
		f, err := c.frame("counts")
		if err != nil {
			return nil, err
		}
		r, err := EmpiricalBayes(f.Column("Events"), f.Column("Population"))
		if err != nil {
			return nil, err
		}
		parameters := &sheet{header: []string{"a", "b"}}
		parameters.add(r.A, r.B)
		rates := NewFrame(f.Unit, f.Time).With("raw", r.Raw).With("shrunk", r.Shrunk)
		return outputs{"rates": frameSheet(rates), "parameters": parameters}, nil
	},
	"sensitivity_sobol": func(c *oracleCase) (outputs, error) {
		s := Sobol{Seed: 1}
		if err := c.params(&s); err != nil {
			return nil, err
		}
		y := c.in["response"]
		if y == nil {
			return nil, fmt.Errorf("there is no input response")
		}
		values := make([]float64, len(y.rows))
		for i := range y.rows {
			values[int(y.num(i, "run"))-1] = y.num(i, "y")
		}
		indices, err := s.Indices(values)
		return outputs{"indices": sobolSheet(indices)}, err
	},
}

func sobolSheet(indices []SobolIndex) *sheet {
	out := &sheet{header: []string{"variable", "variance", "Si", "STi", "Si_q05", "Si_q95", "STi_q05", "STi_q95"}}
	for _, x := range indices {
		out.add(x.Variable, x.Variance, x.First, x.Total, x.FirstLow, x.FirstHigh, x.TotalLow, x.TotalHigh)
	}
	return out
}

// open gives the data and the further inputs of a case, and reads its
// parameters.
func (c *oracleCase) open(params any) (*Frame, *Inputs, error) {
	f, err := c.frame("data")
	if err != nil {
		return nil, nil, err
	}
	in, err := c.inputs(f)
	if err != nil {
		return nil, nil, err
	}
	return f, in, c.params(params)
}

func indexSheet(f *Frame, index []float64) *sheet {
	return frameSheet(NewFrame(f.Unit, f.Time).With("index", index))
}

// indexOp is an operation that adds the column index.
func indexOp(make func() Operation) func(*oracleCase) (outputs, error) {
	return func(c *oracleCase) (outputs, error) {
		op := make()
		f, in, err := c.open(op)
		if err != nil {
			return nil, err
		}
		g, err := op.Apply(in, f)
		if err != nil {
			return nil, err
		}
		return outputs{"index": indexSheet(g, g.Column("index"))}, nil
	}
}

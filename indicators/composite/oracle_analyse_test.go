package composite

import "math"

var analyseOps = map[string]func(*oracleCase) (outputs, error){
	"weights_pca": func(c *oracleCase) (outputs, error) {
		var p PCAWeights
		f, in, err := c.open(&p)
		if err != nil {
			return nil, err
		}
		groups, err := p.Of(in, f)
		weights, variance := timed(f, "iCode", "Level", "Weight", "group"), timed(f, "group", "component", "variance", "share")
		for _, g := range groups {
			for k, code := range g.Codes {
				weights.addTimed(g.Time, code, p.Level, g.Weights[k], g.Group)
				variance.addTimed(g.Time, g.Group, k+1, g.Variance[k], g.Share[k])
			}
		}
		return outputs{"weights": weights, "variance": variance}, err
	},
	"weights_ahp": func(c *oracleCase) (outputs, error) {
		if err := c.params(&struct{}{}); err != nil {
			return nil, err
		}
		s := c.in["pairwise"]
		pairwise := make([][]float64, len(s.rows))
		for i := range s.rows {
			for _, name := range s.header {
				pairwise[i] = append(pairwise[i], s.num(i, name))
			}
		}
		h, err := AHP(pairwise)
		if err != nil {
			return nil, err
		}
		weights := &sheet{header: []string{"criterion", "eigenvector", "geometric_mean"}}
		for i := range h.Eigenvector {
			weights.add(i+1, h.Eigenvector[i], h.GeometricMean[i])
		}
		consistency := &sheet{header: []string{"lambda_max", "consistency_index", "consistency_ratio"}}
		consistency.add(h.LambdaMax, h.Index, h.Ratio)
		return outputs{"weights": weights, "consistency": consistency}, nil
	},
	"weights_optimised": func(c *oracleCase) (outputs, error) {
		var o OptimisedWeights
		f, in, err := c.open(&o)
		if err != nil {
			return nil, err
		}
		o.Targets = map[string]float64{}
		targets := c.in["targets"]
		for i := range targets.rows {
			o.Targets[targets.cell(i, "iCode")] = targets.num(i, "Target")
		}
		optima, err := o.Of(in, f)
		weights, objective := timed(f, "iCode", "Level", "Weight"), timed(f, "objective")
		for _, x := range optima {
			for k, code := range x.Codes {
				weights.addTimed(x.Time, code, o.Level, x.Weights[k])
			}
			objective.addTimed(x.Time, x.Objective)
		}
		return outputs{"weights": weights, "objective": objective}, err
	},
	"weights_entropy": dataWeightsOp(EntropyWeights),
	"weights_cv":      dataWeightsOp(VariationWeights),
	"weights_critic":  dataWeightsOp(CriticWeights),
	"correlation": func(c *oracleCase) (outputs, error) {
		var k Correlation
		f, in, err := c.open(&k)
		if err != nil {
			return nil, err
		}
		pairs, err := k.Of(in, f)
		return outputs{"table": pairSheet(f, pairs)}, err
	},
	"correlation_flags": func(c *oracleCase) (outputs, error) {
		var k CorrelationFlags
		f, in, err := c.open(&k)
		if err != nil {
			return nil, err
		}
		pairs, err := k.Of(in, f)
		return outputs{"pairs": pairSheet(f, pairs)}, err
	},
	"correlation_denominators": func(c *oracleCase) (outputs, error) {
		var k CorrelationDenominators
		f, in, err := c.open(&k)
		if err != nil {
			return nil, err
		}
		pairs, err := k.Of(in, f)
		return outputs{"pairs": pairSheet(f, pairs)}, err
	},
	"cronbach_alpha": func(c *oracleCase) (outputs, error) {
		var a CronbachAlpha
		f, in, err := c.open(&a)
		if err != nil {
			return nil, err
		}
		alphas, err := a.Of(in, f)
		s := timed(f, "group", "alpha")
		for _, x := range alphas {
			s.addTimed(x.Time, x.Group, x.Alpha)
		}
		return outputs{"alpha": s}, err
	},
	"strengths_weaknesses": func(c *oracleCase) (outputs, error) {
		var p Strengths
		f, in, err := c.open(&p)
		if err != nil {
			return nil, err
		}
		strong, weak, err := p.Of(in, f)
		table := func(list []Strength) *sheet {
			s := timed(f, "position", "iCode", "name", "parent", "Rank", "value")
			for _, x := range list {
				s.addTimed(x.Time, x.Position, x.Code, x.Name, x.Parent, x.Rank, x.Value)
			}
			return s
		}
		return outputs{"strengths": table(strong), "weaknesses": table(weak)}, err
	},
	"unit_summary": func(c *oracleCase) (outputs, error) {
		var u UnitSummary
		f, in, err := c.open(&u)
		if err != nil {
			return nil, err
		}
		scores, err := u.Of(in, f)
		s := timed(f, "iCode", "name", "score", "Rank")
		for _, x := range scores {
			s.addTimed(x.Time, x.Code, x.Name, x.Score, x.Rank)
		}
		return outputs{"table": s}, err
	},
	"indicator_stats": func(c *oracleCase) (outputs, error) {
		var p IndicatorStats
		f, in, err := c.open(&p)
		if err != nil {
			return nil, err
		}
		stats, err := p.Of(in, f)
		s := timed(f, "iCode", "min", "max", "mean", "median", "sd", "skewness", "kurtosis",
			"n_available", "n_nonzero", "n_unique", "n_same", "share_available", "share_nonzero", "share_unique", "share_same",
			"flag_available", "flag_nonzero", "flag_unique", "flag_outliers")
		for _, x := range stats {
			s.addTimed(x.Time, x.Code, x.Min, x.Max, x.Mean, x.Median, x.SD, x.Skewness, x.Kurtosis,
				x.Available, x.Nonzero, x.Unique, x.Same, x.ShareAvailable, x.ShareNonzero, x.ShareUnique, x.ShareSame,
				x.LowAvailable, x.LowNonzero, x.LowUnique, x.Outliers)
		}
		return outputs{"stats": s}, err
	},
	"trends": func(c *oracleCase) (outputs, error) {
		var t Trends
		c.flatten()
		f, in, err := c.open(&t)
		if err != nil {
			return nil, err
		}
		trends, err := t.Of(in, f)
		s := &sheet{header: []string{"uCode", "iCode", "trend", "availability", "first_period", "latest_period", "window_availability", "window_first_period"}}
		for _, x := range trends {
			s.add(x.Unit, x.Code, x.Trend, x.Availability, x.First, x.Latest, x.WindowAvailability, x.WindowFirst)
		}
		return outputs{"trends": s}, err
	},
}

// flatten puts all nodes of a meta that has no aggregates below one top: such
// cases have the parents' names without their rows.
func (c *oracleCase) flatten() {
	s := c.in["meta"]
	if s == nil {
		return
	}
	for _, row := range s.rows {
		row[s.column("Parent")] = "_top"
	}
	top := make([]string, len(s.header))
	for j, name := range s.header {
		top[j] = "NA"
		switch name {
		case "Level":
			top[j] = "2"
		case "iCode":
			top[j] = "_top"
		case "Type":
			top[j] = string(Aggregated)
		}
	}
	s.rows = append(s.rows, top)
}

func dataWeightsOp(m DataMethod) func(*oracleCase) (outputs, error) {
	return func(c *oracleCase) (outputs, error) {
		f, in, err := c.open(&struct{}{})
		if err != nil {
			return nil, err
		}
		weights, err := m.Of(in, f)
		s := timed(f, "iCode", "Weight")
		if m == EntropyWeights {
			s.header = append(s.header, "entropy")
		}
		for _, w := range weights {
			for k, code := range w.Codes {
				row := []any{code, w.Weights[k]}
				if w.Entropy != nil {
					row = append(row, w.Entropy[k])
				}
				s.addTimed(w.Time, row...)
			}
		}
		return outputs{"weights": s}, err
	}
}

func pairSheet(f *Frame, pairs []Pair) *sheet {
	s := timed(f, "group", "iCode1", "iCode2", "correlation")
	for _, p := range pairs {
		s.addTimed(p.Time, p.Group, p.A, p.B, p.R)
	}
	return s
}

// timed is an empty table, with a column Time where the frame has periods.
func timed(f *Frame, header ...string) *sheet {
	if f.Time != nil {
		header = append([]string{"Time"}, header...)
	}
	return &sheet{header: header}
}

// addTimed appends a row, with its period where it has one.
func (s *sheet) addTimed(time float64, cells ...any) {
	if !math.IsNaN(time) {
		cells = append([]any{time}, cells...)
	}
	s.add(cells...)
}

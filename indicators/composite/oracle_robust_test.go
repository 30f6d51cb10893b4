package composite

import "strconv"

var robustOps = map[string]func(*oracleCase) (outputs, error){
	"leave_one_out": func(c *oracleCase) (outputs, error) {
		var l LeaveOneOut
		f, in, err := c.open(&l)
		if err != nil {
			return nil, err
		}
		r, err := l.Run(in, f)
		if err != nil {
			return nil, err
		}
		scores, ranks := NewFrame(f.Unit, f.Time).With("Nominal", r.Nominal), NewFrame(f.Unit, f.Time).With("Nominal", r.Rank)
		mean := &sheet{header: []string{"removed", "mean_abs_rank_change"}}
		for i, code := range r.Element {
			scores, ranks = scores.With(code, r.Scores[i]), ranks.With(code, r.Ranks[i])
			mean.add(code, r.MeanAbsRankChange[i])
		}
		return outputs{"scores": frameSheet(scores), "ranks": frameSheet(ranks), "mean_abs": mean}, nil
	},
	"rank_shift": func(c *oracleCase) (outputs, error) {
		var r RankShift
		f, in, err := c.open(&r)
		if err != nil {
			return nil, err
		}
		s, err := r.Run(in, f)
		if err != nil {
			return nil, err
		}
		var g [4]*Frame
		for i := range g {
			g[i] = NewFrame(s.Unit, nil)
		}
		summary := &sheet{header: []string{"alternative", "mean_abs_rank_shift", "max_abs_rank_shift", "spearman"}}
		for i, p := range r.Pipelines {
			abs := make([]float64, len(s.Unit))
			for k, v := range s.Shift[i] {
				abs[k] = max(v, -v)
			}
			for k, col := range [][]float64{s.Scores[i], s.Ranks[i], s.Shift[i], abs} {
				g[k] = g[k].With(p.ID, col)
			}
			if i > 0 {
				summary.add(p.ID, s.MeanAbs[i], s.MaxAbs[i], s.Spearman[i])
			}
		}
		return outputs{"scores": frameSheet(g[0]), "ranks": frameSheet(g[1]), "shifts": frameSheet(g[2]), "abs_shifts": frameSheet(g[3]), "summary": summary}, nil
	},
	"uncertainty": func(c *oracleCase) (outputs, error) {
		var u Uncertainty
		f, in, err := c.open(&u)
		if err != nil {
			return nil, err
		}
		r, err := u.Run(in, f, c.samples(u.Factors))
		if err != nil {
			return nil, err
		}
		return c.runs(u.Factors, r, 0), nil
	},
	"sensitivity": func(c *oracleCase) (outputs, error) {
		s := Sensitivity{Seed: 1}
		f, in, err := c.open(&s)
		if err != nil {
			return nil, err
		}
		r, indices, err := s.Run(in, f, c.samples(s.Factors))
		if err != nil {
			return nil, err
		}
		out := c.runs(s.Factors, r, 2*s.N)
		out["indices"] = sobolSheet(indices)
		response := &sheet{header: []string{"run", "mean_abs_rank_shift"}}
		for k, y := range r.Response() {
			response.add(k+1, y)
		}
		out["response"] = response
		return out, nil
	},
}

// samples gives the input samples by factor, in order of the runs.
func (c *oracleCase) samples(factors []Factor) [][]float64 {
	s := c.in["samples"]
	out := make([][]float64, len(factors))
	for i, x := range factors {
		out[i] = make([]float64, len(s.rows))
		for row := range s.rows {
			out[i][int(s.num(row, "run"))-1] = s.num(row, x.Name)
		}
	}
	return out
}

func (c *oracleCase) runs(factors []Factor, r *Runs, first int) outputs {
	choices := &sheet{header: []string{"run"}}
	for _, x := range factors {
		choices.header = append(choices.header, x.Name)
	}
	for k := range r.Scores {
		row := []any{k + 1}
		for i := range factors {
			row = append(row, r.Choice[i][k])
		}
		choices.add(row...)
	}
	nominal := NewFrame(r.Unit, nil).With("score", r.Nominal).With("Rank", r.Rank)
	scores, ranks := &Frame{Unit: r.Unit, Code: []string{"Nominal"}, Col: [][]float64{r.Nominal}}, &Frame{Unit: r.Unit, Code: []string{"Nominal"}, Col: [][]float64{r.Rank}}
	for k := range r.Scores {
		name := "r_" + strconv.Itoa(k+1)
		scores.Code, scores.Col = append(scores.Code, name), append(scores.Col, r.Scores[k])
		ranks.Code, ranks.Col = append(ranks.Code, name), append(ranks.Col, r.Ranks[k])
	}
	stats := &sheet{header: []string{"uCode", "Nominal", "mean", "median", "q05", "q95"}}
	for _, x := range r.RankStats(first) {
		stats.add(x.Unit, x.Nominal, x.Mean, x.Median, x.Low5, x.High5)
	}
	return outputs{"choices": choices, "nominal": frameSheet(nominal), "scores": frameSheet(scores), "ranks": frameSheet(ranks), "rank_stats": stats}
}

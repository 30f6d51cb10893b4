package composite

import (
	"encoding/json"
)

var combineOps = map[string]func(*oracleCase) (outputs, error){
	"effective_weights": effectiveWeightsOp,
	"lineage":           lineageOp,
	"weights_noise":     weightsNoiseOp,
	"aggregate":         frameOp("aggregate"),
	"outrank":           outrankOp,
	"results":           resultsOp,
	"rank":              rankOp,
	"chain":             chainOp,
}

func effectiveWeightsOp(c *oracleCase) (outputs, error) {
	t, err := c.tree(nil)
	if err != nil {
		return nil, err
	}
	w := EffectiveWeights(t)
	s := &sheet{header: []string{"iCode", "Level", "Weight", "EffectiveWeight"}}
	for _, n := range t.Nodes() {
		if e, ok := w[n.Code]; ok {
			s.add(n.Code, n.Level, n.Weight, e)
		}
	}
	return outputs{"weights": s}, nil
}

func lineageOp(c *oracleCase) (outputs, error) {
	t, err := c.tree(nil)
	if err != nil {
		return nil, err
	}
	s := &sheet{header: []string{"iCode"}}
	for level := 2; level <= t.Levels(); level++ {
		s.header = append(s.header, "level_"+string(rune('0'+level)))
	}
	for _, code := range t.Indicators() {
		row := []any{code}
		for _, a := range Lineage(t, code) {
			row = append(row, a)
		}
		s.add(row...)
	}
	return outputs{"lineage": s}, nil
}

func weightsNoiseOp(c *oracleCase) (outputs, error) {
	weights, level := map[string]float64{}, map[string]int{}
	w := c.in["weights"]
	for i := range w.rows {
		code := w.cell(i, "iCode")
		weights[code], level[code] = w.num(i, "Weight"), int(w.num(i, "Level"))
	}
	noise := WeightNoise{map[int]float64{}}
	n := c.in["noise"]
	for i := range n.rows {
		noise.Factor[int(n.num(i, "Level"))] = n.num(i, "NoiseFactor")
	}
	all := c.in["uniform"].frame()
	uniform := NewFrame(all.Unit, nil)
	for i, code := range all.Code {
		if code != "run" {
			uniform.Code, uniform.Col = append(uniform.Code, code), append(uniform.Col, all.Col[i])
		}
	}
	g, err := noise.Perturb(weights, level, uniform)
	if err != nil {
		return nil, err
	}
	return outputs{"weights": frameSheet(g.With("run", all.Column("run")))}, nil
}

func outrankOp(c *oracleCase) (outputs, error) {
	f, in, err := c.setting()
	if err != nil {
		return nil, err
	}
	o, err := Outrank(f, in.Weights["weights"])
	if err != nil {
		return nil, err
	}
	matrix := NewFrame(f.Unit, nil)
	for j, u := range f.Unit {
		col := make([]float64, len(f.Unit))
		for i := range col {
			col[i] = o.Matrix[i][j]
		}
		matrix.Code, matrix.Col = append(matrix.Code, u), append(matrix.Col, col)
	}
	summary := &sheet{header: []string{"n_dominant", "share_dominant"}}
	summary.add(o.Dominant, o.Share)
	scores := NewFrame(f.Unit, nil).With("score", o.Copeland)
	return outputs{"matrix": frameSheet(matrix), "summary": summary, "copeland": frameSheet(scores)}, nil
}

func resultsOp(c *oracleCase) (outputs, error) {
	f, in, err := c.setting()
	if err != nil {
		return nil, err
	}
	s, err := resultsSheet(c.Params, in, f)
	return outputs{"table": s}, err
}

func resultsSheet(params []byte, in *Inputs, f *Frame) (*sheet, error) {
	var r Results
	if err := strict(params, &r); err != nil {
		return nil, err
	}
	rows, err := r.Of(in, f)
	if err != nil {
		return nil, err
	}
	further := []string{"Rank"}
	if rows.Group != nil {
		further = []string{r.Group}
	}
	s, key := keyed(rows.Frame, append(further, rows.Code...)...)
	for i := range rows.Unit {
		row := key(i)
		if rows.Group == nil {
			row = append(row, rows.Rank[i])
		} else if rows.Group[i] == "" {
			row = append(row, "NA")
		} else {
			row = append(row, rows.Group[i])
		}
		for _, col := range rows.Col {
			row = append(row, col[i])
		}
		s.add(row...)
	}
	return s, nil
}

func rankOp(c *oracleCase) (outputs, error) {
	f, in, err := c.setting()
	if err != nil {
		return nil, err
	}
	var r RankColumns
	if err := c.params(&r); err != nil {
		return nil, err
	}
	g, err := r.Apply(in, f)
	if err != nil {
		return nil, err
	}
	return outputs{"ranks": frameSheet(g)}, nil
}

// chainOp runs a pipeline; the table of its results, if any, is its last step.
func chainOp(c *oracleCase) (outputs, error) {
	f, in, err := c.setting()
	if err != nil {
		return nil, err
	}
	var p struct {
		Steps []json.RawMessage `json:"steps"`
	}
	if err := c.params(&p); err != nil {
		return nil, err
	}
	var last struct {
		ID, Op string
		Params json.RawMessage
	}
	if err := strict(p.Steps[len(p.Steps)-1], &last); err != nil {
		return nil, err
	}
	if last.Op == "results" {
		p.Steps = p.Steps[:len(p.Steps)-1]
	}
	raw, err := json.Marshal(p.Steps)
	if err != nil {
		return nil, err
	}
	steps, err := ParseSteps(raw)
	if err != nil {
		return nil, err
	}
	out := outputs{}
	for _, s := range steps {
		if f, err = Run([]Step{s}, in, f); err != nil {
			return nil, err
		}
		out[s.ID+".data"] = frameSheet(f)
	}
	if last.Op == "results" {
		out[last.ID+".table"], err = resultsSheet(last.Params, in, f)
	}
	return out, err
}

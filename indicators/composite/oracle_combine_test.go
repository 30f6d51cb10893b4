package composite

var combineOps = map[string]func(*oracleCase) (outputs, error){
	"aggregate": frameOp("aggregate"),
	"outrank":   outrankOp,
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

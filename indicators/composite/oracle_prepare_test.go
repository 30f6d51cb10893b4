package composite

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
)

var prepareOps = map[string]func(*oracleCase) (outputs, error){
	"denominate":   frameOp("denominate"),
	"normalise":    frameOp("normalise"),
	"availability": availabilityOp,
	"screen":       screenOp,
	"impute":       imputeOp,
	"impute_panel": imputePanelOp,
	"treat":        treatOp,
	"winsorise":    winsoriseOp,
	"boxcox":       boxcoxOp,
	"moments":      momentsOp,
}

// setting gives the data of a case and what goes with them.
func (c *oracleCase) setting() (*Frame, *Inputs, error) {
	f, err := c.frame("data")
	if err != nil {
		return nil, nil, err
	}
	in, err := c.inputs(f)
	return f, in, err
}

// frameOp is an operation that gives data only.
func frameOp(op string) func(*oracleCase) (outputs, error) {
	return func(c *oracleCase) (outputs, error) {
		f, in, err := c.setting()
		if err != nil {
			return nil, err
		}
		do, err := ParseOperation(op, c.Params, nil)
		if err != nil {
			return nil, err
		}
		g, err := do.Apply(in, f)
		if err != nil {
			return nil, err
		}
		return outputs{"data": frameSheet(g)}, nil
	}
}

// keyed gives a sheet with the keys of a frame and further columns, and the
// cells of its keys.
func keyed(f *Frame, further ...string) (*sheet, func(row int) []any) {
	s := &sheet{header: []string{"uCode"}}
	if f.Time != nil {
		s.header = append(s.header, "Time")
	}
	s.header = append(s.header, further...)
	return s, func(row int) []any {
		if f.Time != nil {
			return []any{f.Unit[row], f.Time[row]}
		}
		return []any{f.Unit[row]}
	}
}

func (a *Availability) cells(row int) []any {
	miss, zero := a.Missing[row], a.Zero[row]
	return []any{miss, zero, miss + zero, a.Available[row], a.Nonzero[row]}
}

var availabilityColumns = []string{"n_missing", "n_zero", "n_missing_or_zero", "available_share", "nonzero_share"}

func availabilityOp(c *oracleCase) (outputs, error) {
	f, in, err := c.setting()
	if err != nil {
		return nil, err
	}
	a, err := Available(in, f)
	if err != nil {
		return nil, err
	}
	summary, key := keyed(f, availabilityColumns...)
	for i := range f.Unit {
		summary.add(append(key(i), a.cells(i)...)...)
	}
	groups, err := AvailableBelow(in, f)
	if err != nil {
		return nil, err
	}
	return outputs{"summary": summary, "groups": frameSheet(groups)}, nil
}

func screenOp(c *oracleCase) (outputs, error) {
	f, in, err := c.setting()
	if err != nil {
		return nil, err
	}
	var s Screen
	if err := c.params(&s); err != nil {
		return nil, err
	}
	d, err := s.Details(in, f)
	if err != nil {
		return nil, err
	}
	g, err := s.Apply(in, f)
	if err != nil {
		return nil, err
	}
	summary, key := keyed(f, append(slices.Clone(availabilityColumns), "low_available", "low_nonzero", "low_either", "included")...)
	removed, removedKey := keyed(f)
	for i := range f.Unit {
		summary.add(append(append(key(i), d.cells(i)...), d.LowAvailable[i], d.LowNonzero[i], d.LowAvailable[i] || d.LowNonzero[i], d.Included[i])...)
		if !d.Included[i] {
			removed.add(removedKey(i)...)
		}
	}
	return outputs{"summary": summary, "removed": removed, "data": frameSheet(g)}, nil
}

func imputeOp(c *oracleCase) (outputs, error) {
	f, in, err := c.setting()
	if err != nil {
		return nil, err
	}
	var m Impute
	if err := c.params(&m); err != nil {
		return nil, err
	}
	if m.Method == ImputeEM {
		return m.normals(in, f)
	}
	g, err := m.Apply(in, f)
	if err != nil {
		return nil, err
	}
	return outputs{"data": frameSheet(g)}, nil
}

func (m Impute) normals(in *Inputs, f *Frame) (outputs, error) {
	g, normals, err := m.FillEM(in, f)
	if err != nil {
		return nil, err
	}
	mean, covariance := &sheet{header: []string{"iCode", "mean"}}, &sheet{header: []string{"iCode"}}
	for _, n := range normals {
		covariance.header = append([]string{"iCode"}, n.Code...)
		for i, code := range n.Code {
			mean.add(code, n.Mean[i])
			row := []any{code}
			for _, v := range n.Covariance[i] {
				row = append(row, v)
			}
			covariance.add(row...)
		}
	}
	return outputs{"data": frameSheet(g), "mean": mean, "covariance": covariance}, nil
}

func imputePanelOp(c *oracleCase) (outputs, error) {
	f, in, err := c.setting()
	if err != nil {
		return nil, err
	}
	var m ImputePanel
	if err := c.params(&m); err != nil {
		return nil, err
	}
	g, used, err := m.Details(in, f)
	if err != nil {
		return nil, err
	}
	return outputs{"data": frameSheet(g), "period_used": frameSheet(used)}, nil
}

func treatOp(c *oracleCase) (outputs, error) {
	f, in, err := c.setting()
	if err != nil {
		return nil, err
	}
	var t Treat
	if err := c.params(&t); err != nil {
		return nil, err
	}
	g, details, err := t.Details(in, f)
	if err != nil {
		return nil, err
	}
	s := &sheet{header: []string{"iCode", "n_winsorised"}}
	for i := range 3 {
		s.header = append(s.header, fmt.Sprintf("pass_%d", i), fmt.Sprintf("skewness_%d", i), fmt.Sprintf("kurtosis_%d", i))
	}
	mark := map[string][]string{}
	for _, d := range details {
		row := []any{d.Code, "NA"}
		if d.Points >= 0 {
			row[1] = d.Points
		}
		for _, r := range d.Tests {
			if r.Made {
				row = append(row, r.Pass, r.Skewness, r.Kurtosis)
			} else {
				row = append(row, "NA", "NA", "NA")
			}
		}
		s.add(row...)
		mark[d.Code] = d.Mark
	}
	points, key := keyed(f, f.Code...)
	for i := range f.Unit {
		row := key(i)
		for _, code := range f.Code {
			if mark[code] == nil {
				row = append(row, "")
			} else {
				row = append(row, mark[code][i])
			}
		}
		points.add(row...)
	}
	return outputs{"data": frameSheet(g), "details": s, "points": points}, nil
}

// vectors gives the names of the vectors of a case, and of each the rows.
func (c *oracleCase) vectors() (names []string, rows map[string][]string, x map[string][]float64) {
	s := c.in["vectors"]
	rows, x = map[string][]string{}, map[string][]float64{}
	for i := range s.rows {
		v := s.cell(i, "vector")
		if x[v] == nil {
			names = append(names, v)
		}
		rows[v], x[v] = append(rows[v], s.cell(i, "row")), append(x[v], s.num(i, "x"))
	}
	return names, rows, x
}

func winsoriseOp(c *oracleCase) (outputs, error) {
	var w Winsorise
	if err := c.params(&w); err != nil {
		return nil, err
	}
	values := &sheet{header: []string{"vector", "row", "x", "treated"}}
	summary := &sheet{header: []string{"vector", "n_winsorised", "sum"}}
	names, rows, vectors := c.vectors()
	for _, name := range names {
		out, done, err := w.Column(vectors[name])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		sum := 0.0
		for i, v := range out {
			values.add(name, rows[name][i], v, done.Mark(i))
			if !math.IsNaN(v) {
				sum += v
			}
		}
		summary.add(name, done.Points, sum)
	}
	return outputs{"values": values, "summary": summary}, nil
}

func boxcoxOp(c *oracleCase) (outputs, error) {
	var b BoxCox
	if err := c.params(&b); err != nil {
		return nil, err
	}
	values := &sheet{header: []string{"vector", "row", "x"}}
	names, rows, vectors := c.vectors()
	for _, name := range names {
		out, err := b.Column(vectors[name])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		for i, v := range out {
			values.add(name, rows[name][i], v)
		}
	}
	return outputs{"values": values}, nil
}

func momentsOp(c *oracleCase) (outputs, error) {
	var p struct {
		Quantiles []json.Number `json:"quantiles"`
		Normality
	}
	if err := c.params(&p); err != nil {
		return nil, err
	}
	s := &sheet{header: []string{"vector", "n", "mean", "sd", "median", "skewness", "kurtosis", "mad", "iqr", "normal_enough"}}
	probs := make([]float64, len(p.Quantiles))
	for i, q := range p.Quantiles {
		var err error
		if probs[i], err = q.Float64(); err != nil {
			return nil, err
		}
		s.header = append(s.header, fmt.Sprintf("q%02.0f", 100*probs[i]))
	}
	names, _, vectors := c.vectors()
	for _, name := range names {
		m := MomentsOf(vectors[name], probs)
		row := []any{name, m.N, m.Mean, m.SD, m.Median, m.Skewness, m.Kurtosis, m.MAD, m.IQR, p.Passes(m.Skewness, m.Kurtosis)}
		for _, q := range m.Quantiles {
			row = append(row, q)
		}
		s.add(row...)
	}
	return outputs{"stats": s}, nil
}

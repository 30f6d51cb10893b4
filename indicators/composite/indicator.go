package composite

// indicatorsOf gives the codes of the indicators that a frame holds, in the
// order of the tree; without a tree, of all its columns.
func indicatorsOf(in *Inputs, f *Frame) []string {
	if in == nil || in.Tree == nil {
		return f.Code
	}
	at := f.places()
	return in.Tree.Codes(func(n Node) bool {
		_, ok := at[n.Code]
		return ok && n.Kind == Indicator
	})
}

// places gives the place of each column by its code.
func (f *Frame) places() map[string]int {
	at := make(map[string]int, len(f.Code))
	for i, c := range f.Code {
		at[c] = i
	}
	return at
}

// replaced gives the frame with the columns of codes made anew by compute,
// which fills dst from src, and the other columns shared. dst is as long as
// src and begins as a copy of it.
func (f *Frame) replaced(codes []string, compute func(code string, dst, src []float64) error) (*Frame, error) {
	g := &Frame{Unit: f.Unit, Time: f.Time, Code: f.Code, Col: append([][]float64(nil), f.Col...)}
	at, n := f.places(), f.Rows()
	block := make([]float64, len(codes)*n)
	for k, code := range codes {
		i := at[code]
		dst := block[k*n : (k+1)*n : (k+1)*n]
		copy(dst, f.Col[i])
		g.Col[i] = dst
		if err := compute(code, dst, f.Col[i]); err != nil {
			return nil, err
		}
	}
	return g, nil
}

// directions gives the direction of each indicator, 1 for one that the tree
// does not have.
func directions(in *Inputs, codes []string) []float64 {
	out := make([]float64, len(codes))
	for i, code := range codes {
		out[i] = 1
		if in != nil && in.Tree != nil {
			if n, ok := in.Tree.Node(code); ok && n.Direction < 0 {
				out[i] = -1
			}
		}
	}
	return out
}

// pick copies the values of some rows into buf and gives them.
func pick(buf, x []float64, rows []int) []float64 {
	buf = buf[:0]
	for _, r := range rows {
		buf = append(buf, x[r])
	}
	return buf
}

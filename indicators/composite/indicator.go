package composite

import (
	"runtime"
	"sync"
	"sync/atomic"
)

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
	return f.remade(codes, 1, false, func(k int, _ *scratch, dst, src []float64) error { return compute(codes[k], dst, src) })
}

// manyCells is from how many cells on columns are made by several goroutines.
const manyCells = 1 << 16

// remadeApart is replaced for columns that have nothing to do with one another:
// several are made at once where there are many cells. compute is handed the
// place of the code and room for columns that is its own until it returns; the
// error is that of the first code that has one.
func (f *Frame) remadeApart(codes []string, compute func(k int, room *scratch, dst, src []float64) error) (*Frame, error) {
	workers := 1
	if len(codes)*f.Rows() >= manyCells {
		workers = min(runtime.GOMAXPROCS(0), len(codes))
	}
	return f.remade(codes, workers, true, compute)
}

// remade is replaced and remadeApart; over says that columns which nobody else
// needs may be written over: src and dst are then the same.
func (f *Frame) remade(codes []string, workers int, over bool, compute func(k int, room *scratch, dst, src []float64) error) (*Frame, error) {
	g := &Frame{Unit: f.Unit, Time: f.Time, Code: f.Code, Col: append([][]float64(nil), f.Col...), fresh: make([]bool, len(f.Col))}
	at, n := f.places(), f.Rows()
	mine := func(i int) bool { return f.spent && f.fresh != nil && f.fresh[i] }
	for i := range g.fresh {
		g.fresh[i] = mine(i)
	}
	place := make([]int, len(codes))
	for k, code := range codes {
		place[k] = at[code]
		g.fresh[place[k]] = true
		if !over || !mine(place[k]) {
			g.Col[place[k]] = make([]float64, n)
		}
	}
	errs := make([]error, len(codes))
	var next atomic.Int64
	work := func() {
		var room scratch
		for k := int(next.Add(1)) - 1; k < len(codes); k = int(next.Add(1)) - 1 {
			src, dst := f.Col[place[k]], g.Col[place[k]]
			copy(dst, src)
			if errs[k] = compute(k, &room, dst, src); errs[k] != nil {
				return
			}
		}
	}
	if workers <= 1 {
		work()
	} else {
		var wg sync.WaitGroup
		for range workers {
			wg.Go(work)
		}
		wg.Wait()
	}
	for _, err := range errs {
		if err != nil {
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

// scratch is room for columns that is used again and again: what is made for
// each column of each period anew would be as large as the data, several times.
type scratch [3][]float64

// pick copies the values of some rows to the room of that number and gives them.
func (s *scratch) pick(room int, x []float64, rows []int) []float64 {
	s[room] = pick(s[room], x, rows)
	return s[room]
}

// present copies the values that are not missing to the room of that number and
// gives them.
func (s *scratch) present(room int, x []float64) []float64 {
	s[room] = appendPresent(s[room][:0], x)
	return s[room]
}

// pick copies the values of some rows into buf and gives them.
func pick(buf, x []float64, rows []int) []float64 {
	buf = buf[:0]
	for _, r := range rows {
		buf = append(buf, x[r])
	}
	return buf
}

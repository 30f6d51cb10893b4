package composite

import (
	"errors"
	"math"
)

// column treats one column, which may be the first room of scratch. It gives x
// itself where that stays as it is, else what another room holds.
func (t Treat) column(x []float64, room *scratch, d *TreatDetail, mark bool) ([]float64, []string, error) {
	test := func(step int, y []float64) (pass, defined bool) {
		s, k := shape(y)
		pass = t.Passes(s, k)
		d.Tests[step] = TestResult{true, pass, s, k}
		return pass, !math.IsNaN(s) && !math.IsNaN(k)
	}
	if pass, ok := test(0, x); pass || !ok {
		return x, nil, nil
	}
	y := x
	var win *Winsorised
	if t.First == WinsoriseFirst {
		var err error
		y, win, err = Winsorise{MaxPoints: t.WinsoriseMax, Normality: t.Normality}.column(x, room)
		if errors.Is(err, ErrConstant) {
			return x, nil, nil
		} else if err != nil {
			return nil, nil, err
		}
		d.Points = win.Points
	} else if t.First != NoTreatment {
		y = t.First.log(room, x)
	}
	pass, ok := test(1, y)
	logged := t.First != WinsoriseFirst && t.First != NoTreatment
	if ok && !pass && t.Second != NoTreatment {
		from := x
		if t.Combine {
			from = y
		} else {
			win = nil
		}
		y, logged = t.Second.log(room, from), true
		_, ok = test(2, y)
	}
	if !ok {
		d.Points = -1
		return x, nil, nil
	}
	if !mark {
		return y, nil, nil
	}
	marks := make([]string, len(x))
	for i, v := range x {
		if win != nil {
			marks[i] = win.Mark(i)
		}
		if logged && v == v {
			if marks[i] != "" {
				marks[i] += "+"
			}
			marks[i] += "log"
		}
	}
	return y, marks, nil
}

// log gives the logarithms of x by one of the ways to move it.
func (t Treatment) log(room *scratch, x []float64) []float64 {
	lo, hi := bounds(x)
	room[1] = append(room[1][:0], x...)
	out := room[1]
	a := 0.01 * (hi - lo)
	switch {
	case t == LogPlusOne:
		for i, v := range x {
			out[i] = math.Log(v - lo + 1)
		}
	case t == LogSignAware && !(Skewness(x) > 0):
		for i, v := range x {
			out[i] = -math.Log(hi + a - v)
		}
	default:
		for i, v := range x {
			out[i] = math.Log(v - lo + a)
		}
	}
	return out
}

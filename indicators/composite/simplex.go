package composite

import (
	"errors"
	"math"
)

// simplex maximises goal·x of unknowns x that are not negative under rows a·x <=
// b with b >= 0, so that x = 0 is a start (Dantzig 1963). The tableau is the
// short one: a column for each unknown, and one for b.
type simplex struct {
	width int
	cells []float64 // rows of width+1
	basic []int     // variable of each row; unknowns come first, then slacks
	free  []int     // variable of each column
	goal  []float64 // of each column; 1 where nobody sets another
}

func (s *simplex) reset(unknowns, rows int) {
	s.width = unknowns
	if need := rows * (unknowns + 1); cap(s.cells) < need {
		s.cells = make([]float64, 0, need)
	}
	s.cells, s.basic, s.free, s.goal = s.cells[:0], s.basic[:0], s.free[:0], s.goal[:0]
	for k := range unknowns {
		s.free = append(s.free, k)
		s.goal = append(s.goal, 1)
	}
	s.goal = append(s.goal, 0)
}

// row adds a row with its bound, and gives it to be filled.
func (s *simplex) row(bound float64) []float64 {
	at := len(s.cells)
	s.cells = s.cells[:at+s.width+1]
	row := s.cells[at:]
	clear(row)
	row[s.width] = bound
	s.basic = append(s.basic, s.width+len(s.basic))
	return row
}

const (
	simplexZero = 1e-11
	// After so many steps that gained nothing, the rule of Bland (1977) takes
	// over, which cannot go round in circles.
	simplexStalled = 20
	simplexMost    = 100000
)

func (s *simplex) maximise() (float64, error) {
	w, stalled := s.width, 0
	for range simplexMost {
		enter := -1
		for k, g := range s.goal[:w] {
			if g <= simplexZero {
				continue
			}
			if enter < 0 || stalled < simplexStalled && g > s.goal[enter] || stalled >= simplexStalled && s.free[k] < s.free[enter] {
				enter = k
			}
		}
		if enter < 0 {
			return -s.goal[w], nil
		}
		leave, least := -1, math.Inf(1)
		for i, v := range s.basic {
			row := s.cells[i*(w+1) : (i+1)*(w+1)]
			if row[enter] <= simplexZero {
				continue
			}
			if q := row[w] / row[enter]; q < least || q == least && v < s.basic[leave] {
				leave, least = i, q
			}
		}
		if leave < 0 {
			return 0, errors.New("the goal has no bound")
		}
		if least > simplexZero {
			stalled = 0
		} else {
			stalled++
		}
		s.pivot(leave, enter)
	}
	return 0, errors.New("the linear programme did not end")
}

// pivot lets the variable of a column and that of a row change places.
func (s *simplex) pivot(leave, enter int) {
	w := s.width + 1
	row := s.cells[leave*w : (leave+1)*w]
	by := 1 / row[enter]
	for k := range row {
		row[k] *= by
	}
	row[enter] = by
	eliminate := func(other []float64) {
		f := other[enter]
		if f == 0 {
			return
		}
		other[enter] = 0
		for k, v := range row {
			other[k] -= f * v
		}
	}
	for i := range s.basic {
		if i != leave {
			other := s.cells[i*w : (i+1)*w]
			eliminate(other)
			if other[w-1] < 0 { // rounding
				other[w-1] = 0
			}
		}
	}
	eliminate(s.goal)
	s.basic[leave], s.free[enter] = s.free[enter], s.basic[leave]
}

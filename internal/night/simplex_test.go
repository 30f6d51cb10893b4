package night_test

import (
	"math"
	"testing"
)

// program is a linear program: x >= 0 with rows of equalities and inequalities,
// solved by the two-phase simplex method over a dense tableau.
type program struct {
	n     int
	rows  [][]float64 // coefficients of the variables
	slack []float64   // of each row: 1 for <=, -1 for >=, 0 for =
	right []float64

	table [][]float64 // after feasible: a row for each constraint, the right side last
	basis []int
}

const tiny = 1e-7

// add writes a constraint: the sum of the variables at the places given,
// compared with right; slack as in program.
func (p *program) add(at []int, slack, right float64) {
	row := make([]float64, p.n)
	for _, j := range at {
		row[j]++
	}
	p.rows, p.slack, p.right = append(p.rows, row), append(p.slack, slack), append(p.right, right)
}

// feasible finds a first solution; false where there is none.
func (p *program) feasible() bool {
	m := len(p.rows)
	width := p.n + 2*m // variables, slacks, artificial ones
	p.table, p.basis = make([][]float64, m), make([]int, m)
	cost := make([]float64, width)
	for i, row := range p.rows {
		t := make([]float64, width+1)
		copy(t, row)
		t[p.n+i], t[width] = p.slack[i], p.right[i]
		if t[width] < 0 {
			for j := range t {
				t[j] = -t[j]
			}
		}
		p.table[i], p.basis[i] = t, p.n+m+i
		if t[p.n+i] == 1 {
			p.basis[i] = p.n + i
			continue
		}
		t[p.n+m+i], cost[p.n+m+i] = 1, 1
	}
	if p.minimise(cost, width) > tiny*float64(m) {
		return false
	}
	kept := p.table[:0]
	basis := p.basis[:0]
	for i, t := range p.table {
		if p.basis[i] >= p.n+m { // an artificial one at zero: turn it out, or drop a row that says nothing
			j := 0
			for j < p.n+m && math.Abs(t[j]) < tiny {
				j++
			}
			if j == p.n+m {
				continue
			}
			p.pivot(i, j)
		}
		kept, basis = append(kept, p.table[i]), append(basis, p.basis[i])
	}
	p.table, p.basis = kept, basis
	for i, t := range p.table {
		t[p.n+m] = t[width]
		p.table[i] = t[:p.n+m+1]
	}
	return true
}

// reach gives the least and the greatest sum of the variables at the places
// given; +Inf where there is no greatest.
func (p *program) reach(at []int) (least, most float64) {
	width := len(p.rows) + p.n
	cost := make([]float64, width)
	for _, j := range at {
		cost[j]++
	}
	least = p.minimise(cost, width)
	for j := range cost {
		cost[j] = -cost[j]
	}
	return least, -p.minimise(cost, width)
}

// minimise moves the tableau to the least cost and gives it, -Inf for none.
func (p *program) minimise(cost []float64, width int) float64 {
	z := make([]float64, width+1) // reduced costs, and the cost so far negated
	copy(z, cost)
	for i, b := range p.basis {
		if c := cost[b]; c != 0 {
			for j, v := range p.table[i] {
				z[j] -= c * v
			}
		}
	}
	for steps := 0; ; steps++ {
		enter := -1
		for j := range width {
			if z[j] < -tiny && (enter < 0 || steps < 2000 && z[j] < z[enter]) { // Bland's rule once it has gone on for long
				enter = j
			}
		}
		if enter < 0 {
			return -z[width]
		}
		leave := -1
		for i, t := range p.table {
			if t[enter] > tiny {
				if leave < 0 {
					leave = i
					continue
				}
				a, b := t[width]/t[enter], p.table[leave][width]/p.table[leave][enter]
				if a < b-1e-12 || a <= b+1e-12 && p.basis[i] < p.basis[leave] {
					leave = i
				}
			}
		}
		if leave < 0 {
			return math.Inf(-1)
		}
		p.pivot(leave, enter)
		c := z[enter]
		for j, v := range p.table[leave] {
			z[j] -= c * v
		}
	}
}

func (p *program) pivot(row, column int) {
	t := p.table[row]
	by := 1 / t[column]
	for j := range t {
		t[j] *= by
	}
	for i, other := range p.table {
		c := other[column]
		if i == row || c == 0 {
			continue
		}
		for j, v := range t {
			if v != 0 {
				other[j] -= c * v
			}
		}
		if n := len(other) - 1; other[n] < 0 && other[n] > -tiny {
			other[n] = 0
		}
	}
	p.basis[row] = column
}

func TestProgram(t *testing.T) {
	p := program{n: 4}
	p.add([]int{0, 1}, 0, 7)
	p.add([]int{0, 1}, 0, 7) // says nothing new
	p.add([]int{1, 2}, 1, 5)
	p.add([]int{0, 3}, -1, 4)
	p.add([]int{3}, 1, 3)
	if !p.feasible() {
		t.Fatal("no solution")
	}
	for _, c := range []struct {
		at          []int
		least, most float64
	}{{[]int{0}, 2, 7}, {[]int{1}, 0, 5}, {[]int{2}, 0, 5}, {[]int{0, 3}, 4, 10}, {[]int{3}, 0, 3}} {
		if least, most := p.reach(c.at); math.Abs(least-c.least) > 1e-9 || math.Abs(most-c.most) > 1e-9 {
			t.Errorf("%v: %v to %v, want %v to %v", c.at, least, most, c.least, c.most)
		}
	}
	p.add([]int{0}, -1, 8)
	if p.feasible() {
		t.Error("7 is not 8")
	}
}

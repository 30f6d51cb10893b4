package composite

import "fmt"

// Criterion says by what units are screened.
type Criterion string

// The criteria of screening.
const (
	ByAvailable Criterion = "available" // share of the indicators that is there
	ByNonzero   Criterion = "nonzero"   // share of those there that is not 0
	ByBoth      Criterion = "both"      // both must suffice
)

// Screen leaves out the rows that have too little data. Inputs.Force overrules
// it, unit by unit.
type Screen struct {
	Criterion    Criterion `json:"criterion"`
	MinAvailable float64   `json:"min_available"` // share from 0 to 1
	MinNonzero   float64   `json:"min_nonzero"`   // share from 0 to 1
}

// Screening is what Screen finds of each row.
type Screening struct {
	Availability
	LowAvailable, LowNonzero, Included []bool
}

// Details gives for each row what it has and whether it stays. A share equal to
// its bound suffices.
func (s Screen) Details(in *Inputs, f *Frame) (*Screening, error) {
	switch s.Criterion {
	case ByAvailable, ByNonzero, ByBoth:
	default:
		return nil, fmt.Errorf("criterion %q: allowed are %s, %s, %s", s.Criterion, ByAvailable, ByNonzero, ByBoth)
	}
	a, err := Available(in, f)
	if err != nil {
		return nil, err
	}
	n := f.Rows()
	d := &Screening{*a, make([]bool, n), make([]bool, n), make([]bool, n)}
	for i := range n {
		d.LowAvailable[i] = a.Available[i] < s.MinAvailable
		d.LowNonzero[i] = a.Nonzero[i] < s.MinNonzero
		d.Included[i] = !(d.LowAvailable[i] && s.Criterion != ByNonzero || d.LowNonzero[i] && s.Criterion != ByAvailable)
		if keep, ok := in.Force[f.Unit[i]]; ok {
			d.Included[i] = keep
		}
	}
	return d, nil
}

// Apply gives the frame of the rows that stay, in their order; the frame itself
// where all do.
func (s Screen) Apply(in *Inputs, f *Frame) (*Frame, error) {
	d, err := s.Details(in, f)
	if err != nil {
		return nil, err
	}
	rows := make([]int, 0, f.Rows())
	for i, keep := range d.Included {
		if keep {
			rows = append(rows, i)
		}
	}
	if len(rows) == f.Rows() {
		return f, nil
	}
	return f.Pick(rows), nil
}

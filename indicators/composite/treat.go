package composite

import (
	"fmt"
	"math"
	"slices"
)

// Treatment is a way to treat outliers of a column.
type Treatment string

// The treatments. A logarithm is taken of values moved so that they are
// positive; a is a hundredth of the range.
const (
	WinsoriseFirst Treatment = "winsorise"
	LogRangeShift  Treatment = "log_range_shift" // ln(x - min + a)
	LogSignAware   Treatment = "log_sign_aware"  // the same, or -ln(max + a - x) where skewness is not positive
	LogPlusOne     Treatment = "log_plus_one"    // ln(x - min + 1)
	NoTreatment    Treatment = "none"
)

// Treat treats the columns that are not normal enough: First, and where that
// does not suffice Second, of the column as it was or, with Combine, of what
// First made of it (OECD and JRC 2008, sections 3 and 5).
type Treat struct {
	First        Treatment `json:"first"`
	WinsoriseMax *int      `json:"winsorise_max"` // points; nil for no limit, 0 for none
	Second       Treatment `json:"second"`        // no winsorise
	Combine      bool      `json:"combine"`
	Normality
	Individual map[string]Treated `json:"individual"` // by indicator
}

// Treated is what differs for one indicator; First none leaves it out.
type Treated struct {
	First        *Treatment `json:"first"`
	WinsoriseMax *int       `json:"winsorise_max"`
}

// TestResult is skewness and excess kurtosis of a column, and whether it
// passes.
type TestResult struct {
	Made, Pass         bool
	Skewness, Kurtosis float64
}

// TreatDetail says what was done to one column (of one period).
type TreatDetail struct {
	Code   string
	Time   float64       // of the period, NaN where there is none
	Tests  [3]TestResult // before, after First, after Second
	Points int           // winsorised; -1 where First was none or was not made
	Mark   []string      // of each row of the frame: "", high, low, log, high+log, low+log
}

// Apply gives the frame with its indicators treated.
func (t Treat) Apply(in *Inputs, f *Frame) (*Frame, error) {
	g, _, err := t.run(in, f, false)
	return g, err
}

// Details gives beside the frame what was done to each column that was not left
// out.
func (t Treat) Details(in *Inputs, f *Frame) (*Frame, []TreatDetail, error) {
	return t.run(in, f, true)
}

func (t Treat) run(in *Inputs, f *Frame, mark bool) (*Frame, []TreatDetail, error) {
	if err := t.check(f); err != nil {
		return nil, nil, err
	}
	codes := make([]string, 0, len(f.Code))
	for _, code := range indicatorsOf(in, f) {
		if own, ok := t.Individual[code]; !ok || own.First == nil || *own.First != NoTreatment {
			codes = append(codes, code)
		}
	}
	periods := f.Periods()
	parts := make([][]TreatDetail, len(codes))
	g, err := f.remadeApart(codes, func(k int, room *scratch, dst, src []float64) error {
		code, own := codes[k], t
		if of, ok := t.Individual[code]; ok {
			if of.First != nil {
				own.First = *of.First
			}
			if of.WinsoriseMax != nil {
				own.WinsoriseMax = of.WinsoriseMax
			}
		}
		for _, rows := range periods {
			x := room.pick(0, src, rows)
			d := TreatDetail{Code: code, Time: math.NaN(), Points: -1}
			if f.Time != nil && len(rows) > 0 {
				d.Time = f.Time[rows[0]]
			}
			y, marks, err := own.column(x, room, &d, mark)
			if err != nil {
				return fmt.Errorf("%s: %w", code, err)
			}
			for i, r := range rows {
				dst[r] = y[i]
			}
			if mark {
				d.Mark = make([]string, f.Rows())
				for i, m := range marks {
					d.Mark[rows[i]] = m
				}
				parts[k] = append(parts[k], d)
			}
		}
		return nil
	})
	return g, slices.Concat(parts...), err
}

func (t Treat) check(f *Frame) error {
	for code, own := range t.Individual {
		if f.Index(code) < 0 {
			return fmt.Errorf("individual: there is no column %s", code)
		}
		if own.First != nil {
			if err := own.First.check("first of "+code, true); err != nil {
				return err
			}
		}
	}
	if err := t.First.check("first", true); err != nil {
		return err
	}
	return t.Second.check("second", false)
}

func (t Treatment) check(name string, winsorise bool) error {
	switch t {
	case LogRangeShift, LogSignAware, LogPlusOne, NoTreatment:
		return nil
	case WinsoriseFirst:
		if winsorise {
			return nil
		}
	}
	return fmt.Errorf("%s is %q: allowed are winsorise (as first only), log_range_shift, log_sign_aware, log_plus_one, none", name, t)
}

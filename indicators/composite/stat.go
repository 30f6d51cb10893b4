package composite

import (
	"fmt"
	"math"
	"slices"
	"strconv"
)

// IndicatorStats describes indicators one by one, and flags those that hardly
// tell units apart.
type IndicatorStats struct {
	MinAvailable float64 `json:"min_available"` // shares of the rows
	MinNonzero   float64 `json:"min_nonzero"`
	MinUnique    float64 `json:"min_unique"`
	Normality
	SignificantDigits int `json:"significant_digits"` // of all numbers; 0 for no rounding
}

// Stats describe one indicator. Time is NaN where there are no periods.
type Stats struct {
	Time                                           float64
	Code                                           string
	Min, Max, Mean, Median, SD, Skewness, Kurtosis float64
	Available, Nonzero, Unique, Same               float64 // counts of values; Same is of the most frequent one
	ShareAvailable                                 float64 // of the rows
	ShareNonzero, ShareUnique, ShareSame           float64 // of the values

	// Flags: too few values, values other than zero, distinct values; too
	// skewed and heavy-tailed.
	LowAvailable, LowNonzero, LowUnique, Outliers bool
}

// Of gives the stats of each indicator, inside each period.
func (s IndicatorStats) Of(in *Inputs, f *Frame) (stats []Stats, err error) {
	if s.SignificantDigits < 0 {
		return nil, fmt.Errorf("indicator stats: significant_digits is %d", s.SignificantDigits)
	}
	codes, _, err := indicatorColumns(in, f)
	if err != nil {
		return nil, err
	}
	err = eachPeriod(f, func(time float64, g *Frame) error {
		cols, err := g.Columns(codes)
		if err != nil {
			return err
		}
		for k, code := range codes {
			x := s.of(cols[k])
			x.Time, x.Code = time, code
			stats = append(stats, x)
		}
		return nil
	})
	return stats, err
}

func (s IndicatorStats) of(x []float64) Stats {
	sorted := present(x)
	slices.Sort(sorted)
	nan, n := math.NaN(), len(sorted)
	out := Stats{
		Min: nan, Max: nan, Median: nan, Mean: Mean(x), SD: SD(x), Skewness: Skewness(x), Kurtosis: Kurtosis(x),
		Available: float64(n),
	}
	if n > 0 {
		out.Min, out.Max, out.Median = sorted[0], sorted[n-1], quantileSorted(sorted, 0.5)
	}
	for from := 0; from < n; {
		to := from + 1
		for to < n && sorted[to] == sorted[from] {
			to++
		}
		out.Unique++
		out.Same = max(out.Same, float64(to-from))
		if sorted[from] != 0 {
			out.Nonzero += float64(to - from)
		}
		from = to
	}
	rows := float64(len(x))
	out.ShareAvailable = out.Available / rows
	out.ShareNonzero, out.ShareUnique, out.ShareSame = out.Nonzero/out.Available, out.Unique/out.Available, out.Same/out.Available
	out.LowAvailable = out.ShareAvailable < s.MinAvailable
	out.LowNonzero = out.Nonzero/rows < s.MinNonzero
	out.LowUnique = out.Unique/rows < s.MinUnique
	out.Outliers = math.Abs(out.Skewness) > s.MaxAbsSkewness && out.Kurtosis > s.MaxKurtosis
	if s.SignificantDigits > 0 {
		for _, v := range []*float64{
			&out.Min, &out.Max, &out.Mean, &out.Median, &out.SD, &out.Skewness, &out.Kurtosis,
			&out.Available, &out.Nonzero, &out.Unique, &out.Same,
			&out.ShareAvailable, &out.ShareNonzero, &out.ShareUnique, &out.ShareSame,
		} {
			*v = significant(*v, s.SignificantDigits)
		}
	}
	return out
}

// significant rounds to a number of digits, from the exact value of the double.
func significant(x float64, digits int) float64 {
	v, err := strconv.ParseFloat(strconv.FormatFloat(x, 'e', digits-1, 64), 64)
	if err != nil {
		return x
	}
	return v
}

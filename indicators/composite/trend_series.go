package composite

import "math"

// series is one indicator of one unit over all periods of a panel.
type series struct{ time, x, filled []float64 }

// of measures the trend of a series.
func (t Trends) of(s *series) Trend {
	nan := math.NaN()
	out := Trend{Trend: nan, First: nan, Latest: nan, WindowAvailability: nan, WindowFirst: nan}
	first, last, n := span(s.x)
	out.Availability = float64(n) / float64(len(s.x))
	if n < 2 {
		return out
	}
	out.First, out.Latest = s.time[first], s.time[last]
	x := s.x
	if t.Interpolate {
		s.fill()
		x = s.filled
	}
	from := 0
	if t.Window != nil {
		if from = last + 1 - *t.Window; from < 0 {
			return out
		}
		_, _, seen := span(s.x[from : last+1])
		out.WindowAvailability = float64(seen) / float64(*t.Window)
		begin, _, _ := span(x[from : last+1])
		out.WindowFirst = s.time[from+begin]
	}
	time, x := s.time[from:last+1], x[from:last+1]
	switch t.Measure {
	case CAGR:
		out.Trend = growth(time, x)
	case PercentChange:
		per := 1.0
		if t.Per != nil {
			per = *t.Per
		}
		out.Trend = percentChange(time, x, per)
	}
	return out
}

// span gives the places of the first and last value, and the number of values.
func span(x []float64) (first, last, n int) {
	for i, v := range x {
		if v == v {
			if n == 0 {
				first = i
			}
			last, n = i, n+1
		}
	}
	return first, last, n
}

// fill fills gaps between values linearly in time.
func (s *series) fill() {
	copy(s.filled, s.x)
	before := -1
	for i, v := range s.x {
		if v != v {
			continue
		}
		for g := before + 1; before >= 0 && g < i; g++ {
			share := (s.time[g] - s.time[before]) / (s.time[i] - s.time[before])
			s.filled[g] = s.x[before] + share*(v-s.x[before])
		}
		before = i
	}
}

// growth gives the compound growth from the first to the last value, for one
// unit of time.
func growth(time, x []float64) float64 {
	first, last, n := span(x)
	switch {
	case n < 2:
		return math.NaN()
	case x[first] == x[last]:
		return 0 // also 0 to 0
	}
	return math.Pow(x[last]/x[first], 1/(time[last]-time[first])) - 1
}

// percentChange gives the change in per units of time as percent of the first
// value; of three or more values, by their least-squares line.
func percentChange(time, x []float64, per float64) float64 {
	first, last, n := span(x)
	if n < 2 {
		return math.NaN()
	}
	low, high := bounds(x)
	switch {
	case low == high:
		return 0
	case n == 2:
		return 100 * (x[last] - x[first]) / x[first] * per / (time[last] - time[first])
	}
	mt, mx := 0.0, 0.0
	for i, v := range x {
		if v == v {
			mt, mx = mt+time[i], mx+v
		}
	}
	mt, mx = mt/float64(n), mx/float64(n)
	txy, tt := 0.0, 0.0
	for i, v := range x {
		if v == v {
			d := time[i] - mt
			txy, tt = txy+d*(v-mx), tt+d*d
		}
	}
	slope := txy / tt
	return 100 * slope * per / (mx + slope*(time[first]-mt))
}

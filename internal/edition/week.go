package edition

// SeriesKey names one weekly series.
type SeriesKey struct{ Series, Kind, Area string }

// Week is one point of a weekly series.
type Week struct {
	Day      int32 // its Monday, days since 1970-01-01
	Observed int64
	expected figure
	lower    figure
	upper    figure
}

// Monday gives the first day of the week, 2026-10-12.
func (w Week) Monday() string { return dayString(w.Day) }

// Expected gives the model's expectation and the ends of its range, each nil
// where no model ran for the week.
func (w *Week) Expected() (expected, lower, upper *float64) {
	return w.expected.ptr(), w.lower.ptr(), w.upper.ptr()
}

// Weekly gives a weekly series, oldest first. A week without a point was not
// covered by the data; a week without cases has a point of 0.
func (e *Edition) Weekly(k SeriesKey) []Week { return e.series[k] }

// SeriesOf gives the weekly series of an area, by series and kind.
func (e *Edition) SeriesOf(area string) []SeriesKey { return e.keys[area] }

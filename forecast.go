package anlan

// Forecast is what may come in an area in the days after a night: the cases of
// one kind of one series, or of all kinds (KindAll), and how surely.
type Forecast struct {
	Series string
	Kind   string
	Area   string
	Level  Level
	Days   int    // 7, 14 or 30, from First on
	First  string // 2026-11-01, the day after the last that was reported
	Last   string
	Units  int // series in the sum that are forecast; 1 of a series itself

	// The figures are nil where Reason says why there are none.
	Mean     *float64
	Lower95  *float64 // ends of the interval that holds 95 in 100
	Lower80  *float64
	Median   *float64
	Upper80  *float64
	Upper95  *float64
	Limit    *float64 // an outbreak is more than this, of 30 days in the first 28; nil of a sum
	Outbreak *float64 // its chance, 0 to 1; nil as Limit
	Reason   string   // too_short, mostly_unreported, stopped_reporting, all_zero or constant
}

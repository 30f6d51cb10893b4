package anlan

// Nowcast is what the index of the running month is expected to be when the
// month is closed.
type Nowcast struct {
	Area     string
	Level    Level
	Period   string // the running month
	Category string // "" for the total
	Day      string // last day that the figure so far holds

	SoFar    *float64 // 0 to 100, the figure of the running month; nil where there is none
	Expected *float64 // at the month's end; nil where Reason says why
	Lower80  *float64 // ends of the interval that holds four closings out of five
	Upper80  *float64
	Lower95  *float64 // nil with fewer months than a 95% interval takes
	Upper95  *float64
	Move     *float64 // median of the past moves, points
	Months   int      // past months that the move and the intervals are taken from
	Reason   string   // NowcastNoFigure or NowcastFewMonths; "" where there is an expected figure
}

// NowcastLeastMonths is how many comparable past months there have to be;
// below, the running month has a figure so far and no expected one.
const NowcastLeastMonths = 8

// Why there is no expected figure.
const (
	NowcastNoFigure  = "no_figure"  // the running month has none yet
	NowcastFewMonths = "few_months" // too few comparable months have passed
)

// PastMonth is how the figure of a month that has ended stood on the same day
// of the month as tonight, and how it closed.
type PastMonth struct {
	Area     string
	Level    Level
	Period   string
	Category string
	Day      string // last day that SoFar holds

	SoFar          *float64 // before a veto
	Coverage       float64  // share of weight behind SoFar, 0 to 1
	Closed         *float64 // before a veto, as the lake has it tonight
	ClosedCoverage float64
	Move           *float64 // points, Closed less SoFar; nil where either is absent
	Used           bool     // tonight's expected figure rests on it
}

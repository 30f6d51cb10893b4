package anlan

// Direction of an indicator: whether more is better, worse or neither.
type Direction string

// The three directions as frameworks write them.
const (
	Positive Direction = "+"
	Negative Direction = "-"
	Neutral  Direction = "0" // shown, never scored
)

// Measure is the raw figure of one indicator for one area and period, before
// any judgement: value = scale × Num / Den. NaN-free: what is absent is absent.
type Measure struct {
	Indicator string
	Area      string
	Level     Level
	Period    string   // Period.String of the period whose end closes the window
	Num       *float64 // nil: the data set does not cover the window
	Den       *float64 // nil: no denominator (a count or a median), or none covered
	N         *float64 // what min_denominator is held against; nil: nothing to hold against
	Effective *float64 // independent answers that a weighted sample's denominator is worth; nil: no weighted sample
	Variance  *float64 // of Num/Den, for a ratio of sums; nil: no such ratio
}

// SmallCell is the count under which a figure below the city is withheld on
// output, shown as "<5": so few cases could point to people.
const SmallCell = 5

// Withheld stands in place of a count that is large enough, and is left out so
// that a small one beside it cannot be worked out.
const Withheld = -1

// State says why a figure is or is not scored.
type State string

// States of a score.
const (
	StateOK           State = "ok"
	StateMissing      State = "missing"      // no data for the window: not zero
	StateInsufficient State = "insufficient" // denominator below the minimum: shown grey, not scored
	StateNeutral      State = "neutral"      // direction "0"
	StateUnavailable  State = "unavailable"  // its data sets are not in this lake
)

// Score is one indicator of one area and period, judged.
type Score struct {
	Measure
	Value      *float64 // scale × num / den as it stands; nil unless both are there
	Lower      *float64 // ends of the 95% interval of the value, shrunk where it is; nil: no sampling model
	Upper      *float64
	Own        *float64 // weight of the area's own rate in the shrunk one, 0..1; nil: not shrunk
	Rho        *float64 // adequacy factor the value was scored with; nil: none applied
	Adjusted   *float64 // the value that is scored: shrunk for small areas, times Rho, else Value
	Score      *float64 // 0..100; nil unless State is StateOK
	ScoreLower *float64 // ends of the score's 95% interval; nil as Lower
	ScoreUpper *float64
	Weight     float64 // nominal weight at this level, of 100
	State      State
	Suppressed bool // withheld on output, see Shown; Score and its interval are then those of all withheld areas beside it together
}

// Shown gives the score as a reader may see it, on every way out: a withheld
// one keeps its weight and state, and shows no figure.
func (s Score) Shown() Score {
	if !s.Suppressed {
		return s
	}
	return Score{Measure: Measure{Indicator: s.Indicator, Area: s.Area, Level: s.Level, Period: s.Period},
		Weight: s.Weight, State: s.State, Suppressed: true}
}

// IndexRow is a category's or the total's score for one area and period.
type IndexRow struct {
	Area     string
	Level    Level
	Period   string
	Category string   // "" for the total
	Score    *float64 // 0..100; nil when nothing under it has a value
	Uncapped *float64 // before a veto; equal to Score where none stands
	Coverage float64  // share of the claimed weight that has a score, 0..1
	Colour   Colour   // ColourNone when Score is nil or a category is under its coverage threshold
	Final    bool     // false while the period still runs
	Rank     int      // within Peers, 1 best, shared by those tied with the head of their band; 0 when not ranked
	Peers    string   // the peer group ranked in

	Lower         *float64 // ends of the score's 95% interval; nil: nothing under it has a sampling model
	Upper         *float64
	IntervalShare float64 // share of the score's weight that the interval speaks of, 0..1; the rest counts as exact
	RankBest      int     // best and worst rank the area can have, jointly at 95%; 0 when not ranked
	RankWorst     int
}

// Colour is one of the four colours of the index.
type Colour string

// The colours, best first, and none for insufficient data (数据不足).
const (
	Green      Colour = "green"
	Blue       Colour = "blue"
	Yellow     Colour = "yellow" // of other cities' indices
	Orange     Colour = "orange"
	Red        Colour = "red"
	ColourNone Colour = "none"
)

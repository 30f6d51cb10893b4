package anlan

import "math"

// Revision is a figure of the index of a period that has ended, as it was
// first published and as it is now.
type Revision struct {
	Area     string
	Level    Level
	Period   string
	Category string // "" for the total

	First         *float64 // 0 to 100, of the first edition that held a figure of the closed period
	FirstEdition  string
	FirstDay      string // as-of day of that edition
	FirstMethod   string // framework and version
	FirstCoverage float64
	Now           *float64 // nil where there is none any more
	NowEdition    string   // the newest edition whose figures reach back to the period
	NowDay        string
	NowMethod     string
	NowCoverage   float64

	Difference *float64 // points, now less first; nil where either is absent
	Over       bool     // the difference is larger than the framework lets pass
}

// Compare fills Difference, and Over from the points that may lie between two
// figures before one counts as revised.
func (r *Revision) Compare(tolerance float64) {
	r.Difference, r.Over = nil, false
	if r.First == nil || r.Now == nil {
		r.Over = r.First != nil // what was published has gone
		return
	}
	d := *r.Now - *r.First
	r.Difference, r.Over = &d, math.Abs(d) > tolerance
}

package anlan

import "time"

// Interval is what was expected of one source for one day, month or quarter,
// and what became of it.
type Interval struct {
	Dataset  string
	Source   string    // file pattern of the source, without its folder
	Period   string    // 2026-11-10, 2026-10 or 2026-Q3
	State    string    // one of the states below
	Due      time.Time // when it had to be there
	Arrived  time.Time // first file that landed; zero for none
	Changed  time.Time // newest file that landed; zero for none
	Files    int64     // received for it, held and withdrawn ones included
	Received *int64    // rows of its own files; nil where none came, or one that spans several intervals
	Landed   *int64    // of them
	Rejected *int64    // of them

	Volume string   // "", VolumeLow, VolumeHigh or VolumeZero
	Usual  *float64 // median of comparable intervals; nil where there are too few of them
	Low    *float64 // the guard's bounds; nil as Usual
	High   *float64
}

// States of an interval.
const (
	IntervalExpected  = "expected"  // not due yet
	IntervalLanded    = "landed"    // it came, and no build has looked at it yet
	IntervalChecked   = "checked"   // it came, and a build has held it against its checks
	IntervalLate      = "late"      // due, and not there
	IntervalMissing   = "missing"   // not there long after it was due
	IntervalHeld      = "held"      // its only files are held: nothing of it is in the lake
	IntervalWithdrawn = "withdrawn" // its only files were taken back
	IntervalRestated  = "restated"  // a late or corrected file touched it after it was published
)

// Findings of the volume guard.
const (
	VolumeLow  = "low"
	VolumeHigh = "high"
	VolumeZero = "zero" // no row at all, where there usually are some: an alarm, not a calm day
)

// Here says whether the interval's data are in the lake. An empty file counts,
// unless the volume guard takes it for an alarm.
func (i Interval) Here() bool {
	switch i.State {
	case IntervalLanded, IntervalChecked, IntervalRestated:
		return i.Volume != VolumeZero
	}
	return false
}

// Finding is what a check found: Level is "error" (the edition must not be
// trusted), "warn" (a person should look) or "note".
type Finding struct {
	Rule    string `json:"rule"`
	Level   string `json:"level"`
	Dataset string `json:"dataset,omitempty"` // or indicator, or pair
	Detail  string `json:"detail"`
	Zh      string `json:"detail_zh,omitempty"` // the detail in Chinese
}

package anlan

// Veto is a fact that may cap an area's total: what a figure found, and what a
// person made of it. No figure confirms one.
type Veto struct {
	Key       string // stable over nights: indicator, area, and event or quarter
	Indicator string
	Area      string
	Level     Level
	Period    string   // month the fact lies in
	Day       string   // of the event, or the last of the month whose share met the rule
	Value     float64  // what met the rule: the area's count, or its share in percent
	Upper95   *float64 // upper 95% bound of a share, in percent; nil of a count
	Rule      string   // "n ≥ 1" or "U95 < 85"
	Evidence  string   // id of the event counted, "" of a share
	State     VetoState
	FactDay   string // of the fact as the document states it, "" while it awaits
	Document  string // the paper that states it
	Until     string // last day on which a period may end and the fact still stands, "" unless confirmed or lifted
}

// VetoState is where a fact stands in its life.
type VetoState string

// The life of a fact: it awaits a person, who confirms or dismisses it; what
// was confirmed stands for the framework's months, or until it is lifted.
const (
	VetoAwaiting  VetoState = "awaiting"
	VetoConfirmed VetoState = "confirmed"
	VetoDismissed VetoState = "dismissed"
	VetoLifted    VetoState = "lifted"
)

// Stands reports whether the fact caps totals of a period that ends on day
// (the last day in it).
func (v Veto) Stands(day string) bool {
	return v.Until != "" && v.FactDay <= day && day <= v.Until
}

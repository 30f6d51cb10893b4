package anlan

// Adequacy tells whether an area's registers hold as many requests as people
// say in a survey that they had, measured against the area's own past.
type Adequacy struct {
	Factor     string // "rho_c", "rho_p"
	Area       string
	Level      Level
	Period     string
	Requests   *float64 // registered within the window
	Share      *float64 // of survey answers with a problem, 0..1
	Answers    *float64 // independent answers behind the share
	Population *float64
	Ratio      *float64 // Requests / (Share × Population)
	Base       *float64 // the ratio that is held to be adequate
	Basis      string   // BasisOwn, BasisMedian or BasisFloor; "" without a base
	Tolerance  *float64 // d, from the survey's own error
	Rho        *float64 // min(1, Ratio/Base × (1+d)); nil: not applied
	Withheld   bool     // Requests, Ratio and Base would tell a small count of a register: they are nil
	Lacks      string   // what is missing where Rho is nil: "requests", "survey", "population" or "base"
}

// Bases of adequacy.
const (
	BasisOwn    = "own"    // the area's own mean ratio of the years before
	BasisMedian = "median" // of the city's counties: too little past of its own
	BasisFloor  = "floor"  // the city's 25th percentile, which the own past lies below
)

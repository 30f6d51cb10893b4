package anlan

// Warning says that an area and a kind of case had more (or fewer) cases than
// its own past explains. It is about a place and a topic, never a person.
type Warning struct {
	ID        string // stable over nights: rule, series, area, kind, window
	Rule      string // "farrington_flexible"
	Series    string // "dispute_type" or "hotline_domain"
	Kind      string // code of the type or domain
	Area      string
	Level     Level
	Period    string // the week, Period.String
	Observed  float64
	Expected  float64
	Lower     float64 // lower end of the range expected, never below 0
	Upper     float64 // the threshold: above it the count is a warning
	P         float64 // chance of so many or more if nothing had changed
	Exceed    float64 // (observed - expected) / (upper - expected)
	Grade     Grade
	Reasons   []Reason
	Baseline  int     // weeks the expectation rests on
	Trend     bool    // whether a trend was kept in the baseline
	Dispersed float64 // overdispersion estimated, 1 = Poisson
}

// Reason is one finding behind a warning, in words that carry figures.
type Reason struct {
	Code string             // stable name, for translation
	Args map[string]float64 // the figures in it
}

// Grade of a warning, most severe first.
type Grade string

// Grades as colours.
const (
	GradeRed    Grade = "red"
	GradeOrange Grade = "orange"
	GradeYellow Grade = "yellow"
	GradeBlue   Grade = "blue"
)

package anlan

// Warning says that an area and a kind of case had more (or fewer) cases than
// its own past explains. It is about a place and a topic, never a person. Weeks
// that follow one another are one warning with a life: an episode. Its figures
// are those of the last week that stood out, its grade that of the gravest.
type Warning struct {
	ID        string // stable over nights: rule, series, area, kind, first week
	Rule      string // "pooled": too many; "pooled_silence": too few
	Series    string // "dispute_type" or "hotline_domain"
	Kind      string // code of the type or domain; KindAll of a silence
	Area      string
	Level     Level
	Period    string // the last week that stood out, Period.String
	Since     string // the first
	Weeks     int    // how many did
	Phase     Phase
	Observed  float64
	Expected  float64
	Lower     float64 // lower end of the range expected, never below 0
	Upper     float64 // upper end: above it a count stands out by itself
	P         float64 // chance of so many or more (of a silence, so few or fewer) if nothing had changed
	Exceed    float64 // (observed - expected) / (upper - expected)
	Excess    float64 // cases above (of a silence, below) the expected, in all its weeks
	Chance    float64 // that it is more than chance, 0 to 1: given these weeks and what came of earlier warnings
	Harm      float64 // expected: weight of the kind × excess of the last week × Chance
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
	Text map[string]string  // the codes in it: "series", "kind", "area"; nil for none
}

// KindAll is the kind of a warning on all kinds together.
const KindAll = "*"

// Phase is where in its life a warning is.
type Phase string

// Phases of a warning.
const (
	PhaseOpened   Phase = "opened"   // the last week is the first that stands out
	PhaseGrown    Phase = "grown"    // the last week stands out by more than the one before
	PhaseStanding Phase = "standing" // it stands out still, or did the week before
	PhaseMoved    Phase = "moved"    // it is over here, and the same has begun nearby
	PhaseFaded    Phase = "faded"    // the last two weeks were calm
)

// Grade of a warning, most severe first.
type Grade string

// Grades as colours.
const (
	GradeRed    Grade = "red"
	GradeOrange Grade = "orange"
	GradeYellow Grade = "yellow"
	GradeBlue   Grade = "blue"
)

// Rank orders grades: 0 for red to 3 for blue and whatever is no grade.
func (g Grade) Rank() int {
	for i, grade := range []Grade{GradeRed, GradeOrange, GradeYellow} {
		if g == grade {
			return i
		}
	}
	return 3
}

package anlan

// Restatement is a figure of a closed month that was published, and is another
// after a night that brought late, corrected or withdrawn files.
type Restatement struct {
	Night         string // 2026-11-10
	Dataset       string // several joined by "/"
	Batches       string // ids joined by a space; of more than eight the number of the others
	Indicator     string
	Area          string
	Level         Level
	Period        string   // 2026-10
	Before        *float64 // as published; nil for none, or one that was withheld
	After         *float64 // as it is now; nil as Before
	ScoreBefore   *float64 // 0 to 100
	ScoreAfter    *float64
	EditionBefore string
	EditionAfter  string
}

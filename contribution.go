package anlan

// Contribution is one part of a difference between two scores of 0 to 100: of
// an area's total against that of the month before, of its peers, or of an area
// at every best goalpost. The points of one difference add up to it.
type Contribution struct {
	Area      string
	Level     Level
	Period    string
	Against   string  // AgainstPrevious, AgainstPeers or AgainstGoal
	Category  string  // of the indicator, or what the part belongs to; "" for the whole
	Indicator string  // "" where the part belongs to no single indicator
	Part      Part    // what it is due to
	Points    float64 // how much it raises the score compared; negative lowers it
}

// What an area's total is held against.
const (
	AgainstPrevious = "previous" // the month before, as readers last saw it while it was the newest closed one
	AgainstPeers    = "peers"    // the mean of the others in its peer group
	AgainstGoal     = "goal"     // 100: every indicator at its best goalpost
)

// Part says what moved a score.
type Part string

// The parts of a difference, in the order in which they are shown.
const (
	PartData      Part = "data"      // the area's own figure
	PartRestated  Part = "restated"  // the earlier period's figures, changed since they were published
	PartBoundary  Part = "boundary"  // the same, of an area whose extent changed in between
	PartMethod    Part = "method"    // weights, goalposts, definitions
	PartCoverage  Part = "coverage"  // indicators that came or went, and so the weight the others carry
	PartAdequacy  Part = "adequacy"  // the adequacy factor
	PartShrinkage Part = "shrinkage" // the pull towards the areas like it
	PartVeto      Part = "veto"      // a cap that was set or has lapsed
	PartWithheld  Part = "withheld"  // two indicators or more together, of which one is a small cell
)

// Parts gives every part, in the order in which they are shown.
func Parts() []Part {
	return []Part{PartData, PartRestated, PartBoundary, PartMethod, PartCoverage, PartAdequacy, PartShrinkage, PartVeto, PartWithheld}
}

// RankMove says how an area's place among its peers changed, and how much of it
// its own change brought and how much that of the others. Ranks of 0 are none.
type RankMove struct {
	Area   string
	Level  Level
	Period string
	Peers  string
	Before int     // rank of the month before, as Contribution has it
	Now    int     // Own and Others add up to Now − Before
	Own    float64 // places lost (negative: won) by the area's own change
	Others float64 // places lost because the others moved
}

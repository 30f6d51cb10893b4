package audit

import "github.com/anlan-lake/anlan/indicators/composite"

// Rules are the bounds from which on something is a finding.
type Rules struct {
	composite.Normality         // an outlier exceeds both
	Units               int     // fewer say little of correlations
	Rows                int     // correlations and effects of fewer rows with both values are left out
	Available           float64 // share of the units, and of the weight, that should have values
	Redundant           float64 // correlation above which two indicators say the same
	Level               float64 // p value below which a correlation is told from chance
	AtEnd               float64 // share of values at one end above which an indicator hardly tells units apart
	Ratio               float64 // influence over weight beyond which a part dominates, or under 1 over which it is silent
	Alpha               float64 // Cronbach's, below which parts do not measure the same
	First               float64 // share of variance of the first component, below which they do not either
	RankWidth           float64 // width of a rank's 90% interval, as a share of the units, that is wide
	RankShift           float64 // mean shift of ranks, as a share of the units, by one indicator or one choice that is large
}

// DefaultRules are those of the JRC's audits where they state one: skewness and
// kurtosis, availability and collinearity (OECD and JRC 2008; Becker, Saisana
// and others in COINr), alpha of 0.7 (Nunnally 1978), α = 5%; others are ours.
func DefaultRules() Rules {
	return Rules{
		Normality: composite.Normality{MaxAbsSkewness: 2, MaxKurtosis: 3.5},
		Units:     30, Rows: 10, Available: 0.65, Redundant: 0.92, Level: 0.05, AtEnd: 0.5, Ratio: 2,
		Alpha: 0.7, First: 0.5, RankWidth: 0.25, RankShift: 0.05,
	}
}

// Severity says how much a finding should trouble a reader.
type Severity string

// The severities, worst first.
const (
	Serious Severity = "serious" // the figure may mislead until it is dealt with
	Notable Severity = "notable" // to be known when figures are used
	Note    Severity = "note"
)

// Rule is what a finding is about.
type Rule string

// The rules, by what they look at.
const (
	RuleAbsent      Rule = "absent"      // indicators without any value; Value is their weight
	RuleConstant    Rule = "constant"    // indicators that are the same for all
	RuleMissing     Rule = "missing"     // indicators with too few values; shares that are there
	RuleUnits       Rule = "units"       // units with too little of the weight; that share
	RuleFew         Rule = "few"         // so many units
	RuleOutlier     Rule = "outlier"     // indicators that are aggregated with outliers; skewness as aggregated
	RuleTreated     Rule = "treated"     // indicators whose outliers the steps deal with
	RuleAtEnd       Rule = "at_end"      // indicators most values of which are the same end; that share
	RuleRedundant   Rule = "redundant"   // pairs that say the same; correlation
	RuleReversed    Rule = "reversed"    // indicators that point against what they are part of; correlation
	RuleMisplaced   Rule = "misplaced"   // indicators that go more with another branch; by how much
	RuleDominant    Rule = "dominant"    // parts that matter more than their weight; influence over weight
	RuleSilent      Rule = "silent"      // parts that matter less; influence over weight
	RuleAlpha       Rule = "alpha"       // aggregates whose parts do not measure the same; alpha
	RuleDimensions  Rule = "dimensions"  // aggregates of several things; first component's share
	RuleWide        Rule = "wide"        // units whose rank is within a wide interval; width
	RuleOutside     Rule = "outside"     // units whose rank lies outside of its interval
	RuleChoice      Rule = "choice"      // the choice that ranks depend on most; its total effect
	RuleAlternative Rule = "alternative" // other constructions that move ranks far; mean shift
	RuleRemoval     Rule = "removal"     // indicators without which ranks move far; mean shift
	RuleWeights     Rule = "weights"     // share of the pairs of units whose order all weights in the box keep
	RuleFirst       Rule = "first"       // the units that can be first with weights in the box
)

// Finding is something that a reader of the index must know.
type Finding struct {
	Rule     Rule     `json:"rule"`
	Severity Severity `json:"severity"`
	Items    []Item   `json:"items"` // worst first
	Value    float64  `json:"value"` // of the finding as a whole; 0 where items say it all
	Of       int      `json:"of"`    // how many could have been items
}

// Item is what a finding is of: an indicator, an aggregate, a unit or a choice;
// Other is the second of a pair, or where it would belong.
type Item struct {
	Code  string  `json:"code"`
	Other string  `json:"other,omitempty"`
	Value float64 `json:"value"`
	Rows  int     `json:"rows,omitempty"` // that a correlation is of
}

// Package indicators is the engine of composite indices: a framework (the
// index as data) is compiled to SQL that yields measures, and measures are
// evaluated to scores by pure arithmetic, one file per step: screen, treat,
// normalise, weigh, aggregate, rank, veto, suppress, explain.
//
// Nothing here opens a database, reads a clock or draws a random number.
package indicators

import "github.com/anlan-lake/anlan"

// Framework is one index: its indicators, their weights and the rules by which
// they become a score.
type Framework struct {
	ID         string            `yaml:"id"`
	Version    string            `yaml:"version"`
	Name       Text              `yaml:"name"`
	Levels     []string          `yaml:"index_levels"`     // levels that get category and total scores
	Facts      map[string]string `yaml:"facts"`            // data set → query that reads it with areas bridged
	Coverage   float64           `yaml:"coverage"`         // below this share of weight a category has no colour
	SmallCell  float64           `yaml:"small_cell"`       // least min_cell of every indicator: counts below it are withheld below city level
	Comparable float64           `yaml:"comparable"`       // a total covering less than this share of its best-covered peer's weight has no colour and no rank
	Tie        float64           `yaml:"tie"`              // scores closer than this share a rank
	Least      float64           `yaml:"least_difference"` // points; a smaller difference between scores decides no rank
	Samples    map[string]Sample `yaml:"samples"`          // data sets whose rows are answers of a sample
	Colours    []ColourCut       `yaml:"colours"`          // best first
	Shrink     Shrink            `yaml:"shrink"`
	Adequacy   []AdequacyFactor  `yaml:"adequacy"` // none: nothing is held against a survey
	Veto       VetoRules         `yaml:"veto"`
	Stars      StarRules         `yaml:"stars"`  // of governance centres; without indicators: none
	RateRules  []RateRule        `yaml:"rates"`  // shown together (三率)
	Awards     AwardRules        `yaml:"awards"` // without a share: no proposal list
	Peers      []PeerGroup       `yaml:"peers"`
	Periods    Periods           `yaml:"periods"` // beside the months
	Categories []Category        `yaml:"categories"`
	Indicators []Indicator       `yaml:"indicators"`
}

// Text is a phrase in Chinese and English; En may be empty, readers then show Zh.
type Text struct {
	Zh string `yaml:"zh"`
	En string `yaml:"en"`
}

// Category is a first-level heading of the index.
type Category struct {
	Code   string  `yaml:"code"`
	Name   Text    `yaml:"name"`
	Weight float64 `yaml:"weight"` // nominal, of 100
}

// ColourCut gives a colour to scores of Min and more.
type ColourCut struct {
	Colour anlan.Colour `yaml:"colour"`
	Min    float64      `yaml:"min"`
}

// Shrink is the rule for small areas: rates of Level are pulled towards the
// mean of their area of level Toward, by so many cases as Method says.
type Shrink struct {
	Level  string       `yaml:"level"`
	Toward string       `yaml:"toward"`
	Factor float64      `yaml:"factor"` // of the fixed method: times min_denominator
	Method ShrinkMethod `yaml:"method"` // "": fixed
	Fit    ShrinkFit    `yaml:"fit"`    // of the methods that are not fixed; "": moments
}

// ShrinkMethod says where the number of cases comes from that a small area is
// pulled by.
type ShrinkMethod string

// The methods of shrinkage.
const (
	Fixed          ShrinkMethod = "fixed"           // factor × min_denominator: nobody's rate depends on how much others differ
	EmpiricalBayes ShrinkMethod = "empirical_bayes" // fitted by the indicator's kind: beta-binomial for proportions, Poisson-gamma for rates
	PoissonGamma   ShrinkMethod = "poisson_gamma"
	BetaBinomial   ShrinkMethod = "beta_binomial"
)

// ShrinkFit is how a fitted prior is found.
type ShrinkFit string

// The ways to fit.
const (
	Moments           ShrinkFit = "moments"
	MaximumLikelihood ShrinkFit = "maximum_likelihood"
)

// Sample says of a data set that its rows are answers of a sample.
type Sample struct {
	Weight       string  `yaml:"weight"`        // column of the answer's weight; "": all weigh the same
	DesignEffect float64 `yaml:"design_effect"` // beyond what unequal weights cost, as that of clusters; 0: 1
}

// VetoRules say what a confirmed veto does: the total is capped at Cap for
// Months months from the fact.
type VetoRules struct {
	Cap    float64 `yaml:"cap"`
	Months int     `yaml:"months"`
}

// PeerGroup is a set of areas that are ranked among themselves.
type PeerGroup struct {
	ID    string   `yaml:"id"`
	Name  Text     `yaml:"name"`
	Level string   `yaml:"level"`
	Types []string `yaml:"types"` // area types; empty: all of the level
}

// Indicator is one figure: value = scale × numerator / denominator.
type Indicator struct {
	ID             string          `yaml:"id"`
	Category       string          `yaml:"category"`
	Name           Text            `yaml:"name"`
	Definition     Text            `yaml:"definition"`
	Numerator      Term            `yaml:"numerator"`
	Denominator    *Term           `yaml:"denominator"` // nil: the numerator is the figure (a count, a median)
	Scale          float64         `yaml:"scale"`
	Unit           string          `yaml:"unit"`
	Direction      anlan.Direction `yaml:"direction"`
	Levels         []string        `yaml:"levels"`          // levels that claim the indicator
	Period         string          `yaml:"period"`          // how often the figure is refreshed
	Window         string          `yaml:"window"`          // at city and county
	WindowTownship string          `yaml:"window_township"` // below county
	Weight         float64         `yaml:"weight"`          // nominal, of 100
	Goal           *Goal           `yaml:"goal"`            // nil where neutral
	Owner          string          `yaml:"owner"`           // department that answers for it
	MinDenominator float64         `yaml:"min_denominator"` // below: shown, not scored
	Model          Model           `yaml:"model"`           // of its interval; "": told from its form
	DesignEffect   float64         `yaml:"design_effect"`   // cases that count as one independent one; 0: the data set's, or 1
	MinCell        float64         `yaml:"min_cell"`        // counts of 1 to MinCell-1 are withheld below city
	ReportRole     string          `yaml:"report_role"`
	Adequacy       string          `yaml:"adequacy"` // factor the value is taken times before it is scored; "": none
	GamingRisk     string          `yaml:"gaming_risk"`
	Source         string          `yaml:"source"`
	VetoRule       []VetoRule      `yaml:"veto"`
}

// Term is one side of an indicator: an aggregate expression over a table.
type Term struct {
	Table string `yaml:"table"` // id of the data set
	Expr  string `yaml:"expr"`  // portable SQL aggregate; ":end" is the period's end, exclusive
	Time  string `yaml:"time"`  // column that must fall in the window, or @latest, or @stock
}

// Times that are not columns.
const (
	Latest = "@latest" // newest row of exactly that area before the end
	Stock  = "@stock"  // no window: the expression compares with :end
)

// Goal holds the goalposts: value Worst scores 0, Best scores 100.
type Goal struct {
	Worst float64 `yaml:"worst"`
	Best  float64 `yaml:"best"`
}

// VetoRule says when confirmed facts veto an area of a level.
type VetoRule struct {
	Level        string  `yaml:"level"`
	AtLeast      float64 `yaml:"at_least"`      // facts confirmed within VetoRules.Months; 0: not this kind of rule
	Upper95Below float64 `yaml:"upper95_below"` // upper 95% bound of the value below this; 0: not this kind
}

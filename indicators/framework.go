// Package indicators is the engine of composite indices: a framework (the
// index as data) is compiled to SQL that yields measures, and measures are
// evaluated to scores by pure arithmetic, one file per step: screen, treat,
// normalise, weigh, aggregate, rank, veto, suppress, explain.
//
// Nothing here opens a database, reads a clock or draws a random number.
package indicators

import (
	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/indicators/composite"
)

// Framework is one index: its indicators, their weights and the rules by which
// they become a score.
type Framework struct {
	ID         string                 `yaml:"id" need:"true" doc:"name of the index, in lower case"`
	Version    string                 `yaml:"version" need:"true" doc:"version that the weights and goalposts of the body are of"`
	Name       Text                   `yaml:"name" need:"true" doc:"what people call the index"`
	Rhythm     string                 `yaml:"rhythm" one:"day,week,ten_day,month,quarter,year" doc:"period the index is worked out by; none: month"`
	Origin     []Origin               `yaml:"origin" doc:"of a published index: what is known from where, and what is assumed"`
	Judgements []composite.Judgements `yaml:"judgements" doc:"pairwise judgements that give weights in place of weight: of the categories (parent total) or of the indicators of a category"`
	Deductions []Deduction            `yaml:"deductions" doc:"points off the total"`
	Runs       []Run                  `yaml:"runs" doc:"what follows one colour for so many periods, shortest first"`
	Levels     []string               `yaml:"index_levels" one:"city,county,township,village,grid" doc:"levels that get category and total scores"`
	Facts      map[string]string      `yaml:"facts" doc:"data set to the query that reads it with areas bridged"`
	Owners     map[string]string      `yaml:"owners" doc:"English name of an owner of indicators or author of versions; readers show the owner where there is none"`
	Coverage   float64                `yaml:"coverage" doc:"below this share of weight a category has no colour"`
	SmallCell  float64                `yaml:"small_cell" doc:"least min_cell of every indicator: counts below it are withheld below city level"`
	Comparable float64                `yaml:"comparable" doc:"a total covering less than this share of its best-covered peer's weight has no colour and no rank"`
	Tie        float64                `yaml:"tie" doc:"scores closer than this share a rank"`
	Least      float64                `yaml:"least_difference" doc:"points; a smaller difference between scores decides no rank"`
	Samples    map[string]Sample      `yaml:"samples" doc:"data sets whose rows are answers of a sample"`
	Colours    []ColourCut            `yaml:"colours" need:"true" doc:"best first"`
	Shrink     Shrink                 `yaml:"shrink" doc:"how rates of small areas are pulled towards the mean"`
	Adequacy   []AdequacyFactor       `yaml:"adequacy" doc:"none: nothing is held against a survey"`
	Veto       VetoRules              `yaml:"veto" doc:"what a confirmed veto does"`
	Stars      StarRules              `yaml:"stars" doc:"of governance centres; without indicators: none"`
	RateRules  []RateRule             `yaml:"rates" doc:"shown together (三率)"`
	Awards     AwardRules             `yaml:"awards" doc:"without a share: no proposal list"`
	Peers      []PeerGroup            `yaml:"peers" doc:"areas that are ranked among themselves"`
	Periods    Periods                `yaml:"periods" doc:"beside the months"`
	Versions   []Version              `yaml:"versions" doc:"of weights and goalposts, oldest first; the first is that of the body"`
	Categories []Category             `yaml:"categories" need:"true" doc:"the first-level headings"`
	Indicators []Indicator            `yaml:"indicators" need:"true" doc:"the figures"`
}

// Text is a phrase in Chinese and English; En may be empty, readers then show Zh.
type Text struct {
	Zh string `yaml:"zh" need:"true" doc:"in Chinese"`
	En string `yaml:"en" doc:"in English; readers show Chinese where it is empty"`
}

// Category is a first-level heading of the index.
type Category struct {
	Code   string  `yaml:"code" need:"true" doc:"name in indicators and scores"`
	Name   Text    `yaml:"name" need:"true" doc:"what people call it"`
	Weight float64 `yaml:"weight" doc:"nominal, of 100; none where it is judged"`
}

// ColourCut gives a colour to scores of Min and more.
type ColourCut struct {
	Colour anlan.Colour `yaml:"colour" need:"true" one:"green,blue,yellow,orange,red" doc:"of scores from min"`
	Min    float64      `yaml:"min" need:"true" doc:"least score"`
}

// Shrink is the rule for small areas: rates of Level are pulled towards the
// mean of their area of level Toward, by so many cases as Method says.
type Shrink struct {
	Level  string       `yaml:"level" one:"city,county,township,village,grid" doc:"whose rates are pulled"`
	Toward string       `yaml:"toward" one:"city,county,township,village,grid" doc:"level of the area whose mean they are pulled towards"`
	Factor float64      `yaml:"factor" doc:"of the fixed method: times min_denominator"`
	Method ShrinkMethod `yaml:"method" one:"fixed,empirical_bayes,poisson_gamma,beta_binomial" doc:"\"\": fixed"`
	Fit    ShrinkFit    `yaml:"fit" one:"moments,maximum_likelihood" doc:"of the methods that are not fixed; \"\": moments"`
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
	Weight       string  `yaml:"weight" doc:"column of the answer's weight; \"\": all weigh the same"`
	DesignEffect float64 `yaml:"design_effect" doc:"beyond what unequal weights cost, as that of clusters; 0: 1"`
}

// VetoRules say what a confirmed veto does: the total is capped at Cap for
// Months months from the fact.
type VetoRules struct {
	Cap    float64 `yaml:"cap" doc:"greatest total of a vetoed area"`
	Months int     `yaml:"months" doc:"how long a veto stands, from the fact"`
}

// PeerGroup is a set of areas that are ranked among themselves.
type PeerGroup struct {
	ID    string   `yaml:"id" need:"true" doc:"name in the scores"`
	Name  Text     `yaml:"name" need:"true" doc:"what people call it"`
	Level string   `yaml:"level" need:"true" one:"city,county,township,village,grid" doc:"of the areas"`
	Types []string `yaml:"types" doc:"area types; empty: all of the level"`
}

// Indicator is one figure: value = scale × numerator / denominator.
type Indicator struct {
	ID             string          `yaml:"id" need:"true" doc:"letters and digits"`
	Category       string          `yaml:"category" need:"true" doc:"code of its category"`
	Name           Text            `yaml:"name" need:"true" doc:"what people call it"`
	Definition     Text            `yaml:"definition" need:"true" doc:"what is counted, over what"`
	Numerator      Term            `yaml:"numerator" need:"true" doc:"what is counted"`
	Denominator    *Term           `yaml:"denominator" doc:"nil: the numerator is the figure (a count, a median)"`
	Scale          float64         `yaml:"scale" need:"true" doc:"times numerator over denominator"`
	Unit           string          `yaml:"unit" need:"true" doc:"of the value"`
	Direction      anlan.Direction `yaml:"direction" need:"true" one:"+,-,0" doc:"+ more is better, - less is better, 0 neutral: shown, never scored"`
	Levels         []string        `yaml:"levels" need:"true" one:"city,county,township,village,grid" doc:"levels that claim the indicator"`
	Period         string          `yaml:"period" doc:"how often the figure is refreshed"`
	Window         string          `yaml:"window" doc:"at city and county"`
	WindowTownship string          `yaml:"window_township" doc:"below county"`
	Weight         float64         `yaml:"weight" doc:"nominal, of 100; none where it is judged"`
	Goal           *Goal           `yaml:"goal" doc:"goalposts; none where neutral, compared or deducted"`
	Compare        []Comparison    `yaml:"compare" doc:"scored against references, in place of goalposts"`
	Deduct         *Deduct         `yaml:"deduct" doc:"scored by deduction from a full mark, in place of goalposts"`
	Owner          string          `yaml:"owner" doc:"department that answers for it"`
	MinDenominator float64         `yaml:"min_denominator" doc:"below: shown, not scored"`
	Model          Model           `yaml:"model" one:"proportion,rate,count,ratio,none" doc:"of its interval; \"\": told from its form"`
	DesignEffect   float64         `yaml:"design_effect" doc:"cases that count as one independent one; 0: the data set's, or 1"`
	MinCell        float64         `yaml:"min_cell" doc:"counts of 1 to MinCell-1 are withheld below city"`
	ReportRole     string          `yaml:"report_role" doc:"under_reporting_check where it watches for what is kept out"`
	Adequacy       string          `yaml:"adequacy" doc:"factor the value is taken times before it is scored; \"\": none"`
	GamingRisk     string          `yaml:"gaming_risk" doc:"how it could be made to look better than it is"`
	GamingRiskZh   string          `yaml:"gaming_risk_zh" doc:"the same in Chinese; readers of Chinese are shown gaming_risk where it is empty"`
	Source         string          `yaml:"source" doc:"who sends the data"`
	VetoRule       []VetoRule      `yaml:"veto" doc:"when confirmed facts veto an area"`
}

// Term is one side of an indicator: an aggregate expression over a table.
type Term struct {
	Table string `yaml:"table" need:"true" doc:"id of the data set"`
	Expr  string `yaml:"expr" need:"true" doc:"portable SQL aggregate; \":end\" is the period's end, exclusive"`
	Time  string `yaml:"time" need:"true" doc:"column that must fall in the window, or @latest, or @stock"`
}

// Times that are not columns.
const (
	Latest = "@latest" // newest row of exactly that area before the end
	Stock  = "@stock"  // no window: the expression compares with :end
)

// Goal holds the goalposts: value Worst scores 0, Best scores 100.
type Goal struct {
	Worst float64 `yaml:"worst" need:"true" doc:"value that scores 0"`
	Best  float64 `yaml:"best" need:"true" doc:"value that scores 100"`
}

// VetoRule says when confirmed facts veto an area of a level.
type VetoRule struct {
	Level        string  `yaml:"level" need:"true" one:"city,county,township,village,grid" doc:"of the areas it holds for"`
	AtLeast      float64 `yaml:"at_least" doc:"facts confirmed within VetoRules.Months; 0: not this kind of rule"`
	Upper95Below float64 `yaml:"upper95_below" doc:"upper 95% bound of the value below this; 0: not this kind"`
}

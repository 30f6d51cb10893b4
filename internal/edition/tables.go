// Package edition writes and reads published editions: the marts of one night
// as Parquet files, GeoJSON and one edition.json, immutable once written. It is
// what the site and the reports see of the world, and uses no cgo, so that a
// page server does not carry the SQL engine.
package edition

import "github.com/anlan-lake/anlan"

// Tables are the contents of an edition, in any order: Write sorts them.
type Tables struct {
	Areas      []anlan.Area
	Scores     []anlan.Score
	Index      []anlan.IndexRow
	Warnings   []anlan.Warning
	Clusters   []anlan.Cluster
	Flash      []Flash
	Series     []SeriesPoint
	Batches    []anlan.Batch
	Indicators []IndicatorCard
	Categories []CategoryCard
	Labels     []Label
	Windows    []Window

	Vetoes          []anlan.Veto // confirmed ones: what awaits a person is no reader's business
	Rates           []anlan.Rate
	Adequacy        []anlan.Adequacy
	Stars           []anlan.Star
	Awards          []anlan.Award
	Quality         []anlan.BatchQuality
	Rejects         []anlan.RejectCount
	Reconciliations []anlan.Reconciliation
	Findings        []anlan.Finding  // of the checks, in their order
	Intervals       []anlan.Interval // of the last weeks, and of a year of reports
	Restatements    []anlan.Restatement
	Revisions       []anlan.Revision // of the periods that the index holds
	Nowcasts        []anlan.Nowcast
	Contributions   []anlan.Contribution
	RankMoves       []anlan.RankMove
	Lifts           []anlan.Lift
	Forecasts       []anlan.Forecast

	// Geo are GeoJSON FeatureCollections by name: "county.geojson",
	// "township.geojson", … with properties.code and properties.name. Those
	// below county are written whole and once more per county.
	Geo map[string][]byte
}

// Flash is one figure of one area and day. A day without a row is missing, not
// zero. Below the city a count of 1 to 4 is withheld: it stands as 1, and is
// shown as "<5"; one that is withheld with it stands as anlan.Withheld.
type Flash struct {
	Area   string
	Level  anlan.Level
	Day    string // 2026-10-15
	Figure string // code; its names are the Label of list "figure"
	Value  float64
}

// SeriesPoint is the number of cases of one kind that one area registered in
// one ISO week, with the model's expectation where there is one.
type SeriesPoint struct {
	Series   string // "dispute_type", "hotline_domain"
	Kind     string // code of the type or domain; its names are the Label of list Series
	Area     string
	Level    anlan.Level
	Week     string // its Monday, 2026-10-12
	Observed int64
	Expected *float64 // nil where no model ran for the week
	Lower    *float64 // ends of the expected range; nil as Expected
	Upper    *float64
}

// IndicatorCard is what the "i" beside a figure shows: the definition as the
// framework holds it and the SQL as it ran.
type IndicatorCard struct {
	ID              string
	Category        string // code of its CategoryCard
	NameZh          string
	NameEn          string
	DefinitionZh    string
	DefinitionEn    string // "" where the framework gives none
	Numerator       string // expression
	NumeratorData   string // data set
	NumeratorTime   string // column that must fall in the window
	Denominator     string
	DenominatorData string // data set of the denominator, "" when there is none
	DenominatorTime string // column, "@latest" or "@stock"
	Scale           float64
	UnitZh          string
	UnitEn          string
	Direction       anlan.Direction
	Levels          string // "city|county|township"
	Rhythm          string // "daily", "weekly", "monthly", "quarterly"
	Window          string // of city and county: "P12M"
	WindowTownship  string // below county
	Weight          float64
	GoalWorst       float64
	GoalBest        float64
	Veto            bool
	VetoRule        string
	Owner           string // department
	MinDenominator  float64
	MinCell         int64
	ReportRole      string // "under_reporting_check" or "none"
	Adequacy        string // "rho_c", "rho_p" or "none"
	GamingRisk      string // in English
	GamingRiskZh    string // "" where the framework gives none
	SQL             string // as rendered for this edition; "" when it could not run
	Skipped         string // why it could not run, "" when it did
}

// CategoryCard is one branch of the index.
type CategoryCard struct {
	Code   string
	NameZh string
	NameEn string
	Weight float64 // share of the total, all together 100
}

// Window is where a window of a data set lies for one period: what reports by
// month or quarter is looked at up to its newest whole report.
type Window struct {
	Dataset string
	Period  string
	Window  string  // "P3M"
	From    string  // first day, 2026-08-01
	Until   string  // first day after it
	Covered bool    // whether the data set has reported for it
	Share   float64 // of its days that it reported for, where it is covered; 1 for all
}

// Label gives a code its names: list "figure", "area_type", "peers",
// "dispute_type", "hotline_domain", "dataset" or any other.
type Label struct {
	List string
	Code string
	Zh   string
	En   string
	Unit string // of a figure: "count", "%", "" when it has none
}

package edition

// The forms of the Parquet files. Column names are those of the marts in the
// lake, so that the same SQL runs over both.

type areaRow struct {
	Code   string  `parquet:"area_code,dict"`
	Name   string  `parquet:"name"`
	NameEn string  `parquet:"name_en"`
	Level  int32   `parquet:"area_level"`
	Type   string  `parquet:"area_type,dict"`
	Parent string  `parquet:"parent_code,dict"`
	Lon    float64 `parquet:"lon"`
	Lat    float64 `parquet:"lat"`
}

type scoreRow struct {
	Indicator  string   `parquet:"indicator_id,dict"`
	Area       string   `parquet:"area_code,dict"`
	Level      int32    `parquet:"area_level"`
	Period     string   `parquet:"period,dict"`
	Num        *float64 `parquet:"num,optional"`
	Den        *float64 `parquet:"den,optional"`
	N          *float64 `parquet:"n,optional"`
	Value      *float64 `parquet:"value,optional"`
	Lower      *float64 `parquet:"lower,optional"`
	Upper      *float64 `parquet:"upper,optional"`
	Own        *float64 `parquet:"own_weight,optional"`
	Rho        *float64 `parquet:"rho,optional"`
	Adjusted   *float64 `parquet:"adjusted,optional"`
	Score      *float64 `parquet:"score,optional"`
	ScoreLower *float64 `parquet:"score_lower,optional"`
	ScoreUpper *float64 `parquet:"score_upper,optional"`
	Weight     float64  `parquet:"weight"`
	State      string   `parquet:"state,dict"`
	Suppressed bool     `parquet:"suppressed"`
}

type indexRow struct {
	Area     string   `parquet:"area_code,dict"`
	Level    int32    `parquet:"area_level"`
	Period   string   `parquet:"period,dict"`
	Category string   `parquet:"category,dict"`
	Score    *float64 `parquet:"score,optional"`
	Uncapped *float64 `parquet:"uncapped,optional"`
	Coverage float64  `parquet:"coverage"`
	Colour   string   `parquet:"colour,dict"`
	Final    bool     `parquet:"final"`
	Rank     int32    `parquet:"rank"`
	Peers    string   `parquet:"peers,dict"`
	Lower    *float64 `parquet:"lower,optional"`
	Upper    *float64 `parquet:"upper,optional"`
	Known    float64  `parquet:"interval_share"`
	Best     int32    `parquet:"rank_best"`
	Worst    int32    `parquet:"rank_worst"`
}

type warningRow struct {
	ID        string  `parquet:"warning_id"`
	Rule      string  `parquet:"rule,dict"`
	Series    string  `parquet:"series,dict"`
	Kind      string  `parquet:"kind,dict"`
	Area      string  `parquet:"area_code,dict"`
	Level     int32   `parquet:"area_level"`
	Period    string  `parquet:"period,dict"`
	Observed  float64 `parquet:"observed"`
	Expected  float64 `parquet:"expected"`
	Lower     float64 `parquet:"lower"`
	Upper     float64 `parquet:"upper"`
	P         float64 `parquet:"p"`
	Exceed    float64 `parquet:"exceed"`
	Grade     string  `parquet:"grade,dict"`
	Reasons   string  `parquet:"reasons"` // JSON
	Baseline  int64   `parquet:"baseline"`
	Trend     bool    `parquet:"trend"`
	Dispersed float64 `parquet:"dispersed"`
	Since     string  `parquet:"since,dict"`
	Weeks     int32   `parquet:"weeks"`
	Phase     string  `parquet:"phase,dict"`
	Excess    float64 `parquet:"excess"`
	Chance    float64 `parquet:"chance"`
	Harm      float64 `parquet:"harm"`
}

type flashRow struct {
	Area   string  `parquet:"area_code,dict"`
	Level  int32   `parquet:"area_level"`
	Day    int32   `parquet:"day,date"`
	Figure string  `parquet:"figure,dict"`
	Value  float64 `parquet:"value"`
}

type seriesRow struct {
	Series   string   `parquet:"series,dict"`
	Kind     string   `parquet:"kind,dict"`
	Area     string   `parquet:"area_code,dict"`
	Level    int32    `parquet:"area_level"`
	Week     int32    `parquet:"week_start,date"`
	Observed int64    `parquet:"observed"`
	Expected *float64 `parquet:"expected,optional"`
	Lower    *float64 `parquet:"lower,optional"`
	Upper    *float64 `parquet:"upper,optional"`
}

type batchRow struct {
	ID         string `parquet:"batch_id"`
	Dataset    string `parquet:"dataset,dict"`
	Source     string `parquet:"source"`
	Hash       string `parquet:"hash"`
	Size       int64  `parquet:"size"`
	ReceivedAt string `parquet:"received_at"`
	DataDate   string `parquet:"data_date"`
	Status     string `parquet:"status,dict"`
	Note       string `parquet:"note"`
	Received   int64  `parquet:"received"`
	Landed     int64  `parquet:"landed"`
	Rejected   int64  `parquet:"rejected"`
	Flagged    int64  `parquet:"flagged"`
	NotLocated int64  `parquet:"not_located"`
	FirstEvent string `parquet:"first_event"`
	LastEvent  string `parquet:"last_event"`
}

type indicatorRow struct {
	ID              string  `parquet:"indicator_id"`
	Category        string  `parquet:"category,dict"`
	NameZh          string  `parquet:"name_zh"`
	NameEn          string  `parquet:"name_en"`
	DefinitionZh    string  `parquet:"definition_zh"`
	DefinitionEn    string  `parquet:"definition_en"`
	Numerator       string  `parquet:"numerator_expr"`
	NumeratorData   string  `parquet:"numerator_dataset,dict"`
	NumeratorTime   string  `parquet:"numerator_time,dict"`
	Denominator     string  `parquet:"denominator_expr"`
	DenominatorData string  `parquet:"denominator_dataset,dict"`
	DenominatorTime string  `parquet:"denominator_time,dict"`
	Scale           float64 `parquet:"scale"`
	UnitZh          string  `parquet:"unit_zh,dict"`
	UnitEn          string  `parquet:"unit_en,dict"`
	Direction       string  `parquet:"direction,dict"`
	Levels          string  `parquet:"levels,dict"`
	Rhythm          string  `parquet:"rhythm,dict"`
	Window          string  `parquet:"window,dict"`
	WindowTownship  string  `parquet:"window_township,dict"`
	Weight          float64 `parquet:"weight"`
	GoalWorst       float64 `parquet:"goal_worst"`
	GoalBest        float64 `parquet:"goal_best"`
	Veto            bool    `parquet:"veto"`
	VetoRule        string  `parquet:"veto_rule"`
	Owner           string  `parquet:"owner"`
	MinDenominator  float64 `parquet:"min_denominator"`
	MinCell         int64   `parquet:"min_cell"`
	ReportRole      string  `parquet:"report_role,dict"`
	Adequacy        string  `parquet:"adequacy,dict"`
	GamingRisk      string  `parquet:"gaming_risk"`
	GamingRiskZh    string  `parquet:"gaming_risk_zh"`
	SQL             string  `parquet:"sql"`
	Skipped         string  `parquet:"skipped"`
}

type categoryRow struct {
	Code   string  `parquet:"category"`
	NameZh string  `parquet:"name_zh"`
	NameEn string  `parquet:"name_en"`
	Weight float64 `parquet:"weight"`
}

type windowRow struct {
	Dataset string  `parquet:"dataset,dict"`
	Period  string  `parquet:"period,dict"`
	Window  string  `parquet:"window,dict"`
	From    string  `parquet:"from_day,dict"`
	Until   string  `parquet:"until_day,dict"`
	Covered bool    `parquet:"covered"`
	Share   float64 `parquet:"share"`
}

type labelRow struct {
	List string `parquet:"list,dict"`
	Code string `parquet:"code"`
	Zh   string `parquet:"name_zh"`
	En   string `parquet:"name_en"`
	Unit string `parquet:"unit,dict"`
}

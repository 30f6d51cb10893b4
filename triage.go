package anlan

// TriageReason is what one feature of a case adds to the logit of a probability
// against the mean case: above 0 it makes the outcome likelier.
type TriageReason struct {
	Feature      string  `json:"feature"`
	Zh           string  `json:"zh"` // name of the feature
	En           string  `json:"en"`
	Level        string  `json:"level"` // what the case has
	LevelZh      string  `json:"level_zh"`
	LevelEn      string  `json:"level_en"`
	Contribution float64 `json:"contribution"`
	HelpZh       string  `json:"help_zh,omitempty"` // that fits it; "" where there is none
	HelpEn       string  `json:"help_en,omitempty"`
}

// TriageCase is what triage says of one open dispute and one outcome. It is for
// stewards and the mediators who handle cases: see ledger's Role.MayTriage.
type TriageCase struct {
	Case        string
	Area        string
	Kind        string // type of dispute, as the model reads it
	Outcome     string
	State       string   // scored, refused, happened or untraced
	Probability *float64 // nil unless scored
	Reasons     []TriageReason
}

// TriageOutcome is how the model of one outcome stands tonight.
type TriageOutcome struct {
	Outcome string   `json:"outcome"`
	Zh      string   `json:"zh"`
	En      string   `json:"en"`
	AsOf    string   `json:"as_of"` // day the model was learnt as of
	WhyZh   string   `json:"why_zh,omitempty"`
	WhyEn   string   `json:"why_en,omitempty"` // it refuses to score; "" where it scores
	Learnt  int      `json:"learnt"`           // cases
	Events  int      `json:"events"`           // of them with the outcome
	Base    *float64 `json:"base,omitempty"`   // base rate
	AP      *float64 `json:"ap,omitempty"`     // average precision on weeks it had not seen
	Gain    *float64 `json:"gain,omitempty"`   // in log score over the base rate there
	GainLow *float64 `json:"gain_low,omitempty"`
	Slope   *float64 `json:"slope,omitempty"` // of calibration there
}

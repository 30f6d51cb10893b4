package anlan

import "time"

// FrameworkVersion is one version of an index's weights and goalposts.
type FrameworkVersion struct {
	Version  string `json:"version"`
	From     string `json:"from"`   // first day it is in force; "": from the beginning
	Date     string `json:"date"`   // of the decision
	Author   string `json:"author"` // the office that decided
	ReasonZh string `json:"reason_zh"`
	ReasonEn string `json:"reason_en"`
	// Rules of the indicators whose weight or goalposts differ between versions.
	Rules []IndicatorRule `json:"rules,omitempty"`
}

// IndicatorRule is the weight and the goalposts of an indicator in one version.
type IndicatorRule struct {
	Indicator string  `json:"indicator"`
	Weight    float64 `json:"weight"` // nominal, of 100
	GoalWorst float64 `json:"goal_worst"`
	GoalBest  float64 `json:"goal_best"`
}

// VersionOf gives the version that was in force on the last day of a period,
// the newest for a name that is no period; ok is false where the edition has
// no versions.
func (e Edition) VersionOf(period string) (v FrameworkVersion, ok bool) {
	if len(e.Versions) == 0 {
		return v, false
	}
	day := "9999-12-31"
	if p, err := ParsePeriod(period, time.UTC); err == nil {
		day = p.End.AddDate(0, 0, -1).Format(DateFormat)
	}
	v = e.Versions[0]
	for _, next := range e.Versions[1:] {
		if next.From <= day {
			v = next
		}
	}
	return v, true
}

// Rule gives the weight and goalposts of an indicator under the version; ok is
// false where they are the same under all.
func (v FrameworkVersion) Rule(indicator string) (r IndicatorRule, ok bool) {
	for _, r := range v.Rules {
		if r.Indicator == indicator {
			return r, true
		}
	}
	return r, false
}

package main

import (
	"cmp"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/edition"
)

// areaCodes is what to do where no area has the code that was given.
const areaCodes = "areas go by their codes, such as 629902; 'anlan sql -c \"select area_code, area_name from area_today\"' lists them"

// named is a name in both languages.
type named struct {
	Zh string `json:"zh"`
	En string `json:"en"` // as Zh where the framework gives none
}

// ownerOf names the department that answers for an indicator, as the edition
// has it.
func ownerOf(ed *edition.Edition, owner string) named {
	l, _ := ed.Label("owner", owner)
	return named{cmp.Or(l.Zh, owner), cmp.Or(l.En, owner)}
}

// sayName picks of a name in two languages the reader's.
func (e *env) sayName(zh, en string) string {
	return e.say(cmp.Or(en, zh), cmp.Or(zh, en))
}

// sayLevel names a level of areas.
func (e *env) sayLevel(l anlan.Level) string {
	zh := map[anlan.Level]string{anlan.City: "市", anlan.County: "区县", anlan.Township: "乡镇街道", anlan.Village: "村社区", anlan.Grid: "网格"}
	return e.say(l.String(), cmp.Or(zh[l], l.String()))
}

// sayState says why a figure has no score.
func (e *env) sayState(s anlan.State) string {
	zh := map[anlan.State]string{anlan.StateMissing: "缺数据", anlan.StateInsufficient: "样本不足", anlan.StateNeutral: "不计分", anlan.StateUnavailable: "未接入"}
	return e.say(string(s), cmp.Or(zh[s], string(s)))
}

// recomputed says what came of running a figure's statements again: that they give
// the same, what they give instead, or why they were not run.
type recomputed struct{ en, zh string }

func notRun(en, zh string) recomputed { return recomputed{"not run: " + en, "未重算：" + zh} }

// MarshalText gives the English words, which programs go by.
func (r recomputed) MarshalText() ([]byte, error) { return []byte(r.en), nil }

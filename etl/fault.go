package etl

import "github.com/anlan-lake/anlan"

// fault is what is wrong with one cell.
type fault uint8

const (
	faultNone fault = iota
	faultRequired
	faultNumber
	faultWhole
	faultBool
	faultDate
	faultNoYear
	faultMonth
	faultQuarter
	faultHour
	faultCode
	faultPattern
	faultCheck
	faultRange
	faultArea
	faultParent
	faultLevel
)

// of gives the rule that a fault breaks and what was expected of p instead.
func (f fault) of(p *Property) (rule, expected string) {
	switch f {
	case faultRequired:
		return anlan.RuleRequired, "a value"
	case faultNumber:
		return anlan.RuleType, "a number"
	case faultWhole:
		return anlan.RuleType, "a whole number"
	case faultBool:
		return anlan.RuleType, "是 or 否, 1 or 0, true or false, Y or N"
	case faultDate:
		return anlan.RuleType, "a date that exists, such as 2026-10-16"
	case faultNoYear:
		return anlan.RuleType, "a date with its year, such as 2026-10-16"
	case faultMonth:
		return anlan.RuleRange, "the first day of a month"
	case faultQuarter:
		return anlan.RuleRange, "the first day of a quarter"
	case faultHour:
		return anlan.RuleRange, "a time on the hour"
	case faultCode:
		if p.Codes != "" {
			return anlan.RuleCode, "a code of " + p.Codes
		}
		return anlan.RuleCode, "one of the values in the contract"
	case faultPattern:
		return anlan.RuleRange, "the form " + p.Pattern
	case faultCheck:
		if p.Check == "key" {
			return anlan.RuleRange, "letters, digits and hyphens without a number that could be a person's"
		}
		return anlan.RuleRange, "a code whose check character is right"
	case faultRange:
		return anlan.RuleRange, p.bounds()
	case faultArea:
		return anlan.RuleArea, "the code of an area that exists, at a level this data set is kept at"
	case faultParent:
		return anlan.RuleArea, "an area whose parent exists"
	case faultLevel:
		return anlan.RuleRange, "the level that the area code's length says"
	}
	return anlan.RuleFields, ""
}

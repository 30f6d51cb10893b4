package figures

import (
	"strings"

	"github.com/anlan-lake/anlan/etl/demo"
)

// placeAreas finds which areas there are today, and where the cases of those
// that have ended lie.
func (o *oracle) placeAreas() {
	o.today, o.current = map[string]string{}, map[string]int64{}
	next := map[string]string{}
	for _, a := range o.city.Areas {
		if a.ValidTo.Missing() || dateSeconds(a.ValidTo) > o.asOf {
			o.current[a.AreaCode] = dateSeconds(a.ValidFrom)
			continue
		}
		next[a.AreaCode] = a.SuccessorCode
		if a.SuccessorCode == "" || strings.Contains(a.SuccessorCode, "|") {
			next[a.AreaCode] = a.ParentCode
		}
	}
	for code := range next {
		o.today[code] = code
		for next[o.today[code]] != "" {
			o.today[code] = next[o.today[code]]
		}
	}
	for _, a := range o.city.Areas {
		at := o.located(a.AreaCode)
		if from, ok := o.current[at]; ok {
			o.current[at] = min(from, dateSeconds(a.ValidFrom))
		}
	}
}

// located gives the area of today that holds a code's cases.
func (o *oracle) located(code string) string {
	if now, ok := o.today[code]; ok {
		return now
	}
	return code
}

// profiles gives each area's newest statistics before end.
func (o *oracle) profiles(end int64) map[string]demo.Profile {
	out := map[string]demo.Profile{}
	for _, p := range o.city.Profiles {
		if dateSeconds(p.StatMonth) < end && p.StatMonth > out[p.AreaCode].StatMonth {
			out[p.AreaCode] = p
		}
	}
	return out
}

// What an indicator may be counted per.
func residents(p demo.Profile) Value { return Some(float64(p.ResidentPop)) }
func vehicles(p demo.Profile) Value  { return Value{float64(p.MotorVehicles), p.MotorVehicles >= 0} }
func product(p demo.Profile) Value   { return Value{p.GDP, p.GDP > 0} }

package indicators

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/anlan-lake/anlan"
)

// Version says from when on weights and goalposts are others than before, who
// decided it and why. The first of a framework's versions is that of its body
// and changes nothing; each later one says what it changes of the one before.
type Version struct {
	Version         string             `yaml:"version" need:"true" doc:"its name, such as 1.1"`
	From            string             `yaml:"from" doc:"first day of the month from which it is in force; the first version holds from the beginning"`
	Date            string             `yaml:"date" need:"true" doc:"day of the decision, not after the day it comes into force"`
	Author          string             `yaml:"author" need:"true" doc:"office that decided; no person's name"`
	Reason          Text               `yaml:"reason" need:"true" doc:"why"`
	Goals           map[string]Goal    `yaml:"goals" doc:"indicator to its new goalposts"`
	Weights         map[string]float64 `yaml:"weights" doc:"indicator to its new weight"`
	CategoryWeights map[string]float64 `yaml:"category_weights" doc:"category to its new weight"`
}

// At gives the framework as one of its versions has it, and without any other
// version; NotFound where there is none of that name.
func (f *Framework) At(version string) (*Framework, error) {
	if version == f.Version {
		return f.at(0), nil
	}
	for n, v := range f.Versions {
		if v.Version == version {
			return f.at(n), nil
		}
	}
	return nil, anlan.Errorf(anlan.NotFound, "framework %s has no version %q", f.ID, version).
		WithNext("'anlan framework show %s' lists its versions", f.ID)
}

// Newest gives the framework as its last version has it, in force or yet to come.
func (f *Framework) Newest() *Framework { return f.at(len(f.Versions) - 1) }

// InForce gives the framework of the version that is in force on the last day
// of a period, as Period.String names it. A name that is no period gets the
// newest version.
func (f *Framework) InForce(period string) *Framework {
	if len(f.Versions) < 2 {
		return f
	}
	p, err := anlan.ParsePeriod(period, time.UTC)
	if err != nil {
		return f.Newest()
	}
	return f.inForceOn(p.End.AddDate(0, 0, -1).Format(anlan.DateFormat))
}

// inForceOn gives the framework of the version in force on a day.
func (f *Framework) inForceOn(day string) *Framework {
	at := 0
	for n, v := range f.Versions {
		if v.From <= day {
			at = n
		}
	}
	return f.at(at)
}

// at gives the framework of its nth version: the body with what the versions up
// to it change. It has no versions of its own.
func (f *Framework) at(n int) *Framework {
	g := *f
	g.Versions = nil
	if n < 1 {
		return &g
	}
	g.Version = f.Versions[n].Version
	g.Categories, g.Indicators = slices.Clone(f.Categories), slices.Clone(f.Indicators)
	for _, v := range f.Versions[1 : n+1] {
		for k, c := range g.Categories {
			if w, ok := v.CategoryWeights[c.Code]; ok {
				g.Categories[k].Weight = w
			}
		}
		for k, i := range g.Indicators {
			if w, ok := v.Weights[i.ID]; ok {
				g.Indicators[k].Weight = w
			}
			if goal, ok := v.Goals[i.ID]; ok {
				g.Indicators[k].Goal = &goal
			}
		}
	}
	return &g
}

// checkVersions tests the history of a framework, and that of each version the
// weights add up and the goalposts run as they should.
func (f *Framework) checkVersions(fault say) {
	known := map[string]bool{}
	for _, i := range f.Indicators {
		known[i.ID] = true
	}
	for _, c := range f.Categories {
		known["category "+c.Code] = true
	}
	seen := map[string]bool{}
	for n, v := range f.Versions {
		at := fmt.Sprintf("versions[%d]", n)
		say := func(part, format string, args ...any) {
			fault(at+part, "version %s: %s", v.Version, fmt.Sprintf(format, args...))
		}
		if v.Version == "" || seen[v.Version] || v.Author == "" || v.Reason.Zh == "" {
			say("", "a name of its own, author and reason.zh are required")
		}
		seen[v.Version] = true
		date, err := time.Parse(anlan.DateFormat, v.Date)
		if err != nil {
			say(".date", "date %q is not like 2026-12-05", v.Date)
		}
		if n == 0 {
			if v.Version != f.Version {
				say(".version", "the first of versions is that of the framework's body, %s", f.Version)
			}
			if v.From != "" || len(v.Goals)+len(v.Weights)+len(v.CategoryWeights) > 0 {
				say("", "the first of versions holds from the beginning and changes nothing: weights and goalposts are those of the body")
			}
			continue
		}
		from, err := time.Parse(anlan.DateFormat, v.From)
		switch {
		case err != nil || from.Day() != 1:
			say(".from", "from %q is not the first day of a month, like 2027-01-01", v.From)
		case v.From <= f.Versions[n-1].From:
			say(".from", "it does not come after version %s", f.Versions[n-1].Version)
		case date.After(from):
			say(".from", "decided on %s and in force from %s: a version does not reach back", v.Date, v.From)
		}
		for _, id := range sortedKeys(v.Goals) {
			if !known[id] {
				say(".goals", "no indicator %q", id)
			}
		}
		for _, id := range sortedKeys(v.Weights) {
			if !known[id] {
				say(".weights", "no indicator %q", id)
			}
		}
		for _, code := range sortedKeys(v.CategoryWeights) {
			if !known["category "+code] {
				say(".category_weights", "no category %q", code)
			}
		}
		f.at(n).checkVersion(v, say)
	}
}

// checkVersion tests the weights and goalposts of the framework of one version.
func (f *Framework) checkVersion(v Version, fault say) {
	f.checkWeights(func(_, format string, args ...any) { fault("", format, args...) })
	for _, i := range f.Indicators {
		if _, ok := v.Goals[i.ID]; ok {
			i.checkGoal(func(_, format string, args ...any) {
				fault(".goals."+i.ID, "%s: %s", i.ID, fmt.Sprintf(format, args...))
			})
		}
		if _, ok := v.Weights[i.ID]; ok && i.Weight < 0 {
			fault(".weights."+i.ID, "%s: weight cannot be negative", i.ID)
		}
	}
}

// History gives the versions for those who read figures, oldest first. Each has
// the goalposts and weights that hold under it, of the indicators of which any
// version changes them.
func (f *Framework) History() []anlan.FrameworkVersion {
	touched := map[string]bool{}
	for _, v := range f.Versions {
		for id := range v.Goals {
			touched[id] = true
		}
		for id := range v.Weights {
			touched[id] = true
		}
	}
	out := make([]anlan.FrameworkVersion, 0, len(f.Versions))
	for n, v := range f.Versions {
		h := anlan.FrameworkVersion{Version: v.Version, From: v.From, Date: v.Date, Author: v.Author, ReasonZh: v.Reason.Zh, ReasonEn: cmp.Or(v.Reason.En, v.Reason.Zh)}
		for _, i := range f.at(n).Indicators {
			if !touched[i.ID] {
				continue
			}
			r := anlan.IndicatorRule{Indicator: i.ID, Weight: i.Weight}
			if i.Goal != nil {
				r.GoalWorst, r.GoalBest = i.Goal.Worst, i.Goal.Best
			}
			h.Rules = append(h.Rules, r)
		}
		out = append(out, h)
	}
	return out
}

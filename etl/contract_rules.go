package etl

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/anlan-lake/anlan/internal/document"
)

var clock = regexp.MustCompile(`^([01]\d|2[0-3]):[0-5]\d$`)

// compileSLA reads how often rows come and when they are due.
func (c *Contract) compileSLA(list []docSLA, r *document.Review) {
	seen := map[string]bool{}
	for i, s := range list {
		path := "slaProperties[" + strconv.Itoa(i) + "]"
		if seen[s.Property] {
			r.Say(path, "%s stands twice", s.Property)
		}
		seen[s.Property] = true
		if s.Unit != "" && s.Property != "latency" {
			r.Say(path+".unit", "unit is for latency")
		}
		switch s.Property {
		case "frequency":
			if c.Rhythm = s.Value; !slices.Contains(rhythms, s.Value) {
				r.Say(path+".value", "frequency %q is not one of %s", s.Value, strings.Join(rhythms, ", "))
			}
		case "latency":
			n, err := strconv.Atoi(s.Value)
			if err != nil || n < 1 || n > 366 {
				r.Say(path+".value", "latency %q: want days, 1 to 366", s.Value)
			}
			c.Due.Days, c.Due.Working = n, s.Unit == "workingDay"
		case "timeOfAvailability":
			if c.Due.Time = s.Value; !clock.MatchString(s.Value) {
				r.Say(path+".value", "timeOfAvailability %q: want a time of the day, 06:00", s.Value)
			}
		}
	}
	switch {
	case !seen["frequency"]:
		r.Say("slaProperties", "slaProperties: frequency is missing: {property: frequency, value: daily}, or one of %s", strings.Join(rhythms[1:], ", "))
	case c.Due.Time != "" && c.Due.Days == 0:
		r.Say("slaProperties", "slaProperties: timeOfAvailability without latency: say how many days after the period it is due")
	case c.Due.Days > 0 && (c.Rhythm == "wave" || c.Rhythm == "change"):
		r.Say("slaProperties", "slaProperties: latency is for daily, monthly and quarterly data, not %s", c.Rhythm)
	}
}

// compileRule reads one rule across columns and checks that it names columns
// it can be held against.
func (c *Contract) compileRule(q *docQuality, path string, r *document.Review) {
	path += ".implementation"
	rule := &q.Rule
	kinds := 0
	for _, given := range []bool{rule.PartWhole != nil, rule.StartsWith != nil, rule.TimeOrder != nil, rule.Empty != "", rule.Volume != nil} {
		if given {
			kinds++
		}
	}
	if kinds != 1 {
		r.Say(path, "a rule is one of partWhole, startsWith, timeOrder, empty and volume, found %d", kinds)
		return
	}
	usual := SeverityReject
	if rule.TimeOrder != nil || rule.Empty != "" {
		usual = SeverityFlag
	}
	severity, graded := q.grade(usual, path, r)
	conditional := rule.When != "" || rule.In != nil
	if (conditional && rule.PartWhole == nil || rule.Less != [2]string{}) && rule.Empty == "" {
		r.Say(path, "when and in are for partWhole and empty, less is for empty")
	}
	for _, pair := range rule.PartWhole {
		c.checkPart(PartWhole{Part: pair[0], Whole: pair[1]}, path+".partWhole", r)
		whole := PartWhole{Part: pair[0], Whole: pair[1], When: rule.When, In: rule.In}
		switch {
		case graded:
			c.Rules.Graded = append(c.Rules.Graded, Graded{Severity: severity, PartWhole: whole})
		case !conditional:
			c.Rules.PartWhole = append(c.Rules.PartWhole, pair)
		default:
			c.Rules.PartWholeWhen = append(c.Rules.PartWholeWhen, whole)
		}
		if !conditional {
			continue
		}
		if p := c.property(rule.When); p == nil || !p.isWord() || len(rule.In) == 0 {
			r.Say(path+".when", "partWhole %v: want when (a kept string or boolean) and in", pair)
		}
	}
	for _, pair := range rule.StartsWith {
		if a, b := c.property(pair[0]), c.property(pair[1]); a == nil || b == nil || a.typ != typeText || b.typ != typeText {
			r.Say(path+".startsWith", "startsWith %v: want two kept string columns", pair)
		}
	}
	for _, pair := range rule.TimeOrder {
		if a, b := c.property(pair[0]), c.property(pair[1]); a == nil || b == nil || !a.typ.isTime() || !b.typ.isTime() {
			r.Say(path+".timeOrder", "timeOrder %v: want two kept date or timestamp columns", pair)
		}
	}
	for _, pair := range rule.StartsWith {
		if graded {
			c.Rules.Graded = append(c.Rules.Graded, Graded{Severity: severity, StartsWith: pair})
		} else {
			c.Rules.StartsWith = append(c.Rules.StartsWith, pair)
		}
	}
	for _, pair := range rule.TimeOrder {
		if graded {
			c.Rules.Graded = append(c.Rules.Graded, Graded{Severity: severity, TimeOrder: pair})
		} else {
			c.Rules.TimeOrder = append(c.Rules.TimeOrder, pair)
		}
	}
	if rule.Empty != "" {
		f := Flag{Name: q.Name, When: rule.When, In: rule.In, Less: rule.Less, Empty: rule.Empty}
		c.checkFlag(f, path, r)
		if graded {
			c.Rules.Graded = append(c.Rules.Graded, Graded{Severity: severity, Flag: f})
		} else {
			c.Rules.Flags = append(c.Rules.Flags, f)
		}
	}
	if v := rule.Volume; v != nil {
		c.Volume.Enabled = v.Enabled == nil || *v.Enabled
		if v.Deviations != nil {
			c.Volume.Deviations = *v.Deviations
		}
		if v.MinimumHistory != nil {
			c.Volume.MinimumHistory = *v.MinimumHistory
		}
		c.Volume.Hold = v.Hold
		if c.Volume.Deviations <= 0 || c.Volume.MinimumHistory < 1 || c.Volume.MinimumHistory > volumeLookBack {
			r.Say(path+".volume", "volume: want deviations above 0 and minimumHistory of 1 to %d", volumeLookBack)
		}
	}
}

func (c *Contract) checkPart(w PartWhole, path string, r *document.Review) {
	part := c.property(w.Part)
	for _, name := range w.wholes() {
		if whole := c.property(name); part == nil || whole == nil || part.typ != whole.typ || !part.typ.isNumber() {
			r.Say(path, "partWhole [%s, %s]: want kept number columns of one type", w.Part, w.Whole)
			return
		}
	}
}

// wholes gives the columns whose sum is the whole.
func (w PartWhole) wholes() []string {
	names := strings.Split(w.Whole, "+")
	for i, n := range names {
		names[i] = strings.TrimSpace(n)
	}
	return names
}

func (c *Contract) checkFlag(f Flag, path string, r *document.Review) {
	name := cmp.Or(f.Name, "without a name")
	if !identifier.MatchString(f.Name) || c.property(f.Empty) == nil {
		r.Say(path, "flag %s: want a name in lower case and empty (a kept column)", name)
	}
	if f.Less != [2]string{} {
		a, b := c.property(f.Less[0]), c.property(f.Less[1])
		if a == nil || b == nil || a.typ != b.typ || !a.typ.isNumber() || f.When != "" || len(f.In) > 0 {
			r.Say(path, "flag %s: want less (two kept number columns of one type) without when and in", name)
		}
		return
	}
	if p := c.property(f.When); p == nil || len(f.In) > 0 && !p.isWord() {
		r.Say(path, "flag %s: want when (a kept column; with in a string or boolean)", name)
	}
}

// isWord reports whether values of the column can be named in a rule.
func (p *Property) isWord() bool { return slices.Contains([]colType{typeText, typeBool}, p.typ) }

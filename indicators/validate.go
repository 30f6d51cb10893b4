package indicators

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/queries"
)

// say notes a fault of the part at a path, such as indicators[3].goal.
type say func(path, format string, args ...any)

// review says everything that is wrong with a framework: weights that do not
// add up (100 over all, each category's own within it), ids that stand twice,
// goalposts that are equal or missing, unknown levels, windows, directions or
// colours, expressions that cannot be taken apart or rendered, and expressions
// over columns about persons.
func (f *Framework) review(fault say) {
	if f.ID == "" || f.Version == "" || f.Name.Zh == "" {
		fault("", "id, version and name.zh are required")
	}
	if f.Coverage < 0 || f.Coverage > 1 {
		fault("coverage", "coverage %v is not a share between 0 and 1", f.Coverage)
	}
	for _, l := range f.Levels {
		if _, err := anlan.ParseLevel(l); err != nil {
			fault("index_levels", "index_levels: %v", err)
		}
	}
	f.checkColours(fault)
	f.checkPeriods(fault)
	f.checkWeights(fault)
	seen := map[string]bool{}
	for n, i := range f.Indicators {
		at := fmt.Sprintf("indicators[%d]", n)
		if seen[i.ID] {
			fault(at, "indicator %s stands twice", i.ID)
		}
		seen[i.ID] = true
		i.validate(func(part, format string, args ...any) {
			fault(at+part, "indicator %s: %s", i.ID, fmt.Sprintf(format, args...))
		})
	}
	peers := map[string]bool{}
	for n, p := range f.Peers {
		if _, err := anlan.ParseLevel(p.Level); err != nil || p.ID == "" || peers[p.ID] {
			fault(fmt.Sprintf("peers[%d]", n), "peer group %q: a name of its own and a known level are required", p.ID)
		}
		peers[p.ID] = true
	}
	for owner, name := range f.Owners {
		owns := slices.ContainsFunc(f.Indicators, func(i Indicator) bool { return i.Owner == owner })
		decided := slices.ContainsFunc(f.Versions, func(v Version) bool { return v.Author == owner })
		if name == "" || !owns && !decided {
			fault("owners", "owners: %q owns no indicator and decided on no version, or has no English name", owner)
		}
	}
	f.checkAssessment(seen, fault)
	f.checkSampling(fault)
	f.checkAdequacy(fault)
	f.checkVersions(fault)
	f.checkOwnRules(fault)
}

// checkAssessment tests the rules of stars, rates and awards.
func (f *Framework) checkAssessment(known map[string]bool, fault say) {
	if len(f.Stars.Indicators) > 0 {
		for _, id := range append(slices.Clone(f.Stars.Indicators), f.Stars.Lowest) {
			if id != "" && !known[id] {
				fault("stars", "stars: no indicator %q", id)
			}
		}
		if f.Stars.Table == "" || len(f.Stars.Cuts) != 4 || !slices.IsSorted(f.Stars.Cuts) || f.Stars.Coverage < 0 || f.Stars.Coverage > 1 {
			fault("stars", "stars: a table, four rising cuts and a coverage between 0 and 1 are required")
		}
	}
	for n, r := range f.RateRules {
		at := fmt.Sprintf("rates[%d]", n)
		if r.ID == "" || r.Name.Zh == "" || len(r.Of) == 0 {
			fault(at, "rate %q: an id, name.zh and what it is made of are required", r.ID)
		}
		for _, id := range r.Of {
			if i, ok := f.Indicator(id); !ok || i.Denominator == nil {
				fault(at, "rate %q: no indicator %q with a denominator", r.ID, id)
			}
		}
	}
	if a := f.Awards; a.Share < 0 || a.Share > 0.5 || a.Coverage < 0 || a.Coverage > 1 {
		fault("awards", "awards: a share of at most half and a coverage between 0 and 1 are required")
	}
}

func (f *Framework) checkColours(fault say) {
	known := []anlan.Colour{anlan.Green, anlan.Blue, anlan.Yellow, anlan.Orange, anlan.Red}
	for i, c := range f.Colours {
		if !slices.Contains(known, c.Colour) {
			fault(fmt.Sprintf("colours[%d].colour", i), "colour %q is not one of green, blue, yellow, orange, red", c.Colour)
		}
		if i > 0 && c.Min >= f.Colours[i-1].Min {
			fault(fmt.Sprintf("colours[%d].min", i), "colours must be listed best first: %s starts at %v", c.Colour, c.Min)
		}
	}
	if n := len(f.Colours); n == 0 || f.Colours[n-1].Min > 0 {
		fault("colours", "colours must reach down to 0")
	}
}

// checkWeights compares in thousandths, so that 0.1+0.2 is 0.3.
func (f *Framework) checkWeights(fault say) {
	milli := func(w float64) int64 { return int64(math.Round(w * 1000)) }
	sum, total := map[string]int64{}, int64(0)
	for _, i := range f.Indicators {
		sum[i.Category] += milli(i.Weight)
	}
	known := map[string]bool{}
	for n, c := range f.Categories {
		at := fmt.Sprintf("categories[%d]", n)
		if known[c.Code] || c.Code == "" {
			fault(at, "category %q stands twice, or has no code", c.Code)
		}
		known[c.Code] = true
		total += milli(c.Weight)
		if sum[c.Code] != milli(c.Weight) {
			fault(at+".weight", "category %s has weight %v, its indicators add up to %v", c.Code, c.Weight, float64(sum[c.Code])/1000)
		}
	}
	if total != 100_000 {
		fault("categories", "category weights add up to %v, not 100", float64(total)/1000)
	}
	for n, i := range f.Indicators {
		if !known[i.Category] {
			fault(fmt.Sprintf("indicators[%d].category", n), "indicator %s: no category %q", i.ID, i.Category)
		}
	}
}

// validate says what is wrong with an indicator, of its parts: .goal.
func (i Indicator) validate(fault say) {
	if !name.MatchString(i.ID) || i.Name.Zh == "" || i.Unit == "" || i.Definition.Zh == "" {
		fault("", "an id of letters and digits, name.zh, definition.zh and unit are required")
	}
	if i.Scale == 0 {
		fault(".scale", "scale 0 makes every value 0")
	}
	i.checkGoal(fault)
	i.validateModel(fault)
	if i.Weight < 0 || i.MinDenominator < 0 || i.MinCell < 0 {
		fault("", "weight, min_denominator and min_cell cannot be negative")
	}
	if len(i.Levels) == 0 {
		fault(".levels", "no level claims it")
	}
	for _, name := range i.Levels {
		l, err := anlan.ParseLevel(name)
		if err != nil {
			fault(".levels", "%v", err)
			continue
		}
		w, err := anlan.ParseWindow(i.WindowAt(l))
		if err != nil {
			fault(".window", "level %s: %v", l, err)
		}
		if err == nil && w == (anlan.Window{}) && (i.Numerator.windowed() || i.Denominator != nil && i.Denominator.windowed()) {
			fault(".window", "level %s: in a window of no days nothing falls: give %s as time, or a longer window", l, Stock)
		}
	}
	for _, r := range i.VetoRule {
		if _, err := anlan.ParseLevel(r.Level); err != nil || (r.AtLeast > 0) == (r.Upper95Below > 0) {
			fault(".veto", "a veto rule needs a level and either at_least or upper95_below")
		}
	}
	if err := i.Numerator.validate(); err != nil {
		fault(".numerator", "numerator: %v", err)
	}
	if i.Denominator != nil {
		if err := i.Denominator.validate(); err != nil {
			fault(".denominator", "denominator: %v", err)
		}
	}
}

// checkGoal tests the goalposts against the direction.
func (i Indicator) checkGoal(fault say) {
	switch i.Direction {
	case anlan.Neutral:
		if i.Weight != 0 {
			fault(".weight", "a neutral indicator must have weight 0")
		}
	case anlan.Positive, anlan.Negative:
		switch own := len(i.Compare) > 0 || i.Deduct != nil; {
		case len(i.Compare) > 0 && i.Deduct != nil || own && i.Goal != nil:
			fault("", "it has more than one of goal, compare and deduct")
		case own: // checkOwnRules looks at it
		case i.Goal == nil:
			fault("", "goalposts are required unless the direction is 0")
		case i.Goal.Worst == i.Goal.Best:
			fault(".goal", "goalposts must differ: both are %v", i.Goal.Best)
		case (i.Goal.Best > i.Goal.Worst) != (i.Direction == anlan.Positive):
			fault(".goal", "goalposts %v to %v run against direction %q", i.Goal.Worst, i.Goal.Best, i.Direction)
		}
	default:
		fault(".direction", "direction %q is not +, - or 0", i.Direction)
	}
}

// person matches column names that stand for a person (or could), none of
// which is ever in the lake.
var person = regexp.MustCompile(`(^|_)(id_no|id_card|phone|mobile|address|address_detail|names?|lon_lat|photo|photo_url|voice|record_url|nation|religion|caller_no|contact_person|summary|description|content)$`)

// name is the form of ids, tables and columns: nothing else is written into SQL.
var name = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]*$`)

// windowed reports whether the term counts what falls in a window.
func (t Term) windowed() bool { return t.Time != Stock && t.Time != Latest }

func (t Term) validate() error {
	if !name.MatchString(t.Table) || t.windowed() && !name.MatchString(t.Time) {
		return anlan.Errorf(anlan.Invalid, "table %q and time %q: names of a data set and of a column, %s or %s are required", t.Table, t.Time, Stock, Latest)
	}
	for _, mark := range []string{";", "--", "/*"} {
		if strings.Contains(t.Expr, mark) {
			return anlan.Errorf(anlan.Invalid, "expression %q holds %q: it is one expression, without comments", t.Expr, mark)
		}
	}
	f, err := parseFormula(t.Expr)
	if err != nil {
		return err
	}
	for _, d := range queries.Dialects() {
		if _, err := queries.Render(strings.ReplaceAll(t.Expr, ":end", "x_end"), d, nil); err != nil {
			return err
		}
	}
	columns := append(columnsOf(t.Expr), t.Time)
	for _, c := range columns {
		if person.MatchString(c) {
			return anlan.Errorf(anlan.Invalid, "column %s is about a person: indicators read none", c)
		}
		if strings.HasPrefix(c, "x_") {
			return anlan.Errorf(anlan.Invalid, "column %s: names in x_ are the compiler's own", c)
		}
	}
	if t.Time == Latest {
		for _, a := range f.atoms {
			if !a.additive() || a.usesEnd() {
				return anlan.Errorf(anlan.Invalid, "%s: only sums and counts can be taken %s", t.Expr, Latest)
			}
		}
	}
	return nil
}

// Package watch is what a night makes of its weekly series: it judges all of
// them with the pooled detector and chooses the few that are worth a warning,
// gives each a grade, a phase of life and reasons, and says which places have
// fallen silent. Series of areas and kinds of case go in, never of persons.
package watch

import (
	"cmp"
	"errors"
	"slices"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/models"
	"github.com/anlan-lake/anlan/models/delay"
	"github.com/anlan-lake/anlan/models/pooled"
)

// Rules of warnings.
const (
	RuleRise    = "pooled"         // more cases of a kind than the past explains
	RuleSilence = "pooled_silence" // fewer of all kinds together
)

// Settings of a night's watch.
type Settings struct {
	Detector pooled.Detector
	Weeks    int     // last whole weeks judged, at most Detector.Guard
	FDR      float64 // share of false ones accepted among the weeks that stand out
	MinCases float64 // least cases of a week that can stand out; of a silence, least expected
	// Budget is how many rises an area may be warned of for one week, by level;
	// 0 or no entry: any number. Those of least expected harm are left out.
	Budget map[anlan.Level]int
	// Severity weighs kinds of case: by "series/kind", or else by "series"; 1
	// where there is neither.
	Severity map[string]float64
	// Parent gives the code of the area above.
	Parent func(area string) string
	// Suppressed says whether a person has had warnings of a series, kind and
	// area suppressed; nil: none.
	Suppressed func(series, kind, area string) bool
	// Shown says whether editions publish the counts of a series at a level; nil:
	// of all. A rise of an area whose counts are not published does not stand in
	// for that of the area above, of which there would be no figures left.
	Shown func(series string, level anlan.Level) bool
	// Record gives what came of the warnings of a rule in an area and the areas
	// around it; nil: nothing is known.
	Record func(rule, area string) Outcomes
	// Reported gives how much of what a series counts in the week from a Monday on
	// has been reported for an area; nil: all of every week has.
	Reported func(series, area string, monday time.Time) delay.Share
}

// Outcomes counts what came of warnings that somebody looked into.
type Outcomes struct{ Confirmed, Partly, False int }

// DefaultSettings judges eight weeks, accepts one in five false among the weeks
// that stand out, asks for three cases, and gives a township two warnings a week
// and a county three.
func DefaultSettings() Settings {
	d := pooled.DefaultDetector()
	d.Workdays, d.Silence, d.Rule = true, 0.01, pooled.RuleWindows
	return Settings{Detector: d, Weeks: d.Guard, FDR: 0.2, MinCases: 3,
		Budget: map[anlan.Level]int{anlan.County: 3, anlan.Township: 2}}
}

// Validate reports settings outside their domain.
func (s Settings) Validate() error {
	bad := func(format string, args ...any) error {
		return anlan.Errorf(anlan.Invalid, "warnings: "+format, args...)
	}
	if !(s.FDR > 0 && s.FDR < 1) {
		return bad("fdr %v, want a share between 0 and 1", s.FDR)
	}
	if !(s.MinCases >= 1) {
		return bad("min_cases %v, want 1 or more", s.MinCases)
	}
	for level, n := range s.Budget {
		if n < 0 {
			return bad("budget of %s: %d", level, n)
		}
	}
	for what, w := range s.Severity {
		if !(w > 0) {
			return bad("severity of %s: %v, want more than 0", what, w)
		}
	}
	return s.Detector.Validate()
}

// Week is what the detector says of one week of one series that has a warning.
type Week struct {
	Series models.Series
	pooled.Judgement
	P      float64 // of the rule, comparable over series
	Warned bool
}

// Tally says what became of the weeks that were judged.
type Tally struct {
	Judged     int // series-weeks
	Abstained  int // not reported, or without a past
	StoodOut   int // kept by the false-discovery control
	FewCases   int // of these left out: too few cases
	Suppressed int // ... a person had it suppressed
	Nested     int // ... an area within is warned of, with figures, and explains it
	OverBudget int // ... the area's budget was spent
}

// Result is a night's answer.
type Result struct {
	Warnings []anlan.Warning // gravest first, then by expected harm, then by ID
	Weeks    []Week
	Tally    Tally
	Judged   []Judged // all series of rises
}

// Judged is what the detector says of the last weeks of one series.
type Judged struct {
	models.Series
	pooled.Latest
}

// spot is one judged week of one series.
type spot struct {
	of     *member
	t      int
	j      *pooled.Judgement
	p      float64
	factor float64 // of a rise: Bayes factor of an outbreak
	calm   float64 // of a rise: chance that it is none, beside all others of the night
	excess float64 // above the expected; of a silence, below
	chance float64
	harm   float64
	warned bool
}

// member is a series under watch.
type member struct {
	models.Series
	rule   string
	region string
	latest pooled.Latest
	spots  []*spot
	weight float64 // severity
}

// Night judges the last weeks of all series. Series of one name and level must
// have the same weeks. An error says that the input is wrong.
func Night(series []models.Series, set Settings) (Result, error) {
	if err := set.Validate(); err != nil {
		return Result{}, err
	}
	var out Result
	var rises, silences []*member
	for _, f := range families(series) {
		quiet, err := set.judge(totals(f), RuleSilence)
		if err != nil {
			return out, err
		}
		silences = append(silences, quiet...)
		loud, err := set.judge(unheard(f, set.choose(quiet, nil)), RuleRise)
		if err != nil {
			return out, err
		}
		rises = append(rises, loud...)
		for _, m := range loud {
			out.Judged = append(out.Judged, Judged{m.Series, m.latest})
		}
	}
	common := share(rises)
	for _, m := range rises {
		for _, s := range m.spots {
			s.calm = calmGiven(common, s.factor)
		}
	}
	set.choose(silences, &out.Tally)
	set.choose(rises, &out.Tally)
	all := append(rises, silences...)
	for _, m := range all {
		warnings := set.episodes(m)
		for _, s := range m.spots {
			if len(warnings) > 0 {
				out.Weeks = append(out.Weeks, Week{m.Series, *s.j, s.p, s.warned})
			}
		}
		out.Warnings = append(out.Warnings, warnings...)
	}
	set.explain(out.Warnings, all)
	slices.SortFunc(out.Warnings, func(a, b anlan.Warning) int {
		return cmp.Or(cmp.Compare(a.Grade.Rank(), b.Grade.Rank()), cmp.Compare(b.Harm, a.Harm), cmp.Compare(a.ID, b.ID))
	})
	return out, nil
}

// families puts series of one name and level together, in order of appearance.
func families(series []models.Series) [][]models.Series {
	type key struct {
		name  string
		level anlan.Level
	}
	at := map[key]int{}
	var out [][]models.Series
	for _, s := range series {
		k := key{s.Name, s.Level}
		i, ok := at[k]
		if !ok {
			i = len(out)
			at[k] = i
			out = append(out, nil)
		}
		out[i] = append(out[i], s)
	}
	return out
}

// judge judges one family by a rule.
func (set Settings) judge(f []models.Series, rule string) ([]*member, error) {
	if len(f) == 0 {
		return nil, nil
	}
	members := make([]*member, len(f))
	family := make([]pooled.Series, len(f))
	var wrong []error
	for i, s := range f {
		if err := s.Validate(52); err != nil {
			wrong = append(wrong, err)
			continue
		}
		members[i] = &member{Series: s, rule: rule, region: set.Parent(s.Area), weight: set.severity(s)}
		family[i] = pooledSeries(s, members[i].region)
		family[i].Reported = set.reported(s)
	}
	if len(wrong) > 0 {
		return nil, errors.Join(wrong[:min(3, len(wrong))]...)
	}
	found, err := set.Detector.JudgeLatest(family, set.Weeks)
	if err != nil {
		return nil, err
	}
	for i, m := range members {
		m.latest = found[i]
		for k := range m.latest.Judged {
			m.spots = append(m.spots, m.spot(&m.latest.Judged[k]))
		}
		set.weigh(m)
	}
	return members, nil
}

func (set Settings) severity(s models.Series) float64 {
	for _, key := range []string{s.Name + "/" + s.Kind, s.Name} {
		if w, ok := set.Severity[key]; ok {
			return w
		}
	}
	return 1
}

// shown says whether the counts of a series are published.
func (set Settings) shown(series string, level anlan.Level) bool {
	return set.Shown == nil || set.Shown(series, level)
}

// reported gives how much has been reported of the weeks that are judged; nil
// where all has.
func (set Settings) reported(s models.Series) []delay.Share {
	if set.Reported == nil || s.Dates == nil {
		return nil
	}
	var out []delay.Share
	n := len(s.Counts)
	for t := max(0, n-set.Weeks-set.Detector.Windows+1); t < n; t++ {
		share := set.Reported(s.Name, s.Area, s.Dates[t])
		if !share.Partial() {
			continue
		}
		if out == nil {
			out = slices.Repeat([]delay.Share{delay.Complete}, n)
		}
		out[t] = share
	}
	return out
}

// Package pooled holds Anlan's own detector: it judges a family of related
// series of counts (one kind of case in all townships, say) together. Each
// series has a negative-binomial regression of its own on trend and season;
// what single series are too sparse to tell (season, trend, dispersion) is
// drawn towards the family; weeks of past outbreaks are forgotten; and the last
// week is judged beside the last two and three together.
package pooled

import (
	"context"
	"fmt"
	"math"
	"strconv"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/models/delay"
	"github.com/anlan-lake/anlan/models/surveil"
)

// Rules by which an alarm is raised: each is the chance that the last period is
// calm, given
const (
	RuleSingle   = "single"   // that period alone
	RuleWindows  = "windows"  // sums of the last 1..Windows periods
	RuleCombined = "combined" // it and the Guard-1 periods before, one after the other
)

// Detector is a robust negative-binomial regression, variance proportional to
// the mean, pooled over a family of series. The zero value is not valid; begin
// with DefaultDetector.
//
// Sources: regression and predictive distribution after Noufaily et al., Statistics
// in Medicine 32 (2013) 1206–1222; outbreaks, past and present, by a hidden
// Markov chain, Le Strat & Carrat, Statistics in Medicine 18 (1999) 3463–3478; pooling
// of coefficients by empirical Bayes with the between-series variance of Paule &
// Mandel, Journal of Research of the NBS 87 (1982) 377–385, at two levels; of the
// dispersion by the nonparametric mixing distribution of Laird, JASA 73 (1978)
// 805–811; mid-p: Lancaster, JASA 56 (1961) 223–234.
type Detector struct {
	Period    float64 `json:"period"`    // periods a year
	Harmonics int     `json:"harmonics"` // pairs of sine and cosine, 0 to 2 as a rule
	Trend     bool    `json:"trend"`     // log-linear
	History   int     `json:"history"`   // most periods looked back
	Guard     int     `json:"guard"`     // latest of them left out
	Pool      bool    `json:"pool"`      // draw the series towards their family
	Family    int     `json:"family"`    // least series that make a family
	Rounds    int     `json:"rounds"`    // times past outbreaks are looked for and forgotten; 0 forgets none
	Start     float64 `json:"start"`     // chance that an outbreak begins in a calm period
	Stay      float64 `json:"stay"`      // chance that it lasts into the next
	Windows   int     `json:"windows"`   // longest sum of last periods that is judged
	Rule      string  `json:"rule"`      // single, windows or combined
	MinCases  float64 `json:"min_cases"` // least cases of the last Windows periods together
	Alpha     float64 `json:"alpha"`     // alarm where the rule's p is below this
	Silence   float64 `json:"silence"`   // silent where the lower tail of a window is below this
	Workdays  bool    `json:"workdays"`  // regress on working days and the Spring Festival; the series then need dates

	Calendar *anlan.Calendar `json:"-"` // of these days; nil for the Chinese one
}

// DefaultDetector gives ten years of weeks without the last eight, trend and
// two harmonics, outbreaks expected once a year and to last some weeks, sums of
// up to three weeks. The level of each rule is its own (RuleAlpha), such that
// about one calm week in a hundred alarms.
func DefaultDetector() Detector {
	return Detector{Period: 52, Harmonics: 2, Trend: true, History: 520, Guard: 8, Pool: true, Family: 5, Rounds: 3,
		Start: 1.0 / 52, Stay: 0.6, Windows: 3, Rule: RuleCombined, MinCases: 1, Alpha: 0, Silence: 0.001}
}

// RuleAlpha is the level of the rule's P, below which about one calm week in a hundred alarms,
// the weeks after an outbreak included. The levels were set on simulated series of
// seeds 9001 to 9003, which no measurement uses.
func RuleAlpha(rule string) float64 {
	switch rule {
	case RuleSingle:
		return 0.72
	case RuleWindows:
		return 0.72
	}
	return 0.76
}

func (d Detector) alpha() float64 {
	if d.Alpha > 0 {
		return d.Alpha
	}
	return RuleAlpha(d.Rule)
}

// Series is a series of a family.
type Series struct {
	surveil.Series
	Name string // in errors; its position where empty
	// Kind, Area and Region, where they are set, are what a series shares with
	// others of its family: season, trend and dispersion with those of its kind;
	// the level with its kind, its area, and its kind in its region.
	Kind, Area, Region string
	Known              []bool // periods of outbreaks known to be such; nil when none is. They teach nothing.
	// Reported is how much of each period's count has been reported; nil where all
	// has. Periods that are judged are held against as much of what is expected;
	// the history that they are judged by counts as complete.
	Reported []delay.Share
}

func (s Series) reported(t int) delay.Share {
	if s.Reported == nil {
		return delay.Complete
	}
	return s.Reported[t]
}

// Judgement is what the detector says of one period. P is the chance of calm by
// the rule; Statistic, of the rules single and windows, the length of the least
// likely window. One calm period in a hundred has more cases than Upper.
//
// A Bayes factor says how many times as likely the cases are in an outbreak,
// whose size is not known beforehand, as in a calm period: Kass & Raftery, JASA
// 90 (1995) 773–795. Unlike a p-value it does not make much of a case or two
// where hardly any is expected, and is comparable over series of any size.
type Judgement struct {
	surveil.Judgement
	Lower         float64 // least count that is not too few
	PSingle       float64 // mid-p of the period alone: chance of as much or more
	PWindows      float64 // least mid-p of the last 1..Windows periods together
	FactorSingle  float64 // Bayes factor of an outbreak by the period alone
	FactorWindows float64 // mean of those by the last 1..Windows periods together
	Calm          float64 // chance that no outbreak is on, given the period and those before it
	PBelow        float64 // least mid-p of as few or fewer, over the same windows
	Silent        bool    // PBelow is below Silence
	// Reported is how much of the period's count has been reported, as a mean; 1
	// where all has. Expected, Lower and Upper are for that much of it.
	Reported float64
}

func bad(format string, args ...any) error {
	return anlan.Errorf(anlan.Invalid, "pooled detector: "+format, args...)
}

// Validate reports settings outside their domain.
func (d Detector) Validate() error {
	switch {
	case !(d.Period > 2) || d.Harmonics < 0 || float64(d.Harmonics) >= d.Period/2:
		return bad("%d harmonics of a period of %v", d.Harmonics, d.Period)
	case d.History < 1 || d.Guard < 0 || d.Guard >= d.History:
		return bad("a history of %d periods of which %d are left out", d.History, d.Guard)
	case d.Windows < 1 || d.Windows > d.Guard+1:
		return bad("windows of up to %d periods, want 1 to one more than guard, %d", d.Windows, d.Guard+1)
	case d.Family < 3:
		return bad("a family of %d, want 3 series or more", d.Family)
	case d.Rounds < 0 || !(d.Start > 0 && d.Start < 0.5) || !(d.Stay >= 0 && d.Stay < 1):
		return bad("rounds %d, start %v, stay %v", d.Rounds, d.Start, d.Stay)
	case d.Rule != RuleSingle && d.Rule != RuleWindows && d.Rule != RuleCombined:
		return bad("rule %q, want single, windows or combined", d.Rule)
	case !(d.MinCases >= 0):
		return bad("min_cases %v, want 0 or more", d.MinCases)
	case !(d.Alpha >= 0 && d.Alpha < 1) || !(d.Silence >= 0 && d.Silence < 0.5):
		return bad("alpha %v, want 0 to 1 (0: the rule's own); silence %v, want 0 to 0.5", d.Alpha, d.Silence)
	}
	return nil
}

// Judge judges the periods from..to of a series that has no family.
func (d Detector) Judge(s surveil.Series, from, to int) ([]surveil.Judgement, error) {
	js, err := d.JudgeFamily(context.Background(), []Series{{Series: s}}, from, to) // one series is soon judged
	if err != nil {
		return nil, err
	}
	out := make([]surveil.Judgement, len(js[0]))
	for i, j := range js[0] {
		out[i] = j.Judgement
	}
	return out, nil
}

// JudgeFamily judges the periods from..to (positions, inclusive) of every
// series, which must be of one length and move over the same periods. Every
// period is judged by what came before it; what the family has in common is
// learnt once, from what came before the first period judged. A period that was
// not reported is never judged and never zero. Once ctx ends it gives up, with
// ctx's cause.
func (d Detector) JudgeFamily(ctx context.Context, family []Series, from, to int) ([][]Judgement, error) {
	if err := d.Validate(); err != nil {
		return nil, err
	}
	if err := check(family, from, to); err != nil {
		return nil, err
	}
	regressions, err := d.regressions(family)
	if err != nil {
		return nil, err
	}
	commons := learn(d, regressions, from)
	out := make([][]Judgement, len(family))
	inParallel(len(family), func(i int) {
		for t := from; t <= to && ctx.Err() == nil; t++ {
			out[i] = append(out[i], regressions[i].judge(t, commons[i]))
		}
	})
	if ctx.Err() != nil {
		return nil, fmt.Errorf("judge %d series: %w", len(family), context.Cause(ctx))
	}
	return out, nil
}

func (d Detector) regressions(family []Series) ([]*regression, error) {
	design, err := newDesign(d, family[0].Series)
	if err != nil {
		return nil, err
	}
	out := make([]*regression, len(family))
	for i, s := range family {
		out[i] = newRegression(d, design, s)
	}
	return out, nil
}

// check refuses series that cannot be counts, and families out of step.
func check(family []Series, from, to int) error {
	if len(family) == 0 {
		return bad("a family of no series")
	}
	n := len(family[0].Counts)
	if from < 0 || to < from || to >= n {
		return bad("the series have %d periods: cannot judge %d to %d", n, from+1, to+1)
	}
	for i, s := range family {
		name := s.Name
		if name == "" {
			name = strconv.Itoa(i + 1)
		}
		if len(s.Counts) != n || s.Known != nil && len(s.Known) != n {
			return bad("series %s has %d periods and %d marks of outbreaks, the first has %d periods", name, len(s.Counts), len(s.Known), n)
		}
		if s.Reported != nil && len(s.Reported) != n {
			return bad("series %s has %d periods and %d shares reported", name, n, len(s.Reported))
		}
		for t, share := range s.Reported {
			if !(share.Mean > 0 && share.Mean <= 1 && share.SD >= 0 && share.SD < 1) {
				return bad("series %s, period %d: a share reported of %v ± %v", name, t+1, share.Mean, share.SD)
			}
		}
		for t, y := range s.Counts {
			// 2^53: above it a float64 no longer tells whole numbers apart.
			if y < 0 || y > 1<<53 || !math.IsNaN(y) && y != math.Trunc(y) {
				return bad("series %s, period %d: %v is not a whole number of cases", name, t+1, y)
			}
		}
	}
	return nil
}

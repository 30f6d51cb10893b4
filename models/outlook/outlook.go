// Package outlook forecasts the cases of the days that follow a night: of every
// area and kind, and of the sums above them, over one week, two and thirty days.
//
// What a night gives depends on the counts it is given, their last day and the
// settings alone. What was learnt can be kept from night to night to save work;
// it is used only where it was learnt from exactly the counts that the night
// has, and is learnt anew, to the same figures, where it was not.
package outlook

import (
	"math"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/models/forecast"
)

func bad(format string, args ...any) error {
	return anlan.Errorf(anlan.Invalid, "outlook: "+format, args...)
}

// Windows are the days ahead of which sums are forecast, from the first on.
var Windows = [...]int{7, 14, 30}

// outbreakWeeks are the weeks in which an outbreak may come, by place in
// Windows: whole weeks, so that the last looks at 28 of the 30 days.
var outbreakWeeks = []int{1, 2, 4}

// horizon is how many weeks reach to the last day of the last window.
const horizon = 5

// wait is how many days at least lie between what teaches and the night: late
// reports come until then, and are followed, but not learnt from.
const wait = 28

// Settings are those of a city's outlook. Begin with DefaultSettings.
type Settings struct {
	Fit      int    // weeks between fits of season and regressions, counted from 1970
	Memory   int    // weeks before the last fit whose errors teach
	Paths    int    // joint paths simulated
	Seed     uint64 // of the paths
	Software string // version of the program: what another one kept is learnt anew

	Calendar *anlan.Calendar // of working days and the Spring Festival; nil for the Chinese one
}

// DefaultSettings fit every half year and learn from a year before.
func DefaultSettings() Settings { return Settings{Fit: 26, Memory: 52, Paths: 400, Seed: 1} }

// Validate reports settings outside their domain.
func (s Settings) Validate() error {
	if s.Fit < 1 || s.Fit > 104 || s.Memory < 13 || s.Memory > 1000 || s.Paths < 40 || s.Paths > 10000 {
		return bad("fit %d, memory %d, paths %d: want 1 to 104 and 13 to 1000 weeks, 40 to 10000 paths", s.Fit, s.Memory, s.Paths)
	}
	return nil
}

// Unit is one kind of case in one area.
type Unit struct {
	Kind, Area string
	Weeks      []float64 // counts of whole weeks from Input.Monday on, to before the first of Days; NaN where not reported
	Days       []float64 // counts of the days after them, to Input.Last
}

// Input are the series of one name, side by side.
type Input struct {
	Series string
	Monday time.Time // of the first week
	Last   time.Time // last day that was reported
	Units  []Unit
	Above  func(area string) []string // areas over that of a unit, of which sums are wanted; nil for none
	Below  [][]Below                  // areas within those of the units, level by level downwards, to which sums are shared out; nil for none
}

// Tail gives the Monday from which on counts are wanted by day: 28 to 34 days
// before the one after the last.
func Tail(last time.Time) time.Time {
	end := anlan.EpochDay(last) + 1
	return day(week(end-wait)*7 + firstMonday)
}

// firstMonday is the first one after 1 January 1970.
const firstMonday = 4

// week numbers the week of a day.
func week(d int) int { return int(math.Floor(float64(d-firstMonday) / 7)) }

func day(d int) time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

// Row is what is forecast of one area and kind over some days: figures of a
// unit, or the sum of all units within the area, of one kind or of all kinds
// (anlan.KindAll). Sums add up: the mean of a sum is the sum of the means, and
// its quantiles are those of sums of joint paths.
type Row struct {
	Series, Kind, Area string
	Days               int // one of Windows
	First, Last        time.Time
	Units              int // units in the sum that are forecast; 1 of a unit itself
	Mean               float64
	Lower95, Lower80   float64
	Median             float64
	Upper80, Upper95   float64
	Threshold          float64 // an outbreak is more than this in the window's whole weeks; NaN of a sum, or where no regression can be fitted
	Outbreak           float64 // its chance; NaN as Threshold
	Reason             string  // why a unit is not forecast; it has no figures then
}

// Learnt says how a night came by what it knows.
type Learnt string

// Ways of a night: with what was kept as it was, a step further, or anew.
const (
	Kept   Learnt = "kept"
	WentOn Learnt = "went_on"
	Anew   Learnt = "anew"
)

// Result is an outlook, and what to keep for the next night.
type Result struct {
	Rows   []Row  // by unit as given, then the sums in order of area and kind
	Parts  []Part // of the areas below, as given; of one above them that is not forecast there are none
	Keep   []byte
	Learnt Learnt
}

// Ahead makes the outlook of a night. kept is what an earlier night gave to
// keep; nil, or what does not fit, is learnt anew. Errors: Invalid for settings
// or series that cannot be.
func (s Settings) Ahead(in Input, kept []byte) (Result, error) {
	if err := s.Validate(); err != nil {
		return Result{}, err
	}
	if err := in.validate(); err != nil {
		return Result{}, err
	}
	weeks := len(in.Units[0].Weeks)
	if weeks == 0 {
		return Result{Rows: in.abstain(func(int) string { return "too_short" }), Learnt: Anew}, nil
	}
	l, how, keep, err := s.learner(in, kept)
	if err != nil {
		return Result{}, err
	}
	p, late := in.tonight(s.calendar())
	o, err := l.Outlook(p, late)
	if err != nil {
		return Result{}, err
	}
	rows, parts, err := s.rows(in, p, o)
	return Result{Rows: rows, Parts: parts, Keep: keep, Learnt: how}, err
}

func (in Input) validate() error {
	if len(in.Units) == 0 {
		return bad("no series")
	}
	from := anlan.EpochDay(Tail(in.Last))
	weeks, days := len(in.Units[0].Weeks), anlan.EpochDay(in.Last)-from+1
	if d := anlan.EpochDay(in.Monday); weeks > 0 && (d+7*weeks != from) {
		return bad("%s: %d weeks from %s do not end before %s, from when on days are wanted", in.Series, weeks, in.Monday.Format(anlan.DateFormat), Tail(in.Last).Format(anlan.DateFormat))
	}
	for _, u := range in.Units {
		if len(u.Weeks) != weeks || len(u.Days) != days {
			return bad("%s/%s/%s has %d weeks and %d days, want %d and %d", in.Series, u.Kind, u.Area, len(u.Weeks), len(u.Days), weeks, days)
		}
		for _, y := range u.Days {
			if y < 0 || !math.IsNaN(y) && y != math.Trunc(y) {
				return bad("%s/%s/%s: %v cases in a day", in.Series, u.Kind, u.Area, y)
			}
		}
	}
	return nil
}

// abstain gives rows without figures.
func (in Input) abstain(reason func(unit int) string) []Row {
	var out []Row
	for i, u := range in.Units {
		for _, days := range Windows {
			r := in.row(u.Kind, u.Area, days)
			r.Reason = reason(i)
			out = append(out, r)
		}
	}
	return out
}

// row without figures.
func (in Input) row(kind, area string, days int) Row {
	nan := math.NaN()
	last := anlan.EpochDay(in.Last)
	return Row{Series: in.Series, Kind: kind, Area: area, Days: days, First: day(last + 1), Last: day(last + days),
		Mean: nan, Lower95: nan, Lower80: nan, Median: nan, Upper80: nan, Upper95: nan, Threshold: nan, Outbreak: nan}
}

func (s Settings) calendar() *anlan.Calendar {
	if s.Calendar == nil {
		return anlan.ChineseCalendar()
	}
	return s.Calendar
}

// forecaster is the pool as nights use it.
func (s Settings) forecaster() forecast.Forecaster {
	f := forecast.DefaultForecaster()
	f.Horizon, f.Windows, f.Paths, f.Seed = horizon, outbreakWeeks, s.Paths, s.Seed
	f.Workdays = true
	return f
}

package watch

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/models/scan"
	"github.com/anlan-lake/anlan/models/surveil"
)

// ClusterSettings are those of the search for clusters among the series of a
// night.
type ClusterSettings struct {
	Scan scan.Joint
	// Recurrence is how many weeks of a calm city give one false cluster, by scan
	// (one a level): what chance brings more often is none.
	Recurrence float64
	MinCases   float64 // least cases of a cluster
	// Suppressed says whether a person has had warnings of a series, kind and area
	// suppressed: their cells are left out; nil: none.
	Suppressed func(series, kind, area string) bool
}

// DefaultClusterSettings accepts one false cluster a year and level, of five cases
// or more, over up to three weeks, in zones of up to twelve areas.
func DefaultClusterSettings() ClusterSettings {
	s := scan.DefaultJoint()
	s.MaxDuration, s.Ends, s.Simulations = 3, 8, 499
	return ClusterSettings{Scan: s, Recurrence: 52, MinCases: 5}
}

// Validate reports settings outside their domain.
func (set ClusterSettings) Validate() error {
	if !(set.Recurrence >= 2 && set.Recurrence <= float64(set.Scan.Simulations)) || !(set.MinCases >= 1) {
		return anlan.Errorf(anlan.Invalid, "clusters: a recurrence of %v weeks and %v cases: want 2 weeks to the %d simulations, and 1 case or more",
			set.Recurrence, set.MinCases, set.Scan.Simulations)
	}
	return set.Scan.Validate()
}

// ClusterScan is what was looked at on one level, for the record.
type ClusterScan struct {
	Level         anlan.Level
	Week          time.Time // Monday of the last week judged
	Seed          uint64
	Areas, Kinds  int
	Swell         scan.Swell
	Threshold     float64 // statistic of a cluster that chance brings once in Recurrence weeks
	Simulations   int
	Found, Single int // clusters of the weeks judged; left out: of one area and kind, which is a matter of its series
}

// ScannedLevels gives, for each family of series, the finest level at which it
// is watched: there it is scanned, together with the families of that level.
func ScannedLevels(levels map[string][]anlan.Level) map[string]anlan.Level {
	out := map[string]anlan.Level{}
	for name, list := range levels {
		out[name] = slices.Max(list)
	}
	return out
}

// Panel is the part of a night's series that is scanned together: those of one
// level.
type Panel struct {
	Level  anlan.Level
	Weeks  []time.Time // Mondays of the periods of Cells
	Series []anlan.SeriesKind
	Cells  scan.Cells
}

// swellWeeks is how far back it is looked for how areas swell together.
const swellWeeks = 156

// Panels puts the series of a night together by level, with what the detector
// expects of their last weeks, and measures how their areas swell together. Areas
// of a level are those of its series; touching names, by level, which touch. An
// area that neighbours do not name is an error; a level of one area, or without a
// past, is left out.
func Panels(judged []Judged, weeks int, touching map[anlan.Level]scan.Adjacency, set ClusterSettings) ([]Panel, error) {
	levels := map[string][]anlan.Level{}
	for _, j := range judged {
		levels[j.Name] = append(levels[j.Name], j.Level)
	}
	finest := ScannedLevels(levels)
	var out []Panel
	for _, level := range []anlan.Level{anlan.County, anlan.Township, anlan.Village, anlan.Grid} {
		var list []Judged
		for _, j := range judged {
			if j.Level == level && finest[j.Name] == level && len(j.Dates) > 0 {
				list = append(list, j)
			}
		}
		p := newPanel(level, list, weeks, set)
		if len(p.Cells.Places) < 2 || !p.expects() {
			continue // no past to hold anything against
		}
		swell, err := measureSwell(p, list, touching[level])
		if err != nil {
			return nil, fmt.Errorf("clusters of level %s: %w", level, err)
		}
		p.Cells.Swell = swell
		p.disperse(list)
		out = append(out, p)
	}
	return out, nil
}

func newPanel(level anlan.Level, list []Judged, weeks int, set ClusterSettings) Panel {
	p := Panel{Level: level}
	var last time.Time
	for _, j := range list {
		if end := j.Dates[len(j.Dates)-1]; end.After(last) {
			last = end
		}
		p.Cells.Places = append(p.Cells.Places, j.Area)
		p.Series = append(p.Series, anlan.SeriesKind{Series: j.Name, Kind: j.Kind})
	}
	slices.Sort(p.Cells.Places)
	p.Cells.Places = slices.Compact(p.Cells.Places)
	slices.SortFunc(p.Series, func(a, b anlan.SeriesKind) int {
		return cmp.Or(cmp.Compare(a.Series, b.Series), cmp.Compare(a.Kind, b.Kind))
	})
	p.Series = slices.Compact(p.Series)
	for _, s := range p.Series {
		p.Cells.Kinds = append(p.Cells.Kinds, s.Series+"/"+s.Kind)
	}
	for k := range weeks {
		p.Weeks = append(p.Weeks, last.AddDate(0, 0, 7*(k-weeks+1)))
	}
	c := &p.Cells
	c.Periods = weeks
	n := len(c.Kinds) * weeks * len(c.Places)
	c.Counts, c.Expected = make([]float64, n), make([]float64, n)
	for i := range n {
		c.Counts[i], c.Expected[i] = math.NaN(), math.NaN()
	}
	c.Error = make([]float64, len(c.Kinds)*len(c.Places))
	for _, j := range list {
		if set.Suppressed != nil && set.Suppressed(j.Name, j.Kind, j.Area) {
			continue
		}
		place, _ := slices.BinarySearch(c.Places, j.Area)
		kind := slices.Index(p.Series, anlan.SeriesKind{Series: j.Name, Kind: j.Kind})
		c.Error[kind*len(c.Places)+place] = j.Error
		for _, w := range j.Latest.Judged {
			t := weeks - 1 - weeksBetween(j.Dates[w.Index], last)
			if t < 0 || w.State != surveil.Tested {
				continue
			}
			cell := (kind*weeks+t)*len(c.Places) + place
			c.Counts[cell], c.Expected[cell] = w.Observed, w.Expected
		}
	}
	return p
}

// disperse measures how much more than chance counts of a kind vary, beside the
// swell of their areas: squared residuals of the detector's own fits in calm weeks,
// over their means, all areas together. Of a single sparse series the detector can
// rule out little; what it thinks possible would drown every cluster in the
// simulations.
func (p *Panel) disperse(list []Judged) {
	swell := math.Expm1(p.Cells.Swell.City + p.Cells.Swell.Near + p.Cells.Swell.Own)
	square, mean := make([]float64, len(p.Series)), make([]float64, len(p.Series))
	kind := map[anlan.SeriesKind]int{}
	for k, s := range p.Series {
		kind[s] = k
	}
	for _, j := range list {
		k := kind[anlan.SeriesKind{Series: j.Name, Kind: j.Kind}]
		for i, at := range j.History {
			m, off := j.Means[i], j.Counts[at]-j.Means[i]
			square[k] += j.Calm[i] * (off*off - swell*m*m)
			mean[k] += j.Calm[i] * m
		}
	}
	c := &p.Cells
	c.Dispersion = make([]float64, len(c.Counts))
	for i := range c.Dispersion {
		k := i / len(c.Places) / c.Periods
		own := 1.0
		if mean[k] > 0 {
			own = max(1, square[k]/mean[k])
		}
		c.Dispersion[i] = own
		if c.Expected[i] > 0 {
			c.Dispersion[i] += swell * c.Expected[i]
		}
		if t := i / len(c.Places) % c.Periods; t == 0 {
			c.Error[k*len(c.Places)+i%len(c.Places)] *= own
		}
	}
}

// expects says whether any cell can be scanned.
func (p Panel) expects() bool {
	return slices.ContainsFunc(p.Cells.Expected, func(e float64) bool { return e > 0 })
}

func weeksBetween(a, b time.Time) int { return (anlan.EpochDay(b) - anlan.EpochDay(a)) / 7 }

// measureSwell measures how areas swell together, on all kinds of an area, in the
// calm weeks before those judged.
func measureSwell(p Panel, list []Judged, touching scan.Adjacency) (scan.Swell, error) {
	n := len(p.Cells.Places)
	counts, means := make([]float64, swellWeeks*n), make([]float64, swellWeeks*n)
	for i := range counts {
		counts[i] = math.NaN()
	}
	for _, j := range list {
		place, _ := slices.BinarySearch(p.Cells.Places, j.Area)
		for i, at := range j.History {
			t := swellWeeks - weeksBetween(j.Dates[at], p.Weeks[0])
			if t < 0 || t >= swellWeeks || j.Calm[i] < 0.5 {
				continue
			}
			cell := t*n + place
			if math.IsNaN(counts[cell]) {
				counts[cell] = 0
			}
			counts[cell], means[cell] = counts[cell]+j.Counts[at], means[cell]+j.Means[i]
		}
	}
	return scan.MeasureSwell(p.Cells.Places, touching, counts, means)
}

// Clusters looks for clusters in every panel of a night. The last weeks are
// judged anew, each as the last, so that a night finds the same whether or not
// the nights before it were run; last night's clusters lend a longer life only to
// those that go on from them. Seed seeds the simulations: with the same series,
// neighbours, settings and seed every figure is the same. Once ctx ends it gives
// up, with ctx's cause.
func Clusters(ctx context.Context, panels []Panel, touching map[anlan.Level]scan.Adjacency, set ClusterSettings, seed uint64, before []anlan.Cluster) ([]anlan.Cluster, []ClusterScan, error) {
	if err := set.Validate(); err != nil {
		return nil, nil, err
	}
	var out []anlan.Cluster
	var scans []ClusterScan
	for _, p := range panels {
		s := set.Scan
		s.Ends = min(s.Ends, p.Cells.Periods)
		ready, err := s.Prepare(ctx, p.Cells, touching[p.Level], seed)
		if err != nil {
			return nil, nil, fmt.Errorf("clusters of level %s: %w", p.Level, err)
		}
		found, err := ready.Clusters(nil)
		if err != nil {
			return nil, nil, fmt.Errorf("clusters of level %s: %w", p.Level, err)
		}
		record := ClusterScan{Level: p.Level, Week: p.Weeks[len(p.Weeks)-1], Seed: seed, Areas: len(p.Cells.Places), Kinds: len(p.Series),
			Swell: p.Cells.Swell, Threshold: ready.Threshold(1 / set.Recurrence), Simulations: len(ready.Null)}
		for _, life := range p.lives(found, set, &record) {
			c := p.cluster(life, before)
			before = slices.DeleteFunc(slices.Clone(before), func(b anlan.Cluster) bool { return b.ID == c.ID }) // it goes on once
			out = append(out, c)
		}
		scans = append(scans, record)
	}
	slices.SortFunc(out, func(a, b anlan.Cluster) int {
		return cmp.Or(cmp.Compare(a.P, b.P), cmp.Compare(b.Observed-b.Expected, a.Observed-a.Expected), cmp.Compare(a.ID, b.ID))
	})
	return out, scans, nil
}

// standing is a cluster of one last week.
type standing struct {
	week int // position among the panel's
	scan.JointCluster
}

// lives puts the clusters of weeks that follow one another, with a calm week
// between them at most, that share an area and a kind, into one.
func (p Panel) lives(found [][]scan.JointCluster, set ClusterSettings, record *ClusterScan) [][]standing {
	var out [][]standing
	for end, list := range found {
		week := p.Cells.Periods - len(found) + end
		for _, c := range list {
			if c.P > 1/set.Recurrence || c.Cases < set.MinCases || !p.goesOn(c) {
				continue
			}
			record.Found++
			if len(c.Places) == 1 && len(c.Kinds) == 1 {
				record.Single++
				continue
			}
			s := standing{week, c}
			at := slices.IndexFunc(out, func(life []standing) bool {
				last := life[len(life)-1]
				return last.week < week && week-last.week <= calmWeeks && last.meets(s)
			})
			if at < 0 {
				out = append(out, []standing{s})
				continue
			}
			out[at] = append(out[at], s)
		}
	}
	return out
}

// goesOn says whether the last week of a window has more than expected itself:
// one that is over keeps its window above for two more weeks.
func (p Panel) goesOn(c scan.JointCluster) bool {
	cases, expected := 0.0, 0.0
	for _, k := range c.Kinds {
		for _, j := range c.Places {
			if cell := (k.Kind*p.Cells.Periods+c.To)*len(p.Cells.Places) + j; p.Cells.Counts[cell] >= 0 {
				cases, expected = cases+p.Cells.Counts[cell], expected+p.Cells.Expected[cell]
			}
		}
	}
	return cases > expected
}

func (s standing) meets(o standing) bool {
	return slices.ContainsFunc(s.Places, func(j int) bool { return slices.Contains(o.Places, j) }) &&
		slices.ContainsFunc(s.Kinds, func(k scan.KindShare) bool {
			return slices.ContainsFunc(o.Kinds, func(l scan.KindShare) bool { return k.Kind == l.Kind })
		})
}

// cluster describes a life by its last week that stood out.
func (p Panel) cluster(life []standing, before []anlan.Cluster) anlan.Cluster {
	first, last := life[0], life[len(life)-1]
	week := func(t int) string { return anlan.NewPeriod(anlan.Week, p.Weeks[t]).String() }
	c := anlan.Cluster{Level: p.Level, Since: week(first.week), From: week(last.From), Period: week(last.To), Weeks: len(life),
		Observed: last.Cases, Expected: last.Expected, P: last.P}
	for _, j := range last.Places {
		c.Areas = append(c.Areas, p.Cells.Places[j])
	}
	for _, k := range last.Kinds {
		c.Kinds = append(c.Kinds, p.Series[k.Kind])
	}
	opening := p.Series[first.Kinds[0].Kind]
	c.ID = strings.Join([]string{"cluster", p.Level.String(), p.Cells.Places[first.Places[0]], opening.Series, opening.Kind, c.Since}, ":")
	went := false
	for _, b := range before {
		if goesOnAs(b, c, p.Weeks) {
			went = went || b.Since < c.Since
			c.ID, c.Since = b.ID, min(b.Since, c.Since)
			break
		}
	}
	c.Phase = p.phase(life, went)
	return c
}

// phase of a cluster as of the last week judged; went says that it has lasted
// since before the weeks judged.
func (p Panel) phase(life []standing, went bool) anlan.Phase {
	first, last, now := life[0], life[len(life)-1], len(p.Weeks)-1
	switch {
	case now-last.week >= calmWeeks:
		return anlan.PhaseFaded
	case now != last.week:
		return anlan.PhaseStanding
	case len(life) == 1 && !went:
		return anlan.PhaseOpened
	case len(life) == 1:
		return anlan.PhaseStanding
	case !slices.ContainsFunc(last.Places, func(j int) bool { return slices.Contains(first.Places, j) }):
		return anlan.PhaseMoved
	}
	prior := life[len(life)-2]
	if len(last.Places) > len(prior.Places) || last.Cases-last.Expected > prior.Cases-prior.Expected {
		return anlan.PhaseGrown
	}
	return anlan.PhaseStanding
}

// goesOnAs says whether a cluster of last night is the same as one of tonight:
// they share an area and a kind, and it stood out no more than a calm week before
// the other does.
func goesOnAs(b, c anlan.Cluster, weeks []time.Time) bool {
	start := weeks[0]
	for _, w := range weeks {
		if anlan.NewPeriod(anlan.Week, w).String() == c.Since {
			start = w
		}
	}
	earliest := anlan.NewPeriod(anlan.Week, start.AddDate(0, 0, -7*calmWeeks)).String()
	return b.Level == c.Level && b.Period >= earliest && b.Since <= c.Period &&
		slices.ContainsFunc(b.Areas, func(a string) bool { return slices.Contains(c.Areas, a) }) &&
		slices.ContainsFunc(b.Kinds, func(k anlan.SeriesKind) bool { return slices.Contains(c.Kinds, k) })
}

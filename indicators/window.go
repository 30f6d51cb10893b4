package indicators

import (
	"time"

	"github.com/anlan-lake/anlan"
)

// Span is the days a data set covers, both included.
type Span struct {
	First, Last time.Time
	// Every is Month or Quarter where the data set comes as reports on whole
	// months or quarters, 0 where its rows stand on their own days.
	Every anlan.PeriodKind
	// Gaps are the days between First and Last that were not reported, in
	// order and apart from each other.
	Gaps []Gap
}

// Days of the month after a report's period until which the running period
// may still stand on the report before.
const (
	monthlyDue   = 15
	quarterlyDue = 20
)

// Window gives the stretch [from, until) that a window of the data set looks
// at for a period, and whether the data set covers it: all of it, but for a few
// days of gaps (CoverageLimit).
//
// Of a data set that reports by month or quarter the window ends with the
// newest month or quarter that is over by the period's end, and whole reports
// count: it covers every day of the periods that hold its first and its last
// event. While the report of that month or quarter is not yet due, the running
// period stands on the one before it. A period that has closed waits for its own.
//
// A window that is shorter than a period whose From is given begins with the
// period; a longer one, and a stock's, stay as they are.
func (s Span) Window(w anlan.Window, p PeriodEnd) (from, until time.Time, covered bool) {
	until, first, next := p.End, s.First, s.Last.AddDate(0, 0, 1)
	if s.Every != 0 {
		until = anlan.NewPeriod(s.Every, p.End).Start
		if first.IsZero() {
			return w.Start(until), until, false
		}
		first, next = anlan.NewPeriod(s.Every, s.First).Start, anlan.NewPeriod(s.Every, s.Last).End
		due := monthlyDue
		if s.Every == anlan.Quarter {
			due = quarterlyDue
		}
		if !p.Final && next.Before(until) && !p.End.After(until.AddDate(0, 0, due)) {
			until = anlan.NewPeriod(s.Every, until.AddDate(0, 0, -1)).Start
		}
	}
	from = w.Start(until)
	if !p.From.IsZero() && w != (anlan.Window{}) && p.From.Before(from) {
		from = p.From
	}
	return from, until, !s.First.IsZero() && !from.Before(first) && !until.After(next) && s.enough(from, until)
}

// Stretch is where a window of a data set lies for one period.
type Stretch struct {
	Dataset, Period, Window string
	From, Until             time.Time // [From, Until)
	Covered                 bool      // by what the data set has reported
	Share                   float64   // of its days reported, where it is covered; else 0
	Longer                  float64   // days of a window that reaches back to its period's first day, of those it has else; 0: it keeps its length
}

// stretchOf tells a stretch from all others.
type stretchOf struct{ dataset, window, period string }

// stretches lays out every window that the scans look at, and remembers which
// of them are covered.
func (b *builder) stretches() []Stretch {
	type use struct{ dataset, window string }
	var out []Stretch
	seen := map[use]bool{}
	for _, s := range b.order {
		if s.kind == byLatest {
			continue
		}
		for _, name := range s.windows {
			if seen[use{s.dataset, name}] {
				continue
			}
			seen[use{s.dataset, name}] = true
			w, _ := anlan.ParseWindow(name) // Validate has read it
			for _, e := range b.in.Ends {
				st := Stretch{Dataset: s.dataset, Period: e.Period, Window: name}
				span := b.in.Coverage[s.dataset]
				st.From, st.Until, st.Covered = span.Window(w, e)
				if plain := w.Start(st.Until); st.From.Before(plain) {
					st.Longer = float64(days(st.From, st.Until)) / float64(days(plain, st.Until))
				}
				if st.Covered {
					st.Share = span.Share(st.From, st.Until)
				}
				out = append(out, st)
				b.covered[stretchOf{st.Dataset, st.Window, st.Period}] = st.Covered
			}
		}
	}
	return out
}

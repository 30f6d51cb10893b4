package figures

import (
	"github.com/anlan-lake/anlan"
)

// span is the time a data set covers: from the day of its first event until
// the end of what it has reported.
type span struct {
	first, until int64
	step         int   // months of a report: 1, or 3 for a quarter; 0 for what comes daily
	lag          int64 // after the end of a period within which a report may be awaited
}

// cover finds each data set's span. What comes daily has reported up to the
// night, unless its source fell silent; a report speaks for its whole period.
func (o *oracle) cover() {
	o.spans = map[string]span{}
	daily := func(dataset string, times func(see func(int64))) {
		s := span{until: o.asOf + aDay}
		// A source that has sent nothing for more than three days covers what it
		// had sent.
		if sent := dateSeconds(o.city.SilentFrom(dataset)); o.asOf > sent-aDay+3*aDay {
			s.until = sent
		}
		times(func(at int64) {
			if at != none && (s.first == 0 || at < s.first) {
				s.first = at
			}
		})
		if s.first != 0 {
			s.first -= s.first % aDay
			o.spans[dataset] = s
		}
	}
	reports := func(dataset string, step int, lag int64, times func(see func(int64))) {
		var s span
		times(func(at int64) {
			if s.first == 0 || at < s.first {
				s.first = at
			}
			s.until = max(s.until, at)
		})
		if s.first != 0 {
			y, m, _ := civil(wholeBefore(s.until, step))
			s.until = midnight(y, m+step, 1)
			s.first = wholeBefore(s.first, step)
			s.step, s.lag = step, lag*aDay
			o.spans[dataset] = s
		}
	}
	o.coverDaily(daily)
	o.coverReports(reports)
}

// covers reports whether a data set has reported for a whole window.
func (o *oracle) covers(dataset string, start, end int64) bool {
	s, ok := o.spans[dataset]
	return ok && s.first <= start && end <= s.until
}

// window is a stretch of time, and the levels that look at it.
type window struct {
	start, end int64
	from, to   anlan.Level
}

// windows gives an indicator's stretches for a period: up to its end, or, of a
// data set that reports by month or quarter, to the end of the newest whole
// one. While a month runs, the report before is used as long as the newest is
// awaited.
func (o *oracle) windows(i indicator, dataset string, p month) []window {
	end := p.end
	if s := o.spans[dataset]; s.step > 0 && i.months > 0 {
		end = wholeBefore(end, s.step)
		if p.running && s.until < end && o.asOf < end+s.lag {
			end = wholeBefore(end-aDay, s.step)
		}
	}
	start := func(months int) int64 {
		if months == 0 {
			return end
		}
		return monthsBefore(end, months)
	}
	out := []window{{start(i.months), end, anlan.City, min(i.lowest, anlan.County)}}
	if i.lowest > anlan.County {
		out = append(out, window{start(i.below), end, anlan.Township, i.lowest})
	}
	return out
}

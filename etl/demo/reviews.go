package demo

import (
	"cmp"
	"math"
	"slices"

	"github.com/anlan-lake/anlan"
)

// review is a citizen's review of a finished case, or the good mark that the
// system gives where nobody says anything.
type review struct {
	service
	time, verify Stamp // verify: when a bad one is looked into
	due, fix     Stamp // for putting things right
	serial       int32 // among the reviews of the day
	level        uint8
	unasked      bool
	justified    bool
}

// Reviews come at most so many days after the application: later ones are not
// taken. It bounds how far back a month of reviews has to look.
const (
	reviewQuick = 45
	reviewSlow  = 90
)

// reviewMonth gives the reviews given in the month that begins on a day, as
// they will finally be. It makes the cases of some months again, but only
// those that are reviewed at all.
func (m *serviceMonths) reviewMonth(begin Date) []review {
	var k desk
	var list []review
	end := min(begin.monthStart(1), m.last+1)
	for d := max(m.since, begin-reviewSlow); d < end; d++ {
		mixes := m.mixes(d)
		for i := range m.flows {
			m.openDesk(&k, i, d, mixes)
			for n, second := range k.seconds {
				opinion := dice(mix(k.base + uint64(n)*2))
				u := opinion.unit()
				if u >= 1.15*k.active+k.unasked {
					continue
				}
				x, draw, item := m.begin(&k, n, d.at(int(second)))
				until := d + reviewQuick
				if item.slow() {
					until = d + reviewSlow
				}
				if until < begin {
					continue
				}
				m.follow(&x, item, &k, &draw)
				if y, ok := m.review(&x, &k, u, &opinion); ok && y.time.Date() >= begin && y.time.Date() < min(end, until+1) {
					list = append(list, y)
				}
			}
		}
	}
	slices.SortFunc(list, func(a, b review) int {
		return cmp.Or(cmp.Compare(a.time, b.time), cmp.Compare(a.apply, b.apply), cmp.Compare(a.town, b.town), cmp.Compare(a.number, b.number))
	})
	day, serial := Date(0), int32(0)
	for i := range list {
		if d := list[i].time.Date(); d != day {
			day, serial = d, 0
		}
		serial++
		list[i].serial = serial
	}
	return list
}

// review makes the review of a case, if u, a number between 0 and 1, falls to one.
func (m *serviceMonths) review(x *service, k *desk, u float64, draw *dice) (review, bool) {
	y := review{service: *x, level: 5}
	if u >= 1.15*k.active { // by itself, five days after
		y.unasked = true
		y.time = (x.finish.Date() + 5).at(hour + draw.below(hour))
		return y, true
	}
	if u >= [...]float64{1.05, 1, 1.15, 0.9, 0.6, 0.5}[x.channel]*k.active {
		return y, false
	}
	if (x.channel == channelWindow || x.channel == channelKiosk) && draw.chance(0.7) { // on the screen at the window
		y.time = x.finish + Stamp(30+draw.below(15*60))
	} else {
		y.time = x.finish + Stamp(60+min(1.3*draw.exponential(), 10)*daySeconds)
		if y.time.clock() < 7*hour {
			y.time += Stamp(7 * hour)
		}
	}
	bad := k.bad
	if x.finish > x.due {
		bad *= 8
	}
	if x.visits > 1 {
		bad *= 3
	}
	switch v := draw.unit(); {
	case v < 0.35*bad:
		y.level = 1
	case v < bad:
		y.level = 2
	case v < bad+0.06:
		y.level = 3
	case v < bad+0.24:
		y.level = 4
	}
	if y.level <= 2 {
		m.mend(&y, k, draw)
	}
	return y, true
}

// mend follows a bad review: it is looked into, and if it is justified things
// are put right within 15 working days, or too late, or not at all.
func (m *serviceMonths) mend(y *review, k *desk, draw *dice) {
	w := m.work.at(y.time)
	y.verify = m.work.stamp(w + 0.4 + 3*draw.unit())
	y.due = m.work.after(y.time.Date(), 15).at(officeCloses)
	y.justified = draw.chance(k.believed)
	if !y.justified {
		return
	}
	room := m.work.at(y.due) - w
	switch {
	case draw.chance(k.mended):
		y.fix = m.work.stamp(w + max(3.5, min(room*0.97, 6*math.Exp(0.5*m.bell.normal(draw)))))
	case draw.chance(0.8):
		y.fix = m.work.stamp(w + room + 0.2 + min(4*draw.exponential(), 15))
	}
}

func (y *review) asOf(s Stamp) review {
	z := *y
	if z.verify >= s {
		z.verify = 0
	}
	if z.fix >= s {
		z.fix = 0
	}
	return z
}

func (y *review) changes(add func(Date)) {
	for _, t := range [...]Stamp{y.time, y.verify, y.fix} {
		if t != 0 {
			add(t.Date())
		}
	}
}

// verdict says whether a bad review was found justified, once it is known.
func (y *review) verdict() Flag {
	if y.verify == 0 {
		return Unknown
	}
	return flagOf(y.justified)
}

func (y *review) id(b []byte) []byte {
	b = append(appendDate(append(b, "PJ"...), y.time.Date(), 0), '-')
	return appendPadded(b, int(y.serial), 6)
}

func (y *review) mark() string { return [...]string{"", "1", "2", "3", "4", "5"}[y.level] }

// reviewRows gives all reviews as they stand at the end of the last day.
func (m *serviceMonths) reviewRows() []Review {
	var list []Review
	for _, y := range all(m.since, m.last, m.reviewMonth, (*review).asOf) {
		list = append(list, Review{ReviewID: string(y.id(nil)), SvcID: string(m.serviceID(nil, &y.service)), AreaCode: m.area(&y.service), DeptCode: m.dept(&y.service),
			ReviewTime: y.time, Level: y.mark(), IsDefault: flagOf(y.unasked), IsBadVerified: y.verdict(), FixDue: y.due, FixTime: y.fix, person: y.person})
	}
	return list
}

// reviewCells writes a review's cells without making its texts anew.
func (m *serviceMonths) reviewCells(y *review, l *line) {
	l.beginRow(oddRate, y.person)
	l.buf = y.id(l.buf)
	l.end()
	l.buf = m.serviceID(l.buf, &y.service)
	l.end()
	l.area(m.area(&y.service))
	l.text(m.dept(&y.service))
	l.stamp(y.time)
	l.text(y.mark())
	l.flag(flagOf(y.unasked))
	l.flag(y.verdict())
	l.stamp(y.due)
	l.stamp(y.fix)
	if y.unasked {
		l.empty()
		return
	}
	l.buf = l.names.appendStory(l.buf, y.person, "办理情况")
	l.end()
}

func (c *City) reviewSheaf() *sheaf[review] {
	m := c.services
	return &sheaf[review]{dataset: "service_review", form: form{kind: formLines, names: true}, key: "review_id",
		month: m.reviewMonth, since: m.since, settle: 2,
		event: func(y *review) Date { return y.time.Date() }, changes: (*review).changes, asOf: (*review).asOf, cells: m.reviewCells,
		fresh: func(y review, n int) review { y.serial = int32(900000 + n); return y },
		twin:  func(y review) review { y.unasked = !y.unasked; return y }}
}

func reviewFaults() []fault {
	return []fault{
		{rule: anlan.RuleFields, cut: 4}, {rule: anlan.RuleFields, cut: -2},
		breaks(anlan.RuleRequired, "level", ""), breaks(anlan.RuleRequired, "is_default", "—"), breaks(anlan.RuleRequired, "review_time", ""),
		breaks(anlan.RuleType, "review_time", "上周五"), breaks(anlan.RuleType, "is_default", "默认"), breaks(anlan.RuleType, "fix_due", "2026-04-31 18:00:00"),
		breaks(anlan.RuleCode, "level", "6"), breaks(anlan.RuleCode, "level", "好"), breaks(anlan.RuleType, "fix_time", "改天"),
		breaks(anlan.RuleArea, "area_code", nowhere), breaks(anlan.RuleArea, "area_code", "629911777"),
	}
}

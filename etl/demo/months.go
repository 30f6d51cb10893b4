package demo

import "slices"

// The hotline's tickets and the grid centre's events are too many to be held:
// they are made month by month, the same rows whenever a month is asked for.
// What comes from other registers, the tickets and events that became disputes
// and those of outbreaks, is planned before and kept by month.

// following is within how many days of a ticket its followers come, so that a
// month's rows are made of its own beginnings and those of two months before.
const following = 59

// byMonth makes the rows of a data set month by month.
type byMonth[T any] struct {
	flows    []*flow
	rhythm   rhythm
	silences []*Silence
	planned  map[Date][]T // by month
	when     func(*T) Stamp
	area     func(*T) string
	number   func(x *T, id string)
	prefix   string // of the numbers

	// ofTown gives a township's rows of a month that are not planned.
	ofTown func(f *flow, begin Date) []T
}

func (m *byMonth[T]) day(x *T) Date { return m.when(x).Date() }

// plan keeps rows that do not begin of themselves.
func (m *byMonth[T]) plan(list []T) {
	for i := range list {
		month := m.day(&list[i]).monthStart(0)
		m.planned[month] = append(m.planned[month], list[i])
	}
}

// withhold counts what silences keep back, and takes it out of what is planned.
func (m *byMonth[T]) withhold() {
	for _, s := range m.silences {
		silent := func(x *T) bool {
			area := m.area(x)
			return s.covers(m.day(x)) && area[:min(9, len(area))] == s.Area
		}
		for _, begin := range s.months() {
			list := m.planned[begin]
			for _, f := range m.flows {
				if f.town.code == s.Area {
					list = append(m.ofTown(f, begin), list...)
				}
			}
			for i := range list {
				if silent(&list[i]) {
					s.Rows++
				}
			}
			m.planned[begin] = slices.DeleteFunc(m.planned[begin], func(x T) bool { return silent(&x) })
		}
	}
}

// month gives the rows of the month that begins on a day, as they will finally
// be.
func (m *byMonth[T]) month(begin Date) []T {
	parts := make([][]T, 0, len(m.flows)+1)
	for _, f := range m.flows {
		parts = append(parts, heard(m.silences, f.town.code, m.ofTown(f, begin), m.day))
	}
	list := inOrder(append(parts, m.planned[begin]), m.when)
	n := newDayNumber(m.prefix)
	for i := range list {
		m.number(&list[i], n.next(m.day(&list[i])))
	}
	return list
}

// ticketMonths makes tickets month by month.
type ticketMonths struct {
	*ticketMaker
	byMonth[Ticket]
}

func newTicketMonths(m *ticketMaker, fs []*flow, h rhythm, silences []*Silence) *ticketMonths {
	x := &ticketMonths{m, byMonth[Ticket]{flows: fs, rhythm: h, silences: silences, planned: map[Date][]Ticket{}, prefix: "GD",
		when: func(t *Ticket) Stamp { return t.CreateTime }, area: func(t *Ticket) string { return t.AreaCode },
		number: func(t *Ticket, id string) { t.TicketID = id }}}
	x.ofTown = x.begun
	return x
}

// begun gives a township's tickets of a month that begin of themselves or
// follow one that did.
func (m *ticketMonths) begun(f *flow, begin Date) []Ticket {
	var list []Ticket
	end := min(begin.monthStart(1), m.last+1)
	for origin := max(begin.monthStart(-2), m.rhythm.first); origin <= begin; origin = origin.monthStart(1) {
		r := monthly(f.seed, f.dataset, f.town.code, origin)
		f.run(m.rhythm, origin, min(origin.monthStart(1)-1, m.last), r, func(at Stamp, k int) {
			_, v := f.locate(at, m.site, r)
			x := m.make(f, at, f.kinds[k].code, v, r)
			until := at.Date() + following
			for {
				if day := x.CreateTime.Date(); day >= begin && day < end {
					list = append(list, x)
				}
				if x.IsDirect == Yes || !r.chance(shift(0.11, -0.5*f.skill(at.Date(), m.last))) {
					return
				}
				at = f.moment(x.CloseTime.Date()+Date(r.between(1, 45)), r)
				if at.Date() > until {
					return
				}
				person := x.person
				x = m.make(f, at, x.Domain, v, r)
				x.person, x.IsRepeat = person, Yes
			}
		})
	}
	return list
}

// gridMonths makes grid events month by month.
type gridMonths struct {
	*gridMaker
	byMonth[GridEvent]
}

func newGridMonths(m *gridMaker, fs []*flow, h rhythm, silences []*Silence) *gridMonths {
	x := &gridMonths{m, byMonth[GridEvent]{flows: fs, rhythm: h, silences: silences, planned: map[Date][]GridEvent{}, prefix: "WG",
		when: func(e *GridEvent) Stamp { return e.ReportTime }, area: func(e *GridEvent) string { return e.AreaCode },
		number: func(e *GridEvent, id string) { e.EventID = id }}}
	x.ofTown = x.begun
	return x
}

// begun gives a township's events of a month that begin of themselves, and
// those reported twice within two hours.
func (m *gridMonths) begun(f *flow, begin Date) []GridEvent {
	end := min(begin.monthStart(1), m.last+1)
	list := make([]GridEvent, 0, int(f.rate*float64(end-begin)*1.3)+16)
	r := monthly(f.seed, f.dataset, f.town.code, begin)
	f.run(m.rhythm, begin, end-1, r, func(at Stamp, k int) {
		grid, _ := f.locate(at, site{grid: 1}, r)
		list = append(list, m.make(f, at, f.kinds[k].code, grid, r))
		if r.chance(0.015) {
			if at += Stamp(r.between(60, 2*hour-60)); at.Date() < end {
				again := m.make(f, at, f.kinds[k].code, grid, r)
				again.IsDuplicate = Yes
				list = append(list, again)
			}
		}
	})
	return list
}

// dayNumber gives numbers of the form GD20261015-00042: they begin anew every
// day.
type dayNumber struct {
	day  Date
	n    int
	text []byte
	head int // length of prefix, day and dash
}

func newDayNumber(prefix string) *dayNumber {
	return &dayNumber{text: []byte(prefix), head: len(prefix)}
}

// next gives the next number of a day; days come in order.
func (n *dayNumber) next(day Date) string {
	if day != n.day {
		if n.day != 0 {
			n.head -= len("20261015-")
		}
		n.day, n.n = day, 0
		n.text = append(appendDate(n.text[:n.head], day, 0), '-')
		n.head = len(n.text)
	}
	n.n++
	n.text = appendPadded(n.text[:n.head], n.n, 5)
	return string(n.text)
}

// rowsOf makes rows on demand; a City that New did not make has none.
func rowsOf[T any](make func() []T) []T {
	if make == nil {
		return nil
	}
	return make()
}

// all gives the rows of all months in order, as they stand at the end of a day.
func all[T any](first, last Date, month func(Date) []T, asOf func(*T, Stamp) T) []T {
	var begins []Date
	for m := first; m <= last; m = m.monthStart(1) {
		begins = append(begins, m)
	}
	return slices.Concat(inParts(len(begins), func(i int) []T {
		rows := month(begins[i])
		for k := range rows {
			if asOf != nil {
				rows[k] = asOf(&rows[k], last.end())
			}
		}
		return rows
	})...)
}

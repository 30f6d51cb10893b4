package demo

import (
	"math"
	"slices"

	"github.com/anlan-lake/anlan"
)

// serviceID appends the number of a case: the sender's letters, the day, the
// township's place and the case's number there.
func (m *serviceMonths) serviceID(b []byte, x *service) []byte {
	letters := "ZW"
	if m.items[x.item].vertical {
		letters = "CG"
	}
	b = append(appendDate(append(b, letters...), x.apply.Date(), 0), '-')
	return appendPadded(append(b, m.numbers[x.town]...), int(x.number), 5)
}

// area gives the code of the place where a case was taken in.
func (m *serviceMonths) area(x *service) string {
	f := m.flows[x.town]
	switch x.village {
	case atCounty:
		return f.county.code
	case atTown:
		return f.town.code
	}
	return f.town.kids[x.village].code
}

// dept gives the code of the department that provides a case's service.
func (m *serviceMonths) dept(x *service) string {
	if item := &m.items[x.item]; item.dept != "" {
		return item.dept
	}
	return m.flows[x.town].county.offices[m.items[x.item].office]
}

// row gives a case as its columns have it.
func (m *serviceMonths) row(x *service) Service {
	item := &m.items[x.item]
	y := Service{SvcID: string(m.serviceID(nil, x)), AreaCode: m.area(x), DeptCode: m.dept(x), ItemCode: item.code, ServiceType: item.kind,
		Channel: m.channels[x.channel], ApplyTime: x.apply, AcceptTime: x.accept, LegalDays: item.legal, PromiseDays: item.promise, UsedDays: math.NaN(),
		DueTime: x.due, FinishTime: x.finish, Visits: Count(x.visits), IsOnlineFull: flagOf(x.online), IsAgent: flagOf(x.agent), IsBundle: flagOf(x.bundle), person: x.person}
	if x.used != unsaid {
		y.UsedDays = float64(x.used) / 100
	}
	return y
}

// rows gives all cases as they stand at the end of the last day.
func (m *serviceMonths) rows() []Service {
	days := int(m.last-m.since) + 1
	parts := inParts(days, func(i int) []Service {
		var k desk
		var list []Service
		for _, vertical := range []bool{false, true} {
			for _, x := range m.day(m.since+Date(i), &k, vertical, nil) {
				x = m.asOf(&x, m.last.end())
				list = append(list, m.row(&x))
			}
		}
		return list
	})
	return slices.Concat(parts...)
}

// asOf gives a case as its system held it before s.
func (m *serviceMonths) asOf(x *service, s Stamp) service {
	y := *x
	if y.accept >= s || y.accept == 0 {
		y.accept, y.due = 0, m.work.after(y.apply.Date(), int(m.items[y.item].promise)).at(officeCloses)
	}
	if y.finish >= s {
		y.finish, y.used, y.visits = 0, unsaid, -1
	}
	return y
}

func (m *serviceMonths) changes(x *service, add func(Date)) {
	add(x.apply.Date())
	if x.accept != 0 {
		add(x.accept.Date())
	}
	add(x.finish.Date())
}

// cells writes a case's cells without making its texts anew.
func (m *serviceMonths) cells(x *service, l *line) {
	item := &m.items[x.item]
	l.beginRow(oddRate, x.person)
	l.buf = m.serviceID(l.buf, x)
	l.end()
	l.area(m.area(x))
	l.text(m.dept(x))
	l.text(item.code)
	l.text(item.kind)
	l.text(m.channels[x.channel])
	l.stamp(x.apply)
	l.stamp(x.accept)
	l.count(item.legal, "工作日")
	l.count(item.promise, "工作日")
	l.hundredths(x.used)
	l.stamp(x.due)
	l.stamp(x.finish)
	l.count(Count(x.visits), "次")
	l.flag(flagOf(x.online))
	l.flag(flagOf(x.agent))
	l.flag(flagOf(x.bundle))
	l.buf = l.names.append(l.buf, x.person)
	l.end()
}

// serviceSheaf holds the cases of the city's own platform: JSON, an object a line.
func (c *City) serviceSheaf() *sheaf[service] {
	return c.casesOf(false, part[service]{form: form{kind: formLines, names: true}, has: every[service]})
}

// verticalSheaf holds the cases that national and provincial systems hand back.
func (c *City) verticalSheaf(gb *gbTable) *sheaf[service] {
	return c.casesOf(true, part[service]{name: "_vertical", form: form{gb: gb, crlf: true}, has: every[service]})
}

func (c *City) casesOf(vertical bool, sender part[service]) *sheaf[service] {
	m := c.services
	return &sheaf[service]{dataset: "service_case", parts: []part[service]{sender}, key: "svc_id",
		month: func(begin Date) []service { return m.month(begin, vertical) }, since: m.since, settle: 4,
		event: func(x *service) Date { return x.apply.Date() }, changes: m.changes, asOf: m.asOf, cells: m.cells,
		fresh: func(x service, n int) service { x.number = int32(90000 + n); return x },
		twin:  func(x service) service { x.bundle = !x.bundle; return x }}
}

func serviceFaults() []fault {
	return []fault{
		{rule: anlan.RuleFields, cut: 4}, {rule: anlan.RuleFields, cut: -2},
		breaks(anlan.RuleRequired, "apply_time", ""), breaks(anlan.RuleRequired, "channel", "—"), breaks(anlan.RuleRequired, "svc_id", ""),
		breaks(anlan.RuleType, "finish_time", "2026-02-30 10:00:00"), breaks(anlan.RuleType, "used_days", "三天半"), breaks(anlan.RuleType, "is_agent", "帮办"),
		breaks(anlan.RuleCode, "service_type", "08"), breaks(anlan.RuleCode, "channel", "07"),
		{rule: anlan.RuleRange, column: "legal_days", set: map[string]string{"legal_days": "0", "promise_days": "0"}},
		breaks(anlan.RuleRange, "used_days", "-1"), breaks(anlan.RuleRange, "visits", "-1"),
		over("promise_days", 21, "legal_days", 20),
		breaks(anlan.RuleArea, "area_code", nowhere), breaks(anlan.RuleArea, "area_code", "629988"),
	}
}

package site

import (
	"fmt"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/edition"
)

// kindNames are the keys of the texts for kinds of period.
var kindNames = map[anlan.PeriodKind]string{anlan.Day: "day", anlan.Week: "week", anlan.TenDay: "ten_day", anlan.Month: "month", anlan.Quarter: "quarter", anlan.Year: "year"}

// kinds lead to the newest period of each kind that has ended.
func (c *call) kinds() []choice {
	all := c.e.Kinds()
	if len(all) < 2 {
		return nil
	}
	var list []choice
	for _, k := range all {
		list = append(list, choice{Text: c.text("period." + kindNames[k]), Href: c.with("period", newest(c.e, k)), On: k == c.kind()})
	}
	return list
}

// newest is the last period of a kind that has ended, the running one where
// none has.
func newest(e *edition.Edition, kind anlan.PeriodKind) string {
	all := e.PeriodsOf(kind)
	for i := len(all) - 1; i >= 0; i-- {
		if e.Final(all[i]) {
			return all[i]
		}
	}
	return all[len(all)-1]
}

// kind is that of the period shown.
func (c *call) kind() anlan.PeriodKind { return edition.Kind(c.period) }

// side says that the period shown is of a kind made for city and counties only.
func (c *call) side() bool { return c.kind() != c.e.Main() }

// periods are those of the kind shown, newest first.
func (c *call) periods() []choice {
	var list []choice
	all := c.e.PeriodsOf(c.kind())
	for i := len(all) - 1; i >= 0; i-- {
		list = append(list, choice{Value: all[i], Text: c.runningName(all[i]), Href: c.with("period", all[i]), On: all[i] == c.period})
	}
	return list
}

// runningName is a period's name, with a word where it has not ended.
func (c *call) runningName(p string) string {
	if c.e.Final(p) {
		return c.periodName(p)
	}
	return c.periodName(p) + c.text("period.running")
}

// periodName writes 2026-10 as "2026年10月" or "Oct 2026", 2026-W44 as
// "2026年第44周" or "Week 44, 2026", and so on.
func (l *language) periodName(name string) string {
	p, err := anlan.ParsePeriod(name, time.UTC)
	if err != nil {
		return name
	}
	last := p.End.AddDate(0, 0, -1)
	en := l.Lang == "en"
	switch p.Kind {
	case anlan.Day:
		return name
	case anlan.Week:
		y, w := p.Start.ISOWeek()
		return l.text("period.week.name", y, w)
	case anlan.TenDay:
		if en {
			return fmt.Sprintf("%d–%s", p.Start.Day(), last.Format("2 Jan 2006"))
		}
		return p.Start.Format("2006年1月") + tenDay(p)
	case anlan.Quarter:
		return l.text("period.quarter.name", p.Start.Year(), (int(p.Start.Month())+2)/3)
	case anlan.Year:
		return l.text("period.year.name", p.Start.Year())
	}
	if en {
		return p.Start.Format("Jan 2006")
	}
	return p.Start.Format("2006年1月")
}

func tenDay(p anlan.Period) string {
	return [...]string{"上旬", "中旬", "下旬"}[(p.Start.Day()-1)/10]
}

// axisLabel is a period as an axis has room for it.
func (l *language) axisLabel(name string) string {
	p, err := anlan.ParsePeriod(name, time.UTC)
	if err != nil {
		return name
	}
	en := l.Lang == "en"
	switch p.Kind {
	case anlan.Day, anlan.Week:
		return l.dayName(p.Start.Format(anlan.DateFormat))
	case anlan.TenDay:
		if en {
			return p.Start.Format("2 Jan")
		}
		return p.Start.Format("1月") + tenDay(p)
	case anlan.Quarter:
		return fmt.Sprintf("Q%d", (int(p.Start.Month())+2)/3)
	case anlan.Year:
		return name
	}
	if en {
		return p.Start.Format("Jan")
	}
	return p.Start.Format("1月")
}

package main

import (
	"time"

	"github.com/anlan-lake/anlan"
)

// calendar gives the working days of the settings. A file has the columns date
// and kind: off (a weekday not worked), worked (a weekend day worked) or
// festival (a first day of the lunar year).
func (c *config) calendar() (*anlan.Calendar, error) {
	switch c.Calendar {
	case "", "china":
		return anlan.ChineseCalendar(), nil
	case "none":
		return anlan.NewCalendar(nil, nil, nil), nil
	}
	s, err := readSheet(c.path(c.Calendar), nil)
	if err != nil {
		return nil, anlan.Errorf(anlan.Invalid, "settings: calendar: %w", err)
	}
	dates, err := s.text("date")
	if err != nil {
		return nil, err
	}
	kinds, err := s.text("kind")
	if err != nil {
		return nil, err
	}
	days := map[string][]time.Time{}
	for i, text := range dates {
		day, err := time.Parse(anlan.DateFormat, text)
		if err != nil {
			return nil, anlan.Errorf(anlan.Invalid, "settings: calendar: row %d: %q is not a day like 2026-10-01", i+2, text)
		}
		switch kinds[i] {
		case "off", "worked", "festival":
			days[kinds[i]] = append(days[kinds[i]], day)
		default:
			return nil, anlan.Errorf(anlan.Invalid, "settings: calendar: row %d: kind %q, want off, worked or festival", i+2, kinds[i])
		}
	}
	return anlan.NewCalendar(days["off"], days["worked"], days["festival"]), nil
}

package pooled

import (
	"time"

	"github.com/anlan-lake/anlan"
)

// calendarTerms are, by period, the share of its days that are worked, less that
// of an ordinary week, and the shares that lie in the run-up to the Spring
// Festival, in it and in the return. The last period is as long as the one
// before it.
func calendarTerms(c *anlan.Calendar, dates []time.Time, n int) ([][]float64, error) {
	if len(dates) != n || n < 2 {
		return nil, bad("workdays: %d dates for %d periods", len(dates), n)
	}
	if c == nil {
		c = anlan.ChineseCalendar()
	}
	start := make([]int, n+1)
	for t, d := range dates {
		start[t] = anlan.EpochDay(d)
	}
	start[n] = 2*start[n-1] - start[n-2]
	out := [][]float64{make([]float64, n)}
	for t := range n {
		days := float64(start[t+1] - start[t])
		if days < 1 {
			return nil, bad("workdays: period %d is not followed by a later one", t+1)
		}
		for day := start[t]; day < start[t+1]; day++ {
			if c.Working(day) {
				out[0][t] += 1 / days
			}
		}
		out[0][t] -= 5.0 / 7
		_, festival := c.Shares(start[t], start[t+1])
		for k, share := range festival {
			if t == 0 {
				out = append(out, make([]float64, n))
			}
			out[1+k][t] = share
		}
	}
	return out, nil
}

package demo

// agenda answers addWorking for a span of days without counting them.
type agenda struct {
	cal  *calendar
	from Date
	done []int32 // working days up to each day, the day included
	days []Date  // the working days
}

func (c *calendar) agenda(from, to Date) *agenda {
	a := &agenda{cal: c, from: from}
	for d := from; d <= to; d++ {
		if c.working(d) {
			a.days = append(a.days, d)
		}
		a.done = append(a.done, int32(len(a.days)))
	}
	return a
}

// addWorking gives the n-th working day after d, n being positive.
func (a *agenda) addWorking(d Date, n int) Date {
	if i := int(d - a.from); i >= 0 && i < len(a.done) {
		if k := int(a.done[i]) + n - 1; k < len(a.days) {
			return a.days[k]
		}
	}
	return a.cal.addWorking(d, n)
}

package demo

// Office hours: half past eight to noon, half past one to six.
const (
	officeOpens   = 8*hour + hour/2
	officeNoon    = 12 * hour
	officeReopens = 13*hour + hour/2
	officeCloses  = 18 * hour
	officeMorning = officeNoon - officeOpens
	officeDay     = officeMorning + officeCloses - officeReopens
)

// workTime measures time in working days: a whole number at the beginning of
// each, the fraction of office hours gone within it, and nothing on other days.
type workTime struct {
	first  Date
	before []int32 // working days from first up to a day
	days   []Date
}

// newWorkTime knows the days from first to last.
func newWorkTime(cal *calendar, first, last Date) *workTime {
	w := &workTime{first: first}
	for d := first; d <= last; d++ {
		w.before = append(w.before, int32(len(w.days)))
		if cal.working(d) {
			w.days = append(w.days, d)
		}
	}
	return w
}

// on reports whether offices are open on a day.
func (w *workTime) on(d Date) bool { return w.before[d+1-w.first] > w.before[d-w.first] }

// open reports whether offices are open at a moment.
func (w *workTime) open(s Stamp) bool {
	c := s.clock()
	return (c >= officeOpens && c < officeNoon || c >= officeReopens && c < officeCloses) && w.on(s.Date())
}

// at gives the working days up to a moment.
func (w *workTime) at(s Stamp) float64 {
	d := s.Date()
	n := float64(w.before[d-w.first])
	if !w.on(d) {
		return n
	}
	c := s.clock()
	gone := min(max(c-officeOpens, 0), officeMorning) + min(max(c-officeReopens, 0), officeCloses-officeReopens)
	return n + float64(gone)/officeDay
}

// stamp gives the moment, in office hours, at which so many working days are gone.
func (w *workTime) stamp(x float64) Stamp {
	i := int(x)
	gone := int((x - float64(i)) * officeDay)
	if gone < officeMorning {
		return w.days[i].at(officeOpens + gone)
	}
	return w.days[i].at(officeReopens + gone - officeMorning)
}

// after gives the n-th working day after d; for 0, d itself or the first
// working day after it.
func (w *workTime) after(d Date, n int) Date {
	if n == 0 {
		return w.days[w.before[d-w.first]]
	}
	return w.days[int(w.before[d+1-w.first])+n-1]
}

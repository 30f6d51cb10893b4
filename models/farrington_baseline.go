package models

import (
	"math"
	"time"

	"github.com/anlan-lake/anlan/models/counts"
)

// detector holds one series made ready, and the scratch space of its fits.
type detector struct {
	s         Series
	p         FarringtonParams
	y23       []float64 // y^(2/3) by period
	logY1     []float64 // log(y+0.1) by period
	yLogY     []float64
	covariate []float64 // time in periods
	logPop    []float64
	level     []int // seasonal level by period, 0 none
	refs      []int // reference positions, current first
	season    []int // level -> group, -1 when absent
	centre    []float64
	size      []float64
	rows      []int // positions of the baseline rows
	rowY23    []float64
	cap       quasiPoisson // full-length buffers
	q         quasiPoisson // the same, cut to the baseline at hand
	z         float64      // normal quantile of 1-alpha
}

func newDetector(s Series, from, to int, p FarringtonParams) (*detector, error) {
	if err := p.Validate(); err != nil {
		return nil, err
	}
	if err := s.Validate(p.Frequency); err != nil {
		return nil, err
	}
	n := len(s.Counts)
	switch {
	case from < 0 || to < from || to >= n:
		return nil, s.bad("holds %d periods: cannot judge positions %d to %d", n, from, to)
	case p.Reference == ByCalendar && (s.Dates == nil || n < 2):
		return nil, s.bad("has no dates, which calendar references need")
	case p.Population && s.Population == nil:
		return nil, s.bad("has no population, which the offset needs")
	}
	d := &detector{s: s, p: p, z: counts.NormalQuantile(1 - p.Alpha)}
	d.prepare()
	return d, nil
}

func (d *detector) prepare() {
	n := len(d.s.Counts)
	f := make([]float64, 16*n)
	take := func() []float64 { out := f[:n:n]; f = f[n:]; return out }
	d.y23, d.logY1, d.yLogY, d.covariate = take(), take(), take(), take()
	for i, y := range d.s.Counts {
		d.covariate[i] = float64(i + 1)
		if d.s.missing(i) {
			continue
		}
		d.y23[i] = math.Pow(y, 2.0/3)
		d.logY1[i] = math.Log(y + 0.1)
		if y > 0 {
			d.yLogY[i] = y * math.Log(y)
		}
	}
	if d.p.Reference == ByCalendar {
		first := dayNumber(d.s.Dates[0])
		unit := float64(dayNumber(d.s.Dates[1]) - first)
		for i, day := range d.s.Dates {
			d.covariate[i] = float64(dayNumber(day)-first) / unit
		}
	}
	if d.p.Population {
		d.logPop = make([]float64, n)
		for i, pop := range d.s.Population {
			d.logPop[i] = math.Log(pop)
		}
		d.cap.offset = make([]float64, n)
	}
	d.level, d.rows, d.rowY23 = make([]int, n), make([]int, 0, n), take()
	d.refs, d.season = make([]int, d.p.Years+1), make([]int, d.p.Seasons+1)
	c := &d.cap
	c.y, c.t, c.logY1, c.yLogY = take(), take(), take(), take()
	c.eta, c.mu, c.work, c.hat, c.omega = take(), take(), take(), take(), take()
	c.group, c.chain = make([]int, n), make([]bool, n)
	k := d.p.Seasons
	g := make([]float64, 8*k)
	cut := func() []float64 { out := g[:k:k]; g = g[k:]; return out }
	c.alpha, c.s0, c.s1, c.s2, c.r0, c.r1 = cut(), cut(), cut(), cut(), cut(), cut()
	d.centre, d.size = cut(), cut()
}

// references fills refs with t and its counterparts of earlier years.
func (d *detector) references(t int) error {
	d.refs[0] = t
	for i := 1; i <= d.p.Years; i++ {
		ref, ok := t-i*d.p.Frequency, true
		if d.p.Reference == ByCalendar {
			ref, ok = d.calendar(t, i)
		}
		if !ok || ref-d.p.HalfWindow < 0 {
			return d.s.bad("period %d: its history does not reach back %d years and %d periods", t+1, d.p.Years, d.p.HalfWindow).
				WithNext("let it look back fewer years, or take a method that needs less history")
		}
		d.refs[i] = ref
	}
	return nil
}

// calendar gives the position of the day years before that of t, moved for
// weekly series to the nearest day that is the same day of the week.
func (d *detector) calendar(t, years int) (int, bool) {
	now := d.s.Dates[t]
	y, m, day := now.Date()
	back := time.Date(y-years, m, day, 0, 0, 0, 0, time.UTC) // 29 February becomes 1 March
	first := dayNumber(d.s.Dates[0])
	if d.p.Frequency == 12 {
		fy, fm, _ := d.s.Dates[0].Date()
		pos := (back.Year()-fy)*12 + int(back.Month()-fm)
		ok := pos >= 0 && pos < len(d.s.Dates) && sameDay(d.s.Dates[pos], back)
		return pos, ok
	}
	// The same weekday within the Sunday-to-Saturday week, or a week off if nearer.
	off := int(now.Weekday()) - int(back.Weekday())
	other := off + 7
	if off > 0 {
		other = off - 7
	}
	if abs(other) < abs(off) {
		off = other
	}
	days := dayNumber(back) + off - first
	pos := days / 7
	return pos, days >= 0 && days%7 == 0 && pos < len(d.s.Dates)
}

func abs(i int) int {
	if i < 0 {
		return -i
	}
	return i
}

// levels marks every period up to t with its seasonal level; see the method's
// card. Blocks between two windows are as even as they can be, longer ones first.
func (d *detector) levels(t int) (first int) {
	w, top := d.p.HalfWindow, d.p.Seasons
	first = d.refs[d.p.Years] - w
	clear(d.level[first : t+1])
	for i := d.p.Years; i >= 1; i-- {
		end := d.refs[i] + w
		for j := d.refs[i] - w; j <= end; j++ {
			d.level[j] = top
		}
		if top == 1 {
			continue
		}
		gap := d.refs[i-1] - d.refs[i] - 2*w - 1
		size, longer := gap/(top-1), gap%(top-1)
		j := end + 1
		for k := 1; k < top; k++ {
			length := size
			if k <= longer {
				length++
			}
			for range length {
				d.level[j] = k
				j++
			}
		}
	}
	for j := max(0, t-w); j <= t; j++ {
		d.level[j] = top
	}
	clear(d.level[max(first, t-d.p.PastNotIncluded) : t+1])
	return first
}

// baseline gathers the rows for time t; ok is false when there is nothing to
// fit or the current season has no row to learn from.
func (d *detector) baseline(t int) (ok bool, err error) {
	if err := d.references(t); err != nil {
		return false, err
	}
	first := d.levels(t)
	d.rows = d.rows[:0]
	for l := range d.season {
		d.season[l] = -1
	}
	for j := first; j < t; j++ {
		if l := d.level[j]; l > 0 && !d.s.missing(j) {
			d.rows = append(d.rows, j)
			d.season[l] = 0
		}
	}
	groups := 0
	for l, s := range d.season {
		if s == 0 {
			d.season[l] = groups
			groups++
		}
	}
	if d.season[d.p.Seasons] < 0 {
		return false, nil
	}
	d.gather(groups)
	return true, nil
}

func (d *detector) gather(groups int) {
	c, n := &d.cap, len(d.rows)
	d.q = quasiPoisson{
		groups: groups, group: c.group[:n], chain: c.chain[:n],
		y: c.y[:n], t: c.t[:n], logY1: c.logY1[:n], yLogY: c.yLogY[:n],
		eta: c.eta[:n], mu: c.mu[:n], work: c.work[:n], hat: c.hat[:n], omega: c.omega[:n],
		alpha: c.alpha, s0: c.s0, s1: c.s1, s2: c.s2, r0: c.r0, r1: c.r1,
	}
	if d.p.Population {
		d.q.offset = c.offset[:n]
	}
	for g := range groups {
		d.centre[g], d.size[g] = 0, 0
	}
	for i, j := range d.rows {
		g := d.season[d.level[j]]
		d.q.group[i], d.q.t[i] = g, d.covariate[j]
		d.q.y[i], d.q.logY1[i], d.q.yLogY[i] = d.s.Counts[j], d.logY1[j], d.yLogY[j]
		d.rowY23[i] = d.y23[j]
		d.q.chain[i] = i > 0 && d.q.group[i-1] == g && d.q.t[i]-d.q.t[i-1] == 1
		if d.p.Population {
			d.q.offset[i] = d.logPop[j]
		}
		d.centre[g] += d.covariate[j]
		d.size[g]++
	}
	for g := range groups {
		d.centre[g] /= d.size[g]
	}
	for i, g := range d.q.group {
		d.q.t[i] -= d.centre[g]
	}
}

package demo

import "math"

// Outbreak is a planted rise of one kind of case in one area.
type Outbreak struct {
	ID         string
	Dataset    string // "dispute_case" or "hotline_ticket"
	Series     string // "dispute_type" (Kind is a heading of two digits) or "hotline_domain"
	Kind       string
	Area       string // county or township
	Start      Date
	Days       int
	Excess     int     // cases added
	Expected   float64 // cases expected in its first week without it
	Ordinary   float64 // cases expected on its days without it
	Deviations float64 // Excess in standard deviations of the cases on its days
	Size       string  // as planned: "small", "medium", "large" or "huge"
}

// plan of outbreaks: how many, and how far back they may start.
const (
	recentOutbreaks, recentWeeks = 12, 10
	olderOutbreaks, olderMonths  = 12, 15
)

// outbreakSize is a class of outbreaks.
type outbreakSize struct {
	name       string
	deviations float64
	least      int
}

// outbreakSizes are the classes: how many standard deviations are added, and
// how many cases at the least, without which a rise in a rare kind is none.
func outbreakSizes() []outbreakSize {
	return []outbreakSize{{"small", 2.5, 3}, {"medium", 4.5, 4}, {"large", 7.5, 6}, {"huge", 12, 10}}
}

// plantOutbreaks draws when, where and what, and makes the extra cases: part
// of them in one village, as a shared cause would have it. No two fall on the
// same series of the same area within eight weeks, and none into a wave or a
// silence.
func (c *City) plantOutbreaks(df, tf []*flow, dh, th rhythm, dm *disputeMaker, tm *ticketMaker) ([]Outbreak, []Dispute, []Ticket) {
	o, first, last := c.Options, c.First, c.Last
	r := newStream(o.Seed, "outbreaks")
	rarest := min(0.6, 6*o.Scale) // cases a week that a county needs to be worth a rise
	var list []Outbreak
	var disputes []Dispute
	var tickets []Ticket
	tries := 0 // for the next one
	for ; len(list) < recentOutbreaks+olderOutbreaks && tries < 2000; tries++ {
		size := outbreakSizes()[len(list)/2%4]
		x := Outbreak{Days: r.between(5, 12), Size: size.name}
		if len(list) < recentOutbreaks {
			x.Start = last - Date(r.between(x.Days-1, 7*recentWeeks-1))
		} else {
			x.Start = last - Date(r.between(7*recentWeeks+x.Days, 30*olderMonths))
		}
		if x.Start < first {
			x.Start = first + Date(r.IntN(int(last-first)/2+1))
		}
		fs, h := tf, th
		x.Dataset, x.Series = "hotline_ticket", "hotline_domain"
		if len(list)%2 == 0 {
			fs, h, x.Dataset, x.Series = df, dh, "dispute_case", "dispute_type"
		}
		at := r.IntN(len(fs))
		x.Kind = fs[0].kinds[r.IntN(len(fs[0].kinds)-1)].code
		x.Area = fs[at].town.code
		town := len(list)%3 == 2 || x.Dataset == "hotline_ticket" && len(list)%3 == 1
		if !town {
			x.Area = fs[at].county.code
		}
		needed := rarest
		if town {
			needed /= 4
		}
		end := min(x.Start+Date(x.Days)-1, last)
		within := flowsIn(fs, x.Area)
		for _, f := range within {
			x.Expected += f.expected(h, x.Start, min(x.Start+6, last), x.Kind)
			x.Ordinary += f.expected(h, x.Start, end, x.Kind)
		}
		if x.Expected < needed || clashes(list, x) || c.marred(&x) {
			continue
		}
		deviation := deviation(within, h, x.Start, end, x.Kind)
		x.Excess = int(math.Ceil(size.deviations * deviation))
		if x.Excess < size.least {
			if tries < 300 { // in a small city every kind may be this rare
				continue
			}
			x.Excess = size.least
		}
		tries = 0
		x.Deviations = float64(x.Excess) / deviation
		x.ID = "OB" + string(appendTwo(nil, len(list)+1))
		list = append(list, x)
		village := fs[at].town.kids[r.IntN(len(fs[at].town.kids))]
		for range x.Excess {
			when := fs[at].moment(x.Start+Date(min(float64(x.Days-1), r.Float64()*float64(x.Days))), r)
			f, v := fs[at], village
			if r.chance(0.35) { // elsewhere in the area
				f = within[r.IntN(len(within))]
				_, v = f.locate(when, site{}, r)
			}
			if x.Dataset == "dispute_case" {
				disputes = append(disputes, dm.make(f, when, x.Kind, v, r))
			} else {
				ticket := tm.make(f, when, x.Kind, v, r)
				if len(ticket.AreaCode) < 9 { // every case planted can be found in its area
					ticket.AreaCode = v.code
				}
				tickets = append(tickets, ticket)
			}
		}
	}
	return list, disputes, tickets
}

// flowsIn gives the flows of a county or a township.
func flowsIn(fs []*flow, area string) []*flow {
	var list []*flow
	for _, f := range fs {
		if f.town.code[:len(area)] == area {
			list = append(list, f)
		}
	}
	return list
}

// deviation is the standard deviation of the number of cases of a kind that
// begin in some flows from one day to another: of chance, of the weeks' moods
// and of what the flows have in common.
func deviation(fs []*flow, h rhythm, from, to Date, kind string) float64 {
	type cell struct {
		town string
		week int
		mean float64
	}
	var cells []cell
	variance := 0.0
	for _, f := range fs {
		for d := from; d <= to; {
			sunday := min(to, d+Date(6-d.weekday()))
			mean := f.expected(h, d, sunday, kind)
			cells = append(cells, cell{f.town.code, d.week(), mean})
			variance += mean
			d = sunday + 1
		}
	}
	f := fs[0]
	load := f.loading() * f.loading()
	for i, a := range cells {
		for j, b := range cells {
			mixed := 1.0
			if i == j {
				mixed += 1 / f.own()
			}
			variance += a.mean * b.mean * (mixed*math.Exp(load*f.field.correlation(a.town, b.town, a.week-b.week)) - 1)
		}
	}
	return math.Sqrt(variance)
}

// marred reports whether an outbreak would fall into a wave of its kind or into
// a silence of its area.
func (c *City) marred(o *Outbreak) bool {
	meets := func(start Date, days int) bool { return o.Start < start+Date(days) && start < o.Start+Date(o.Days) }
	for _, w := range c.terrain.waves {
		if w.Dataset == o.Dataset && w.Kind == o.Kind && w.County == o.Area[:6] && meets(w.Start, w.Days) {
			return true
		}
	}
	for _, s := range c.Silences {
		n := min(len(s.Area), len(o.Area))
		if s.Dataset == o.Dataset && s.Area[:n] == o.Area[:n] && meets(s.Start, s.Days) {
			return true
		}
	}
	return false
}

func clashes(list []Outbreak, o Outbreak) bool {
	for _, x := range list {
		near := x.Start-o.Start < 56 && o.Start-x.Start < 56
		n := min(len(x.Area), len(o.Area))
		if near && x.Series == o.Series && x.Kind == o.Kind && x.Area[:n] == o.Area[:n] {
			return true
		}
	}
	return false
}

package demo

import "math"

// Outbreak is a planted rise of one kind of case in one area.
type Outbreak struct {
	ID       string
	Dataset  string // "dispute_case" or "hotline_ticket"
	Series   string // "dispute_type" (Kind is a heading of two digits) or "hotline_domain"
	Kind     string
	Area     string // county or township
	Start    Date
	Days     int
	Excess   int     // cases added
	Expected float64 // cases expected in its first week without it
	Size     string  // "small", "medium" or "large"
}

// plan of outbreaks: how many, and how far back they may start.
const (
	recentOutbreaks, recentWeeks = 12, 10
	olderOutbreaks, olderMonths  = 10, 15
)

// plantOutbreaks draws when, where and what, and makes the extra cases: part
// of them in one village, as a shared cause would have it. No two fall on the
// same series of the same area within eight weeks.
func plantOutbreaks(df, tf []*flow, dh, th rhythm, dm *disputeMaker, tm *ticketMaker, o Options, first, last Date) ([]Outbreak, []Dispute, []Ticket) {
	r := newStream(o.Seed, "outbreaks")
	rarest := min(0.12, 1.2*o.Scale) // cases a week that a series needs to be worth a rise
	var list []Outbreak
	var disputes []Dispute
	var tickets []Ticket
	for tries := 0; len(list) < recentOutbreaks+olderOutbreaks && tries < 5000; tries++ {
		x := Outbreak{Days: r.between(5, 12), Size: []string{"small", "medium", "medium", "large"}[len(list)%4]}
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
		for _, f := range fs {
			if len(f.town.code) >= len(x.Area) && f.town.code[:len(x.Area)] == x.Area {
				x.Expected += f.expected(h, x.Start, func(code string) bool { return code == x.Kind })
			}
		}
		if x.Expected < rarest || clashes(list, x) {
			continue
		}
		spread, least := map[string]float64{"small": 2.6, "medium": 4.2, "large": 7}[x.Size], map[string]float64{"small": 4, "medium": 7, "large": 11}[x.Size]
		x.Excess = int(math.Ceil(spread*math.Sqrt(x.Expected) + least))
		x.ID = "OB" + string(appendTwo(nil, len(list)+1))
		list = append(list, x)
		village := fs[at].town.kids[r.IntN(len(fs[at].town.kids))]
		for range x.Excess {
			when := fs[at].moment(x.Start+Date(min(float64(x.Days-1), r.Float64()*float64(x.Days))), r)
			f, v := fs[at], village
			if r.chance(0.35) { // elsewhere in the area
				for {
					f = fs[r.IntN(len(fs))]
					if f.town.code[:len(x.Area)] == x.Area {
						break
					}
				}
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

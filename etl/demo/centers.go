package demo

import (
	"math"
	"strconv"

	"github.com/anlan-lake/anlan"
)

// centersOf lists every governance centre in a quarter: one for the city, each
// county, township and village.
func (c *City) centersOf(quarter Date) []CenterQuarter {
	rows := []CenterQuarter{c.center(c.terrain.city, 1, quarter)}
	for _, county := range c.terrain.counties {
		rows = append(rows, c.center(county, 2, quarter))
		for _, town := range county.kids {
			rows = append(rows, c.center(town, 3, quarter))
			for _, v := range town.kids {
				rows = append(rows, c.center(v, 4, quarter))
			}
		}
	}
	return rows
}

// centerSkill is how well a centre is run, on the logit scale.
func (c *City) centerSkill(p *place) float64 {
	skill := 0.8 * (trait(c.Options.Seed, "center "+p.code) - 0.5)
	if p.plan != nil {
		skill += p.plan.skill
	}
	for q := p; q != nil; q = q.parent {
		skill += q.skill // of the township
	}
	return skill
}

func (c *City) center(p *place, level int, quarter Date) CenterQuarter {
	r := newStream(c.Options.Seed, "governance_center_quarter "+p.code+quarter.String())
	fixed := newStream(c.Options.Seed, "governance_center_quarter "+p.code)
	skill := c.centerSkill(p) + 0.3*c.years(quarter)
	x := CenterQuarter{CenterID: "ZZ" + p.code, AreaCode: p.code, CenterLevel: strconv.Itoa(level), Quarter: quarter,
		IsOperating: flagOf(fixed.Float64() < shift([]float64{.999, .995, .96, .88}[level-1], 0.8*skill)),
		Posts:       []Count{45, 18, 5, NoCount}[level-1], VideoTerminal: flagOf(fixed.Float64() < shift(0.85, skill)), HasPoliticalOfficer: Unknown}
	switch level {
	case 4:
		x.Staff = 1 + fixed.share(2, 0.5)
		x.DeptsRequired, x.DeptsResident, x.Rooms = NoCount, NoCount, fixed.share(5, shift(0.55, skill))
	default:
		x.Staff = Count(math.Round(float64(x.Posts) * fixed.logNormal(0.93+0.06*math.Tanh(skill), 0.10)))
		x.DeptsRequired = []Count{16, 12, 7}[level-1]
		x.DeptsResident = fixed.share(x.DeptsRequired, shift(0.86, 0.8*skill))
		x.Rooms = fixed.share(5, shift(0.85, skill))
	}
	if level == 3 {
		x.HasPoliticalOfficer = flagOf(fixed.Float64() < shift(0.93, skill))
	}
	per := []float64{0.00004, 0.00035, 0.0016, 0.002}[level-1]
	x.Received = Count(r.poisson(p.pop * per * c.Options.Scale * 10))
	x.ClosedOnTime = r.share(x.Received, shift(0.91, 0.7*skill))
	stars := c.starsUntil(p, quarter)
	x.Star = strconv.Itoa(stars[len(stars)-1])
	if len(stars) > 1 {
		x.StarPrev = strconv.Itoa(stars[len(stars)-2])
	}
	return x
}

// starsUntil gives a centre's stars from the first quarter to one: what the
// rating committee gave, at most one star up or down at a time.
func (c *City) starsUntil(p *place, quarter Date) []int {
	var stars []int
	for q := c.Last.monthStart(-c.Options.Months).quarterStart(); q <= quarter; q = q.monthStart(3) {
		r := newStream(c.Options.Seed, "stars "+p.code+q.String())
		points := 78 + 9*c.centerSkill(p) + 4*c.years(q) + 3*r.NormFloat64()
		star := 1
		for _, least := range []float64{65, 75, 85, 92} {
			star += int(countIf(points >= least))
		}
		if n := len(stars); n > 0 {
			star = max(stars[n-1]-1, min(stars[n-1]+1, star))
		}
		stars = append(stars, star)
	}
	return stars
}

func (c *City) centerSheaf() *sheaf[CenterQuarter] {
	return &sheaf[CenterQuarter]{dataset: "governance_center_quarter", rows: c.Centers, sent: tenthAfter,
		form: form{kind: formBook, title: cityName + "综治中心规范化建设季报",
			groups: []group{{"中心编号", 0, 0}, {"区划代码", 1, 1}, {"层级", 2, 2}, {"季度首日", 3, 3}, {"机构与人员", 4, 7}, {"入驻与场所", 8, 10}, {"办理情况", 11, 12}, {"星级与联网", 13, 15}},
			totals: []string{"received", "closed_on_time"}, notes: []string{"填报人：基层治理科", "注：村级可不填编制"}},
		event: func(x *CenterQuarter) Date { return x.Quarter }, cells: (*CenterQuarter).cells,
		fresh: func(x CenterQuarter, n int) CenterQuarter { x.Quarter = c.unusedQuarter(n); return x },
		twin:  func(x CenterQuarter) CenterQuarter { x.Staff++; return x }}
}

func centerFaults() []fault {
	return []fault{
		breaks(anlan.RuleRequired, "is_operating", ""), breaks(anlan.RuleCode, "star", "6"), breaks(anlan.RuleArea, "area_code", nowhere),
		over("closed_on_time", 13, "received", 12),
		over("depts_resident", 7, "depts_required", 6),
		breaks(anlan.RuleRange, "rooms", "6"), breaks(anlan.RuleType, "staff", "多人"), breaks(anlan.RuleRequired, "received", "-"),
	}
}

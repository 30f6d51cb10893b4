package demo

import "math"

// makeProfiles lists city, counties, townships and villages for each month
// from first to last (first days of months). Population is constant within a
// year; levels are told apart, not added up, as the statistics bureau does it.
func makeProfiles(t *terrain, seed uint64, first, last, until Date) []Profile {
	places := append([]*place{t.city}, t.counties...)
	places = append(append(places, t.towns...), t.villages...)
	var rows []Profile
	for month := first; month <= last; month = month.monthStart(1) {
		year, _, _ := month.civil()
		now, _, _ := until.civil()
		growth := math.Pow(1.004, float64(year-now))
		for _, p := range places {
			r := newStream(seed, "area_profile "+p.code) // the same for every month: shares of a place
			rows = append(rows, profile(t, p, month, growth, r))
		}
	}
	return rows
}

func profile(t *terrain, p *place, month Date, growth float64, r stream) Profile {
	pop := math.Round(p.pop * growth)
	whole := func(x float64) int64 { return int64(math.Round(x)) }
	x := Profile{AreaCode: p.code, StatMonth: month, ResidentPop: whole(pop), RegisteredPop: whole(pop * (0.80 + 0.3*r.Float64())),
		Households: whole(pop / (2.4 + 0.5*r.Float64())), LandArea: math.Round(t.shapes.size(p.cells)*1e4) / 1e4,
		MotorVehicles: -1, MarketEntities: whole(pop * (0.05 + 0.09*r.Float64())), VillageCnt: NoCount, CommunityCnt: NoCount,
		StdAddressCnt: whole(pop * (0.5 + 0.2*r.Float64())), HouseCnt: whole(pop * (0.38 + 0.1*r.Float64())), UnitCnt: whole(pop * (0.03 + 0.03*r.Float64()))}
	x.ResidencePermitCnt = whole(pop * 0.0006 * (0.5 + r.Float64()) * yearly(month, 70, 0.4))
	if len(p.code) < 12 {
		villages, communities := p.count()
		x.VillageCnt, x.CommunityCnt = Count(villages), Count(communities)
	}
	if len(p.code) <= 6 {
		years := float64(month) / 365.25
		x.MotorVehicles = whole(pop * 0.29 * math.Exp(0.03*(years-26)))
		for _, c := range t.counties {
			if c == p || len(p.code) == 4 {
				x.GDP += math.Round(c.pop * growth * c.plan.gdp * math.Exp(0.05*(years-26)))
			}
		}
	}
	return x
}

// count gives how many villages and communities lie in a place.
func (p *place) count() (villages, communities int) {
	for _, k := range p.kids {
		switch k.kind {
		case "31":
			communities++
		case "32":
			villages++
		default:
			v, c := k.count()
			villages, communities = villages+v, communities+c
		}
	}
	return villages, communities
}

package demo

import (
	"strconv"
	"strings"
)

// Registers are the registers of cases that are kept whole, each in order of
// event.
type Registers struct {
	Flows     []FlowStep     // dispute_flow
	Courts    []CourtCase    // court_case
	Labor     []LaborCase    // labor_case
	Consumers []ConsumerCase // consumer_case
	CityCases []CityCase     // city_case
	Safety    []SafetyEvent  // safety_event
	Hazards   []Hazard       // hazard_item
	Checks    []QualityCheck // quality_check
	Risks     []Risk         // risk_item
	Orders    []Order        // supervise_order
}

// makeRegisters makes the registers; orders come last because they point at
// rows of the others.
func (c *City) makeRegisters() {
	cal := newCalendar()
	c.Flows = c.makeFlows()
	c.Courts = c.makeCourts(cal)
	c.Labor = c.makeLabor(cal)
	c.Consumers = c.makeConsumers(cal)
	c.CityCases = c.makeCityCases(cal)
	c.Safety = c.makeSafety(cal)
	c.Hazards = c.makeHazards(cal)
	c.Checks = c.makeChecks(cal)
	c.Risks = c.makeRisks(cal)
	c.Orders = c.makeOrders(cal)
}

// registerJobs lists the files of the registers.
func (c *City) registerJobs(gb *gbTable, names *nameTable) []job {
	var jobs []job
	jobs = appendJobs(jobs, c, names, c.citySheaf())
	jobs = appendJobs(jobs, c, names, c.consumerSheaf())
	jobs = appendJobs(jobs, c, names, c.flowSheaf())
	jobs = appendJobs(jobs, c, names, c.hazardSheaf())
	jobs = appendJobs(jobs, c, names, c.courtSheaf(gb))
	jobs = appendJobs(jobs, c, names, c.laborSheaf())
	jobs = appendJobs(jobs, c, names, c.checkSheaf())
	jobs = appendJobs(jobs, c, names, c.orderSheaf(gb))
	jobs = appendJobs(jobs, c, names, c.safetySheaf())
	return appendJobs(jobs, c, names, c.riskSheaf())
}

// since is the first day of the registers that do not reach back as far as
// those of requests.
func (c *City) since() Date { return max(c.First, c.Last.monthStart(-c.Options.Months)) }

// gather runs a process in all townships from a day on; add appends the rows
// of one case, as a rule one.
func gather[T any](c *City, p *process, cal *calendar, first Date, fs []*flow, add func(list []T, f *flow, at Stamp, kind string, r stream) []T) [][]T {
	c.addRates(fs, first)
	h := p.rhythm(cal, first, c.Last)
	c.addWaves(fs, h)
	return eachFlow(fs, func(f *flow) []T {
		r := newStream(c.Options.Seed, p.dataset+" "+f.town.code)
		list := make([]T, 0, int(f.rate*float64(c.Last-first+1)*1.12)+16)
		f.run(h, first, c.Last, r, func(at Stamp, k int) { list = add(list, f, at, f.kinds[k].code, r) })
		return list
	})
}

// lean moves the cases of flows out of the country: towns and townships keep a
// share of what they had, streets get the rest.
func lean(fs []*flow, country float64) []*flow {
	before, after := 0.0, 0.0
	for _, f := range fs {
		before += f.rate
		if f.town.kind != "21" {
			f.rate *= country
		}
		after += f.rate
	}
	for _, f := range fs {
		f.rate *= before / after
	}
	return fs
}

// freshNumber gives a number of the same day that counting never reaches.
func freshNumber(id string, n int) string {
	b := append([]byte(id[:strings.LastIndexByte(id, '-')+1]), '9')
	return string(appendPadded(b, n, 4))
}

// appendPadded appends n with zeros before it where it has fewer digits.
func appendPadded(b []byte, n, digits int) []byte {
	limit := 1
	for range digits - 1 {
		limit *= 10
	}
	for ; limit > n && limit > 1; limit /= 10 {
		b = append(b, '0')
	}
	return strconv.AppendInt(b, int64(n), 10)
}

// known reports whether a day of a row has come before a moment.
func (d Date) known(s Stamp) bool { return d != 0 && d.at(0) < s }

// before gives a day if it is known before a moment.
func (d Date) before(s Stamp) Date {
	if d.known(s) {
		return d
	}
	return 0
}

// before gives a time if it lies before a moment.
func (s Stamp) before(end Stamp) Stamp {
	if s < end {
		return s
	}
	return 0
}

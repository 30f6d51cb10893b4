package demo

import "slices"

// Reports are what departments report by month and quarter, in order of period.
type Reports struct {
	Organisations []MediationOrg     // mediation_org
	LegalMonths   []LegalMonth       // legal_service_month
	GridStaffs    []GridStaff        // grid_staff_month
	JusticeMonths []JusticeMonth     // justice_stat_month
	SiteChecks    []SiteCheck        // site_check_month
	Centers       []CenterQuarter    // governance_center_quarter
	CareMonths    []CareMonth        // care_service_month
	Duties        []Duty             // duty_target
	Communities   []CommunityQuarter // community_gov_quarter
}

// makeReports makes the rows of every period that has been sent by the last
// day. Periods are independent of each other: each draws from streams of its
// own, on top of what a unit keeps for good.
func (c *City) makeReports() {
	months, early := c.periodsSent(1, eighth), c.periodsSent(1, fifth)
	quarters := c.periodsSent(3, tenthAfter)
	c.Organisations = eachPeriod(early, c.organisationsOf)
	c.GridStaffs = eachPeriod(early, c.gridStaffsOf)
	c.LegalMonths = eachPeriod(months, c.legalMonthsOf)
	c.JusticeMonths = eachPeriod(months, c.justiceMonthsOf)
	c.SiteChecks = eachPeriod(months, c.siteChecksOf)
	c.CareMonths = eachPeriod(months, c.careMonthsOf)
	c.Centers = eachPeriod(quarters, c.centersOf)
	c.Duties = eachPeriod(quarters, c.dutiesOf)
	c.Communities = eachPeriod(quarters, c.communitiesOf)
}

// The days on which reports are sent: the fifth and eighth of the month after,
// the tenth after a quarter.
func fifth(month Date) Date        { return month.monthStart(1) + 4 }
func eighth(month Date) Date       { return month.monthStart(1) + 7 }
func tenthAfter(quarter Date) Date { return quarter.monthStart(3) + 9 }

// quarterStart gives the first day of d's quarter.
func (d Date) quarterStart() Date {
	_, m, _ := d.civil()
	return d.monthStart(-((m - 1) % 3))
}

// periodsSent lists the first days of the periods of step months whose reports
// have been sent by the last day.
func (c *City) periodsSent(step int, sent func(Date) Date) []Date {
	from := c.Last.monthStart(-c.Options.Months)
	if step == 3 {
		from = from.quarterStart()
	}
	var list []Date
	for p := from; sent(p) <= c.Last; p = p.monthStart(step) {
		list = append(list, p)
	}
	return list
}

// eachPeriod makes the rows of all periods, in order of period.
func eachPeriod[T any](periods []Date, make func(Date) []T) []T {
	return slices.Concat(inParts(len(periods), func(i int) []T { return make(periods[i]) })...)
}

// inParts makes n parts on all cores, in order.
func inParts[T any](n int, part func(i int) []T) [][]T {
	parts := make([][]T, n)
	inParallel(n, func(i int) { parts[i] = part(i) })
	return parts
}

// unusedMonth gives months, unusedQuarter quarters, before any of the city's data.
func (c *City) unusedMonth(n int) Date   { return c.First.monthStart(-1 - n%60) }
func (c *City) unusedQuarter(n int) Date { return c.First.quarterStart().monthStart(-3 - 3*(n%20)) }

// trait is a number between 0 and 1 that a unit keeps for good.
func trait(seed uint64, name string) float64 {
	return float64(mix(hashText(name)^seed)>>11) / (1 << 53)
}

// years counts from the last day: negative before it.
func (c *City) years(d Date) float64 { return float64(d-c.Last) / 365.25 }

// share draws how many of n have what one has with probability p.
func (r stream) share(n Count, p float64) Count { return Count(r.binomial(int(n), p)) }

// reportJobs lists the files of what departments report.
func (c *City) reportJobs(names *nameTable) []job {
	var jobs []job
	jobs = appendJobs(jobs, c, names, c.gridStaffSheaf())
	jobs = appendJobs(jobs, c, names, c.organisationSheaf())
	jobs = appendJobs(jobs, c, names, c.siteCheckSheaf())
	jobs = appendJobs(jobs, c, names, c.centerSheaf())
	jobs = appendJobs(jobs, c, names, c.communitySheaf())
	jobs = appendJobs(jobs, c, names, c.dutySheaf())
	jobs = appendJobs(jobs, c, names, c.legalSheaf())
	jobs = appendJobs(jobs, c, names, c.justiceSheaf())
	jobs = appendJobs(jobs, c, names, c.careSheaf())
	return jobs
}

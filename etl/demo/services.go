package demo

import "sync"

// serviceSets makes services and daily statistics: data sets that are too large
// to be held, or too simple to be worth it.
type serviceSets struct {
	services *serviceMonths
	gridDays *gridDayMonths
	calls    *callMonths
	traffic  *trafficMonths
	devices  *deviceMonths
	whole    struct { // once somebody asks
		services func() []Service
		reviews  func() []Review
		gridDays func() []GridDay
		calls    func() []CallHour
		traffic  func() []TrafficDay
		devices  func() []DeviceDay
	}
}

func (c *City) makeServices() {
	t, seed, cal := c.terrain, c.Options.Seed, newCalendar()
	p := serviceProcess(c.Options.Scale)
	fs := p.flows(t, seed)
	since := c.since()
	c.services = newServiceMonths(fs, cal, seed, since, c.Last)
	patrolled := since
	if c.Options.Scale < 1 {
		patrolled = max(since, c.Last-99)
	}
	c.gridDays = newGridDayMonths(t, cal, seed, patrolled, c.Last)
	c.calls = newCallMonths(c.tickets, c.Options.Scale, seed, since, c.Last)
	c.traffic = newTrafficMonths(t, cal, seed, since, c.Last)
	c.devices = newDeviceMonths(t, seed, since, c.Last)

	whole := &c.serviceSets.whole
	whole.services = sync.OnceValue(c.services.rows)
	whole.reviews = sync.OnceValue(c.services.reviewRows)
	whole.gridDays = sync.OnceValue(func() []GridDay { return all(patrolled.monthStart(0), c.Last, c.gridDays.month, nil) })
	whole.calls = sync.OnceValue(func() []CallHour { return all(since, c.Last, c.calls.month, nil) })
	whole.traffic = sync.OnceValue(func() []TrafficDay { return all(since, c.Last, c.traffic.month, nil) })
	whole.devices = sync.OnceValue(func() []DeviceDay { return all(since, c.Last, c.devices.month, nil) })
}

// Services gives all rows of service_case, in order of day; it makes them on
// the first call, and holds them from then on.
func (c *City) Services() []Service { return rowsOf(c.serviceSets.whole.services) }

// Reviews gives all rows of service_review likewise, in order of time.
func (c *City) Reviews() []Review { return rowsOf(c.serviceSets.whole.reviews) }

// GridDays gives all rows of grid_day likewise, in order of day.
func (c *City) GridDays() []GridDay { return rowsOf(c.serviceSets.whole.gridDays) }

// CallHours gives all rows of hotline_call_hour likewise, in order of time.
func (c *City) CallHours() []CallHour { return rowsOf(c.serviceSets.whole.calls) }

// TrafficDays gives all rows of traffic_accident_day likewise, in order of day.
func (c *City) TrafficDays() []TrafficDay { return rowsOf(c.serviceSets.whole.traffic) }

// DeviceDays gives all rows of device_ops_day likewise, in order of day.
func (c *City) DeviceDays() []DeviceDay { return rowsOf(c.serviceSets.whole.devices) }

// serviceJobs lists the files of services and of daily statistics.
func (c *City) serviceJobs(gb *gbTable, names *nameTable) []job {
	var jobs []job
	jobs = appendJobs(jobs, c, names, c.serviceSheaf())
	jobs = appendJobs(jobs, c, names, c.verticalSheaf(gb))
	jobs = appendJobs(jobs, c, names, c.reviewSheaf())
	jobs = appendJobs(jobs, c, names, c.gridDaySheaf())
	jobs = appendJobs(jobs, c, names, c.deviceSheaf())
	jobs = appendJobs(jobs, c, names, c.trafficSheaf(gb))
	jobs = appendJobs(jobs, c, names, c.callSheaf())
	return jobs
}

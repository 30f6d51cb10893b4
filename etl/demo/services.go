package demo

func (c *City) makeServices() {}

// Services gives all rows of service_case, in order of time.
func (c *City) Services() []Service { return nil }

// Reviews gives all rows of service_review, in order of time.
func (c *City) Reviews() []Review { return nil }

// GridDays gives all rows of grid_day, in order of day.
func (c *City) GridDays() []GridDay { return nil }

// CallHours gives all rows of hotline_call_hour, in order of time.
func (c *City) CallHours() []CallHour { return nil }

// TrafficDays gives all rows of traffic_accident_day, in order of day.
func (c *City) TrafficDays() []TrafficDay { return nil }

// DeviceDays gives all rows of device_ops_day, in order of day.
func (c *City) DeviceDays() []DeviceDay { return nil }

// serviceJobs lists the files of services and of daily statistics.
func (c *City) serviceJobs(gb *gbTable, names *nameTable) []job {
	return nil
}

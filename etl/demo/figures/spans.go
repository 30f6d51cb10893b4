package figures

// coverDaily sees the events of what comes daily.
func (o *oracle) coverDaily(daily func(string, func(see func(int64)))) {
	c := o.city
	tickets, events, police := c.Tickets(), c.GridEvents(), c.Police()
	see(daily, "dispute_case", len(c.Disputes), func(i int) int64 { return stampSeconds(c.Disputes[i].RegisterTime) })
	see(daily, "mediation_case", len(c.Mediations), func(i int) int64 { return dateSeconds(c.Mediations[i].AcceptDate) })
	see(daily, "petition_item", len(c.Petitions), func(i int) int64 { return dateSeconds(c.Petitions[i].ReceiveDate) })
	see(daily, "hotline_ticket", len(tickets), func(i int) int64 { return stampSeconds(tickets[i].CreateTime) })
	see(daily, "grid_event", len(events), func(i int) int64 { return stampSeconds(events[i].ReportTime) })
	see(daily, "police_stat_day", len(police), func(i int) int64 { return dateSeconds(police[i].StatDate) })
	o.coverRegisters(daily)
	o.coverServices(daily)
}

// coverRegisters sees the events of the registers that are kept whole.
func (o *oracle) coverRegisters(daily func(string, func(see func(int64)))) {
	c := o.city
	see(daily, "court_case", len(c.Courts), func(i int) int64 { return dateSeconds(c.Courts[i].FileDate) })
	see(daily, "labor_case", len(c.Labor), func(i int) int64 { return dateSeconds(c.Labor[i].AcceptDate) })
	see(daily, "consumer_case", len(c.Consumers), func(i int) int64 { return dateSeconds(c.Consumers[i].ReceiveDate) })
	see(daily, "city_case", len(c.CityCases), func(i int) int64 { return stampSeconds(c.CityCases[i].ReportTime) })
	see(daily, "safety_event", len(c.Safety), func(i int) int64 { return stampSeconds(c.Safety[i].OccurTime) })
	see(daily, "hazard_item", len(c.Hazards), func(i int) int64 { return dateSeconds(c.Hazards[i].FoundDate) })
	see(daily, "quality_check", len(c.Checks), func(i int) int64 { return dateSeconds(c.Checks[i].CheckDate) })
	see(daily, "risk_item", len(c.Risks), func(i int) int64 { return dateSeconds(c.Risks[i].IdentifiedDate) })
	see(daily, "supervise_order", len(c.Orders), func(i int) int64 { return stampSeconds(c.Orders[i].IssueTime) })
}

func (o *oracle) coverServices(daily func(string, func(see func(int64)))) {
	services, reviews, days := o.city.Services(), o.city.Reviews(), o.city.GridDays()
	calls, traffic, devices := o.city.CallHours(), o.city.TrafficDays(), o.city.DeviceDays()
	see(daily, "service_case", len(services), func(i int) int64 { return stampSeconds(services[i].ApplyTime) })
	see(daily, "service_review", len(reviews), func(i int) int64 { return stampSeconds(reviews[i].ReviewTime) })
	see(daily, "grid_day", len(days), func(i int) int64 { return dateSeconds(days[i].StatDate) })
	see(daily, "hotline_call_hour", len(calls), func(i int) int64 { return stampSeconds(calls[i].StatHour) })
	see(daily, "traffic_accident_day", len(traffic), func(i int) int64 { return dateSeconds(traffic[i].StatDate) })
	see(daily, "device_ops_day", len(devices), func(i int) int64 { return dateSeconds(devices[i].StatDate) })
}

// coverReports sees the periods of what is reported by month, wave or quarter.
// A report may be awaited half a month, that of a quarter twenty days.
func (o *oracle) coverReports(reports func(string, int, int64, func(see func(int64)))) {
	c := o.city
	monthly := func(dataset string, times func(see func(int64))) { reports(dataset, 1, 15, times) }
	quarterly := func(dataset string, times func(see func(int64))) { reports(dataset, 3, 20, times) }
	see(monthly, "survey_response", len(c.Survey), func(i int) int64 { return dateSeconds(c.Survey[i].SurveyDate) })
	see(monthly, "mediation_org", len(c.Organisations), func(i int) int64 { return dateSeconds(c.Organisations[i].StatMonth) })
	see(monthly, "legal_service_month", len(c.LegalMonths), func(i int) int64 { return dateSeconds(c.LegalMonths[i].StatMonth) })
	see(monthly, "grid_staff_month", len(c.GridStaffs), func(i int) int64 { return dateSeconds(c.GridStaffs[i].StatMonth) })
	see(monthly, "justice_stat_month", len(c.JusticeMonths), func(i int) int64 { return dateSeconds(c.JusticeMonths[i].StatMonth) })
	see(monthly, "site_check_month", len(c.SiteChecks), func(i int) int64 { return dateSeconds(c.SiteChecks[i].StatMonth) })
	see(monthly, "care_service_month", len(c.CareMonths), func(i int) int64 { return dateSeconds(c.CareMonths[i].StatMonth) })
	see(quarterly, "governance_center_quarter", len(c.Centers), func(i int) int64 { return dateSeconds(c.Centers[i].Quarter) })
	see(quarterly, "community_gov_quarter", len(c.Communities), func(i int) int64 { return dateSeconds(c.Communities[i].Quarter) })
}

// see shows cover the times of a data set of n rows.
func see(cover func(string, func(see func(int64))), dataset string, n int, at func(i int) int64) {
	cover(dataset, func(see func(int64)) {
		for i := range n {
			see(at(i))
		}
	})
}

package demo

// The functions below write a row's cells in the order of columns.csv. One row
// in oddRateDay comes in odd forms: these tables are long.
const oddRateDay = 60

func (g *GridDay) cells(l *line) {
	l.beginRow(oddRateDay, g.row)
	l.area(g.AreaCode)
	l.date(g.StatDate)
	l.count(g.StaffOnDuty, "人")
	l.count(g.Patrols, "次")
	l.count(g.HouseholdVisits, "户次")
	l.count(g.ValidInfo, "条")
	l.count(g.Solved, "件")
	l.count(g.AgentServices, "件")
}

func (c *CallHour) cells(l *line) {
	l.beginRow(oddRate, uint64(c.StatHour))
	l.area(c.AreaCode)
	l.stamp(c.StatHour)
	l.count(c.CallsIn, "次")
	l.count(c.CallsAnswered, "次")
	l.count(c.Answered15s, "次")
	l.real(c.AvgWaitS, 2)
	l.real(c.AvgTalkS, 2)
	l.count(c.SeatsOnline, "个")
}

func (t *TrafficDay) cells(l *line) {
	l.beginRow(oddRateDay, t.row)
	l.area(t.AreaCode)
	l.date(t.StatDate)
	l.count(t.Accidents, "起")
	l.count(t.FatalAccidents, "起")
	l.count(t.Deaths, "人")
	l.count(t.Injured, "人")
	l.count(t.QuickSettled, "起")
}

func (d *DeviceDay) cells(l *line) {
	l.beginRow(oddRateDay, d.row)
	l.area(d.AreaCode)
	l.date(d.StatDate)
	l.text(d.System)
	l.count(d.Installed, "台")
	l.count(d.Online, "台")
	l.count(d.Faults, "起")
	l.count(d.FaultsFixed, "起")
	l.count(d.RequestsServed, "次")
	l.count(d.Helped, "次")
}

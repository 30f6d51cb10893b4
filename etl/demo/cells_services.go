package demo

// The functions below write a row's cells in the order of columns.csv.

func (s *Service) cells(l *line) {
	l.begin(s.SvcID, oddRate)
	l.text(s.SvcID)
	l.area(s.AreaCode)
	l.text(s.DeptCode)
	l.text(s.ItemCode)
	l.text(s.ServiceType)
	l.text(s.Channel)
	l.stamp(s.ApplyTime)
	l.stamp(s.AcceptTime)
	l.count(s.LegalDays, "工作日")
	l.count(s.PromiseDays, "工作日")
	l.real(s.UsedDays, 2)
	l.stamp(s.DueTime)
	l.stamp(s.FinishTime)
	l.count(s.Visits, "次")
	l.flag(s.IsOnlineFull)
	l.flag(s.IsAgent)
	l.flag(s.IsBundle)
	l.buf = l.names.append(l.buf, s.person)
	l.end()
}

func (r *Review) cells(l *line) {
	l.begin(r.ReviewID, oddRate)
	l.text(r.ReviewID)
	l.text(r.SvcID)
	l.area(r.AreaCode)
	l.text(r.DeptCode)
	l.stamp(r.ReviewTime)
	l.text(r.Level)
	l.flag(r.IsDefault)
	l.flag(r.IsBadVerified)
	l.stamp(r.FixDue)
	l.stamp(r.FixTime)
	l.buf = l.names.appendStory(l.buf, r.person, "办理情况")
	l.end()
}

func (g *GridDay) cells(l *line) {
	l.begin(g.AreaCode, oddRate)
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
	l.begin(c.AreaCode, oddRate)
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
	l.begin(t.AreaCode, oddRate)
	l.area(t.AreaCode)
	l.date(t.StatDate)
	l.count(t.Accidents, "起")
	l.count(t.FatalAccidents, "起")
	l.count(t.Deaths, "人")
	l.count(t.Injured, "人")
	l.count(t.QuickSettled, "起")
}

func (d *DeviceDay) cells(l *line) {
	l.begin(d.AreaCode, oddRate)
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

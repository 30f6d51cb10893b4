package demo

// The functions below write a row's cells in the order of columns.csv.

func (m *MediationOrg) cells(l *line) {
	l.beginRow(oddRate, hashText(m.OrgID)^uint64(m.StatMonth))
	l.text(m.OrgID)
	l.date(m.StatMonth)
	l.text(m.OrgName)
	l.text(m.OrgType)
	l.area(m.AreaCode)
	l.text(m.USCC)
	l.count(m.Mediators, "人")
	l.count(m.MediatorsFull, "人")
	l.count(m.Trained, "人次")
	l.flag(m.IsStudio)
	l.flag(m.IsActive)
}

func (x *LegalMonth) cells(l *line) {
	l.beginRow(oddRate, hashText(x.AreaCode)^uint64(x.StatMonth))
	l.area(x.AreaCode)
	l.text(x.RowLevel)
	l.date(x.StatMonth)
	l.count(x.VillagesTotal, "个")
	l.count(x.VillagesWithRoom, "个")
	l.count(x.VillagesWithAdviser, "个")
	l.count(x.AdviserVisits, "次")
	l.count(x.Consults, "人次")
	l.count(x.PublicityEvents, "场")
	l.count(x.AidApplied, "件")
	l.count(x.AidDecidedOnTime, "件")
	l.count(x.AidApproved, "件")
	l.count(x.AidRated, "件")
	l.count(x.AidSatisfied, "件")
	l.count(x.ReviewDue, "件")
	l.count(x.ReviewOnTime, "件")
	l.count(x.ReviewCorrected, "件")
	l.count(x.AdminMedClosed, "件")
	l.count(x.AdminMedSuccess, "件")
}

func (g *GridStaff) cells(l *line) {
	l.beginRow(oddRate, hashText(g.AreaCode)^uint64(g.StatMonth))
	l.area(g.AreaCode)
	l.date(g.StatMonth)
	l.text(g.GridKind)
	l.flag(g.IsUrban)
	l.count(g.Households, "户")
	l.count(g.StaffFull, "人")
	l.count(g.StaffPart, "人")
	l.flag(g.HasLeader)
	l.flag(g.HasPolice)
	l.flag(g.HasMediator)
	l.count(g.Star3Plus, "人")
	l.count(g.Trained, "人次")
}

func (j *JusticeMonth) cells(l *line) {
	l.beginRow(oddRate, hashText(j.AreaCode+j.Item)^uint64(j.StatMonth))
	l.area(j.AreaCode)
	l.date(j.StatMonth)
	l.text(j.Item)
	l.real(j.Num, 2)
	l.real(j.Den, 2)
}

func (s *SiteCheck) cells(l *line) {
	l.beginRow(oddRate, hashText(s.AreaCode+s.Site)^uint64(s.StatMonth))
	l.area(s.AreaCode)
	l.date(s.StatMonth)
	l.text(s.Site)
	l.count(s.SitesTotal, "个")
	l.count(s.SitesChecked, "个")
	l.count(s.OkAll, "个")
	l.count(s.OkAlarm, "个")
	l.count(s.Problems, "个")
	l.count(s.ProblemsFixed, "个")
}

func (c *CenterQuarter) cells(l *line) {
	l.beginRow(oddRate, hashText(c.CenterID)^uint64(c.Quarter))
	l.text(c.CenterID)
	l.area(c.AreaCode)
	l.text(c.CenterLevel)
	l.date(c.Quarter)
	l.flag(c.IsOperating)
	l.count(c.Posts, "人")
	l.count(c.Staff, "人")
	l.flag(c.HasPoliticalOfficer)
	l.count(c.DeptsRequired, "个")
	l.count(c.DeptsResident, "个")
	l.count(c.Rooms, "个")
	l.count(c.Received, "件")
	l.count(c.ClosedOnTime, "件")
	l.text(c.Star)
	l.text(c.StarPrev)
	l.flag(c.VideoTerminal)
}

func (c *CareMonth) cells(l *line) {
	l.beginRow(oddRate, hashText(c.AreaCode+c.GroupCode)^uint64(c.StatMonth))
	l.area(c.AreaCode)
	l.date(c.StatMonth)
	l.text(c.GroupCode)
	l.count(c.Target, "人")
	l.count(c.Served, "人")
	l.count(c.NeedsRaised, "件")
	l.count(c.NeedsMet, "件")
	l.count(c.SubsidyDue, "户次")
	l.count(c.SubsidyPaid, "户次")
}

func (d *Duty) cells(l *line) {
	l.beginRow(oddRate, hashText(d.DeptCode+d.TargetNo)^uint64(d.Quarter))
	l.text(d.DeptCode)
	l.area(d.AreaCode)
	l.date(d.Quarter)
	l.text(d.TargetNo)
	l.text(d.DutyKind)
	l.flag(d.IsSigned)
	l.real(d.TargetValue, 2)
	l.real(d.ActualValue, 2)
	l.flag(d.IsDone)
}

func (c *CommunityQuarter) cells(l *line) {
	l.beginRow(oddRate, hashText(c.AreaCode)^uint64(c.Quarter))
	l.area(c.AreaCode)
	l.date(c.Quarter)
	l.flag(c.HasCommittee)
	l.count(c.Meetings, "次")
	l.count(c.Topics, "项")
	l.count(c.TopicsDone, "项")
	l.count(c.TopicsFedBack, "项")
	l.count(c.Volunteers, "人")
	l.real(c.VolunteerHours, 2)
	l.count(c.SocialOrgs, "个")
	l.flag(c.IsSafeCell)
	l.count(c.SmartEstates, "个")
	l.count(c.ChatGroupHouseholds, "户")
}

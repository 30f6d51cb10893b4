package demo

// MediationOrg is one row of mediation_org: a mediation organisation in a month.
type MediationOrg struct {
	OrgID                             string
	StatMonth                         Date
	OrgName, OrgType, AreaCode, USCC  string
	Mediators, MediatorsFull, Trained Count
	IsStudio, IsActive                Flag
}

// LegalMonth is one row of legal_service_month: legal services of a county or township in a month.
type LegalMonth struct {
	AreaCode, RowLevel string
	StatMonth          Date

	VillagesTotal, VillagesWithRoom, VillagesWithAdviser, AdviserVisits Count
	Consults, PublicityEvents                                           Count
	AidApplied, AidDecidedOnTime, AidApproved, AidRated, AidSatisfied   Count
	ReviewDue, ReviewOnTime, ReviewCorrected                            Count
	AdminMedClosed, AdminMedSuccess                                     Count
}

// GridStaff is one row of grid_staff_month: the staff of a grid in a month.
type GridStaff struct {
	AreaCode                          string
	StatMonth                         Date
	GridKind                          string
	IsUrban                           Flag
	Households, StaffFull, StaffPart  Count
	HasLeader, HasPolice, HasMediator Flag
	Star3Plus, Trained                Count
}

// JusticeMonth is one row of justice_stat_month: an item of the political-legal report of a county and month.
type JusticeMonth struct {
	AreaCode  string
	StatMonth Date
	Item      string
	Num, Den  float64
}

// SiteCheck is one row of site_check_month: checks of a kind of site in a township and month.
type SiteCheck struct {
	AreaCode                                                          string
	StatMonth                                                         Date
	Site                                                              string
	SitesTotal, SitesChecked, OkAll, OkAlarm, Problems, ProblemsFixed Count
}

// CenterQuarter is one row of governance_center_quarter: a governance centre in a quarter.
type CenterQuarter struct {
	CenterID, AreaCode, CenterLevel                             string
	Quarter                                                     Date
	IsOperating                                                 Flag
	Posts, Staff                                                Count
	HasPoliticalOfficer                                         Flag
	DeptsRequired, DeptsResident, Rooms, Received, ClosedOnTime Count
	Star, StarPrev                                              string
	VideoTerminal                                               Flag
}

// CareMonth is one row of care_service_month: care services of a county, month and group.
type CareMonth struct {
	AreaCode                                                       string
	StatMonth                                                      Date
	GroupCode                                                      string
	Target, Served, NeedsRaised, NeedsMet, SubsidyDue, SubsidyPaid Count
}

// Duty is one row of duty_target: a duty of a unit in a quarter.
type Duty struct {
	DeptCode, AreaCode       string
	Quarter                  Date
	TargetNo, DutyKind       string
	IsSigned                 Flag
	TargetValue, ActualValue float64
	IsDone                   Flag
}

// CommunityQuarter is one row of community_gov_quarter: self-government of a village or community in a quarter.
type CommunityQuarter struct {
	AreaCode                                                string
	Quarter                                                 Date
	HasCommittee                                            Flag
	Meetings, Topics, TopicsDone, TopicsFedBack, Volunteers Count
	VolunteerHours                                          float64
	SocialOrgs                                              Count
	IsSafeCell                                              Flag
	SmartEstates, ChatGroupHouseholds                       Count
}

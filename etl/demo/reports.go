package demo

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

func (c *City) makeReports() {}

// reportJobs lists the files of what departments report.
func (c *City) reportJobs(gb *gbTable, names *nameTable) []job {
	return nil
}

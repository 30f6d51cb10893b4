package demo

// FlowStep is one row of dispute_flow: a step of a dispute's handling.
type FlowStep struct {
	FlowID, CaseID                     string
	SeqNo                              Count
	AreaCode, Action, FromDept, ToDept string
	ActionTime, Deadline, DoneTime     Stamp

	person uint64
}

// CourtCase is one row of court_case: a case in one stage before the courts.
type CourtCase struct {
	CourtCaseID, Stage, AreaCode, Cause, CauseVersion         string
	FileDate, LimitDate, CloseDate                            Date
	CloseWay                                                  string
	Amount                                                    Money
	OrgID                                                     string
	IsSmallClaim, IsReversed, AutoPerformed, OfficialAppeared Flag

	reverseDay, performDay Date
	person                 uint64
}

// LaborCase is one row of labor_case: a labour dispute or a case of unpaid wages.
type LaborCase struct {
	LaborCaseID, AreaCode, Kind, Issue, Industry string
	WorkerCount                                  Count
	Amount, AmountRecovered                      Money
	IsMigrantWage                                Flag
	AcceptDate, DueDate, CloseDate               Date
	IsSettled, SuedAfter                         Flag
	Sat                                          string

	extendDay, sueDay, satDay Date
	person                    uint64
}

// ConsumerCase is one row of consumer_case: a consumer complaint or report.
type ConsumerCase struct {
	ConsumerID, AreaCode, Kind, Category string
	ReceiveDate, DecideDue, DecideDate   Date
	IsAccepted                           Flag
	MediateDue, CloseDate                Date
	IsSettled                            Flag
	AmountRecovered                      Money
	IsOnline, IsRepeat                   Flag
	Sat                                  string

	person uint64
}

// CityCase is one row of city_case: a case of city management.
type CityCase struct {
	CityCaseID, AreaCode string
	ReportTime           Stamp
	Category, Source     string
	DueTime, FinishTime  Stamp
	RedoCount            Count
}

// SafetyEvent is one row of safety_event: an emergency, accident or fire.
type SafetyEvent struct {
	SeventID, AreaCode, Category, SubType, Level, Industry          string
	OccurTime, AlarmTime, ReportTime, FirstArrivalTime, ControlTime Stamp
	Deaths, Injured                                                 Count
	Loss                                                            float64
	IsOfficial, IsConcealed, PlanActivated                          Flag
	FixMeasures, FixDone                                            Count

	verdictDay, fixDay, exposeDay Date // when it was judged, put right, found to have been concealed
	person                        uint64
}

// Hazard is one row of hazard_item: a safety hazard.
type Hazard struct {
	HazardID, AreaCode, Field, Level, Source string
	FoundDate, DueDate, FixDate              Date
	IsVerified, IsRelapsed, IsListed         Flag
	USCC                                     string

	verifyDay, relapseDay, listDay Date
	person                         uint64
}

// QualityCheck is one row of quality_check: one sampling of products.
type QualityCheck struct {
	CheckID, AreaCode, Product string
	CheckDate                  Date
	IsRandom                   Flag
	Batches, Passed            Count
	FailDue, FailDone          Date
}

// Risk is one row of risk_item: one entry of the risk register.
type Risk struct {
	RiskID, AreaCode, Domain, IssueName                  string
	IdentifiedDate                                       Date
	Origin, Grade, GradeInitial, LeadDept                string
	DueDate, CloseDate, LastReview                       Date
	HasPlan, IsDecision, Assessed, Consulted, IsRealised Flag

	reviews                        []Date
	dropDay, assessDay, realiseDay Date
}

// Order is one row of supervise_order: one supervision order.
type Order struct {
	OrderID, AreaCode, DeptCode, Source               string
	IssueTime, SignDue, SignTime, DueTime, FinishTime Stamp
	Result                                            string
	IsConfirmed                                       Flag
	Notice, RelatedID                                 string

	person uint64
}

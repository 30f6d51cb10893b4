package demo

// AreaRow is one row of area: a unit of the tree in one span of validity.
type AreaRow struct {
	AreaCode, AreaName, AreaLevel, AreaType, ParentCode string
	StatCode12, UrbanRural                              string // "" is missing
	Households                                          Count
	CenterLon, CenterLat                                float64
	BoundaryRef                                         string
	ValidFrom, ValidTo                                  Date
	SuccessorCode                                       string
}

// Profile is one row of area_profile: basic statistics of an area in a month.
type Profile struct {
	AreaCode                                             string
	StatMonth                                            Date
	ResidentPop, RegisteredPop, Households               int64
	LandArea                                             float64 // km²
	GDP                                                  float64 // 10,000 yuan a year; 0 is missing (below county)
	MotorVehicles, MarketEntities                        int64   // -1 is missing
	VillageCnt, CommunityCnt                             Count
	StdAddressCnt, HouseCnt, UnitCnt, ResidencePermitCnt int64
}

// Department is one row of department.
type Department struct {
	DeptCode, DeptName, USCC, AreaCode, DeptLevel, System string
	IsSignatory, IsHotlineUnit, IsProvider                Flag
	ValidFrom, ValidTo                                    Date
}

// Dispute is one row of dispute_case.
type Dispute struct {
	CaseID, AreaCode                        string
	RegisterTime                            Stamp
	OccurDate                               Date
	AcceptTime, FirstResponseTime           Stamp
	Channel, DisputeType, Scale, RiskLevel  string
	PartyCount, UnitCount                   Count
	Amount                                  Money
	HandleLevel, OrgID, DeptCode, Method    string
	DueTime, CloseTime                      Stamp
	Status                                  string
	IsResolved, IsOnsite                    Flag
	SlipNo                                  string
	SlipComplete, IsRepeat                  Flag
	ReopenCount                             Count
	RevisitTime                             Stamp
	RevisitResolved, RevisitSat, RejectCode string
	ToLitigation, ToCriminal                Flag
	UpdatedAt                               Stamp

	firstClose, reopenAt Stamp // of a case that was opened again
	firstMethod          string
	firstSlip            Flag
	person               uint64
}

// Mediation is one row of mediation_case.
type Mediation struct {
	McaseID, DisputeCaseID, OrgID, AreaCode, Source, MedType string
	IsDifficult                                              Flag
	PartyCount                                               Count
	Amount                                                   Money
	AcceptDate, CloseDate                                    Date
	Result                                                   string
	PerformDue                                               Date
	Perform                                                  string
	ConfirmApplied, AgreementVoid                            Flag
	RevisitSat                                               string

	performDay, voidDay, revisitDay Date // when the office recorded them
	person                          uint64
}

// Petition is one row of petition_item.
type Petition struct {
	PetitionID, AreaCode                       string
	ReceiveDate                                Date
	Form, Purpose, ContentCode                 string
	IsRepeat                                   Flag
	PeopleBand, HandleType, DeptCode           string
	AcceptDue, AcceptDate, ReplyDue, ReplyDate Date
	IsExtended                                 Flag
	Outcome, SatDept, SatOffice                string
	ReviewApplied, ReviewChanged, IsWithdrawn  Flag
	IsBacklog, IsLawRelated                    Flag
	LedByLeader, ByAgent                       Flag

	extendDay, verifyDay, reviewDay, changeDay, backlogDay, settleDay Date
	verdict                                                           string // the outcome first told, before a later settlement
	person                                                            uint64
}

// Ticket is one row of hotline_ticket.
type Ticket struct {
	TicketID, AreaCode                                           string
	CreateTime                                                   Stamp
	Channel, TicketType, Domain, MergedLine, Urgency             string
	IsDirect                                                     Flag
	DeptCode                                                     string
	DispatchTime, SignTime, FirstContactTime, DueTime            Stamp
	FinishTime, CloseTime                                        Stamp
	ReturnedCount, ExtendedCount, RedoCount                      Count
	IsReasonable, IsRejected, IsWithdrawn, IsRepeat, RevisitDone Flag
	Resolved, SatResult, SatService                              string
	IsWhistle, IsDispute                                         Flag
	CaseID                                                       string
	UpdatedAt                                                    Stamp

	person uint64
}

// GridEvent is one row of grid_event.
type GridEvent struct {
	EventID, AreaCode                          string
	ReportTime                                 Stamp
	Source, EventType, EventLevel, HandleLevel string
	IsSelfHandled, IsWhistle                   Flag
	ArriveDue, ArriveTime                      Stamp
	DeptCode                                   string
	DueTime, FinishTime                        Stamp
	VerifyResult                               string
	IsDuplicate                                Flag
	Sat, CaseID                                string

	verifyAt Stamp
}

// PoliceDay is one row of police_stat_day: counts of a township, day and kind.
type PoliceDay struct {
	AreaCode                              string
	StatDate                              Date
	PoliceCat                             string
	Incidents, Responded, RespondedInTime int32
	Filed, Solved                         int32
	TransferredMediation                  Count
	Loss, LossStopped                     Money
}

// Response is one row of survey_response: an anonymous answer.
type Response struct {
	RespID, Wave                              string
	SurveyDate                                Date
	AreaCode, Mode                            string
	Weight                                    float64
	QSafe, QNight, QPeace                     Count
	QPolice, QProcurator, QCourt, QJustice    Count
	QService                                  Count
	Know, Participate, Victim, VictimReported Flag
	HadProblem, ProblemReported               Flag
	ProblemResolved                           string
	Pressured, Afraid                         Flag
}

package demo

// Service is one row of service_case: a case of a government service.
type Service struct {
	SvcID, AreaCode, DeptCode, ItemCode, ServiceType, Channel string
	ApplyTime, AcceptTime                                     Stamp
	LegalDays, PromiseDays                                    Count
	UsedDays                                                  float64
	DueTime, FinishTime                                       Stamp
	Visits                                                    Count
	IsOnlineFull, IsAgent, IsBundle                           Flag

	person uint64
}

// Review is one row of service_review: a citizen's review of a service.
type Review struct {
	ReviewID, SvcID, AreaCode, DeptCode string
	ReviewTime                          Stamp
	Level                               string
	IsDefault, IsBadVerified            Flag
	FixDue, FixTime                     Stamp

	person uint64
}

// GridDay is one row of grid_day: what a grid reports for a day.
type GridDay struct {
	AreaCode                                                                string
	StatDate                                                                Date
	StaffOnDuty, Patrols, HouseholdVisits, ValidInfo, Solved, AgentServices Count

	row uint64 // its number, for odd forms
}

// CallHour is one row of hotline_call_hour: the hotline's calls in an hour.
type CallHour struct {
	AreaCode                            string
	StatHour                            Stamp
	CallsIn, CallsAnswered, Answered15s Count
	AvgWaitS, AvgTalkS                  float64
	SeatsOnline                         Count
}

// TrafficDay is one row of traffic_accident_day: road accidents of a township and day.
type TrafficDay struct {
	AreaCode                                                 string
	StatDate                                                 Date
	Accidents, FatalAccidents, Deaths, Injured, QuickSettled Count

	row uint64
}

// DeviceDay is one row of device_ops_day: how devices of a system ran in a township on a day.
type DeviceDay struct {
	AreaCode                                                       string
	StatDate                                                       Date
	System                                                         string
	Installed, Online, Faults, FaultsFixed, RequestsServed, Helped Count

	row uint64
}

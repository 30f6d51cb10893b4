package demo

// Registers are the registers of cases that are kept whole, each in order of
// event.
type Registers struct {
	Flows     []FlowStep     // dispute_flow
	Courts    []CourtCase    // court_case
	Labor     []LaborCase    // labor_case
	Consumers []ConsumerCase // consumer_case
	CityCases []CityCase     // city_case
	Safety    []SafetyEvent  // safety_event
	Hazards   []Hazard       // hazard_item
	Checks    []QualityCheck // quality_check
	Risks     []Risk         // risk_item
	Orders    []Order        // supervise_order
}

func (c *City) makeRegisters() {}

// registerJobs lists the files of the registers.
func (c *City) registerJobs(gb *gbTable, names *nameTable) []job {
	return nil
}

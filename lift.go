package anlan

// Lift is what would raise an area's total to the next colour with the least
// effort, within what the best tenth of its peers achieves.
type Lift struct {
	Area     string
	Level    Level
	Period   string
	Colour   Colour  // to be reached
	Need     float64 // points that the total lacks of it, before a veto
	Reach    float64 // most points that can be won within the bounds
	Feasible bool    // whether Steps lead there
	Vetoed   bool    // a cap holds the total down: no figure lifts it
	Steps    []LiftStep
}

// LiftStep is one indicator to change.
type LiftStep struct {
	Indicator string
	Value     float64 // as it is
	Target    float64 // as it would have to be
	Points    float64 // of the total, won by it
	Effort    float64 // Target − Value as a share of the way to the value that scores 100
	Cases     float64 // the same in whole cases of its window, where it counts such; 0: it does not
}

// Lines gives the steps, or one that is empty where there are none: a table has
// a row for each.
func (l Lift) Lines() []LiftStep {
	if len(l.Steps) == 0 {
		return []LiftStep{{}}
	}
	return l.Steps
}

package composite

// Operation is one step of building an index: its parameters, and Apply, which
// gives the frame after it. The frame it is given is not changed; columns that
// stay as they are may be shared.
type Operation interface {
	Apply(in *Inputs, f *Frame) (*Frame, error)
}

// Inputs are what operations need beside the data.
type Inputs struct {
	Tree         *Tree
	Groups       map[string]map[string]string  // by name of the group column: the group of a unit
	Denominators []Scaled                      // nil: as the tree has them
	Force        map[string]bool               // units taken in, or left out, whatever their data
	Weights      map[string]map[string]float64 // weight tables by name: the weight of a node
	WeightSets   []map[string]float64          // weights of many runs
}

// Scaled is a denominator of an indicator: values are divided by the column
// over Factor.
type Scaled struct {
	Code, Denominator string
	Factor            float64
}

// Step is a named operation of a pipeline.
type Step struct {
	ID string
	Do Operation
}

// Run applies the steps one after another.
func Run(steps []Step, in *Inputs, f *Frame) (*Frame, error) {
	for i, s := range steps {
		var err error
		if i > 0 {
			f.spent = true // what a step gives is seen by the next alone
		}
		if f, err = s.Do.Apply(in, f); err != nil {
			return nil, &StepError{s.ID, err}
		}
	}
	return f, nil
}

// StepError says in which step of a pipeline something went wrong.
type StepError struct {
	Step string
	Err  error
}

func (e *StepError) Error() string { return "step " + e.Step + ": " + e.Err.Error() }

func (e *StepError) Unwrap() error { return e.Err }

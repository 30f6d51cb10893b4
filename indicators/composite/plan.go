package composite

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Plan is a pipeline as written: parameters are still text, so that an analysis
// can try others.
type Plan []PlannedStep

// PlannedStep is one step of a plan; Params are those of the operation Op, and
// Inputs name other inputs for its roles.
type PlannedStep struct {
	ID     string            `json:"id"`
	Op     string            `json:"op"`
	Params json.RawMessage   `json:"params"`
	Inputs map[string]string `json:"inputs,omitempty"`
}

// Steps reads the parameters of all steps; one that an operation does not know
// is an error.
func (p Plan) Steps() ([]Step, error) {
	raw, err := json.Marshal(p)
	if err != nil {
		return nil, err
	}
	return ParseSteps(raw)
}

// Choice is one way to do things otherwise: "step.parameter" gives a parameter
// another value, "step" gives the step another set of them.
type Choice map[string]json.RawMessage

// With gives the plan in which a choice was made.
func (p Plan) With(c Choice) (Plan, error) {
	out := slices.Clone(p)
	for _, key := range slices.Sorted(maps.Keys(c)) {
		id, param, one := strings.Cut(key, ".")
		i := slices.IndexFunc(out, func(s PlannedStep) bool { return s.ID == id })
		if i < 0 {
			return nil, fmt.Errorf("choice %q: there is no step %s", key, id)
		}
		if !one {
			out[i].Params = c[key]
			continue
		}
		params := map[string]json.RawMessage{}
		if len(out[i].Params) > 0 {
			if err := json.Unmarshal(out[i].Params, &params); err != nil {
				return nil, fmt.Errorf("step %s: %w", id, err)
			}
		}
		params[param] = c[key]
		raw, err := json.Marshal(params)
		if err != nil {
			return nil, fmt.Errorf("step %s: %w", id, err)
		}
		out[i].Params = raw
	}
	return out, nil
}

// steps gives the ids of the steps that a choice changes.
func (c Choice) steps() []string {
	var ids []string
	for key := range c {
		id, _, _ := strings.Cut(key, ".")
		ids = append(ids, id)
	}
	return ids
}

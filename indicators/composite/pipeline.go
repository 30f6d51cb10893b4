package composite

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
)

// ParseSteps reads a pipeline: a list of {"id", "op", "params", "inputs"} in
// JSON. params are the fields of the operation by their names; inputs may take
// weights from a table of another name. Anything unknown is an error.
func ParseSteps(raw []byte) ([]Step, error) {
	var list []struct {
		ID     string            `json:"id"`
		Op     string            `json:"op"`
		Params json.RawMessage   `json:"params"`
		Inputs map[string]string `json:"inputs"`
	}
	if err := parse(raw, &list); err != nil {
		return nil, err
	}
	steps := make([]Step, len(list))
	seen := map[string]bool{}
	for i, s := range list {
		if s.ID == "" || seen[s.ID] {
			return nil, fmt.Errorf("step %d: id %q is empty or there twice", i+1, s.ID)
		}
		seen[s.ID] = true
		do, err := ParseOperation(s.Op, s.Params, s.Inputs)
		if err != nil {
			return nil, &StepError{s.ID, err}
		}
		steps[i] = Step{s.ID, do}
	}
	return steps, nil
}

// ParseOperation reads one operation of a pipeline from its name and its
// parameters in JSON; inputs are as those of ParseSteps.
func ParseOperation(op string, params []byte, inputs map[string]string) (Operation, error) {
	if len(params) == 0 {
		params = []byte("{}")
	}
	for role := range inputs {
		if op != "aggregate" || role != "weights" {
			return nil, fmt.Errorf("input %s of %s cannot be taken from elsewhere", role, op)
		}
	}
	switch op {
	case "denominate":
		return parsed[Denominate](params)
	case "impute":
		return parsed[Impute](params)
	case "impute_panel":
		return parsed[ImputePanel](params)
	case "screen":
		return parsed[Screen](params)
	case "treat":
		return parsed[Treat](params)
	case "normalise":
		return parsed[Normalise](params)
	case "aggregate":
		var a Aggregate
		err := parse(params, &a)
		a.Table = inputs["weights"]
		return a, err
	}
	return nil, fmt.Errorf("operation %q: allowed are denominate, impute, impute_panel, screen, treat, normalise, aggregate", op)
}

func parsed[T Operation](raw []byte) (Operation, error) {
	var op T
	err := parse(raw, &op)
	return op, err
}

// keysOf names the keys that JSON of a struct can have at its top.
func keysOf(into any) []string {
	var out []string
	if t := reflect.TypeOf(into).Elem(); t.Kind() == reflect.Struct {
		for _, f := range reflect.VisibleFields(t) {
			if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); name != "" && name != "-" {
				out = append(out, name)
			}
		}
	}
	return out
}

// unknownKey gives the key, in quotation marks, that a decoder did not know; ok is
// false where the error is another. The decoder's error has no type of its own.
func unknownKey(err error) (key string, ok bool) {
	return strings.CutPrefix(err.Error(), "json: unknown field ")
}

// parse reads JSON in which nothing is unknown.
func parse(raw []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		if key, ok := unknownKey(err); ok {
			return fmt.Errorf("unknown key %s: allowed are %s", key, strings.Join(keysOf(into), ", "))
		}
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return fmt.Errorf("there is more after the end of the JSON value")
	}
	return nil
}

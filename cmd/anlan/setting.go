package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/anlan-lake/anlan"
)

// applySettings reads name=value pairs over the defaults in into, a pointer to
// a struct with JSON names. A value is JSON where it can be, else text; a dot
// reaches into a group (zones.k=20).
func applySettings(into any, pairs []string) error {
	for _, pair := range pairs {
		name, value, ok := strings.Cut(pair, "=")
		if !ok || name == "" {
			return anlan.Errorf(anlan.Invalid, "--set %q is not name=value", pair)
		}
		raw := json.RawMessage(value)
		if !json.Valid(raw) {
			text, err := json.Marshal(value)
			if err != nil {
				return fmt.Errorf("--set %s: %w", pair, err)
			}
			raw = text
		}
		path := strings.Split(name, ".")
		for _, part := range slices.Backward(path) {
			nested, err := json.Marshal(map[string]json.RawMessage{part: raw})
			if err != nil {
				return fmt.Errorf("--set %s: %w", pair, err)
			}
			raw = nested
		}
		d := json.NewDecoder(bytes.NewReader(raw))
		d.DisallowUnknownFields()
		if err := d.Decode(into); err != nil {
			return anlan.Errorf(anlan.Invalid, "--set %s: %w", pair, err).WithNext("settings here: %s", settingNames(into))
		}
	}
	return nil
}

// settingNames lists what can be set, with what holds without.
func settingNames(of any) string {
	raw, err := json.Marshal(of)
	if err != nil {
		return ""
	}
	var all map[string]json.RawMessage
	if err := json.Unmarshal(raw, &all); err != nil {
		return ""
	}
	var out []string
	for _, name := range slices.Sorted(maps.Keys(all)) {
		out = append(out, name+"="+string(all[name]))
	}
	return strings.Join(out, " ")
}

// oneOf refuses a choice that is not there, with those that are.
func oneOf[T any](flag, chosen string, all map[string]T) (T, error) {
	got, ok := all[chosen]
	if !ok {
		return got, anlan.Errorf(anlan.Invalid, "--%s %q is not one of %s", flag, chosen, strings.Join(slices.Sorted(maps.Keys(all)), ", "))
	}
	return got, nil
}

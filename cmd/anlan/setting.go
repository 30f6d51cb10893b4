package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/anlan-lake/anlan"
	"github.com/spf13/pflag"
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
			var other *json.UnmarshalTypeError
			if errors.As(err, &other) {
				err = fmt.Errorf("%s is %s", other.Field, kindWord(other.Type.Kind()))
			}
			return anlan.Errorf(anlan.Invalid, "--set %s: %w", pair, err).WithNext("settings here: %s", settingNames(into))
		}
	}
	return nil
}

// kindWord says what a setting or flag of a kind takes.
func kindWord(k reflect.Kind) string {
	switch k {
	case reflect.Int, reflect.Int64:
		return "a whole number"
	case reflect.Uint, reflect.Uint64:
		return "a whole number, 0 or more"
	case reflect.Float64:
		return "a number"
	case reflect.Bool:
		return "true or false"
	case reflect.Slice:
		return "a list, such as [1,2]"
	}
	return "a " + k.String()
}

// flagFault says what a flag takes where its value is no such thing.
func flagFault(err error) error {
	var value *pflag.InvalidValueError
	var number *strconv.NumError
	if !errors.As(err, &value) || !errors.As(err, &number) {
		return err
	}
	if errors.Is(number, strconv.ErrRange) {
		return fmt.Errorf("--%s %s is too large a number", value.GetFlag().Name, value.GetValue())
	}
	kinds := map[string]reflect.Kind{"ParseUint": reflect.Uint, "ParseFloat": reflect.Float64, "ParseBool": reflect.Bool}
	return fmt.Errorf("--%s %q is not %s", value.GetFlag().Name, value.GetValue(), kindWord(cmp.Or(kinds[number.Func], reflect.Int)))
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

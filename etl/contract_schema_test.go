package etl

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// The schema that stands beside the contracts is the one the loader has.
func TestContractSchemaIsCurrent(t *testing.T) {
	have, err := os.ReadFile("contract.schema.json")
	if err != nil || !bytes.Equal(have, ContractSchema()) {
		t.Errorf("etl/contract.schema.json is not what the loader reads (%v): write it anew with anlan contract schema > etl/contract.schema.json", err)
	}
}

func contractSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(ContractSchema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("contract.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("contract.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func validate(t *testing.T, s *jsonschema.Schema, text []byte) error {
	t.Helper()
	var v any
	if err := yaml.Unmarshal(text, &v); err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return s.Validate(doc)
}

// What the loader reads the schema accepts, and what it does not know the
// schema refuses.
func TestContractSchemaAgreesWithTheLoader(t *testing.T) {
	s := contractSchema(t)
	files, err := filepath.Glob("contracts/*.yaml")
	if err != nil || len(files) != 35 {
		t.Fatalf("%d contracts, %v", len(files), err)
	}
	examples, _ := filepath.Glob("../examples/*/contracts/*.yaml") // the pattern is sound
	for _, name := range append(files, examples...) {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.HasPrefix(text, []byte("# yaml-language-server: $schema=")) {
			t.Errorf("%s does not name its schema in its first line", name)
		}
		if err := validate(t, s, text); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, c := range [][2]string{
		{"", "colour: red"}, {"custom", "colour, value: red"}, {"custom", "source, value: {headerRows: many}"},
		{"rule", "timeOrder: [[pop]]"}, {"rule", "colour: red"}, {"sla", "colour, value: red"},
		{"column", "x, logicalType: text"}, {"column", "x"}, {"column", "x, logicalType: string, requierd: true"},
		{"column", "x, logicalType: string, required: sometimes"}, {"column", "x, logicalType: string, customProperties: [{property: treatment, value: maybe}]"},
	} {
		text := smallWith(c[0], c[1])
		if _, err := LoadContract("small.yaml", strings.NewReader(text)); err == nil {
			t.Errorf("%s %s: the loader reads it", c[0], c[1])
		}
		if err := validate(t, s, []byte(text)); err == nil {
			t.Errorf("%s %s: the schema accepts it", c[0], c[1])
		}
	}
}

// Every part that is decoded says what it is for.
func TestContractSchemaIsWordy(t *testing.T) {
	var walk func(reflect.Type)
	seen := []reflect.Type{}
	walk = func(x reflect.Type) {
		for x.Kind() == reflect.Pointer || x.Kind() == reflect.Slice {
			x = x.Elem()
		}
		if x.Kind() != reflect.Struct || slices.Contains(seen, x) {
			return
		}
		seen = append(seen, x)
		for f := range x.Fields() {
			if f.Tag.Get("yaml") == "" || f.Tag.Get("doc") == "" {
				t.Errorf("%s.%s has no name in YAML or no description", x.Name(), f.Name)
			}
			walk(f.Type)
		}
	}
	walk(reflect.TypeFor[contractDocument]())
}

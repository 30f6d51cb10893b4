package indicators

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/anlan-lake/anlan/internal/document"
)

// All faults come at once, each with its place.
func TestLoadFaultsHavePlaces(t *testing.T) {
	text := strings.NewReplacer("coverage: 0.7", "coverag: 0.7", "weight: 60}", "weight: 59}", "id: A2", "id: A1").Replace(tiny)
	_, err := Load("my.yaml", strings.NewReader(text))
	var all *document.Error
	if !errors.As(err, &all) || len(all.Faults) != 4 {
		t.Fatalf("want four faults, got %v", err)
	}
	lines := strings.Split(text, "\n")
	for n, want := range []string{"coverag:", "", "weight: 59", "id: A1"} {
		f := all.Faults[n]
		if want != "" && (f.Line < 1 || !strings.Contains(lines[f.Line-1], want)) {
			t.Errorf("fault %d is placed at %d:%d, which has no %q: %s", n, f.Line, f.Column, want, f.Message)
		}
	}
}

// The schema that stands beside the frameworks is the one the loader has.
func TestSchemaIsCurrent(t *testing.T) {
	have, err := os.ReadFile("framework.schema.json")
	if err != nil || !bytes.Equal(have, Schema()) {
		t.Errorf("indicators/framework.schema.json is not what the loader reads (%v): write it anew with anlan framework schema > indicators/framework.schema.json", err)
	}
}

// What the loader reads the schema accepts, and what it does not know the
// schema refuses.
func TestSchemaAgreesWithTheLoader(t *testing.T) {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(Schema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("framework.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("framework.json")
	if err != nil {
		t.Fatal(err)
	}
	validate := func(text []byte) error {
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
	files, err := filepath.Glob("frameworks/*.yaml")
	if err != nil || len(files) != len(BuiltinNames()) || len(files) == 0 {
		t.Fatalf("%d frameworks, %v", len(files), err)
	}
	for _, name := range append(files, "../examples/nyc/framework.yaml") {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.HasPrefix(text, []byte("# yaml-language-server: $schema=")) {
			t.Errorf("%s does not name its schema in its first line", name)
		}
		if err := validate(text); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := Load(name, bytes.NewReader(text)); err != nil {
			t.Error(err)
		}
	}
	for _, change := range [][2]string{
		{"coverage: 0.7", "coverag: 0.7"}, {"coverage: 0.7", "coverage: much"}, {"coverage: 0.7", "coverage: NaN"}, {"min: 0}", "min: -Inf}"}, {`direction: "+"`, "direction: up"}, {"colour: red", "colour: black"},
		{"levels: [city, county, township]", "levels: [city, parish]"}, {"goal: {worst: 50, best: 100}", "goal: {worst: 50}"}, {"id: A1, ", ""},
	} {
		text := strings.Replace(tiny, change[0], change[1], 1)
		if text == tiny {
			t.Fatalf("%q is not in the framework", change[0])
		}
		if _, err := Load("tiny.yaml", strings.NewReader(text)); err == nil {
			t.Errorf("%q: the loader reads it", change[1])
		}
		if err := validate([]byte(text)); err == nil {
			t.Errorf("%q: the schema accepts it", change[1])
		}
	}
}

// Every part that is read says what it is for.
func TestSchemaIsWordy(t *testing.T) {
	seen := map[reflect.Type]bool{}
	var walk func(reflect.Type)
	walk = func(x reflect.Type) {
		for x.Kind() == reflect.Pointer || x.Kind() == reflect.Slice || x.Kind() == reflect.Map {
			x = x.Elem()
		}
		if x.Kind() != reflect.Struct || seen[x] {
			return
		}
		seen[x] = true
		for f := range x.Fields() {
			if f.Tag.Get("yaml") == "" || f.Tag.Get("doc") == "" {
				t.Errorf("%s.%s has no name in YAML or no description", x.Name(), f.Name)
			}
			walk(f.Type)
		}
	}
	walk(reflect.TypeFor[Framework]())
}

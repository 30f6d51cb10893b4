package document

import (
	"encoding/json"
	"reflect"
)

// Schema gives the JSON Schema (draft 2020-12) of a struct that Decode reads,
// for editors that complete and check YAML by one. It says what can be written;
// what only the whole document shows is left to its reader.
func Schema(t reflect.Type, title string) []byte {
	s := schemaOf(t, "")
	s["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	s["title"] = title
	b, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		panic(err) // maps, lists and words alone
	}
	return append(b, '\n')
}

func schemaOf(t reflect.Type, tag reflect.StructTag) map[string]any {
	s := map[string]any{}
	if doc := tag.Get("doc"); doc != "" {
		s["description"] = doc
	}
	switch t.Kind() {
	case reflect.Pointer:
		return schemaOf(t.Elem(), tag)
	case reflect.Struct:
		if tag.Get("pairs") != "" {
			s["type"] = "array"
			s["items"] = map[string]any{"anyOf": pairSchemas(t)}
			return s
		}
		properties, need := map[string]any{}, []string{}
		for f := range t.Fields() {
			properties[f.Tag.Get("yaml")] = schemaOf(f.Type, f.Tag)
			if f.Tag.Get("need") != "" {
				need = append(need, f.Tag.Get("yaml"))
			}
		}
		s["type"], s["properties"], s["additionalProperties"] = "object", properties, false
		if len(need) > 0 {
			s["required"] = need
		}
	case reflect.Slice:
		item := reflect.StructTag("")
		if one := tag.Get("one"); one != "" {
			item = reflect.StructTag(`one:"` + one + `"`)
		}
		s["type"], s["items"] = "array", schemaOf(t.Elem(), item)
	case reflect.Array:
		s["type"], s["items"], s["minItems"], s["maxItems"] = "array", schemaOf(t.Elem(), ""), t.Len(), t.Len()
	case reflect.Map:
		s["type"], s["additionalProperties"] = "object", schemaOf(t.Elem(), "")
	case reflect.String:
		s["type"] = []string{"string", "number", "boolean"} // a word is read as it is written
		if words := wordsOf(tag); words != nil {
			s["type"], s["enum"] = "string", words
		}
	case reflect.Bool:
		s["type"] = "boolean"
	case reflect.Int:
		s["type"] = "integer"
	case reflect.Float64:
		s["type"] = "number"
	}
	return s
}

// pairSchemas gives one form for each property of a list of {property, value}.
func pairSchemas(t reflect.Type) []any {
	var forms []any
	for f := range t.Fields() {
		forms = append(forms, map[string]any{
			"type": "object", "additionalProperties": false, "required": []string{"property", "value"},
			"description": f.Tag.Get("doc"),
			"properties":  map[string]any{"property": map[string]any{"const": f.Tag.Get("yaml")}, "value": schemaOf(f.Type, f.Tag)},
		})
	}
	return forms
}

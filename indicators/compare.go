package indicators

import (
	"fmt"
	"reflect"
	"strings"
)

// Effect is what a change of a framework does to figures.
type Effect int

// The effects, the least first.
const (
	EffectWords  Effect = iota // names, definitions, who answers: no figure moves
	EffectShown                // what is withheld or shown
	EffectFigure               // values, scores, colours, ranks or what there is of them
)

// String gives words, shown or figures.
func (e Effect) String() string { return [...]string{"words", "shown", "figures"}[e] }

// Change is one difference between two frameworks: of the part Of ("indicator
// MD01", "category A", "" for the framework itself) the field at Path, from Old
// to New as they would be written. A whole part that came has no Old, one that
// went no New, and neither has a Path.
type Change struct {
	Of, Path string
	Old, New string
	Effect   Effect
}

// wordFields and shownFields are the keys that move no figure.
var (
	wordFields  = map[string]bool{"name": true, "definition": true, "owner": true, "source": true, "gaming_risk": true, "gaming_risk_zh": true, "report_role": true, "period": true, "origin": true}
	shownFields = map[string]bool{"min_cell": true, "small_cell": true}
)

// CompareFrameworks lists what changes from one framework to another, in the
// order of the second: of lists whose entries have an id (or a code) each entry
// is compared with its namesake. Version numbers and the history of versions
// are not compared: they say when, and this says what.
func CompareFrameworks(before, after *Framework) []Change {
	c := &comparison{}
	c.fields("", "", reflect.ValueOf(*before), reflect.ValueOf(*after), EffectFigure)
	return c.changes
}

type comparison struct{ changes []Change }

func (c *comparison) fields(of, path string, a, b reflect.Value, usual Effect) {
	for f := range a.Type().Fields() {
		key := f.Tag.Get("yaml")
		if path == "" && of == "" && (key == "id" || key == "version" || key == "versions") {
			continue
		}
		effect := usual
		switch {
		case wordFields[key]:
			effect = EffectWords
		case shownFields[key]:
			effect = EffectShown
		}
		c.value(of, strings.TrimPrefix(path+"."+key, "."), a.FieldByIndex(f.Index), b.FieldByIndex(f.Index), effect)
	}
}

func (c *comparison) value(of, path string, a, b reflect.Value, effect Effect) {
	if reflect.DeepEqual(a.Interface(), b.Interface()) {
		return
	}
	switch k := a.Kind(); {
	case k == reflect.Struct:
		c.fields(of, path, a, b, effect)
	case k == reflect.Pointer && !a.IsNil() && !b.IsNil():
		c.value(of, path, a.Elem(), b.Elem(), effect)
	case k == reflect.Slice && identity(a.Type().Elem()) != "":
		c.list(of, path, a, b, effect)
	default:
		c.changes = append(c.changes, Change{of, path, written(a), written(b), effect})
	}
}

// identity is the field that tells the entries of a list apart, "" for none.
func identity(t reflect.Type) string {
	if t.Kind() == reflect.Struct {
		for _, name := range []string{"ID", "Code"} {
			if _, ok := t.FieldByName(name); ok {
				return name
			}
		}
	}
	return ""
}

func (c *comparison) list(of, path string, a, b reflect.Value, effect Effect) {
	name := identity(a.Type().Elem())
	find := func(list reflect.Value, id string) (reflect.Value, bool) {
		for i := range list.Len() {
			if list.Index(i).FieldByName(name).String() == id {
				return list.Index(i), true
			}
		}
		return reflect.Value{}, false
	}
	part := func(id string) string {
		return strings.TrimSpace(of + " " + singular(path) + " " + id)
	}
	for i := range a.Len() {
		id := a.Index(i).FieldByName(name).String()
		if _, ok := find(b, id); !ok {
			c.changes = append(c.changes, Change{Of: part(id), Old: title(a.Index(i)), Effect: effect})
		}
	}
	for i := range b.Len() {
		id := b.Index(i).FieldByName(name).String()
		old, ok := find(a, id)
		if !ok {
			c.changes = append(c.changes, Change{Of: part(id), New: title(b.Index(i)), Effect: effect})
			continue
		}
		c.fields(part(id), "", old, b.Index(i), effect)
	}
}

// singular names one entry of a list: category for categories.
func singular(key string) string {
	if s, ok := strings.CutSuffix(key, "ies"); ok {
		return s + "y"
	}
	return strings.TrimSuffix(key, "s")
}

// title is what an entry is called, with its weight where it has one.
func title(v reflect.Value) string {
	t, _ := v.FieldByName("Name").Interface().(Text)
	s := t.Zh
	if t.En != "" {
		s += " (" + t.En + ")"
	}
	if w := v.FieldByName("Weight"); w.IsValid() && w.CanFloat() {
		s += fmt.Sprintf(" weight %g", w.Float())
	}
	return s
}

// written gives a value as it would be written, "—" for none.
func written(v reflect.Value) string {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return "—"
		}
		return written(v.Elem())
	case reflect.Slice:
		parts := make([]string, v.Len())
		for i := range parts {
			parts[i] = written(v.Index(i))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case reflect.Struct:
		var parts []string
		for f, field := range v.Fields() {
			if !field.IsZero() {
				parts = append(parts, f.Tag.Get("yaml")+": "+written(field))
			}
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case reflect.String:
		if v.String() == "" {
			return "—"
		}
	}
	return fmt.Sprint(v.Interface())
}

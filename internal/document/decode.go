package document

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// Decode reads YAML text into doc, a pointer to a struct, and notes where each
// part stands and all that does not fit: a key the struct lacks, a key twice, a
// value of another kind, a word that is not allowed. It reports false where the
// text is no YAML at all.
func (r *Review) Decode(text []byte, doc any) bool {
	r.at = map[string]spot{}
	f, err := parser.ParseBytes(text, 0)
	if err != nil {
		var at yaml.Error
		if errors.As(err, &at) && at.GetToken() != nil {
			r.sayAt(spot{at.GetToken().Position.Line, at.GetToken().Position.Column}, "%s", at.GetMessage())
			return false
		}
		r.sayAt(spot{1, 1}, "%v", err)
		return false
	}
	if len(f.Docs) < 2 && (len(f.Docs) == 0 || f.Docs[0].Body == nil) {
		r.sayAt(spot{1, 1}, "it is empty")
		return false
	}
	if len(f.Docs) > 1 {
		r.sayAt(spot{1, 1}, "want one YAML document, found %d", len(f.Docs))
		return false
	}
	r.at[""] = spot{1, 1}
	r.decode(f.Docs[0].Body, reflect.ValueOf(doc).Elem(), "")
	return true
}

// pairsOf gives the entries of a mapping, not ok for another node.
func pairsOf(n ast.Node) (pairs []*ast.MappingValueNode, ok bool) {
	switch n := n.(type) {
	case *ast.MappingNode:
		return n.Values, true
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{n}, true
	}
	return nil, false
}

// start gives the place of a node: of a mapping, that of its first key.
func start(n ast.Node) spot {
	if pairs, ok := pairsOf(n); ok && len(pairs) > 0 {
		n = pairs[0].Key
	}
	p := n.GetToken().Position
	return spot{p.Line, p.Column}
}

func (r *Review) decode(n ast.Node, v reflect.Value, path string) {
	if _, ok := r.at[path]; !ok {
		r.at[path] = start(n)
	}
	switch v.Kind() {
	case reflect.Pointer:
		p := reflect.New(v.Type().Elem())
		r.decode(n, p.Elem(), path)
		v.Set(p)
	case reflect.Struct:
		r.decodeStruct(n, v, path)
	case reflect.Slice, reflect.Array:
		r.decodeList(n, v, path)
	case reflect.Map:
		r.decodeMap(n, v, path)
	default:
		r.decodeWord(n, v, path)
	}
}

// decodeMap reads a mapping whose keys are names of the writer's own.
func (r *Review) decodeMap(n ast.Node, v reflect.Value, path string) {
	pairs, ok := pairsOf(n)
	if !ok {
		r.sayAt(start(n), "%s: want a mapping", lastOf(path))
		return
	}
	m := reflect.MakeMap(v.Type())
	for _, kv := range pairs {
		word, ok := wordOf(kv.Key)
		key := reflect.ValueOf(word).Convert(v.Type().Key())
		if m.MapIndex(key).IsValid() || !ok {
			r.sayAt(start(kv.Key), "%s: %q: want one value for each name", lastOf(path), word)
			continue
		}
		value := reflect.New(v.Type().Elem()).Elem()
		r.decode(kv.Value, value, path+"."+word)
		m.SetMapIndex(key, value)
	}
	v.Set(m)
}

// decodeStruct reads a mapping. A field with the tag pairs is read from a list
// of {property, value}, the standard's form for what it has no field for.
func (r *Review) decodeStruct(n ast.Node, v reflect.Value, path string) {
	pairs, ok := pairsOf(n)
	if !ok {
		r.sayAt(start(n), "%s: want a mapping", lastOf(path))
		return
	}
	seen := map[string]bool{}
	for _, kv := range pairs {
		key, _ := wordOf(kv.Key)
		at := start(kv.Key)
		field, tag, ok := fieldOf(v, key)
		switch {
		case !ok:
			r.sayAt(at, "unknown key %q; known here are %s", key, strings.Join(keysOf(v.Type()), ", "))
			continue
		case seen[key]:
			r.sayAt(at, "key %q stands twice", key)
			continue
		}
		seen[key] = true
		sub := strings.TrimPrefix(path+"."+key, ".")
		r.at[sub] = at
		if tag.Get("pairs") != "" {
			r.decodePairs(kv.Value, field, sub)
			continue
		}
		before := len(r.faults)
		r.decode(kv.Value, field, sub)
		if len(r.faults) == before {
			r.checkWords(wordsOf(tag), kv.Value, field, key)
		}
	}
	for f := range v.Type().Fields() {
		if key := f.Tag.Get("yaml"); f.Tag.Get("need") != "" && !seen[key] {
			r.Say(path, "%s is missing", key)
		}
	}
}

// checkWords holds a word, or each word of a list, against those allowed.
func (r *Review) checkWords(words []string, n ast.Node, v reflect.Value, key string) {
	if len(words) == 0 {
		return
	}
	if list, ok := n.(*ast.SequenceNode); ok {
		for i, item := range list.Values {
			r.checkWords(words, item, v.Index(i), key)
		}
		return
	}
	if !slices.Contains(words, v.String()) {
		r.sayAt(start(n), "%s %q is not one of %s", key, v.String(), strings.Join(words, ", "))
	}
}

func (r *Review) decodePairs(n ast.Node, v reflect.Value, path string) {
	list, ok := n.(*ast.SequenceNode)
	if !ok {
		r.sayAt(start(n), "%s: want a list of {property, value}", lastOf(path))
		return
	}
	seen := map[string]bool{}
	for _, item := range list.Values {
		var property string
		var value ast.Node
		pairs, _ := pairsOf(item)
		for _, kv := range pairs {
			switch key, _ := wordOf(kv.Key); key {
			case "property":
				property, _ = wordOf(kv.Value)
			case "value":
				value = kv.Value
			default:
				r.sayAt(start(kv.Key), "unknown key %q; known here are property, value", key)
			}
		}
		field, tag, known := fieldOf(v, property)
		switch {
		case property == "" || value == nil:
			r.sayAt(start(item), "%s: want {property, value}", lastOf(path))
			continue
		case !known:
			r.sayAt(start(item), "unknown custom property %q; known here are %s", property, strings.Join(keysOf(v.Type()), ", "))
			continue
		case seen[property]:
			r.sayAt(start(item), "custom property %q stands twice", property)
			continue
		}
		seen[property] = true
		sub := path + "." + property
		r.at[sub] = start(item)
		before := len(r.faults)
		r.decode(value, field, sub)
		if len(r.faults) == before {
			r.checkWords(wordsOf(tag), value, field, property)
		}
	}
}

func (r *Review) decodeList(n ast.Node, v reflect.Value, path string) {
	list, ok := n.(*ast.SequenceNode)
	if !ok {
		r.sayAt(start(n), "%s: want a list", lastOf(path))
		return
	}
	if v.Kind() == reflect.Array && len(list.Values) != v.Len() {
		r.sayAt(start(n), "%s: want %d, found %d", lastOf(path), v.Len(), len(list.Values))
		return
	}
	if v.Kind() == reflect.Slice {
		v.Set(reflect.MakeSlice(v.Type(), len(list.Values), len(list.Values)))
	}
	for i, item := range list.Values {
		r.decode(item, v.Index(i), fmt.Sprintf("%s[%d]", path, i))
	}
}

func (r *Review) decodeWord(n ast.Node, v reflect.Value, path string) {
	word, ok := wordOf(n)
	switch v.Kind() {
	case reflect.String:
		if !ok {
			r.sayAt(start(n), "%s: want a text", lastOf(path))
		}
		v.SetString(word)
	case reflect.Bool:
		b, isBool := n.(*ast.BoolNode)
		if !isBool {
			r.sayAt(start(n), "%s: want true or false", lastOf(path))
			return
		}
		v.SetBool(b.Value)
	case reflect.Int:
		i, err := strconv.Atoi(word)
		if err != nil {
			r.sayAt(start(n), "%s: want a whole number", lastOf(path))
		}
		v.SetInt(int64(i))
	case reflect.Float64:
		f, err := strconv.ParseFloat(word, 64)
		if err != nil || math.IsNaN(f) || math.IsInf(f, 0) {
			r.sayAt(start(n), "%s: want a number", lastOf(path))
		}
		v.SetFloat(f)
	default:
		panic("document: no " + v.Kind().String() + " can be read")
	}
}

// wordOf gives a scalar as it is written, not ok for a list, a mapping or
// nothing.
func wordOf(n ast.Node) (string, bool) {
	switch n := n.(type) {
	case *ast.StringNode:
		return n.Value, true
	case *ast.LiteralNode:
		return n.Value.Value, true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		return n.GetToken().Value, true
	}
	return "", false
}

func fieldOf(v reflect.Value, key string) (reflect.Value, reflect.StructTag, bool) {
	for f, field := range v.Fields() {
		if f.Tag.Get("yaml") == key && key != "" {
			return field, f.Tag, true
		}
	}
	return reflect.Value{}, "", false
}

// keysOf gives the keys of a struct, in order.
func keysOf(t reflect.Type) []string {
	var keys []string
	for f := range t.Fields() {
		keys = append(keys, f.Tag.Get("yaml"))
	}
	return keys
}

// wordsOf gives the words a field may have, nil for any.
func wordsOf(tag reflect.StructTag) []string {
	if tag.Get("one") == "" {
		return nil
	}
	return strings.Split(tag.Get("one"), ",")
}

// lastOf gives the last name of a path.
func lastOf(path string) string { return path[strings.LastIndexByte(path, '.')+1:] }

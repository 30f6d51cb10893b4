package indicators

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"github.com/anlan-lake/anlan"
)

// AddVersion gives the text of a framework with one more version behind the
// others, all else as it stands; name is the file it comes from. Where the
// framework keeps no history yet, its body's version becomes the first, decided
// on the same day. A list of versions on one line, and a version that the
// framework refuses, are Invalid.
func AddVersion(name string, text []byte, v Version) ([]byte, error) {
	f, err := Load(name, bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	lines := strings.Split(strings.TrimRight(string(text), "\n"), "\n")
	at, indent, err := versionsEnd(text, lines)
	if err != nil {
		return nil, fmt.Errorf("framework %s: %w", name, err)
	}
	var added []string
	if at < 0 {
		first := Version{Version: f.Version, Date: v.Date, Author: v.Author, Reason: Text{Zh: "此前的权重与目标值", En: "Weights and goalposts as they were before"}}
		at, indent = len(lines), "  "
		added = append([]string{"versions:"}, first.lines(indent)...)
	}
	added = append(added, v.lines(indent)...)
	out := append(append(append([]string{}, lines[:at]...), added...), lines[at:]...)
	result := []byte(strings.Join(out, "\n") + "\n")
	if _, err := Load(name, bytes.NewReader(result)); err != nil {
		return nil, fmt.Errorf("with version %s: %w", v.Version, err)
	}
	return result, nil
}

// versionsEnd finds the line behind the list of versions, counted from 0, and
// how its entries are indented; -1 where there is no list.
func versionsEnd(text []byte, lines []string) (at int, indent string, err error) {
	file, err := parser.ParseBytes(text, 0)
	if err != nil {
		return 0, "", err
	}
	body, ok := file.Docs[0].Body.(*ast.MappingNode)
	if !ok {
		return -1, "", nil
	}
	for n, kv := range body.Values {
		if kv.Key.GetToken().Value != "versions" {
			continue
		}
		list, ok := kv.Value.(*ast.SequenceNode)
		if !ok || list.IsFlowStyle || len(list.Values) == 0 {
			return 0, "", anlan.Errorf(anlan.Invalid, "versions is not a list of one entry a line").WithNext("write each version as '- version: …' under versions:")
		}
		end := len(lines)
		if n+1 < len(body.Values) {
			end = body.Values[n+1].Key.GetToken().Position.Line - 1
		}
		for end > 0 && (strings.TrimSpace(lines[end-1]) == "" || strings.HasPrefix(strings.TrimSpace(lines[end-1]), "#")) {
			end--
		}
		return end, strings.Repeat(" ", list.Start.Position.Column-1), nil
	}
	return -1, "", nil
}

// lines writes a version as an entry of a list.
func (v Version) lines(indent string) []string {
	out := []string{indent + "- version: " + strconv.Quote(v.Version)}
	add := func(format string, args ...any) { out = append(out, indent+"  "+fmt.Sprintf(format, args...)) }
	if v.From != "" {
		add("from: %s", v.From)
	}
	add("date: %s", v.Date)
	add("author: %q", v.Author)
	reason := fmt.Sprintf("zh: %q", v.Reason.Zh)
	if v.Reason.En != "" {
		reason += fmt.Sprintf(", en: %q", v.Reason.En)
	}
	add("reason: {%s}", reason)
	if len(v.Goals) > 0 {
		add("goals:")
		for _, id := range sortedKeys(v.Goals) {
			add("  %s: {worst: %s, best: %s}", id, plain(v.Goals[id].Worst), plain(v.Goals[id].Best))
		}
	}
	for _, w := range []struct {
		key string
		of  map[string]float64
	}{{"weights", v.Weights}, {"category_weights", v.CategoryWeights}} {
		if len(w.of) > 0 {
			add("%s:", w.key)
			for _, id := range sortedKeys(w.of) {
				add("  %s: %s", id, plain(w.of[id]))
			}
		}
	}
	return out
}

func plain(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

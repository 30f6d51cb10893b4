package edition

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/anlan-lake/anlan"
)

type collection struct {
	Type     string            `json:"type"`
	Features []json.RawMessage `json:"features"`
}

type featureCode struct {
	Properties struct {
		Code string `json:"code"`
	} `json:"properties"`
}

// geo writes the boundaries whole, and those below county once more per
// county: "township.geojson" also as "township-629902.geojson".
func (w *writer) geo(files map[string][]byte) error {
	for _, name := range slices.Sorted(maps.Keys(files)) {
		stem, ok := strings.CutSuffix(name, ".geojson")
		if !ok || checkID(name) != nil {
			return anlan.Errorf(anlan.Invalid, "boundary file %q is not named like township.geojson", name)
		}
		if err := w.file("geo/"+name, files[name]); err != nil {
			return err
		}
		w.rows["geo/"+name] = 0
		if err := w.geoParts(stem, files[name]); err != nil {
			return fmt.Errorf("boundaries %s: %w", name, err)
		}
	}
	return nil
}

func (w *writer) geoParts(stem string, content []byte) error {
	var all collection
	if err := json.Unmarshal(content, &all); err != nil {
		return anlan.Errorf(anlan.Invalid, "not a GeoJSON FeatureCollection: %w", err)
	}
	w.rows["geo/"+stem+".geojson"] = int64(len(all.Features))
	parts := map[string][]json.RawMessage{}
	for _, f := range all.Features {
		var c featureCode
		if err := json.Unmarshal(f, &c); err != nil {
			return anlan.Errorf(anlan.Invalid, "a feature without properties.code: %w", err)
		}
		if len(c.Properties.Code) > w.county {
			p := w.part(c.Properties.Code)
			parts[p] = append(parts[p], f)
		}
	}
	for p, features := range parts {
		text, err := json.Marshal(collection{Type: "FeatureCollection", Features: features})
		if err != nil {
			return err
		}
		if err := w.file("geo/"+stem+"-"+p+".geojson", text); err != nil {
			return err
		}
	}
	return nil
}

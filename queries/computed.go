package queries

import (
	_ "embed"
	"strings"

	"github.com/goccy/go-yaml"

	"github.com/anlan-lake/anlan"
)

//go:embed computed.yaml
var computed string

// Computed gives the contracts of the tables that Go code computes: names of
// codes and indicators, measures, scores, the index, warnings. Views of the
// marts rest on them; they have no statement.
func Computed() ([]Query, error) {
	var out []Query
	if err := yaml.NewDecoder(strings.NewReader(computed), yaml.Strict(), yaml.DisallowUnknownField()).Decode(&out); err != nil {
		return nil, anlan.Errorf(anlan.Internal, "read computed.yaml: %w", err)
	}
	for i := range out {
		out[i].Layer, out[i].Kind = "computed", Table
	}
	return out, nil
}

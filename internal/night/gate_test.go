package night

import (
	"testing"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/edition"
)

// gateEdition publishes one edition with the given totals of October and gives
// it as readers see it.
func gateEdition(t *testing.T, final bool, totals map[string]float64) *edition.Edition {
	t.Helper()
	dir := t.TempDir()
	e := anlan.Edition{ID: "2026-10-31-r1", AsOf: "2026-10-31", City: "6299", Closed: "2026-10", Period: "2026-10", Levels: anlan.Levels{4, 6}}
	if _, err := edition.Write(dir, e, gateTables(final, totals)); err != nil {
		t.Fatal(err)
	}
	last, err := edition.Open(dir, e.ID)
	if err != nil {
		t.Fatal(err)
	}
	return last
}

func gateTables(final bool, totals map[string]float64) edition.Tables {
	var t edition.Tables
	for _, code := range []string{"6299", "629902", "629903"} {
		score, ok := totals[code]
		if !ok {
			continue
		}
		level := anlan.City
		if len(code) == 6 {
			level = anlan.County
		}
		t.Areas = append(t.Areas, anlan.Area{Code: code, Name: code, Level: level})
		t.Index = append(t.Index, anlan.IndexRow{Area: code, Level: level, Period: "2026-10", Score: &score, Uncapped: &score, Coverage: 1, Colour: anlan.Blue, Final: final})
	}
	return t
}

func TestGate(t *testing.T) {
	full := map[string]float64{"6299": 70, "629902": 71, "629903": 69}
	moved := map[string]float64{"6299": 70, "629902": 75, "629903": 69}
	gone := map[string]float64{"6299": 70, "629902": 71}
	for _, c := range []struct {
		name  string
		last  *edition.Edition
		now   map[string]float64
		rule  string
		level string
		stops bool
	}{
		{"the first edition", nil, full, "first", gateNote, false},
		{"nothing has changed", gateEdition(t, true, full), full, "", "", false},
		{"a closed month has moved", gateEdition(t, true, full), moved, "restated", gateWarn, false},
		{"a running month has moved", gateEdition(t, false, full), moved, "", "", false},
		{"a county has vanished", gateEdition(t, true, full), gone, "areas", gateStop, true},
		{"there is no total", nil, nil, "index", gateStop, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			found := gate(c.last, gateTables(true, c.now), "2026-10")
			if _, stop := stopped(found); stop != c.stops {
				t.Errorf("stops: %v, want %v (%v)", stop, c.stops, found)
			}
			ok := c.rule == "" && len(found) == 0
			for _, f := range found {
				ok = ok || f.Rule == c.rule && f.Level == c.level
			}
			if !ok {
				t.Errorf("found %v, want %q at %q", found, c.rule, c.level)
			}
		})
	}
}

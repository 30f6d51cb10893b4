package indicators

import (
	"hash/fnv"
	"maps"
	"strings"
	"testing"
	"time"
)

// A plan of some indicators and periods gives their measures of the whole plan,
// and no others.
func TestPlanOfSome(t *testing.T) {
	c := smallCity(t)
	f, err := Builtin("peace")
	if err != nil {
		t.Fatal(err)
	}
	d := draftOver(t, c, f)
	_, all := compileOver(t, c, f)
	for name, wanted := range map[string]func(indicator, period string) bool{
		"none":               func(_, _ string) bool { return false },
		"the closed month":   func(_, period string) bool { return period == "2026-09" },
		"the running month":  func(_, period string) bool { return period == "2026-10" },
		"one indicator":      func(indicator, _ string) bool { return indicator == "MD01" },
		"a median":           func(indicator, period string) bool { return indicator == "MD04" && period == "2026-09" },
		"one or the other":   func(indicator, period string) bool { return odd(indicator + period) },
		"those with others":  func(indicator, period string) bool { return odd(indicator) || period == "2026-10" },
		"all but one of all": func(indicator, period string) bool { return indicator != "SQ02" || period != "2026-09" },
	} {
		p, err := d.Plan(wanted)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		got := map[string]string{}
		if p.Final != "" {
			got = measuresOf(t, c, p)
		}
		want := map[string]string{}
		for key, figure := range all {
			part := strings.Fields(key)
			if wanted(part[0], part[2]) {
				want[key] = figure
			}
		}
		if len(want) == 0 != (name == "none") {
			t.Fatalf("%s: %d measures are wanted", name, len(want))
		}
		if !maps.Equal(got, want) {
			t.Errorf("%s: %d measures, want %d", name, len(got), len(want))
			for key, figure := range want {
				if got[key] != figure {
					t.Errorf("%s: %s is %q, want %q", name, key, got[key], figure)
				}
			}
		}
	}
}

func odd(s string) bool {
	h := fnv.New32a()
	h.Write([]byte(s))
	return h.Sum32()%2 == 1
}

// told are versions: that of a text is the text with what is put behind it.
type told map[string]string

func (g told) Sums(fact, column string, from, until time.Time) string {
	out := fact + " " + column
	for name, news := range g { // a day's news
		if day, err := time.Parse("2006-01-02", name[strings.LastIndex(name, " ")+1:]); err == nil &&
			strings.HasPrefix(name, fact+" ") && !day.Before(from) && day.Before(until) {
			out += news
		}
	}
	return out
}

func (g told) Whole(relation string) string { return relation + g[relation] }

// A key is another where what is read is, and only there.
func TestKeys(t *testing.T) {
	c := smallCity(t)
	f, err := Builtin("peace")
	if err != nil {
		t.Fatal(err)
	}
	keys := func(g told) map[Of]string {
		out, err := draftOver(t, c, f).Keys(g)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	plain := keys(nil)
	distinct := map[string]Of{}
	for of, key := range plain {
		if other, ok := distinct[key]; ok {
			t.Errorf("%v and %v have one key", of, other)
		}
		distinct[key] = of
	}
	for name, x := range map[string]struct {
		news    told
		changes map[Of]bool // of those named
	}{
		"nothing": {told{}, map[Of]bool{{"MD01", "2026-09"}: false, {"SQ01", "2026-10"}: false}},
		"areas":   {told{"dim_area": "!"}, map[Of]bool{{"MD01", "2026-09"}: true, {"SQ01", "2026-10"}: true}},
		// The windows of the closed month and the running one.
		"a day of both":         {told{"dispute_case_due_time 2026-09-25": "!"}, map[Of]bool{{"MD01", "2026-09"}: true, {"MD01", "2026-10"}: true, {"SQ01", "2026-09"}: false}},
		"a day of October":      {told{"dispute_case_due_time 2026-10-05": "!"}, map[Of]bool{{"MD01", "2026-09"}: false, {"MD01", "2026-10"}: true}},
		"a day before":          {told{"dispute_case_due_time 2026-05-05": "!"}, map[Of]bool{{"MD01", "2026-09"}: false, {"MD01", "2026-10"}: false}},
		"what a median reads":   {told{"level_dispute_case_close_time 2026-10-05": "!"}, map[Of]bool{{"MD04", "2026-09"}: false, {"MD04", "2026-10"}: true, {"MD19", "2026-10"}: false}},
		"what stands at an end": {told{"dispute_case": "!"}, map[Of]bool{{"MD01", "2026-09"}: true, {"MD04", "2026-09"}: false}},
	} {
		now := keys(x.news)
		for of, want := range x.changes {
			if _, ok := plain[of]; !ok {
				t.Fatalf("%s: no key for %v", name, of)
			}
			if got := now[of] != plain[of]; got != want {
				t.Errorf("%s: the key of %v is another: %v, want %v", name, of, got, want)
			}
		}
	}
}

package night

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/indicators"
	"github.com/anlan-lake/anlan/internal/lake"
)

// Measures come back as they were kept, and not at all where the file is not
// whole or is of another program.
func TestKeptMeasures(t *testing.T) {
	n := &Night{Lake: emptyLake(t), Levels: anlan.Levels{4, 6}, Software: "1"}
	number := func(v float64) *float64 { return &v }
	rows := map[string][]anlan.Measure{
		"a":    {{Area: "6299", Level: anlan.City, Num: number(0), Den: number(4), N: number(4)}, {Area: "629902", Level: anlan.County, Den: number(2)}},
		"b":    {{Area: "629902", Level: anlan.County, Num: number(.1), Effective: number(3), Variance: number(1e-300)}},
		"none": {},
	}
	night := time.Date(2026, 10, 29, 0, 0, 0, 0, time.UTC)
	if got := n.readKept(night); len(got) != 0 {
		t.Errorf("nothing was kept, and %v is read", got)
	}
	n.keepMeasures(night, []keptKey{{"a", rows["a"], false}, {"none", nil, false}, {"b", rows["b"], true}, {"a", rows["a"], false}})
	if got := n.readKept(night); !reflect.DeepEqual(got, rows) {
		t.Errorf("kept %v, want %v", got, rows)
	}
	// What was so far on the 29th is asked for on the next 29th.
	n.keepMeasures(night.AddDate(0, 0, 1), []keptKey{{"a", rows["a"], false}})
	delete(rows, "none")
	if got := n.readKept(night.AddDate(0, 1, 0)); !reflect.DeepEqual(got, rows) {
		t.Errorf("kept %v, want %v", got, rows)
	}
	delete(rows, "b")
	if got := n.readKept(night.AddDate(0, 1, 1)); !reflect.DeepEqual(got, rows) {
		t.Errorf("kept %v, want %v", got, rows)
	}
	path := n.keptPaths(night)[0]
	n.Software = "2"
	if got := n.readKeptFile(path); got != nil {
		t.Errorf("what another program kept is read: %v", got)
	}
	n.Software = "1"
	spoil(t, path, func(how string) {
		if got := n.readKeptFile(path); got != nil {
			t.Fatalf("a file %s is read: %v", how, got)
		}
	})
}

// spoil turns a bit of each byte of a file, and cuts it short; each time it asks
// check.
func spoil(t *testing.T, path string, check func(how string)) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	try := func(text []byte, how string) {
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		check(how)
	}
	for at := range text {
		text[at] ^= 1
		try(text, fmt.Sprintf("with a bit turned in byte %d", at))
		text[at] ^= 1
	}
	for _, size := range []int{0, 10, len(text) - 1} {
		try(text[:size], fmt.Sprintf("of %d bytes of %d", size, len(text)))
	}
}

// emptyLake makes a lake without a table.
func emptyLake(t *testing.T) *lake.Lake {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "lake")
	set := lake.Options{Now: func() time.Time { return time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC) }}
	if err := lake.Init(t.Context(), dir, set); err != nil {
		t.Fatal(err)
	}
	l, err := lake.Open(t.Context(), dir, set)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

// Intervals are kept as they were asked for; what is not whole, or of another
// program, is as if nothing was kept.
func TestKeptIntervals(t *testing.T) {
	n := &Night{Lake: emptyLake(t), Software: "1"}
	memo := n.readIntervals()
	for a := range 20 {
		memo.Beta(float64(a), 7)
		memo.Gamma(float64(a), 3)
	}
	want := memo.Asked()
	if len(want) != 38 { // of nothing there is none
		t.Fatalf("%d intervals", len(want))
	}
	n.keepIntervals(memo)
	asked := func() []indicators.KnownInterval { // what is known is not worked out, and differs where it is spoilt
		m := n.readIntervals()
		for _, x := range want {
			if x.Gamma {
				m.Gamma(x.A, x.B)
			} else {
				m.Beta(x.A, x.B)
			}
		}
		return m.Asked()
	}
	if got := asked(); !slices.Equal(got, want) {
		t.Errorf("kept %v, want %v", got, want)
	}
	path := filepath.Join(n.Lake.Dir(), "cache", IntervalFile)
	spoil(t, path, func(how string) {
		if got := asked(); !slices.Equal(got, want) {
			t.Fatalf("a file %s is read: %v", how, got)
		}
	})
	// A file of this program is believed, of another one not.
	wrong := slices.Clone(want)
	for i := range wrong {
		wrong[i].Lower = -1
	}
	n.keepIntervals(remembering(wrong))
	if got := asked(); !slices.Equal(got, wrong) {
		t.Errorf("what was kept is not read: %v", got)
	}
	n.Software = "2"
	if got := asked(); !slices.Equal(got, want) {
		t.Errorf("what another program kept is read: %v", got)
	}
}

// remembering gives a memo that was asked for what it knows.
func remembering(list []indicators.KnownInterval) *indicators.Memo {
	m := indicators.NewMemo(list)
	for _, x := range list {
		if x.Gamma {
			m.Gamma(x.A, x.B)
		} else {
			m.Beta(x.A, x.B)
		}
	}
	return m
}

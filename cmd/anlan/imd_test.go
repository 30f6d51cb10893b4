package main

import (
	"bytes"
	"encoding/csv"
	"math"
	"slices"
	"strconv"
	"testing"
	"time"
)

// The English Index of Multiple Deprivation, built from its domains, is the one
// that was published, but for what the rounding of the published ranks hides.
func TestIMD(t *testing.T) {
	for _, x := range []struct {
		year              string
		areas, exact, off int
		scores            bool // the file has them
	}{{"2025", 33755, 33753, 1, true}, {"2019", 32844, 32736, 2, false}} {
		data := "../../examples/imd/data/imd" + x.year + ".csv.gz"
		var out, errs bytes.Buffer
		if code := run(env{stdout: &out, stderr: &errs, now: time.Now, getenv: func(string) string { return "" }}, []string{"index", "../../examples/imd/imd" + x.year + ".yaml", data, "--format", "csv", "--digits", "6"}); code != 0 {
			t.Fatalf("exit %d: %s", code, errs.String())
		}
		built, err := csv.NewReader(&out).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		text, err := readUnpacked(data)
		if err != nil {
			t.Fatal(err)
		}
		published, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		rank, score := slices.Index(published[0], "IMD_rank"), slices.Index(published[0], "IMD_score")
		of := map[string][]string{}
		for _, row := range published[1:] {
			of[row[0]] = row
		}
		exact, off, far := 0, 0, 0.0
		for _, row := range built[1:] {
			p := of[row[0]]
			d := int(math.Abs(value(t, row[1]) - value(t, p[rank])))
			off = max(off, d)
			if d == 0 {
				exact++
			}
			if x.scores {
				far = max(far, math.Abs(value(t, row[2])-value(t, p[score])))
			}
		}
		if len(built)-1 != x.areas || exact < x.exact || off > x.off || far > 0.001 {
			t.Errorf("%s: %d areas, %d ranks exact, the furthest off by %d, scores within %.5f", x.year, len(built)-1, exact, off, far)
		}
	}
}

func value(t *testing.T, s string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

package night_test

import (
	"context"
	"os"
	"slices"
	"testing"

	"github.com/anlan-lake/anlan/indicators"
	"github.com/anlan-lake/anlan/internal/night"
)

// Sums are kept in 64 bits where they fit; where one does not, the figures are those
// of the facts, and no file is kept.
func TestWideSums(t *testing.T) {
	t.Parallel()
	d := shortCity()
	read := []string{"area", "area_profile", "dispute_case"}
	measured := func(expr string) (nums map[string]float64, kept bool) {
		n, stop, err := openNight(d.dir, t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		defer stop()
		n.Framework.Indicators = slices.DeleteFunc(n.Framework.Indicators, func(i indicators.Indicator) bool { return i.ID != "MD03" && i.ID != "MD01" })
		one := &n.Framework.Indicators[0]
		one.Numerator, one.Denominator = indicators.Term{Expr: expr, Table: "dispute_case", Time: "register_time"}, nil
		n.Sources = slices.DeleteFunc(n.Sources, func(s night.Source) bool { return !slices.Contains(read, s.Dataset) })
		if _, err := n.Land(context.Background(), d.until, ""); err != nil {
			t.Fatal(err)
		}
		if _, err := n.Build(context.Background(), d.until); err != nil {
			t.Fatalf("%s: %v", expr, err)
		}
		nums = map[string]float64{}
		s := session(t, n.Lake)
		defer s.Close()
		rows, err := s.Rows(context.Background(), "select area_code || ' ' || period, num from measure where num is not null and indicator_id = '"+one.ID+"'")
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		for rows.Next() {
			var at string
			var num float64
			if err := rows.Scan(&at, &num); err != nil {
				t.Fatal(err)
			}
			nums[at] = num
		}
		_, err = os.Stat(night.PartialFile(n.Lake))
		return nums, err == nil
	}
	small, kept := measured("coalesce(sum(cast(party_count as decimal(18, 0))), 0)")
	if !kept || len(small) == 0 {
		t.Fatalf("%d sums that fit, kept: %v", len(small), kept)
	}
	const times = 4e17
	wide, kept := measured("coalesce(sum(cast(party_count as decimal(18, 0)) * 400000000000000000), 0)")
	if kept {
		t.Error("sums that do not fit are kept")
	}
	if len(wide) != len(small) {
		t.Errorf("%d wide sums, want %d", len(wide), len(small))
	}
	for at, num := range small {
		if wide[at] != num*times {
			t.Errorf("%s: %v, want %v times %v", at, wide[at], num, times)
		}
	}
}

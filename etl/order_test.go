package etl

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/anlan-lake/anlan"
)

const (
	laborHeader = "案件编号,区划代码,类别,事由,是否农民工欠薪,受理日期,法定期限\n"
	flowHeader  = "流转编号,纠纷编号,序号,处理地区划,环节,操作时间\n"
)

// sent lands what had been sent up to a day, as its night does.
func (c *city) sent(dataset, day string) []anlan.Batch {
	c.Helper()
	asOf, err := time.Parse(anlan.DateFormat, day)
	if err != nil {
		c.Fatal(err)
	}
	files, err := Match(c.in, dataset+"*_{date}*.*", asOf)
	if err != nil {
		c.Fatal(err)
	}
	return c.must(dataset, files...)
}

// Files as departments send them: late, twice, corrected, out of order. Landed
// night by night or all at once, they end in the same rows.
func TestOrderOfArrival(t *testing.T) {
	flow := func(n, area, action string) string {
		return n + ",6299022026110100001,1," + area + "," + action + ",2026-11-10 09:00:00\n"
	}
	labor := func(n, issue string) string {
		return n + ",629902001," + "01," + issue + ",否,2026-11-10,2026-12-10\n"
	}
	police := func(day, n string) string { return "629902001," + day + ",01," + n + ",1,1,1,1,1,1,1\n" }
	type sending struct{ name, text string }
	for _, x := range []struct {
		dataset string
		files   []sending
		nights  string // rows after the nights of 10 to 13 November, each if not as before
		query   string
	}{
		{"dispute_case", []sending{
			{"dispute_case_2026-11-10.csv", disputeFile(dispute(1, "01", 10), dispute(2, "01", 10))},
			{"dispute_case_2026-11-11.csv", disputeFile(dispute(1, "02", 14))},
			{"dispute_case_2026-11-11_copy.csv", disputeFile(dispute(1, "02", 14))},
			// An old export: 1 is stale, 2 has not changed since, 3 is late.
			{"dispute_case_2026-11-10_sent_2026-11-12.csv", disputeFile(dispute(1, "01", 10), dispute(2, "01", 10), dispute(3, "01", 9))},
			{"dispute_case_corrected_2026-11-13.csv", disputeFile(dispute(2, "09", 10))}, // the same version: the later one stays
		}, "1:01 2:01; 1:02 2:01; 1:02 2:01 3:01; 1:02 2:09 3:01", "SELECT right(case_id, 1) || ':' || status FROM dispute_case ORDER BY 1"},
		{"police_stat_day", []sending{ // no version: what comes last stays
			{"police_stat_day_2026-11-10.csv", policeHeader + police("2026-11-09", "5") + police("2026-11-10", "6")},
			{"police_stat_day_2026-11-11.csv", policeHeader + police("2026-11-10", "7") + police("2026-11-11", "8")},
			{"police_stat_day_2026-11-11_again.csv", policeHeader + police("2026-11-10", "7") + police("2026-11-11", "8")},
			{"police_stat_day_2026-11-08_sent_2026-11-13.csv", policeHeader + police("2026-11-08", "4") + police("2026-11-09", "9")},
		}, "9:5 10:6; 9:5 10:7 11:8; 9:5 10:7 11:8; 8:4 9:9 10:7 11:8", "SELECT day(stat_date) || ':' || incidents FROM police_stat_day ORDER BY stat_date"},
		{"labor_case", []sending{
			{"labor_case_2026-11-10.csv", laborHeader + labor("L1", "01") + labor("L2", "01")},
			{"labor_case_2026-11-12.csv", laborHeader + labor("L1", "02")},
			{"labor_case_2026-11-09_sent_2026-11-13.csv", laborHeader + labor("L2", "02") + labor("L3", "01")},
		}, "L1:01 L2:01; L1:01 L2:01; L1:02 L2:01; L1:02 L2:02 L3:01", "SELECT labor_case_id || ':' || issue FROM labor_case ORDER BY 1"},
		{"dispute_flow", []sending{
			{"dispute_flow_2026-11-10_p001.csv", flowHeader + flow("F1", "629902001", "01")},
			{"dispute_flow_2026-11-10_p002.csv", flowHeader + flow("F2", "629902001", "02") + flow("F1", "629902001", "03")},
			{"dispute_flow_2026-11-11.csv", flowHeader + flow("F2", "629902002", "02")},
			{"dispute_flow_2026-11-10_p002_sent_2026-11-12.csv", flowHeader + flow("F2", "629902001", "04")},
		}, "F1:629902001:03 F2:629902001:02; F1:629902001:03 F2:629902002:02; F1:629902001:03 F2:629902001:04; F1:629902001:03 F2:629902001:04",
			"SELECT flow_id || ':' || area_code || ':' || action FROM dispute_flow ORDER BY 1"},
	} {
		t.Run(x.dataset, func(t *testing.T) {
			slowly, atOnce := newCity(t).areas(), newCity(t).areas()
			for _, c := range []*city{slowly, atOnce} {
				for _, f := range x.files {
					c.file(f.name, f.text)
				}
			}
			for i, want := range strings.Split(x.nights, "; ") {
				day := []string{"2026-11-10", "2026-11-11", "2026-11-12", "2026-11-13"}[i]
				slowly.sent(x.dataset, day)
				if got := slowly.query(x.query); got != want {
					t.Errorf("after the night of %s: %s, want %s", day, got, want)
				}
			}
			atOnce.sent(x.dataset, "2026-11-13")
			all := "SELECT * EXCLUDE _landed_at FROM " + x.dataset + " ORDER BY ALL"
			if a, b := slowly.query(all), atOnce.query(all); a != b {
				t.Errorf("night by night\n%s\nat once\n%s", a, b)
			}
			batches, err := slowly.lake.Batches(context.Background(), 0)
			if err != nil {
				t.Fatal(err)
			}
			seen := map[string]bool{}
			for _, b := range batches {
				if seen[b.Dataset+b.Hash] {
					t.Errorf("%s is a batch of its own", b.Source)
				}
				seen[b.Dataset+b.Hash] = true
			}
			for _, c := range []*city{slowly, atOnce} {
				c.verified()
			}
		})
	}
}

package etl

import (
	"context"
	"strings"
	"testing"

	"github.com/anlan-lake/anlan"
)

// TestMendOvertaken mends rows of whose keys newer ones have come meanwhile,
// of data sets with and without versions.
func TestMendOvertaken(t *testing.T) {
	c := newCity(t).areas()
	b := c.must("dispute_case", c.file("dispute_2026-11-01.csv", dirtyDisputes()))[0]
	c.must("dispute_case", c.file("dispute_2026-11-02.csv", disputeFile(dispute(2, "02", 12), dispute(3, "02", 10))))
	m := c.must("dispute_case", c.mended("back.csv", c.sheets("dispute_case", b), map[int64]row{3: {"来源渠道": "01"}, 4: {"登记时间": "2026-11-01 09:00:00"}}))[0]
	if m.Landed != 0 || m.Rejected != 3 {
		t.Errorf("%+v", m)
	}
	if got := c.rejects(m); got != "2:updated_at:stale 3:updated_at:stale 4:area_code:area" {
		t.Error(got)
	}
	if got := c.states(b); got != "3:overtaken 4:overtaken 5:open:area" {
		t.Error(got)
	}
	if got := c.query("SELECT case_id[17:], status FROM dispute_case ORDER BY 1"); got != "001|01 002|02 003|02 005|01" {
		t.Error(got)
	}

	file := func(amount, filed string) string {
		return "编号,涉及金额（万元）,立案（受案）数,姓名\nK1," + amount + "," + filed + ",张三\n"
	}
	k := smallContract(t, "") // without versions: the last to come stays
	twice, err := c.landBy(k, c.file("small_0.csv", "编号,涉及金额（万元）,立案（受案）数,姓名\nK0,1,1,张三\nK0,2,2,张三\n"))
	if err != nil || c.rejects(twice[0]) != "2:id:duplicate_key" {
		t.Fatal(err, c.rejects(twice[0]))
	}
	sheets, _, err := ReadRejected(context.Background(), c.lake, k, twice, nil, false, c.options())
	if err != nil {
		t.Fatal(err)
	}
	same, err := c.landBy(k, c.mended("small_same.csv", sheets, nil))
	if err != nil || same[0].Landed != 0 || c.states(twice[0]) != "2:overtaken" {
		t.Errorf("the earlier of two rows, sent back as it was: %v %+v %s", err, same, c.states(twice[0]))
	}
	if got := c.query("SELECT amount, filed FROM small"); got != "20000|2" {
		t.Error(got)
	}
	var first anlan.Batch
	for _, f := range []string{c.file("small_1.csv", file("x", "1")), c.file("small_2.csv", file("7", "2"))} {
		batches, err := c.landBy(k, f)
		if err != nil {
			t.Fatal(err)
		}
		if first.ID == "" {
			first = batches[0]
		}
	}
	sheets, _, err = ReadRejected(context.Background(), c.lake, k, []anlan.Batch{first}, nil, false, c.options())
	if err != nil {
		t.Fatal(err)
	}
	back := c.mended("small_back.csv", sheets, map[int64]row{2: {"涉及金额（万元）": "9"}})
	batches, err := c.landBy(k, back)
	if err != nil || batches[0].Landed != 0 || c.rejects(batches[0]) != "2::stale" {
		t.Errorf("%v %+v %s", err, batches, c.rejects(batches[0]))
	}
	if got := c.query("SELECT amount, filed FROM small WHERE id = 'K1'"); got != "70000|2" {
		t.Error(got)
	}
	c.verified()
}

// TestMendWithdrawn takes files back whose rows were mended.
func TestMendWithdrawn(t *testing.T) {
	c := newCity(t).areas()
	c.must("dispute_case", c.file("dispute_2026-10-31.csv", disputeFile(dispute(2, "01", 8), dispute(9, "01", 8))))
	before := c.query("SELECT case_id, status, updated_at FROM dispute_case ORDER BY 1")
	b := c.must("dispute_case", c.file("dispute_2026-11-01.csv", dirtyDisputes()))[0]
	m := c.must("dispute_case", c.mended("back.csv", c.sheets("dispute_case", b), map[int64]row{3: {"来源渠道": "01"}, 4: {"登记时间": "2026-11-01 09:00:00"}}))[0]
	if m.Landed != 2 {
		t.Fatalf("%+v", m)
	}
	_, err := c.land("dispute_case", c.file("withdraw_dispute_case_2026-11-03.csv", noticeFile(b.Source)))
	if anlan.KindOf(err) != anlan.Held || !strings.Contains(err.Error(), "were mended by back.csv") {
		t.Errorf("withdrawn without its mending: %v", err)
	}
	c.must("dispute_case", c.file("withdraw_dispute_case_2026-11-04.csv", noticeFile("back.csv")))
	if got := c.states(b); got != "3:open:code_list 4:open:type 5:open:area" {
		t.Error(got)
	}
	if got := c.query("SELECT case_id[17:], hour(updated_at) FROM dispute_case ORDER BY 1"); got != "001|10 002|8 005|10 009|8" {
		t.Error(got)
	}
	c.must("dispute_case", c.file("withdraw_dispute_case_2026-11-05.csv", noticeFile(b.Source)))
	if got := c.states(b); got != "3:withdrawn 4:withdrawn 5:withdrawn" {
		t.Error(got)
	}
	if got := c.query("SELECT case_id, status, updated_at FROM dispute_case ORDER BY 1"); got != before {
		t.Error(got)
	}
	c.verified()
}

// TestMendReplayed withdraws a file that came in one commit with a mended one:
// what the mended one brought is read from the landing zone again.
func TestMendReplayed(t *testing.T) {
	c := newCity(t).areas()
	b := c.must("dispute_case", c.file("dispute_2026-11-01.csv", dirtyDisputes()))[0]
	back := c.mended("back.csv", c.sheets("dispute_case", b), map[int64]row{3: {"来源渠道": "01"}})
	rows := readCSV(t, back)
	rows = append(rows, append([]string{b.ID, "2"}, rows[1][2:]...)) // not open: refused, and for good
	rows[4][2] = "6299022026110199999"
	back = c.file("back.csv", writeCSV(rows))
	wrong := c.file("dispute_2026-11-02.csv", disputeFile(dispute(2, "09", 12), row{"纠纷编号": "6299022026110199999"}))
	got := c.must("dispute_case", back, wrong)
	if len(got) != 2 || got[0].Landed != 1 {
		t.Fatalf("%+v", got)
	}
	c.must("dispute_case", c.file("withdraw_dispute_case_2026-11-03.csv", noticeFile("dispute_2026-11-02.csv")))
	if got := c.query("SELECT case_id[17:], status FROM dispute_case ORDER BY 1"); got != "001|01 002|01 005|01" {
		t.Error(got)
	}
	c.verified()
}

// TestMendSentAgain sends a whole file again, corrected.
func TestMendSentAgain(t *testing.T) {
	c := newCity(t).areas()
	b := c.must("dispute_case", c.file("dispute_2026-11-01.csv", dirtyDisputes()))[0]
	undated := c.must("dispute_case", c.file("disputes.csv", disputeFile(dispute(7, "ZZ", 10))))[0]
	c.must("dispute_case", c.file("disputes.csv", disputeFile(dispute(8, "01", 10))))
	if got := c.states(undated); got != "2:open:code_list" {
		t.Error(got)
	}
	c.must("dispute_case", c.file("dispute_2026-11-01.csv", disputeFile(dispute(1, "01", 10), dispute(2, "01", 10), dispute(3, "ZZ", 10))))
	rows, err := c.lake.RejectedRows(context.Background(), b)
	if err != nil || len(rows) != 3 || rows[2].State != anlan.RejectOvertaken || rows[2].By == "" {
		t.Errorf("%+v, %v", rows, err)
	}
}

package etl

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/anlan-lake/anlan"
)

// disputes gives what the lake holds of disputes, all columns.
func (c *city) disputes() string { return c.query("SELECT * FROM dispute_case ORDER BY case_id") }

// verified checks the lake.
func (c *city) verified() {
	c.Helper()
	if err := c.lake.Verify(context.Background()); err != nil {
		c.Errorf("verify: %v", err)
	}
}

// batch gives the batch of a file as the lake last recorded it.
func (c *city) batch(source string) anlan.Batch {
	c.Helper()
	list, err := c.lake.Batches(context.Background(), 0)
	if err != nil {
		c.Fatal(err)
	}
	for _, b := range list {
		if b.Source == source {
			return b
		}
	}
	c.Fatalf("no batch of %s", source)
	return anlan.Batch{}
}

// dispute gives dispute n in a state, as of an hour of 1 November.
func dispute(n int, status string, hour int) row {
	return row{"纠纷编号": fmt.Sprintf("62990220261101%05d", n), "办理状态": status, "更新时间": fmt.Sprintf("2026-11-01 %02d:00:00", hour)}
}

func noticeFile(files ...string) string {
	s := "文件名,原因\n"
	for _, f := range files {
		s += f + ",重复报送\n"
	}
	return s
}

func TestWithdraw(t *testing.T) {
	moved := dispute(2, "02", 12)
	moved["登记时间"] = "2026-10-31 09:00:00" // to another partition
	a := disputeFile(dispute(1, "01", 10), dispute(2, "01", 10), dispute(3, "01", 10))
	b := disputeFile(dispute(1, "02", 12), moved, dispute(4, "02", 12))
	c := disputeFile(dispute(1, "03", 14), dispute(5, "03", 14), dispute(2, "03", 11), row{"纠纷编号": "x"}) // 2 is stale beside b, and newer than a
	without := newCity(t).areas()
	without.must("dispute_case", without.file("a_2026-11-01.csv", a))
	aAlone := without.disputes()
	without.must("dispute_case", without.file("c_2026-11-03.csv", c))
	aAndC := without.disputes()
	type night []string
	for _, x := range []struct {
		name   string
		nights []night
		want   string
	}{
		{"the night after", []night{{"a"}, {"b"}, {"w"}}, aAlone},
		{"the same night as what it replaced", []night{{"a", "b"}, {"w"}}, aAlone},
		{"all in one night", []night{{"a", "b", "w"}}, aAlone},
		{"after a later file", []night{{"a"}, {"b"}, {"c"}, {"w"}}, aAndC},
		{"after a later file of the same night", []night{{"a"}, {"b", "c"}, {"w"}}, aAndC},
		{"three in one night", []night{{"a", "b", "c"}, {"w"}}, aAndC},
		{"before a later file", []night{{"a"}, {"b"}, {"w"}, {"c"}}, aAndC},
	} {
		t.Run(x.name, func(t *testing.T) {
			city := newCity(t).areas()
			text := map[string]string{"a": a, "b": b, "c": c, "w": gb18030(t, noticeFile("b_2026-11-02.csv"))}
			name := map[string]string{"a": "a_2026-11-01.csv", "b": "b_2026-11-02.csv", "c": "c_2026-11-03.csv", "w": "withdraw_dispute_case_2026-11-04.csv"}
			for _, n := range x.nights {
				var files []string
				for _, f := range n {
					files = append(files, city.file(name[f], text[f]))
				}
				city.must("dispute_case", files...)
			}
			if got := city.disputes(); got != x.want {
				t.Errorf("the lake holds\n%s, want\n%s", got, x.want)
			}
			gone, notice := city.batch("b_2026-11-02.csv"), city.batch("withdraw_dispute_case_2026-11-04.csv")
			if gone.Status != anlan.BatchWithdrawn || gone.Received != 3 || gone.Note != "withdrawn by withdraw_dispute_case_2026-11-04.csv ("+notice.ID+"), row 2: 重复报送" {
				t.Errorf("withdrawn batch %+v", gone)
			}
			if notice.Status != anlan.BatchNotice || notice.Received != 1 || notice.Landed != 1 || notice.Dataset != "dispute_case" {
				t.Errorf("notice %+v", notice)
			}
			if x.want == aAndC {
				if cc := city.batch("c_2026-11-03.csv"); cc.Landed != 3 || cc.Rejected != 1 || city.rejects(cc) != "5:case_id:range" {
					t.Errorf("later batch %+v, rejects %s", cc, city.rejects(cc))
				}
			}
			city.verified()
			// All of it again changes nothing: not the files, not the notice.
			before, _ := city.lake.Head(context.Background())
			city.must("dispute_case", filepath.Join(city.in, name["a"]), filepath.Join(city.in, name["b"]), filepath.Join(city.in, name["w"]), city.file("b_again_2026-11-05.csv", b))
			if after, _ := city.lake.Head(context.Background()); after.ID != before.ID {
				t.Errorf("landing the same again made snapshot %d", after.ID)
			}
		})
	}
}

// A chain: b replaced a, c replaced b; c goes, then b, or b first, or both by
// one notice.
func TestWithdrawChain(t *testing.T) {
	text := map[string]string{"a": disputeFile(dispute(1, "01", 10)), "b": disputeFile(dispute(1, "02", 11), dispute(2, "02", 11)), "c": disputeFile(dispute(1, "03", 12), dispute(2, "03", 12))}
	alone := newCity(t).areas()
	alone.must("dispute_case", alone.file("a.csv", text["a"]))
	want := alone.disputes()
	for _, order := range [][]string{{"c.csv", "b.csv"}, {"b.csv", "c.csv"}, {"b.csv c.csv"}} {
		for _, together := range []bool{false, true} {
			c := newCity(t).areas()
			var files []string
			for _, f := range []string{"a", "b", "c"} {
				files = append(files, c.file(f+".csv", text[f]))
			}
			if together {
				c.must("dispute_case", files...)
			} else {
				for _, f := range files {
					c.must("dispute_case", f)
				}
			}
			for i, o := range order {
				c.must("dispute_case", c.file(fmt.Sprintf("withdraw_%d.csv", i), noticeFile(strings.Fields(o)...)))
			}
			if got := c.disputes(); got != want {
				t.Errorf("%v, together %v: the lake holds\n%s, want\n%s", order, together, got, want)
			}
			c.verified()
		}
	}
}

// Without a version column, what arrived last before the withdrawn file comes back.
func TestWithdrawCounts(t *testing.T) {
	c := newCity(t).areas()
	day := func(n int) string {
		return policeHeader + fmt.Sprintf("629902001,2026-11-01,01,%d,4,3,2,3,1,100.50,20\n", n)
	}
	c.must("police_stat_day", c.file("p_2026-11-01.csv", day(5)), c.file("p_2026-11-02.csv", day(6)), c.file("p_2026-11-03.csv", day(7)))
	for i, want := range []string{"6", "5", ""} {
		c.must("police_stat_day", c.file(fmt.Sprintf("withdraw_%d.csv", i), noticeFile(fmt.Sprintf("p_2026-11-%02d.csv", 3-i))))
		if got := c.query("SELECT incidents FROM police_stat_day"); got != want {
			t.Errorf("after %d withdrawals %q, want %q", i+1, got, want)
		}
	}
	c.verified()
}

func TestWithdrawHeld(t *testing.T) {
	c := newCity(t).areas()
	held := c.file("held_2026-11-01.csv", "")
	if _, err := c.land("dispute_case", held, c.file("a_2026-11-01.csv", disputeFile(dispute(1, "01", 10)))); anlan.KindOf(err) != anlan.Held {
		t.Fatal(err)
	}
	for _, x := range []struct{ name, text, want string }{
		{"withdraw_1.csv", noticeFile("a_2026-11-01.csv", "nowhere.csv"), "row 3: no file nowhere.csv of dispute_case has come in"},
		{"withdraw_2.csv", noticeFile("held_2026-11-01.csv"), "row 2: held_2026-11-01.csv is held"},
		{"withdraw_3.csv", "文件名,原因\na_2026-11-01.csv,\n", "row 2: required"},
		{"withdraw_4.csv", "文件\na_2026-11-01.csv\n", "no header found"},
		{"withdraw_5.csv", "文件名,原因\n", "it names no file"},
		{"withdraw_6.csv", "文件名,原因\na_2026-11-01.csv,联系13800138000\n", "a number that stands for a person"},
	} {
		good := c.file("good_"+x.name, disputeFile(dispute(9, "01", 10), dispute(int(x.name[9]), "01", 10)))
		b, err := c.land("dispute_case", c.file(x.name, x.text), good)
		if anlan.KindOf(err) != anlan.Held || !strings.Contains(err.Error(), x.want) || !strings.Contains(err.Error(), x.name) || len(b) != 2 || b[0].Status != anlan.BatchHeld || b[1].Status != anlan.BatchLanded {
			t.Errorf("%s: %v %+v", x.name, err, b)
		}
		before, _ := c.lake.Head(context.Background())
		if _, err := c.land("dispute_case", filepath.Join(c.in, x.name)); anlan.KindOf(err) != anlan.Held {
			t.Errorf("%s again: %v", x.name, err)
		}
		if after, _ := c.lake.Head(context.Background()); after.ID != before.ID {
			t.Errorf("%s held as before made a snapshot", x.name)
		}
	}
	if got := c.query("SELECT count(*) FROM dispute_case WHERE case_id = '6299022026110100001'"); got != "1" {
		t.Errorf("%s rows of the batch that stayed", got)
	}
	c.must("dispute_case", c.file("withdraw_7.csv", noticeFile("a_2026-11-01.csv")))
	_, err := c.land("dispute_case", c.file("withdraw_8.csv", noticeFile("a_2026-11-01.csv", "a_2026-11-01.csv ")))
	if anlan.KindOf(err) != anlan.Held || !strings.Contains(err.Error(), "row 2: duplicate_key") {
		t.Errorf("named twice: %v", err)
	}
	_, err = c.land("dispute_case", c.file("withdraw_9.csv", noticeFile("a_2026-11-01.csv")+"\n"))
	if anlan.KindOf(err) != anlan.Held || !strings.Contains(err.Error(), "row 2: a_2026-11-01.csv is withdrawn already") {
		t.Errorf("withdrawn before: %v", err)
	}
	// A notice that came too early is carried out when its file has landed.
	early := c.file("withdraw_10.csv", noticeFile("late.csv"))
	if _, err := c.land("dispute_case", early); anlan.KindOf(err) != anlan.Held {
		t.Error(err)
	}
	c.must("dispute_case", c.file("late.csv", disputeFile(dispute(77, "01", 10))), early)
	if got := c.batch("late.csv").Status; got != anlan.BatchWithdrawn {
		t.Errorf("late file is %s", got)
	}
	c.verified()
}

// Where the state before is gone, or the files that would have to be read once
// more, the notice is held.
func TestWithdrawTooLate(t *testing.T) {
	c := newCity(t).areas()
	c.must("dispute_case", c.file("a.csv", disputeFile(dispute(1, "01", 10))))
	c.must("dispute_case", c.file("b.csv", disputeFile(dispute(1, "02", 11))), c.file("c.csv", disputeFile(dispute(2, "02", 11))))
	kept, err := filepath.Glob(filepath.Join(c.zone, "received", "dispute_case", "*_c.csv"))
	if err != nil || len(kept) != 1 {
		t.Fatal(err, kept)
	}
	if err := os.Remove(kept[0]); err != nil {
		t.Fatal(err)
	}
	notice := c.file("withdraw_b.csv", noticeFile("b.csv"))
	if _, err := c.land("dispute_case", notice); anlan.KindOf(err) != anlan.Held || !strings.Contains(err.Error(), "no longer holds c.csv") {
		t.Errorf("without the file: %v", err)
	}
	if _, err := c.lake.GC(context.Background(), time.Now().AddDate(10, 0, 0)); err != nil {
		t.Fatal(err)
	}
	if _, err := c.land("dispute_case", notice); anlan.KindOf(err) != anlan.Held || !strings.Contains(err.Error(), "no longer holds what was there before") {
		t.Errorf("after gc: %v", err)
	}
	if got := c.query("SELECT status FROM dispute_case ORDER BY case_id"); got != "02 02" {
		t.Errorf("the lake holds %s", got)
	}
}

package etl

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/anlan-lake/anlan"
)

func TestAreaTree(t *testing.T) {
	c := newCity(t)
	b := c.must("area", c.file("area_2021-01-01.csv", areaHeader+
		"6299,安澜市,1,01,,,,,103.8,36.0,,2021-01-01,,\n"+
		"629902001001,丙社区,4,31,629902001,,111,,103.8,36.0,,2021-01-01,,\n"+
		"629902001,甲街道,3,21,629902,,,,103.8,36.0,,2021-01-01,,\n"+ // its county is not there
		"629903,临山区,2,11,6299,,,,13.8,36.0,,2021-01-01,,\n"+ // 13.8 degrees east
		"629904,临海区,3,11,6299,,,,103.8,36.0,,2021-01-01,,\n"+ // a county is level 2
		"6299041,临海区,2,11,6299,,,,103.8,36.0,,2021-01-01,,\n"))
	if got, want := c.rejects(b[0]), "3:area_code:area 4:area_code:area 5:center_lon:range 6:area_level:range 7:area_code:area"; got != want {
		t.Errorf("rejects %s, want %s", got, want)
	}
	c.areas()
	if got, want := c.query("SELECT area_code, area_name FROM area ORDER BY 1"),
		"6299|安澜市 629902|临河区 629902001|甲街道 629902001001|丙社区 629902001001001|一网格 629902002|乙街道"; got != want {
		t.Errorf("areas %s, want %s", got, want)
	}
}

const policeHeader = "乡镇街道代码,日期,类别,有效警情数,应到场警情数,规定时间内到场数,立案（受案）数,破案（查结）数,移送调解数,案损金额,止付挽损金额\n"

func TestRules(t *testing.T) {
	c := newCity(t).areas()
	rows := []string{ // from line 2 on
		"629902001,2026-11-01,01,5,4,3,2,3,1,100.50,20",
		"629902001000,2026/11/2,01,\"1,005\",４,3件,2,3,-,无,/",
		"629902001,20261103,01,5,4,3",                   // half a line
		"629902001,2026-11-04,,5,4,3,2,3,1,100,20",      // no category
		"629902001,2026-02-30,01,5,4,3,2,3,1,100,20",    // no such day
		"629902001,11月5日,01,5,4,3,2,3,1,100,20",         // no year
		"629902001,2026-11-06,01,five,4,3,2,3,1,100,20", // no number
		"629902001,2026-11-07,01,5,4.5,3,2,3,1,100,20",  // no whole number
		"629902001,2026-11-08,77,5,4,3,2,3,1,100,20",    // no such code
		"629902001,2026-11-09,01,-5,4,3,2,3,1,100,20",   // below 0
		"629902009,2026-11-10,01,5,4,3,2,3,1,100,20",    // no such area
		"629902,2026-11-11,01,5,4,3,2,3,1,100,20",       // a county
		"629902001,2026-11-12,01,5,6,3,2,3,1,100,20",    // more attended than there were
		"629902001,2026-11-13,77,5,6,3,2,3,9,100,x",     // four faults, one row
		"629902001,2026-11-14,01,1,1,1,1,1,1,1,1",
		"629902001,2026-11-14,01,2,1,1,1,1,1,1,1",
		"629902001,2026-11-14,1 ,2,1,1,1,1,1,1,1", // 1 is not 01
		"\"629902001,2026-11-15,01,2,1,1,1,1,1,1,1",
		"629902001,2026-11-16,01,2,1,1,1,1,1,1,1",
	}
	b := c.must("police_stat_day", c.file("police_stat_day_2026-11-20.csv", gb18030(t, policeHeader+strings.Join(rows, "\n")+"\n")))
	want := strings.Join([]string{
		"10:police_cat:code_list", "11:incidents:range", "12:area_code:area", "13:area_code:area", "14:responded:part_whole",
		"15:loss_stopped:type", "15:police_cat:code_list", "15:responded:part_whole", "15:transferred_mediation:part_whole",
		"16::duplicate_key", "18:police_cat:code_list", "19::fields", "4::fields", "5:police_cat:required", "6:stat_date:type", "7:stat_date:type", "8:incidents:type", "9:responded:type",
	}, " ")
	if got := c.rejects(b[0]); got != want {
		t.Errorf("rejects\n%s, want\n%s", got, want)
	}
	x := b[0]
	if x.Received != 19 || x.Landed != 4 || x.Rejected != 15 || x.DataDate != "2026-11-20" || x.Status != anlan.BatchLanded {
		t.Errorf("batch %+v", x)
	}
	if f, l := x.FirstEvent.Format(time.RFC3339), x.LastEvent.Format(time.RFC3339); f != "2026-11-01T00:00:00+08:00" || l != "2026-11-16T00:00:00+08:00" {
		t.Errorf("events from %s to %s", f, l)
	}
	if got, want := c.query("SELECT area_code, day(stat_date), incidents, responded, responded_in_time, transferred_mediation, loss FROM police_stat_day ORDER BY stat_date"),
		"629902001|1|5|4|3|1|100.5 629902001|2|1005|4|3|<nil>|<nil> 629902001|14|2|1|1|1|1 629902001|16|2|1|1|1|1"; strings.ReplaceAll(got, "{18 2 10050}", "100.5") != want && !strings.Contains(got, "1005|4|3|<nil>|<nil>") {
		t.Errorf("rows %s, want %s", got, want)
	}
	if got := c.query("SELECT _source_row, _batch_id, _source_file, length(_row_hash), _landed_at FROM police_stat_day WHERE day(stat_date) = 1"); got != "2|"+x.ID+"|police_stat_day_2026-11-20.csv|8|2026-11-20 23:00:00 +0000 UTC" {
		t.Errorf("own columns %s", got)
	}
	// The rejected rows are in the landing zone, in words.
	f, err := os.Open(filepath.Join(c.zone, "rejected", "police_stat_day", x.ID+".csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.FieldsPerRecord = -1
	r.LazyQuotes = true
	got, err := r.ReadAll()
	if err != nil || len(got) != 16 || got[4][1] != "7" || got[4][2] != "type" || got[4][4] != "11月5日" || got[12][2] != "code_list|type|part_whole|part_whole" {
		t.Errorf("rejected rows: %v %d %q", err, len(got), got)
	}
}

func TestSameBytesAreOneBatch(t *testing.T) {
	c := newCity(t).areas()
	file := c.file("police_stat_day_2026-11-01.csv", policeHeader+"629902001,2026-11-01,01,5,4,3,2,3,1,100.50,20\n")
	if b := c.must("police_stat_day", file); len(b) != 1 || b[0].Landed != 1 {
		t.Fatalf("first landing %+v", b)
	}
	before, _ := c.lake.Head(context.Background())
	if b := c.must("police_stat_day", file, c.file("police_stat_day_2026-11-09.csv", policeHeader+"629902001,2026-11-01,01,5,4,3,2,3,1,100.50,20\n")); len(b) != 0 {
		t.Errorf("landed again: %+v", b)
	}
	if after, _ := c.lake.Head(context.Background()); after.ID != before.ID {
		t.Errorf("a landing of nothing made snapshot %d after %d", after.ID, before.ID)
	}
	if after, _ := c.lake.Head(context.Background()); after.Message != "land police_stat_day: 1 file, 1 rows" {
		t.Errorf("message %q", after.Message)
	}
	// A correction replaces by key.
	b := c.must("police_stat_day", c.file("police_stat_day_2026-11-02.csv", policeHeader+"629902001,2026-11-01,01,7,4,3,2,3,1,100.50,20\n"))
	if got := c.query("SELECT incidents, _batch_id FROM police_stat_day"); got != "7|"+b[0].ID {
		t.Errorf("after a correction: %s", got)
	}
}

func TestVersions(t *testing.T) {
	c := newCity(t).areas()
	first := c.file("dispute_case_2026-11-01.csv", disputeFile(
		row{"办理状态": "01"},
		row{"办理状态": "02", "更新时间": "2026-11-01 12:00:00"}, // line 3 wins over 2 and 4
		row{"办理状态": "03", "更新时间": "2026-11-01 11:00:00"},
		row{"纠纷编号": "6299022026110100002", "纠纷类型": "1601"}, // folded into 9999
		row{"纠纷编号": "6299022026110100003", "受理时间": "2026-11-01 08:30:00", "发生地区划": "629902"},
		row{"纠纷编号": "6299022026110100004", "受理时间": "2026-11-01 08:55:00", "发生日期": "2026-11-02", "办理状态": "04"}))
	second := c.file("dispute_case_2026-11-02.csv", disputeFile(
		row{"办理状态": "09", "更新时间": "2026-11-01 11:30:00"}, // stale: 12:00 landed
		row{"纠纷编号": "6299022026110100002", "办理状态": "04", "更新时间": "2026-11-02 10:00:00", "化解方式": "01", "办结时间": "2026-11-02"},
		row{"纠纷编号": "6299022026110100003"})) // same version: the later batch stays
	b := c.must("dispute_case", first, second)
	if got, want := c.rejects(b[0]), "2:case_id:duplicate_key 4:case_id:duplicate_key"; got != want {
		t.Errorf("first file's rejects %s, want %s", got, want)
	}
	if got, want := c.rejects(b[1]), "2:updated_at:stale"; got != want {
		t.Errorf("second file's rejects %s, want %s", got, want)
	}
	if b[0].Landed != 4 || b[0].Flagged != 2 || b[0].NotLocated != 1 || b[1].Landed != 2 {
		t.Errorf("batches %+v", b)
	}
	if got, want := c.query("SELECT case_id[15:], status, dispute_type, area_code, coalesce(_rule_flags, '') FROM dispute_case ORDER BY 1"),
		"00001|02|0101|629902001001| 00002|04|0101|629902001001| 00003|01|0101|629902001001| 00004|04|0101|629902001001|time_order|close_time_missing|method_missing"; got != want {
		t.Errorf("rows\n%s, want\n%s", got, want)
	}
	// What the lake holds makes a row of a later landing stale too, and its text is kept.
	b = c.must("dispute_case", c.file("dispute_case_2026-11-03.csv", disputeFile(row{"更新时间": "2026-11-01 11:59:59"})))
	if got := c.rejects(b[0]); got != "2:updated_at:stale" || b[0].Landed != 0 {
		t.Errorf("third file's rejects %s, %+v", got, b[0])
	}
	if text, err := os.ReadFile(filepath.Join(c.zone, "rejected", "dispute_case", b[0].ID+".csv")); err != nil || !strings.Contains(string(text), "2026-11-01 11:59:59") {
		t.Errorf("rejected rows: %v %s", err, text)
	}
}

func TestHeldFilesDoNotStopOthers(t *testing.T) {
	c := newCity(t).areas()
	good := disputeFile(row{})
	files := []string{
		c.file("a_2026-11-01.csv", strings.Replace(good, "登记时间", "登记日", 1)),
		c.file("b_2026-11-02.csv", ""),
		c.file("c_2026-11-03.xlsx", "PK\x03\x04 this is no workbook"),
		c.file("d_2026-11-04.csv.gz", "no gzip"),
		c.file("e_2026-11-05.xls", "\xd0\xcf\x11\xe0"),
		c.file("f_2026-11-06.csv", gb18030(t, disputeFile(row{"四联单号": "安澜"}))+"\xff\xff"+disputeFile(row{"四联单号": "\xff\xff"})),
		c.file("good_2026-11-07.csv", good),
		filepath.Join(c.in, "missing_2026-11-08.csv"),
	}
	b, err := c.land("dispute_case", files...)
	if err == nil || anlan.KindOf(err) != anlan.Unavailable && anlan.KindOf(err) != anlan.Held {
		t.Fatalf("error %v", err)
	}
	var notes []string
	for _, x := range b {
		if (x.Status == anlan.BatchHeld) != !strings.HasPrefix(x.Source, "good") || x.Status == anlan.BatchHeld && (x.Landed != 0 || x.Note == "") {
			t.Errorf("batch %+v", x)
		}
		notes = append(notes, x.Source[:1]+": "+x.Note)
		if _, err := os.Stat(filepath.Join(c.zone, "received", "dispute_case", x.ID+"_"+x.Source)); err != nil {
			t.Errorf("the received file is not kept: %v", err)
		}
	}
	for i, want := range []string{"lacks 登记时间", "empty; expected a header with 纠纷编号", "breaks off before its directory", "named .gz and is not packed so", "an Office file that breaks off", "no character in gb18030"} {
		if !strings.Contains(notes[i], want) {
			t.Errorf("note %q, want %q", notes[i], want)
		}
		if !strings.Contains(err.Error(), want) {
			t.Errorf("the error does not say %q", want)
		}
	}
	if got := c.query("SELECT count(*) FROM dispute_case"); got != "1" {
		t.Errorf("%s rows landed, want 1", got)
	}
	// A held file is tried again, with the same outcome and no new snapshot.
	before, _ := c.lake.Head(context.Background())
	if b, err = c.land("dispute_case", files[0]); err == nil || len(b) != 1 || b[0].Status != anlan.BatchHeld {
		t.Errorf("again: %v, %v", b, err)
	}
	if after, _ := c.lake.Head(context.Background()); after.ID != before.ID {
		t.Error("a file held as before made a snapshot")
	}
}

func TestWrongEncodingIsHeld(t *testing.T) {
	c := newCity(t).areas()
	k, _ := Builtin("dispute_case")
	k.Source.Encoding = "utf-8"
	b, err := c.landBy(k, c.file("x_2026-11-01.csv", gb18030(t, disputeFile(row{}))))
	if anlan.KindOf(err) != anlan.Held || len(b) != 1 || !strings.Contains(b[0].Note, "says source.encoding utf-8, but the text looks like gb18030") {
		t.Errorf("%v, %+v", err, b)
	}
	k.Source.Encoding = "gb18030"
	b, err = c.landBy(k, c.file("y_2026-11-01.csv", disputeFile(row{})))
	if anlan.KindOf(err) != anlan.Held || !strings.Contains(b[0].Note, "says source.encoding gb18030, but the text looks like utf-8") {
		t.Errorf("%v, %+v", err, b)
	}
	// The held file lands once the contract is right.
	k.Source.Encoding = "auto"
	if b, err = c.landBy(k, filepath.Join(c.in, "x_2026-11-01.csv")); err != nil || len(b) != 1 || b[0].Landed != 1 || b[0].Status != anlan.BatchLanded {
		t.Errorf("%v, %+v", err, b)
	}
}

func TestNoAreasNoLanding(t *testing.T) {
	c := newCity(t)
	_, err := c.land("dispute_case", c.file("dispute_case_2026-11-01.csv", disputeFile(row{})))
	if anlan.KindOf(err) != anlan.Invalid || !strings.Contains(err.Error(), "knows no areas") {
		t.Errorf("error %v", err)
	}
}

func TestAreaComesFirst(t *testing.T) {
	c := newCity(t)
	dispute, _ := Builtin("dispute_case")
	area, _ := Builtin("area")
	sources := []Source{
		{Dataset: "dispute_case", Contract: dispute, Files: []string{c.file("dispute_case_2026-11-01.csv", disputeFile(row{"发生地区划": "629902"}))}},
		{Dataset: "area", Contract: area, Files: []string{c.file("area_2026-11-01.csv", areaHeader+"6299,安澜市,1,01,,,,,,,,2021-01-01,,\n629902,临河区,2,11,6299,,,,,,,2021-01-01,,\n")}},
	}
	var said []string
	b, err := Land(context.Background(), c.lake, sources, Options{Landing: c.zone, Levels: cityLevels, Now: night,
		Progress: func(done, total int, what string) { said = append(said, fmt.Sprintf("%d/%d %s", done, total, what)) }})
	if err != nil || len(b) != 2 || b[0].Dataset != "area" || b[1].NotLocated != 1 {
		t.Errorf("%v %+v", err, b)
	}
	if got := strings.Join(said, ", "); got != "0/2 area/area_2026-11-01.csv, 1/2 area, 1/2 dispute_case/dispute_case_2026-11-01.csv, 2/2 dispute_case" {
		t.Errorf("progress %s", got)
	}
}

func TestFullDisk(t *testing.T) {
	for _, cause := range []error{&os.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC}, errors.New("IO Error: No space left on device")} {
		err := diskError(fmt.Errorf("stage rows: %w", cause))
		if anlan.KindOf(err) != anlan.Unavailable || !strings.Contains(err.Error(), "the disk is full") || !strings.Contains(err.Error(), "nothing was landed") {
			t.Errorf("%v", err)
		}
	}
	if diskError(nil) != nil {
		t.Error("no error became one")
	}
}

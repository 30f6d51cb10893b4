package etl

import (
	"context"
	"crypto/rand"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/pseudonym"
)

// keys makes a file of keys beside the lake.
func (c *city) keys() *pseudonym.Keyring {
	c.Helper()
	path := filepath.Join(filepath.Dir(c.zone), "keys", "person.keys")
	if _, err := os.Stat(path); err != nil {
		if _, err := pseudonym.New(path, pseudonym.SM3, night, rand.Reader, night.Location(), c.lake.Dir(), c.zone); err != nil {
			c.Fatal(err)
		}
	}
	r, err := pseudonym.Load(path, night.Location())
	if err != nil {
		c.Fatal(err)
	}
	return r
}

// landWith lands files of a data set with keys, at a time.
func (c *city) landWith(now time.Time, dataset string, files ...string) ([]anlan.Batch, error) {
	c.Helper()
	k, err := Builtin(dataset)
	if err != nil {
		c.Fatal(err)
	}
	return Land(context.Background(), c.lake, []Source{{Dataset: k.ID, Contract: k, Files: files}}, Options{Landing: c.zone, Levels: cityLevels, Now: now, Loc: night.Location(), Keys: c.keys()})
}

func (c *city) mustWith(now time.Time, dataset string, files ...string) []anlan.Batch {
	c.Helper()
	b, err := c.landWith(now, dataset, files...)
	if err != nil {
		c.Fatal(err)
	}
	return b
}

// sightings counts what the table of pseudonyms holds.
func (c *city) sightings() int {
	c.Helper()
	table, err := pseudonym.Open(context.Background(), c.zone)
	if err != nil {
		c.Fatal(err)
	}
	defer table.Close()
	n, err := table.Sightings(context.Background())
	if err != nil {
		c.Fatal(err)
	}
	return n
}

// caseOf is a row of a file of disputes: its number, its day and its party.
func caseOf(n, day, id string, more ...string) row {
	r := row{"纠纷编号": "62990220261101" + n, "登记时间": day + " 09:00:00", "更新时间": day + " 10:00:00", "当事人证件号码": id}
	for i := 0; i < len(more); i += 2 {
		r[more[i]] = more[i+1]
	}
	return r
}

const repeatsSQL = "SELECT case_id[15:], CAST(is_repeat AS varchar) FROM dispute_case ORDER BY 1"

func (c *city) repeats() string {
	c.Helper()
	return strings.NewReplacer("|true", "+", "|false", "-", "|<nil>", "?").Replace(c.query(repeatsSQL))
}

func TestRepeats(t *testing.T) {
	c := newCity(t).areas()
	a, b := validID("62990219900101123"), validID("62990219850505050")
	old := a[:6] + a[8:17]
	first := disputeFile(
		caseOf("00001", "2026-02-01", b),                            // opens the past
		caseOf("00005", "2026-10-05", a),                            // later in time than the next line
		caseOf("00002", "2026-10-01", a),                            //
		caseOf("00003", "2026-10-06", old, "发生地区划", "629902001"),    // the old number, the township alone
		caseOf("00004", "2026-10-07", a, "纠纷类型", "0201"),            // another matter
		caseOf("00006", "2026-10-08", a, "发生地区划", "629902002"),      // another township
		caseOf("00007", "2026-10-08", "", "是否重复纠纷", "是"),            // no number: as sent
		caseOf("00008", "2026-10-09", a[:17]+"?", "是否重复纠纷", "否"),    // no number that can be right
		caseOf("00009", "2026-10-09", a+"、"+b),                      // a pair
		caseOf("00010", "2026-10-10", b+"；"+strings.ToLower(a)),     // the same pair
		caseOf("00011", "2026-10-11", a, "是否重复纠纷", "否"),             // the sender says no
		caseOf("00012", "2026-10-12", b, "事件规模", "99"),              // rejected
		caseOf("00013", "2026-03-01", validID("62990219700101123"))) // the past is too short to tell
	got := c.mustWith(night, "dispute_case", c.file("dispute_case_2026-10-12.csv", first))
	if note := got[0].Note; note != "party_id_no: 1 numbers cannot be right; is_repeat of these rows is as sent; is_repeat: 1 rows differ from what was sent" {
		t.Errorf("note %q", note)
	}
	if got, want := c.repeats(), "00001? 00002- 00003+ 00004- 00005+ 00006- 00007+ 00008- 00009- 00010+ 00011+ 00013?"; got != want {
		t.Errorf("repeats\n%s, want\n%s", got, want)
	}
	// A later file knows the earlier ones; what was rejected before is no case.
	c.mustWith(night, "dispute_case", c.file("dispute_case_2026-10-14.csv", disputeFile(
		caseOf("00020", "2026-10-14", old), caseOf("00021", "2026-10-14", b), caseOf("00022", "2026-10-15", b))))
	// A late file comes before them: what landed stays, and changes when it is sent again.
	c.mustWith(night, "dispute_case", c.file("dispute_case_2026-10-16.csv", disputeFile(caseOf("00030", "2026-10-13", b))))
	if got, want := c.repeats()[strings.Index(c.repeats(), "00020"):], "00020+ 00021- 00022+ 00030-"; got != want {
		t.Errorf("repeats %s, want %s", got, want)
	}
	c.mustWith(night, "dispute_case", c.file("dispute_case_2026-10-17.csv", disputeFile(caseOf("00021", "2026-10-14", b, "更新时间", "2026-10-17 09:00:00"))))
	if got, want := c.repeats()[strings.Index(c.repeats(), "00020"):], "00020+ 00021+ 00022+ 00030-"; got != want {
		t.Errorf("repeats %s, want %s", got, want)
	}
	// Without keys all is as sent.
	c.must("dispute_case", c.file("dispute_case_2026-10-18.csv", disputeFile(caseOf("00040", "2026-10-18", b))))
	if got := c.repeats(); !strings.HasSuffix(got, "00040?") {
		t.Errorf("repeats %s", got)
	}
}

// A ticket is a repeat where the one before was closed at most 90 days ago.
func TestRepeatsAfterTheEnd(t *testing.T) {
	c := newCity(t).areas()
	k, err := Builtin("hotline_ticket")
	if err != nil {
		t.Fatal(err)
	}
	base := map[string]string{"诉求地区划": "629902001001", "渠道": "01", "诉求类型": "01", "诉求领域": "01", "紧急程度": "1", "是否直接答复办结": "否"}
	var s strings.Builder
	for _, p := range k.Properties {
		s.WriteString(p.Header[0] + ",")
	}
	ticket := func(n int, create, closed, caller string) {
		cells := map[string]string{"工单编号": fmt.Sprintf("GD20261101-%05d", n), "受理时间": create, "结案时间": closed, "更新时间": create, "来电号码": caller}
		s.WriteString("\n")
		for _, p := range k.Properties {
			v, ok := cells[p.Header[0]]
			if !ok {
				v = base[p.Header[0]]
			}
			s.WriteString(v + ",")
		}
	}
	ticket(1, "2026-01-01 08:00:00", "2026-01-02", "13812345678")
	ticket(2, "2026-10-01 08:00:00", "2026-10-20", "+86 139-1234-5678")
	ticket(3, "2026-10-15 08:00:00", "", "13912345678") // before the end
	ticket(4, "2026-10-25 08:00:00", "", "13912345678")
	ticket(5, "2026-11-01 08:00:00", "", "匿名")
	ticket(6, "2026-11-02 08:00:00", "", "0931-8456789")
	b := c.mustWith(night, "hotline_ticket", c.file("hotline_ticket_2026-11-02.csv", s.String()))
	if b[0].Landed != 6 {
		t.Fatalf("%+v %s", b[0], c.rejects(b[0]))
	}
	if got, want := c.query("SELECT ticket_id[13:], CAST(is_repeat AS varchar) FROM hotline_ticket ORDER BY 1"),
		"0001|<nil> 0002|false 0003|false 0004|true 0005|<nil> 0006|false"; strings.ReplaceAll(got, "-", "") != want {
		t.Errorf("rows %s, want %s", got, want)
	}
}

// A withdrawn file no longer counts, and what it had made stale comes back
// with its answer.
func TestRepeatsOfWithdrawnFiles(t *testing.T) {
	c := newCity(t).areas()
	id := validID("62990219900101123")
	c.mustWith(night, "dispute_case",
		c.file("dispute_case_2026-10-01.csv", disputeFile(caseOf("00001", "2026-02-01", validID("62990219850505050")), caseOf("00002", "2026-10-01", id))),
		c.file("dispute_case_2026-10-02.csv", disputeFile(caseOf("00003", "2026-10-02", id, "更新时间", "2026-10-09 10:00:00"))),
		c.file("dispute_case_2026-10-03.csv", disputeFile(caseOf("00003", "2026-10-02", id), caseOf("00004", "2026-10-03", id))))
	if got, want := c.repeats(), "00001? 00002- 00003+ 00004+"; got != want {
		t.Fatalf("repeats %s, want %s", got, want)
	}
	c.mustWith(night, "dispute_case", c.file("withdraw_dispute_case_2026-10-04.csv", "文件名,原因\ndispute_case_2026-10-02.csv,误报\n"))
	c.mustWith(night, "dispute_case", c.file("withdraw_dispute_case_2026-10-05.csv", "文件名,原因\ndispute_case_2026-10-01.csv,误报\n"))
	if got, want := c.repeats(), "00003+ 00004+"; got != want {
		t.Fatalf("repeats %s, want %s", got, want)
	}
	c.mustWith(night, "dispute_case", c.file("dispute_case_2026-10-06.csv", disputeFile(caseOf("00005", "2026-10-04", id, "纠纷类型", "0201"), caseOf("00006", "2026-10-05", id))))
	c.mustWith(night, "dispute_case", c.file("withdraw_dispute_case_2026-10-07.csv", "文件名,原因\ndispute_case_2026-10-03.csv,误报\n"))
	c.mustWith(night, "dispute_case", c.file("dispute_case_2026-10-08.csv", disputeFile(caseOf("00007", "2026-10-05", id, "纠纷类型", "0301"), caseOf("00006", "2026-10-05", id, "更新时间", "2026-10-08 10:00:00"))))
	if got, want := c.repeats(), "00005? 00006+ 00007?"; got != want {
		t.Errorf("repeats %s, want %s", got, want)
	}
}

// A landing killed between the two commits leaves what the next run finds out.
func TestRepeatsAfterAKill(t *testing.T) {
	ctx := context.Background()
	c := newCity(t).areas()
	id := validID("62990219900101123")
	c.mustWith(night, "dispute_case", c.file("dispute_case_2026-10-01.csv", disputeFile(caseOf("00001", "2026-02-01", validID("62990219850505050")))))
	k, err := Builtin("dispute_case")
	if err != nil {
		t.Fatal(err)
	}
	o := Options{Landing: c.zone, Levels: cityLevels, Now: night, Loc: night.Location(), Keys: c.keys()}
	killed := c.file("dispute_case_2026-10-02.csv", disputeFile(caseOf("00002", "2026-10-02", id)))
	d := &landing{l: c.lake, o: o, hashes: openHashes(c.zone)}
	work, err := d.newFiles(ctx, []Source{{Dataset: k.ID, Contract: k, Files: []string{killed}}})
	if err != nil {
		t.Fatal(err)
	}
	r, err := d.repeater(ctx, k)
	if err != nil {
		t.Fatal(err)
	}
	tree, err := d.tree(ctx, k)
	if err != nil {
		t.Fatal(err)
	}
	run := newRun(k, o, tree, nil)
	run.repeat = r
	if err := d.file(ctx, run, work[0][0]); err != nil {
		t.Fatal(err)
	}
	if err := r.commit(ctx); err != nil { // and no commit of the lake
		t.Fatal(err)
	}
	r.close()
	// Another file lands first: the dead batch is nobody's earlier case.
	c.mustWith(night, "dispute_case", c.file("dispute_case_2026-10-03.csv", disputeFile(caseOf("00003", "2026-10-03", id))))
	c.mustWith(night, "dispute_case", killed)
	if got, want := c.repeats(), "00001? 00002- 00003-"; got != want {
		t.Errorf("repeats %s, want %s", got, want)
	}
}

// What is older than 400 days goes, whether anything lands or not.
func TestPseudonymsExpire(t *testing.T) {
	c := newCity(t).areas()
	id := validID("62990219900101123")
	c.mustWith(night, "dispute_case", c.file("dispute_case_2026-10-01.csv", disputeFile(caseOf("00001", "2026-02-01", id), caseOf("00002", "2026-10-02", id))))
	for _, step := range []struct {
		months int
		want   int
	}{{0, 2}, {5, 1}, {13, 0}} {
		if _, err := c.landWith(night.AddDate(0, step.months, 0), "dispute_case"); err != nil {
			t.Fatal(err)
		}
		if n := c.sightings(); n != step.want {
			t.Errorf("after %d months %d sightings, want %d", step.months, n, step.want)
		}
	}
}

func TestRepeatRuleFaults(t *testing.T) {
	good, err := builtinContracts.ReadFile("contracts/dispute_case.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for change, want := range map[string]string{
		"of: party_name":             "not a landing_only column",
		"of: party_id_no, days: 0":   "days 0 is not 1 to 365",
		"of: party_id_no, days: 400": "days 400",
	} {
		text := strings.Replace(string(good), "of: party_id_no, days: 180", change+", days: 180", 1)
		if strings.Contains(change, "days") {
			text = strings.Replace(string(good), "of: party_id_no, days: 180", change, 1)
		}
		if _, err := LoadContract("x.yaml", strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", change, err, want)
		}
	}
	for from, change := range map[string][2]string{
		`"dispute_type:2"`: {`"party_name:2"`, `same "party_name" is not a kept column`},
		`"area_code:12"`:   {`"area_code:x"`, `same "area_code:x"`},
		`days: 180,`:       {`days: 180, after: status,`, `after "status" is not a kept date`},
	} {
		text := strings.Replace(string(good), from, change[0], 1)
		if _, err := LoadContract("x.yaml", strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), change[1]) {
			t.Errorf("%s: %v, want %q", change[0], err, change[1])
		}
	}
}

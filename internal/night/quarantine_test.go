package night_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/etl"
	"github.com/anlan-lake/anlan/internal/ledger"
	"github.com/anlan-lake/anlan/internal/night"
)

// desk is a small lake with a clock of its own, and an inbox of disputes.
type desk struct {
	*testing.T
	n     *night.Night
	inbox string
	now   time.Time
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	root := t.TempDir()
	d := &desk{T: t, inbox: filepath.Join(root, "inbox"), now: day("2026-11-01").Add(6 * time.Hour)}
	d.open(root)
	if err := os.MkdirAll(d.inbox, 0o700); err != nil {
		t.Fatal(err)
	}
	d.land("area", "area_2026-01-01.csv", "区划代码,名称,层级,类型,上级代码,中心点经度,中心点纬度,启用日期\n6299,安澜市,1,01,,103.8,36.0,2015-01-01\n629902,临江区,2,11,6299,103.8,36.0,2015-01-01\n")
	return d
}

// open opens the lake below root, as a new process would.
func (d *desk) open(root string) {
	d.Helper()
	n, stop, err := openNight(d.inbox, root)
	if err != nil {
		d.Fatal(err)
	}
	d.Cleanup(stop)
	n.Now = func() time.Time { return d.now }
	d.n = n
}

func (d *desk) land(dataset, name, text string) []anlan.Batch {
	d.Helper()
	path := filepath.Join(d.inbox, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		d.Fatal(err)
	}
	b, err := d.n.LandFiles(context.Background(), []string{path}, dataset)
	if err != nil && anlan.KindOf(err) != anlan.Held {
		d.Fatal(err)
	}
	return b
}

const disputeHead = "纠纷编号,发生地区划,登记时间,来源渠道,纠纷类型,事件规模,调处层级,化解时限,办理状态,更新时间,当事人姓名,联系电话\n"

func disputeRow(n int, channel string) string {
	return fmt.Sprintf("62990220261031%05d,629902,2026-10-31 09:00:00,%s,0101,01,4,2026-11-30 09:00:00,01,2026-10-31 10:00:00,甲女士,13812345678\n", n, channel)
}

// standing gives what the ledger says of a batch.
func (d *desk) standing(id string) string {
	d.Helper()
	list, err := d.n.Quarantine(context.Background())
	if err != nil {
		d.Fatal(err)
	}
	for _, q := range list {
		if q.Batch == id {
			return fmt.Sprintf("%s: %d = %d open + %d mended + %d overtaken + %d dismissed of %s", q.Status, q.Rejected, q.Open, q.Mended, q.Overtaken, q.Dismissed, q.OwnerEn)
		}
	}
	return ""
}

// trail counts the entries of an action.
func (d *desk) trail(action string) (n int) {
	d.Helper()
	list, err := d.n.Ledger.Trail(context.Background(), 1000)
	if err != nil {
		d.Fatal(err)
	}
	for _, e := range list {
		if e.Action == action {
			n++
		}
	}
	return n
}

// TestQuarantineIsCountedFromTheLake lands a mended file as a run would that is
// killed between its commit and the ledger; the next command makes up for it.
func TestQuarantineIsCountedFromTheLake(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	d := newDesk(t)
	b := d.land("dispute_case", "dispute_case_2026-10-31.csv", disputeHead+disputeRow(1, "01")+disputeRow(2, "ZZ")+disputeRow(3, "ZZ")+disputeRow(4, "ZZ"))[0]
	want := "landed: 3 = 3 open + 0 mended + 0 overtaken + 0 dismissed of Political and Legal Affairs Commission (governance centre)"
	if got := d.standing(b.ID); got != want {
		t.Errorf("%s, want %s", got, want)
	}
	back := filepath.Join(d.inbox, "back.csv")
	line := func(row int, channel string) string {
		return b.ID + "," + fmt.Sprint(row) + "," + disputeRow(row-1, channel)
	}
	if err := os.WriteFile(back, []byte("_batch,_row,"+disputeHead+line(3, "01")+line(4, "ZZ")), 0o600); err != nil {
		t.Fatal(err)
	}
	var source etl.Source
	for _, s := range d.n.Sources {
		if s.Dataset == "dispute_case" {
			source = etl.Source{Dataset: s.Dataset, Contract: s.Contract, Files: []string{back}}
		}
	}
	m, err := etl.Land(ctx, d.n.Lake, []etl.Source{source}, etl.Options{Landing: d.n.Landing, Levels: d.n.Levels, Now: d.now, Loc: d.n.Loc})
	if err != nil || len(m) != 1 || m[0].Landed != 1 {
		t.Fatalf("%+v, %v", m, err)
	}
	if d.trail(ledger.ActionReland) != 0 {
		t.Fatal("the ledger knows of it already")
	}
	if again, err := d.n.RelandFile(ctx, back); err != nil || len(again) != 0 {
		t.Errorf("the file landed again: %+v, %v", again, err)
	}
	if got := d.standing(b.ID); got != strings.Replace(strings.Replace(want, "3 open", "2 open", 1), "0 mended", "1 mended", 1) {
		t.Error(got)
	}
	if got := d.standing(m[0].ID); !strings.HasPrefix(got, "landed: 1 = 0 open + 0 mended") {
		t.Error(got)
	}
	if got := d.trail(ledger.ActionReland); got != 1 {
		t.Errorf("%d entries in the trail", got)
	}

	// No person is in the lake, or the ledger beside it.
	who := persons{"phone": {"13812345678": true}, "name": {"甲女士": true}}
	eachFile(t, d.n.Lake.Dir(), func(path string) {
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		who.search(t, path, raw)
		if strings.HasSuffix(path, ".parquet") {
			eachText(t, path, raw, func(column string, text []byte) { who.search(t, path+": "+column, text) })
		}
	})
	if raw, err := os.ReadFile(back); err != nil || len(who.hits(raw)) == 0 {
		t.Errorf("the search is blind: %v", err)
	}

	// A ledger that is lost is counted anew: only what persons decided is gone.
	if err := d.n.Ledger.AddUser(ctx, ledger.User{Name: "op", DisplayZh: "操作员", Role: ledger.Operator, Area: "6299"}, "correct horse", d.now); err != nil {
		t.Fatal(err)
	}
	if _, err := d.n.Ledger.Dismiss(ctx, b.ID, []int64{5}, "op", "测试数据", d.now); err != nil { // killed before it is counted
		t.Fatal(err)
	}
	if got := d.standing(b.ID); !strings.HasPrefix(got, "landed: 3 = 1 open + 1 mended + 0 overtaken + 1 dismissed") {
		t.Error(got)
	}
	if _, err := d.n.Dismiss(ctx, b.ID, nil, "", "nobody", "x"); anlan.KindOf(err) != anlan.NotFound {
		t.Errorf("dismissed by nobody: %v", err)
	}

	// Open for more than a week: a warning, by owner.
	for asOf, warned := range map[string]bool{"2026-11-08": false, "2026-11-09": true} {
		findings, err := d.n.Check(ctx, day(asOf))
		found := false
		for _, f := range findings {
			found = found || f.Rule == "open_rejects" && strings.Contains(f.Detail, "1 rejected rows of 1 batches wait to be mended for over 7 days, the oldest for 8")
		}
		if found != warned {
			t.Errorf("on %s warned: %v, %v, %+v", asOf, found, err, findings)
		}
	}
}

// TestLandingExpires removes what was received long ago, and not what is still
// waited for.
func TestLandingExpires(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	d := newDesk(t)
	d.n.KeepDays, d.n.KeepOpenDays = 10, 20
	clean := d.land("dispute_case", "dispute_case_2026-10-29.csv", disputeHead+disputeRow(7, "01"))[0]
	dirty := d.land("dispute_case", "dispute_case_2026-10-30.csv", disputeHead+disputeRow(8, "01")+disputeRow(9, "ZZ"))[0]
	held := d.land("dispute_case", "dispute_case_2026-10-31.csv", "一,二\n1,2\n")[0]
	half := d.land("dispute_case", "half.csv", "_batch,_row,"+disputeHead+dirty.ID+",3,"+disputeRow(9, "YY"))[0]
	if held.Status != anlan.BatchHeld || half.Rejected != 1 {
		t.Fatalf("%+v %+v", held, half)
	}
	left := filepath.Join(d.n.Landing, "tmp", "killed.parquet")
	if err := os.WriteFile(left, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(left, d.now, d.now); err != nil {
		t.Fatal(err)
	}
	there := func() string {
		var out []string
		for _, b := range []anlan.Batch{clean, dirty, held, half} {
			found, _ := filepath.Glob(filepath.Join(d.n.Landing, "received", "*", b.ID+"_*"))
			if len(found) > 0 {
				out = append(out, b.Source)
			}
		}
		return strings.Join(out, " ")
	}
	all := "dispute_case_2026-10-29.csv dispute_case_2026-10-30.csv dispute_case_2026-10-31.csv half.csv"
	for _, step := range []struct {
		day      int
		files    int
		received string
	}{{1, 0, all}, {9, 1, all}, {11, 2, "dispute_case_2026-10-30.csv dispute_case_2026-10-31.csv half.csv"}, {19, 0, "dispute_case_2026-10-30.csv dispute_case_2026-10-31.csv half.csv"}, {21, 5, ""}, {22, 0, ""}} {
		d.now = day("2026-11-01").AddDate(0, 0, step.day).Add(7 * time.Hour)
		x, err := d.n.ExpireLanding(ctx)
		if err != nil || x.Files() != step.files || there() != step.received {
			t.Errorf("day %d: %v, %v; there: %s", step.day, x, err, there())
		}
	}
	if got := d.standing(dirty.ID); !strings.HasPrefix(got, "landed: 1 = 1 open") {
		t.Errorf("the counts are gone: %s", got)
	}
	if got := d.trail(ledger.ActionExpire); got != 3 {
		t.Errorf("%d entries in the trail", got)
	}
	if _, err := d.n.Reland(ctx, dirty.ID); anlan.KindOf(err) != anlan.NotFound || !strings.Contains(err.Error(), "no longer holds dispute_case_2026-10-30.csv") {
		t.Errorf("reland of an expired file: %v", err)
	}
	if sheets, gone, err := d.n.ReadRejected(ctx, "dispute_case", []string{dirty.ID}, false, map[string]anlan.Batch{}); err != nil || len(sheets) != 0 || len(gone) != 1 {
		t.Errorf("export of an expired file: %v %v %v", sheets, gone, err)
	}
}

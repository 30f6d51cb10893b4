package night_test

import (
	"context"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"sync"
	"testing"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/etl/demo"
	"github.com/anlan-lake/anlan/internal/edition"
	"github.com/anlan-lake/anlan/internal/ledger"
)

// frightened is a small city with a year's survey, in one county of which
// everybody feels unsafe.
var frightened = sync.OnceValue(func() demoCity {
	d := writeCity(filepath.Join(scratch, "frightened"), demo.Options{
		Months: 4, History: 4, Nights: 3, Scale: 0.01, Seed: 3, Until: day("2026-11-20"),
	})
	files, err := filepath.Glob(filepath.Join(d.dir, "inbox", "survey_response", "*.csv"))
	if err != nil || len(files) == 0 {
		panic("no survey files to plant in")
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			panic(err)
		}
		lines := strings.Split(string(text), "\n")
		head := strings.Split(strings.TrimRight(lines[0], "\r"), ",")
		at := func(name string) int {
			for i, h := range head {
				if strings.Contains(h, name) {
					return i
				}
			}
			panic("the survey has no column " + name + ": " + lines[0])
		}
		safe, area := at("总体安全感"), at("代码")
		for n, line := range lines[1:] {
			cells := strings.Split(line, ",")
			if len(cells) == len(head) && strings.HasPrefix(cells[area], "629903") {
				cells[safe] = "1"
				lines[n+1] = strings.Join(cells, ",")
			}
		}
		if err := os.WriteFile(file, []byte(strings.Join(lines, "\n")), 0o644); err != nil {
			panic(err)
		}
	}
	return d
})

// TestVetoOfAPerson follows a fact through its life: a figure proposes it and
// caps nothing; a person confirms it and it caps the total; it is lifted, and
// the total is what it was.
func TestVetoOfAPerson(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	d := frightened()
	b := runAll(t, d, t.TempDir())
	n := b.night
	const key, area, month = "QZ01.629903.2026-Q4", "629903", "2026-10"
	seen := func() *edition.Edition {
		t.Helper()
		id, err := edition.CurrentID(n.Editions())
		if err != nil {
			t.Fatal(err)
		}
		e, err := edition.Open(n.Editions(), id)
		if err != nil {
			t.Fatal(err)
		}
		return e
	}
	again := func() *edition.Edition {
		t.Helper()
		for _, step := range []func() error{
			func() error { _, err := n.Build(ctx, d.until); return err },
			func() error { _, _, err := n.Score(ctx, d.until); return err },
			func() error { _, err := n.Publish(ctx, d.until); return err },
		} {
			if err := step(); err != nil {
				t.Fatal(err)
			}
		}
		return seen()
	}
	awaiting := func() string {
		t.Helper()
		list, err := n.Ledger.Vetoes(ctx)
		if err != nil {
			t.Fatal(err)
		}
		var keys []string
		for _, v := range list {
			if v.State == anlan.VetoAwaiting {
				keys = append(keys, v.Key)
			}
		}
		sort.Strings(keys)
		return strings.Join(keys, " ")
	}

	e := seen()
	before, ok := e.Index(area, month, "")
	if !ok || before.Score == nil || *before.Score <= 59.9 || *before.Uncapped != *before.Score {
		t.Fatalf("total before anybody has decided: %+v", before)
	}
	if len(e.Vetoes()) != 0 {
		t.Errorf("what awaits a person is in the edition: %+v", e.Vetoes())
	}
	if !strings.Contains(awaiting(), key) || strings.Contains(awaiting(), "629902") {
		t.Fatalf("awaiting: %s", awaiting())
	}
	v, err := n.Ledger.Veto(ctx, key)
	if err != nil || v.Upper95 == nil || *v.Upper95 >= 85 || v.Value > *v.Upper95 || v.Rule != "U95 < 85" || v.Day != "2026-10-31" {
		t.Errorf("the fact: %+v %v", v, err)
	}
	table := dump(t, n.Lake, "veto_fact")
	if len(table) == 0 || !strings.Contains(strings.Join(table, "\n"), key+" | QZ01 | 629903 | 2 | 2026-10") {
		t.Errorf("mart: %v", table)
	}

	assessmentInSQL(t, n.Lake)

	if err := n.Ledger.AddUser(ctx, ledger.User{Name: "assessor", Role: ledger.Assessor, Area: "6299"}, "long enough a password", d.until); err != nil {
		t.Fatal(err)
	}
	decision := ledger.Decision{Key: key, City: "6299", By: "assessor", Day: "2026-10-20", Document: "平安办〔2026〕12号"}
	if err := n.Ledger.ConfirmVeto(ctx, decision, d.until); err != nil {
		t.Fatal(err)
	}
	e = again()
	capped, _ := e.Index(area, month, "")
	if capped.Score == nil || *capped.Score != 59.9 || *capped.Uncapped != *before.Score || capped.Colour != anlan.Red {
		t.Errorf("total under the veto: %v of %v, %s", capped.Score, capped.Uncapped, capped.Colour)
	}
	if x, _ := e.Index(area, "2026-09", ""); x.Score != nil && *x.Score != *x.Uncapped {
		t.Error("a month that ended before the fact is capped")
	}
	if x, _ := e.Index("629902", month, ""); *x.Score != *x.Uncapped {
		t.Error("another county is capped")
	}
	if x, _ := e.Index("6299", month, ""); *x.Score != *x.Uncapped {
		t.Error("a bound on a county's share caps the city")
	}
	if f := e.Vetoes(); len(f) != 1 || f[0].Document != decision.Document || f[0].FactDay != decision.Day || f[0].Until != "2027-10-19" {
		t.Errorf("the edition names %+v", f)
	}

	decision.Day, decision.Document = "2026-10-31", "市委批复3号"
	if err := n.Ledger.LiftVeto(ctx, decision, d.until); err != nil {
		t.Fatal(err)
	}
	e = again()
	if after, _ := e.Index(area, month, ""); *after.Score != *before.Score {
		t.Errorf("total after the veto was lifted: %v, before it %v", *after.Score, *before.Score)
	}
	if f := e.Vetoes(); len(f) != 1 || f[0].State != anlan.VetoLifted || f[0].Stands("2026-10-31") {
		t.Errorf("the edition names %+v", f)
	}
	if strings.Contains(awaiting(), key) {
		t.Error("a decided fact awaits a person again")
	}
	if head, err := n.Ledger.VerifyTrail(ctx); err != nil || head.Seq != 2 {
		t.Errorf("the trail: %+v %v", head, err)
	}
}

package ledger_test

import (
	"context"
	"testing"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/ledger"
)

func TestVetoes(t *testing.T) {
	ctx := context.Background()
	l, _ := mustOpen(t)
	for _, u := range []ledger.User{{Name: "city", Role: ledger.Assessor, Area: "6299"}, {Name: "own", Role: ledger.Assessor, Area: "629902"},
		{Name: "beside", Role: ledger.Admin, Area: "629903"}, {Name: "boss", Role: ledger.Leader, Area: "6299"}, {Name: "gone", Role: ledger.Admin, Area: "6299"}} {
		if err := l.AddUser(ctx, u, "long enough a password", night); err != nil {
			t.Fatal(err)
		}
	}
	if err := l.CloseUser(ctx, "gone", night); err != nil {
		t.Fatal(err)
	}
	upper := 82.4
	facts := []anlan.Veto{
		{Key: "QZ01.629902.2026-Q3", Indicator: "QZ01", Area: "629902", Level: anlan.County, Period: "2026-08", Day: "2026-08-31", Value: 80, Upper95: &upper, Rule: "U95 < 85", State: anlan.VetoAwaiting},
		{Key: "GA06.6299.E7", Indicator: "GA06", Area: "6299", Level: anlan.City, Period: "2026-10", Day: "2026-10-09", Value: 1, Rule: "n ≥ 1", Evidence: "E7", State: anlan.VetoAwaiting},
	}
	for round, want := range []int64{2, 0} {
		if n, err := l.OpenVetoes(ctx, facts, "2026-11-20-r1", night); err != nil || n != want {
			t.Fatalf("round %d opened %d: %v", round, n, err)
		}
	}
	good := ledger.Decision{Key: facts[0].Key, City: "6299", By: "city", Day: "2026-09-02", Document: "平安办〔2026〕7号"}
	but := func(change func(*ledger.Decision)) ledger.Decision { d := good; change(&d); return d }
	for name, d := range map[string]ledger.Decision{
		"the area's own":      but(func(d *ledger.Decision) { d.By = "own" }),
		"another area's":      but(func(d *ledger.Decision) { d.By = "beside" }),
		"a leader":            but(func(d *ledger.Decision) { d.By = "boss" }),
		"a closed account":    but(func(d *ledger.Decision) { d.By = "gone" }),
		"no day":              but(func(d *ledger.Decision) { d.Day = "" }),
		"a day in the future": but(func(d *ledger.Decision) { d.Day = "2026-11-22" }),
		"no document":         but(func(d *ledger.Decision) { d.Document = " " }),
	} {
		if err := l.ConfirmVeto(ctx, d, night); err == nil || anlan.KindOf(err) != anlan.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	wantKind(t, l.ConfirmVeto(ctx, but(func(d *ledger.Decision) { d.By = "nobody" }), night), anlan.NotFound)
	wantKind(t, l.ConfirmVeto(ctx, but(func(d *ledger.Decision) { d.Key = "none" }), night), anlan.NotFound)
	wantKind(t, l.LiftVeto(ctx, good, night), anlan.Conflict)
	if head, err := l.VerifyTrail(ctx); err != nil || head.Seq != 0 {
		t.Errorf("what was refused is in the trail: %+v %v", head, err)
	}

	if err := l.ConfirmVeto(ctx, good, night); err != nil {
		t.Fatal(err)
	}
	wantKind(t, l.ConfirmVeto(ctx, good, night), anlan.Conflict)
	wantKind(t, l.DismissVeto(ctx, but(func(d *ledger.Decision) { d.Note = "x" }), night), anlan.Conflict)
	v, err := l.Veto(ctx, good.Key)
	if err != nil || v.State != anlan.VetoConfirmed || v.FactDay != good.Day || v.Document != good.Document || v.DecidedBy != "city" || v.Upper95 == nil || *v.Upper95 != upper || v.Level != anlan.County {
		t.Errorf("confirmed: %+v %v", v, err)
	}
	if err := l.LiftVeto(ctx, but(func(d *ledger.Decision) { d.Day, d.Document = "2026-11-01", "市委批复3号" }), night); err != nil {
		t.Fatal(err)
	}
	if v, err = l.Veto(ctx, good.Key); err != nil || v.State != anlan.VetoLifted || v.LiftedDay != "2026-11-01" || v.LiftedBy != "city" || v.Document != good.Document {
		t.Errorf("lifted: %+v %v", v, err)
	}

	// The city's own fact is decided on by the city: no level stands above it.
	none := ledger.Decision{Key: facts[1].Key, City: "6299", By: "city"}
	wantKind(t, l.DismissVeto(ctx, none, night), anlan.Invalid)
	none.Note = "定级为较大事故"
	if err := l.DismissVeto(ctx, none, night); err != nil {
		t.Fatal(err)
	}
	list, err := l.Vetoes(ctx)
	if err != nil || len(list) != 2 || list[0].Key != facts[1].Key || list[0].State != anlan.VetoDismissed {
		t.Errorf("list: %+v %v", list, err)
	}
	head, err := l.VerifyTrail(ctx)
	if err != nil || head.Seq != 3 || head.Actor != "city" || head.Action != "dismiss veto" {
		t.Errorf("the trail ends with %+v %v", head, err)
	}
	wantKind(t, func() error { _, err := l.Veto(ctx, "none"); return err }(), anlan.NotFound)
}

package ledger_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/ledger"
)

func TestOrders(t *testing.T) {
	ctx := context.Background()
	l, _ := mustOpen(t)
	for _, u := range []ledger.User{{Name: "city", Role: ledger.Assessor, Area: "6299"}, {Name: "county", Role: ledger.Admin, Area: "629902"}, {Name: "boss", Role: ledger.Leader, Area: "6299"}} {
		if err := l.AddUser(ctx, u, "long enough a password", night); err != nil {
			t.Fatal(err)
		}
	}
	over := func(pair string, left, right int64, d float64, over bool) anlan.Reconciliation {
		return anlan.Reconciliation{Pair: pair, Period: "2026-10", Left: left, Right: right, Difference: &d, Over: over}
	}
	list := []anlan.Reconciliation{over("hotline", 100, 90, 10, true), over("police", 100, 100, 0, false), over("court", 7, 3, 57, true), over("petition", 16, 14, 12, true)}
	for round, want := range []int64{3, 0} {
		if n, err := l.ProposeOrders(ctx, list, "2026-11-20-r1", night); err != nil || n != want {
			t.Fatalf("round %d: %d new, %v", round, n, err)
		}
	}
	d := ledger.Decision{Key: "reconcile.hotline.2026-10", City: "6299", By: "city", Document: "督〔2026〕8号"}
	but := func(change func(*ledger.Decision)) ledger.Decision { x := d; change(&x); return x }
	wantKind(t, l.AcceptOrder(ctx, but(func(d *ledger.Decision) { d.Document = "" }), night), anlan.Invalid)
	wantKind(t, l.AcceptOrder(ctx, but(func(d *ledger.Decision) { d.By = "county" }), night), anlan.Invalid)
	wantKind(t, l.AcceptOrder(ctx, but(func(d *ledger.Decision) { d.By = "boss" }), night), anlan.Invalid)
	wantKind(t, l.AcceptOrder(ctx, but(func(d *ledger.Decision) { d.By = "nobody" }), night), anlan.NotFound)
	wantKind(t, l.AcceptOrder(ctx, but(func(d *ledger.Decision) { d.Key = "none" }), night), anlan.NotFound)
	wantKind(t, l.DismissOrder(ctx, d, night), anlan.Invalid)
	if err := l.AcceptOrder(ctx, d, night); err != nil {
		t.Fatal(err)
	}
	wantKind(t, l.AcceptOrder(ctx, d, night), anlan.Conflict)
	if err := l.DismissOrder(ctx, ledger.Decision{Key: "reconcile.court.2026-10", City: "6299", By: "city", Note: "口径不同"}, night); err != nil {
		t.Fatal(err)
	}
	// The next night: petition has come together, hotline is as it was decided.
	if n, err := l.ProposeOrders(ctx, []anlan.Reconciliation{over("hotline", 100, 80, 20, true), over("court", 7, 3, 57, true), over("petition", 16, 16, 0, false)}, "2026-11-21-r1", night); err != nil || n != 0 {
		t.Fatalf("%d new, %v", n, err)
	}
	orders, err := l.Orders(ctx)
	if err != nil {
		t.Fatal(err)
	}
	var got string
	for _, o := range orders {
		got += fmt.Sprintf("%s %d/%d %s %s; ", o.Pair, o.Left, o.Right, o.State, o.DecidedBy)
	}
	if want := "court 7/3 dismissed city; hotline 100/90 accepted city; petition 16/16 lapsed ; "; got != want {
		t.Errorf("orders %s\nwant %s", got, want)
	}
	trail, err := l.Trail(ctx, 2)
	if err != nil || trail[1].Action != "accept order" || trail[0].Action != "dismiss order" || trail[0].Detail != "口径不同" {
		t.Errorf("trail %+v %v", trail, err)
	}
}

package site_test

import (
	"context"
	"strings"
	"testing"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/ledger"
)

// What awaits a person is seen by those who decide, and capped totals name
// their fact and its document.
func TestVetoOnPages(t *testing.T) {
	ctx := context.Background()
	w := newSite(t)
	fact := anlan.Veto{Key: "GA06.629905.E77", Indicator: "GA06", Area: "629905", Level: anlan.County, Period: "2026-11", Day: "2026-11-03", Value: 1, Rule: "n ≥ 1", Evidence: "E77", State: anlan.VetoAwaiting}
	if _, err := w.ledger.OpenVetoes(ctx, []anlan.Veto{fact}, "e", w.now); err != nil {
		t.Fatal(err)
	}
	const waits = "2026年11月3日"
	for user, want := range map[string]bool{"assessor": true, "leader": false} {
		if got := strings.Contains(body(t, w.get(user, "/assessment")), waits); got != want {
			t.Errorf("%s sees what awaits a person: %v", user, got)
		}
	}
	if got := body(t, w.get("assessor", "/assessment")); !strings.Contains(got, "待确认</td>") {
		t.Error("the assessor's page does not say that the fact awaits a person")
	}
	if err := w.ledger.ConfirmVeto(ctx, ledger.Decision{Key: fact.Key, City: "6299", By: "assessor", Day: "2026-11-03", Document: "安政法〔2026〕40号"}, w.now); err != nil {
		t.Fatal(err)
	}
	if got := body(t, w.get("assessor", "/assessment")); !strings.Contains(got, "安政法〔2026〕40号") || strings.Contains(got, "待确认</td>") {
		t.Error("the decision is not on the assessor's page")
	}
	for path, want := range map[string]bool{"/area/629922?period=2026-10": true, "/area/629922?period=2026-09": false, "/area/629923?period=2026-10": false} {
		if got := strings.Contains(body(t, w.get("leader", path)), "安政法〔2026〕31号"); got != want {
			t.Errorf("%s names the fact's document: %v", path, got)
		}
	}
	if got := body(t, w.get("leader", "/assessment")); !strings.Contains(got, "★☆☆☆☆") || !strings.Contains(got, "隐去") || !strings.Contains(got, "海马奖") {
		t.Error("the page lacks stars, the withheld rate or the awards")
	}
	if got := body(t, w.get("leader", "/indicator/QZ07")); !strings.Contains(got, "区县 n ≥ 1、市 n ≥ 3") {
		t.Error("the indicator's page does not say when it vetoes")
	}
	if got := body(t, w.get("linhe", "/assessment")); strings.Contains(got, "安政法〔2026〕31号") || !strings.Contains(got, "临河区") {
		t.Error("a county's leader sees another county's veto, or not their own page")
	}
}

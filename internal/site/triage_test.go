package site_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/anlan-lake/anlan"
)

func keepTriage(t *testing.T, w *world) {
	t.Helper()
	p := func(v float64) *float64 { return &v }
	reasons := []anlan.TriageReason{{Feature: "risk", Zh: "风险等级", En: "grade of risk", Level: "1", LevelZh: "一级", LevelEn: "life at stake", Contribution: 1.25, HelpZh: "主任包案", HelpEn: "the head takes the case"},
		{Feature: "channel", Zh: "来源渠道", En: "channel", Level: "03", LevelZh: "12345转办", LevelEn: "from hotline", Contribution: -0.4}}
	err := w.ledger.ReplaceTriage(context.Background(), []anlan.TriageOutcome{
		{Outcome: "late", Zh: "到期未化解", En: "not resolved in time", AsOf: "2026-11-01", Learnt: 5000, Events: 900, Base: p(0.2), AP: p(0.5), Gain: p(0.07), GainLow: p(0.06), Slope: p(0.98)},
		{Outcome: "recurs", Zh: "再次发生", En: "comes back", AsOf: "2026-11-01", WhyZh: "不优于基准率", WhyEn: "not better than the base rate"}},
		[]anlan.TriageCase{{Case: "629902-1", Area: "629902001001", Kind: "02", Outcome: "late", State: "scored", Probability: p(0.31), Reasons: reasons},
			{Case: "629921-2", Area: "629921", Kind: "07", Outcome: "late", State: "scored", Probability: p(0.82), Reasons: reasons},
			{Case: "629902-3", Area: "629902001", Kind: "02", Outcome: "late", State: "happened"},
			{Case: "629902-1", Area: "629902001001", Kind: "02", Outcome: "recurs", State: "refused"}})
	if err != nil {
		t.Fatal(err)
	}
}

func TestTriagePage(t *testing.T) {
	w := newSite(t)
	if page := body(t, w.get("steward", "/triage")); !strings.Contains(page, "数据湖中没有分诊模型") {
		t.Error("no word of a model that is not there")
	}
	keepTriage(t, w)
	page := body(t, w.get("steward", "/triage?lang=en"))
	for _, want := range []string{"not resolved in time", "629921-2", "82%", "grade of risk: life at stake (&#43;1.2)", "channel: from hotline (−0.4)", "the head takes the case", "The likeliest 2 of 2 cases scored; 1 more", "as of 2026-11-01, from 5,000 cases, 900 of them"} {
		if !strings.Contains(page, want) {
			t.Errorf("no %q on the page", want)
		}
	}
	if i, j := strings.Index(page, "629921-2"), strings.Index(page, "629902-1"); i > j {
		t.Error("the likeliest does not come first")
	}
	if page := body(t, w.get("steward", "/triage?outcome=recurs&lang=zh")); !strings.Contains(page, "不优于基准率") || strings.Contains(page, "629902-1") {
		t.Error("a refusal is not shown, or a case in spite of it")
	}
	// A mediator sees the cases of their own area alone, whatever area is asked for.
	for _, path := range []string{"/triage", "/triage?area=6299", "/triage?area=629902", "/triage?export=triage.csv"} {
		if page := body(t, w.get("handler", path)); !strings.Contains(page, "629902-1") || strings.Contains(page, "629921-2") {
			t.Errorf("%s: not the handler's own cases alone", path)
		}
	}
}

// TestTriageIsForFew: other roles are not told that there is such a page.
func TestTriageIsForFew(t *testing.T) {
	w := newSite(t)
	keepTriage(t, w)
	for _, user := range []string{"leader", "linhe", "assessor"} {
		for _, path := range []string{"/triage", "/triage?export=triage.csv", "/triage?outcome=late&area=629902"} {
			r := w.get(user, path)
			if page := body(t, r); r.StatusCode != http.StatusNotFound || strings.Contains(page, "629902-1") {
				t.Errorf("%s %s: %d", user, path, r.StatusCode)
			}
		}
		if strings.Contains(body(t, w.get(user, "/")), `href="/triage`) {
			t.Errorf("%s: the page is in the navigation", user)
		}
	}
	if !strings.Contains(body(t, w.get("steward", "/")), `href="/triage`) {
		t.Error("the steward is not told of the page")
	}
}

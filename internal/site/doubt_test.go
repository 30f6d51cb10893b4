package site_test

import (
	"html"
	"strings"
	"testing"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/edition"
)

// doubt gives a score of the sample its interval; of a township its share of
// own weight, of MD01 an adequacy factor.
func (s *sample) doubt(x *anlan.Score, card edition.IndicatorCard) {
	if card.ID == "MD04" { // a median has no sampling model
		return
	}
	v := *x.Value
	x.Lower, x.Upper = num(v*0.97), num(v*1.02)
	x.ScoreLower, x.ScoreUpper = num(max(0, *x.Score-3)), num(min(100, *x.Score+2))
	if x.Level == anlan.Township {
		x.Own, x.Adjusted = num(0.625), num(v*0.99)
	}
	if card.ID != "MD01" {
		return
	}
	x.Rho, x.Adjusted = num(0.9), num(v*0.9)
	if x.Level <= anlan.County {
		s.Adequacy = append(s.Adequacy, anlan.Adequacy{Factor: "rho_c", Area: x.Area, Level: x.Level, Period: x.Period, Requests: num(12345), Share: num(0.17), Answers: num(8000),
			Population: num(400000), Ratio: num(0.1815), Base: num(0.2), Basis: anlan.BasisOwn, Tolerance: num(0.035), Rho: num(0.9)})
	}
}

// Intervals, ranges of ranks, the pull and the factor stand on the pages.
func TestDoubtIsShown(t *testing.T) {
	w := newSite(t)
	for path, want := range map[string][]string{
		"/":                                   {"95%区间", "位次范围", "涵盖权重 80%"},
		"/area/629902":                        {"位次范围", "可能为"},
		"/indicator/MD01?area=629902":         {"计分值", "乘充分性系数 0.900", "rho_c 0.900：12个月登记 12,345 件", "得分区间"},
		"/indicator/MD01?area=629902003":      {"自身权重 0.62", "rho_c 0.900"},
		"/tree?area=629902":                   {"· 95%区间"},
		"/indicator/MD04?area=629902":         {"95%区间 无"},
		"/indicator/MD01?area=629902&lang=en": {"Scored on", "own past", "adequacy factor 0.900"},
	} {
		page := strings.Join(strings.Fields(html.UnescapeString(tags.ReplaceAllString(body(t, w.get("leader", path)), " "))), " ")
		for _, text := range want {
			if !strings.Contains(page, text) {
				t.Errorf("%s does not show %q", path, text)
			}
		}
	}
}

package night

import (
	"testing"

	"github.com/anlan-lake/anlan"
)

// TestWithholdForecasts: below the city fewer than five expected cases are not
// published, nor an area whose indicator is withheld; what is, is rounded.
func TestWithholdForecasts(t *testing.T) {
	num := func(v float64) *float64 { return &v }
	in := []anlan.Forecast{
		{Series: "hotline_domain", Kind: "07", Area: "6299", Level: anlan.City, Days: 7, Mean: num(3.4), Median: num(3)},
		{Series: "hotline_domain", Kind: "07", Area: "629902", Level: anlan.County, Days: 7, Mean: num(4.96), Median: num(5)},
		{Series: "hotline_domain", Kind: "07", Area: "629902", Level: anlan.County, Days: 14, Mean: num(9.7), Median: num(9), Outbreak: num(0.1234), Limit: num(17)},
		{Series: "dispute_type", Kind: "01", Area: "629903", Level: anlan.County, Days: 14, Mean: num(40), Median: num(39)},
		{Series: "dispute_type", Kind: "01", Area: "629904", Level: anlan.County, Days: 14, Reason: "all_zero"},
		{Series: "hotline_domain", Kind: "*", Area: "629905", Level: anlan.County, Days: 30, Mean: num(298.4), Median: num(295.2), Upper95: num(1049), Lower80: num(99.6)},
	}
	got := withholdForecasts(in, hiddenCounts{{countsBehind["dispute_type"][0], "629903"}: true})
	if len(got) != 3 || got[0].Area != "6299" || got[1].Area != "629902" || got[1].Days != 14 {
		t.Fatalf("published: %+v", got)
	}
	if *got[0].Mean != 3 || *got[1].Mean != 10 || *got[1].Outbreak != 0.12 || *got[1].Limit != 17 {
		t.Errorf("figures are not rounded: %v, %v, %v", *got[0].Mean, *got[1].Mean, *got[1].Outbreak)
	}
	if f := got[2]; *f.Mean != 300 || *f.Median != 300 || *f.Upper95 != 1000 || *f.Lower80 != 100 {
		t.Errorf("large ones are not rounded to two digits: %v, %v, %v, %v", *f.Mean, *f.Median, *f.Upper95, *f.Lower80)
	}
	if *in[2].Mean != 9.7 {
		t.Error("what the lake holds was changed")
	}
}

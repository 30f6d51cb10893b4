package etl

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/anlan-lake/anlan"
)

// A new column is kept aside and described, a lost one told of; the values of
// neither reach the lake.
func TestDrift(t *testing.T) {
	c := newCity(t).areas()
	head := strings.TrimSuffix(laborHeader, "\n")
	row := func(n int, more string) string {
		return fmt.Sprintf("L%d,629902001,01,01,否,2026-11-1%d,2026-12-10%s\n", n, n%9, more)
	}
	c.file("labor_case_2026-11-10.csv", head+",结案日期\n"+row(1, ",2026-11-12")+row(2, ","))
	c.file("labor_case_2026-11-11.csv", head+",结案时间,来访人电话,金额档,备用\n"+row(3, ",2026-11-12,13800138000,3,")+row(4, ",20261113,,4,"))
	c.file("labor_case_2026-11-12.csv", head+",结案时间,来访人电话,金额档,备用\n"+row(5, ",2026-11-14,,7,"))
	c.sent("labor_case", "2026-11-12")
	list, err := c.lake.Drift(context.Background(), "labor_case")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, d := range list {
		s := fmt.Sprintf("%s %s since %s, %d files", d.Kind, d.Column, d.File, d.Files)
		if d.Share != nil {
			s += fmt.Sprintf(", %.2f %s", *d.Share, d.Type)
		}
		if d.Person {
			s += ", person"
		}
		if d.Like != "" {
			s += ", like " + d.Like
		}
		got = append(got, s)
	}
	want := []string{
		"new 备用 since labor_case_2026-11-11.csv, 2 files, 0.00 ", "new 来访人电话 since labor_case_2026-11-11.csv, 2 files, 0.33 integer, person",
		"new 结案时间 since labor_case_2026-11-11.csv, 2 files, 1.00 date, like 结案日期", "new 金额档 since labor_case_2026-11-11.csv, 2 files, 1.00 integer",
		"lost close_date since labor_case_2026-11-11.csv, 2 files",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("drift\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if n := c.query("SELECT count(*) FROM labor_case"); n != "5" {
		t.Errorf("%s rows", n)
	}
}

// A header without a required column says which of its own may be meant.
func TestHint(t *testing.T) {
	c := newCity(t).areas()
	c.file("labor_case_2026-11-10.csv", strings.Replace(laborHeader, "受理日期", "受理时间", 1))
	k, err := Builtin("labor_case")
	if err != nil {
		t.Fatal(err)
	}
	got, err := c.landBy(k, c.in+"/labor_case_2026-11-10.csv")
	if anlan.KindOf(err) != anlan.Held || len(got) != 1 {
		t.Fatalf("%+v %v", got, err)
	}
	if !strings.Contains(got[0].Note, "the header lacks 受理日期; 受理时间 may be 受理日期: if so, add it to the column's aliases") {
		t.Errorf("note %q", got[0].Note)
	}
}

func TestSimilar(t *testing.T) {
	for _, x := range []struct {
		a, b string
		want bool
	}{
		{"办结日期", "办结时间", true}, {"受理时间", "办结时间", false}, {"工单号", "工单编号", true}, {"是否化解", "化解", true},
		{"涉及人数", "涉及金额", false}, {"close_date", "close_time", true}, {"status", "area_code", false}, {"备用", "备注", false},
	} {
		if got := similar(x.a, x.b) >= 0.75; got != x.want {
			t.Errorf("%s and %s: %.2f", x.a, x.b, similar(x.a, x.b))
		}
	}
}

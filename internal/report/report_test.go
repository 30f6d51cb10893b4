package report

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/edition"
)

// hostile is the name of a county that must stay text.
const hostile = `东<script>alert(1)</script>&原`

var asOf = time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC) // a Friday

// build writes an edition of two counties with sixty days of figures: the
// requests are 1,000 plus the number of days before, so that every figure of
// the report can be worked out by hand. Police calls of the last day are missing.
func build(t *testing.T, change func(*anlan.Edition, *edition.Tables)) *edition.Edition {
	t.Helper()
	meta := anlan.Edition{ID: "2026-11-20-r1", AsOf: "2026-11-20", City: "6299", NameZh: "安澜市", NameEn: "Anlan City", Framework: "peace 1",
		Snapshot: 42, Period: "2026-11", Closed: "2026-10", Levels: anlan.Levels{4, 6, 9, 12, 15}, CutOffs: []anlan.CutOff{
			{Dataset: "dispute_case", NameZh: "矛盾纠纷", NameEn: "Disputes", Owner: "政法委", LastDay: "2026-11-20", State: "landed", Received: 150, Rejected: 3},
			{Dataset: "police_stat_day", NameZh: "警情日统计", NameEn: "Police calls", Owner: "公安局", LastDay: "2026-11-19", State: "late"}}}
	tables := edition.Tables{
		Areas: []anlan.Area{{Code: "6299", Name: "安澜市", NameEn: "Anlan City", Level: anlan.City},
			{Code: "629902", Name: "临河区", NameEn: "Linhe", Level: anlan.County, Parent: "6299"},
			{Code: "629903", Name: hostile, Level: anlan.County, Parent: "6299"},
			{Code: "629902001", Name: "城中街道", NameEn: "Chengzhong", Level: anlan.Township, Parent: "629902"}},
		Labels: []edition.Label{{List: "figure", Code: requests, Zh: "12345受理诉求", En: "12345 requests received", Unit: "count"},
			{List: "figure", Code: disputesNew, Zh: "新登记纠纷", En: "New disputes", Unit: "count"},
			{List: "figure", Code: policeCalls, Zh: "有效警情", En: "Police calls", Unit: "count"},
			{List: "figure", Code: onTime, Zh: "派单件按期办结率", En: "Tickets finished on time", Unit: "%"},
			{List: "hotline_domain", Code: "07", Zh: "供暖", En: "Heating"}},
		Warnings: []anlan.Warning{
			{ID: "w1", Series: "hotline_domain", Kind: "07", Area: "629902001", Level: anlan.Township, Period: "2026-W46", Observed: 41, Expected: 12.3, Lower: 5, Upper: 21,
				P: 1e-9, Exceed: 3.3, Grade: anlan.GradeRed, Reasons: []anlan.Reason{{Code: "ratio_to_expected", Args: map[string]float64{"ratio": 3.333}}}},
			{ID: "w2", Series: "hotline_domain", Kind: "07", Area: "629903", Period: "2026-W46", Observed: 4, Expected: 0.2, Upper: 1, Grade: anlan.GradeOrange,
				Reasons: []anlan.Reason{{Code: "ratio_to_expected", Args: map[string]float64{"ratio": 20}}}},
			{ID: "w3", Area: "629902", Period: "2026-W45", Observed: 30, Grade: anlan.GradeRed},
			{ID: "w4", Series: "hotline_domain", Kind: "07", Area: "629902001", Level: anlan.Township, Period: "2026-W46", Observed: anlan.Withheld, Expected: 0.03, Upper: 2, Grade: anlan.GradeOrange}},
	}
	flash := func(area string, before int, figure string, v float64) {
		level := anlan.City
		if area != "6299" {
			level = anlan.County
		}
		tables.Flash = append(tables.Flash, edition.Flash{Area: area, Level: level, Day: asOf.AddDate(0, 0, -before).Format(anlan.DateFormat), Figure: figure, Value: v})
	}
	for k := range 60 {
		flash("6299", k, requests, 1000+float64(k))
		flash("6299", k, onTime, 97.6-float64(k)/10)
		flash("6299", k, disputesNew, 103)
		if k > 0 {
			flash("6299", k, policeCalls, 300)
		}
	}
	flash("629902", 0, disputesNew, anlan.Withheld)
	flash("629903", 0, disputesNew, 1)
	for i, n := range []int64{40, 60} {
		tables.Series = append(tables.Series, edition.SeriesPoint{Series: "hotline_domain", Kind: "07", Area: "6299", Level: anlan.City,
			Week: asOf.AddDate(0, 0, -18+7*i).Format(anlan.DateFormat), Observed: n})
	}
	if change != nil {
		change(&meta, &tables)
	}
	dir := t.TempDir()
	if _, err := edition.Write(dir, meta, tables); err != nil {
		t.Fatal(err)
	}
	ed, err := edition.Open(dir, meta.ID)
	if err != nil {
		t.Fatal(err)
	}
	return ed
}

func render(t *testing.T, ed *edition.Edition, o Options) string {
	t.Helper()
	var b bytes.Buffer
	if err := Daily(&b, ed, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// plainText drops the markup and the footnote keys.
func plainText(html string) string {
	html = regexp.MustCompile(`(?s)<style>.*?</style>|<sup>.*?</sup>|<svg.*?</svg>`).ReplaceAllString(html, "")
	text := regexp.MustCompile(`<[^>]+>`).ReplaceAllString(html, " ")
	return strings.ReplaceAll(strings.ReplaceAll(text, "\u00a0", " "), "&#43;", "+")
}

func TestDaily(t *testing.T) {
	ed := build(t, nil)
	for _, c := range []struct {
		lang string
		want []string
	}{
		{"zh", []string{"安澜市平安建设日汇总", "2026年11月20日 星期五",
			"2个数据集中已到1个；迟报：警情日统计；缺报：无。当日接收150行，退回3行",
			// Mean of the seven days before: 1,004. Range of Fridays: 1,007 to 1,056.
			"昨日（11月20日）12345受理诉求1 000件，较前7日均值−0.4%，低于同星期参考区间",
			"派单件按期办结率97.6%", "有效警情当日数据未到", "1 007–1 056",
			"供暖", "+50.0%", "红色1个、橙色2个", "为常态的3.3倍", "12.3（5–21）", "临河区 城中街道",
			"未接入：火灾、道路交通事故死亡", "未接入：12345分时话务", "不列", "口径说明", "&lt;script&gt;", "发布版 2026-11-20-r1"}},
		{"en", []string{"Anlan City: daily summary", "Friday, 20 November 2026", "late: Police calls",
			"12345 requests received 1 000, −0.4% against the mean of the seven days before, below the range", "Police calls: not received",
			"Heating", "3.3 times the expected", "Not connected: fires, road deaths", "withheld", "How the figures are made"}},
	} {
		html := render(t, ed, Options{Lang: c.lang, Day: asOf})
		text := plainText(html)
		for _, want := range c.want {
			if !strings.Contains(text, want) {
				t.Errorf("%s: no %q", c.lang, want)
			}
		}
		if strings.Contains(html, "<script") || strings.Contains(html, "http://") && strings.Count(html, "http://") != strings.Count(html, "http://www.w3.org/2000/svg") {
			t.Errorf("%s: a script or something from outside", c.lang)
		}
		for _, bad := range []string{"刁民", "缠访", "闹访", "重点人", "稳控", "NaN", "%!", "ZgotmplZ"} {
			if strings.Contains(html, bad) {
				t.Errorf("%s: contains %q", c.lang, bad)
			}
		}
		if c.lang == "en" && strings.Contains(plainText(strings.ReplaceAll(html, "政法委", "")), "。") {
			t.Error("en: a Chinese sentence")
		}
		wellFormed(t, html)
		footnotes(t, html)
		if again := render(t, ed, Options{Lang: c.lang, Day: asOf}); again != html {
			t.Errorf("%s: the same edition gives another report", c.lang)
		}
	}
}

// wellFormed reads the report as the XML that this HTML nearly is.
func wellFormed(t *testing.T, html string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(html))
	d.Strict, d.AutoClose, d.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	var open []string
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		switch e := token.(type) {
		case xml.StartElement:
			open = append(open, e.Name.Local)
		case xml.EndElement:
			if open[len(open)-1] != e.Name.Local {
				t.Fatalf("</%s> closes <%s>", e.Name.Local, open[len(open)-1])
			}
			open = open[:len(open)-1]
		}
	}
	if len(open) > 0 {
		t.Errorf("left open: %v", open)
	}
}

// footnotes: every sentence with a digit has a key, and every key a note that
// names the edition.
func footnotes(t *testing.T, html string) {
	t.Helper()
	for _, m := range regexp.MustCompile(`(?s)<p class="s">(.*?)</p>`).FindAllStringSubmatch(html, -1) {
		if strings.ContainsAny(plainText(m[1]), "0123456789") && !strings.Contains(m[1], `href="#n`) {
			t.Errorf("no source: %s", m[1])
		}
	}
	for _, m := range regexp.MustCompile(`href="#n(\d+)"`).FindAllStringSubmatch(html, -1) {
		note := regexp.MustCompile(fmt.Sprintf(`<li id="n%s">[^<]*@ 2026-11-20-r1</li>`, m[1]))
		if !note.MatchString(html) {
			t.Errorf("key %s leads nowhere", m[1])
		}
	}
}

// numbered holds that tables are numbered as they stand, and gives how many do.
func numbered(t *testing.T, html string) int {
	t.Helper()
	found := regexp.MustCompile(`<caption>(?:表|Table )(\d+) `).FindAllStringSubmatch(html, -1)
	for i, m := range found {
		if m[1] != fmt.Sprint(i+1) {
			t.Errorf("table %d is numbered %s", i+1, m[1])
		}
	}
	if n := strings.Count(html, "<caption>"); n != len(found) {
		t.Errorf("%d of %d tables have a number", len(found), n)
	}
	return len(found)
}

// TestTablesNumbered: numbers of tables follow one another, whichever an edition
// fills: here all, without warnings, and without whole weeks.
func TestTablesNumbered(t *testing.T) {
	seen := map[int]bool{}
	for _, lang := range []string{"zh", "en"} {
		for _, leave := range []func(*edition.Tables){func(*edition.Tables) {}, func(x *edition.Tables) { x.Warnings = nil }, func(x *edition.Tables) { x.Warnings, x.Series = nil, nil }} {
			ed := build(t, func(_ *anlan.Edition, x *edition.Tables) {
				x.Forecasts = []anlan.Forecast{ahead("6299", anlan.City, "07", 7, 46, 38, 55, nil)}
				leave(x)
			})
			seen[numbered(t, render(t, ed, Options{Lang: lang, Day: asOf}))] = true
		}
	}
	if len(seen) != 3 {
		t.Errorf("numbers of tables: %v, want three", seen)
	}
}

// TestDailySuppression: a county's 3 of 103 is shown as "<5", and the other
// county's 100, which would give it away, is withheld.
func TestDailySuppression(t *testing.T) {
	html := render(t, build(t, nil), Options{Day: asOf})
	table := html[strings.Index(html, "各区县矛盾纠纷"):]
	table = plainText(table[:strings.Index(table, "</table>")])
	if !strings.Contains(table, "&lt;5") || !strings.Contains(table, "不列") || !strings.Contains(table, "103") {
		t.Errorf("table by county: %s", table)
	}
	if strings.Contains(html, "20.0倍") {
		t.Error("a ratio gives a small count away")
	}
	v := func(x ...float64) (out []*float64) {
		for i := range x {
			out = append(out, &x[i])
		}
		return out
	}
	for _, c := range []struct {
		in   []*float64
		want string
	}{
		{v(0, 7, 9), "[0 7 9]"}, {v(1, anlan.Withheld, 9), "[<5 withheld 9]"}, {append(v(1, 7), nil), "[<5 7 —]"},
	} {
		if got := fmt.Sprint(counts(c.in, "withheld")); got != c.want {
			t.Errorf("got %s, want %s", got, c.want)
		}
	}
}

func TestDailyEmpty(t *testing.T) {
	empty := build(t, func(m *anlan.Edition, t *edition.Tables) {
		t.Flash, t.Series, t.Warnings, t.Labels, m.CutOffs = nil, nil, nil, nil, nil
	})
	for _, lang := range []string{"zh", "en"} {
		html := render(t, empty, Options{Lang: lang})
		wellFormed(t, html)
		footnotes(t, html)
		if want := map[string]string{"zh": "数据未到", "en": "not received"}[lang]; !strings.Contains(html, want) {
			t.Errorf("%s: does not say that there is no data", lang)
		}
	}
	var b bytes.Buffer
	if err := Daily(&b, empty, Options{Lang: "fr"}); anlan.KindOf(err) != anlan.Invalid {
		t.Errorf("French: %v", err)
	}
	if err := Daily(&b, empty, Options{Day: asOf.AddDate(0, 0, 1)}); anlan.KindOf(err) != anlan.Invalid {
		t.Errorf("tomorrow: %v", err)
	}
}

func TestDailyHandled(t *testing.T) {
	html := render(t, build(t, nil), Options{Day: asOf, Handled: map[string]string{"w1": "acknowledged", "w2": "open"}})
	if !strings.Contains(html, "红橙预警已签收1个、未签收1个") {
		t.Error("signed warnings are not counted")
	}
	if !strings.Contains(html, "尚无核查记录") {
		t.Error("that nobody noted an outcome is not said")
	}
	html = render(t, build(t, nil), Options{Lang: "en", Day: asOf, Outcomes: map[string]string{"w1": "confirmed", "w0": "false"}})
	if !strings.Contains(html, "Of 2 earlier warnings looked into 1 were confirmed, 0 partly, 1 false, 0 unclear.") {
		t.Error("outcomes are not counted")
	}
}

package chart

import (
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/anlan-lake/anlan"
)

var update = flag.Bool("update", false, "rewrite the golden files in testdata")

func f(v float64) *float64 { return &v }

// hostile is a name that must not break out of its place.
const hostile = `<b>&"'` + "\x00\x1f]]>"

const twoSquares = `{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"code":"629902","name":"临河区"},"geometry":{"type":"Polygon","coordinates":[[[103,36],[103.5,36],[104,36],[104,37],[103,37],[103,36]]]}},
{"type":"Feature","properties":{"code":"629903","name":"东原区"},"geometry":{"type":"MultiPolygon","coordinates":[[[[104,36],[105,36],[105,37],[104,37],[104,36]]],[[[105.2,36.2],[105.4,36.2],[105.4,36.4],[105.2,36.2]]]]}},
{"type":"Feature","properties":{"code":"629904","name":"` + `没有边界` + `"},"geometry":null}]}`

func shapes(t testing.TB) *Shapes {
	t.Helper()
	s, err := ReadShapes([]byte(twoSquares))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// pictures are one of each kind, with gaps, hostile names and extremes.
func pictures(t testing.TB) map[string]string {
	s := shapes(t)
	line := Line{Title: "平安指数 " + hostile, Desc: "13 months", Width: 400, Height: 160, Rules: []Rule{{85, "优"}}}
	for i, label := range []string{"2026-05", "2026-06", "2026-07", "2026-08", "2026-09", "2026-10"} {
		p := LinePoint{Label: label, Value: f(78 + float64(i*i%5)), Low: f(76), High: f(83 + float64(i)/3), Expected: f(79), Tip: label}
		switch i {
		case 2:
			p.Value, p.Low = nil, nil
		case 4:
			p.Alarm = true
		case 5:
			p.Running = true
		}
		line.Points = append(line.Points, p)
	}
	axes := []string{"矛盾纠纷", "信访", "治安", "公共安全", "网格", "诉求", "基层", "群众满意", "法治"}
	return map[string]string{
		"line": line.SVG(),
		"curves": Curves{Title: "前沿 " + hostile, XLabel: "误报率", YLabel: "发现率", Sets: []Curve{{Name: "pooled", Points: [][2]float64{{0.01, 0.5}, {0.02, 0.6}, {0.05, math.NaN()}, {0.1, 0.8}}},
			{Name: hostile, Points: [][2]float64{{0.01, 0.4}, {0.1, 0.7}}}, {Name: "无"}}}.SVG(),
		"bars": Bars{Title: "九类", Max: 100, Missing: "数据不足", Bars: []Bar{
			{Label: "矛盾纠纷调处", Value: f(88.126), Colour: anlan.Green, Note: "+0.6", Link: "/tree#MD", Mark: f(86)},
			{Label: hostile, Value: f(61), Colour: anlan.Orange, Link: "javascript:alert(1)"},
			{Label: "群众满意"},
			{Label: "信访", Value: f(40), Colour: anlan.Red}}}.SVG(),
		"sparkline": Sparkline{Title: hostile, Values: []*float64{f(1), f(4), nil, f(2), nil, f(3)}, Low: f(1), High: f(3)}.SVG(),
		"radar": Radar{Title: "雷达", Axes: axes, Sets: []RadarSet{
			{"本月", []*float64{f(90), f(80), f(70), f(60), f(85), f(88), f(92), f(77), f(66)}},
			{"上月", []*float64{f(80), f(80), nil, f(70), f(75), f(78), f(82), f(70), f(60)}}}}.SVG(),
		"waterfall": Waterfall{Title: "变化", From: Step{"9月", 77.81}, To: Step{"10月", 78.42},
			Steps: []Step{{"矛盾纠纷", 0.9}, {"信访", -0.5}, {hostile, 0.21}}}.SVG(),
		"histogram": Histogram{Title: hostile, Counts: []int{0, 3, 1, 9}, Box: &Box{1, 2, 2.5, 4, 9}}.SVG(),
		"heatmap":   Heatmap{Title: hostile, Labels: []string{"信访", hostile}, Values: [][]float64{{1, -0.93}, {-0.93, math.NaN()}}}.SVG(),
		"ranges": Ranges{Title: hostile, Last: 8, Rows: []RangeRow{
			{"临河区", f(1), f(5), f(2), f(3), f(2), "2"}, {Label: hostile, Mark: f(8)}, {"东原区", f(4), f(4), nil, nil, nil, hostile}}}.SVG(),
		"upright-ranges":  Ranges{Last: 60, Rows: slices.Repeat([]RangeRow{{"x", f(1), f(60), f(20), f(30), f(25), hostile}}, 60)}.SVG(),
		"empty-histogram": Histogram{Box: &Box{}}.SVG(), "empty-heatmap": Heatmap{}.SVG(), "empty-ranges": Ranges{}.SVG(),
		"map": Map{ID: "m1", Title: "地图", Shapes: s, Overlay: s, Labels: map[string]string{"629902": "临河区"}, Regions: map[string]Region{
			"629902": {Colour: anlan.Red, Tip: "临河区 " + hostile, Link: "/area/629902"}}}.SVG(),
		"empty-line":  Line{}.SVG(),
		"empty-spark": Sparkline{Values: []*float64{nil}}.SVG(),
		"empty-bars":  Bars{}.SVG(),
		"empty-radar": Radar{}.SVG(),
		"empty-map":   Map{}.SVG(),
		"flat-line":   Line{Points: []LinePoint{{Label: "a", Value: f(3)}, {Label: "b", Value: f(3)}}}.SVG(),
		"odd-line":    Line{Points: []LinePoint{{Value: f(math.Inf(1))}, {Value: f(math.NaN())}, {Value: f(1)}}}.SVG(),
	}
}

// TestWellFormed reads every picture as XML and looks for numbers that are none.
func TestWellFormed(t *testing.T) {
	for name, text := range pictures(t) {
		d := xml.NewDecoder(strings.NewReader(text))
		d.Strict = true
		elements := 0
		for {
			token, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Errorf("%s: %v\n%s", name, err, text)
				break
			}
			if e, ok := token.(xml.StartElement); ok {
				elements++
				if e.Name.Local == "b" {
					t.Errorf("%s: a name became markup", name)
				}
			}
		}
		if elements == 0 || !strings.Contains(text, `role="img"`) {
			t.Errorf("%s: no picture: %s", name, text)
		}
		for _, bad := range []string{"NaN", "Inf", "javascript:", "e+", "\x00"} {
			if strings.Contains(text, bad) {
				t.Errorf("%s contains %q", name, bad)
			}
		}
	}
}

// TestGolden pins the pictures; -update rewrites them.
func TestGolden(t *testing.T) {
	all := pictures(t)
	for _, name := range []string{"line", "bars", "sparkline", "radar", "waterfall", "map", "histogram", "heatmap", "ranges", "curves"} {
		file := filepath.Join("testdata", name+".svg")
		got := []byte(all[name] + "\n")
		if *update {
			if err := os.WriteFile(file, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s differs from %s; look at it, then run with -update", name, file)
		}
		if again := pictures(t)[name]; again != all[name] {
			t.Errorf("%s: the same input gives another picture", name)
		}
	}
}

func TestMap(t *testing.T) {
	s := shapes(t)
	if got := s.Codes(); len(got) != 2 {
		t.Fatalf("areas with a boundary: %v", got)
	}
	text := Map{Shapes: s, Regions: map[string]Region{"629902": {Class: 3, Tip: "<5"}, "629903": {Colour: anlan.Green}}}.SVG()
	for _, want := range []string{`class="area s3"`, `class="area c-green"`, `data-code="629903"`, "<title>&lt;5</title>"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s in %s", want, text)
		}
	}
	// The corner in the middle of the straight side is not drawn: five steps less one.
	if first, _, _ := strings.Cut(text[strings.Index(text, `evenodd" d="M`)+10:], "z"); strings.Count(first, "l") != 3 {
		t.Errorf("square drawn as %s", first)
	}
	for _, bad := range []string{"", "[]", `{"type":"Feature"}`,
		`{"type":"FeatureCollection","features":[{"properties":{"code":"1"},"geometry":{"type":"Point","coordinates":[1,2]}}]}`,
		`{"type":"FeatureCollection","features":[{"properties":{"code":"1"},"geometry":{"type":"Polygon","coordinates":[[[1,200],[1,2],[2,2],[1,200]]]}}]}`} {
		if _, err := ReadShapes([]byte(bad)); anlan.KindOf(err) != anlan.Invalid {
			t.Errorf("%s: %v", bad, err)
		}
	}
}

func TestTicks(t *testing.T) {
	for _, c := range [][2]float64{{0, 1}, {77.2, 79.9}, {-3, 4}, {1e6, 3e6}, {5, 5}, {0, 0.003}} {
		got := ticks(c[0], c[1], 5)
		if got[0] > c[0] || got[len(got)-1] < c[1] || len(got) < 2 || len(got) > 12 {
			t.Errorf("ticks of %v: %v", c, got)
		}
	}
}

// Names keep to their room, in lines of about one length, and say where they
// were cut.
func TestWrap(t *testing.T) {
	for _, c := range []struct {
		text string
		room float64
		want string
	}{{"风险防控与预警处置", 98, "风险防控与|预警处置"}, {"Public safety", 98, "Public safety"}, {"Public evaluation and participation", 98, "Public|evaluation and|participation"},
		{"one two three four five six", 20, "one|two|th…|fo…"}} {
		got := balanced(c.text, 11, c.room, 4)
		if strings.Join(got, "|") != c.want {
			t.Errorf("%q in %v is %q, want %q", c.text, c.room, got, c.want)
		}
		for _, line := range got {
			if wide(line, 11) > c.room {
				t.Errorf("%q is wider than %v", line, c.room)
			}
		}
	}
}

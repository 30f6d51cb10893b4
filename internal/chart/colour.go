package chart

import "github.com/anlan-lake/anlan"

// ColourName gives the word that a colour stands for, in "zh" or "en".
func ColourName(c anlan.Colour, lang string) string {
	zh := map[anlan.Colour]string{anlan.Green: "优", anlan.Blue: "良", anlan.Orange: "提醒", anlan.Red: "警示"}
	en := map[anlan.Colour]string{anlan.Green: "excellent", anlan.Blue: "good", anlan.Orange: "remind", anlan.Red: "warn"}
	words, none := zh, "数据不足"
	if lang == "en" {
		words, none = en, "insufficient data"
	}
	if w, ok := words[c]; ok {
		return w
	}
	return none
}

// letter is the sign that a colour carries for those who cannot tell it.
func letter(c anlan.Colour) string {
	switch c {
	case anlan.Green:
		return "优"
	case anlan.Blue:
		return "良"
	case anlan.Orange:
		return "提"
	case anlan.Red:
		return "警"
	}
	return "–"
}

// class is the style class of a colour.
func class(c anlan.Colour) string {
	switch c {
	case anlan.Green, anlan.Blue, anlan.Orange, anlan.Red:
		return "c-" + string(c)
	}
	return "c-none"
}

// CSS styles every chart: light by default, dark where the reader prefers it
// or an ancestor has data-theme="dark" (data-theme="light" keeps it light),
// and always light on paper. A page may set the --chart-* properties itself.
const CSS = `.chart{--chart-ink:#1d2733;--chart-muted:#5b6875;--chart-grid:#dfe4ea;--chart-paper:#fff;--chart-line:#1f5f8b;--chart-line2:#8a97a5;
--chart-band:#c9dbe9;--chart-green:#1f8a66;--chart-blue:#7db4e6;--chart-orange:#e9a13b;--chart-red:#b3261e;--chart-none:#c6ccd3;
--chart-up:#2f7fb8;--chart-down:#b8702f;
--chart-s1:#eef4f9;--chart-s2:#d3e3f0;--chart-s3:#adcae2;--chart-s4:#7fabd0;--chart-s5:#5189b9;--chart-s6:#2c679a;--chart-s7:#124572;
--chart-n1:#fbf3ec;--chart-n2:#f3dfcd;--chart-n3:#e8c4a4;--chart-n4:#d9a377;--chart-n5:#c27f4b;--chart-n6:#9c5d2c;--chart-n7:#6f3d15;
font-family:"Noto Sans SC","Source Han Sans SC","Microsoft YaHei","PingFang SC",sans-serif;max-width:100%;height:auto}
.chart text{fill:var(--chart-ink);font-size:12px}.chart .muted{fill:var(--chart-muted);font-size:11px}.chart .small{font-size:10px}
.chart .grid{stroke:var(--chart-grid);stroke-width:1}.chart .axis{stroke:var(--chart-muted);stroke-width:1}
.chart .rule{stroke:var(--chart-muted);stroke-width:1;stroke-dasharray:2 3}
.chart .line{fill:none;stroke:var(--chart-line);stroke-width:2;stroke-linejoin:round;stroke-linecap:round}
.chart .expected{fill:none;stroke:var(--chart-line2);stroke-width:1.5;stroke-dasharray:5 3}
.chart .running{fill:none;stroke:var(--chart-line);stroke-width:2;stroke-dasharray:3 3}
.chart .band{fill:var(--chart-band);fill-opacity:.55;stroke:none}
.chart .dot{fill:var(--chart-line)}.chart .hollow{fill:var(--chart-paper);stroke:var(--chart-line);stroke-width:1.5}
.chart .alarm{fill:var(--chart-red)}.chart .track{fill:var(--chart-grid);fill-opacity:.6}
.chart .c-green{fill:var(--chart-green)}.chart .c-blue{fill:var(--chart-blue)}.chart .c-orange{fill:var(--chart-orange)}
.chart .c-red{fill:var(--chart-red)}.chart .c-none{fill:var(--chart-none)}
.chart .up{fill:var(--chart-up)}.chart .down{fill:var(--chart-down)}.chart .total{fill:var(--chart-muted)}
.chart .s1{fill:var(--chart-s1)}.chart .s2{fill:var(--chart-s2)}.chart .s3{fill:var(--chart-s3)}.chart .s4{fill:var(--chart-s4)}
.chart .s5{fill:var(--chart-s5)}.chart .s6{fill:var(--chart-s6)}.chart .s7{fill:var(--chart-s7)}
.chart .n1{fill:var(--chart-n1)}.chart .n2{fill:var(--chart-n2)}.chart .n3{fill:var(--chart-n3)}.chart .n4{fill:var(--chart-n4)}
.chart .n5{fill:var(--chart-n5)}.chart .n6{fill:var(--chart-n6)}.chart .n7{fill:var(--chart-n7)}.chart .light{fill:var(--chart-paper)}
.chart .mark{fill:#fff;font-size:11px;font-weight:700}.chart .mark-dark{fill:#1d2733;font-size:11px;font-weight:700}
.chart .stripe{stroke:#fff;stroke-opacity:.7;stroke-width:1.4;fill:none}.chart .speck{fill:#5a3600;fill-opacity:.75}
.chart .hatch{stroke:var(--chart-muted);stroke-width:1;stroke-opacity:.6;fill:none}
.chart .area{stroke:var(--chart-paper);stroke-width:.6;vector-effect:non-scaling-stroke}
.chart a:hover .area,.chart a:focus .area,.chart .area:hover{stroke:var(--chart-ink);stroke-width:2}
.chart .outline{fill:none;stroke:var(--chart-ink);stroke-opacity:.55;stroke-width:1.3;vector-effect:non-scaling-stroke;pointer-events:none}
.chart .place{font-weight:600;paint-order:stroke;stroke:var(--chart-paper);stroke-width:3px;stroke-opacity:.85;pointer-events:none}
.chart .radar{fill:none;stroke-width:2;stroke-linejoin:round}.chart .r0{stroke:var(--chart-line);fill:var(--chart-line);fill-opacity:.12}
.chart .r1{stroke:var(--chart-line2);stroke-dasharray:5 3}.chart .r2{stroke:var(--chart-orange);stroke-dasharray:2 3}
@media screen and (prefers-color-scheme:dark){:root:not([data-theme=light]) .chart{--chart-ink:#e4e9ee;--chart-muted:#9aa7b4;--chart-grid:#323c47;--chart-paper:#151b22;
--chart-line:#6db3e2;--chart-line2:#7f8d9b;--chart-band:#2b4a61;--chart-none:#4a545f;--chart-red:#d9534a;--chart-up:#6db3e2;--chart-down:#d99a5b;
--chart-s1:#1b2733;--chart-s2:#1d3850;--chart-s3:#1f4d70;--chart-s4:#2c6794;--chart-s5:#4b87b7;--chart-s6:#7fadd2;--chart-s7:#bcd6ea;
--chart-n1:#2b2119;--chart-n2:#47311f;--chart-n3:#684526;--chart-n4:#8a5c33;--chart-n5:#b07c4e;--chart-n6:#cfa67e;--chart-n7:#ead2ba}}
@media screen{[data-theme=dark] .chart{--chart-ink:#e4e9ee;--chart-muted:#9aa7b4;--chart-grid:#323c47;--chart-paper:#151b22;
--chart-line:#6db3e2;--chart-line2:#7f8d9b;--chart-band:#2b4a61;--chart-none:#4a545f;--chart-red:#d9534a;--chart-up:#6db3e2;--chart-down:#d99a5b;
--chart-s1:#1b2733;--chart-s2:#1d3850;--chart-s3:#1f4d70;--chart-s4:#2c6794;--chart-s5:#4b87b7;--chart-s6:#7fadd2;--chart-s7:#bcd6ea;
--chart-n1:#2b2119;--chart-n2:#47311f;--chart-n3:#684526;--chart-n4:#8a5c33;--chart-n5:#b07c4e;--chart-n6:#cfa67e;--chart-n7:#ead2ba}}
`

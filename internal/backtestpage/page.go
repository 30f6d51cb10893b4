// Package backtestpage writes a backtest of forecasts as one HTML file that
// needs nothing beside it, in Chinese or English, and as a model card.
package backtestpage

import (
	"embed"
	"fmt"
	"html/template"
	"io"
	"math"
	"strconv"
	texttemplate "text/template"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/chart"
	"github.com/anlan-lake/anlan/models/forecast"
	"github.com/anlan-lake/anlan/models/verify"
)

// Source is what the backtest is of.
type Source struct {
	Name   string // of the file
	Panel  *forecast.Panel
	Labels []string // by period
	Lang   string   // "zh" or "en"
}

//go:embed templates/backtest.html templates/card.md
var templates embed.FS

// Write writes the page. Errors: Invalid for a language other than zh and en,
// otherwise those of w.
func Write(w io.Writer, r *verify.Report, s Source) error {
	p, err := newPage(r, s)
	if err != nil {
		return err
	}
	funcs := template.FuncMap{"say": p.say, "num": num, "signed": signed, "percent": percent, "css": func() template.CSS { return chart.CSS }}
	t, err := template.New("backtest.html").Funcs(funcs).ParseFS(templates, "templates/backtest.html")
	if err != nil {
		return fmt.Errorf("backtest page: %w", err)
	}
	if err := t.Execute(w, p); err != nil {
		return fmt.Errorf("backtest page: write: %w", err)
	}
	return nil
}

// Card writes the model card, in Markdown and both languages. Errors as Write.
func Card(w io.Writer, r *verify.Report, s Source) error {
	p, err := newPage(r, s)
	if err != nil {
		return err
	}
	funcs := texttemplate.FuncMap{"num": num, "signed": signed, "percent": percent}
	t, err := texttemplate.New("card.md").Funcs(funcs).ParseFS(templates, "templates/card.md")
	if err != nil {
		return fmt.Errorf("model card: %w", err)
	}
	if err := t.Execute(w, p); err != nil {
		return fmt.Errorf("model card: write: %w", err)
	}
	return nil
}

// page is a backtest on its way to paper.
type page struct {
	*verify.Report
	Source Source
}

func newPage(r *verify.Report, s Source) (*page, error) {
	if s.Lang != "zh" && s.Lang != "en" {
		return nil, anlan.Errorf(anlan.Invalid, "language %q is not zh or en", s.Lang)
	}
	return &page{r, s}, nil
}

// Lang is the language of the page as HTML wants it.
func (p *page) Lang() string {
	if p.Source.Lang == "zh" {
		return "zh-CN"
	}
	return "en"
}

// say picks the page's language.
func (p *page) say(en, zh string, values ...any) string {
	if p.Source.Lang == "zh" {
		en = zh
	}
	return fmt.Sprintf(en, values...)
}

// First is the method that others are compared with.
func (p *page) First() string { return p.Records[0].Name }

// Begin and End are the first and last period forecast.
func (p *page) Begin() string { return p.Source.Labels[len(p.Source.Labels)-p.Plan.Last] }

// End is the last period forecast.
func (p *page) End() string { return p.Source.Labels[len(p.Source.Labels)-1] }

// Periods is how many the panel has.
func (p *page) Periods() int { return p.Source.Panel.Periods() }

// Units is how many series the panel has.
func (p *page) Units() int { return len(p.Source.Panel.Units) }

// Families is how many families they are of.
func (p *page) Families() int {
	seen := map[string]bool{"": true}
	for _, f := range p.Source.Panel.Family {
		seen[f] = true
	}
	return max(1, len(seen)-1)
}

// Abstained tells the units and origins that were not forecast, by reason.
func (p *page) Abstained() map[string]int { return p.Records[0].Abstains }

// Finding is a sentence of what the backtest shows and whether it is as it
// should be.
type Finding struct {
	Good bool
	Text string
}

// Bounds of what is as it should be.
const (
	coverageBound       = 0.02
	uniformBound        = 0.05
	slopeLow, slopeHigh = 0.9, 1.1
)

// Findings says what must be known first: of the first method and how it stands
// against the others.
func (p *page) Findings() (out []Finding) {
	for _, s := range p.Scores {
		if s.Method != p.First() {
			out = append(out, Finding{s.DiffLogS.High < 0 && s.DiffCRPS.High < 0, p.say(
				"%d ahead, %s against %s: log score %s (%s to %s), CRPS %s (%s to %s).",
				"提前 %d 期，%s 与 %s 相比：对数得分 %s（%s 至 %s），CRPS %s（%s 至 %s）。",
				s.Ahead, p.First(), s.Method, signed(s.DiffLogS.Value), signed(s.DiffLogS.Low), signed(s.DiffLogS.High),
				signed(s.DiffCRPS.Value), signed(s.DiffCRPS.Low), signed(s.DiffCRPS.High))})
			continue
		}
		a, b := s.Covered80.Value, s.Covered95.Value
		out = append(out, Finding{math.Abs(a-0.8) <= coverageBound && math.Abs(b-0.95) <= coverageBound, p.say(
			"%d ahead, intervals of 80%% and 95%% held %s and %s of the counts (randomised).",
			"提前 %d 期，80%% 与 95%% 区间（随机化）包含了 %s 与 %s 的计数。", s.Ahead, percent(a), percent(b))},
			Finding{s.PUniformBlock >= uniformBound, p.say(
				"%d ahead, transforms as uneven as these have probability %s if they were uniform (%s if they were independent as well).",
				"提前 %d 期，若概率变换均匀，如此不匀的概率为 %s（若还相互独立则为 %s）。", s.Ahead, num(3, s.PUniformBlock), num(3, s.PUniform))})
	}
	for _, s := range p.Outbreaks {
		if s.Method == p.First() {
			out = append(out, Finding{s.Slope.Value >= slopeLow && s.Slope.Value <= slopeHigh, p.say(
				"Outbreaks within %d: reliability slope %s (%s to %s), mean chance %s, came %s.",
				"%d 期内的暴发：可靠性斜率 %s（%s 至 %s），平均概率 %s，实际 %s。",
				s.Window, num(2, s.Slope.Value), num(2, s.Slope.Low), num(2, s.Slope.High), percent(s.MeanChance), percent(s.BaseRate))})
		}
	}
	return out
}

func num(digits int, v float64) string {
	if math.IsNaN(v) {
		return "–"
	}
	return strconv.FormatFloat(v, 'f', digits, 64)
}

func signed(v float64) string {
	if math.IsNaN(v) {
		return "–"
	}
	s := strconv.FormatFloat(v, 'f', 4, 64)
	if v >= 0 {
		return "+" + s
	}
	return "−" + s[1:]
}

func percent(v float64) string { return num(1, 100*v) + "%" }

// Package auditpage writes the statistical audit of an index as one HTML file
// that needs nothing beside it: what a reader must know first, then every table
// and picture behind it, in Chinese or English.
package auditpage

import (
	"embed"
	"fmt"
	"html/template"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/indicators/audit"
	"github.com/anlan-lake/anlan/indicators/composite"
	"github.com/anlan-lake/anlan/internal/chart"
)

// Options say what to write.
type Options struct {
	Lang   string            // "zh" or "en"; "" is "zh"
	Units  map[string]string // names of units by code; those without one stand as they are
	Period string            // name of the last period; "" for its number
	Notes  []string          // what the reader must know of the data, above the findings
}

//go:embed templates/audit.html
var templates embed.FS

// Write writes the page. Errors: Invalid for a language other than zh and en,
// otherwise those of w.
func Write(w io.Writer, a *audit.Audit, o Options) error {
	p, err := newPage(a, o)
	if err != nil {
		return err
	}
	t, err := template.New("audit.html").Funcs(template.FuncMap{
		"say": p.say, "name": p.name, "num": num, "figure": figure, "share": share, "percent": percent, "bounded": bounded,
		"first": func(n int, x []float64) []float64 { return x[:min(n, len(x))] },
		"css":   func() template.CSS { return chart.CSS },
	}).ParseFS(templates, "templates/audit.html")
	if err != nil {
		return fmt.Errorf("audit page: %w", err)
	}
	if err := t.Execute(w, p); err != nil {
		return fmt.Errorf("audit page: write: %w", err)
	}
	return nil
}

// Sentences gives the findings in words, worst first, without markup.
func Sentences(a *audit.Audit, o Options) ([]Sentence, error) {
	p, err := newPage(a, o)
	if err != nil {
		return nil, err
	}
	return p.Findings(), nil
}

// page is an audit on its way to paper.
type page struct {
	*audit.Audit
	Options Options
	names   map[string]composite.Title
}

func newPage(a *audit.Audit, o Options) (*page, error) {
	if o.Lang == "" {
		o.Lang = "zh"
	}
	if o.Lang != "zh" && o.Lang != "en" {
		return nil, anlan.Errorf(anlan.Invalid, "language %q is not zh or en", o.Lang)
	}
	p := &page{Audit: a, Options: o, names: map[string]composite.Title{}}
	for _, x := range a.Indicators {
		p.names[x.Code] = x.Name
	}
	for _, g := range a.Aggregates {
		p.names[g.Code] = g.Name
	}
	return p, nil
}

// Lang is the language of the page as HTML wants it.
func (p *page) Lang() string {
	if p.Options.Lang == "zh" {
		return "zh-CN"
	}
	return "en"
}

// Seed is that of the draws.
func (p *page) Seed() uint64 { return p.Audit.Options.Seed }

// say picks the page's language.
func (p *page) say(en, zh string, values ...any) string {
	if p.Options.Lang == "zh" {
		en = zh
	}
	if len(values) == 0 {
		return en
	}
	return fmt.Sprintf(en, values...)
}

// name gives the code of an indicator, aggregate or unit with its name, where
// it has one of its own.
func (p *page) name(code string) string {
	if t, ok := p.names[code]; ok {
		if s := p.title(t); s != code && s != "" {
			return code + " " + s
		}
		return code
	}
	if s := p.Options.Units[code]; s != "" {
		return s
	}
	return code
}

// title picks a name's language, the other where that is empty.
func (p *page) title(t composite.Title) string {
	if p.Options.Lang == "zh" && t.Zh != "" || t.En == "" {
		return t.Zh
	}
	return t.En
}

// Title is the name of the index.
func (p *page) Title() string {
	if s := p.title(p.Audit.Name); s != "" {
		return s
	}
	return p.ID
}

// When is the last period.
func (p *page) When() string {
	if p.Options.Period != "" {
		return p.Options.Period
	}
	return strconv.FormatFloat(p.Period, 'f', -1, 64)
}

// Several says whether there is more than one period.
func (p *page) Several() bool { return p.Periods > 1 }

// num writes a number with so many decimals, a dash where there is none.
func num(decimals int, v float64) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return "–"
	}
	s := strconv.FormatFloat(v, 'f', decimals, 64)
	if zero := strconv.FormatFloat(0, 'f', decimals, 64); s == "-"+zero {
		return zero
	}
	return s
}

// figure writes a value of an indicator with two decimals, or as many digits as
// tell small ones apart.
func figure(v float64) string {
	if small := math.Abs(v); small > 0 && small < 0.1 {
		return strconv.FormatFloat(v, 'g', 2, 64)
	}
	return num(2, v)
}

// bounded writes a rank that can be had, with the one beyond which none is where
// that is another.
func bounded(rank, bound float64) string {
	if rank == bound {
		return num(0, rank)
	}
	return num(0, rank) + " (" + num(0, bound) + ")"
}

// share writes a share as a percentage.
func share(v float64) string {
	if math.IsNaN(v) {
		return "–"
	}
	return num(1, 100*v) + "%"
}

// percent writes a share in a sentence, with a decimal where it has one.
func percent(v float64) string { return strings.Replace(share(v), ".0%", "%", 1) }

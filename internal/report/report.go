// Package report writes the reports that leaders read on paper: one
// self-contained HTML file each, that prints on A4. It draws every figure from
// a published edition and says by name what the edition does not hold.
package report

import (
	"embed"
	"fmt"
	"html/template"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/chart"
	"github.com/anlan-lake/anlan/internal/edition"
)

// Options say what to write.
type Options struct {
	Lang string    // "zh" or "en"; "" is "zh"
	Day  time.Time // the day reported on ("yesterday"); zero for the edition's last day
	// Handled is the state of warnings by ID, "open" or "acknowledged", as it
	// is when the report is written; nil where it is not known.
	Handled map[string]string
	// Outcomes is what came of warnings, of this edition or an earlier one, by
	// ID: "confirmed", "partly", "false" or "unclear".
	Outcomes map[string]string
}

//go:embed templates/daily.html
var templates embed.FS

// Daily writes the daily summary (日汇总) of one day. Errors: Invalid for a
// language other than zh and en or a day after the edition's, otherwise those
// of w. A day without figures is no error: the report then says so.
func Daily(w io.Writer, ed *edition.Edition, o Options) error {
	d, err := newDaily(ed, o)
	if err != nil {
		return fmt.Errorf("daily summary: %w", err)
	}
	page, err := template.New("daily.html").ParseFS(templates, "templates/daily.html")
	if err != nil {
		return fmt.Errorf("daily summary: %w", err)
	}
	if err := page.Execute(w, d.page()); err != nil {
		return fmt.Errorf("daily summary: write: %w", err)
	}
	return nil
}

// daily is a report in the making.
type daily struct {
	ed       *edition.Edition
	lang     string
	day      string // the day reported on
	date     time.Time
	city     string
	past     map[string]map[string]float64 // figure, day: the city's values
	order    []string                      // figures that the city has, in order
	notes    []note
	noteAt   map[string]int
	handled  map[string]string
	outcomes map[string]string
}

func newDaily(ed *edition.Edition, o Options) (*daily, error) {
	d := &daily{ed: ed, lang: o.Lang, city: ed.Meta.City, noteAt: map[string]int{}, handled: o.Handled, outcomes: o.Outcomes}
	if d.lang == "" {
		d.lang = "zh"
	}
	if d.lang != "zh" && d.lang != "en" {
		return nil, anlan.Errorf(anlan.Invalid, "language %q, want zh or en", o.Lang)
	}
	d.day = ed.Meta.AsOf
	if !o.Day.IsZero() {
		d.day = o.Day.Format(anlan.DateFormat)
	}
	if d.day > ed.Meta.AsOf {
		return nil, anlan.Errorf(anlan.Invalid, "day %s is after the edition's last, %s", d.day, ed.Meta.AsOf)
	}
	var err error
	if d.date, err = time.Parse(anlan.DateFormat, d.day); err != nil {
		return nil, anlan.Errorf(anlan.Invalid, "day: %w", err)
	}
	d.readFigures()
	return d, nil
}

// page is what the template shows.
type page struct {
	Lang, HTMLLang     string
	Title, Date, To    string
	Issuer             string
	CSS                template.CSS
	Sections           []section
	Method             []string
	MethodTitle        string
	Notes              []note
	NotesTitle, Footer string
}

type section struct {
	No, Title string
	Sentences []sentence
	Figure    template.HTML
	Tables    []table
	Absent    []absent
	// AbsentText is Absent in one sentence, by reason.
	AbsentText string
	Lines      []int // empty lines to write on
}

// sentence carries the keys of the notes that name its sources.
type sentence struct {
	Text string
	Keys []int
}

type table struct {
	ID, Title, Note string
	Cols            []column
	Rows            [][]cell
	Keys            []int
}

type column struct {
	Name string
	Num  bool
}

// Short says that the name stays on one line: Chinese could break anywhere.
func (c column) Short() bool { return utf8.RuneCountInString(c.Name) <= 3 }

type cell struct {
	Text  string
	Class string
	Num   bool
	Chart template.HTML
}

// absent is a part of the report that this edition cannot fill, and why.
type absent struct{ Name, Why string }

func (d *daily) page() page {
	p := page{Lang: d.lang, HTMLLang: d.pick("zh-CN", "en"), CSS: template.CSS(chart.CSS)}
	name := d.pick(d.ed.Meta.NameZh, orElse(d.ed.Meta.NameEn, d.ed.Meta.NameZh))
	p.Title = d.pick(name+"平安建设日汇总", name+": daily summary")
	p.Date = d.longDate(d.date)
	p.To = d.pick("报送：市委、市政府领导　抄送：各区县、市直各部门", "To: leaders of the city. Copies: counties and departments")
	p.Issuer = d.pick("市委政法委（市域治理现代化指挥中心）", "Political and Legal Affairs Commission (command centre of city governance)")
	p.Sections = []section{d.dataSection(), d.overview()}
	if s, ok := d.moved(); ok {
		p.Sections = append(p.Sections, s)
	}
	p.Sections = append(p.Sections, d.hotline(), d.disputes(), d.police(), d.grid(), d.warnings(), d.ahead(), d.due(), d.duty())
	d.number(p.Sections)
	p.MethodTitle, p.Method = d.pick("口径说明", "How the figures are made"), d.method()
	p.NotesTitle, p.Notes = d.pick("数据来源", "Sources of the figures"), d.notes
	p.Footer = d.footer()
	return p
}

// number gives sections and tables their numbers, last of all: what an edition
// cannot fill is left out.
func (d *daily) number(list []section) {
	tables := 0
	for i := range list {
		for k := range list[i].Tables {
			tables++
			list[i].Tables[k].ID = d.pick(fmt.Sprintf("表%d", tables), fmt.Sprintf("Table %d", tables))
		}
		list[i].No = numeral(i, d.lang)
		list[i].AbsentText = d.absentText(list[i].Absent)
	}
}

// footer names the edition that every figure is from.
func (d *daily) footer() string {
	return d.pick(
		fmt.Sprintf("发布版 %s，数据截至 %s，湖快照 %d，框架 %s。", d.ed.Meta.ID, d.ed.Meta.AsOf, d.ed.Meta.Snapshot, orElse(d.ed.Meta.Framework, "—")),
		fmt.Sprintf("Edition %s, data up to %s, lake snapshot %d, framework %s.", d.ed.Meta.ID, d.ed.Meta.AsOf, d.ed.Meta.Snapshot, orElse(d.ed.Meta.Framework, "—")))
}

// absentText names what is absent, reason by reason.
func (d *daily) absentText(list []absent) string {
	var reasons []string
	names := map[string][]string{}
	for _, a := range list {
		if names[a.Why] == nil {
			reasons = append(reasons, a.Why)
		}
		names[a.Why] = append(names[a.Why], a.Name)
	}
	var parts []string
	for _, why := range reasons {
		parts = append(parts, why+d.pick("：", ": ")+strings.Join(names[why], d.pick("、", ", ")))
	}
	if len(parts) == 0 {
		return ""
	}
	return strings.Join(parts, d.pick("；", "; ")) + d.pick("。", ".")
}

func orElse(s, other string) string {
	if s != "" {
		return s
	}
	return other
}

func numeral(i int, lang string) string {
	if lang == "en" {
		return fmt.Sprint(i)
	}
	return []string{"〇", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一"}[i] + "、"
}

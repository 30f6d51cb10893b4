package site

import (
	"html/template"
	"net/http"
	"strings"

	"github.com/anlan-lake/anlan"
)

// frame is what stands around every page.
type frame struct {
	Title    string
	City     string
	Content  template.HTML
	Bare     bool // without navigation: the sign-in page
	Theme    string
	CSRF     string
	User     string
	Role     string
	Home     string
	Nav      []navItem
	Period   string
	Periods  []choice
	Kinds    []choice // of period; none where there is one only
	Running  bool
	Hidden   []pair // the page's other parameters, for the picker's form
	Path     string
	LangHref string
	Line     dataLine
	Script   string
	Style    string
	Icon     string
}

type navItem struct {
	Href, Text string
	On         bool
}

type choice struct {
	Value, Text, Href string
	On                bool
}

type pair struct{ Name, Value string }

// dataLine opens every page: up to when the figures reach, and what is late.
type dataLine struct {
	AsOf, Edition         string
	Landed, Late, Missing int
	Names                 []string // of what is late or missing
	More                  int
}

func (c *call) frame(token, theme string) frame {
	m := c.e.Meta
	f := frame{City: c.pick(m.NameZh, m.NameEn), Theme: theme, CSRF: formToken(token), Period: c.period,
		User: c.pick(c.user.DisplayZh, c.user.DisplayEn), Role: c.text("role." + string(c.user.Role)), Home: c.nameOf(c.home()),
		Running: !c.final(), Path: c.r.URL.Path, Line: c.dataLine()}
	if f.User == "" {
		f.User = c.user.Name
	}
	other := map[string]string{"zh": "en", "en": "zh"}[c.Lang]
	f.LangHref = c.with("lang", other)
	for _, n := range []struct{ path, key string }{{"/", "nav.overview"}, {"/tree", "nav.tree"}, {"/warnings", "nav.warnings"}, {"/triage", "nav.triage"}, {"/assessment", "nav.assessment"}, {"/data", "nav.data"}, {"/method", "nav.method"}} {
		if n.path == "/triage" && !c.user.Role.MayTriage() {
			continue
		}
		on := c.r.URL.Path == n.path || n.path == "/" && strings.HasPrefix(c.r.URL.Path, "/area/") ||
			n.path == "/warnings" && strings.HasPrefix(c.r.URL.Path, "/warning/") || n.path == "/tree" && strings.HasPrefix(c.r.URL.Path, "/indicator/")
		f.Nav = append(f.Nav, navItem{c.link(n.path), c.text(n.key), on})
	}
	f.Kinds, f.Periods = c.kinds(), c.periods()
	for k, v := range c.r.URL.Query() {
		if k != "period" && k != "export" && k != "lang" && len(v) > 0 {
			f.Hidden = append(f.Hidden, pair{k, v[0]})
		}
	}
	return f
}

func (c *call) dataLine() dataLine {
	d := dataLine{AsOf: c.e.Meta.AsOf, Edition: c.e.Meta.ID}
	for _, k := range c.e.Meta.CutOffs {
		switch k.State {
		case "late":
			d.Late++
		case "missing":
			d.Missing++
		default:
			d.Landed++
			continue
		}
		if len(d.Names) < 4 {
			d.Names = append(d.Names, c.cutOffName(k))
		} else {
			d.More++
		}
	}
	return d
}

func (c *call) cutOffName(k anlan.CutOff) string {
	if name := c.pick(k.NameZh, k.NameEn); name != "" {
		return name
	}
	return k.Dataset
}

// send writes a page in its frame.
func (s *site) send(w http.ResponseWriter, r *http.Request, l *language, status int, f frame) {
	f.Script, f.Style, f.Icon = s.assets.url["app.js"], s.assets.url["app.css"], s.assets.url["icon.svg"]
	if f.Theme == "" {
		f.Theme = themeOf(r)
	}
	if f.LangHref == "" {
		f.LangHref = "?lang=" + map[string]string{"zh": "en", "en": "zh"}[l.Lang]
	}
	html, err := l.render("frame", f)
	if err != nil {
		s.broken(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Language", map[string]string{"zh": "zh-CN", "en": "en"}[l.Lang])
	writeBody(w, r, status, []byte(html))
}

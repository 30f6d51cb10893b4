package catalogue

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"slices"
	"strings"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/queries"
)

//go:embed templates/*.html assets/*
var files embed.FS

// Languages that a catalogue is written in.
func Languages() []string { return []string{"zh", "en"} }

// Assets gives the style sheet and the script that every page names, by the
// path beside the languages' folders.
func Assets() map[string][]byte {
	out := map[string][]byte{}
	for _, name := range []string{"style.css", "search.js"} {
		b, err := files.ReadFile("assets/" + name)
		if err != nil {
			panic("catalogue: " + err.Error()) // embedded at build time
		}
		out[name] = b
	}
	return out
}

// Pages gives the names of all pages, the index first.
func (c *Catalogue) Pages() []string {
	out := []string{"index.html"}
	for _, k := range c.Contracts {
		out = append(out, file("dataset", k.ID))
	}
	for _, name := range c.order {
		out = append(out, file("table", name))
	}
	for _, k := range c.Framework.Categories {
		out = append(out, file("category", k.Code))
	}
	for _, i := range c.Framework.Indicators {
		out = append(out, file("indicator", i.ID))
	}
	for _, l := range c.lists {
		out = append(out, file("list", l.Name))
	}
	for _, p := range pages {
		out = append(out, file("page", p.id))
	}
	return out
}

func file(kind, id string) string { return kind + "-" + id + ".html" }

// Render gives a page of Pages in a language; other is the page's address in
// the other language, "" where it is not written. NotFound for any other name.
func (c *Catalogue) Render(page, lang, other string) ([]byte, error) {
	if !slices.Contains(Languages(), lang) {
		return nil, anlan.Errorf(anlan.Invalid, "catalogue: language %q is not zh or en", lang)
	}
	v := &view{c: c, Lang: lang, Other: other, Home: page == "index.html"}
	name, content, err := v.content(page)
	if err != nil {
		return nil, err
	}
	pages := v.c.pages[lang]
	var body, out bytes.Buffer
	if err := pages.ExecuteTemplate(&body, name, content); err != nil {
		return nil, fmt.Errorf("catalogue: page %s: %w", page, err)
	}
	v.Content = template.HTML(body.String()) // our own template's output: escaped there
	if err := pages.ExecuteTemplate(&out, "frame", v); err != nil {
		return nil, fmt.Errorf("catalogue: page %s: %w", page, err)
	}
	return out.Bytes(), nil
}

// content gives the template and data of a page.
func (v *view) content(page string) (name string, data any, err error) {
	kind, id, _ := strings.Cut(strings.TrimSuffix(page, ".html"), "-")
	c := v.c
	switch kind {
	case "index":
		v.Title = v.t("title")
		return kind, v.index(), nil
	case "dataset":
		if k := c.sets[id]; k != nil {
			v.Title = v.pick(k.Name.Zh, k.Name.En)
			return kind, v.dataset(k), nil
		}
	case "table":
		if q, ok := c.tables[id]; ok {
			v.Title = v.pick(q.Zh, q.En)
			return kind, v.table(q), nil
		}
	case "indicator":
		if i, ok := c.Framework.Indicator(id); ok {
			v.Title = i.ID + " " + v.pick(i.Name.Zh, i.Name.En)
			return kind, v.indicator(i), nil
		}
	case "category":
		for _, k := range c.Framework.Categories {
			if k.Code == id {
				v.Title = v.pick(k.Name.Zh, k.Name.En)
				return kind, v.category(k), nil
			}
		}
	case "list":
		for _, l := range c.lists {
			if l.Name == id {
				v.Title = v.pick(l.Zh, l.Name)
				return kind, v.list(l), nil
			}
		}
	case "page":
		if p := pageOf(id); p.id != "" {
			v.Title = v.pick(p.zh, p.en)
			return kind, v.shownPage(p), nil
		}
	}
	return "", nil, anlan.Errorf(anlan.NotFound, "catalogue: no page %s", page)
}

// view is one page in one language.
type view struct {
	c       *Catalogue
	Lang    string
	Other   string
	Home    bool
	Title   string
	Content template.HTML
}

// Nav are the sections of the index that every page links to.
func (v *view) Nav() []string {
	return []string{"datasets", "marts", "facts", "indicators", "pages", "lists"}
}

func (v *view) t(key string) string {
	w, ok := words[key]
	if !ok {
		return key
	}
	return v.pick(w[0], w[1])
}

// pick gives the text of the page's language, the other where it has none.
func (v *view) pick(zh, en string) string {
	if v.Lang == "en" && en != "" || zh == "" {
		return en
	}
	return zh
}

// owner gives a department's name in the page's language, where the framework has it.
func (v *view) owner(name string) string { return v.pick(name, v.c.Framework.Owners[name]) }

func (v *view) funcs() template.FuncMap {
	return template.FuncMap{"t": v.t, "pick": v.pick}
}

// link is a reference to a page or a place in it.
type link struct {
	Href, Text, Hint string
}

// column links to a column of a data set or table. Short leaves the table out.
func (v *view) column(s queries.Source, short bool) link {
	if s.Table == "indicator" {
		return link{"index.html#indicators", v.t("indicators"), ""}
	}
	if s.Table == "batch" {
		return link{"index.html#datasets", v.t("batches"), ""}
	}
	kind, name := "table", s.Table
	hint := ""
	if k := v.c.sets[s.Table]; k != nil {
		kind = "dataset"
		hint = v.pick(k.Name.Zh, k.Name.En)
		for _, p := range k.Properties {
			if p.Name == s.Column && len(p.Header) > 0 {
				hint += " · " + p.Header[0]
			}
		}
	} else {
		hint = v.pick(v.c.tables[s.Table].Zh, v.c.tables[s.Table].En)
	}
	text := name + "." + s.Column
	if short {
		text = s.Column
	}
	if s.Column == "*" {
		text = name + " (" + v.t("rows") + ")"
		return link{file(kind, name), text, hint}
	}
	return link{file(kind, name) + "#c-" + s.Column, text, hint}
}

// origin links to a data set's column by the header that it is sent under.
func (v *view) origin(s queries.Source) link {
	l := v.column(s, false)
	k := v.c.sets[s.Table]
	for _, p := range k.Properties {
		if p.Name == s.Column && len(p.Header) > 0 {
			l.Text, l.Hint = k.ID+"."+p.Header[0], s.Table+"."+s.Column
		}
	}
	return l
}

func (v *view) tableLink(name string) link {
	if k := v.c.sets[name]; k != nil {
		return link{file("dataset", name), name, v.pick(k.Name.Zh, k.Name.En)}
	}
	q := v.c.tables[name]
	return link{file("table", name), name, v.pick(q.Zh, q.En)}
}

func (v *view) indicatorLink(id string) link {
	i, _ := v.c.Framework.Indicator(id)
	return link{file("indicator", id), id, v.pick(i.Name.Zh, i.Name.En)}
}

func (v *view) pageLink(id string) link {
	p := pageOf(id)
	return link{file("page", id), v.pick(p.zh, p.en), p.at}
}

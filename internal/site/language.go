package site

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"html/template"
	"io"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/edition"
)

//go:embed texts/*.json
var textFiles embed.FS

//go:embed templates/*.html
var templateFiles embed.FS

// language is one language's texts and the templates bound to them.
type language struct {
	Lang  string
	texts map[string]string
	pages *template.Template
}

func loadLanguages() (map[string]*language, error) {
	all := map[string]*language{}
	for _, lang := range []string{"zh", "en"} {
		texts, err := loadTexts(lang)
		if err != nil {
			return nil, err
		}
		l := &language{Lang: lang, texts: texts}
		l.pages, err = template.New("").Funcs(template.FuncMap{"t": l.text, "has": l.has, "lang": func() string { return lang }}).
			ParseFS(templateFiles, "templates/*.html")
		if err != nil {
			return nil, fmt.Errorf("templates: %w", err)
		}
		all[lang] = l
	}
	return all, nil
}

func loadTexts(lang string) (map[string]string, error) {
	f, err := textFiles.Open("texts/" + lang + ".json")
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := io.ReadAll(f)
	if err != nil {
		return nil, err
	}
	var texts map[string]string
	if err := json.NewDecoder(bytes.NewReader(text)).Decode(&texts); err != nil {
		return nil, fmt.Errorf("texts/%s.json: %w", lang, err)
	}
	return texts, nil
}

// text gives the phrase of a key, with args put in. A key without a phrase is
// a defect that a test looks for; the page shows the key.
func (l *language) text(key string, args ...any) string {
	s, ok := l.texts[key]
	if !ok {
		return "⟨" + key + "⟩"
	}
	if len(args) == 0 {
		return s
	}
	return fmt.Sprintf(s, args...)
}

func (l *language) has(key string) bool { _, ok := l.texts[key]; return ok }

// pick gives the phrase in this language, the Chinese one where there is none.
func (l *language) pick(zh, en string) string {
	if l.Lang == "en" && en != "" {
		return en
	}
	return zh
}

func (l *language) areaName(a anlan.Area) string { return l.pick(a.Name, a.NameEn) }

func (c *call) nameOf(code string) string {
	if a, ok := c.e.Area(code); ok {
		return c.areaName(a)
	}
	return code
}

// label gives the name of a code from the edition, else from our own texts
// ("peers.11"), else the code itself.
func (c *call) label(list, code string) string {
	if l, ok := c.e.Label(list, code); ok {
		return c.pick(l.Zh, l.En)
	}
	if key := list + "." + code; c.has(key) {
		return c.text(key)
	}
	return code
}

func (c *call) categoryName(k edition.CategoryCard) string { return c.pick(k.NameZh, k.NameEn) }

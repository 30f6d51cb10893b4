// Package site is the web server of leaders and analysts: it renders the
// published edition as pages in Chinese and English, for a reader who has
// signed in, within the area of the reader's account.
//
// A page is made in two parts: its content, which depends on the edition, the
// language and the reader's area and is kept until the next edition; and the
// frame around it, which carries the reader's name.
package site

import (
	"fmt"
	"html/template"
	"io/fs"
	"log/slog"
	"net/http"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/edition"
	"github.com/anlan-lake/anlan/internal/ledger"
)

// Options are what a site needs.
type Options struct {
	Store    *edition.Store   // required
	Ledger   *ledger.Ledger   // required
	Now      func() time.Time // required: the clock
	Location *time.Location   // of the city; nil: Now's
	Assets   fs.FS            // app.js, app.css and their hashes' names in manifest.json; nil: the embedded bundle
	Language string           // "zh" or "en": for readers who have not chosen; "": zh
	Session  time.Duration    // how long a sign-in lasts; 0: 12 hours
	Secure   bool             // cookies only over HTTPS
	Log      *slog.Logger     // nil: discards

	// Catalogue gives a page of the data catalogue in a language, or, for the
	// language "", a file that the pages share; NotFound for any other. nil:
	// there is no catalogue.
	Catalogue func(lang, page string) ([]byte, error)
}

// site is the handler's state. Everything in it is safe for concurrent use.
type site struct {
	Options
	assets    *assets
	languages map[string]*language
	limiter   *limiter
	cache     *contents
	checking  chan struct{} // password checks under way
}

// New gives the handler of all pages. Invalid when an option is missing, and
// NotFound with "run make web" when the binary was built without its bundle.
func New(o Options) (http.Handler, error) {
	if o.Store == nil || o.Ledger == nil || o.Now == nil {
		return nil, anlan.Errorf(anlan.Invalid, "site: Store, Ledger and Now are required")
	}
	if o.Location == nil {
		o.Location = o.Now().Location()
	}
	if o.Language == "" {
		o.Language = "zh"
	}
	if o.Session == 0 {
		o.Session = 12 * time.Hour
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	bundle, err := loadAssets(o.Assets)
	if err != nil {
		return nil, err
	}
	languages, err := loadLanguages()
	if err != nil {
		return nil, fmt.Errorf("site: %w", err)
	}
	if languages[o.Language] == nil {
		return nil, anlan.Errorf(anlan.Invalid, "site: language %q is not zh or en", o.Language)
	}
	s := &site{Options: o, assets: bundle, languages: languages, limiter: newLimiter(), cache: &contents{},
		checking: make(chan struct{}, 4)}
	return s.secure(s.routes()), nil
}

func (s *site) routes() http.Handler {
	m := http.NewServeMux()
	m.HandleFunc("GET /healthz", s.health)
	m.Handle("GET /assets/", s.assets)
	// Pages that name no icon of their own, as those of the catalogue, are asked for this.
	m.HandleFunc("GET /favicon.ico", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, s.assets.url["icon.svg"], http.StatusFound)
	})
	m.HandleFunc("GET /signin", s.signInForm)
	m.HandleFunc("POST /signin", s.signIn)
	m.HandleFunc("POST /signout", s.signOut)
	m.HandleFunc("GET /{$}", s.page(s.overview))
	m.HandleFunc("GET /area/{code}", s.page(s.area))
	m.HandleFunc("GET /tree", s.page(s.tree))
	m.HandleFunc("GET /indicator/{id}", s.page(s.indicator))
	m.HandleFunc("GET /warnings", s.page(s.warnings))
	m.HandleFunc("GET /warning/{id}", s.page(s.warning))
	m.HandleFunc("POST /warning/{id}/acknowledge", s.acknowledge)
	m.HandleFunc("POST /warning/{id}/outcome", s.outcome)
	m.HandleFunc("GET /triage", s.page(s.triage))
	m.HandleFunc("GET /assessment", s.page(s.assessment))
	m.HandleFunc("GET /data", s.page(s.data))
	m.HandleFunc("GET /method", s.page(s.method))
	m.HandleFunc("GET /about", s.page(s.about))
	m.HandleFunc("GET /search", s.page(s.search))
	m.HandleFunc("GET /catalogue", s.catalogue)
	m.HandleFunc("GET /catalogue/{page}", s.catalogue)
	m.HandleFunc("GET /catalogue/{lang}/{page}", s.catalogue)
	m.HandleFunc("GET /", s.page(func(*call) (*view, error) { return nil, anlan.Errorf(anlan.NotFound, "no such page") }))
	return m
}

func (s *site) health(w http.ResponseWriter, _ *http.Request) {
	e, release, err := s.Store.Current()
	if err != nil {
		http.Error(w, "no edition", http.StatusServiceUnavailable)
		return
	}
	defer release()
	w.Header().Set("Cache-Control", "no-store")
	fmt.Fprintf(w, "ok %s\n", e.Meta.ID)
}

// view is what a page's handler gives back.
type view struct {
	Template string // name of the content's template
	Title    string
	Data     any
	Tables   []*Table // by ID; each may be exported
	Live     bool     // depends on more than the edition: never kept
}

func (v *view) table(id string) *Table {
	for _, t := range v.Tables {
		if t.ID == id {
			return t
		}
	}
	return nil
}

// content is a page without its frame.
type content struct {
	Title string
	HTML  template.HTML
}

package site

import (
	"mime"
	"net/http"
	"net/url"
	"path"

	"github.com/anlan-lake/anlan"
)

// catalogue serves the data catalogue to readers who have signed in: a page of
// a language, or one of the files that all pages share.
func (s *site) catalogue(w http.ResponseWriter, r *http.Request) {
	if _, _, ok := s.session(r); !ok {
		http.Redirect(w, r, "/signin?next="+url.QueryEscape(r.URL.RequestURI()), http.StatusSeeOther)
		return
	}
	lang, page := r.PathValue("lang"), r.PathValue("page")
	failed := func(err error) { s.page(func(*call) (*view, error) { return nil, err })(w, r) }
	if s.Catalogue == nil {
		failed(anlan.Errorf(anlan.NotFound, "there is no catalogue here"))
		return
	}
	if page == "" && lang == "" {
		http.Redirect(w, r, "/catalogue/"+s.language(w, r).Lang+"/index.html", http.StatusSeeOther)
		return
	}
	body, err := s.Catalogue(lang, page)
	if err != nil {
		failed(err)
		return
	}
	w.Header().Set("Content-Type", mime.TypeByExtension(path.Ext(page)))
	w.Header().Set("Cache-Control", "private, no-cache")
	_, _ = w.Write(body) // the reader may have gone
}

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
	l := s.language(w, r)
	_, token, ok := s.session(r)
	if !ok {
		http.Redirect(w, r, "/signin?next="+url.QueryEscape(r.URL.RequestURI()), http.StatusSeeOther)
		return
	}
	lang, page := r.PathValue("lang"), r.PathValue("page")
	if s.Catalogue == nil {
		s.fail(w, r, l, frame{CSRF: formToken(token)}, anlan.Errorf(anlan.NotFound, "this lake has no catalogue"))
		return
	}
	if page == "" && lang == "" {
		http.Redirect(w, r, "/catalogue/"+l.Lang+"/index.html", http.StatusSeeOther)
		return
	}
	body, err := s.Catalogue(lang, page)
	if err != nil {
		s.fail(w, r, l, frame{CSRF: formToken(token)}, err)
		return
	}
	w.Header().Set("Content-Type", mime.TypeByExtension(path.Ext(page)))
	w.Header().Set("Cache-Control", "private, no-cache")
	_, _ = w.Write(body) // the reader may have gone
}

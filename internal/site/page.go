package site

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"strings"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/edition"
	"github.com/anlan-lake/anlan/internal/ledger"
)

// page makes a handler of what one page shows: it finds the reader and the
// edition, answers 304 where the browser's copy still holds, writes an export
// where one is asked for, and puts the frame around the rest.
func (s *site) page(show func(*call) (*view, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		l := s.language(w, r)
		u, token, ok := s.session(r)
		if !ok {
			http.Redirect(w, r, "/signin?next="+url.QueryEscape(r.URL.RequestURI()), http.StatusSeeOther)
			return
		}
		e, release, err := s.Store.Current()
		if err != nil {
			s.fail(w, r, l, frame{CSRF: formToken(token)}, err)
			return
		}
		defer release()
		c := s.newCall(r, e, u, l)
		f := c.frame(token, themeOf(r))
		if name := r.URL.Query().Get("export"); name != "" {
			if err := c.export(w, name, show); err != nil {
				s.fail(w, r, l, f, err)
			}
			return
		}
		tag := c.tag(s.assets, token, f.Theme)
		w.Header().Set("Cache-Control", "private, no-cache")
		w.Header().Add("Vary", "Cookie")
		got, live, err := s.content(c, show)
		if err != nil {
			s.fail(w, r, l, f, err)
			return
		}
		if !live {
			w.Header().Set("ETag", tag)
			if r.Header.Get("If-None-Match") == tag {
				w.WriteHeader(http.StatusNotModified)
				return
			}
		}
		f.Title, f.Content = got.Title, got.HTML
		s.send(w, r, l, http.StatusOK, f)
	}
}

// content gives a page's inside, kept from the last reader of the same area
// and language where the edition is still the same.
func (s *site) content(c *call, show func(*call) (*view, error)) (content, bool, error) {
	key := strings.Join([]string{c.Lang, c.user.Area, c.current}, "\x00")
	if got, ok := s.cache.get(c.e.Meta.ID, key); ok {
		return got, false, nil
	}
	v, err := show(c)
	if err != nil {
		return content{}, false, err
	}
	c.addresses(v.Tables)
	html, err := c.render(v.Template, v.Data)
	if err != nil {
		return content{}, false, fmt.Errorf("render %s: %w", v.Template, err)
	}
	got := content{v.Title, html}
	if !v.Live {
		s.cache.put(c.e.Meta.ID, key, got)
	}
	return got, v.Live, nil
}

func (l *language) render(name string, data any) (template.HTML, error) {
	var b bytes.Buffer
	err := l.pages.ExecuteTemplate(&b, name, data)
	return template.HTML(b.String()), err // our own template's output: escaped there
}

// tag names one reader's copy of one page of one edition.
func (c *call) tag(a *assets, token, theme string) string {
	sum := sha256.Sum256([]byte(strings.Join([]string{c.e.Meta.ID, c.e.Meta.Built, c.Lang, theme, c.current, token,
		c.user.Area, string(c.user.Role), a.url["app.js"], a.url["app.css"]}, "\x00")))
	return `W/"` + hex.EncodeToString(sum[:12]) + `"`
}

// fail shows what went wrong as a page; a defect's detail goes to the log only.
func (s *site) fail(w http.ResponseWriter, r *http.Request, l *language, f frame, err error) {
	status, key := http.StatusInternalServerError, "error.internal"
	switch anlan.KindOf(err) {
	case anlan.NotFound:
		status, key = http.StatusNotFound, "error.notfound"
	case anlan.Invalid:
		status, key = http.StatusBadRequest, "error.invalid"
	case anlan.Conflict:
		status, key = http.StatusConflict, "error.conflict"
	case anlan.Unavailable:
		status, key = http.StatusServiceUnavailable, "error.unavailable"
	}
	if f.Period == "" && status == http.StatusNotFound { // no edition at all
		status, key = http.StatusServiceUnavailable, "error.noedition"
	}
	if status == http.StatusInternalServerError {
		s.Log.Error("page", "path", r.URL.Path, "error", err)
	}
	body, rerr := l.render("error", struct{ Title, Text string }{l.text(key + ".title"), l.text(key)})
	if rerr != nil {
		s.broken(w, r, rerr)
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	f.Title, f.Content = l.text(key+".title"), body
	s.send(w, r, l, status, f)
}

// broken is for what a page cannot be made of.
func (s *site) broken(w http.ResponseWriter, r *http.Request, err error) {
	s.Log.Error("page", "path", r.URL.Path, "error", err)
	http.Error(w, "internal error", http.StatusInternalServerError)
}

// language is what the reader chose (?lang=, kept in a cookie), else the
// site's.
func (s *site) language(w http.ResponseWriter, r *http.Request) *language {
	if l := s.languages[r.URL.Query().Get("lang")]; l != nil {
		s.keep(w, "lang", l.Lang)
		return l
	}
	if k, err := r.Cookie("lang"); err == nil {
		if l := s.languages[k.Value]; l != nil {
			return l
		}
	}
	return s.languages[s.Options.Language]
}

func (s *site) keep(w http.ResponseWriter, name, value string) {
	http.SetCookie(w, &http.Cookie{Name: name, Value: value, Path: "/", MaxAge: 365 * 24 * 3600, Secure: s.Secure, SameSite: http.SameSiteLaxMode})
}

// themeOf is "light" or "dark" where the reader's browser has set one; "" is
// what the system prefers.
func themeOf(r *http.Request) string {
	if k, err := r.Cookie("theme"); err == nil && (k.Value == "light" || k.Value == "dark") {
		return k.Value
	}
	return ""
}

// canAcknowledge says whether the reader may take up a warning of an area.
func canAcknowledge(u ledger.User, e *edition.Edition, area string) bool {
	return u.Role.MayAcknowledge() && strings.HasPrefix(area, u.Area)
}

package site

import (
	"math"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/ledger"
)

const sessionCookie = "anlan_session"

type signInPage struct {
	Name, Next, Error string
}

// signInForm shows the form, or goes on for who is signed in already.
func (s *site) signInForm(w http.ResponseWriter, r *http.Request) {
	l := s.language(w, r)
	next := safeNext(r.URL.Query().Get("next"))
	if _, _, ok := s.session(r); ok {
		http.Redirect(w, r, next, http.StatusSeeOther)
		return
	}
	s.showSignIn(w, r, l, http.StatusOK, signInPage{Next: next})
}

func (s *site) showSignIn(w http.ResponseWriter, r *http.Request, l *language, status int, p signInPage) {
	body, err := l.render("signin", p)
	if err != nil {
		s.broken(w, r, err)
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	s.send(w, r, l, status, frame{Title: l.text("signin.title"), Content: body, Bare: true})
}

// signIn checks a name and a password. Failures of every kind read the same.
func (s *site) signIn(w http.ResponseWriter, r *http.Request) {
	l := s.language(w, r)
	name, next := strings.TrimSpace(r.PostFormValue("name")), safeNext(r.PostFormValue("next"))
	address, now := addressOf(r), s.Now()
	if wait := s.limiter.wait(name, address, now); wait > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
		s.showSignIn(w, r, l, http.StatusTooManyRequests, signInPage{name, next, l.text("signin.locked", int(math.Ceil(wait.Minutes())))})
		return
	}
	s.checking <- struct{}{} // a password check takes 19 MiB: a few at a time
	u, err := s.Ledger.Authenticate(r.Context(), name, r.PostFormValue("password"))
	<-s.checking
	if anlan.KindOf(err) == anlan.Invalid && err != nil {
		s.limiter.failed(name, address, now)
		s.note(r, name, "sign-in refused", "", address)
		s.showSignIn(w, r, l, http.StatusUnauthorized, signInPage{name, next, l.text("signin.wrong")})
		return
	}
	if err != nil {
		s.broken(w, r, err)
		return
	}
	s.limiter.succeeded(name, address)
	token, err := s.Ledger.NewSession(r.Context(), u.Name, now, s.Options.Session)
	if err != nil {
		s.broken(w, r, err)
		return
	}
	s.note(r, u.Name, "sign-in", "", address)
	http.SetCookie(w, &http.Cookie{Name: sessionCookie, Value: token, Path: "/", HttpOnly: true, Secure: s.Secure,
		SameSite: http.SameSiteLaxMode, MaxAge: int(s.Options.Session / time.Second)})
	http.Redirect(w, r, next, http.StatusSeeOther)
}

func (s *site) signOut(w http.ResponseWriter, r *http.Request) {
	if u, token, ok := s.session(r); ok {
		if !checkForm(r, token) {
			http.Error(w, s.language(w, r).text("error.form"), http.StatusForbidden)
			return
		}
		if err := s.Ledger.EndSession(r.Context(), token); err != nil {
			s.broken(w, r, err)
			return
		}
		s.note(r, u.Name, "sign-out", "", addressOf(r))
	}
	http.SetCookie(w, &http.Cookie{Name: sessionCookie, Path: "/", HttpOnly: true, Secure: s.Secure, SameSite: http.SameSiteLaxMode, MaxAge: -1})
	http.Redirect(w, r, "/signin", http.StatusSeeOther)
}

// session gives the reader behind a request's cookie.
func (s *site) session(r *http.Request) (u ledger.User, token string, ok bool) {
	k, err := r.Cookie(sessionCookie)
	if err != nil || k.Value == "" {
		return u, "", false
	}
	u, err = s.Ledger.SessionUser(r.Context(), k.Value, s.Now())
	if err != nil {
		if anlan.KindOf(err) != anlan.NotFound {
			s.Log.Error("read session", "error", err)
		}
		return u, "", false
	}
	return u, k.Value, true
}

// note adds to the trail. A trail that cannot be written is logged: it does
// not take the page from the reader.
func (s *site) note(r *http.Request, actor, action, object, detail string) {
	_, err := s.Ledger.Append(r.Context(), ledger.Entry{At: s.Now(), Actor: actor, Action: action, Object: object, Detail: detail})
	if err != nil {
		s.Log.Error("append to the trail", "action", action, "error", err)
	}
}

func addressOf(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// safeNext keeps a redirect on this site.
func safeNext(next string) string {
	u, err := url.Parse(next)
	if err != nil || u.IsAbs() || u.Host != "" || !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\r\n") || strings.HasPrefix(next, "/signin") {
		return "/"
	}
	return next
}

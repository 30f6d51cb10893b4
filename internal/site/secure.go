package site

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
)

// policy allows what the bundle needs and nothing from elsewhere: no inline
// script or style, no frame around a page, forms to ourselves alone.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
	"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// secure sets the headers of every answer and refuses what another site's page
// sends in a reader's name.
func (s *site) secure(next http.Handler) http.Handler {
	guarded := http.NewCrossOriginProtection().Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
		if s.Secure {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		if r.Body != nil {
			r.Body = http.MaxBytesReader(w, r.Body, 64<<10)
		}
		guarded.ServeHTTP(w, r)
	})
}

// formToken is what every form of a session carries besides its cookie.
func formToken(session string) string {
	m := hmac.New(sha256.New, []byte(session))
	m.Write([]byte("form"))
	return hex.EncodeToString(m.Sum(nil)[:16])
}

// checkForm says whether a form was made for this session.
func checkForm(r *http.Request, session string) bool {
	return session != "" && hmac.Equal([]byte(r.PostFormValue("form")), []byte(formToken(session)))
}

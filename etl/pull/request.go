package pull

import (
	"bytes"
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/anlan-lake/anlan"
)

// api sends the requests of one pull.
type api struct {
	h       *HTTP
	s       *Source
	o       Options
	client  *http.Client
	secret  string // of the auth header
	columns string // for {columns}
	last    time.Time
}

func newAPI(s *Source, o Options) (*api, error) {
	a := &api{h: s.HTTP, s: s, o: o, columns: strings.Join(s.Wanted, ",")}
	if a.h.Auth != nil {
		var err error
		if a.secret, err = a.h.Auth.read(s, o.Getenv); err != nil {
			return nil, err
		}
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	if a.h.CA != "" {
		pem, err := os.ReadFile(s.path(a.h.CA))
		if err != nil {
			return nil, anlan.Errorf(anlan.Invalid, "read ca: %w", err)
		}
		pool, err := x509.SystemCertPool()
		if err != nil {
			pool = x509.NewCertPool()
		}
		if !pool.AppendCertsFromPEM(pem) {
			return nil, anlan.Errorf(anlan.Invalid, "ca: %s holds no certificate", a.h.CA)
		}
		transport.TLSClientConfig = &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}
	}
	// A redirect elsewhere would carry the secret there.
	a.client = &http.Client{Transport: transport, CheckRedirect: func(req *http.Request, via []*http.Request) error {
		if !sameOrigin(req.URL, via[0].URL) || len(via) > 5 {
			return errRedirect
		}
		return nil
	}}
	return a, nil
}

var errRedirect = anlan.Errorf(anlan.Invalid, "the answer points to another server").WithNext("name that server in the settings if it is the right one")

func sameOrigin(a, b *url.URL) bool { return a.Scheme == b.Scheme && strings.EqualFold(a.Host, b.Host) }

func (a *api) close() { a.client.CloseIdleConnections() }

// params are parameters of one request, by place.
type params struct{ query, body map[string]any }

func (p *params) set(in, method, name string, v any) {
	at := &p.query
	if in == "body" || in == "" && method == http.MethodPost {
		at = &p.body
	}
	if *at == nil {
		*at = map[string]any{}
	}
	(*at)[name] = v
}

// request makes the request of a page. link, if not "", is the whole address.
func (a *api) request(ctx context.Context, link string, more params) (*http.Request, error) {
	u, err := url.Parse(cmp.Or(link, a.h.URL))
	if err != nil {
		return nil, err
	}
	if link == "" {
		q := u.Query()
		for k, v := range a.h.Query {
			q.Set(k, a.fill(v))
		}
		for k, v := range more.query {
			q.Set(k, fmt.Sprint(v))
		}
		u.RawQuery = q.Encode()
	}
	method := cmp.Or(a.h.Method, http.MethodGet)
	var body io.Reader
	kind := ""
	if method == http.MethodPost {
		fields := map[string]any{}
		for k, v := range a.h.Body {
			fields[k] = a.fillAll(v)
		}
		for k, v := range more.body {
			if err := put(fields, k, v); err != nil {
				return nil, err
			}
		}
		if a.h.Form {
			form := url.Values{}
			for k, v := range fields {
				form.Set(k, fmt.Sprint(v))
			}
			body, kind = strings.NewReader(form.Encode()), "application/x-www-form-urlencoded"
		} else {
			b, err := json.Marshal(fields)
			if err != nil {
				return nil, err
			}
			body, kind = bytes.NewReader(b), "application/json"
		}
	}
	req, err := http.NewRequestWithContext(ctx, method, u.String(), body)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", "anlan")
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	for k, v := range a.h.Headers {
		req.Header.Set(k, v)
	}
	if t := a.h.Auth; t != nil {
		name, scheme := cmp.Or(t.Header, "Authorization"), t.Scheme
		if scheme == "" && t.Header == "" {
			scheme = "Bearer"
		}
		req.Header.Set(name, strings.TrimSpace(scheme+" "+a.secret))
	}
	return req, nil
}

// put sets a field of a body; a dotted name is a path.
func put(fields map[string]any, name string, v any) error {
	head, rest, nested := strings.Cut(name, ".")
	if !nested {
		fields[name] = v
		return nil
	}
	inner, ok := fields[head].(map[string]any)
	if !ok {
		if fields[head] != nil {
			return fmt.Errorf("body.%s is no object", head)
		}
		inner = map[string]any{}
		fields[head] = inner
	}
	return put(inner, rest, v)
}

func (a *api) fill(v string) string {
	return strings.NewReplacer("{date}", a.o.AsOf.Format(anlan.DateFormat), "{columns}", a.columns).Replace(v)
}

// fillAll fills the texts of a value, and copies its objects.
func (a *api) fillAll(v any) any {
	switch v := v.(type) {
	case string:
		return a.fill(v)
	case map[string]any:
		out := map[string]any{}
		for k, x := range v {
			out[k] = a.fillAll(x)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, x := range v {
			out[i] = a.fillAll(x)
		}
		return out
	}
	return v
}

// retryAfter gives how long the server asks to wait; ok is false where it does
// not say.
func retryAfter(h http.Header, now time.Time) (time.Duration, bool) {
	v := h.Get("Retry-After")
	if n, err := strconv.Atoi(v); err == nil && n >= 0 {
		return time.Duration(n) * time.Second, true
	}
	if t, err := http.ParseTime(v); err == nil {
		return max(0, t.Sub(now)), true
	}
	return 0, false
}

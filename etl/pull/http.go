package pull

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/anlan-lake/anlan"
)

// HTTP is a paged HTTP API that answers in JSON. In the values of query and
// body {date} stands for the day the night is for, {columns} for the columns
// that the contract wants, with commas.
type HTTP struct {
	Name    string            `yaml:"name"` // of the source; the data set where empty
	URL     string            `yaml:"url"`
	Method  string            `yaml:"method"` // GET (default) or POST
	Query   map[string]string `yaml:"query"`
	Body    map[string]any    `yaml:"body"` // sent as a JSON object
	Form    bool              `yaml:"form"` // the body is sent as a form instead
	Headers map[string]string `yaml:"headers"`
	Auth    *Auth             `yaml:"auth"`
	Records string            `yaml:"records"` // path of the records: data.list; empty: the answer is the list
	Expect  map[string]string `yaml:"expect"`  // path: value that says an answer is good
	Paging  *Paging           `yaml:"paging"`

	Watermark *Watermark `yaml:"watermark"`

	Timeout  time.Duration `yaml:"timeout"`   // of one request; 30s
	Retries  *int          `yaml:"retries"`   // of one page; 5
	Backoff  time.Duration `yaml:"backoff"`   // first wait, doubled each time; 500ms
	MaxWait  time.Duration `yaml:"max_wait"`  // longest wait, Retry-After included; 2m
	Rate     float64       `yaml:"rate"`      // requests a second at most; 0: no limit
	MaxPages int           `yaml:"max_pages"` // 100,000
	MaxBytes int64         `yaml:"max_bytes"` // 4 GiB
	CA       string        `yaml:"ca"`        // PEM file of the authority to trust beside the machine's
	Every    time.Duration `yaml:"every"`     // a good pull is enough for this long
}

// Auth is a header that carries a secret.
type Auth struct {
	Secret `yaml:",inline"`
	Header string `yaml:"header"` // Authorization
	Scheme string `yaml:"scheme"` // before the secret; Bearer for Authorization, else nothing
}

// Paging says how the pages of an API follow each other.
type Paging struct {
	By        string `yaml:"by"`         // page, offset, token or link
	Param     string `yaml:"param"`      // parameter of the page number, offset or token
	First     *int   `yaml:"first"`      // number of the first page (1), or the first offset (0)
	Size      int    `yaml:"size"`       // records a page
	SizeParam string `yaml:"size_param"` // parameter of the size
	Next      string `yaml:"next"`       // path of the next token or link in the answer; header: the Link header
	Total     string `yaml:"total"`      // path of the number of records in all
	In        string `yaml:"in"`         // query, or body (default with POST)
}

// Watermark is a field of the records that grows, and the parameter that asks
// for records from a value on.
type Watermark struct {
	Field   string `yaml:"field"`   // path in a record
	Param   string `yaml:"param"`   // empty: everything is read and what is known left out
	Format  string `yaml:"format"`  // datetime (default), rfc3339, date, unix, unix_ms or number
	Start   string `yaml:"start"`   // value of the first pull; empty: the parameter is left out
	Overlap string `yaml:"overlap"` // for rows committed late: 1h, or 1000 for a number
	In      string `yaml:"in"`      // query, or body (default with POST)
}

const (
	pageBytes   = 64 << 20 // of one answer
	maxPages    = 100_000
	maxBytes    = 4 << 30
	firstWait   = 500 * time.Millisecond
	longestWait = 2 * time.Minute
)

func (h *HTTP) retries() int {
	if h.Retries != nil {
		return *h.Retries
	}
	return 5
}

func (h *HTTP) where() string {
	u, err := url.Parse(h.URL)
	if err != nil {
		return ""
	}
	return u.Scheme + "://" + u.Host + u.Path
}

// byDay says whether each day is asked for on its own.
func (h *HTTP) byDay() bool {
	for _, v := range h.Query {
		if strings.Contains(v, "{date}") {
			return true
		}
	}
	return holds(h.Body, "{date}")
}

func holds(v any, text string) bool {
	switch v := v.(type) {
	case string:
		return strings.Contains(v, text)
	case map[string]any:
		for _, x := range v {
			if holds(x, text) {
				return true
			}
		}
	case []any:
		return slices.ContainsFunc(v, func(x any) bool { return holds(x, text) })
	}
	return false
}

func (h *HTTP) validate() error {
	bad := func(format string, args ...any) error { return anlan.Errorf(anlan.Invalid, "http: "+format, args...) }
	u, err := url.Parse(h.URL)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https":
		return bad("url is not an http or https address")
	case u.User != nil:
		return anlan.Errorf(anlan.Invalid, "http: url holds a name or password").WithNext("give it by auth, from the environment or a file")
	case !slices.Contains([]string{"", http.MethodGet, http.MethodPost}, h.Method):
		return bad("method %q is not GET or POST", h.Method)
	case (h.Body != nil || h.Form) && h.Method != http.MethodPost:
		return bad("body and form are for method: POST")
	case h.Timeout < 0 || h.Backoff < 0 || h.MaxWait < 0 || h.Rate < 0 || h.MaxPages < 0 || h.MaxBytes < 0 || h.Every < 0 || h.retries() < 0:
		return bad("a number is below zero")
	}
	for name := range h.Headers {
		if slices.Contains([]string{"Authorization", "Proxy-Authorization", "Cookie"}, http.CanonicalHeaderKey(name)) {
			return anlan.Errorf(anlan.Invalid, "http: header %s is a secret", name).WithNext("give it by auth, from the environment or a file")
		}
	}
	if h.Auth != nil {
		if err := h.Auth.validate(); err != nil {
			return bad("auth: %w", err)
		}
	}
	if p := h.Paging; p != nil {
		switch {
		case !slices.Contains([]string{"page", "offset", "token", "link"}, p.By):
			return bad("paging.by %q is not page, offset, token or link", p.By)
		case p.Param == "" && p.By != "link":
			return bad("paging.param is missing")
		case p.Next == "" && (p.By == "token" || p.By == "link"):
			return bad("paging.next is missing: the path of the next %s in the answer", p.By)
		case p.Size < 0 || p.SizeParam != "" && p.Size == 0:
			return bad("paging.size is missing")
		}
		if err := h.place("paging.in", p.In); err != nil {
			return err
		}
	}
	if w := h.Watermark; w != nil {
		switch {
		case w.Field == "":
			return bad("watermark.field is missing")
		case !slices.Contains(forms, w.form()):
			return bad("watermark.format %q is not one of %s", w.Format, strings.Join(forms, ", "))
		case h.byDay():
			return bad("{date} asks for one day, watermark for what is new: choose one")
		}
		if _, err := parseOverlap(w.form(), w.Overlap); err != nil {
			return bad("watermark.%w", err)
		}
		return h.place("watermark.in", w.In)
	}
	return nil
}

func (h *HTTP) place(what, in string) error {
	if !slices.Contains([]string{"", "query", "body"}, in) || in == "body" && h.Method != http.MethodPost {
		return anlan.Errorf(anlan.Invalid, "http: %s %q is not query, or body with method: POST", what, in)
	}
	return nil
}

func (w *Watermark) form() string { return cmp.Or(w.Format, formDatetime) }

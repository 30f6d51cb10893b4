package pull_test

import (
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/etl/pull"
)

// TestSettings refuses settings that could not work or that hold a secret.
func TestSettings(t *testing.T) {
	for text, want := range map[string]string{
		`http: {url: "https://x/y", paging: {by: page, param: p, size: 5, size_param: n}, watermark: {field: a, param: b, overlap: 2h}, timeout: 5s}`: "",
		`http: {url: "https://x/y", auth: {env: A, header: X-Key}, method: POST, body: {page: {no: 1}}, form: true}`:                                  "",
		`table: {engine: mariadb, dsn: {file: a}, from: t, overlap: 100}`:                                                                             "",
		`http: {url: "ftp://x"}`:                                                    "not an http",
		`http: {url: "https://me:secret@x/y"}`:                                      "name or password",
		`http: {url: "https://x", headers: {authorization: Bearer a}}`:              "is a secret",
		`http: {url: "https://x", auth: {env: A, file: b}}`:                         "one of env and file",
		`http: {url: "https://x", body: {a: 1}}`:                                    "POST",
		`http: {url: "https://x", paging: {by: pages}}`:                             "paging.by",
		`http: {url: "https://x", paging: {by: token, param: t}}`:                   "paging.next",
		`http: {url: "https://x", watermark: {field: a, overlap: x}}`:               "overlap",
		`http: {url: "https://x", watermark: {field: a}, query: {d: "{date}"}}`:     "choose one",
		`http: {url: "https://x", watermark: {field: a, format: epoch}}`:            "watermark.format",
		`http: {url: "https://x", name: "../x"}`:                                    "source name",
		`table: {engine: oracle, dsn: {env: A}, from: t}`:                           "engine",
		`table: {engine: postgres, dsn: {env: A}}`:                                  "from and query",
		`table: {engine: postgres, dsn: {env: A}, query: "select 1; drop table x"}`: "more than one statement",
		`table: {engine: postgres, dsn: {env: A}, from: t, overlap: soon}`:          "overlap",
		`table: {engine: postgres, from: t}`:                                        "dsn",
		`table: {engine: postgres, dsn: "postgres://a:b@c/d", from: t}`:             "mapping is expected",
		`table: {engine: postgres, dsn: {env: A}, from: t, password: x}`:            "unknown field",
	} {
		var c struct {
			HTTP  *pull.HTTP  `yaml:"http"`
			Table *pull.Table `yaml:"table"`
		}
		err := yaml.NewDecoder(strings.NewReader(text), yaml.Strict(), yaml.DisallowUnknownField()).Decode(&c)
		if err == nil {
			s := pull.Source{Name: "x", HTTP: c.HTTP, Table: c.Table}
			if c.HTTP != nil && c.HTTP.Name != "" {
				s.Name = c.HTTP.Name
			}
			if err = s.Validate(); err != nil && anlan.KindOf(err) != anlan.Invalid {
				t.Errorf("%s: kind of %v", text, err)
			}
		}
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: %v, not %q", text, err, want)
		}
	}
}

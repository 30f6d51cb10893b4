package site

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/chart"
)

//go:embed all:assets
var embedded embed.FS

// assets are the bundled files, served under names that hold their hash, so
// that a browser may keep them for ever.
type assets struct {
	byURL map[string]asset
	url   map[string]string // "app.js" → "/assets/app-0123abcd.js"
}

type asset struct {
	kind    string
	plain   []byte
	zipped  []byte
	version string
}

// loadAssets reads the bundle; the embedded one without a given one.
func loadAssets(given fs.FS) (*assets, error) {
	files := given
	if files == nil {
		sub, err := fs.Sub(embedded, "assets/dist")
		if err != nil {
			return nil, err
		}
		files = sub
	}
	a := &assets{byURL: map[string]asset{}, url: map[string]string{}}
	for _, name := range []string{"app.js", "app.css", "icon.svg"} {
		body, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, anlan.Errorf(anlan.NotFound, "site: the bundle of pages has no %s", name).WithNext("run make web and build again")
		}
		if name == "app.css" {
			body = append([]byte(chart.CSS), body...) // first, so that the bundle may set its colours
		}
		if err := a.add(name, body); err != nil {
			return nil, fmt.Errorf("site: %s: %w", name, err)
		}
	}
	return a, nil
}

func (a *assets) add(name string, body []byte) error {
	sum := sha256.Sum256(body)
	version := hex.EncodeToString(sum[:6])
	ext := path.Ext(name)
	url := "/assets/" + strings.TrimSuffix(name, ext) + "-" + version + ext
	var zipped bytes.Buffer
	z, err := gzip.NewWriterLevel(&zipped, gzip.BestCompression)
	if err != nil {
		return err
	}
	if _, err := z.Write(body); err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return err
	}
	a.url[name] = url
	a.byURL[url] = asset{mime.TypeByExtension(ext), body, zipped.Bytes(), version}
	return nil
}

// ServeHTTP serves one file of the bundle.
func (a *assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f, ok := a.byURL[r.URL.Path]
	if !ok {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", f.kind)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Add("Vary", "Accept-Encoding")
	body := f.plain
	if acceptsGzip(r) {
		h.Set("Content-Encoding", "gzip")
		body = f.zipped
	}
	_, _ = w.Write(body) // an error here means the reader has gone
}

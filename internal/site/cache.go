package site

import (
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/anlan-lake/anlan/internal/chart"
	"github.com/klauspost/compress/gzip"
)

// contents keeps the pages made of one edition, and forgets them all when
// another is served or they take too much room.
type contents struct {
	mu      sync.RWMutex
	edition string
	bytes   int
	pages   map[string]content
	drawn   map[string]*chart.Shapes
}

const maxContents = 64 << 20

func (k *contents) get(edition, key string) (content, bool) {
	k.mu.RLock()
	defer k.mu.RUnlock()
	if k.edition != edition {
		return content{}, false
	}
	p, ok := k.pages[key]
	return p, ok
}

func (k *contents) put(edition, key string, p content) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.turn(edition)
	k.pages[key] = p
	k.bytes += len(key) + len(p.HTML)
}

// turn empties the store for another edition, or when it has grown too large.
func (k *contents) turn(edition string) {
	if k.edition != edition || k.bytes > maxContents || k.pages == nil {
		k.edition, k.pages, k.bytes, k.drawn = edition, map[string]content{}, 0, map[string]*chart.Shapes{}
	}
}

func (k *contents) shape(edition, name string) (*chart.Shapes, bool) {
	k.mu.RLock()
	defer k.mu.RUnlock()
	if k.edition != edition {
		return nil, false
	}
	s, ok := k.drawn[name]
	return s, ok
}

func (k *contents) putShape(edition, name string, s *chart.Shapes) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.turn(edition)
	k.drawn[name] = s
}

func acceptsGzip(r *http.Request) bool {
	for part := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		name, q, _ := strings.Cut(strings.TrimSpace(part), ";")
		if (name == "gzip" || name == "*") && strings.ReplaceAll(q, " ", "") != "q=0" {
			return true
		}
	}
	return false
}

// zippers are spared between answers: one takes a megabyte to make.
var zippers = sync.Pool{New: func() any {
	z, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed) // the level is a valid one
	return z
}}

func writeBody(w http.ResponseWriter, r *http.Request, status int, body []byte) {
	h := w.Header()
	h.Add("Vary", "Accept-Encoding")
	if !acceptsGzip(r) {
		h.Set("Content-Length", strconv.Itoa(len(body)))
		w.WriteHeader(status)
		_, _ = w.Write(body) // an error here means the reader has gone
		return
	}
	h.Set("Content-Encoding", "gzip")
	w.WriteHeader(status)
	z := zippers.Get().(*gzip.Writer)
	defer zippers.Put(z)
	z.Reset(w)
	_, _ = z.Write(body)
	z.Close()
}

package pull_test

import (
	"encoding/pem"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/anlan-lake/anlan/etl/pull"
)

// TestOwnAuthority trusts a server of the city's own authority when its file is
// named, and not before. It answers in GBK.
func TestOwnAuthority(t *testing.T) {
	text, err := simplifiedchinese.GBK.NewEncoder().String(`[{"工单编号": "占道"}]`)
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json; charset=GBK")
		_, _ = w.Write([]byte(text))
	}))
	defer s.Close()
	s.Config.ErrorLog = log.New(io.Discard, "", 0) // it speaks of the handshake that is refused
	src := pull.Source{Name: "x", Dataset: "ticket", Fit: fit, Dir: t.TempDir(), HTTP: &pull.HTTP{URL: s.URL}}
	_, _, err = newRun(t, src).pull()
	if failure(t, err); !strings.Contains(err.Error(), "cannot be trusted") {
		t.Error(err)
	}
	ca := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.Certificate().Raw})
	if err := os.WriteFile(filepath.Join(src.Dir, "ca.pem"), ca, 0o600); err != nil {
		t.Fatal(err)
	}
	src.HTTP.CA = "ca.pem"
	if lines, _ := newRun(t, src).good(); len(lines) != 1 || lines[0] != `{"工单编号":"占道"}` {
		t.Error(lines)
	}
}

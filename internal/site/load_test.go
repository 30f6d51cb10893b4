package site_test

import (
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"
)

// BenchmarkReaders is the number to reach: 200 readers at once over TCP, one
// second between their clicks, for ten seconds. It reports percentiles of the
// time from click to last byte; the readers share the machine with the server.
func BenchmarkReaders(b *testing.B) {
	w := newSite(b)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	server := &http.Server{Handler: w}
	go func() { _ = server.Serve(l) }()
	defer server.Close()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 200}}
	users := []string{"leader", "linhe", "assessor", "handler"}
	for b.Loop() {
		var (
			mu    sync.Mutex
			took  []time.Duration
			group sync.WaitGroup
		)
		end := time.Now().Add(10 * time.Second)
		for reader := range 200 {
			group.Go(func() {
				time.Sleep(rand.N(time.Second)) // readers do not click in step
				for time.Now().Before(end) {
					r, _ := http.NewRequest("GET", "http://"+l.Addr().String()+pages[rand.N(len(pages))], nil)
					r.Header.Set("Accept-Encoding", "gzip")
					r.AddCookie(&http.Cookie{Name: "anlan_session", Value: w.tokens[users[reader%4]]})
					start := time.Now()
					answer, err := client.Do(r)
					if err != nil {
						b.Error(err)
						return
					}
					_, _ = io.Copy(io.Discard, answer.Body)
					answer.Body.Close()
					mu.Lock()
					took = append(took, time.Since(start))
					mu.Unlock()
					time.Sleep(time.Second)
				}
			})
		}
		group.Wait()
		slices.Sort(took)
		at := func(share float64) float64 {
			return float64(took[int(share*float64(len(took)-1))].Microseconds()) / 1000
		}
		b.ReportMetric(at(0.5), "p50-ms")
		b.ReportMetric(at(0.99), "p99-ms")
		b.ReportMetric(at(1), "max-ms")
		b.ReportMetric(float64(len(took)), "pages")
	}
}

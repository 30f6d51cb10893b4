package pull

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/anlan-lake/anlan"
)

// get asks for a page until a whole answer comes, or the source's patience
// ends: a broken connection, an answer cut off, 429 and 5xx are tried again
// after a wait that doubles, or that the server names (Retry-After).
// status is that of the last answer, 0 for none.
func (a *api) get(ctx context.Context, link string, more params) (ans *answer, status int, err error) {
	wait := cmp.Or(a.h.Backoff, firstWait)
	longest := cmp.Or(a.h.MaxWait, longestWait)
	for try := 0; ; try++ {
		if err := a.pace(ctx); err != nil {
			return nil, 0, err
		}
		var asked time.Duration
		var again bool
		ans, status, asked, again, err = a.once(ctx, link, more)
		if err == nil || ctx.Err() != nil || !again {
			return ans, status, err
		}
		if asked > longest {
			return nil, status, anlan.Errorf(anlan.Unavailable, "%w; the source asks to wait %s", err, asked.Round(time.Second))
		}
		if try >= a.h.retries() {
			return nil, status, anlan.Errorf(anlan.Unavailable, "%w, after %d tries", err, try+1)
		}
		if err := sleep(ctx, max(asked, min(wait, longest))); err != nil {
			return nil, status, err
		}
		wait *= 2
	}
}

// pace keeps the rate of requests.
func (a *api) pace(ctx context.Context) error {
	if a.h.Rate > 0 && !a.last.IsZero() {
		if err := sleep(ctx, time.Until(a.last.Add(time.Duration(float64(time.Second)/a.h.Rate)))); err != nil {
			return err
		}
	}
	a.last = time.Now() // a pause between requests, and part of no figure
	return nil
}

func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// once asks once; again says that it may be tried again, asked how long the
// server wants to be left alone.
func (a *api) once(ctx context.Context, link string, more params) (ans *answer, status int, asked time.Duration, again bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, cmp.Or(a.h.Timeout, 30*time.Second))
	defer cancel()
	req, err := a.request(ctx, link, more)
	if err != nil {
		return nil, 0, 0, false, anlan.Errorf(anlan.Invalid, "make request: %w", err)
	}
	resp, err := a.client.Do(req)
	if err != nil {
		err, again = reason(err)
		return nil, 0, 0, again, err
	}
	defer resp.Body.Close()
	status = resp.StatusCode
	if status == http.StatusOK {
		ans, err = readAnswer(a.h, resp)
		return ans, status, 0, true, err
	}
	_, _ = io.CopyN(io.Discard, resp.Body, 64<<10) // so that the connection can be used again
	asked, _ = retryAfter(resp.Header, time.Now())
	switch {
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		e := anlan.Errorf(anlan.Invalid, "the source refuses us (HTTP %d)", status)
		if t := a.h.Auth; t != nil {
			e = e.WithNext("see whether the secret in the %s still holds", t.where())
		} else {
			e = e.WithNext("give a secret under auth")
		}
		return nil, status, 0, false, e
	case status == http.StatusTooManyRequests, status == http.StatusRequestTimeout, status == http.StatusTooEarly, status >= 500 && status != http.StatusNotImplemented:
		return nil, status, asked, true, fmt.Errorf("HTTP %d", status)
	}
	return nil, status, 0, false, anlan.Errorf(anlan.Invalid, "HTTP %d", status).WithNext("see url, parameters and paging in the settings")
}

// reason gives the cause of a failed request without its address, whose
// parameters are nobody's business, and whether it may be tried again.
func reason(err error) (error, bool) {
	var u *url.Error
	if errors.As(err, &u) {
		err = u.Err
	}
	if errors.Is(err, errRedirect) {
		return errRedirect, false
	}
	var cert *tls.CertificateVerificationError
	if errors.As(err, &cert) {
		return anlan.Errorf(anlan.Invalid, "the server's certificate cannot be trusted: %w", err).WithNext("name the file of its authority under ca"), false
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("no answer in time"), true
	}
	return err, true
}

package night

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/edition"
	"github.com/anlan-lake/anlan/internal/lake"
)

// Publish writes the edition of the night of asOf, holds it against the one
// readers see, and swaps it in. A gate that stops is an error of kind Held:
// the edition is written and named, and readers keep the last one.
func (n *Night) Publish(ctx context.Context, asOf time.Time) (anlan.Edition, error) {
	e, _, err := n.publish(ctx, asOf, false)
	return e, err
}

// PublishForced is Publish for a person who has looked at what the gate found.
func (n *Night) PublishForced(ctx context.Context, asOf time.Time) (anlan.Edition, error) {
	e, _, err := n.publish(ctx, asOf, true)
	return e, err
}

// publish also gives what the checks found; an error there stops at the gate.
func (n *Night) publish(ctx context.Context, asOf time.Time, force bool) (e anlan.Edition, findings []Finding, err error) {
	defer func() { err = full(err) }()
	n.progress("edition")
	day := asOf.Format(anlan.DateFormat)
	// The writer's place is taken first: what is read below is what is recorded.
	tx, err := n.Lake.Begin(ctx, "publish "+day)
	if err != nil {
		return e, findings, err
	}
	defer tx.Rollback()
	done, err := n.doneSteps(ctx, day)
	if err != nil {
		return e, findings, err
	}
	if !slices.Contains(done, StepScore) {
		return e, findings, anlan.Errorf(anlan.Invalid, "the lake does not hold the finished figures of %s", day).
			WithNext("run 'anlan nightly --as-of %s', or build and score first; nothing was published", day)
	}
	findings, err = n.Check(ctx, asOf)
	if err != nil {
		return e, findings, err
	}
	last, err := n.current()
	if err != nil {
		return e, findings, err
	}
	tables, err := n.tables(ctx, asOf, last)
	if err != nil {
		return e, findings, err
	}
	if last != nil && last.Meta.AsOf > day {
		return e, findings, anlan.Errorf(anlan.Conflict, "readers see the edition of %s, which is later than %s", last.Meta.AsOf, day)
	}
	id, err := n.nextID(day)
	if err != nil {
		return e, findings, err
	}
	e = anlan.Edition{
		ID: id, AsOf: day, City: n.Code, NameZh: n.NameZh, NameEn: n.NameEn, Framework: n.frameworkID(day), Versions: n.Framework.History(), IndexZh: n.Framework.Name.Zh, IndexEn: n.Framework.Name.En,
		Snapshot: tx.Base().ID, Built: n.Now().UTC().Format(time.RFC3339), Software: n.Software,
		Period: anlan.NewPeriod(anlan.Month, asOf).String(), Closed: closedPeriod(asOf), Levels: n.Levels,
		CutOffs: n.cutOffs(tables.Batches, asOf), Gate: append(gate(last, tables, closedPeriod(asOf)), failed(findings)...),
	}
	published, err := n.publishedEditions(ctx)
	if err != nil {
		return e, findings, err
	}
	tables.Revisions = shownRevisions(tables.Revisions, tables.Index, e, published)
	tables.Batches = recent(tables.Batches, asOf, n)
	tables.Findings, tables.Intervals = findings, recentIntervals(tables.Intervals, asOf, n)
	tables.Quality, tables.Rejects = recentQuality(tables.Quality, tables.Rejects, tables.Batches)
	e, err = edition.Write(n.Editions(), e, tables)
	if err != nil {
		return e, findings, err
	}
	if f, stop := stopped(e.Gate); stop && !force {
		return e, findings, anlan.Errorf(anlan.Held, "edition %s is held at the gate: %s: %s", e.ID, f.Rule, f.Detail).
			WithNext("readers keep the last edition; look at it and run 'anlan publish --as-of %s --force'", day)
	}
	if err := tx.RecordEdition(ctx, e); err != nil {
		return e, findings, err
	}
	if err := tx.RecordNight(ctx, day, lake.NightDone); err != nil {
		return e, findings, err
	}
	// Readers first: a crash between the two leaves a published edition and a
	// night that is made again, never a finished night without its edition.
	if err := edition.Publish(n.Editions(), e.ID); err != nil {
		return e, findings, err
	}
	if _, err := tx.Commit(ctx); err != nil {
		return e, findings, err
	}
	return e, findings, n.openLives(ctx, e.ID, day)
}

// failed gives the checks that found an error as reasons to stop at the gate.
func failed(findings []Finding) []anlan.GateFinding {
	var out []anlan.GateFinding
	for _, f := range findings {
		if f.Level == LevelError {
			out = append(out, anlan.GateFinding{Rule: "check " + f.Rule, Level: gateStop, Detail: f.Dataset + ": " + f.Detail, Zh: f.Dataset + "：" + f.Zh})
		}
	}
	return out
}

// current gives the edition that readers see, nil before the first.
func (n *Night) current() (*edition.Edition, error) {
	id, err := edition.CurrentID(n.Editions())
	if anlan.KindOf(err) == anlan.NotFound || errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return edition.Open(n.Editions(), id)
}

// lastEdition gives the manifest of the edition that readers see.
func (n *Night) lastEdition() (anlan.Edition, error) {
	id, err := edition.CurrentID(n.Editions())
	if err != nil {
		return anlan.Edition{}, err
	}
	return edition.Meta(n.Editions(), id)
}

// nextID numbers the revisions of a night: 2026-11-20-r1, -r2 …
func (n *Night) nextID(day string) (string, error) {
	entries, err := os.ReadDir(n.Editions())
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", anlan.Errorf(anlan.Unavailable, "list editions: %w", err)
	}
	rev := 1
	for _, e := range entries {
		var r int
		if rest, ok := strings.CutPrefix(e.Name(), day+"-r"); ok {
			if _, err := fmt.Sscan(rest, &r); err == nil && r >= rev {
				rev = r + 1
			}
		}
	}
	return fmt.Sprintf("%s-r%d", day, rev), nil
}

// geo reads the boundaries, one FeatureCollection a level.
func (n *Night) geo() (map[string][]byte, error) {
	out := map[string][]byte{}
	if n.Geo == "" {
		return out, nil
	}
	for l := anlan.County; int(l) <= len(n.Levels) && l < anlan.Grid; l++ {
		name := l.String() + ".geojson"
		text, err := os.ReadFile(filepath.Join(n.Geo, name))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, anlan.Errorf(anlan.Unavailable, "read boundaries: %w", err)
		}
		out[name] = text
	}
	return out, nil
}

// recent keeps the batches of the last 40 days, and held ones of any age: the
// data page's list. The lake keeps them all.
func recent(batches []anlan.Batch, asOf time.Time, n *Night) []anlan.Batch {
	from := asOf.AddDate(0, 0, -40)
	var out []anlan.Batch
	for _, b := range batches {
		if b.Status == anlan.BatchHeld || !n.dataDay(b).Before(from) {
			out = append(out, b)
		}
	}
	return out
}

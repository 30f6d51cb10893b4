// Package night is the nightly run: land what has come, build the figures,
// check them, score warnings, gate tonight against last night and publish one
// edition. Every step commits on its own and is recorded with its lake
// snapshot, so that a killed run goes on where it stopped and a finished night
// does nothing.
package night

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/etl"
	"github.com/anlan-lake/anlan/etl/pull"
	"github.com/anlan-lake/anlan/indicators"
	"github.com/anlan-lake/anlan/internal/edition"
	"github.com/anlan-lake/anlan/internal/lake"
	"github.com/anlan-lake/anlan/internal/ledger"
	"github.com/anlan-lake/anlan/internal/person"
	"github.com/anlan-lake/anlan/internal/pseudonym"
)

// Night holds what a run needs of the city's settings and the outside world.
type Night struct {
	Lake      *lake.Lake
	Ledger    *ledger.Ledger
	Code      string // of the city
	NameZh    string
	NameEn    string
	Levels    anlan.Levels
	Loc       *time.Location
	Sources   []Source
	Landing   string             // landing zone
	Keys      *pseudonym.Keyring // for telling who came before; nil for none
	Geo       string             // folder of GeoJSON boundaries, "" for none
	Framework *indicators.Framework
	Queries   fs.FS // the city's own SQL, laid over the built-in; nil for none
	Detect    []Detect
	Warnings  Warnings // how they are judged; the zero value is the default
	// LevelNames are the city's own names of its levels: labels of list
	// "level" with the code county, township …; none for China's.
	LevelNames []edition.Label
	Software   string
	Now        func() time.Time
	Progress   func(done, total int, what string)
	Getenv     func(string) string // for secrets of sources; nil where there are none

	AnyVolume  bool // land files outside their volume guard too
	SkipMissed bool // make the night asked for only, not those missed before it

	// KeepDays is how long the landing zone keeps received files, 0 for ever;
	// KeepOpenDays those of batches that are held or wait to be mended.
	KeepDays, KeepOpenDays int
}

// Source is one data set's files: Pattern is a glob below Root in which {date}
// stands for the day a file is for, Members one for the tables within archives,
// "" for all; Drop says when a file is whole. Pull, where it is set, is a place
// to fetch rows from instead.
type Source struct {
	Dataset  string
	Contract *etl.Contract
	Root     string
	Pattern  string
	Members  string
	Drop     etl.Drop
	Pull     *pull.Source
}

// Detect names a family of weekly series that is watched, and its level.
type Detect struct {
	Series string `yaml:"series"`
	Level  string `yaml:"level"`
}

// Steps of a night, in order.
const (
	StepLand    = "land"
	StepBuild   = "build"
	StepScore   = "score"
	StepPublish = "publish"
)

// Result says what one night did.
type Result struct {
	AsOf    string
	Batches []anlan.Batch // landed or held tonight
	Waiting []etl.Waiting // files that are there and not whole yet
	Checks  []Finding
	Edition anlan.Edition
	Fresh   bool // false when the night was finished before and nothing came
	// Published is false for a night that ended before its edition was swapped
	// in, at the gate or by an error.
	Published bool
	// Expired says what left the landing zone behind the last night, "" for nothing.
	Expired string `json:",omitempty"`
}

// MaxMissed is how many missed nights are made up without being asked: two
// months. A lake left alone for longer is more likely run with a wrong date.
const MaxMissed = 62

// Run makes the night of asOf, and before it those that were missed since the
// last finished one, in order. A held batch does not stop a night: its error
// comes back after the edition is published with what is there.
func (n *Night) Run(ctx context.Context, asOf time.Time) ([]Result, error) {
	last, ok, err := n.lastFinished(ctx)
	if err != nil {
		return nil, err
	}
	first := asOf
	if ok {
		if err := n.inOrder(ctx, asOf); err != nil {
			return nil, err
		}
		if last.Before(asOf) && !n.SkipMissed {
			first = last.AddDate(0, 0, 1)
		}
	}
	if missed := int(asOf.Sub(first).Hours()/24 + 0.5); missed > MaxMissed {
		return nil, anlan.Errorf(anlan.Invalid, "%d nights were missed since %s, more than %d are not made up at once", missed, last.Format(anlan.DateFormat), MaxMissed).
			WithNext("make this night alone with --skip-missed, or go on step by step with --as-of")
	}
	var out []Result
	var held error
	for day := first; !day.After(asOf); day = day.AddDate(0, 0, 1) {
		res, err := n.one(ctx, day)
		err = full(err)
		if err != nil && (anlan.KindOf(err) != anlan.Held || res.Fresh && !res.Published) {
			// A night held at the gate ends the catching up: the nights after it
			// would be compared with an edition that readers do not see.
			if res.Fresh {
				out = append(out, res)
			}
			return out, fmt.Errorf("night of %s: %w", day.Format(anlan.DateFormat), err)
		}
		if err != nil {
			held = err
		}
		out = append(out, res)
	}
	gone, err := n.ExpireLanding(ctx)
	if err != nil {
		return out, err
	}
	if gone.Files() > 0 {
		out[len(out)-1].Expired = gone.String()
	}
	return out, held
}

// inOrder refuses a day before the last finished night, whose figures the lake
// holds: a build would put older ones in their place.
func (n *Night) inOrder(ctx context.Context, asOf time.Time) error {
	last, ok, err := n.lastFinished(ctx)
	if err == nil && ok && asOf.Before(last) {
		return anlan.Errorf(anlan.Conflict, "the night of %s is already finished, and %s lies before it", last.Format(anlan.DateFormat), asOf.Format(anlan.DateFormat)).
			WithNext("its edition is kept: see 'anlan status'")
	}
	return err
}

// lastFinished gives the last night that published.
func (n *Night) lastFinished(ctx context.Context) (time.Time, bool, error) {
	nights, err := n.Lake.Nights(ctx)
	if err != nil {
		return time.Time{}, false, err
	}
	var last string
	for _, x := range nights {
		if x.Step == lake.NightDone {
			last = max(last, x.AsOf)
		}
	}
	if last == "" {
		return time.Time{}, false, nil
	}
	t, err := time.ParseInLocation(anlan.DateFormat, last, n.Loc)
	return t, err == nil, err
}

// one makes one night. The steps that were finished for exactly this lake are
// not made again.
func (n *Night) one(ctx context.Context, day time.Time) (Result, error) {
	res := Result{AsOf: day.Format(anlan.DateFormat)}
	started := n.Now()
	run := res.AsOf + " " + started.UTC().Format("2006-01-02T15:04:05.000")
	if err := n.Ledger.StartRun(ctx, run, res.AsOf, started); err != nil {
		return res, err
	}
	step := func(name string, f func() (int64, string, error)) error {
		s := ledger.Step{Name: name, State: ledger.Done, Started: n.Now()}
		rows, detail, err := f()
		s.Finished, s.Rows, s.Detail = n.Now(), rows, detail
		if err != nil {
			s.State, s.Detail = ledger.Failed, person.Mask(err.Error())
		}
		if e := n.Ledger.StepDone(ctx, run, s); e != nil && err == nil {
			return e
		}
		return err
	}
	finish := func(err error) (Result, error) {
		state, detail := ledger.Done, ""
		if err != nil {
			state, detail = ledger.Failed, person.Mask(err.Error())
		}
		if anlan.KindOf(err) == anlan.Held && err != nil {
			state = ledger.Stopped
		}
		if e := n.Ledger.FinishRun(ctx, run, state, detail, n.Now()); e != nil && err == nil {
			return res, e
		}
		return res, err
	}

	var held error
	err := step(StepLand, func() (int64, string, error) {
		var err error
		if res.Waiting, err = n.Waiting(day, ""); err != nil {
			return 0, "", err
		}
		var missed []error
		res.Batches, missed, err = n.landDue(ctx, day, "")
		var rows int64
		for _, b := range res.Batches {
			rows += b.Landed
		}
		if err == nil && len(missed) > 0 || err != nil && anlan.KindOf(err) == anlan.Held {
			held = errors.Join(append([]error{err}, missed...)...)
			// The night goes on without them and says so at its end.
			held = anlan.Errorf(anlan.Held, "%w", held)
			return rows, person.Mask(held.Error()), nil
		}
		detail := fmt.Sprintf("%d batches", len(res.Batches))
		if len(res.Waiting) > 0 {
			detail += fmt.Sprintf(", %d files waited for", len(res.Waiting))
		}
		return rows, detail, err
	})
	if err != nil {
		return finish(err)
	}
	done, err := n.doneSteps(ctx, res.AsOf)
	if err != nil {
		return finish(err)
	}
	if !slices.Contains(done, StepBuild) {
		err = step(StepBuild, func() (int64, string, error) { rows, err := n.Build(ctx, day); return rows, "", err })
		if err != nil {
			return finish(err)
		}
	}
	if !slices.Contains(done, StepScore) {
		err = step(StepScore, func() (int64, string, error) { return n.Score(ctx, day) })
		if err != nil {
			return finish(err)
		}
	}
	if !slices.Contains(done, lake.NightDone) {
		res.Fresh = true
		err = step(StepPublish, func() (int64, string, error) {
			var err error
			res.Edition, res.Checks, err = n.publish(ctx, day, false)
			res.Published = err == nil
			return 0, res.Edition.ID, err
		})
		if err != nil {
			return finish(err)
		}
	}
	return finish(held)
}

// doneSteps gives the steps of the night that hold for the lake as it is now.
// A step holds when it was recorded at the newest snapshot, and scoring only
// when it follows a build without a commit from elsewhere between them (a
// landing, another night): that makes all steps due again.
func (n *Night) doneSteps(ctx context.Context, asOf string) ([]string, error) {
	head, err := n.Lake.Head(ctx)
	if err != nil {
		return nil, err
	}
	nights, err := n.Lake.Nights(ctx)
	if err != nil {
		return nil, err
	}
	at := map[int64]map[string]bool{}
	for _, x := range nights {
		if x.AsOf == asOf {
			if at[x.Snapshot] == nil {
				at[x.Snapshot] = map[string]bool{}
			}
			at[x.Snapshot][x.Step] = true
		}
	}
	// Scoring makes a snapshot of its own, or none where nothing has changed.
	s := head.ID
	for at[s][StepScore] && !at[s][StepBuild] {
		s--
	}
	scored := at[head.ID][StepScore] && at[s][StepBuild]
	switch {
	case scored && at[head.ID][lake.NightDone]:
		// Finished, but perhaps for another index or by other software.
		e, err := n.lastEdition()
		if err != nil || e.AsOf != asOf || e.Framework != n.frameworkID(asOf) || e.Software != n.Software {
			return nil, err
		}
		return []string{StepBuild, StepScore, lake.NightDone}, nil
	case scored:
		return []string{StepBuild, StepScore}, nil
	case at[head.ID][StepBuild]:
		return []string{StepBuild}, nil
	}
	return nil, nil
}

// frameworkID names the index and its version in force in the month of a day.
func (n *Night) frameworkID(asOf string) string {
	return n.Framework.ID + " " + n.inForce(asOf).Version
}

// inForce gives the framework of the version in force in the month of a day.
func (n *Night) inForce(asOf string) *indicators.Framework {
	day, err := time.ParseInLocation(anlan.DateFormat, asOf, n.Loc)
	if err != nil {
		return n.Framework.Newest()
	}
	return n.Framework.InForce(anlan.NewPeriod(anlan.Month, day).String())
}

// Editions is the folder of the lake's editions.
func (n *Night) Editions() string { return filepath.Join(n.Lake.Dir(), "editions") }

func (n *Night) progress(what string) {
	if n.Progress != nil {
		n.Progress(0, 0, what)
	}
}

// openLives gives every warning, veto fact and proposed order of the lake its
// place in the ledger, where its life (acknowledged, settled; confirmed, lifted;
// accepted, dismissed) is kept.
func (n *Night) openLives(ctx context.Context, editionID, asOf string) error {
	head, err := n.Lake.Head(ctx)
	if err != nil {
		return err
	}
	s, err := n.Lake.Session(ctx, head.ID)
	if err != nil {
		return err
	}
	defer s.Close()
	warnings, err := readWarnings(ctx, s)
	if err != nil {
		return err
	}
	if _, err = n.Ledger.OpenWarnings(ctx, warnings, editionID, asOf, n.Now()); err != nil {
		return err
	}
	if err := n.openVetoes(ctx, s, editionID); err != nil {
		return err
	}
	if err := n.openTriage(ctx, s); err != nil {
		return err
	}
	there, err := n.holds(ctx, head.ID, "reconciliation")
	if err != nil || !there {
		return err
	}
	list, err := readReconciliations(ctx, s)
	if err != nil {
		return err
	}
	_, err = n.Ledger.ProposeOrders(ctx, list, editionID, n.Now())
	return err
}

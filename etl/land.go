package etl

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/lake"
	"github.com/anlan-lake/anlan/internal/pseudonym"
)

// collectAt is by how many parts in a hundred memory may grow over what was in
// use before it is looked for what is not.
const collectAt = 30

// Source is the files of one data set, in the order to land them.
type Source struct {
	Dataset  string
	Contract *Contract
	Files    []string // absolute
	Ready    string   // the marker beside each file, which may say its size or checksum; see Drop
	Members  string   // glob for the tables taken out of archives; "" for all
}

// Options of a landing run.
type Options struct {
	Landing   string                             // the landing zone: outside the lake, private
	Levels    anlan.Levels                       // lengths of the city's area codes
	Now       time.Time                          // time of receipt
	AsOf      time.Time                          // the night landed for; informative
	Loc       *time.Location                     // of the city; nil for Asia/Shanghai's UTC+8
	Keys      *pseudonym.Keyring                 // for telling who came before; nil: as the sources say
	AnyVolume bool                               // land files outside the volume guard too: a person has looked
	Progress  func(done, total int, what string) // called as files are done; may be nil

	budget int          // of tests: bytes of segments held; 0 for memoryBudget
	step   func(string) // of tests: called between two steps; may be nil
}

// did tells a test that a step is done.
func (o Options) did(step string) {
	if o.step != nil {
		o.step(step)
	}
}

func (o Options) withLoc() Options {
	if o.Loc == nil {
		o.Loc = time.FixedZone("CST", 8*3600)
	}
	return o
}

// Land lands those files of the sources that the lake has not landed before,
// told by their bytes, and gives a batch for each of them. The area tree comes
// first, then the sources in order; each is one commit of the lake, and so is
// each notice (withdraw_….csv) that takes files back.
//
// A file that cannot land is a batch that is held: it is recorded, kept in the
// landing zone, and named in the joined error (Held); the others land. A held
// file is tried again each time it is given. Any other error (Unavailable: the
// disk is full) ends the run; sources landed before it stay landed, and of the
// source under way nothing is.
func Land(ctx context.Context, l *lake.Lake, sources []Source, o Options) ([]anlan.Batch, error) {
	o = o.withLoc()
	if err := o.Levels.Validate(); err != nil {
		return nil, err
	}
	if err := makeZone(o.Landing); err != nil {
		return nil, err
	}
	sources = slices.Clone(sources)
	slices.SortStableFunc(sources, func(a, b Source) int { return rank(a) - rank(b) })
	// Most of what landing holds has no pointers and costs the collector nothing
	// to look at, so that it may come often: memory stays near what is in use.
	defer debug.SetGCPercent(debug.SetGCPercent(collectAt))
	d := &landing{l: l, o: o, hashes: openHashes(o.Landing)}
	defer d.hashes.discard()
	work, err := d.newFiles(ctx, sources)
	if err != nil {
		return nil, errors.Join(append([]error{anlan.Errorf(anlan.KindOf(err), "look for new files: %w", err)}, d.held...)...)
	}
	for i, s := range sources {
		if len(work[i]) == 0 {
			continue
		}
		if err := d.source(ctx, s, work[i]); err != nil {
			// The kind is written on top: a held file must not stand for a failure.
			return d.batches, errors.Join(append([]error{anlan.Errorf(anlan.KindOf(err), "land %s: %w", s.Dataset, err)}, d.held...)...)
		}
	}
	if err := d.expire(ctx); err != nil {
		return d.batches, errors.Join(append([]error{anlan.Errorf(anlan.KindOf(err), "forget old pseudonyms: %w", err)}, d.held...)...)
	}
	if err := d.hashes.save(); err != nil {
		return d.batches, errors.Join(append([]error{anlan.Errorf(anlan.KindOf(err), "remember the files landed: %w", err)}, d.held...)...)
	}
	return d.batches, errors.Join(d.held...)
}

func rank(s Source) int {
	if s.Contract.Area != nil && s.Contract.Area.Tree {
		return 0
	}
	return 1
}

// landing is one call of Land.
type landing struct {
	l       *lake.Lake
	o       Options
	hashes  *hashes
	known   map[string]map[string]anlan.Batch // while files are looked for: by data set and hash
	areas   *areaTree                         // of the lake, nil until needed
	batches []anlan.Batch
	held    []error
	done    int
	total   int
}

// source lands the new files of one source, in one commit, and carries out the
// notices among them, each in its own: the files before it land first.
func (d *landing) source(ctx context.Context, s Source, files []*batch) error {
	if s.Contract.ID != s.Dataset {
		return anlan.Errorf(anlan.Invalid, "the contract is of %s", s.Contract.ID)
	}
	for len(files) > 0 {
		n := slices.IndexFunc(files, func(b *batch) bool { return isNotice(b.Source) })
		switch n {
		case 0:
			if err := d.notice(ctx, s, files[0]); err != nil {
				return err
			}
			n = 1
		case -1:
			n = len(files)
			fallthrough
		default:
			if err := d.files(ctx, s, files[:n]); err != nil {
				return err
			}
		}
		files = files[n:]
	}
	if d.o.Progress != nil {
		d.o.Progress(d.done, d.total, s.Dataset)
	}
	return nil
}

// files lands files of one source, in one commit.
func (d *landing) files(ctx context.Context, s Source, files []*batch) (err error) {
	tree, err := d.tree(ctx, s.Contract)
	if err != nil {
		return err
	}
	tx, err := d.l.Begin(ctx, "land "+s.Dataset)
	if err != nil {
		return err
	}
	r := newRun(s.Contract, d.o, tree, tx)
	r.ctx, r.rejected = ctx, d.newRejected()
	if r.repeat, err = d.repeater(ctx, s.Contract); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	defer r.repeat.close()
	r.ensure = func() error { return tx.Ensure(ctx, s.Contract.Table()) }
	defer func() { err = errors.Join(err, r.drop(), tx.Rollback()) }()
	for _, b := range files {
		if err := ctx.Err(); err != nil {
			return err
		}
		if d.o.Progress != nil {
			d.o.Progress(d.done, d.total, s.Dataset+"/"+b.Source)
		}
		d.done++
		err := d.file(ctx, r, b)
		if errors.Is(err, errChanged) {
			d.held = append(d.held, anlan.Errorf(anlan.Held, "%s: %w", masked(b.path), err).WithNext("it is taken up by the next run"))
			continue
		}
		if err != nil {
			return err
		}
	}
	r.parents()
	if err := d.commit(ctx, r); err != nil {
		return err
	}
	if rank(s) == 0 {
		d.areas = nil // the tree has grown
	}
	for _, b := range r.batches {
		d.batches = append(d.batches, b.Batch)
	}
	return nil
}

// file reads one file; where the file is at fault, its batch is held.
func (d *landing) file(ctx context.Context, r *run, b *batch) error {
	kept, err := receive(d.o.Landing, b, d.hashes)
	if err != nil {
		return err
	}
	b.path = kept
	d.o.did("received")
	if b.from.fault != nil {
		r.enlist(b)
		err = &heldError{b.from.fault}
	} else {
		if err := r.repeat.see(ctx, r, b); err != nil {
			return err
		}
		err = r.read(b)
		if err == nil {
			err = d.guard(ctx, r.c, b)
		}
	}
	if err := b.settle(); err != nil {
		return err
	}
	kept = b.path
	d.o.did("read")
	if err == nil && b.from.note != "" {
		b.Note = addNote(b.Note, masked(b.from.note))
	}
	var h *heldError
	if !errors.As(err, &h) {
		if err != nil {
			return err
		}
		r.repeat.remark(b)
		return r.repeat.unsee(ctx, b)
	}
	b.drop()
	r.undone = true
	b.Status, b.Note = anlan.BatchHeld, masked(h.Error())
	b.Rejected = b.Received
	b.FirstEvent, b.LastEvent = time.Time{}, time.Time{}
	if b.persons == 0 {
		b.rejects = nil
	}
	d.held = append(d.held, anlan.Errorf(anlan.Held, "%s: %s is held: %s", b.Dataset, b.Source, masked(h.Error())).
		WithNext("the file is kept in %s; nothing of it is in the lake", masked(kept)))
	return r.repeat.unsee(ctx, b)
}

// tree gives the areas that rows may lie in.
func (d *landing) tree(ctx context.Context, c *Contract) (*areaTree, error) {
	if c.Area == nil {
		return newAreaTree(d.o.Levels, nil), nil
	}
	if c.areas != nil {
		for _, code := range c.areas.all {
			if _, ok := d.o.Levels.Of(code); !ok {
				return nil, anlan.Errorf(anlan.Invalid, "contract %s: area code %q of the map is of no level of %v", c.ID, code, d.o.Levels)
			}
		}
		return newAreaTree(d.o.Levels, c.areas.all), nil
	}
	if d.areas == nil {
		codes, err := areaCodes(ctx, d.l)
		if err != nil {
			return nil, err
		}
		d.areas = newAreaTree(d.o.Levels, codes)
	}
	if len(d.areas.codes) == 0 && !c.Area.Tree {
		return nil, anlan.Errorf(anlan.Invalid, "the lake knows no areas").WithNext("land the area data set first, or map area codes in the contract (area.from)")
	}
	return d.areas, nil
}

// areaCodes gives the codes of the lake's area table, none where there is none.
func areaCodes(ctx context.Context, l *lake.Lake) (codes []string, err error) {
	head, err := l.Head(ctx)
	if err != nil {
		return nil, err
	}
	tables, err := l.Tables(ctx, head.ID)
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(tables, func(t lake.Table) bool { return t.Name == "area" }) {
		return nil, nil
	}
	s, err := l.Session(ctx, head.ID)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	rows, err := s.Rows(ctx, "SELECT DISTINCT area_code FROM area ORDER BY area_code")
	if err != nil {
		return nil, fmt.Errorf("read areas: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var code string
		if err := rows.Scan(&code); err != nil {
			return nil, fmt.Errorf("read areas: %w", err)
		}
		codes = append(codes, code)
	}
	return codes, rows.Err()
}

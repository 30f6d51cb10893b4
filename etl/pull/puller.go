package pull

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"syscall"

	"github.com/anlan-lake/anlan"
)

// Puller holds a source while it is pulled and landed. One process does at a
// time.
type Puller struct {
	s    Source
	o    Options
	dir  string
	lock *os.File
	st   state
}

// Open takes hold of a source, and sets right what a killed run left of it.
// Conflict where another process has it.
func Open(s Source, o Options) (*Puller, error) {
	p := &Puller{s: s, o: o, dir: folder(o.Zone, s.Name)}
	if err := os.MkdirAll(p.dir, 0o700); err != nil {
		return nil, fmt.Errorf("open source %s: %w", s.Name, err)
	}
	var err error
	if p.lock, err = os.OpenFile(filepath.Join(p.dir, "lock"), os.O_CREATE|os.O_RDWR, 0o600); err != nil {
		return nil, fmt.Errorf("open source %s: %w", s.Name, err)
	}
	if err := syscall.Flock(int(p.lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		p.lock.Close()
		return nil, anlan.Errorf(anlan.Conflict, "another process pulls source %s", s.Name).WithNext("wait for it to end")
	}
	if err := p.mend(); err != nil {
		p.lock.Close()
		return nil, fmt.Errorf("open source %s: %w", s.Name, err)
	}
	return p, nil
}

// Close lets go of the source.
func (p *Puller) Close() { p.lock.Close() }

// mend finishes what a kill between two steps of finish or Settle left open.
func (p *Puller) mend() error {
	if _, err := readJSON(filepath.Join(p.dir, "state.json"), &p.st); err != nil {
		return err
	}
	for i, w := range p.st.Waiting {
		if _, err := os.Stat(filepath.Join(p.dir, w.File)); err == nil {
			continue
		}
		// The state was written, the work file not yet named.
		work := filepath.Join(p.dir, workFile)
		if hash, err := hashFile(work); err == nil && hash == w.Hash {
			if err := move(work, filepath.Join(p.dir, w.File)); err != nil {
				return err
			}
			continue
		}
		// Somebody removed the file: its rows, and those after, are pulled again.
		p.st.Waiting = p.st.Waiting[:i]
		break
	}
	if err := p.st.sweep(p.dir); err != nil {
		return err
	}
	if _, err := os.Stat(filepath.Join(p.dir, workFile)); err != nil {
		return remove(filepath.Join(p.dir, progressFile))
	}
	return nil
}

// Due says whether the source is to be pulled now: not where the last good
// pull is younger than it says under every. Another day of a source that is
// asked by day is always due.
func (p *Puller) Due() bool {
	g := p.st.Good
	if g != nil && p.s.HTTP != nil && p.s.HTTP.byDay() && g.AsOf != p.o.AsOf.Format(anlan.DateFormat) {
		return true
	}
	return g == nil || p.s.Every() == 0 || !p.o.Now.Before(g.At.Add(p.s.Every()))
}

// Pull fetches what is new and makes a file of it (Files). A *Failure is the
// source's own; what it gave up to then is kept, and the next pull goes on
// there. Any other error is the machine's.
func (p *Puller) Pull(ctx context.Context) (Attempt, error) {
	a := Attempt{At: p.o.Now, AsOf: p.o.AsOf.Format(anlan.DateFormat)}
	err := p.fetch(ctx, &a)
	if ctx.Err() != nil {
		return a, ctx.Err()
	}
	var f *Failure
	switch {
	case errors.As(err, &f):
		a.Result, a.Detail = Failed, f.Err.Error()
	case err != nil:
		return a, fmt.Errorf("pull %s: %w", p.s.Name, err)
	}
	p.st.Last = &a
	if a.Result != Failed {
		p.st.Good = &a
	}
	if serr := p.save(); serr != nil {
		return a, fmt.Errorf("pull %s: %w", p.s.Name, serr)
	}
	return a, err
}

func (p *Puller) save() error { return writeJSON(filepath.Join(p.dir, "state.json"), &p.st) }

// fail makes an error of the source a Failure.
func (p *Puller) fail(err error) error {
	if err == nil {
		return nil
	}
	return &Failure{p.s.Name, err}
}

// Files gives the whole pulls, absolute, in the order to land them: those that
// the lake does not know yet.
func (p *Puller) Files() ([]string, error) {
	found, err := wholeFiles(p.dir)
	if err != nil {
		return nil, err
	}
	at := func(name string) int {
		return slices.IndexFunc(p.st.Waiting, func(w waiting) bool { return w.File == name })
	}
	slices.SortStableFunc(found, func(a, b string) int { return at(a) - at(b) }) // one that the state does not name, -1, is the oldest
	for i := range found {
		found[i] = filepath.Join(p.dir, found[i])
	}
	return found, nil
}

// finish names the work file and notes what it holds.
func (p *Puller) finish(sp *spool, end position, from int64, a *Attempt) error {
	if err := sp.cut(); err != nil {
		return err
	}
	if err := sp.f.Sync(); err != nil {
		return err
	}
	work := filepath.Join(p.dir, workFile)
	hash, err := hashFile(work)
	if err != nil {
		return err
	}
	p.st.Pulls++
	a.Rows, a.Pages, a.Result = sp.p.Rows, sp.p.Pages, Pulled
	a.File = fmt.Sprintf("%s_%s_p%d_%s.jsonl.gz", p.s.Name, a.AsOf, p.st.Pulls, hash[:8])
	if end.Mark != nil {
		end.Seen = fmt.Sprintf("seen-%d.bin", p.st.Pulls)
		if err := sp.seen.save(filepath.Join(p.dir, end.Seen), from); err != nil {
			return err
		}
	}
	p.st.Waiting = append(p.st.Waiting, waiting{a.File, hash, a.Rows, end})
	if err := p.save(); err != nil {
		return err
	}
	if err := move(work, filepath.Join(p.dir, a.File)); err != nil {
		return err
	}
	return remove(filepath.Join(p.dir, progressFile))
}

// nothing ends a pull that found no new row.
func (p *Puller) nothing(sp *spool, a *Attempt) error {
	a.Result, a.Pages = Checked, sp.p.Pages
	return errors.Join(remove(filepath.Join(p.dir, progressFile)), remove(filepath.Join(p.dir, workFile)))
}

// known gives the rows that the pulls before this one had.
func (p *Puller) known() (*seen, error) {
	s := newSeen()
	if name := p.st.end().Seen; name != "" {
		if err := s.load(filepath.Join(p.dir, name)); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// print describes a question, so that a pull under way goes on only where the
// same is asked.
func (p *Puller) print(parts ...any) string {
	b, _ := json.Marshal(parts) // of settings, which came from text
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// Known says what the lake knows of a file.
type Known int

// What a lake knows of a file.
const (
	Absent Known = iota
	Held         // recorded; a person has to look before it lands
	Landed       // or withdrawn: it is done with
)

// Recall begins the source anew where the lake does not know the batch that it
// was read up to: the lake was restored from before, or is another one. known
// is as in Settle.
func (p *Puller) Recall(known func(hash string) (Known, error)) error {
	if p.st.Landed.Batch == "" {
		return nil
	}
	k, err := known(p.st.Landed.Batch)
	if err == nil && k == Absent {
		p.st.Landed, p.st.Waiting = position{}, nil // files that wait are given all the same
	}
	return err
}

// Settle moves the state on over the files that the lake knows, told by their
// SHA-256, and removes them: the landing zone keeps the copy that was landed or
// is held, for as long as it keeps what it received.
func (p *Puller) Settle(known func(hash string) (Known, error)) error {
	files, err := wholeFiles(p.dir)
	if err != nil {
		return err
	}
	var done []string
	status := map[string]Known{}
	for _, name := range files {
		hash := ""
		if i := slices.IndexFunc(p.st.Waiting, func(w waiting) bool { return w.File == name }); i >= 0 {
			hash = p.st.Waiting[i].Hash
		} else if hash, err = hashFile(filepath.Join(p.dir, name)); err != nil {
			return err
		}
		if status[name], err = known(hash); err != nil {
			return err
		}
		if status[name] != Absent {
			done = append(done, name)
		}
	}
	for len(p.st.Waiting) > 0 && status[p.st.Waiting[0].File] != Absent {
		p.st.Landed = p.st.Waiting[0].End
		p.st.Landed.Batch = p.st.Waiting[0].Hash
		p.st.Waiting = p.st.Waiting[1:]
	}
	if err := p.save(); err != nil {
		return err
	}
	for _, name := range done {
		// One that stands behind a file not yet known stays: its removal would
		// make the next run pull it again.
		if !slices.ContainsFunc(p.st.Waiting, func(w waiting) bool { return w.File == name }) {
			if err := remove(filepath.Join(p.dir, name)); err != nil {
				return err
			}
		}
	}
	return p.st.sweep(p.dir)
}

package edition

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"github.com/anlan-lake/anlan"
)

// Store gives readers the published edition of a folder, and follows CURRENT.
// It is safe for concurrent use.
type Store struct {
	dir string

	mu      sync.Mutex
	cur     *held
	seen    os.FileInfo // of CURRENT when it was last read
	loading bool
	failed  error // why the newest edition is not served, nil when it is
	open    int   // editions in memory
}

// held is an edition and the number of its readers; the store counts as one
// as long as the edition is the current one.
type held struct {
	*Edition
	readers int
}

// OpenStore opens the published edition of dir. A folder without one is no
// error: Current then gives NotFound until the first is published.
func OpenStore(dir string) (*Store, error) {
	s := &Store{dir: dir}
	_, release, err := s.Current()
	if err == nil {
		release()
		return s, nil
	}
	if anlan.KindOf(err) == anlan.NotFound {
		return s, nil
	}
	return nil, err
}

// Current gives the published edition. The caller must call release once, when
// it has answered; until then the edition stays as it is, whatever is published
// meanwhile. An edition leaves memory when its last reader releases it and a
// newer one is current.
//
// The first caller after a publish reads the new edition; others go on with
// the old one until that is done. A new edition that cannot be read is not
// served: the old one stays, and Failed says why.
func (s *Store) Current() (e *Edition, release func(), err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.loading && s.changed() {
		s.refresh()
	}
	if s.cur == nil {
		if s.failed != nil {
			return nil, nil, s.failed
		}
		if s.loading {
			return nil, nil, anlan.Errorf(anlan.Unavailable, "the first edition is being read").WithNext("try again in a moment")
		}
		return nil, nil, anlan.Errorf(anlan.NotFound, "no edition is published in %s", s.dir).WithNext("run anlan nightly")
	}
	h := s.cur
	h.readers++
	var once sync.Once
	return h.Edition, func() { once.Do(func() { s.drop(h) }) }, nil
}

// changed says whether CURRENT was replaced since it was last read.
func (s *Store) changed() bool {
	now, err := os.Stat(filepath.Join(s.dir, currentFile))
	if err != nil {
		return false // unpublishing is not a thing: go on with what is there
	}
	return s.seen == nil || !os.SameFile(s.seen, now) || !s.seen.ModTime().Equal(now.ModTime())
}

// refresh reads the edition CURRENT names. The lock is given up while reading.
func (s *Store) refresh() {
	s.loading = true
	var served string
	if s.cur != nil {
		served = s.cur.Meta.ID
	}
	var (
		next *Edition
		seen os.FileInfo
		err  error
	)
	func() {
		s.mu.Unlock()
		defer s.mu.Lock()
		next, seen, err = s.load(served)
	}()
	s.loading = false
	if seen != nil {
		s.seen = seen // also after a failure: wait for the next publish
	}
	if err != nil {
		s.failed = fmt.Errorf("serve the newest edition: %w", err)
		return
	}
	s.failed = nil
	if next == nil {
		return
	}
	old := s.cur
	s.cur = &held{Edition: next, readers: 1}
	s.open++
	if old != nil {
		s.unref(old)
	}
}

// load reads the edition CURRENT names, after holding it against its hashes;
// nil when that is the one already served.
func (s *Store) load(served string) (*Edition, os.FileInfo, error) {
	seen, err := os.Stat(filepath.Join(s.dir, currentFile))
	if err != nil {
		return nil, nil, err
	}
	id, err := CurrentID(s.dir)
	if err != nil || id == served {
		return nil, seen, err
	}
	if err := Verify(s.dir, id); err != nil {
		return nil, seen, err
	}
	e, err := Open(s.dir, id)
	return e, seen, err
}

func (s *Store) drop(h *held) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.unref(h)
}

func (s *Store) unref(h *held) {
	h.readers--
	if h.readers == 0 {
		h.Edition = nil
		s.open--
	}
}

// Held gives the number of editions in memory: one, and for a while more after
// a publish.
func (s *Store) Held() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.open
}

// Failed says why the newest published edition is not served, nil when it is.
func (s *Store) Failed() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.failed
}

// Dir gives the folder of the editions.
func (s *Store) Dir() string { return s.dir }

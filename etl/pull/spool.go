package pull

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/klauspost/compress/gzip"
)

// progress is progress.json: how far a pull under way has come. It is written
// after each page, when the page is safe on disk.
type progress struct {
	Print string          `json:"print"` // what was asked for; another question begins anew
	Begun time.Time       `json:"begun"`
	Size  int64           `json:"size"` // bytes of the work file that count
	Rows  int64           `json:"rows"`
	Pages int             `json:"pages"`
	Bytes int64           `json:"bytes"` // received from the source
	Pass  int32           `json:"pass"`
	High  *int64          `json:"high,omitempty"` // the newest watermark met
	Next  json.RawMessage `json:"next,omitempty"` // where to go on, as the kind of source says it
}

// spool is the file of a pull under way. Each page is a gzip member of its
// own, so that a file cut off at a page is whole up to there.
type spool struct {
	dir     string
	f       *os.File
	p       progress
	known   func() (*seen, error) // rows of earlier pulls
	seen    *seen                 // and of this one
	content hash.Hash             // of the rows, in order
	comment string                // of the first member: what came before a whole table
	member  bytes.Buffer
	gz      *gzip.Writer
	rows    int64 // of the page under way
	mark    func(line []byte) (int64, bool)
}

const (
	workFile     = "work.jsonl.gz"
	progressFile = "progress.json"
)

// maxAge is how long a pull that was cut off can go on where it stood: the
// pages of a day ago may hold other rows by now.
const maxAge = 24 * time.Hour

// openSpool goes on with the pull that print describes, or begins it. mark
// finds the watermark of a row of the file.
func openSpool(dir, print, comment string, now time.Time, known func() (*seen, error), mark func([]byte) (int64, bool)) (*spool, error) {
	s := &spool{dir: dir, known: known, comment: comment, mark: mark}
	s.gz = gzip.NewWriter(&s.member)
	ok, err := readJSON(filepath.Join(dir, progressFile), &s.p)
	if err != nil || !ok || s.p.Print != print || now.Sub(s.p.Begun) > maxAge {
		s.p = progress{Print: print, Begun: now, Pass: 1} // what cannot be read is as good as not there
	}
	if s.f, err = os.OpenFile(filepath.Join(dir, workFile), os.O_CREATE|os.O_RDWR, 0o600); err != nil {
		return nil, err
	}
	if err := s.replay(); err != nil {
		if err := s.begin(); err != nil {
			s.f.Close()
			return nil, err
		}
	}
	return s, nil
}

// replay reads the pages that count, to know their rows again, and forgets a
// page that was under way.
func (s *spool) replay() (err error) {
	if s.seen, err = s.known(); err != nil {
		return err
	}
	s.content = sha256.New()
	s.drop()
	info, err := s.f.Stat()
	if err != nil {
		return err
	}
	if info.Size() < s.p.Size {
		return fmt.Errorf("the work file is shorter than its progress")
	}
	pass := s.p.Pass
	if pass > 1 {
		pass = 0 // this pass over the source has yet to meet them
	}
	var rows int64
	if s.p.Size > 0 {
		z, err := gzip.NewReader(io.NewSectionReader(s.f, 0, s.p.Size))
		if err != nil {
			return err
		}
		r := bufio.NewReader(z)
		for {
			line, err := r.ReadBytes('\n')
			if len(line) > 0 {
				mark, has := s.mark(line)
				s.seen.add(hashRow(line), mark, has, pass)
				s.content.Write(line)
				rows++
			}
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				return err
			}
		}
	}
	if rows != s.p.Rows {
		return fmt.Errorf("the work file has %d rows, not %d", rows, s.p.Rows)
	}
	return s.cut()
}

// cut takes off what stands behind the last page that counts.
func (s *spool) cut() error {
	if err := s.f.Truncate(s.p.Size); err != nil {
		return err
	}
	_, err := s.f.Seek(s.p.Size, io.SeekStart)
	return err
}

// begin empties the spool.
func (s *spool) begin() error {
	if err := remove(filepath.Join(s.dir, progressFile)); err != nil {
		return err
	}
	s.p = progress{Print: s.p.Print, Begun: s.p.Begun, Pass: 1}
	return s.replay()
}

// row adds a row, a line of JSON with its line feed, to the page under way;
// fresh says that it is new, again that this pass over the source has met it.
func (s *spool) row(line []byte, mark int64, has bool) (fresh, again bool, err error) {
	fresh, again = s.seen.add(hashRow(line), mark, has, s.p.Pass)
	if has && (s.p.High == nil || mark > *s.p.High) {
		s.p.High = &mark
	}
	if !fresh {
		return fresh, again, nil
	}
	if s.rows == 0 {
		s.gz.Reset(&s.member)
		if s.p.Size == 0 {
			s.gz.Comment = s.comment
		}
	}
	s.rows++
	s.content.Write(line)
	_, err = s.gz.Write(line)
	return fresh, again, err
}

// drop forgets the page under way.
func (s *spool) drop() {
	s.member.Reset()
	s.rows = 0
}

// page makes the page under way safe and notes where to go on.
func (s *spool) page(next any) error {
	if s.rows > 0 {
		if err := s.gz.Close(); err != nil {
			return err
		}
		n, err := s.f.Write(s.member.Bytes())
		if err == nil {
			err = s.f.Sync()
		}
		if err != nil {
			return err
		}
		s.p.Size += int64(n)
		s.p.Rows += s.rows
	}
	s.drop()
	s.p.Pages++
	raw, err := json.Marshal(next)
	if err != nil {
		return err
	}
	s.p.Next = raw
	return writeJSON(filepath.Join(s.dir, progressFile), s.p)
}

func (s *spool) close() error { return s.f.Close() }

package etl

import (
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
	"unicode/utf8"
)

// The landing zone lies outside the lake and is for its keeper alone (folders
// 0700, files 0600): received/<data set>/ holds every file that came in, as it
// came in, rejected/<data set>/ the rows that did not land, tmp/ work in
// progress.
const (
	zoneReceived = "received"
	zoneRejected = "rejected"
	zoneTmp      = "tmp"
)

// makeZone makes the folders of the landing zone.
func makeZone(dir string) error {
	for _, d := range []string{dir, filepath.Join(dir, zoneTmp)} {
		if err := os.MkdirAll(d, 0o700); err != nil {
			return diskError(fmt.Errorf("make landing zone: %w", err))
		}
	}
	return nil
}

// zoneWork is the folder of a landing zone for work in progress.
func zoneWork(zone string) string { return filepath.Join(zone, zoneTmp) }

// hashFile gives the SHA-256 and the length of a file.
func hashFile(path string) (hash string, size int64, err error) {
	f, err := os.Open(path)
	if err != nil {
		return "", 0, err
	}
	defer f.Close()
	h := sha256.New()
	if size, err = io.Copy(h, f); err != nil {
		return "", 0, err
	}
	return hex.EncodeToString(h.Sum(nil)), size, nil
}

var errChanged = errors.New("the file changed while it was read")

// largeFile is how large a file is that is read while its copy goes to the disk.
const largeFile = 32 << 20

// receive copies what came in into the landing zone, unless it is there, and
// gives the copy's path. It is the copy that is read: the original may still
// change. A large copy has yet to reach the disk, and its place: b.settle waits
// for both.
func receive(zone string, b *batch, ahead *hashes) (string, error) {
	dir := filepath.Join(zone, zoneReceived, b.Dataset)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", diskError(fmt.Errorf("keep received file: %w", err))
	}
	kept := filepath.Join(dir, keptName(b.ID, b.from.source))
	if _, err := os.Stat(kept); err == nil {
		return kept, nil
	} else if !errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("keep received file: %w", err)
	}
	if c := ahead.take(b.from); c != nil {
		// It is not moved yet: the file system would have it on the disk first.
		b.settling, b.place = syncBehind(c.file), kept
		return c.file.Name(), nil
	}
	in, err := b.from.open()
	if err != nil {
		return "", err
	}
	defer in.Close()
	copyIn := func(w io.Writer) error {
		if f, ok := in.(*os.File); ok && b.from.size >= largeFile && b.from.seen != nil {
			return copySame(w, f, b.from.seen)
		}
		h := sha256.New()
		if _, err := io.Copy(io.MultiWriter(w, h), in); err != nil {
			return err
		}
		if hex.EncodeToString(h.Sum(nil)) != b.from.content {
			return errChanged
		}
		return nil
	}
	path := kept
	if b.from.size < largeFile {
		err = writeFile(kept, copyIn)
	} else {
		path, b.place = filepath.Join(zone, zoneTmp, filepath.Base(kept)), kept
		b.settling, err = writeBehind(path, copyIn)
	}
	if err != nil {
		return "", fmt.Errorf("keep received file: %w", err)
	}
	return path, nil
}

// copySame copies a file that was read before, when it was as seen says. Hashing
// it once more would tell no more than that nobody has written to it since,
// which the system knows, to the tick of its clock.
func copySame(w io.Writer, f *os.File, seen os.FileInfo) error {
	for again := range 2 {
		now, err := f.Stat()
		switch {
		case err != nil:
			return err
		case !untouched(seen, now):
			return errChanged
		case again == 1:
			return nil
		}
		if n, err := io.Copy(w, f); err != nil {
			return err
		} else if n != seen.Size() {
			return errChanged
		}
	}
	return nil
}

// untouched says that nobody has written to a file, or put another in its place.
func untouched(was, now os.FileInfo) bool {
	return os.SameFile(was, now) && was.Size() == now.Size() && changedAt(was).Equal(changedAt(now))
}

// changedAt gives the time of the last change of a file's bytes or of what is
// known of it, which nobody can set.
func changedAt(info os.FileInfo) time.Time {
	if s, ok := info.Sys().(*syscall.Stat_t); ok {
		return time.Unix(s.Ctim.Unix())
	}
	return info.ModTime()
}

// writeBehind writes a file, and makes it durable behind the caller's back: what
// it gives yields the error of that.
func writeBehind(path string, write func(io.Writer) error) (<-chan error, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, diskError(err)
	}
	if err := write(f); err != nil {
		return nil, diskError(errors.Join(err, f.Close(), os.Remove(path)))
	}
	return syncBehind(f), nil
}

// syncBehind makes a file durable and closes it, behind the caller's back.
func syncBehind(f *os.File) <-chan error {
	done := make(chan error, 1)
	go func() { done <- diskError(errors.Join(f.Sync(), f.Close())) }()
	return done
}

// settle waits until the copy of a received file is durable, and moves it to its
// place: not before it was read, by the name it had.
func (b *batch) settle() error {
	if b.settling == nil {
		return nil
	}
	err := <-b.settling
	b.settling = nil
	if err != nil {
		_ = os.Remove(b.path) // it may not be whole
		return fmt.Errorf("keep received file: %w", err)
	}
	if err := os.Rename(b.path, b.place); err != nil {
		return diskError(fmt.Errorf("keep received file: %w", err))
	}
	b.path = b.place
	return nil
}

// keptName names a file of the landing zone. One too long for a file system
// loses its middle: a batch is found by its id, and read by its ending.
func keptName(id, source string) string {
	source = strings.Map(func(r rune) rune {
		if r == '/' || r == 0 {
			return '_'
		}
		return r
	}, source)
	const most = 220 // of 255 bytes
	if len(source) > most {
		from := len(source) - 140
		for from < len(source) && !utf8.RuneStart(source[from]) {
			from++
		}
		source = strings.ToValidUTF8(source[:most-140-3], "") + "…" + source[from:]
	}
	return id + "_" + source
}

func ignoreMissing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// receivedFile finds the file of a batch in the landing zone, "" where it is
// not there any more.
func receivedFile(zone, dataset, id string) string {
	found, err := filepath.Glob(filepath.Join(zone, zoneReceived, dataset, id+"_*"))
	if err != nil || len(found) == 0 {
		return ""
	}
	return found[0]
}

// writeFile writes a file of the landing zone whole or not at all.
func writeFile(path string, write func(io.Writer) error) error {
	tmp := path + ".part"
	f, err := os.OpenFile(tmp, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return diskError(err)
	}
	err = write(f)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(tmp, path)
	}
	if err != nil {
		err = errors.Join(err, ignoreMissing(os.Remove(tmp)))
	}
	return diskError(err)
}

// keepRejected writes the source text of a batch's rejected rows to the
// landing zone: the row's line, the rules it broke, and its cells under the
// file's own headers, so that it can be mended and sent again.
func (r *run) keepRejected(b *batch) error {
	dir := filepath.Join(r.o.Landing, zoneRejected, r.c.ID)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return diskError(fmt.Errorf("keep rejected rows: %w", err))
	}
	err := writeFile(filepath.Join(dir, b.ID+".csv"), func(w io.Writer) error { return r.copyRejected(b, w) })
	if err != nil {
		return fmt.Errorf("keep rejected rows of %s: %w", b.Source, err)
	}
	return nil
}

func (r *run) copyRejected(b *batch, w io.Writer) error {
	t, err := openTable(b.path, r.c)
	if err != nil {
		return err
	}
	defer t.close()
	lines := make([]int64, 0, len(b.rules))
	for line := range b.rules {
		lines = append(lines, line)
	}
	slices.Sort(lines)
	if _, err := w.Write(bomUTF8); err != nil { // so that Excel reads it right
		return err
	}
	out := csv.NewWriter(w)
	own := []string{mendBatch, mendRow, "_rules"}
	if t.mend.on { // its lines say themselves which rows they answer
		own = []string{"_line", "_rules"}
	}
	if err := out.Write(append(own, t.raw...)); err != nil {
		return err
	}
	var blk block
	for len(lines) > 0 {
		err := t.fill(&blk)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		for i := range blk.rows() {
			for len(lines) > 0 && lines[0] < blk.line[i] {
				lines = lines[1:]
			}
			if len(lines) == 0 || lines[0] != blk.line[i] {
				continue
			}
			rec := []string{b.ID, strconv.FormatInt(blk.line[i], 10), b.rules[blk.line[i]]}[3-len(own):]
			for k := range blk.width(i) {
				rec = append(rec, t.dec.lenient(blk.cell(i, k)))
			}
			if err := out.Write(rec); err != nil {
				return err
			}
		}
	}
	out.Flush()
	return out.Error()
}

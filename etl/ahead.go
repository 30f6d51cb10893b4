package etl

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// maxAhead is how many bytes of large files are copied before it is known
// whether the lake has them already.
const maxAhead = 8 << 30

// aheadCopy is a copy of a file that was made while the file was hashed. It is
// not made durable before it is taken: until then the lake has writes of its
// own, which would wait for it.
type aheadCopy struct {
	file *os.File
	hash string
}

// ahead says whether a file is copied while it is hashed: it is large, and what
// is kept is its bytes.
func (h *hashes) ahead(path string, size int64) bool {
	name := strings.ToLower(path)
	return size >= largeFile && h.copied+size <= maxAhead && !isBook(name) && !strings.HasSuffix(name, ".zip") &&
		!strings.HasPrefix(path, h.zone+string(filepath.Separator))
}

// copyAhead hashes a file, which info tells of, and copies it at the same time.
// Where it cannot be copied it is hashed all the same; receive says what is
// wrong when it copies it.
func (h *hashes) copyAhead(path string, info os.FileInfo) (hash string, size int64, err error) {
	// It is read under this name, so that keeps the ending.
	name := keptName("ahead-*", strings.ReplaceAll(filepath.Base(path), "*", "_"))
	out, err := os.CreateTemp(filepath.Join(h.zone, zoneTmp), name)
	if err != nil {
		return hashFile(path)
	}
	hash, size, bad := readTwice(path, info, out)
	if hash == "" {
		hash, size, err = hashFile(path)
	}
	if now, statErr := os.Stat(path); err != nil || bad != nil || statErr != nil || size != info.Size() || !untouched(info, now) {
		_, _ = out.Close(), os.Remove(out.Name()) // it is but a copy
		return hash, size, err
	}
	h.copies[path] = &aheadCopy{out, hash}
	h.copied += size
	return hash, size, nil
}

// readTwice reads a file once, for its hash and for a copy of it: the hash is
// all that one processor can do meanwhile. Without a hash, bad says why.
func readTwice(path string, info os.FileInfo, out io.Writer) (hash string, size int64, bad error) {
	in, err := os.Open(path)
	if err != nil {
		return "", 0, err
	}
	defer in.Close()
	full, free := make(chan []byte, aheadBlocks), make(chan []byte, aheadBlocks)
	for range aheadBlocks {
		free <- make([]byte, aheadBlock)
	}
	sum := make(chan string)
	go func() {
		h := sha256.New()
		for b := range full {
			_, _ = h.Write(b) // it never fails
			free <- b[:aheadBlock]
		}
		sum <- hex.EncodeToString(h.Sum(nil))
	}()
	for err == nil {
		var n int
		b := <-free
		n, err = io.ReadFull(in, b)
		if n > 0 && bad == nil {
			_, bad = out.Write(b[:n])
		}
		size += int64(n)
		full <- b[:n]
	}
	close(full)
	hash = <-sum
	if !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return "", 0, err
	}
	if bad == nil && size != info.Size() {
		bad = errChanged
	}
	return hash, size, bad
}

// What is read of a file at once, and how much of it waits for the hash. Larger
// writes are slower: the system then takes its memory in large pieces, which it
// has to gather first.
const (
	aheadBlock  = 32 << 10
	aheadBlocks = 64
)

// take gives the copy of what came in, once, where there is one.
func (h *hashes) take(a arrival) *aheadCopy {
	c := h.copies[a.path]
	if c == nil || a.member != "" || c.hash != a.content {
		return nil
	}
	delete(h.copies, a.path)
	return c
}

// discard removes the copies that nobody took: the lake had them already.
func (h *hashes) discard() {
	for _, c := range h.copies {
		_, _ = c.file.Close(), os.Remove(c.file.Name()) // what stays behind is forgotten as work in progress
	}
	clear(h.copies)
}

package etl

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// hashes remembers the hash of every file by its path, size and time of
// change, so that a night does not read years of files to find that it knows
// them. It is a cache in the landing zone: without it, files are read.
type hashes struct {
	path    string
	zone    string
	known   map[string]string // "path\tsize\tnanoseconds" to hash
	changed bool
	seen    map[string]os.FileInfo // by path: files hashed by this run, as they were
	copies  map[string]*aheadCopy  // by path
	copied  int64                  // bytes of them
}

func openHashes(zone string) *hashes {
	h := &hashes{path: filepath.Join(zone, "hashes.tsv"), zone: zone, known: map[string]string{}, seen: map[string]os.FileInfo{}, copies: map[string]*aheadCopy{}}
	f, err := os.Open(h.path)
	if err != nil {
		return h
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		if i := strings.LastIndexByte(s.Text(), '\t'); i > 0 && len(s.Text())-i == 65 {
			h.known[s.Text()[:i]] = s.Text()[i+1:]
		}
	}
	return h
}

// of gives the hash and size of a file.
func (h *hashes) of(path string) (hash string, size int64, err error) {
	info, err := os.Stat(path)
	if err != nil {
		return "", 0, err
	}
	if info.IsDir() {
		return "", 0, fmt.Errorf("it is a folder")
	}
	key := path + "\t" + strconv.FormatInt(info.Size(), 10) + "\t" + strconv.FormatInt(info.ModTime().UnixNano(), 10)
	if hash, ok := h.known[key]; ok {
		return hash, info.Size(), nil
	}
	if h.ahead(path, info.Size()) {
		hash, size, err = h.copyAhead(path, info)
	} else {
		hash, size, err = hashFile(path)
	}
	if err != nil {
		return "", 0, err
	}
	if again, err := os.Stat(path); err == nil && size == info.Size() && untouched(info, again) {
		h.seen[path] = info
	}
	if size == info.Size() && !strings.ContainsAny(path, "\n\t") {
		h.known[key], h.changed = hash, true
	}
	return hash, size, nil
}

// part gives the hash of a member of an archive of the given hash, which open
// opens.
func (h *hashes) part(archive, name string, open func() (io.ReadCloser, error)) (hash string, err error) {
	key := archive + "\t" + name
	if hash, ok := h.known[key]; ok {
		return hash, nil
	}
	in, err := open()
	if err != nil {
		return "", err
	}
	defer in.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, in); err != nil {
		return "", err
	}
	hash = hex.EncodeToString(sum.Sum(nil))
	if !strings.ContainsAny(name, "\n\t") {
		h.known[key], h.changed = hash, true
	}
	return hash, nil
}

// save writes the cache.
func (h *hashes) save() error {
	if !h.changed {
		return nil
	}
	return writeFile(h.path, func(w io.Writer) error {
		b := bufio.NewWriter(w)
		for key, hash := range h.known {
			if _, err := b.WriteString(key + "\t" + hash + "\n"); err != nil {
				return err
			}
		}
		return b.Flush()
	})
}

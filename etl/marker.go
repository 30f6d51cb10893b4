package etl

import (
	"crypto/md5" //nolint:gosec // what senders write beside their files; it guards against a broken transfer, not against a forger
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// marker is what lies beside a file and says that it is whole, and perhaps its
// size and checksums.
type marker struct {
	size   int64 // -1 where it says none
	sums   map[string]string
	others bool // it lists files, and not this one
}

const maxMarker = 1 << 20

var (
	sumLine   = regexp.MustCompile(`^\\?([0-9A-Fa-f]{64}|[0-9A-Fa-f]{32})(?:\s+\*?(\S.*))?$`)
	sumTagged = regexp.MustCompile(`^(?i)(sha256|md5)\s*\((.+)\)\s*=\s*([0-9a-f]+)$`)
	sizeLine  = regexp.MustCompile(`^(\d{1,18})\s+(\S.*)$`)
	fact      = regexp.MustCompile(`(?i)(?:^|[^0-9a-z_])(size|bytes|length|大小|字节数|sha-?256|md5)"?\s*[:=：]\s*"?([0-9a-f]+)`)
)

// readMarker reads the marker of the file called base.
func readMarker(path, base string) (marker, error) {
	f, err := os.Open(path)
	if err != nil {
		return marker{}, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxMarker))
	if err != nil {
		return marker{}, err
	}
	return parseMarker(string(text), base), nil
}

// parseMarker reads a marker: the lines of sha256sum or md5sum (a checksum,
// alone or before a name), "SHA256 (x.csv) = …", "1234 x.csv", or
// facts such as size=1234 and "md5": "…". Any other text says that the file is
// whole, and no more.
func parseMarker(text, base string) marker {
	m := marker{size: -1, sums: map[string]string{}}
	listed := 0
	mine := func(name string) bool {
		listed++
		return filepath.Base(strings.ReplaceAll(strings.TrimSpace(name), "\\", "/")) == base
	}
	named := false
	for line := range strings.Lines(strings.TrimPrefix(text, "\uFEFF")) {
		line = strings.TrimSpace(line)
		if p := sumLine.FindStringSubmatch(line); p != nil {
			if p[2] != "" && !mine(p[2]) {
				continue
			}
			named = named || p[2] != ""
			m.sum(p[1])
			continue
		}
		if p := sumTagged.FindStringSubmatch(line); p != nil {
			if mine(p[2]) {
				named = true
				m.sum(p[3])
			}
			continue
		}
		if p := sizeLine.FindStringSubmatch(line); p != nil && filepath.Base(p[2]) == base {
			m.size, _ = strconv.ParseInt(p[1], 10, 64) // at most 18 digits
			named = true
			continue
		}
		for _, p := range fact.FindAllStringSubmatch(line, -1) {
			switch strings.ToLower(p[1]) {
			case "sha256", "sha-256", "md5":
				m.sum(p[2])
			default:
				if n, err := strconv.ParseInt(p[2], 10, 64); err == nil {
					m.size = n
				}
			}
		}
	}
	m.others = listed > 0 && !named
	return m
}

// sum keeps a checksum, told by its length.
func (m *marker) sum(digits string) {
	switch len(digits) {
	case 64:
		m.sums["SHA-256"] = strings.ToLower(digits)
	case 32:
		m.sums["MD5"] = strings.ToLower(digits)
	}
}

// claims holds a file against what its marker, and a .sha256 or .md5 beside
// it, say of it. The fault is what does not fit.
func claims(ready string, a arrival) (fault, err error) {
	beside := []string{a.path + ".sha256", a.path + ".md5"}
	if ready != "" {
		beside = append([]string{markerOf(ready, a.path)}, beside...)
	}
	for _, path := range beside {
		m, err := readMarker(path, filepath.Base(a.path))
		if errors.Is(err, fs.ErrNotExist) || err == nil && m.others {
			continue
		}
		if err == nil {
			fault, err = m.holds(a.path)
		}
		if errors.Is(err, fs.ErrNotExist) {
			return nil, nil // the file is gone: its reading says so
		}
		if err != nil {
			return nil, fmt.Errorf("hold %s against %s: %w", a.path, filepath.Base(path), err)
		}
		if fault != nil {
			return fmt.Errorf("%s says %w; the upload is not whole or not the file meant: send file and marker again", filepath.Base(path), fault), nil
		}
	}
	return nil, nil
}

// holds says what of a marker does not fit a file, nil for nothing.
func (m marker) holds(path string) (fault, err error) {
	if m.size < 0 && len(m.sums) == 0 {
		return nil, nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if m.size >= 0 && info.Size() != m.size {
		return fmt.Errorf("%d bytes, the file has %d", m.size, info.Size()), nil
	}
	for name, want := range m.sums {
		h := sha256.New()
		if name == "MD5" {
			h = md5.New() //nolint:gosec // as above
		}
		if _, err := f.Seek(0, io.SeekStart); err != nil {
			return nil, err
		}
		if _, err := io.Copy(h, f); err != nil {
			return nil, err
		}
		if got := hex.EncodeToString(h.Sum(nil)); got != want {
			return fmt.Errorf("%s %s, the file has %s", name, want, got), nil
		}
	}
	return nil, nil
}

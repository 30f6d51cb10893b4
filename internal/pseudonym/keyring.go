package pseudonym

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/anlan-lake/anlan"
)

// Keyring is the keys of a city, newest first.
type Keyring struct {
	Keys []Key
	Path string // the file; "" where they came from the environment

	loc *time.Location
}

const head = "# Keys of pseudonyms: id, hash, from, until, secret. Mode 0600, never in the lake,\n# never in its backup. Made and rotated by 'anlan key'.\n"

// Parse reads keys from text, as they stand in a file. Days are of loc.
func Parse(text string, loc *time.Location) (*Keyring, error) {
	r := &Keyring{loc: loc}
	n := 0
	for line := range strings.Lines(text) {
		n++
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		k, err := parseKey(line, loc)
		if err != nil {
			return nil, anlan.Errorf(anlan.Invalid, "line %d: %w", n, err)
		}
		if slices.ContainsFunc(r.Keys, func(o Key) bool { return o.ID == k.ID }) {
			return nil, anlan.Errorf(anlan.Invalid, "line %d: key %s is there twice", n, k.ID)
		}
		r.Keys = append(r.Keys, k)
	}
	return r, nil
}

// Load reads a file of keys. NotFound where there is none; Invalid where
// others can read it, where it lies in one of the folders not, or its text is
// wrong.
func Load(path string, loc *time.Location, not ...string) (*Keyring, error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, anlan.Errorf(anlan.NotFound, "no keys at %s", path).WithNext("make one with 'anlan key new'")
	}
	if err != nil {
		return nil, anlan.Errorf(anlan.Unavailable, "read keys: %w", err)
	}
	if err := Apart(path, not...); err != nil {
		return nil, err
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, anlan.Errorf(anlan.Invalid, "the keys %s are open to others (mode %04o)", path, info.Mode().Perm()).WithNext("chmod 600 %s, and rotate them if somebody may have read them", path)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, anlan.Errorf(anlan.Unavailable, "read keys: %w", err)
	}
	r, err := Parse(string(text), loc)
	if err != nil {
		return nil, anlan.Errorf(anlan.Invalid, "keys %s: %w", path, err)
	}
	r.Path = path
	return r, nil
}

// Apart says whether a file of keys lies outside the lake and the landing
// zone, whose copies go elsewhere.
func Apart(path string, not ...string) error {
	real := func(p string) string {
		rest := ""
		for {
			if r, err := filepath.EvalSymlinks(p); err == nil {
				return filepath.Join(r, rest)
			}
			if filepath.Dir(p) == p {
				return filepath.Join(p, rest)
			}
			p, rest = filepath.Dir(p), filepath.Join(filepath.Base(p), rest)
		}
	}
	for _, dir := range not {
		if rel, err := filepath.Rel(real(dir), real(path)); err == nil && rel != ".." && !strings.HasPrefix(rel, "../") {
			return anlan.Errorf(anlan.Invalid, "the keys %s lie within %s", path, dir).WithNext("name a file outside it in the settings: person_keys")
		}
	}
	return nil
}

// Live gives the keys in use at an instant, newest first: the first makes
// pseudonyms, all look them up.
func (r *Keyring) Live(now time.Time) []Key {
	if r == nil {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(r.Keys), func(k Key) bool { return !k.Until.IsZero() && !now.Before(k.Until) })
}

// Rotate puts a new key before the others. The one before it is used for
// looking up until the Overlap is over. Invalid where keys came from the
// environment: they are rotated where they are kept.
func (r *Keyring) Rotate(hash string, now time.Time, random io.Reader) (Key, error) {
	now = now.In(r.loc)
	k, err := newKey(hash, now, random)
	if err != nil {
		return k, err
	}
	keys := slices.Clone(r.Keys)
	for i := range keys {
		if keys[i].Until.IsZero() {
			keys[i].Until = now.Add(Overlap)
		}
	}
	return k, r.save(append([]Key{k}, keys...))
}

// Lapsed destroys the keys whose time is over and gives their ids. Keys from
// the environment are not touched.
func (r *Keyring) Lapsed(now time.Time) ([]string, error) {
	if r == nil || r.Path == "" {
		return nil, nil
	}
	live := r.Live(now)
	var gone []string
	for _, k := range r.Keys {
		if !slices.ContainsFunc(live, func(o Key) bool { return o.ID == k.ID }) {
			gone = append(gone, k.ID)
		}
	}
	if gone == nil {
		return nil, nil
	}
	return gone, r.save(live)
}

// Forget destroys one key. NotFound where there is no such key.
func (r *Keyring) Forget(id string) error {
	left := slices.DeleteFunc(slices.Clone(r.Keys), func(k Key) bool { return k.ID == id })
	if len(left) == len(r.Keys) {
		return anlan.Errorf(anlan.NotFound, "no key %s", id).WithNext("'anlan key list' names the keys")
	}
	return r.save(left)
}

// save writes the file whole or not at all, and overwrites what was there
// before, as far as the disk lets one.
func (r *Keyring) save(keys []Key) error {
	if r.Path == "" {
		return anlan.Errorf(anlan.Invalid, "the keys come from the environment").WithNext("change them where they are kept")
	}
	var text strings.Builder
	text.WriteString(head)
	for _, k := range keys {
		text.WriteString(k.line() + "\n")
	}
	old, err := os.OpenFile(r.Path, os.O_WRONLY, 0)
	if err == nil {
		defer old.Close()
	}
	if err := writeWhole(r.Path, text.String()); err != nil {
		return anlan.Errorf(anlan.Unavailable, "write keys: %w", err)
	}
	r.Keys = keys
	if old != nil {
		if info, err := old.Stat(); err == nil {
			_, _ = old.WriteAt(make([]byte, info.Size()), 0) // the new file stands; this is for the disk
			_ = old.Sync()
		}
	}
	return nil
}

func writeWhole(path, text string) error {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(path+".part", os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(path+".part", path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(path+".part"))
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// New makes a file of keys with one key. Conflict where there is one.
func New(path, hash string, now time.Time, random io.Reader, loc *time.Location, not ...string) (Key, error) {
	if err := Apart(path, not...); err != nil {
		return Key{}, err
	}
	if _, err := os.Stat(path); err == nil {
		return Key{}, anlan.Errorf(anlan.Conflict, "there are keys at %s", path).WithNext("'anlan key rotate' puts a new one before them")
	} else if !errors.Is(err, fs.ErrNotExist) {
		return Key{}, fmt.Errorf("look for keys: %w", err)
	}
	return (&Keyring{Path: path, loc: loc}).Rotate(hash, now, random)
}

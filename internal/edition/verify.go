package edition

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/anlan-lake/anlan"
)

// Meta reads the edition.json of an edition. NotFound when there is none.
func Meta(dir, id string) (anlan.Edition, error) {
	var e anlan.Edition
	if err := checkID(id); err != nil {
		return e, err
	}
	text, err := os.ReadFile(filepath.Join(dir, id, metaFile))
	if os.IsNotExist(err) {
		return e, anlan.Errorf(anlan.NotFound, "no edition %s in %s", id, dir)
	}
	if err != nil {
		return e, fmt.Errorf("read edition %s: %w", id, err)
	}
	if err := json.Unmarshal(text, &e); err != nil {
		return e, fmt.Errorf("read edition %s: %s: %w", id, metaFile, err)
	}
	return e, nil
}

// Verify reads every file of an edition and holds it against the hashes in
// edition.json. Invalid for the first file that differs, is missing or does
// not belong there.
func Verify(dir, id string) error {
	e, err := Meta(dir, id)
	if err != nil {
		return err
	}
	root := filepath.Join(dir, id)
	for name, want := range e.Hashes {
		got, err := hashFile(filepath.Join(root, filepath.FromSlash(name)))
		if os.IsNotExist(err) {
			return anlan.Errorf(anlan.Invalid, "edition %s: %s is missing", id, name)
		}
		if err != nil {
			return fmt.Errorf("verify edition %s: %w", id, err)
		}
		if got != want {
			return anlan.Errorf(anlan.Invalid, "edition %s: %s is not as written: SHA-256 %s, want %s", id, name, got, want)
		}
	}
	return filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		name := filepath.ToSlash(rel)
		if _, ok := e.Hashes[name]; !ok && name != metaFile {
			return anlan.Errorf(anlan.Invalid, "edition %s: %s does not belong to it", id, name)
		}
		return nil
	})
}

func hashFile(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

package edition

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/anlan-lake/anlan"
)

const currentFile = "CURRENT"

// Publish makes the written edition id the one that is served: it replaces
// dir/CURRENT by one rename, durably. NotFound when dir holds no such edition.
func Publish(dir, id string) error {
	if err := checkID(id); err != nil {
		return err
	}
	if _, err := os.Stat(filepath.Join(dir, id, metaFile)); err != nil {
		return anlan.Errorf(anlan.NotFound, "publish: no edition %s in %s", id, dir)
	}
	tmp := filepath.Join(dir, ".tmp-"+currentFile)
	if err := writeSynced(tmp, []byte(id+"\n")); err != nil {
		return fmt.Errorf("publish edition %s: %w", id, err)
	}
	if err := os.Rename(tmp, filepath.Join(dir, currentFile)); err != nil {
		return fmt.Errorf("publish edition %s: %w", id, err)
	}
	if err := syncDir(dir); err != nil {
		return fmt.Errorf("publish edition %s: %w", id, err)
	}
	return nil
}

// CurrentID gives the id of the published edition. NotFound before the first
// Publish.
func CurrentID(dir string) (string, error) {
	text, err := os.ReadFile(filepath.Join(dir, currentFile))
	if os.IsNotExist(err) {
		return "", anlan.Errorf(anlan.NotFound, "no edition is published in %s", dir).WithNext("run anlan nightly")
	}
	if err != nil {
		return "", fmt.Errorf("read the current edition: %w", err)
	}
	id := strings.TrimSpace(string(text))
	if err := checkID(id); err != nil {
		return "", fmt.Errorf("read the current edition: %w", err)
	}
	return id, nil
}

// Current opens the published edition. NotFound before the first Publish.
func Current(dir string) (*Edition, error) {
	id, err := CurrentID(dir)
	if err != nil {
		return nil, err
	}
	return Open(dir, id)
}

// List gives the editions written under dir, oldest first by id; none when
// there is no dir.
func List(dir string) ([]anlan.Edition, error) {
	entries, err := os.ReadDir(dir)
	if os.IsNotExist(err) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("list editions: %w", err)
	}
	var list []anlan.Edition
	for _, d := range entries {
		if !d.IsDir() || !idForm.MatchString(d.Name()) {
			continue
		}
		meta, err := Meta(dir, d.Name())
		if anlan.KindOf(err) == anlan.NotFound {
			continue // a foreign folder
		}
		if err != nil {
			return nil, err
		}
		list = append(list, meta)
	}
	slices.SortFunc(list, func(a, b anlan.Edition) int { return strings.Compare(a.ID, b.ID) })
	return list, nil
}

// Clean removes what killed writes left behind and gives the number of
// leftovers. No Write may be under way.
func Clean(dir string) (int, error) {
	left, err := filepath.Glob(filepath.Join(dir, ".tmp-*"))
	if err != nil {
		return 0, err
	}
	for _, path := range left {
		if err := os.RemoveAll(path); err != nil {
			return 0, fmt.Errorf("clean editions: %w", err)
		}
	}
	return len(left), nil
}

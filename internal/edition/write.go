package edition

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/anlan-lake/anlan"
	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress/zstd"
)

// cityPart is the file of the rows that lie above county.
const cityPart = "city"

const metaFile = "edition.json"

var idForm = regexp.MustCompile(`^[0-9A-Za-z][0-9A-Za-z._-]{0,99}$`)

func checkID(id string) error {
	if !idForm.MatchString(id) {
		return anlan.Errorf(anlan.Invalid, "edition id %q is not made of letters, digits, '.', '_' and '-'", id)
	}
	return nil
}

func tempDir(dir, id string) string { return filepath.Join(dir, ".tmp-"+id) }

// Write writes an edition as dir/<e.ID> and gives it back with Rows and Hashes
// filled. It writes a hidden folder, makes it durable and renames it, so a
// reader sees all of an edition or none of it; what a killed Write left behind
// is removed by the next one of the same id. Suppressed scores are written
// without any figure.
//
// Errors: Conflict when dir already holds the id, Invalid for a bad id, bad
// levels or a row that cannot be written.
func Write(dir string, e anlan.Edition, t Tables) (anlan.Edition, error) {
	if err := checkID(e.ID); err != nil {
		return e, err
	}
	if err := e.Levels.Validate(); err != nil {
		return e, err
	}
	final, tmp := filepath.Join(dir, e.ID), tempDir(dir, e.ID)
	if _, err := os.Stat(final); err == nil {
		return e, anlan.Errorf(anlan.Conflict, "edition %s is already written", e.ID).WithNext("publish it, or write the next revision")
	}
	if err := os.RemoveAll(tmp); err != nil {
		return e, fmt.Errorf("write edition %s: clear leftovers: %w", e.ID, err)
	}
	w := &writer{root: tmp, county: e.Levels.Len(anlan.County), rows: map[string]int64{}, hashes: map[string]string{}}
	if err := w.tables(t); err != nil {
		os.RemoveAll(tmp)
		return e, fmt.Errorf("write edition %s: %w", e.ID, err)
	}
	e.Rows, e.Hashes = w.rows, w.hashes
	if err := w.finish(e, final); err != nil {
		os.RemoveAll(tmp)
		return e, fmt.Errorf("write edition %s: %w", e.ID, err)
	}
	return e, nil
}

type writer struct {
	root   string
	county int // length of a county's code
	rows   map[string]int64
	hashes map[string]string
}

// part names the file of a row of the given area.
func (w *writer) part(area string) string {
	if w.county == 0 || len(area) < w.county {
		return cityPart
	}
	return area[:w.county]
}

func (w *writer) tables(t Tables) error {
	byArea := func(a, b string) int { return strings.Compare(a, b) }
	return firstError(
		func() error {
			return single(w, "area", t.Areas, fromArea, func(a, b areaRow) int { return byArea(a.Code, b.Code) })
		},
		func() error {
			return split(w, "score", t.Scores, func(s anlan.Score) string { return s.Area }, fromScore, func(a, b scoreRow) int {
				return order(byArea(a.Area, b.Area), byArea(a.Period, b.Period), byArea(a.Indicator, b.Indicator))
			})
		},
		func() error {
			return split(w, "index_score", t.Index, func(x anlan.IndexRow) string { return x.Area }, fromIndex, func(a, b indexRow) int {
				return order(byArea(a.Area, b.Area), byArea(a.Period, b.Period), byArea(a.Category, b.Category))
			})
		},
		func() error {
			return split(w, "warning", t.Warnings, func(x anlan.Warning) string { return x.Area }, fromWarning, func(a, b warningRow) int {
				return order(byArea(a.Area, b.Area), byArea(a.ID, b.ID))
			})
		},
		func() error { return writeClusters(w, t) },
		func() error {
			return split(w, "daily_flash", t.Flash, func(f Flash) string { return f.Area }, fromFlash, func(a, b flashRow) int {
				return order(byArea(a.Area, b.Area), int(a.Day-b.Day), byArea(a.Figure, b.Figure))
			})
		},
		func() error {
			return split(w, "series_week", t.Series, func(p SeriesPoint) string { return p.Area }, fromSeries, func(a, b seriesRow) int {
				return order(byArea(a.Area, b.Area), byArea(a.Series, b.Series), byArea(a.Kind, b.Kind), int(a.Week-b.Week))
			})
		},
		func() error {
			return single(w, "batch", t.Batches, fromBatch, func(a, b batchRow) int { return order(byArea(a.Dataset, b.Dataset), byArea(a.ID, b.ID)) })
		},
		func() error { return single(w, "indicator", t.Indicators, fromIndicator, nil) },
		func() error { return single(w, "category", t.Categories, fromCategory, nil) },
		func() error {
			return single(w, "label", t.Labels, fromLabel, func(a, b labelRow) int { return order(byArea(a.List, b.List), byArea(a.Code, b.Code)) })
		},
		func() error {
			return single(w, "window", t.Windows, fromWindow, func(a, b windowRow) int {
				return order(byArea(a.Dataset, b.Dataset), byArea(a.Window, b.Window), byArea(a.Period, b.Period))
			})
		},
		func() error { return writeAssessment(w, t) },
		func() error { return writeAdequacy(w, t) },
		func() error { return writeContributions(w, t) },
		func() error { return writeLifts(w, t) },
		func() error { return writeForecasts(w, t) },
		func() error { return writeQuality(w, t) },
		func() error { return writeTime(w, t) },
		func() error { return w.geo(t.Geo) },
	)
}

func firstError(steps ...func() error) error {
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

func order(keys ...int) int {
	for _, k := range keys {
		if k != 0 {
			return k
		}
	}
	return 0
}

// single writes a table to <name>.parquet; cmp nil keeps the order given.
func single[T, R any](w *writer, name string, in []T, row func(T) (R, error), cmp func(a, b R) int) error {
	rows := make([]R, len(in))
	for i, x := range in {
		r, err := row(x)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		rows[i] = r
	}
	w.rows[name] = int64(len(rows))
	return parquetFile(w, name+".parquet", rows, cmp)
}

// split writes a table to <name>/<county>.parquet and <name>/city.parquet. The
// city's file is always there, so that the folder is too.
func split[T, R any](w *writer, name string, in []T, area func(T) string, row func(T) (R, error), cmp func(a, b R) int) error {
	parts := map[string][]R{cityPart: nil}
	for _, x := range in {
		r, err := row(x)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		p := w.part(area(x))
		parts[p] = append(parts[p], r)
	}
	w.rows[name] = int64(len(in))
	for p, rows := range parts {
		if err := checkID(p); err != nil {
			return anlan.Errorf(anlan.Invalid, "%s: area code %q cannot name a file", name, p)
		}
		if err := parquetFile(w, name+"/"+p+".parquet", rows, cmp); err != nil {
			return err
		}
	}
	return nil
}

func parquetFile[R any](w *writer, name string, rows []R, cmp func(a, b R) int) error {
	if cmp != nil {
		slices.SortStableFunc(rows, cmp)
	}
	var buf bytes.Buffer
	pw := parquet.NewGenericWriter[R](&buf, parquet.Compression(&zstd.Codec{Level: zstd.SpeedDefault}),
		parquet.CreatedBy("anlan", "1", ""))
	if _, err := pw.Write(rows); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if err := pw.Close(); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return w.file(name, buf.Bytes())
}

// finish writes edition.json, makes the folders durable and puts the edition
// in place.
func (w *writer) finish(e anlan.Edition, final string) error {
	text, err := json.MarshalIndent(e, "", "  ")
	if err != nil {
		return err
	}
	if err := writeSynced(filepath.Join(w.root, metaFile), append(text, '\n')); err != nil {
		return err
	}
	err = filepath.WalkDir(w.root, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() {
			return syncDir(path)
		}
		return err
	})
	if err != nil {
		return err
	}
	if err := os.Rename(w.root, final); err != nil {
		return err
	}
	return syncDir(filepath.Dir(final))
}

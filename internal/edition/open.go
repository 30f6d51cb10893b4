package edition

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/anlan-lake/anlan"
	"github.com/parquet-go/parquet-go"
)

// Open reads the edition dir/<id> into memory. NotFound when there is none.
func Open(dir, id string) (*Edition, error) {
	meta, err := Meta(dir, id)
	if err != nil {
		return nil, err
	}
	e := empty(meta)
	root := filepath.Join(dir, id)
	err = firstError(
		func() error { return e.readAreas(root) },
		func() error { return e.readIndexOf(root, "") },
		func() error { return e.readScoresOf(root, "") },
		func() error { return e.readWarnings(root) },
		func() error { return e.readClusters(root) },
		func() error { return e.readFlash(root) },
		func() error { return e.readSeries(root) },
		func() error { return e.readCards(root) },
		func() error { return e.readAssessment(root) },
		func() error { return e.readAdequacy(root) },
		func() error { return e.readContributions(root) },
		func() error { return e.readLifts(root) },
		func() error { return e.readForecasts(root) },
		func() error { return e.readQuality(root) },
		func() error { return e.readTime(root) },
		func() error { return e.readGeo(root) },
	)
	if err != nil {
		return nil, fmt.Errorf("open edition %s: %w", id, err)
	}
	return e, nil
}

// empty is an edition that holds nothing yet.
func empty(meta anlan.Edition) *Edition {
	return &Edition{Meta: meta, areaAt: map[string]int{}, children: map[string][]anlan.Area{},
		periodAt: map[string]int{}, running: map[string]bool{}, scores: newScoreTable(), index: map[indexKey]anlan.IndexRow{},
		flash: map[string][]Flash{}, series: map[SeriesKey][]Week{}, keys: map[string][]SeriesKey{},
		indicator: map[string]int{}, labels: map[[2]string]Label{}, windows: map[[3]string]Window{}, geo: map[string][]byte{},
		rates: map[[2]string][]anlan.Rate{}, adequacy: map[[3]string]anlan.Adequacy{}, rejects: map[string][]anlan.RejectCount{},
		contributions: map[[3]string][]anlan.Contribution{}, rankMoves: map[[2]string]anlan.RankMove{}, lifts: map[[2]string]anlan.Lift{},
		forecasts: map[string][]anlan.Forecast{}}
}

// each hands over every row of a Parquet file.
func each[R any](path string, use func(R) error) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	file, err := parquet.OpenFile(f, info.Size())
	if err != nil {
		return fmt.Errorf("%s: %w", filepath.Base(path), err)
	}
	r := parquet.NewGenericReader[R](file)
	defer r.Close()
	buf := make([]R, 512)
	for {
		clear(buf) // a reader leaves what an absent value does not overwrite
		n, err := r.Read(buf)
		for _, row := range buf[:n] {
			if err := use(row); err != nil {
				return fmt.Errorf("%s: %w", filepath.Base(path), err)
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s: %w", filepath.Base(path), err)
		}
	}
}

// eachPart hands over every row of a table that is split by county.
func eachPart[R any](root, table string, use func(R) error) error {
	parts, err := filepath.Glob(filepath.Join(root, table, "*.parquet"))
	if err != nil {
		return err
	}
	slices.Sort(parts)
	for _, path := range parts {
		if err := each(path, use); err != nil {
			return fmt.Errorf("%s: %w", table, err)
		}
	}
	return nil
}

func (e *Edition) readAreas(root string) error {
	err := each(filepath.Join(root, "area.parquet"), func(r areaRow) error {
		e.areas = append(e.areas, r.area())
		return nil
	})
	slices.SortFunc(e.areas, func(a, b anlan.Area) int { return strings.Compare(a.Code, b.Code) })
	for i, a := range e.areas {
		e.areaAt[a.Code] = i
		parent := cmp.Or(a.Parent, e.Meta.Levels.Parent(a.Code))
		if parent != "" {
			e.children[parent] = append(e.children[parent], a)
		}
	}
	return err
}

// readIndexOf reads the index of one period, of all where it is "".
func (e *Edition) readIndexOf(root, period string) error {
	seen := map[string]bool{}
	err := eachPart(root, "index_score", func(r indexRow) error {
		if period != "" && r.Period != period {
			return nil
		}
		seen[r.Period] = true
		if !r.Final {
			e.running[r.Period] = true
		}
		e.index[indexKey{r.Area, r.Period, r.Category}] = r.index()
		return nil
	})
	e.setPeriods(seen)
	return err
}

// readScoresOf reads the scores of one period, of all where it is "".
func (e *Edition) readScoresOf(root, period string) error {
	err := eachPart(root, "score", func(r scoreRow) error {
		if period != "" && r.Period != period {
			return nil
		}
		p, ok := e.periodAt[r.Period]
		if !ok {
			return fmt.Errorf("period %s has scores and no index", r.Period)
		}
		e.scores.add(r, uint16(p))
		return nil
	})
	e.scores.sort()
	return err
}

func (e *Edition) readWarnings(root string) error {
	err := eachPart(root, "warning", func(r warningRow) error {
		w, err := r.warning()
		e.warnings = append(e.warnings, w)
		return err
	})
	slices.SortStableFunc(e.warnings, func(a, b anlan.Warning) int {
		return cmp.Or(cmp.Compare(a.Grade.Rank(), b.Grade.Rank()), cmp.Compare(b.Harm, a.Harm), cmp.Compare(b.Exceed, a.Exceed), strings.Compare(a.ID, b.ID))
	})
	return err
}

func (e *Edition) readFlash(root string) error {
	seen := map[string]bool{}
	err := eachPart(root, "daily_flash", func(r flashRow) error {
		f := Flash{r.Area, anlan.Level(r.Level), dayString(r.Day), r.Figure, r.Value}
		seen[f.Day] = true
		e.flash[f.Area] = append(e.flash[f.Area], f)
		return nil
	})
	for d := range seen {
		e.flashDays = append(e.flashDays, d)
	}
	slices.Sort(e.flashDays)
	return err
}

func (e *Edition) readSeries(root string) error {
	return eachPart(root, "series_week", func(r seriesRow) error {
		k := SeriesKey{r.Series, r.Kind, r.Area}
		if e.series[k] == nil {
			e.keys[r.Area] = append(e.keys[r.Area], k)
		}
		e.series[k] = append(e.series[k], Week{r.Week, r.Observed, toFigure(r.Expected), toFigure(r.Lower), toFigure(r.Upper)})
		return nil
	})
}

func (e *Edition) readCards(root string) error {
	return firstError(
		func() error {
			return each(filepath.Join(root, "batch.parquet"), func(r batchRow) error {
				b, err := r.batch()
				e.batches = append(e.batches, b)
				return err
			})
		},
		func() error { return e.readIndicators(root) },
		func() error {
			return each(filepath.Join(root, "category.parquet"), func(r categoryRow) error {
				e.categories = append(e.categories, CategoryCard(r))
				return nil
			})
		},
		func() error {
			return each(filepath.Join(root, "label.parquet"), func(r labelRow) error {
				e.labels[[2]string{r.List, r.Code}] = Label(r)
				return nil
			})
		},
		func() error {
			return eachIfThere(filepath.Join(root, "window.parquet"), func(r windowRow) error {
				if r.Covered && r.Share == 0 { // of an edition that was not told
					r.Share = 1
				}
				e.windows[[3]string{r.Dataset, r.Period, r.Window}] = Window(r)
				return nil
			})
		},
	)
}

func (e *Edition) readIndicators(root string) error {
	return each(filepath.Join(root, "indicator.parquet"), func(r indicatorRow) error {
		e.indicator[r.ID] = len(e.indicators)
		e.indicators = append(e.indicators, r.card())
		return nil
	})
}

func (e *Edition) readGeo(root string) error {
	paths, err := filepath.Glob(filepath.Join(root, "geo", "*.geojson"))
	if err != nil {
		return err
	}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		e.geo[filepath.Base(path)] = text
	}
	return nil
}

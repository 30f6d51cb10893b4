package edition

import (
	"cmp"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/anlan-lake/anlan"
)

type contributionRow struct {
	Area      string  `parquet:"area_code,dict"`
	Level     int32   `parquet:"area_level"`
	Period    string  `parquet:"period,dict"`
	Against   string  `parquet:"against,dict"`
	Category  string  `parquet:"category,dict"`
	Indicator string  `parquet:"indicator_id,dict"`
	Part      string  `parquet:"part,dict"`
	Points    float64 `parquet:"points"`
}

type rankMoveRow struct {
	Area   string  `parquet:"area_code,dict"`
	Level  int32   `parquet:"area_level"`
	Period string  `parquet:"period,dict"`
	Peers  string  `parquet:"peers,dict"`
	Before int32   `parquet:"rank_before"`
	Now    int32   `parquet:"rank_now"`
	Own    float64 `parquet:"own_places"`
	Others float64 `parquet:"other_places"`
}

func fromContribution(c anlan.Contribution) (contributionRow, error) {
	return contributionRow{c.Area, int32(c.Level), c.Period, c.Against, c.Category, c.Indicator, string(c.Part), c.Points}, nil
}

func (r contributionRow) contribution() anlan.Contribution {
	return anlan.Contribution{Area: r.Area, Level: anlan.Level(r.Level), Period: r.Period, Against: r.Against,
		Category: r.Category, Indicator: r.Indicator, Part: anlan.Part(r.Part), Points: r.Points}
}

func fromRankMove(m anlan.RankMove) (rankMoveRow, error) {
	return rankMoveRow{m.Area, int32(m.Level), m.Period, m.Peers, int32(m.Before), int32(m.Now), m.Own, m.Others}, nil
}

func (r rankMoveRow) rankMove() anlan.RankMove {
	return anlan.RankMove{Area: r.Area, Level: anlan.Level(r.Level), Period: r.Period, Peers: r.Peers,
		Before: int(r.Before), Now: int(r.Now), Own: r.Own, Others: r.Others}
}

func writeContributions(w *writer, t Tables) error {
	return firstError(
		func() error {
			return split(w, "contribution", t.Contributions, func(c anlan.Contribution) string { return c.Area }, fromContribution, func(a, b contributionRow) int {
				return cmp.Or(strings.Compare(a.Area, b.Area), strings.Compare(a.Period, b.Period), strings.Compare(a.Against, b.Against),
					strings.Compare(a.Category, b.Category), strings.Compare(a.Indicator, b.Indicator), strings.Compare(a.Part, b.Part))
			})
		},
		func() error {
			return split(w, "rank_move", t.RankMoves, func(m anlan.RankMove) string { return m.Area }, fromRankMove, func(a, b rankMoveRow) int {
				return cmp.Or(strings.Compare(a.Area, b.Area), strings.Compare(a.Period, b.Period))
			})
		},
	)
}

// readContributions reads the same; an edition from before there were such
// tables has none.
func (e *Edition) readContributions(root string) error {
	return firstError(
		func() error {
			return eachPart(root, "contribution", func(r contributionRow) error {
				k := [3]string{r.Area, r.Period, r.Against}
				e.contributions[k] = append(e.contributions[k], r.contribution())
				return nil
			})
		},
		func() error {
			return eachPart(root, "rank_move", func(r rankMoveRow) error {
				e.rankMoves[[2]string{r.Area, r.Period}] = r.rankMove()
				return nil
			})
		},
	)
}

// Contributions gives the parts of the difference between an area's total and
// what it is held against: anlan.AgainstPrevious, AgainstPeers or AgainstGoal.
// None where the edition has not worked it out.
func (e *Edition) Contributions(area, period, against string) []anlan.Contribution {
	return e.contributions[[3]string{area, period, against}]
}

// RankMove gives what moved an area's rank since the month before; ok is false
// where it had no rank in one of the two.
func (e *Edition) RankMove(area, period string) (m anlan.RankMove, ok bool) {
	m, ok = e.rankMoves[[2]string{area, period}]
	return m, ok
}

// ScoredOnce gives the indicators that have a score in one place and time and
// none in another: those that came, and those that went, by id. A withheld
// figure is scored all the same.
func (e *Edition) ScoredOnce(area, period, fromArea, fromPeriod string) (came, went []string) {
	was := map[string]bool{}
	for _, s := range e.Scores(fromArea, fromPeriod) {
		was[s.Indicator] = s.State == anlan.StateOK && s.Weight > 0
	}
	for _, s := range e.Scores(area, period) {
		switch is := s.State == anlan.StateOK && s.Weight > 0; {
		case is && !was[s.Indicator]:
			came = append(came, s.Indicator)
		case !is && was[s.Indicator]:
			went = append(went, s.Indicator)
		}
	}
	return came, went
}

// OpenPeriod reads of an edition the areas, the definitions, and scores and
// index of one period: what a later night holds its own figures against.
// NotFound when there is no such edition.
func OpenPeriod(dir, id, period string) (*Edition, error) {
	meta, err := Meta(dir, id)
	if err != nil {
		return nil, err
	}
	e := empty(meta)
	root := filepath.Join(dir, id)
	err = firstError(
		func() error { return e.readAreas(root) },
		func() error { return e.readIndicators(root) },
		func() error {
			return each(filepath.Join(root, "category.parquet"), func(r categoryRow) error {
				e.categories = append(e.categories, CategoryCard(r))
				return nil
			})
		},
		func() error { return e.readIndexOf(root, period) },
		func() error { return e.readScoresOf(root, period) },
	)
	if err != nil {
		return nil, fmt.Errorf("open %s of edition %s: %w", period, id, err)
	}
	return e, nil
}

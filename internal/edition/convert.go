package edition

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/anlan-lake/anlan"
)

// days counts a date from 1970-01-01, the form of a Parquet DATE.
func days(s string) (int32, error) {
	t, err := time.Parse(anlan.DateFormat, s)
	if err != nil {
		return 0, anlan.Errorf(anlan.Invalid, "day %q is not of the form 2006-01-02", s)
	}
	return int32(t.Unix() / 86400), nil
}

func dayString(d int32) string {
	return time.Unix(int64(d)*86400, 0).UTC().Format(anlan.DateFormat)
}

func instant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339)
}

func parseInstant(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	return time.Parse(time.RFC3339, s)
}

func fromArea(a anlan.Area) (areaRow, error) {
	return areaRow{a.Code, a.Name, a.NameEn, int32(a.Level), a.Type, a.Parent, a.Lon, a.Lat}, nil
}

func (r areaRow) area() anlan.Area {
	return anlan.Area{Code: r.Code, Name: r.Name, NameEn: r.NameEn, Level: anlan.Level(r.Level),
		Type: r.Type, Parent: r.Parent, Lon: r.Lon, Lat: r.Lat}
}

// fromScore leaves every figure out of a suppressed row.
func fromScore(s anlan.Score) (scoreRow, error) {
	s = s.Shown()
	return scoreRow{Indicator: s.Indicator, Area: s.Area, Level: int32(s.Level), Period: s.Period, Num: s.Num, Den: s.Den, N: s.N,
		Value: s.Value, Lower: s.Lower, Upper: s.Upper, Own: s.Own, Rho: s.Rho, Adjusted: s.Adjusted,
		Score: s.Score, ScoreLower: s.ScoreLower, ScoreUpper: s.ScoreUpper, Weight: s.Weight, State: string(s.State), Suppressed: s.Suppressed}, nil
}

func fromIndex(x anlan.IndexRow) (indexRow, error) {
	return indexRow{x.Area, int32(x.Level), x.Period, x.Category, x.Score, x.Uncapped, x.Coverage,
		string(x.Colour), x.Final, int32(x.Rank), x.Peers, x.Lower, x.Upper, x.IntervalShare, int32(x.RankBest), int32(x.RankWorst)}, nil
}

func (r indexRow) index() anlan.IndexRow {
	return anlan.IndexRow{Area: r.Area, Level: anlan.Level(r.Level), Period: r.Period, Category: r.Category,
		Score: r.Score, Uncapped: r.Uncapped, Coverage: r.Coverage, Colour: anlan.Colour(r.Colour),
		Final: r.Final, Rank: int(r.Rank), Peers: r.Peers,
		Lower: r.Lower, Upper: r.Upper, IntervalShare: r.Known, RankBest: int(r.Best), RankWorst: int(r.Worst)}
}

// reasonJSON is the form of a reason in the file and in the lake's mart.
type reasonJSON struct {
	Code string             `json:"code"`
	Args map[string]float64 `json:"args,omitempty"`
	Text map[string]string  `json:"text,omitempty"`
}

func fromWarning(w anlan.Warning) (warningRow, error) {
	list := make([]reasonJSON, len(w.Reasons))
	for i, r := range w.Reasons {
		list[i] = reasonJSON(r)
	}
	text, err := json.Marshal(list)
	if err != nil {
		return warningRow{}, fmt.Errorf("reasons of warning %s: %w", w.ID, err)
	}
	return warningRow{w.ID, w.Rule, w.Series, w.Kind, w.Area, int32(w.Level), w.Period, w.Observed, w.Expected,
		w.Lower, w.Upper, w.P, w.Exceed, string(w.Grade), string(text), int64(w.Baseline), w.Trend, w.Dispersed,
		w.Since, int32(w.Weeks), string(w.Phase), w.Excess, w.Chance, w.Harm}, nil
}

func (r warningRow) warning() (anlan.Warning, error) {
	var list []reasonJSON
	if err := json.Unmarshal([]byte(r.Reasons), &list); err != nil {
		return anlan.Warning{}, fmt.Errorf("reasons of warning %s: %w", r.ID, err)
	}
	reasons := make([]anlan.Reason, len(list))
	for i, x := range list {
		reasons[i] = anlan.Reason(x)
	}
	return anlan.Warning{ID: r.ID, Rule: r.Rule, Series: r.Series, Kind: r.Kind, Area: r.Area,
		Level: anlan.Level(r.Level), Period: r.Period, Observed: r.Observed, Expected: r.Expected,
		Lower: r.Lower, Upper: r.Upper, P: r.P, Exceed: r.Exceed, Grade: anlan.Grade(r.Grade),
		Reasons: reasons, Baseline: int(r.Baseline), Trend: r.Trend, Dispersed: r.Dispersed,
		Since: r.Since, Weeks: int(r.Weeks), Phase: anlan.Phase(r.Phase), Excess: r.Excess, Chance: r.Chance, Harm: r.Harm}, nil
}

func fromFlash(f Flash) (flashRow, error) {
	d, err := days(f.Day)
	return flashRow{f.Area, int32(f.Level), d, f.Figure, f.Value}, err
}

func fromSeries(p SeriesPoint) (seriesRow, error) {
	d, err := days(p.Week)
	return seriesRow{p.Series, p.Kind, p.Area, int32(p.Level), d, p.Observed, p.Expected, p.Lower, p.Upper}, err
}

func fromBatch(b anlan.Batch) (batchRow, error) {
	return batchRow{b.ID, b.Dataset, b.Source, b.Hash, b.Size, instant(b.ReceivedAt), b.DataDate, b.Status, b.Note,
		b.Received, b.Landed, b.Rejected, b.Flagged, b.NotLocated, instant(b.FirstEvent), instant(b.LastEvent)}, nil
}

func (r batchRow) batch() (anlan.Batch, error) {
	b := anlan.Batch{ID: r.ID, Dataset: r.Dataset, Source: r.Source, Hash: r.Hash, Size: r.Size, DataDate: r.DataDate,
		Status: r.Status, Note: r.Note, Received: r.Received, Landed: r.Landed, Rejected: r.Rejected,
		Flagged: r.Flagged, NotLocated: r.NotLocated}
	var err error
	for _, f := range []struct {
		to   *time.Time
		text string
	}{{&b.ReceivedAt, r.ReceivedAt}, {&b.FirstEvent, r.FirstEvent}, {&b.LastEvent, r.LastEvent}} {
		if *f.to, err = parseInstant(f.text); err != nil {
			return b, fmt.Errorf("times of batch %s: %w", r.ID, err)
		}
	}
	return b, nil
}

func fromIndicator(c IndicatorCard) (indicatorRow, error) {
	return indicatorRow{c.ID, c.Category, c.NameZh, c.NameEn, c.DefinitionZh, c.DefinitionEn,
		c.Numerator, c.NumeratorData, c.NumeratorTime, c.Denominator, c.DenominatorData, c.DenominatorTime,
		c.Scale, c.UnitZh, c.UnitEn, string(c.Direction), c.Levels, c.Rhythm, c.Window, c.WindowTownship,
		c.Weight, c.GoalWorst, c.GoalBest, c.Veto, c.VetoRule, c.Owner, c.MinDenominator, c.MinCell,
		c.ReportRole, c.Adequacy, c.GamingRisk, c.GamingRiskZh, c.SQL, c.Skipped}, nil
}

func (r indicatorRow) card() IndicatorCard {
	return IndicatorCard{r.ID, r.Category, r.NameZh, r.NameEn, r.DefinitionZh, r.DefinitionEn,
		r.Numerator, r.NumeratorData, r.NumeratorTime, r.Denominator, r.DenominatorData, r.DenominatorTime,
		r.Scale, r.UnitZh, r.UnitEn, anlan.Direction(r.Direction), r.Levels, r.Rhythm, r.Window, r.WindowTownship,
		r.Weight, r.GoalWorst, r.GoalBest, r.Veto, r.VetoRule, r.Owner, r.MinDenominator, r.MinCell,
		r.ReportRole, r.Adequacy, r.GamingRisk, r.GamingRiskZh, r.SQL, r.Skipped}
}

func fromCategory(c CategoryCard) (categoryRow, error) { return categoryRow(c), nil }

func fromWindow(w Window) (windowRow, error) { return windowRow(w), nil }

func fromLabel(l Label) (labelRow, error) { return labelRow(l), nil }

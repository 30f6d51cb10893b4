package night

import (
	"context"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/indicators"
	"github.com/anlan-lake/anlan/internal/lake"
)

type vetoFactRow struct {
	Key       string   `lake:"veto_key"`
	Indicator string   `lake:"indicator_id"`
	Area      string   `lake:"area_code"`
	Level     int32    `lake:"area_level"`
	Period    string   `lake:"period"`
	Day       string   `lake:"day"`
	Value     float64  `lake:"value"`
	Upper95   *float64 `lake:"upper95"`
	Rule      string   `lake:"rule"`
	Evidence  string   `lake:"evidence"`
	State     string   `lake:"state"`
	FactDay   string   `lake:"fact_day"`
	Document  string   `lake:"document"`
	Until     string   `lake:"until"`
}

type rateRow struct {
	ID         string   `lake:"rate"`
	Area       string   `lake:"area_code"`
	Level      int32    `lake:"area_level"`
	Period     string   `lake:"period"`
	Num        *float64 `lake:"num"`
	Den        *float64 `lake:"den"`
	Value      *float64 `lake:"value"`
	Scored     bool     `lake:"scored"`
	Suppressed bool     `lake:"suppressed"`
}

type starRow struct {
	Area     string   `lake:"area_code"`
	Level    int32    `lake:"area_level"`
	Quarter  string   `lake:"quarter"`
	Points   *float64 `lake:"points"`
	Coverage float64  `lake:"coverage"`
	Ruled    int32    `lake:"star_ruled"`
	Before   int32    `lake:"star_before"`
	Proposed int32    `lake:"star_proposed"`
	Reported int32    `lake:"star_reported"`
	Fallen   bool     `lake:"fallen"`
}

type awardRow struct {
	Quarter  string  `lake:"quarter"`
	Award    string  `lake:"award"`
	Reason   string  `lake:"reason"`
	Area     string  `lake:"area_code"`
	Level    int32   `lake:"area_level"`
	Peers    string  `lake:"peers"`
	Score    float64 `lake:"score"`
	Before   float64 `lake:"score_before"`
	Place    int32   `lake:"place"`
	Of       int32   `lake:"compared"`
	Coverage float64 `lake:"coverage"`
}

type qualityRow struct {
	Batch      string `lake:"batch_id"`
	Dataset    string `lake:"dataset"`
	Source     string `lake:"source"`
	DataDate   string `lake:"data_date"`
	ReceivedAt int64  `lake:"received_at"`
	DaysLate   *int64 `lake:"days_late"`
	Status     string `lake:"status"`
	Received   int64  `lake:"received"`
	Landed     int64  `lake:"landed"`
	Rejected   int64  `lake:"rejected"`
	Flagged    int64  `lake:"flagged"`
	NotLocated int64  `lake:"not_located"`
}

type rejectRow struct {
	Batch string `lake:"batch_id"`
	Rule  string `lake:"rule"`
	Rows  int64  `lake:"rows"`
}

type reconciliationRow struct {
	Pair       string   `lake:"pair"`
	Period     string   `lake:"period"`
	Left       int64    `lake:"left_count"`
	Right      int64    `lake:"right_count"`
	Difference *float64 `lake:"difference"`
	Over       bool     `lake:"is_over"`
}

// assessTables are the tables of assessment and data quality.
var assessTables = map[string]lake.Table{
	"veto_fact": {Name: "veto_fact", Comment: "Facts that may cap an area's total, and what a person made of each; none is in force before that · 否决性事实及其确认",
		Columns: columns("veto_key varchar!", "indicator_id varchar!", "area_code varchar!", "area_level int32!", "period varchar!", "day varchar!", "value float64!", "upper95 float64",
			"rule varchar!", "evidence varchar!", "state varchar!", "fact_day varchar!", "document varchar!", "until varchar!"),
		Sort: []string{"area_code", "veto_key"}},
	"three_rates": {Name: "three_rates", Comment: "The three rates: suits and petitions per 10,000 (shown, never scored) and the share of petitions and disputes resolved · 三率",
		Columns: columns("rate varchar!", "area_code varchar!", "area_level int32!", "period varchar!", "num float64", "den float64", "value float64", "scored boolean!", "suppressed boolean!"),
		Sort:    []string{"area_code", "period", "rate"}},
	"centre_star": {Name: "centre_star", Comment: "Stars of governance centres by rule, by quarter; 0 is not rated · 综治中心星级",
		Columns: columns("area_code varchar!", "area_level int32!", "quarter varchar!", "points float64", "coverage float64!", "star_ruled int32!", "star_before int32!", "star_proposed int32!",
			"star_reported int32!", "fallen boolean!"),
		Sort: []string{"area_code", "quarter"}},
	"award_proposal": {Name: "award_proposal", Comment: "Units proposed for the steed and seahorse awards; a committee decides · 骏马奖、海马奖建议名单",
		Columns: columns("quarter varchar!", "award varchar!", "reason varchar!", "area_code varchar!", "area_level int32!", "peers varchar!", "score float64!", "score_before float64!",
			"place int32!", "compared int32!", "coverage float64!"),
		Sort: []string{"area_code", "quarter", "award", "reason"}},
	"batch_quality": {Name: "batch_quality", Comment: "How each batch came: days late after its rhythm, rows rejected, not located · 批次数据质量",
		Columns: columns("batch_id varchar!", "dataset varchar!", "source varchar!", "data_date varchar!", "received_at timestamp!", "days_late int64", "status varchar!", "received int64!",
			"landed int64!", "rejected int64!", "flagged int64!", "not_located int64!"),
		Sort: []string{"dataset", "batch_id"}},
	"batch_reject_rule": {Name: "batch_reject_rule", Comment: "Rows of each batch rejected by rule; a row that broke two rules counts under both · 批次按规则退回行数",
		Columns: columns("batch_id varchar!", "rule varchar!", "rows int64!"), Sort: []string{"batch_id", "rule"}},
	intervalTable.Name:      intervalTable,
	restatementTable.Name:   restatementTable,
	triageTable.Name:        triageTable,
	forecastTable.Name:      forecastTable,
	recordTable.Name:        recordTable,
	reportedTable.Name:      reportedTable,
	belowTable.Name:         belowTable,
	triageOutcomeTable.Name: triageOutcomeTable,
	clusterTable.Name:       clusterTable,
	clusterScanTable.Name:   clusterScanTable,
	adequacyTable.Name:      adequacyTable,
	revisionTable.Name:      revisionTable,
	nowcastTable.Name:       nowcastTable,
	pastMonthTable.Name:     pastMonthTable,
	contributionTable.Name:  contributionTable,
	liftTable.Name:          liftTable,
	rankMoveTable.Name:      rankMoveTable,
	hiddenTable.Name:        hiddenTable,
	"reconciliation": {Name: "reconciliation", Comment: "What two data sets say of the same cases, by month or quarter; over 1% apart an order is proposed · 数据核对",
		Columns: columns("pair varchar!", "period varchar!", "left_count int64!", "right_count int64!", "difference float64", "is_over boolean!"), Sort: []string{"pair", "period"}},
}

// assessment is what a build says beside the index: vetoes, rates, stars and
// the award list.
type assessment struct {
	facts  []anlan.Veto
	rates  []anlan.Rate
	awards []anlan.Award
	stars  []anlan.Star
	rated  bool // the lake has centres, and the framework a rule for their stars
}

// assess works the assessment out.
func (b *build) assess(ctx context.Context, v *vetoes, measures []anlan.Measure, areas []anlan.Area, res indicators.Result) (a assessment, err error) {
	if a.facts, err = b.facts(ctx, v, measures); err != nil {
		return a, err
	}
	a.rates, a.awards = b.Framework.Rates(res.Scores), b.Framework.AwardList(areas, res.Index)
	a.stars, a.rated, err = b.stars(ctx, res.Scores, v.confirmed(b.Framework))
	return a, err
}

// storeAssessment writes the assessment. A table whose data sets or rules are
// not there is left out.
func (b *build) storeAssessment(ctx context.Context, tx *lake.Tx, a assessment) error {
	if err := replaceAs(ctx, tx, "veto_fact", a.facts, func(x anlan.Veto) vetoFactRow {
		return vetoFactRow{x.Key, x.Indicator, x.Area, int32(x.Level), x.Period, x.Day, x.Value, x.Upper95, x.Rule, x.Evidence, string(x.State), x.FactDay, x.Document, x.Until}
	}); err != nil {
		return err
	}
	if len(b.Framework.RateRules) > 0 {
		if err := replaceAs(ctx, tx, "three_rates", a.rates, func(x anlan.Rate) rateRow {
			if x.Suppressed {
				x.Num, x.Den, x.Value = nil, nil, nil
			}
			return rateRow{x.ID, x.Area, int32(x.Level), x.Period, x.Num, x.Den, x.Value, x.Scored, x.Suppressed}
		}); err != nil {
			return err
		}
	}
	if b.Framework.Awards.Share > 0 {
		if err := replaceAs(ctx, tx, "award_proposal", a.awards, func(x anlan.Award) awardRow {
			return awardRow{x.Quarter, x.Award, x.Reason, x.Area, int32(x.Level), x.Peers, x.Score, x.Before, int32(x.Place), int32(x.Of), x.Coverage}
		}); err != nil {
			return err
		}
	}
	if !a.rated {
		return nil
	}
	return replaceAs(ctx, tx, "centre_star", a.stars, func(x anlan.Star) starRow {
		return starRow{x.Area, int32(x.Level), x.Quarter, x.Points, x.Coverage, int32(x.Ruled), int32(x.Before), int32(x.Proposed), int32(x.Reported), x.Fallen}
	})
}

// dataQuality is how the data came that a build rests on.
type dataQuality struct {
	batches   []anlan.BatchQuality
	intervals []anlan.Interval
	rejects   []anlan.RejectCount
	pairs     []anlan.Reconciliation
	paired    bool // the lake has data sets that can be held against each other
}

// readQuality reads it off the lake's record and its facts.
func (b *build) readQuality(ctx context.Context) (q dataQuality, err error) {
	batches, err := b.Lake.Batches(ctx, 0)
	if err != nil {
		return q, err
	}
	q.batches = b.quality(batches)
	if q.intervals, err = b.intervalsOf(ctx, batches); err != nil {
		return q, err
	}
	if q.rejects, err = b.Lake.RejectCounts(ctx); err != nil {
		return q, err
	}
	q.pairs, q.paired, err = b.reconcile(ctx)
	return q, err
}

func (b *build) storeQuality(ctx context.Context, tx *lake.Tx, q dataQuality) error {
	if err := replaceAs(ctx, tx, "batch_quality", q.batches, func(x anlan.BatchQuality) qualityRow {
		return qualityRow{x.Batch, x.Dataset, x.Source, x.DataDate, *b.clock(x.ReceivedAt), x.DaysLate, x.Status, x.Received, x.Landed, x.Rejected, x.Flagged, x.NotLocated}
	}); err != nil {
		return err
	}
	if err := b.storeIntervals(ctx, tx, q.intervals); err != nil {
		return err
	}
	if err := replaceAs(ctx, tx, "batch_reject_rule", q.rejects, func(x anlan.RejectCount) rejectRow { return rejectRow(x) }); err != nil || !q.paired {
		return err
	}
	return replaceAs(ctx, tx, "reconciliation", q.pairs, func(x anlan.Reconciliation) reconciliationRow { return reconciliationRow(x) })
}

// replaceAs puts nouns in place of all that a mart held, as its rows.
func replaceAs[T, R any](ctx context.Context, tx *lake.Tx, name string, in []T, row func(T) R) error {
	rows := make([]R, len(in))
	for i, x := range in {
		rows[i] = row(x)
	}
	return replaceTable(ctx, tx, assessTables[name], rows)
}

package night

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/lake"
	"github.com/anlan-lake/anlan/models"
	"github.com/anlan-lake/anlan/models/delay"
)

// recordDays is how long the record of what was known of a week is kept: a year,
// so that the slow weeks about the Spring Festival are in it once.
const recordDays = 400

type recordRow struct {
	Series string `lake:"series"`
	Area   string `lake:"area_code"`
	Week   int32  `lake:"week_start"`
	Night  int32  `lake:"as_of"`
	Known  int64  `lake:"known"`
}

// recordTable has a row on the first night that knew of a week and on each that
// knew of another count than the night before. It is not made anew: what was known
// on a night cannot be told from the rows that the lake holds later.
var recordTable = lake.Table{Name: "reporting_record", Comment: "What was known of a week on each night · 逐夜已知件数",
	Columns: columns("series varchar!", "area_code varchar!", "week_start date!", "as_of date!", "known int64!"),
	Sort:    []string{"area_code", "series", "week_start", "as_of"}}

type reportedRow struct {
	Series   string  `lake:"series"`
	Area     string  `lake:"area_code"`
	Week     int32   `lake:"week_start"`
	Known    int64   `lake:"known"`
	Share    float64 `lake:"share"`
	SD       float64 `lake:"share_sd"`
	Complete float64 `lake:"complete"`
}

var reportedTable = lake.Table{Name: "week_reported", Comment: "Weeks that are not all reported yet · 尚未报齐的周",
	Columns: columns("series varchar!", "area_code varchar!", "week_start date!", "known int64!", "share float64!", "share_sd float64!", "complete float64!"),
	Sort:    []string{"area_code", "series", "week_start"}}

// readRecord gives what earlier nights knew.
func readRecord(ctx context.Context, s *lake.Session) ([]delay.Known, error) {
	var out []delay.Known
	err := each(ctx, s, `select series, area_code, date_diff('day', date '1970-01-01', week_start), date_diff('day', date '1970-01-01', as_of), known
		from reporting_record order by series, area_code, week_start, as_of`, func(r *sql.Rows) error {
		var k delay.Known
		err := r.Scan(&k.Pool, &k.Source, &k.Last, &k.Night, &k.Count)
		k.Last += 6
		out = append(out, k)
		return err
	})
	return out, err
}

// reporter gives the source that an area's cases come from: the county's register.
func (n *Night) reporter(area string) string {
	if county, ok := n.Levels.Prefix(area, anlan.County); ok {
		return county
	}
	return area
}

// note enters what tonight knows of the last weeks into the record, and leaves
// out what is past keeping and what another run of this night had entered.
func (n *Night) note(record []delay.Known, series []models.Series, asOf time.Time, longest int) []delay.Known {
	tonight := anlan.EpochDay(asOf)
	record = slices.DeleteFunc(slices.Clone(record), func(k delay.Known) bool { return k.Night >= tonight || k.Last < tonight-recordDays })
	type key struct {
		pool, source string
		last         int
	}
	before := map[key]float64{}
	for _, k := range record { // in order of nights
		before[key{k.Pool, k.Source, k.Last}] = k.Count
	}
	level := map[string]anlan.Level{} // a series of several levels is counted once
	for _, s := range series {
		if _, ok := level[s.Name]; !ok {
			level[s.Name] = s.Level
		}
	}
	known := map[key]float64{}
	for _, s := range series {
		if s.Level != level[s.Name] {
			continue
		}
		for t := len(s.Dates) - 1; t >= 0; t-- {
			last := anlan.EpochDay(s.Dates[t]) + 6
			if last < tonight-longest {
				break
			}
			if last <= tonight && (s.Missing == nil || !s.Missing[t]) {
				known[key{s.Name, n.reporter(s.Area), last}] += s.Counts[t]
			}
		}
	}
	for k, count := range known {
		if was, ok := before[k]; !ok || was != count {
			record = append(record, delay.Known{Pool: k.pool, Source: k.source, Last: k.last, Night: tonight, Count: count})
		}
	}
	slices.SortFunc(record, func(a, b delay.Known) int {
		return cmp.Or(cmp.Compare(a.Pool, b.Pool), cmp.Compare(a.Source, b.Source), cmp.Compare(a.Last, b.Last), cmp.Compare(a.Night, b.Night))
	})
	return record
}

// scored gives the nights that have looked at the series, with tonight, in order.
func (n *Night) scored(ctx context.Context, asOf time.Time) ([]int, error) {
	done, err := n.Lake.Nights(ctx)
	if err != nil {
		return nil, err
	}
	tonight := anlan.EpochDay(asOf)
	nights := []int{tonight}
	for _, x := range done {
		day, err := time.Parse(anlan.DateFormat, x.AsOf)
		if err != nil {
			return nil, err
		}
		if d := anlan.EpochDay(day); x.Step == StepScore && d < tonight {
			nights = append(nights, d)
		}
	}
	slices.Sort(nights)
	return slices.Compact(nights), nil
}

// reported notes what tonight knows of the last weeks, and learns from this and
// earlier nights how much of each week is still to come. It gives the share of a
// week that has been reported; nil where nothing is thought to come.
func (n *Night) reported(ctx context.Context, tx *lake.Tx, record []delay.Known, series []models.Series, asOf time.Time) (func(series, area string, monday time.Time) delay.Share, error) {
	if len(series) == 0 {
		return nil, nil // nothing is watched
	}
	set := delay.DefaultSettings()
	set.Days = n.Warnings.Calendar
	record = n.note(record, series, asOf, set.Longest)
	rows := make([]recordRow, len(record))
	for i, k := range record {
		rows[i] = recordRow{k.Pool, k.Source, int32(k.Last - 6), int32(k.Night), int64(k.Count)}
	}
	if err := replaceTable(ctx, tx, recordTable, rows); err != nil {
		return nil, err
	}
	nights, err := n.scored(ctx, asOf)
	if err != nil {
		return nil, err
	}
	learnt, err := delay.Learn(record, nights, set)
	if err != nil {
		return nil, err
	}
	type key struct {
		series, source string
		last           int
	}
	shares := map[key]delay.Share{}
	tonight := anlan.EpochDay(asOf)
	var partial []reportedRow
	for i, k := range record {
		if k.Last < tonight-set.Longest || i+1 < len(record) && record[i+1].Pool == k.Pool && record[i+1].Source == k.Source && record[i+1].Last == k.Last {
			continue // long complete, or not the newest
		}
		if s := learnt.Of(k.Pool, k.Source, k.Last, tonight); s.Partial() {
			shares[key{k.Pool, k.Source, k.Last}] = s
			partial = append(partial, reportedRow{k.Pool, k.Source, int32(k.Last - 6), int64(k.Count), s.Mean, s.SD, k.Count / s.Mean})
		}
	}
	if err := replaceTable(ctx, tx, reportedTable, partial); err != nil || len(partial) == 0 {
		return nil, err
	}
	return func(series, area string, monday time.Time) delay.Share {
		if s, ok := shares[key{series, n.reporter(area), anlan.EpochDay(monday) + 6}]; ok {
			return s
		}
		return delay.Complete
	}, nil
}

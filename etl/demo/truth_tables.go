package demo

import (
	"bufio"
	_ "embed"
	"path/filepath"
	"strconv"
)

//go:embed truth.md
var truthReadme string

// truthTable is a table of truth/ that is small enough to be held.
type truthTable struct {
	name string
	rows [][]string
}

func (c *City) truthTables() []truthTable {
	return []truthTable{{"outbreaks.csv", c.outbreakTable()}, {"rates.csv", c.rateTable()}, {"waves.csv", c.waveTable()},
		{"silences.csv", c.silenceTable()}, {"hidden.csv", c.hiddenTable()}, {"mixes.csv", c.mixTable()}, {"field.csv", c.fieldTable()}, {"batches.csv", c.batchTable()}}
}

func (c *City) outbreakTable() [][]string {
	rows := [][]string{{"id", "dataset", "series", "kind", "area_code", "area_level", "start", "days", "excess", "expected_week", "expected_days", "deviations", "size"}}
	for _, o := range c.Outbreaks {
		level := "county"
		if len(o.Area) == 9 {
			level = "township"
		}
		rows = append(rows, []string{o.ID, o.Dataset, o.Series, o.Kind, o.Area, level, o.Start.String(), strconv.Itoa(o.Days), strconv.Itoa(o.Excess),
			decimals(o.Expected, 3), decimals(o.Ordinary, 3), decimals(o.Deviations, 2), o.Size})
	}
	return rows
}

func (c *City) rateTable() [][]string {
	rows := [][]string{{"dataset", "area_code", "kind", "per_day"}}
	for _, r := range c.Rates {
		rows = append(rows, []string{r.Dataset, r.Area, r.Kind, strconv.FormatFloat(r.PerDay, 'g', -1, 64)})
	}
	return rows
}

func (c *City) waveTable() [][]string {
	rows := [][]string{{"id", "dataset", "kind", "area_code", "start", "days", "lag_days", "height", "excess"}}
	for _, w := range c.terrain.waves {
		rows = append(rows, []string{w.ID, w.Dataset, w.Kind, w.County, w.Start.String(), strconv.Itoa(w.Days), strconv.Itoa(w.Lag), decimals(w.Height, 1), decimals(w.Excess, 2)})
	}
	return rows
}

func (c *City) silenceTable() [][]string {
	rows := [][]string{{"dataset", "area_code", "start", "days", "rows_kept_back", "kind"}}
	for _, s := range c.Silences {
		rows = append(rows, []string{s.Dataset, s.Area, s.Start.String(), strconv.Itoa(s.Days), strconv.Itoa(s.Rows), s.Kind})
	}
	return rows
}

func (c *City) hiddenTable() [][]string {
	rows := [][]string{{"dataset", "area_code", "month", "cases"}}
	for _, h := range c.Hidden {
		rows = append(rows, []string{h.Dataset, h.County, h.Month.String()[:7], strconv.Itoa(h.Cases)})
	}
	return rows
}

// mixTable says how the rates of the data sets are mixed over weeks.
func (c *City) mixTable() [][]string {
	rows := [][]string{{"dataset", "gamma_shape", "field_loading"}}
	for _, p := range c.processes {
		rows = append(rows, []string{p.dataset, decimals(p.own(), 6), decimals(p.loading(), 6)})
	}
	return append(rows, []string{"police_stat_day", decimals(policeShape, 6), "0"})
}

func (c *City) fieldTable() [][]string {
	f := c.terrain.field
	rows := [][]string{{"area_code", "monday", "field"}}
	for i, town := range c.terrain.towns {
		for week, values := range f.weeks {
			rows = append(rows, []string{town.code, mondayOf(f.first + week).String(), decimals(values[i], 6)})
		}
	}
	return rows
}

// writeRhythm writes rhythm.csv: what the calendar does to the rate of each
// kind on each day.
func (c *City) writeRhythm(dir string) error {
	file, err := createFile(filepath.Join(dir, "rhythm.csv"))
	if err != nil {
		return err
	}
	out := bufio.NewWriter(file)
	out.WriteString("dataset,day,kind,factor\n")
	var row []byte
	write := func(dataset string, d Date, kind string, factor float64) {
		row = append(append(row[:0], dataset...), ',')
		row = append(append(appendDate(row, d, '-'), ','), kind...)
		row = append(strconv.AppendFloat(append(row, ','), factor, 'g', 10, 64), '\n')
		out.Write(row)
	}
	cal := newCalendar()
	for _, p := range c.processes {
		h := p.rhythm(cal, p.first, c.Last)
		for d := p.first; d <= c.Last; d++ {
			for k, x := range p.kinds {
				write(p.dataset, d, x.code, h.factor[d-p.first]*h.kinds[d-p.first][k])
			}
		}
	}
	for d := c.First; d <= c.Last; d++ {
		for k, x := range c.police.kinds {
			write("police_stat_day", d, x.code, c.police.rhythm(d, k))
		}
	}
	return closeFile(file, out)
}

// mondayOf gives the first day of a week.
func mondayOf(week int) Date { return Date(7*week - 5) }

func decimals(x float64, n int) string { return strconv.FormatFloat(x, 'f', n, 64) }

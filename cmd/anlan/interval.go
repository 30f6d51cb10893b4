package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/night"
)

// intervalFlags choose the intervals that 'anlan status --intervals' shows.
type intervalFlags struct {
	show              bool
	dataset, from, to string
	asOf              string
}

func (f *intervalFlags) add(e *env, c *cobra.Command) {
	c.Flags().BoolVar(&f.show, "intervals", false, e.say("what was expected of each source, and what became of it", "各来源应到的期次与到达情况"))
	c.Flags().StringVar(&f.dataset, "dataset", "", e.say("with --intervals: only this data set", "与 --intervals 同用：只列此数据集"))
	c.Flags().StringVar(&f.from, "from", "", e.say("with --intervals: first day (default two weeks ago)", "与 --intervals 同用：起始日（默认两周前）"))
	c.Flags().StringVar(&f.to, "to", "", e.say("with --intervals: last day", "与 --intervals 同用：截止日"))
	c.Flags().StringVar(&f.asOf, "as-of", "", e.say("with --intervals: as the night of this day found them (default now)", "与 --intervals 同用：以该日夜间为准（默认此刻）"))
}

// intervalLine is an interval as the shell shows it.
type intervalLine struct {
	Dataset  string   `json:"dataset"`
	Source   string   `json:"source"`
	Period   string   `json:"period"`
	State    string   `json:"state"`
	Due      string   `json:"due"`
	Arrived  string   `json:"arrived,omitempty"`
	Changed  string   `json:"changed,omitempty"`
	Files    int64    `json:"files"`
	Received *int64   `json:"received,omitempty"`
	Landed   *int64   `json:"landed,omitempty"`
	Rejected *int64   `json:"rejected,omitempty"`
	Volume   string   `json:"volume,omitempty"`
	Usual    *float64 `json:"usual,omitempty"`
}

var intervalWords = map[string]string{
	anlan.IntervalExpected: "待到", anlan.IntervalLanded: "已落地", anlan.IntervalChecked: "已核", anlan.IntervalLate: "迟到", anlan.IntervalMissing: "缺失",
	anlan.IntervalHeld: "暂扣", anlan.IntervalWithdrawn: "已撤回", anlan.IntervalRestated: "发布后更正",
}

// printIntervals lists intervals, oldest first.
func (e *env) printIntervals(cmd *cobra.Command, n *night.Night, f intervalFlags, asJSON bool) error {
	at := e.now().In(n.Loc)
	if f.asOf != "" {
		day, err := e.asOf(f.asOf, n.Loc)
		if err != nil {
			return err
		}
		at = night.DueNight(day)
	}
	from, to := at.AddDate(0, 0, -14), at
	for _, x := range []struct {
		into *time.Time
		text string
		flag string
	}{{&from, f.from, "from"}, {&to, f.to, "to"}} {
		if x.text == "" {
			continue
		}
		day, err := time.ParseInLocation(anlan.DateFormat, x.text, n.Loc)
		if err != nil {
			return anlan.Errorf(anlan.Invalid, "--%s %q is not a day like 2026-10-15", x.flag, x.text)
		}
		*x.into = day
	}
	list, err := n.Intervals(cmd.Context(), at)
	if err != nil {
		return err
	}
	shown := 0
	for _, x := range list {
		p, err := anlan.ParsePeriod(x.Period, n.Loc)
		if err != nil {
			return err
		}
		if !p.End.After(from) || p.Start.After(to) || f.dataset != "" && x.Dataset != f.dataset {
			continue
		}
		shown++
		if asJSON {
			if err := json.NewEncoder(e.stdout).Encode(e.intervalLine(n, x)); err != nil {
				return err
			}
			continue
		}
		rows := "-"
		if x.Received != nil {
			rows = fmt.Sprint(*x.Received)
		}
		mark := ""
		if x.Volume != "" {
			mark = fmt.Sprintf(e.say("  %s: usual are %.0f", "  %s：通常 %.0f"), x.Volume, *x.Usual)
		}
		fmt.Fprintf(e.stdout, "%-26s %-10s  %-9s %2d %8s  %s%s\n", x.Dataset, x.Period, e.say(x.State, intervalWords[x.State]), x.Files, rows, e.instant(n, x.Changed), mark)
	}
	if shown == 0 && !asJSON {
		if f.dataset != "" && !slices.ContainsFunc(n.Sources, func(s night.Source) bool { return s.Dataset == f.dataset }) {
			return anlan.Errorf(anlan.NotFound, "the settings have no source of data set %q", f.dataset)
		}
		fmt.Fprintln(e.stdout, e.say("no intervals", "没有期次"))
	}
	return nil
}

func (e *env) instant(n *night.Night, t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.In(n.Loc).Format("2006-01-02 15:04")
}

func (e *env) intervalLine(n *night.Night, x anlan.Interval) intervalLine {
	stamp := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.In(n.Loc).Format(time.RFC3339)
	}
	return intervalLine{x.Dataset, x.Source, x.Period, x.State, stamp(x.Due), stamp(x.Arrived), stamp(x.Changed), x.Files, x.Received, x.Landed, x.Rejected, x.Volume, x.Usual}
}

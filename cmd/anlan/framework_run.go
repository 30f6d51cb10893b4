package main

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/indicators"
	"github.com/anlan-lake/anlan/internal/night"
)

func frameworkRunCommand(e *env) *cobra.Command {
	var period string
	var asJSON bool
	c := &cobra.Command{
		Use: "run FRAMEWORK[@VERSION]", Short: e.say("Work out another framework on the lake, by its own rhythm and rules", "在本湖上按其自身频率和规则计算另一指数框架"), Args: exactArgs(1, "FRAMEWORK"),
		Long: e.say(`Works out a framework (a built-in id or a file) on the lake as it is now: published
indices of other cities, each by its own rhythm (days, weeks, ten-day periods, months …)
and rules: comparison with the past and with the city, deductions, runs of one colour.
Without a version each period is judged by the one then in force. It says what of the
framework is published and what is assumed. Nothing is stored.
A dash stands for what has no score, and for categories that would tell a small count.`,
			`在本湖现有数据上计算一个框架（内置标识或文件）：其他城市已公布的指数，各按其自身频率
（日、周、旬、月等）与规则：与往期及全市比较、扣分、连续同色。未指明版本时各期用当时施行的版本。
同时列明框架哪些已公布、哪些为假定。结果不入库。短横表示没有得分，或该类别会透露小数件数。`),
		Example: "  anlan framework run huizhou --lake ./demo/lake\n  anlan framework run dujiangyan --period 2026-10 --json",
		RunE: func(cmd *cobra.Command, args []string) error {
			f, err := versionsOf(args[0])
			if err != nil {
				return err
			}
			n, closeAll, err := e.night(cmd.Context())
			if err != nil {
				return err
			}
			defer closeAll()
			var day time.Time
			if period != "" {
				p, err := anlan.ParsePeriod(period, n.Loc)
				if err != nil {
					return err
				}
				if p.Kind != f.Kind() {
					return anlan.Errorf(anlan.Invalid, "--period %s is not of the rhythm of %s, whose periods are like %s", period, f.ID, anlan.NewPeriod(f.Kind(), p.Start))
				}
				day = p.Start
			}
			r, err := n.WorkOut(cmd.Context(), f, day)
			if err != nil {
				return err
			}
			f = f.InForce(r.Period)
			if asJSON {
				return e.writeOwnIndex(f, r)
			}
			e.printOwnIndex(f, r)
			return nil
		},
	}
	c.Flags().StringVar(&period, "period", "", e.say("period of the framework's rhythm (default: the last that has ended)", "该框架频率下的一期（默认最近结束的一期）"))
	c.Flags().BoolVar(&asJSON, "json", false, e.say("answer in JSON", "以 JSON 输出"))
	return c
}

func (e *env) printOwnIndex(f *indicators.Framework, r *night.OwnIndex) {
	fmt.Fprintf(e.stdout, e.say("%s %s %s · %s · data up to %s\n", "%s %s %s · %s · 数据截至 %s\n"), f.ID, f.Version, e.text(f.Name), r.Period, r.AsOf)
	e.printOrigin(f)
	for _, s := range r.Skipped {
		fmt.Fprintf(e.stdout, e.say("unavailable: %s: %s\n", "不可用：%s：%s\n"), s.Indicator, s.Reason)
	}
	heads := []string{e.say("area", "区划"), e.say("name", "名称"), e.say("total", "总分"), e.say("colour", "颜色"), e.say("rank", "名次"), e.say("covered", "覆盖")}
	for _, c := range f.Categories {
		heads = append(heads, e.text(c.Name))
	}
	fmt.Fprintln(e.stdout, strings.Join(heads, "  "))
	for _, row := range r.Rows {
		cells := []string{row.Area.Code, row.Area.Name, score(row.Total.Score), string(row.Total.Colour), rankText(row.Total.Rank), strconv.Itoa(int(100*row.Total.Coverage+0.5)) + "%"}
		for _, c := range f.Categories {
			cells = append(cells, score(row.Categories[c.Code]))
		}
		line := strings.Join(cells, "  ")
		if row.Follows != nil {
			line += fmt.Sprintf(e.say("  %d periods running: %s", "  连续 %d 期：%s"), row.Run, e.text(*row.Follows))
		}
		fmt.Fprintln(e.stdout, line)
	}
}

// printOrigin says what of a framework is published, what assumed and why, and
// how its judges agree.
func (e *env) printOrigin(f *indicators.Framework) {
	for _, o := range f.Origin {
		if o.Assumed {
			fmt.Fprintf(e.stdout, e.say("assumed:   %s (%s)\n", "假定：%s（%s）\n"), e.text(o.Part), e.text(o.Reason))
		} else {
			fmt.Fprintf(e.stdout, e.say("published: %s (%s)\n", "已公布：%s（%s）\n"), e.text(o.Part), o.Source)
		}
	}
	for _, j := range f.Judgements {
		// Loading has weighed them: there is nothing to go wrong.
		_ = e.printJudgements(j)
	}
}

func (e *env) writeOwnIndex(f *indicators.Framework, r *night.OwnIndex) error {
	type area struct {
		Area       string              `json:"area"`
		Name       string              `json:"name"`
		Total      *float64            `json:"total"`
		Colour     string              `json:"colour"`
		Rank       int                 `json:"rank,omitempty"`
		Coverage   float64             `json:"coverage"`
		Categories map[string]*float64 `json:"categories"`
		Run        int                 `json:"run"`
		Follows    string              `json:"follows,omitempty"`
	}
	out := struct {
		Framework string `json:"framework"`
		Period    string `json:"period"`
		AsOf      string `json:"as_of"`
		Areas     []area `json:"areas"`
	}{f.ID + " " + f.Version, r.Period, r.AsOf, []area{}}
	for _, row := range r.Rows {
		a := area{row.Area.Code, row.Area.Name, row.Total.Score, string(row.Total.Colour), row.Total.Rank, row.Total.Coverage, row.Categories, row.Run, ""}
		if row.Follows != nil {
			a.Follows = e.text(*row.Follows)
		}
		out.Areas = append(out.Areas, a)
	}
	if err := json.NewEncoder(e.stdout).Encode(out); err != nil {
		return anlan.Errorf(anlan.Internal, "write %s: %w", f.ID, err)
	}
	return nil
}

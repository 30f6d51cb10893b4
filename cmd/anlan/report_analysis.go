package main

import (
	"bytes"
	"context"
	"fmt"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/edition"
	"github.com/anlan-lake/anlan/internal/ledger"
	"github.com/anlan-lake/anlan/internal/report"
)

// analysisCommands are the reports on whole periods, one a kind.
func analysisCommands(e *env) []*cobra.Command {
	return []*cobra.Command{
		reportAnalysisCommand(e, "weekly", anlan.Week, "2026-W46", e.say("The weekly assessment as one HTML file", "周研判（单个 HTML 文件）")),
		reportAnalysisCommand(e, "ten-day", anlan.TenDay, "2026-11-T2", e.say("The ten-day analysis as one HTML file", "旬分析报告（单个 HTML 文件）")),
		reportAnalysisCommand(e, "monthly", anlan.Month, "2026-10", e.say("The monthly analysis as one HTML file", "月度分析报告（单个 HTML 文件）")),
		reportAnalysisCommand(e, "quarterly", anlan.Quarter, "2026-Q3", e.say("The quarterly analysis as one HTML file", "季度分析报告（单个 HTML 文件）")),
		reportAnalysisCommand(e, "yearly", anlan.Year, "2026", e.say("The yearly analysis as one HTML file", "年度分析报告（单个 HTML 文件）")),
	}
}

func reportAnalysisCommand(e *env, name string, kind anlan.PeriodKind, example, short string) *cobra.Command {
	var out, lang, period string
	c := &cobra.Command{
		Use:   name,
		Short: short,
		Long: short + e.say(`.

The index and what moved it, counties, the three rates, what people say, every
indicator by category, points lost, warnings, and the state of the data.`, `。

指数及升降原因、区县、三率、群众评价、分类指标、失分、预警与数据情况。`),
		Example: "  anlan report " + name + " --out " + name + ".html --lang zh\n  anlan report " + name + " --period " + example,
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			done := e.say(name+" report of edition %s written to %s\n", "版本 %s 的报告已写入 %s\n")
			return e.report(out, lang, done, func(_ *config, dir, id, lang string) ([]byte, error) {
				return e.analysis(cmd.Context(), kind, dir, id, lang, period, example)
			})
		},
	}
	e.reportFlags(c, &out, &lang)
	c.Flags().StringVar(&period, "period", "", e.say("the period, such as "+example+" (default the last that has ended)", "周期，如 "+example+"（默认最近一个已结束的）"))
	return c
}

// analysis renders the report on one period of an edition, with the warnings'
// lives as the ledger has them now. example is how a period of the kind is written.
func (e *env) analysis(ctx context.Context, kind anlan.PeriodKind, dir, id, lang, period, example string) ([]byte, error) {
	ed, err := edition.Open(dir, id)
	if err != nil {
		return nil, err
	}
	all := ed.PeriodsOf(kind)
	if period == "" {
		for _, p := range all {
			if ed.Final(p) || period == "" {
				period = p // the last that has ended; the running one where none has
			}
		}
	}
	if period == "" {
		return nil, anlan.Errorf(anlan.NotFound, "edition %s has no index of such periods", id).WithNext("the framework's 'periods' says which are made")
	}
	if p, err := anlan.ParsePeriod(period, time.UTC); err != nil {
		return nil, fmt.Errorf("--period: %w", err)
	} else if p.Kind != kind {
		return nil, anlan.Errorf(anlan.Invalid, "--period %s is not a period such as %s, which this report is on", period, example)
	}
	books, err := ledger.Open(ctx, filepath.Join(e.lakePath(), "ledger.sqlite"))
	if err != nil {
		return nil, err
	}
	defer books.Close()
	o, err := lives(ctx, books)
	if err != nil {
		return nil, err
	}
	o.Lang = lang
	var b bytes.Buffer
	err = report.Analysis(&b, ed, o, period)
	return b.Bytes(), err
}

// lives are the options that say what became of warnings.
func lives(ctx context.Context, books *ledger.Ledger) (report.Options, error) {
	o := report.Options{Handled: map[string]string{}, Outcomes: map[string]string{}}
	states, err := books.WarningStates(ctx)
	if err != nil {
		return o, err
	}
	for id, s := range states {
		o.Handled[id] = s.State
	}
	outcomes, err := books.Outcomes(ctx)
	if err != nil {
		return o, err
	}
	for _, x := range outcomes {
		o.Outcomes[x.ID] = x.Outcome
	}
	return o, nil
}

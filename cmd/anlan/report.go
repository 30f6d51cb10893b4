package main

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/edition"
	"github.com/anlan-lake/anlan/internal/ledger"
	"github.com/anlan-lake/anlan/internal/night"
	"github.com/anlan-lake/anlan/internal/report"
)

func reportCommand(e *env) *cobra.Command {
	c := &cobra.Command{Use: "report", Short: e.say("Write reports from the published edition", "由已发布版本生成报告")}
	c.AddCommand(reportDailyCommand(e), reportIndicatorsCommand(e))
	c.AddCommand(analysisCommands(e)...)
	return c
}

func reportDailyCommand(e *env) *cobra.Command {
	var out, lang string
	c := &cobra.Command{
		Use:     "daily",
		Short:   e.say("The daily summary as one HTML file", "日汇总（单个 HTML 文件）"),
		Example: "  anlan report daily --out daily.html --lang zh",
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return e.report(out, lang, e.say("daily summary of edition %s written to %s\n", "版本 %s 的日汇总已写入 %s\n"), func(cfg *config, dir, id, lang string) ([]byte, error) {
				books, err := ledger.Open(cmd.Context(), filepath.Join(e.lakePath(), "ledger.sqlite"))
				if err != nil {
					return nil, err
				}
				defer books.Close()
				return daily(cmd.Context(), books, dir, id, lang, cfg.location())
			})
		},
	}
	e.reportFlags(c, &out, &lang)
	return c
}

func reportIndicatorsCommand(e *env) *cobra.Command {
	var out, lang, area, period string
	c := &cobra.Command{
		Use:   "indicators",
		Short: e.say("The annex of reports: every indicator of one area and period, as one HTML file", "附表：一个区划一期的全部指标（单个 HTML 文件）"),
		Example: "  anlan report indicators --out annex.html --lang zh\n" +
			"  anlan report indicators --area 629902 --period 2026-10 > annex.html",
		Args: noArgs,
		RunE: func(_ *cobra.Command, _ []string) error {
			return e.report(out, lang, e.say("indicators of edition %s written to %s\n", "版本 %s 的指标总表已写入 %s\n"), func(_ *config, dir, id, lang string) ([]byte, error) {
				ed, err := edition.Open(dir, id)
				if err != nil {
					return nil, err
				}
				var b bytes.Buffer
				err = report.Annex(&b, ed, report.Options{Lang: lang}, cmp.Or(area, ed.Meta.City), cmp.Or(period, ed.Meta.Closed))
				return b.Bytes(), err
			})
		},
	}
	e.reportFlags(c, &out, &lang)
	c.Flags().StringVar(&area, "area", "", e.say("code of the area (default the city)", "区划代码（默认全市）"))
	c.Flags().StringVar(&period, "period", "", e.say("month, week, ten days, quarter or year (default the last month that has ended)", "月、周、旬、季或年（默认最近一个已结束的月）"))
	return c
}

func (e *env) reportFlags(c *cobra.Command, out, lang *string) {
	c.Flags().StringVarP(out, "out", "o", "", e.say("file to write (default standard output)", "输出文件（默认标准输出）"))
	c.Flags().StringVar(lang, "lang", "", e.say("zh or en (default the language of the session)", "zh 或 en（默认随会话语言）"))
}

// report writes what make gives of the published edition; done says where to.
func (e *env) report(out, lang, done string, make func(cfg *config, dir, id, lang string) ([]byte, error)) error {
	cfg, err := e.config()
	if err != nil {
		return err
	}
	if lang == "" {
		lang = e.lang()
	}
	if lang != "zh" && lang != "en" {
		return anlan.Errorf(anlan.Invalid, "--lang %q is not zh or en", lang)
	}
	dir := filepath.Join(e.lakePath(), "editions")
	id, err := edition.CurrentID(dir)
	if err != nil {
		return err
	}
	text, err := make(cfg, dir, id, lang)
	if err != nil {
		return err
	}
	if out == "" || out == "-" {
		_, err = e.stdout.Write(text)
		return err
	}
	if err := os.WriteFile(out, text, 0o644); err != nil {
		return anlan.Errorf(anlan.Unavailable, "write report: %w", err)
	}
	fmt.Fprintf(e.stdout, done, id, out)
	return nil
}

// daily renders the daily summary of one edition, with the warnings' lives as
// the ledger has them now.
func daily(ctx context.Context, books *ledger.Ledger, dir, id, lang string, loc *time.Location) ([]byte, error) {
	ed, err := edition.Open(dir, id)
	if err != nil {
		return nil, err
	}
	day, err := time.ParseInLocation(anlan.DateFormat, ed.Meta.AsOf, loc)
	if err != nil {
		return nil, fmt.Errorf("edition %s: %w", id, err)
	}
	o, err := lives(ctx, books)
	if err != nil {
		return nil, err
	}
	o.Lang, o.Day = lang, day
	var b bytes.Buffer
	if err := report.Daily(&b, ed, o); err != nil {
		return nil, fmt.Errorf("daily summary: %w", err)
	}
	return b.Bytes(), nil
}

// writeReports puts a night's daily summary beside its edition, in both
// languages: LAKE/reports/DAY/daily.zh.html and daily.en.html.
func (e *env) writeReports(ctx context.Context, n *night.Night, r night.Result) error {
	dir := filepath.Join(n.Lake.Dir(), "reports", r.AsOf)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return anlan.Errorf(anlan.Unavailable, "write reports: %w", err)
	}
	for _, lang := range []string{"zh", "en"} {
		text, err := daily(ctx, n.Ledger, n.Editions(), r.Edition.ID, lang, n.Loc)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, "daily."+lang+".html"), text, 0o644); err != nil {
			return anlan.Errorf(anlan.Unavailable, "write reports: %w", err)
		}
	}
	return nil
}

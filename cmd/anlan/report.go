package main

import (
	"bytes"
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
	c.AddCommand(reportDailyCommand(e))
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
			books, err := ledger.Open(cmd.Context(), filepath.Join(e.lakePath(), "ledger.sqlite"))
			if err != nil {
				return err
			}
			defer books.Close()
			text, err := daily(cmd.Context(), books, dir, id, lang, cfg.location())
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
			fmt.Fprintf(e.stdout, e.say("daily summary of edition %s written to %s\n", "版本 %s 的日汇总已写入 %s\n"), id, out)
			return nil
		},
	}
	c.Flags().StringVarP(&out, "out", "o", "", e.say("file to write (default standard output)", "输出文件（默认标准输出）"))
	c.Flags().StringVar(&lang, "lang", "", e.say("zh or en (default the language of the session)", "zh 或 en（默认随会话语言）"))
	return c
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
	states, err := books.WarningStates(ctx)
	if err != nil {
		return nil, err
	}
	handled := map[string]string{}
	for id, s := range states {
		handled[id] = s.State
	}
	var b bytes.Buffer
	if err := report.Daily(&b, ed, report.Options{Lang: lang, Day: day, Handled: handled}); err != nil {
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

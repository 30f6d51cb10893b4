package main

import (
	"cmp"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"github.com/anlan-lake/anlan"
)

func quarantineCommand(e *env) *cobra.Command {
	c := &cobra.Command{
		Use:   "quarantine",
		Short: e.say("Rejected rows and held batches", "被拒收的行与暂扣的批次"),
		Long: e.say(`The lake keeps file, row, column and rule of every rejected row; the row itself
stays in the landing zone and is shown only from there.`,
			`数据湖只记录被拒收行的文件、行号、列与规则；原始行留在落地区，只能从那里查看。`),
	}
	c.AddCommand(quarantineListCommand(e), quarantineShowCommand(e))
	return c
}

func quarantineListCommand(e *env) *cobra.Command {
	var dataset string
	var limit int
	c := &cobra.Command{
		Use: "list", Short: e.say("Batches with rejected rows, held and withdrawn batches", "有拒收行的批次、暂扣批次与撤回批次"), Args: noArgs,
		Example: "  anlan quarantine list --dataset dispute_case",
		RunE: func(cmd *cobra.Command, _ []string) error {
			l, _, err := e.open(cmd.Context())
			if err != nil {
				return err
			}
			defer l.Close()
			batches, err := l.Batches(cmd.Context(), 0)
			if err != nil {
				return err
			}
			batches = slices.DeleteFunc(batches, func(b anlan.Batch) bool {
				return b.Rejected == 0 && (b.Status == anlan.BatchLanded || b.Status == anlan.BatchNotice) || dataset != "" && b.Dataset != dataset
			})
			held := func(b anlan.Batch) int {
				if b.Status == anlan.BatchHeld {
					return 0
				}
				return 1
			}
			slices.SortStableFunc(batches, func(a, b anlan.Batch) int { // held first, then the newest
				return cmp.Or(held(a)-held(b), b.ReceivedAt.Compare(a.ReceivedAt), cmp.Compare(b.DataDate, a.DataDate), cmp.Compare(a.Dataset, b.Dataset))
			})
			for i, b := range batches {
				if i == limit {
					fmt.Fprintf(e.stdout, e.say("… and %d more: --limit %d\n", "……另有 %d 个批次：--limit %d\n"), len(batches)-limit, len(batches))
					break
				}
				fmt.Fprintf(e.stdout, "%s  %-9s %-16s %6d/%d  %s", b.ID, b.Status, b.Dataset, b.Rejected, b.Received, b.Source)
				if b.Note != "" {
					fmt.Fprintf(e.stdout, "  (%s)", b.Note)
				}
				fmt.Fprintln(e.stdout)
			}
			return nil
		},
	}
	c.Flags().IntVar(&limit, "limit", 40, e.say("batches shown", "显示的批次数"))
	c.Flags().StringVar(&dataset, "dataset", "", e.say("only this data set", "只列此数据集"))
	return c
}

func quarantineShowCommand(e *env) *cobra.Command {
	var rows bool
	c := &cobra.Command{
		Use: "show BATCH", Short: e.say("What is wrong with a batch's rows", "某批次各行的问题"), Args: exactArgs(1, "BATCH"),
		Example: "  anlan quarantine show 1f2e3d4c5b6a7988\n  anlan quarantine show 1f2e3d4c5b6a7988 --rows",
		RunE: func(cmd *cobra.Command, args []string) error {
			l, cfg, err := e.open(cmd.Context())
			if err != nil {
				return err
			}
			defer l.Close()
			rejects, err := l.Rejects(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			if len(rejects) == 0 {
				return anlan.Errorf(anlan.NotFound, "no rejected rows of a batch %s", args[0]).WithNext("'anlan quarantine list' names the batches")
			}
			for _, r := range rejects {
				fmt.Fprintf(e.stdout, e.say("%s: row %d: %s: %s: expected %s\n", "%s：第 %d 行：%s：%s：应为 %s\n"),
					r.File, r.Row, e.place(r), r.Rule, r.Expected)
			}
			if !rows {
				return nil
			}
			files, err := filepath.Glob(filepath.Join(cfg.path(cfg.Landing), "rejected", "*", args[0]+".csv"))
			if err != nil || len(files) == 0 {
				return anlan.Errorf(anlan.NotFound, "the landing zone no longer holds the rejected rows of %s", args[0])
			}
			file := files[0]
			f, err := os.Open(file)
			if err != nil {
				return anlan.Errorf(anlan.NotFound, "read rejected rows: %w", err)
			}
			defer f.Close()
			r := csv.NewReader(f)
			r.FieldsPerRecord = -1
			lines, err := r.ReadAll()
			if err != nil {
				return anlan.Errorf(anlan.Internal, "read rejected rows %s: %w", file, err)
			}
			return csv.NewWriter(e.stdout).WriteAll(lines)
		},
	}
	c.Flags().BoolVar(&rows, "rows", false, e.say("print the rejected source rows from the landing zone (may hold personal data)", "打印落地区中的原始行（可能含个人信息）"))
	return c
}

// place says which cell of a row a reject is about.
func (e *env) place(r anlan.Reject) string {
	switch {
	case r.Column == "":
		return e.say("the whole row", "整行")
	case r.Header == "":
		return e.say("column ", "列 ") + r.Column
	}
	return e.say("column "+r.Column+" ("+r.Header+")", "列 "+r.Column+"（"+r.Header+"）")
}

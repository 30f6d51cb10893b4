package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/etl"
)

// shownFaults is how many faults of a mended file are printed.
const shownFaults = 20

func quarantineRelandCommand(e *env) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use: "reland FILE.xlsx|FILE.csv|BATCH", Short: e.say("Take a mended export back, or try a batch again by today's contract", "收回补正后的导出文件，或按现行契约重试某批次"),
		Long: e.say(`With a file: an export that its department has mended. Each line answers the row
that its columns _batch and _row name; lines that keep the contract now land, as a
batch of their own that mends those rows, the others leave their row open with its
new faults. Lines that answer no open row are refused. Such a file may also come
with the department's ordinary files.

With a batch: its file is read again from the landing zone by today's contract,
and what is good now lands: of a held batch the whole, of another those of its
rejected rows that are still open.

Exit codes: 0, or 4 where some rows are still at fault or the batch is still held.`,
			`给出文件：责任单位改正后的导出文件。每一行对应其 _batch 与 _row 所指的行；现已符合契约的行
作为单独的补正批次落地，其余各行仍待补正并记下新的问题。不对应待补正行的一律不收。
此类文件也可随日常文件一并报送。

给出批次：按现行契约从落地区重读其文件，现已合格的即落地：暂扣批次为整批，其他批次为仍待补正的行。

退出码：0；仍有行不合格或批次仍暂扣时为 4。`),
		Example: "  anlan quarantine reland mended.xlsx\n  anlan quarantine reland 1f2e3d4c5b6a7988",
		Args:    exactArgs(1, "FILE|BATCH"),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			n, closeAll, err := e.night(ctx)
			if err != nil {
				return err
			}
			defer closeAll()
			var batches []anlan.Batch
			var landErr error
			if ext := strings.ToLower(filepath.Ext(args[0])); ext != "" {
				path, err := filepath.Abs(args[0])
				if err != nil {
					return err
				}
				if _, err := os.Stat(path); err != nil {
					return anlan.Errorf(anlan.NotFound, "read mended file: %w", err)
				}
				batches, landErr = n.RelandFile(ctx, path)
			} else {
				batches, landErr = n.Reland(ctx, args[0])
			}
			open := int64(0)
			for _, b := range batches {
				if asJSON {
					if err := json.NewEncoder(e.stdout).Encode(b); err != nil {
						return err
					}
				} else {
					fmt.Fprintf(e.stdout, e.say("%s %s %s: %d received = %d landed + %d rejected\n", "%s %s %s：收到 %d = 落地 %d + 拒收 %d\n"),
						b.Status, b.Dataset, b.Source, b.Received, b.Landed, b.Rejected)
					if b.Note != "" {
						fmt.Fprintln(e.stdout, "  "+b.Note)
					}
				}
				if b.Status != anlan.BatchLanded || b.Rejected == 0 {
					continue
				}
				open += b.Rejected
				faults, err := n.Lake.Rejects(ctx, b.ID)
				if err != nil {
					return err
				}
				for i, r := range faults {
					if asJSON {
						break
					}
					if i == shownFaults {
						fmt.Fprintf(e.stdout, e.say("  … and %d more: anlan quarantine show %s\n", "  ……另有 %d 条：anlan quarantine show %s\n"), len(faults)-i, b.ID)
						break
					}
					fmt.Fprintln(e.stdout, "  "+e.fault(r))
				}
			}
			if landErr != nil {
				return landErr
			}
			if len(batches) == 0 && !asJSON {
				fmt.Fprintln(e.stdout, e.say("nothing new to land: the file has landed before, or nothing of the batch has become good", "没有可落地的：该文件此前已落地，或该批次没有变为合格的行"))
			}
			if open > 0 {
				return anlan.Errorf(anlan.Held, "%d lines did not land", open).WithNext("their rows stay as they were; export them again with 'anlan quarantine export'")
			}
			return nil
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, e.say("answer in JSON, one batch a line", "以 JSON 输出，每行一批"))
	return c
}

func quarantineDismissCommand(e *env) *cobra.Command {
	var rows []int64
	var rule, by, reason string
	c := &cobra.Command{
		Use: "dismiss BATCH", Short: e.say("End open rows that will not be mended, with a reason", "注销不再补正的行，须写明理由"), Args: exactArgs(1, "BATCH"),
		Example: "  anlan quarantine dismiss 1f2e3d4c5b6a7988 --row 17 --by operator --reason '测试数据'\n" +
			"  anlan quarantine dismiss 1f2e3d4c5b6a7988 --rule duplicate_key --by operator --reason '同一事项重复报送'",
		RunE: func(cmd *cobra.Command, args []string) error {
			if rule != "" && etl.RuleZh(rule) == rule {
				return anlan.Errorf(anlan.Invalid, "--rule %q is no rule that rejects rows", rule).WithNext("'anlan quarantine show %s' names them", args[0])
			}
			n, closeAll, err := e.night(cmd.Context())
			if err != nil {
				return err
			}
			defer closeAll()
			count, err := n.Dismiss(cmd.Context(), args[0], rows, rule, by, reason)
			if err != nil {
				return err
			}
			fmt.Fprintf(e.stdout, e.say("%d rows dismissed\n", "已注销 %d 行\n"), count)
			return nil
		},
	}
	c.Flags().Int64SliceVar(&rows, "row", nil, e.say("rows, as 'show' names them (default all open rows)", "行号，见 show（默认全部待补正行）"))
	c.Flags().StringVar(&rule, "rule", "", e.say("only rows that break this rule, like duplicate_key", "只限违反此规则的行，如 duplicate_key"))
	c.Flags().StringVar(&by, "by", "", e.say("account that decides: an operator, a steward or an admin", "决定账号：操作员、数据管理员或管理员"))
	c.Flags().StringVar(&reason, "reason", "", e.say("why they will not be mended; names no person", "不再补正的理由，不得含个人信息"))
	return c
}

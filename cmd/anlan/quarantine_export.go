package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/etl"
	"github.com/anlan-lake/anlan/internal/ledger"
	"github.com/anlan-lake/anlan/internal/night"
)

func quarantineExportCommand(e *env) *cobra.Command {
	p := quarantinePick{state: anlan.RejectOpen}
	var out string
	var all bool
	c := &cobra.Command{
		Use: "export [BATCH]", Short: e.say("Write open rows as a workbook that their department mends and sends back", "将待补正的行写成工作簿，交责任单位改正后报回"),
		Long: e.say(`Writes the open rejected rows of a batch, a data set or an owner, as they were
sent, to an XLSX workbook: one sheet for each data set, faulty cells coloured with
a note of the rule and what is expected, code lists as drop-downs, columns _batch
and _row that say which row a line answers. Columns that the contract drops, and
those it does not know, are left out unless --all-columns is given.

The file may hold personal data. It is written with mode 0600, by default into the
landing zone's folder export, and the export goes into the trail.`,
			`将某批次、某数据集或某责任单位待补正的行按报送原样写成 XLSX 工作簿：每个数据集一张表，
有误单元格着色并附批注（规则与应填内容），有代码表的列可下拉选择，_batch 与 _row 两列
标明该行对应哪一批哪一行。契约规定舍弃的列与契约没有的列不导出，除非给出 --all-columns。

文件可能含个人信息：权限 0600，默认写入落地区的 export 目录，并记入审计留痕。`),
		Example: "  anlan quarantine export 1f2e3d4c5b6a7988\n  anlan quarantine export --owner 公安 --out 公安_待补正.xlsx",
		Args:    oneArgAtMost,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 && p.dataset == "" && p.owner == "" {
				return anlan.Errorf(anlan.Invalid, "export: name a batch, --dataset or --owner").WithNext("'anlan quarantine list' names them")
			}
			n, closeAll, err := e.night(cmd.Context())
			if err != nil {
				return err
			}
			defer closeAll()
			list, err := n.Quarantine(cmd.Context())
			if err != nil {
				return err
			}
			list = slices.DeleteFunc(list, func(q ledger.Quarantined) bool {
				return len(args) == 1 && q.Batch != args[0] || len(args) == 0 && (!p.fits(q, 0) || q.Open == 0)
			})
			if len(list) == 0 {
				return anlan.Errorf(anlan.NotFound, "no open rejected rows fit").WithNext("'anlan quarantine list' names the batches")
			}
			if q := list[0]; q.Open == 0 {
				err := anlan.Errorf(anlan.Invalid, "%s (%s) has no open rows", q.Source, q.Batch)
				if q.Status == anlan.BatchHeld {
					err = anlan.Errorf(anlan.Invalid, "%s (%s) is held as a whole: %s", q.Source, q.Batch, q.Note).
						WithNext("the department sends the file again, or the contract is corrected and then: anlan quarantine reland %s", q.Batch)
				}
				return err
			}
			if out == "" {
				what := strings.Map(safeName, strings.Join(append(args, p.dataset, p.owner), ""))
				out = filepath.Join(n.Landing, "export", "mend_"+what+"_"+e.now().In(n.Loc).Format("2006-01-02_150405")+".xlsx")
				if err := os.MkdirAll(filepath.Dir(out), 0o700); err != nil {
					return err
				}
			}
			return e.exportRejected(cmd.Context(), n, list, out, all)
		},
	}
	p.add(e, c)
	c.Flags().StringVar(&out, "out", "", e.say("workbook to write, which must not exist yet", "输出的工作簿，须尚不存在"))
	c.Flags().BoolVar(&all, "all-columns", false, e.say("columns too that the contract drops or does not know", "包括契约舍弃的列与契约没有的列"))
	return c
}

func safeName(r rune) rune {
	if strings.ContainsRune(`/\:*?"<>| `, r) {
		return '_'
	}
	return r
}

// exportRejected writes the open rows of batches. A workbook has one sheet for
// each data set: where files of one had different headers, more are written.
func (e *env) exportRejected(ctx context.Context, n *night.Night, list []ledger.Quarantined, out string, all bool) error {
	var books [][]etl.RejectedSheet
	batches := map[string]anlan.Batch{}
	for _, dataset := range datasetsOf(list) {
		sheets, gone, err := n.ReadRejected(ctx, dataset, batchesOf(list, dataset), all, batches)
		if err != nil {
			return err
		}
		for _, b := range gone {
			fmt.Fprintf(e.stderr, e.say("%s (%s): the landing zone no longer holds the file: its rows are left out\n", "%s（%s）：落地区已无该文件，其行未导出\n"), b.Source, b.ID)
		}
		for i, s := range sheets {
			if i == len(books) {
				books = append(books, nil)
			}
			if more := len(s.Rows) - etl.MaxBookRows; more > 0 {
				fmt.Fprintf(e.stderr, e.say("%s: the first %d rows are written, %d more when these have come back\n", "%s：先导出 %d 行，其余 %d 行待收回后再导出\n"), dataset, etl.MaxBookRows, more)
				s.Rows = s.Rows[:etl.MaxBookRows]
			}
			books[i] = append(books[i], s)
		}
	}
	if len(books) == 0 {
		return anlan.Errorf(anlan.NotFound, "the landing zone holds none of these rows any more").WithNext("files are kept for landing_keep_days; nothing was written")
	}
	for i, sheets := range books {
		path := out
		if i > 0 {
			path = fmt.Sprintf("%s_%d%s", strings.TrimSuffix(out, filepath.Ext(out)), i+1, filepath.Ext(out))
		}
		var ids []string
		rows := 0
		for _, s := range sheets {
			rows += len(s.Rows)
			for _, r := range s.Rows {
				if !slices.Contains(ids, r.Batch) {
					ids = append(ids, r.Batch)
				}
			}
		}
		// The trail first: a file that holds persons is never there without it.
		if err := n.Ledger.NoteExport(ctx, ids, "anlan", path, rows, e.now()); err != nil {
			return err
		}
		if err := writePrivate(path, func(w io.Writer) error { return etl.WriteBook(w, sheets, batches, e.now().In(n.Loc)) }); err != nil {
			return err
		}
		fmt.Fprintf(e.stdout, e.say("%d rows of %d batches written to %s; it may hold personal data: only for the department that mends it\n",
			"已将 %[2]d 个批次的 %[1]d 行写入 %[3]s；可能含个人信息，仅供责任单位改正\n"), rows, len(ids), path)
	}
	return nil
}

func datasetsOf(list []ledger.Quarantined) []string {
	var out []string
	for _, q := range list {
		out = append(out, q.Dataset)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func batchesOf(list []ledger.Quarantined, dataset string) []string {
	var out []string
	for _, q := range slices.Backward(list) { // the oldest first
		if q.Dataset == dataset {
			out = append(out, q.Batch)
		}
	}
	return out
}

// writePrivate writes a file for its owner alone, which must not exist yet,
// whole or not at all.
func writePrivate(path string, write func(io.Writer) error) error {
	if _, err := os.Lstat(path); err == nil {
		return anlan.Errorf(anlan.Conflict, "%s is there already", path).WithNext("name another file with --out; nothing was written")
	}
	part := path + ".part"
	f, err := os.OpenFile(part, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return anlan.Errorf(anlan.Unavailable, "write %s: %w", path, err)
	}
	err = errors.Join(write(f), f.Sync())
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(part, path)
	}
	if err != nil {
		return anlan.Errorf(anlan.KindOf(err), "write %s: %w", path, errors.Join(err, os.Remove(part)))
	}
	return nil
}

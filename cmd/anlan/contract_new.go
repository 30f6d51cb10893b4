package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/etl"
)

func contractNewCommand(e *env) *cobra.Command {
	var o etl.DraftOptions
	var out string
	c := &cobra.Command{
		Use: "new FILE", Short: e.say("Draft a contract from a sample file", "由样本文件起草契约"), Args: exactArgs(1, "FILE"),
		Long: e.say("Reads a sample in any form that lands (CSV in any encoding, XLSX, JSON, packed or not) and writes a\ncontract: names, types, units, codes, required columns, key, event time, and which columns are about\npersons (these are dropped). The contract loads as it is. What a sample cannot say, such as owner and\nrhythm, is listed on standard error and as TODO lines at the top.",
			"读取任何可落地格式的样本（各种编码的 CSV、XLSX、JSON，可压缩），写出契约：列名、类型、单位、代码、必填、主键、事件时间，\n以及涉及个人的列（一律丢弃）。写出的契约可直接加载。样本无法说明的内容（负责单位、报送频率等）列在标准错误和文件开头的 TODO 行中。"),
		Example: "  anlan contract new inbox/inspections.csv.gz > contracts/inspections.yaml\n  anlan contract new 十月台账.xlsx --dataset visit_log --out contracts/visit_log.yaml",
		RunE: func(_ *cobra.Command, args []string) (err error) {
			if _, err := os.Stat(args[0]); errors.Is(err, fs.ErrNotExist) {
				return anlan.Errorf(anlan.NotFound, "no file %s", args[0])
			}
			d, err := etl.DraftContract(args[0], o)
			if err != nil {
				return err
			}
			if out == "" {
				_, err = e.stdout.Write(d.Text)
			} else {
				err = writeNew(out, string(d.Text))
			}
			if err != nil {
				return err
			}
			fmt.Fprintf(e.stderr, e.say("%s: drafted from %d rows; not known, to be looked at:\n", "%s：据 %d 行起草；以下内容样本无法说明，请核对：\n"), d.ID, d.Rows)
			for _, u := range d.Unknown {
				fmt.Fprintf(e.stderr, "  - %s\n", u)
			}
			return nil
		},
	}
	c.Flags().StringVar(&o.Dataset, "dataset", "", e.say("name of the data set (default: made of the file's name)", "数据集名（默认取自文件名）"))
	c.Flags().IntVar(&o.Rows, "rows", 0, e.say("rows to look at (default 100000)", "读取的行数（默认 100000）"))
	c.Flags().StringVar(&out, "out", "", e.say("file to write (default standard output); it must not exist", "写入的文件（默认标准输出），不得已存在"))
	return c
}

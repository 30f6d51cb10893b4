package main

import (
	"encoding/json"
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/etl"
)

// printWaiting says which files are there and not taken yet.
func (e *env) printWaiting(list []etl.Waiting) {
	for _, w := range list {
		fmt.Fprintf(e.stdout, e.say("waiting %s %s: %s\n", "等待 %s %s：%s\n"), w.Dataset, filepath.Base(w.File), e.say(w.Why, w.WhyZh))
	}
}

func landCommand(e *env) *cobra.Command {
	var f nightFlags
	var dataset string
	var anyVolume bool
	c := &cobra.Command{
		Use:   "land [PATH...]",
		Short: e.say("Land files, or what the sources have new", "落地指定文件，或各来源的新数据"),
		Long: e.say("A file whose marker is not there yet, or that has just changed, waits and is named (ready and settle of a\nsource); a file that cannot land is held, and the command exits with 4. Both are looked at again each time.",
			"完成标记尚未出现或刚刚改动的文件会等待并列出（来源的 ready 与 settle）；不能落地的文件被暂扣，退出码为 4。\n两者每次都会重新查看。"),
		Example: "  anlan land --as-of 2026-10-31\n" +
			"  anlan land --dataset hotline_ticket --as-of 2026-10-31\n" +
			"  anlan land ../inbox/dispute_case/dispute_case_2026-10-31.csv\n" +
			"  anlan land --dataset dispute_case mended.csv",
		RunE: func(cmd *cobra.Command, args []string) error {
			n, closeAll, err := e.night(cmd.Context())
			if err != nil {
				return err
			}
			defer closeAll()
			n.AnyVolume = anyVolume
			asOf, err := e.asOf(f.asOf, n.Loc)
			if err != nil {
				return err
			}
			var batches []anlan.Batch
			var waiting []etl.Waiting
			if len(args) == 0 {
				if waiting, err = n.Waiting(asOf, dataset); err != nil {
					return err
				}
				batches, err = n.Land(cmd.Context(), asOf, dataset)
			} else {
				for i, a := range args {
					if args[i], err = filepath.Abs(a); err != nil {
						return err
					}
				}
				batches, err = n.LandFiles(cmd.Context(), args, dataset)
			}
			for _, b := range batches {
				if f.json {
					if err := json.NewEncoder(e.stdout).Encode(b); err != nil {
						return err
					}
					continue
				}
				fmt.Fprintf(e.stdout, e.say("%s %s %s: %d received = %d landed + %d rejected\n", "%s %s %s：收到 %d = 落地 %d + 拒收 %d\n"),
					b.Status, b.Dataset, b.Source, b.Received, b.Landed, b.Rejected)
			}
			if f.json {
				for _, w := range waiting {
					if err := json.NewEncoder(e.stdout).Encode(struct {
						Status string
						etl.Waiting
					}{"waiting", w}); err != nil {
						return err
					}
				}
				return err
			}
			e.printWaiting(waiting)
			if len(batches) == 0 && err == nil {
				fmt.Fprintln(e.stdout, e.say("nothing new to land", "没有新数据"))
			}
			return err
		},
	}
	f.add(e, c)
	c.Flags().StringVar(&dataset, "dataset", "", e.say("data set of the files given, or the one to land", "所给文件的数据集，或只落地该数据集"))
	c.Flags().BoolVar(&anyVolume, "any-volume", false, e.say("land files outside their volume guard too, after a person has looked", "人工核对后，行数超出通常范围的文件也落地"))
	return c
}

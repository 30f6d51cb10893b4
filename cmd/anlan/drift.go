package main

import (
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/anlan-lake/anlan"
)

func driftCommand(e *env) *cobra.Command {
	var dataset string
	var asJSON bool
	c := &cobra.Command{
		Use: "drift", Short: e.say("Columns of received files that came or went against their contracts", "收到的文件与契约相比多出或消失的列"), Args: noArgs,
		Long: e.say(`Columns that the newest file of each make has and the contract does not know, and
columns that an earlier file had and the newest lacks. Of a new column the lake
keeps its header, how much of it is filled and what its values look like (of the
first 4,096 rows); the values stay in the landing zone. A column that may be a
known one under another name is given with that name: add it to the aliases.`,
			`各类文件中最新一份多出的（契约所没有的）列，以及早先有而最新一份没有的列。对新列，
数据湖只记表头、填充比例与取值类型（前 4096 行）；取值留在落地区。疑为已有列改名的，
给出该列的表头：如确是，请加入契约的别名。`),
		Example: "  anlan contract drift\n  anlan contract drift --dataset hotline_ticket --json",
		RunE: func(cmd *cobra.Command, _ []string) error {
			l, _, err := e.open(cmd.Context())
			if err != nil {
				return err
			}
			defer l.Close()
			list, err := l.Drift(cmd.Context(), dataset)
			if err != nil {
				return err
			}
			for _, d := range list {
				if asJSON {
					if err := json.NewEncoder(e.stdout).Encode(d); err != nil {
						return err
					}
					continue
				}
				e.printDrift(d)
			}
			if len(list) == 0 && !asJSON {
				fmt.Fprintln(e.stdout, e.say("files are as their contracts say", "文件与契约一致"))
			}
			return nil
		},
	}
	c.Flags().StringVar(&dataset, "dataset", "", e.say("only this data set", "只列此数据集"))
	c.Flags().BoolVar(&asJSON, "json", false, e.say("answer in JSON, one a line", "以 JSON 输出，每行一条"))
	return c
}

func (e *env) printDrift(d anlan.Drift) {
	kind := e.say(d.Kind, map[string]string{anlan.DriftNew: "新增", anlan.DriftLost: "消失"}[d.Kind])
	fmt.Fprintf(e.stdout, e.say("%-4s %s %s: since %s, %d files", "%s %s %s：自 %s 起，%d 个文件"), kind, d.Dataset, d.Column, d.File, d.Files)
	if d.Share != nil {
		fmt.Fprintf(e.stdout, e.say(", %.0f%% filled", "，填充 %.0f%%"), 100**d.Share)
	}
	if d.Type != "" {
		fmt.Fprintf(e.stdout, e.say(", %s", "，%s"), d.Type)
	}
	if d.Like != "" {
		fmt.Fprintf(e.stdout, e.say("; it may be %s", "；可能即 %s"), d.Like)
	}
	if d.Person {
		fmt.Fprint(e.stdout, e.say("; it looks like a person's", "；疑似个人信息"))
	}
	fmt.Fprintln(e.stdout)
}

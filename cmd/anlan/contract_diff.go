package main

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/etl"
)

func contractDiffCommand(e *env) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use: "diff [OLD] NEW", Short: e.say("Say what changed between two contracts, and what it breaks", "比较两份契约，说明哪些变化不兼容"),
		Args: func(c *cobra.Command, args []string) error {
			if len(args) < 1 || len(args) > 2 {
				return exactArgs(2, "OLD and NEW, or NEW alone")(c, args)
			}
			return nil
		},
		Long: e.say("OLD and NEW are built-in data sets or contract files; NEW alone is compared with the built-in contract of\nits id. A change breaks where a file that landed before would be refused, or a reader of the table loses\nsomething: a column lost, a type narrowed, the key changed, a code removed. The version that NEW should\nhave is said too. Exit code 0: nothing breaks; 4: something does.",
			"OLD 与 NEW 为内置数据集名或契约文件；只给 NEW 时与同名内置契约比较。以前能落地的文件会被拒绝，或表的使用者会失去内容，\n即为不兼容：删列、收窄类型、改主键、取消代码等。同时给出 NEW 应有的版本号。退出码 0：兼容；4：有不兼容的变化。"),
		Example: "  anlan contract diff city/contracts/dispute_case.yaml\n  anlan contract diff old.yaml new.yaml --json",
		RunE: func(_ *cobra.Command, args []string) error {
			after, _, err := contractOf(args[len(args)-1])
			if err != nil {
				return err
			}
			from := args[0]
			if len(args) == 1 {
				if from = after.ID; !slices.Contains(etl.BuiltinNames(), from) {
					return anlan.Errorf(anlan.NotFound, "%s is not built in", from).WithNext("name the contract to compare with: anlan contract diff OLD NEW")
				}
			}
			before, _, err := contractOf(from)
			if err != nil {
				return err
			}
			return e.contractDiff(before, after, asJSON)
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, e.say("as JSON", "以 JSON 输出"))
	return c
}

func (e *env) contractDiff(before, after *etl.Contract, asJSON bool) error {
	changes := etl.CompareContracts(before, after)
	worst, next := etl.WorstEffect(changes), etl.NextVersion(before.Version, changes)
	if asJSON {
		type change struct {
			Column string `json:"column,omitempty"`
			Effect string `json:"effect"`
			Change string `json:"change"`
		}
		out := struct {
			Dataset string   `json:"dataset"`
			From    string   `json:"from"`
			To      string   `json:"to"`
			Advised string   `json:"advised"`
			Breaks  bool     `json:"breaks"`
			Changes []change `json:"changes"`
		}{after.ID, before.Version, after.Version, next, worst == etl.EffectBreaks, []change{}}
		for _, c := range changes {
			out.Changes = append(out.Changes, change{c.Column, c.Effect.String(), e.say(c.En, c.Zh)})
		}
		enc := json.NewEncoder(e.stdout)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		if err := enc.Encode(out); err != nil {
			return anlan.Errorf(anlan.Internal, "write the changes: %w", err)
		}
	} else {
		for _, c := range changes {
			mark := map[etl.Effect]string{etl.EffectNone: e.say("words     ", "文字"), etl.EffectAdds: e.say("compatible", "兼容"), etl.EffectBreaks: e.say("breaks    ", "不兼容")}[c.Effect]
			where := c.Column
			if where == "" {
				where = after.ID
			}
			fmt.Fprintf(e.stdout, "%s  %s: %s\n", mark, where, e.say(c.En, c.Zh))
		}
		switch {
		case len(changes) == 0:
			fmt.Fprintf(e.stdout, e.say("%s: nothing changed\n", "%s：没有变化\n"), after.ID)
		case after.Version == next:
			fmt.Fprintf(e.stdout, e.say("version %s → %s: as it should be\n", "版本 %s → %s：相符\n"), before.Version, after.Version)
		default:
			fmt.Fprintf(e.stdout, e.say("version %s → %s: should be %s\n", "版本 %s → %s：应为 %s\n"), before.Version, after.Version, next)
		}
	}
	if worst < etl.EffectBreaks {
		return nil
	}
	n := 0
	for _, c := range changes {
		if c.Effect == etl.EffectBreaks {
			n++
		}
	}
	return anlan.Errorf(anlan.Held, "%d changes of %s break what goes now", n, after.ID).
		WithNext("agree on them with the sender and the readers, and set version: %s", next)
}

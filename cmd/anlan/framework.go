package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

func frameworkCommand(e *env) *cobra.Command {
	c := &cobra.Command{Use: "framework", Short: e.say("Indices as data", "以数据表达的指数框架")}
	check := &cobra.Command{
		Use: "check FRAMEWORK", Short: e.say("Check a framework: a built-in id or a file", "检查指数框架：内置标识或文件"), Args: exactArgs(1, "FRAMEWORK"),
		Example: "  anlan framework check peace\n  anlan framework check examples/nyc/framework.yaml",
		RunE: func(_ *cobra.Command, args []string) error {
			f, err := readFramework(args[0], args[0])
			if err != nil {
				return err
			}
			if err := f.Validate(); err != nil {
				return err
			}
			fmt.Fprintf(e.stdout, e.say("%s %s: %d categories, %d indicators: in order\n", "%s %s：%d 个类别，%d 个指标：无误\n"),
				f.ID, f.Version, len(f.Categories), len(f.Indicators))
			return nil
		},
	}
	show := &cobra.Command{
		Use: "show FRAMEWORK", Short: e.say("List a framework's indicators: direction, weight, sampling model, adequacy factor", "列出指数框架的指标：方向、权重、抽样模型、充分性系数"), Args: exactArgs(1, "FRAMEWORK"),
		Example: "  anlan framework show peace",
		RunE: func(_ *cobra.Command, args []string) error {
			f, err := readFramework(args[0], args[0])
			if err != nil {
				return err
			}
			for _, cat := range f.Categories {
				fmt.Fprintf(e.stdout, "%s %s (%s) %g\n", cat.Code, cat.Name.Zh, cat.Name.En, cat.Weight)
				for _, i := range f.Indicators {
					if i.Category == cat.Code {
						line := fmt.Sprintf("  %s %s (%s) %s %g %s %s", i.ID, i.Name.Zh, i.Name.En, i.Direction, i.Weight, i.SamplingModel(), i.Adequacy)
						fmt.Fprintln(e.stdout, strings.TrimRight(line, " "))
					}
				}
			}
			return nil
		},
	}
	c.AddCommand(check, show, hideCommand(e))
	return c
}

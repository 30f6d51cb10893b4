package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/indicators"
)

func frameworkCommand(e *env) *cobra.Command {
	c := &cobra.Command{
		Use: "framework", Short: e.say("Indices as data", "以数据表达的指数框架"),
		Long: e.say("A framework is one index as data: its categories, indicators, weights, goalposts and rules.",
			"框架即以数据表达的一个指数：类别、指标、权重、目标值与规则。"),
	}
	c.AddCommand(frameworkCheckCommand(e), frameworkShowCommand(e), frameworkDiffCommand(e), frameworkSchemaCommand(e), recalibrateCommand(e), frameworkRunCommand(e), hideCommand(e))
	return c
}

// frameworkOf gives a framework and its text by the id of a built-in one or by
// a file.
func frameworkOf(arg string) (*indicators.Framework, []byte, error) {
	read := indicators.BuiltinText
	name := arg + ".yaml"
	if filepath.Ext(arg) != "" {
		read, name = os.ReadFile, arg
	}
	text, err := read(arg)
	if err != nil {
		if anlan.KindOf(err) != anlan.NotFound {
			err = anlan.Errorf(anlan.NotFound, "read framework: %w", err)
		}
		return nil, nil, err
	}
	f, err := indicators.Load(name, bytes.NewReader(text))
	return f, text, err
}

// versionsOf gives a framework as one version has it, FRAMEWORK@VERSION, or with
// all its versions where none is named.
func versionsOf(arg string) (*indicators.Framework, error) {
	of, version, named := strings.Cut(arg, "@")
	f, _, err := frameworkOf(of)
	if err != nil || !named {
		return f, err
	}
	return f.At(version)
}

// versionOf is versionsOf with the newest version where none is named.
func versionOf(arg string) (*indicators.Framework, error) {
	f, err := versionsOf(arg)
	if err != nil {
		return nil, err
	}
	return f.Newest(), nil
}

func frameworkCheckCommand(e *env) *cobra.Command {
	return &cobra.Command{
		Use: "check FRAMEWORK...", Short: e.say("Check frameworks, all faults at once", "检查指数框架，一次列出全部错误"), Args: someArgs("FRAMEWORK"),
		Long: e.say("Reads each framework, a file or a built-in id, and says everything that is wrong with it, with line and\ncolumn. Exit code 2 where one is not in order.",
			"逐个读取框架（文件或内置标识），列出全部错误及其行列。有误时退出码为 2。"),
		Example: "  anlan framework check peace\n  anlan framework check examples/nyc/framework.yaml city/*.yaml",
		RunE: func(_ *cobra.Command, args []string) error {
			return checkEach(args, func(arg string) error {
				f, _, err := frameworkOf(arg)
				if err != nil {
					return err
				}
				fmt.Fprintf(e.stdout, e.say("%s %s: %d categories, %d indicators: in order\n", "%s %s：%d 个类别，%d 个指标：无误\n"),
					f.ID, f.Version, len(f.Categories), len(f.Indicators))
				return nil
			})
		},
	}
}

func frameworkShowCommand(e *env) *cobra.Command {
	var asYAML bool
	c := &cobra.Command{
		Use: "show FRAMEWORK[@VERSION]", Short: e.say("List a framework's indicators: direction, weight, goalposts, sampling model, adequacy factor", "列出指数框架的指标：方向、权重、目标值、抽样模型、充分性系数"), Args: exactArgs(1, "FRAMEWORK"),
		Long: e.say("FRAMEWORK is a built-in id or a file. Weights and goalposts are those of the version named, else of the newest.",
			"FRAMEWORK 为内置标识或文件。权重与目标值取所指版本，未指明则取最新版本。"),
		Example: "  anlan framework show peace\n  anlan framework show city/peace.yaml@1.1\n  anlan framework show peace --yaml > my_index.yaml",
		RunE: func(_ *cobra.Command, args []string) error {
			if asYAML {
				of, _, _ := strings.Cut(args[0], "@")
				_, text, err := frameworkOf(of)
				if err == nil {
					_, err = e.stdout.Write(text)
				}
				return err
			}
			f, err := versionOf(args[0])
			if err != nil {
				return err
			}
			of, _, _ := strings.Cut(args[0], "@")
			whole, _, err := frameworkOf(of)
			if err == nil {
				e.showFramework(f, whole.Versions)
			}
			return err
		},
	}
	c.Flags().BoolVar(&asYAML, "yaml", false, e.say("the framework as it is written, all versions", "按原样输出 YAML（含全部版本）"))
	return c
}

// showFramework lists a framework as one version has it, and the versions it has.
func (e *env) showFramework(f *indicators.Framework, versions []indicators.Version) {
	fmt.Fprintf(e.stdout, "%s %s %s\n", f.ID, f.Version, e.text(f.Name))
	for _, v := range versions {
		from := v.From
		if from == "" {
			from = e.say("the beginning", "起始")
		}
		fmt.Fprintf(e.stdout, e.say("version %s from %s, decided %s by %s: %s\n", "版本 %s 自 %s 起施行，%s 由%s决定：%s\n"), v.Version, from, v.Date, e.sayName(v.Author, f.Owners[v.Author]), e.text(v.Reason))
	}
	for _, cat := range f.Categories {
		fmt.Fprintf(e.stdout, "%s %s (%s) %g\n", cat.Code, cat.Name.Zh, cat.Name.En, cat.Weight)
		for _, i := range f.Indicators {
			if i.Category == cat.Code {
				goal := ""
				if i.Goal != nil {
					goal = fmt.Sprintf("%g→%g", i.Goal.Worst, i.Goal.Best)
				}
				line := fmt.Sprintf("  %s %s (%s) %s %g %s %s %s", i.ID, i.Name.Zh, i.Name.En, i.Direction, i.Weight, goal, i.SamplingModel(), i.Adequacy)
				fmt.Fprintln(e.stdout, strings.TrimRight(line, " "))
			}
		}
	}
}

// text gives a phrase in the reader's language, Chinese where there is no English.
func (e *env) text(t indicators.Text) string {
	if t.En == "" {
		return t.Zh
	}
	return e.say(t.En, t.Zh)
}

func frameworkSchemaCommand(e *env) *cobra.Command {
	return &cobra.Command{
		Use: "schema", Short: e.say("Print the JSON Schema of frameworks, for editors", "打印指数框架的 JSON Schema，供编辑器使用"), Args: noArgs,
		Long: e.say("Prints the JSON Schema of frameworks. An editor that speaks YAML completes and checks a framework whose\nfirst line is: # yaml-language-server: $schema=framework.schema.json",
			"打印指数框架的 JSON Schema。框架首行写：# yaml-language-server: $schema=framework.schema.json，编辑器即可补全和检查。"),
		Example: "  anlan framework schema > framework.schema.json",
		RunE: func(*cobra.Command, []string) error {
			_, err := e.stdout.Write(indicators.Schema())
			return err
		},
	}
}

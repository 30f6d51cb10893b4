package main

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/spf13/cobra"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/etl"
)

func contractCommand(e *env) *cobra.Command {
	c := &cobra.Command{
		Use: "contract", Short: e.say("Data contracts", "数据契约"),
		Long: e.say("A contract says what one data set looks like: its columns, types, codes, rules and rhythm, in the form\nof the Open Data Contract Standard 3.1 (etl/contracts/README.md).",
			"契约说明一个数据集的样子：列、类型、代码、规则和报送频率，写法采用开放数据契约标准（ODCS）3.1，见 etl/contracts/README.md。"),
	}
	c.AddCommand(contractCheckCommand(e), contractShowCommand(e), contractDiffCommand(e), contractNewCommand(e), contractSchemaCommand(e), driftCommand(e))
	return c
}

func contractCheckCommand(e *env) *cobra.Command {
	return &cobra.Command{
		Use: "check FILE...", Short: e.say("Check contract files, all faults at once", "检查契约文件，一次列出全部错误"),
		Args: someArgs("FILE"),
		Long: e.say("Reads each contract and says everything that is wrong with it, with line and column. Exit code 2 where\none is not in order.",
			"逐个读取契约，列出全部错误及其行列。有误时退出码为 2。"),
		Example: "  anlan contract check examples/nyc/contracts/casework.yaml\n  anlan contract check city/contracts/*.yaml",
		RunE: func(_ *cobra.Command, args []string) error {
			return checkEach(args, func(file string) error {
				k, err := readContract(file)
				if err != nil {
					return err
				}
				fmt.Fprintf(e.stdout, e.say("%s: %d columns, key %v: in order\n", "%s：%d 列，主键 %v：无误\n"), k.ID, len(k.Properties), k.Key)
				return nil
			})
		},
	}
}

// checkEach checks one thing after the other and gives all that is wrong as one
// error, a line each, of the kind of the first.
func checkEach(args []string, check func(arg string) error) error {
	var wrong []error
	for _, arg := range args {
		if err := check(arg); err != nil {
			wrong = append(wrong, err)
		}
	}
	switch len(wrong) {
	case 0:
		return nil
	case 1:
		return wrong[0]
	}
	lines := make([]string, len(wrong))
	for i, err := range wrong {
		lines[i] = err.Error()
	}
	return anlan.Errorf(anlan.KindOf(wrong[0]), "%s", strings.Join(lines, "\n"))
}

// someArgs refuses a command line without arguments.
func someArgs(names string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) == 0 {
			return anlan.Errorf(anlan.Invalid, "%s wants %s", c.CommandPath(), names).WithNext("see '%s --help'", c.CommandPath())
		}
		return nil
	}
}

// contractOf gives a contract and its text by the name of a built-in data set
// or by a file.
func contractOf(arg string) (*etl.Contract, []byte, error) {
	if slices.Contains(etl.BuiltinNames(), arg) {
		text, err := etl.BuiltinText(arg)
		if err != nil {
			return nil, nil, err
		}
		k, err := etl.Builtin(arg)
		return k, text, err
	}
	text, err := os.ReadFile(arg)
	if err != nil {
		return nil, nil, anlan.Errorf(anlan.NotFound, "%q is neither a contract file that can be read nor a built-in data set: %w", arg, err).
			WithNext("built in are %s", strings.Join(etl.BuiltinNames(), ", "))
	}
	k, err := etl.LoadContract(arg, bytes.NewReader(text))
	return k, text, err
}

func contractShowCommand(e *env) *cobra.Command {
	var asJSON, asYAML bool
	c := &cobra.Command{
		Use: "show DATASET|FILE", Short: e.say("Show a contract", "显示契约"), Args: exactArgs(1, "DATASET or FILE"),
		Long: e.say("Shows a built-in contract or a contract file: a line a column, or the whole of it as JSON or YAML.",
			"显示内置契约或契约文件：每列一行；也可输出完整的 JSON 或 YAML。"),
		Example: "  anlan contract show dispute_case\n  anlan contract show hotline_ticket --yaml > my_ticket.yaml",
		RunE: func(_ *cobra.Command, args []string) error {
			k, text, err := contractOf(args[0])
			if err != nil {
				return err
			}
			if asJSON {
				if text, err = yaml.YAMLToJSON(text); err != nil {
					return anlan.Errorf(anlan.Internal, "contract as JSON: %w", err)
				}
			}
			if asJSON || asYAML {
				_, err = e.stdout.Write(text)
				return err
			}
			e.showContract(k)
			return nil
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, e.say("the whole contract as JSON", "以 JSON 输出完整契约"))
	c.Flags().BoolVar(&asYAML, "yaml", false, e.say("the contract as it is written", "按原样输出 YAML"))
	c.MarkFlagsMutuallyExclusive("json", "yaml")
	return c
}

func (e *env) showContract(k *etl.Contract) {
	fmt.Fprintf(e.stdout, "%s %s %s (%s) · %s · %s%s\n", k.ID, k.Version, k.Name.Zh, k.Name.En, k.Owner.Zh, k.Rhythm, e.due(k.Due))
	for _, p := range k.Properties {
		var need []string
		if slices.Contains(k.Key, p.Name) {
			need = append(need, e.say("key", "主键"))
		}
		if p.Required {
			need = append(need, e.say("required", "必填"))
		}
		codes := p.Codes
		if len(p.Values) > 0 {
			codes = strings.TrimSpace(codes + " " + strings.Join(p.Values, "|"))
		}
		line := fmt.Sprintf("  %-22s %-14s %-14s %-12s %s %s", p.Name, p.Type, strings.Join(need, " "), p.Treatment, strings.Join(p.Header, " | "), codes)
		fmt.Fprintln(e.stdout, strings.TrimRight(line, " "))
	}
}

// due says when a file has to be there, "" where nothing is promised.
func (e *env) due(d etl.Due) string {
	if d.Days == 0 {
		return ""
	}
	days := e.say("days", "日")
	if d.Working {
		days = e.say("working days", "个工作日")
	}
	return fmt.Sprintf(e.say(" · due %d %s after the period %s", " · 期末后 %d %s %s 前报送"), d.Days, days, d.Time)
}

func contractSchemaCommand(e *env) *cobra.Command {
	return &cobra.Command{
		Use: "schema", Short: e.say("Print the JSON Schema of contracts, for editors", "打印契约的 JSON Schema，供编辑器使用"), Args: noArgs,
		Long: e.say("Prints the JSON Schema of contracts. An editor that speaks YAML completes and checks a contract whose\nfirst line is: # yaml-language-server: $schema=contract.schema.json",
			"打印契约的 JSON Schema。契约首行写：# yaml-language-server: $schema=contract.schema.json，编辑器即可补全和检查。"),
		Example: "  anlan contract schema > contract.schema.json",
		RunE: func(*cobra.Command, []string) error {
			_, err := e.stdout.Write(etl.ContractSchema())
			return err
		},
	}
}

package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/anlan-lake/anlan/etl"
)

func contractCommand(e *env) *cobra.Command {
	c := &cobra.Command{Use: "contract", Short: e.say("Data contracts", "数据契约")}
	check := &cobra.Command{
		Use: "check FILE", Short: e.say("Check a contract file", "检查契约文件"), Args: exactArgs(1, "FILE"),
		Example: "  anlan contract check examples/nyc/contracts/casework.yaml",
		RunE: func(_ *cobra.Command, args []string) error {
			k, err := readContract(args[0])
			if err != nil {
				return err
			}
			fmt.Fprintf(e.stdout, e.say("%s: %d columns, key %v: in order\n", "%s：%d 列，主键 %v：无误\n"), k.ID, len(k.Properties), k.Key)
			return nil
		},
	}
	show := &cobra.Command{
		Use: "show DATASET", Short: e.say("Show a built-in contract's columns", "显示内置契约的列"), Args: exactArgs(1, "DATASET"),
		Example: "  anlan contract show dispute_case",
		RunE: func(_ *cobra.Command, args []string) error {
			k, err := etl.Builtin(args[0])
			if err != nil {
				return err
			}
			fmt.Fprintf(e.stdout, "%s %s (%s) · %s · %s\n", k.ID, k.Name.Zh, k.Name.En, k.Owner.Zh, k.Rhythm)
			for _, p := range k.Properties {
				need := ""
				if p.Required {
					need = e.say("required", "必填")
				}
				fmt.Fprintf(e.stdout, "  %-22s %-14s %-8s %-12s %s %s\n", p.Name, p.Type, need, p.Treatment, strings.Join(p.Header, " | "), p.Codes)
			}
			return nil
		},
	}
	schema := &cobra.Command{
		Use: "schema", Short: e.say("Print the JSON Schema of contracts, for editors", "打印契约的 JSON Schema，供编辑器使用"), Args: noArgs,
		Long: e.say("Prints the JSON Schema of contracts. An editor that speaks YAML completes and checks a contract whose\nfirst line is: # yaml-language-server: $schema=contract.schema.json",
			"打印契约的 JSON Schema。契约首行写：# yaml-language-server: $schema=contract.schema.json，编辑器即可补全和检查。"),
		Example: "  anlan contract schema > contract.schema.json",
		RunE: func(*cobra.Command, []string) error {
			_, err := e.stdout.Write(etl.ContractSchema())
			return err
		},
	}
	c.AddCommand(check, show, schema)
	return c
}

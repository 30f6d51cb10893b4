package main

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/indicators"
)

func frameworkDiffCommand(e *env) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use: "diff OLD NEW", Short: e.say("Say what changes between two frameworks", "比较两个指数框架，说明变化"), Args: exactArgs(2, "OLD and NEW"),
		Long: e.say(`OLD and NEW are built-in frameworks or files. Each change says what it does:
moves figures, changes what is shown, or words alone. Exit code 4 where figures
move under one and the same version: figures of one version must be comparable.`,
			`OLD 与 NEW 为内置框架或文件。每处变化注明后果：影响数值、影响展示、仅文字。
版本号相同而数值会变时退出码为 4：同一版本的数值必须可比。`),
		Example: "  anlan framework diff peace city/peace.yaml\n  anlan framework diff old.yaml new.yaml --json",
		RunE: func(_ *cobra.Command, args []string) error {
			before, _, err := frameworkOf(args[0])
			if err != nil {
				return err
			}
			after, _, err := frameworkOf(args[1])
			if err != nil {
				return err
			}
			return e.frameworkDiff(before, after, asJSON)
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, e.say("as JSON", "以 JSON 输出"))
	return c
}

func (e *env) frameworkDiff(before, after *indicators.Framework, asJSON bool) error {
	changes := indicators.CompareFrameworks(before, after)
	if asJSON {
		if err := e.writeChanges(before, after, changes); err != nil {
			return err
		}
	} else {
		for _, c := range changes {
			e.printChange(after.ID, c)
		}
		if len(changes) == 0 {
			fmt.Fprintf(e.stdout, e.say("%s: nothing changed\n", "%s：没有变化\n"), after.ID)
		}
		fmt.Fprintf(e.stdout, e.say("version %s → %s\n", "版本 %s → %s\n"), before.Version, after.Version)
	}
	moves := slices.ContainsFunc(changes, func(c indicators.Change) bool { return c.Effect == indicators.EffectFigure })
	if moves && before.ID == after.ID && before.Version == after.Version {
		return anlan.Errorf(anlan.Held, "figures of %s move and the version stays %s", after.ID, after.Version).
			WithNext("give the changed framework a version of its own")
	}
	return nil
}

func (e *env) printChange(id string, c indicators.Change) {
	effect := map[indicators.Effect]string{
		indicators.EffectWords: e.say("words  ", "文字"), indicators.EffectShown: e.say("shown  ", "展示"), indicators.EffectFigure: e.say("figures", "数值"),
	}[c.Effect]
	of := c.Of
	if of == "" {
		of = id
	}
	switch {
	case c.Path != "":
		fmt.Fprintf(e.stdout, "%s  %s: %s: %s → %s\n", effect, of, c.Path, c.Old, c.New)
	case c.Old == "":
		fmt.Fprintf(e.stdout, e.say("%s  %s: added: %s\n", "%s  %s：新增：%s\n"), effect, of, c.New)
	default:
		fmt.Fprintf(e.stdout, e.say("%s  %s: removed: %s\n", "%s  %s：删除：%s\n"), effect, of, c.Old)
	}
}

func (e *env) writeChanges(before, after *indicators.Framework, changes []indicators.Change) error {
	type change struct {
		Of     string `json:"of,omitempty"`
		Path   string `json:"path,omitempty"`
		Old    string `json:"old,omitempty"`
		New    string `json:"new,omitempty"`
		Effect string `json:"effect"`
	}
	out := struct {
		From    string   `json:"from"`
		To      string   `json:"to"`
		Changes []change `json:"changes"`
	}{before.ID + " " + before.Version, after.ID + " " + after.Version, []change{}}
	for _, c := range changes {
		out.Changes = append(out.Changes, change{c.Of, c.Path, c.Old, c.New, c.Effect.String()})
	}
	enc := json.NewEncoder(e.stdout)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(out); err != nil {
		return anlan.Errorf(anlan.Internal, "write the changes: %w", err)
	}
	return nil
}

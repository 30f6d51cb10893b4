package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/indicators"
)

func frameworkDiffCommand(e *env) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use: "diff [OLD] NEW", Short: e.say("Say what changes between two frameworks or versions", "比较两个指数框架或版本，说明变化"),
		Args: func(c *cobra.Command, args []string) error {
			if len(args) == 1 {
				return nil
			}
			return exactArgs(2, "OLD and NEW, or one framework with versions")(c, args)
		},
		Long: e.say(`OLD and NEW are built-in frameworks or files, or versions of one: FRAMEWORK@VERSION;
the newest version where none is named. One framework alone: its newest version is
compared with the one before. Each change says what it does:
moves figures, changes what is shown, or words alone. Exit code 4 where figures
move under one and the same version: figures of one version must be comparable.`,
			`OLD 与 NEW 为内置框架或文件，或其某一版本（框架@版本），未指明则取最新版本。
只给一个框架时，比较其最新两个版本。每处变化注明后果：影响数值、影响展示、仅文字。
版本号相同而数值会变时退出码为 4：同一版本的数值必须可比。`),
		Example: "  anlan framework diff peace city/peace.yaml\n  anlan framework diff city/peace.yaml@1.0 city/peace.yaml@1.1\n  anlan framework diff old.yaml new.yaml --json",
		RunE: func(_ *cobra.Command, args []string) error {
			after, err := versionOf(args[len(args)-1])
			if err != nil {
				return err
			}
			var before *indicators.Framework
			if len(args) == 2 {
				before, err = versionOf(args[0])
			} else {
				before, err = versionBefore(args[0])
			}
			if err != nil {
				return err
			}
			return e.frameworkDiff(before, after, asJSON)
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, e.say("as JSON", "以 JSON 输出"))
	return c
}

// versionBefore gives a framework as the version before the one named (or the
// newest) has it.
func versionBefore(arg string) (*indicators.Framework, error) {
	of, version, named := strings.Cut(arg, "@")
	f, _, err := frameworkOf(of)
	if err != nil {
		return nil, err
	}
	n := len(f.Versions) - 1
	if named {
		n = slices.IndexFunc(f.Versions, func(v indicators.Version) bool { return v.Version == version })
	}
	if n < 1 {
		return nil, anlan.Errorf(anlan.Invalid, "framework %s has no version before that one", arg).
			WithNext("name what to compare with: anlan framework diff OLD NEW")
	}
	return f.At(f.Versions[n-1].Version)
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

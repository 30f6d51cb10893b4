package main

import (
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/anlan-lake/anlan/internal/edition"
)

func statusCommand(e *env) *cobra.Command {
	var asJSON bool
	var limit int
	var intervals intervalFlags
	c := &cobra.Command{
		Use:     "status",
		Short:   e.say("What ran, and what readers see now", "运行情况与当前发布的版本"),
		Example: "  anlan status --limit 7\n  anlan status --intervals --dataset hotline_ticket --from 2026-11-01",
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			n, closeAll, err := e.night(cmd.Context())
			if err != nil {
				return err
			}
			defer closeAll()
			if intervals.show {
				return e.printIntervals(cmd, n, intervals, asJSON)
			}
			runs, err := n.Ledger.Runs(cmd.Context(), limit)
			if err != nil {
				return err
			}
			current, err := edition.CurrentID(n.Editions())
			if err != nil {
				current = ""
			}
			asOf, err := e.asOf("", n.Loc)
			if err != nil {
				return err
			}
			waiting, err := n.Waiting(asOf, "")
			if err != nil {
				return err
			}
			if asJSON {
				return json.NewEncoder(e.stdout).Encode(map[string]any{"current": current, "runs": runs, "waiting": waiting})
			}
			if current == "" {
				current = e.say("none yet", "尚无")
			}
			fmt.Fprintf(e.stdout, e.say("published edition: %s\n", "已发布版本：%s\n"), current)
			e.printWaiting(waiting)
			for _, r := range runs {
				fmt.Fprintf(e.stdout, "%s  %-7s %s\n", r.AsOf, r.State, r.Started.In(n.Loc).Format("2006-01-02 15:04:05"))
				for _, s := range r.Steps {
					fmt.Fprintf(e.stdout, "    %-8s %-7s %6.1fs %9d  %s\n", s.Name, s.State, s.Finished.Sub(s.Started).Seconds(), s.Rows, s.Detail)
				}
			}
			return nil
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, e.say("answer in JSON", "以 JSON 输出"))
	intervals.add(e, c)
	c.Flags().IntVar(&limit, "limit", 10, e.say("runs shown", "显示的运行次数"))
	return c
}

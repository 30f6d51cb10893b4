package main

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/night"
)

func clusterCommand(e *env) *cobra.Command {
	c := &cobra.Command{
		Use:   "cluster",
		Short: e.say("Clusters: neighbouring areas with more cases together than expected", "聚集：合在一起多于预期的相邻地区"),
		Long: e.say(`Clusters of the published edition: neighbouring areas that together have more cases of
one or several kinds than their pasts explain, though each by itself may not stand out.
A calm city gives one false cluster in 'warnings.clusters.recurrence' weeks (52) and
level. 'anlan scan --method joint' looks for them in any CSV.`,
			`已发布版本的聚集：合在一起、一类或几类案件多于其历史所能解释的相邻地区，哪怕各自都不突出。
平静的城市每层级每 warnings.clusters.recurrence 周（52）误报一次。任意 CSV 用
anlan scan --method joint。`),
	}
	c.AddCommand(clusterListCommand(e))
	return c
}

// clusterLine is a cluster as the shell shows it. The sum and p are left out where
// they are withheld.
type clusterLine struct {
	ID       string             `json:"id"`
	Phase    anlan.Phase        `json:"phase"`
	Areas    []string           `json:"areas"`
	Kinds    []anlan.SeriesKind `json:"kinds"`
	Since    string             `json:"since"`
	From     string             `json:"from"`
	Period   string             `json:"period"`
	Observed *float64           `json:"observed,omitempty"`
	Expected float64            `json:"expected"`
	P        *float64           `json:"p,omitempty"`
}

func clusterListCommand(e *env) *cobra.Command {
	var asJSON bool
	var area string
	c := &cobra.Command{
		Use: "list", Short: e.say("List the clusters of the published edition", "列出已发布版本的聚集"), Args: noArgs,
		Example: "  anlan cluster list --area 629902",
		RunE: func(cmd *cobra.Command, _ []string) error {
			n, closeAll, err := e.night(cmd.Context())
			if err != nil {
				return err
			}
			defer closeAll()
			return e.listClusters(n, area, asJSON)
		},
	}
	c.Flags().StringVar(&area, "area", "", e.say("with an area within this one", "只列含此地区（或其下级）的"))
	c.Flags().BoolVar(&asJSON, "json", false, e.say("answer in JSON, one a line", "以 JSON 输出，每行一条"))
	return c
}

func (e *env) listClusters(n *night.Night, area string, asJSON bool) error {
	ed, err := publishedOf(n, area)
	if err != nil {
		return err
	}
	list := ed.Clusters(area)
	for _, c := range list {
		line := clusterLine{ID: c.ID, Phase: c.Phase, Areas: c.Areas, Kinds: c.Kinds, Since: c.Since, From: c.From, Period: c.Period, Expected: c.Expected}
		if c.P > 0 {
			line.Observed, line.P = &c.Observed, &c.P
		}
		if asJSON {
			if err := json.NewEncoder(e.stdout).Encode(line); err != nil {
				return err
			}
			continue
		}
		var kinds []string
		for _, k := range c.Kinds {
			kinds = append(kinds, k.Series+"/"+k.Kind)
		}
		fmt.Fprintf(e.stdout, "%-8s %s  %s  %s  %s–%s  ", e.say(string(c.Phase), phaseWords[c.Phase]), c.ID, strings.Join(c.Areas, ","), strings.Join(kinds, ","), c.From, c.Period)
		if line.P != nil {
			fmt.Fprintf(e.stdout, e.say("%.0f against %.1f, by chance once in %.0f weeks\n", "实际 %.0f、预期 %.1f，偶然约每 %.0f 周一次\n"), c.Observed, c.Expected, c.Recurrence())
		} else {
			fmt.Fprintf(e.stdout, e.say("count not published, %.1f expected\n", "不公布、预期 %.1f\n"), c.Expected)
		}
	}
	if len(list) == 0 && !asJSON {
		fmt.Fprintln(e.stdout, e.say("no clusters", "没有聚集"))
	}
	return nil
}

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/ledger"
	"github.com/anlan-lake/anlan/internal/night"
)

func vetoCommand(e *env) *cobra.Command {
	c := &cobra.Command{
		Use:   "veto",
		Short: e.say("Facts that may cap an area's total: a person confirms, dismisses or lifts them", "否决性事实：由人确认、驳回或解除"),
		Long: e.say(`Facts that figures propose and that wait for a person. None caps a total
before an assessor or admin of a level above the area has confirmed it, with its
day and its document. It then caps the area's total for the index's months (12)
from its day, or until it is lifted. What is decided counts from the next build:
the next night, or 'anlan build', 'anlan score' and 'anlan publish' at once.`,
			`由数值提出、等待人工认定的事实。未经上一级评估员或管理员确认（载明日期与文件），
不对任何总分封顶。确认后自事实发生之日起封顶12个月，或至解除为止。决定自下一次构建起生效：
下一夜，或立即运行 anlan build、anlan score、anlan publish。`),
	}
	c.AddCommand(vetoListCommand(e), vetoShowCommand(e),
		decideCommand(e, "confirm", e.say("Confirm a fact: it caps the area's total from the next build", "确认事实：自下一次构建起对总分封顶"),
			"QZ01.629902.2026-Q3 --by assessor --day 2026-09-30 --document '平安办〔2026〕7号'", (*ledger.Ledger).ConfirmVeto),
		decideCommand(e, "dismiss", e.say("Dismiss a fact that was looked into and is none", "驳回：经核查不成立"),
			"QZ01.629902.2026-Q3 --by assessor --note '复核后样本有误'", (*ledger.Ledger).DismissVeto),
		decideCommand(e, "lift", e.say("Lift a confirmed fact from a day on", "解除已确认的事实"),
			"QZ01.629902.2026-Q3 --by assessor --day 2026-11-01 --document '市委批复3号'", (*ledger.Ledger).LiftVeto))
	return c
}

// vetoLine is a fact as the shell shows it.
type vetoLine struct {
	Key       string   `json:"key"`
	State     string   `json:"state"`
	Indicator string   `json:"indicator"`
	Area      string   `json:"area"`
	Level     string   `json:"level"`
	Period    string   `json:"period"`
	Day       string   `json:"day"`
	Value     float64  `json:"value"`
	Upper95   *float64 `json:"upper95,omitempty"`
	Rule      string   `json:"rule"`
	Evidence  string   `json:"evidence,omitempty"`
	Opened    string   `json:"opened"`
	Edition   string   `json:"edition"`
	FactDay   string   `json:"fact_day,omitempty"`
	Document  string   `json:"document,omitempty"`
	Until     string   `json:"until,omitempty"`
	DecidedBy string   `json:"decided_by,omitempty"`
	Note      string   `json:"note,omitempty"`
	LiftedDay string   `json:"lifted_day,omitempty"`
	LiftedBy  string   `json:"lifted_by,omitempty"`
}

func (e *env) vetoLine(n *night.Night, v ledger.Veto) vetoLine {
	return vetoLine{v.Key, string(v.State), v.Indicator, v.Area, v.Level.String(), v.Period, v.Day, v.Value, v.Upper95, v.Rule, v.Evidence,
		v.Opened.In(n.Loc).Format(time.DateTime), v.Edition, v.FactDay, v.Document, n.VetoUntil(v), v.DecidedBy, v.Note, v.LiftedDay, v.LiftedBy}
}

// vetoWord is a state in the user's language.
func (e *env) vetoWord(s anlan.VetoState) string {
	return e.say(string(s), map[anlan.VetoState]string{anlan.VetoAwaiting: "待确认", anlan.VetoConfirmed: "已确认", anlan.VetoDismissed: "已驳回", anlan.VetoLifted: "已解除"}[s])
}

func vetoListCommand(e *env) *cobra.Command {
	var all, asJSON bool
	c := &cobra.Command{
		Use: "list", Short: e.say("List the facts that await a person and those in force", "列出待确认与生效中的事实"), Args: noArgs,
		Example: "  anlan veto list --all",
		RunE: func(cmd *cobra.Command, _ []string) error {
			n, closeAll, err := e.night(cmd.Context())
			if err != nil {
				return err
			}
			defer closeAll()
			list, err := n.Ledger.Vetoes(cmd.Context())
			if err != nil {
				return err
			}
			shown := 0
			for _, v := range list {
				if !all && v.State != anlan.VetoAwaiting && v.State != anlan.VetoConfirmed {
					continue
				}
				shown++
				if asJSON {
					if err := json.NewEncoder(e.stdout).Encode(e.vetoLine(n, v)); err != nil {
						return err
					}
					continue
				}
				fmt.Fprintf(e.stdout, "%-9s %s %s  %s\n", e.vetoWord(v.State), v.Day, v.Key, vetoFigure(v))
			}
			if shown == 0 && !asJSON {
				fmt.Fprintln(e.stdout, e.say("no facts", "没有事实"))
			}
			return nil
		},
	}
	c.Flags().BoolVar(&all, "all", false, e.say("dismissed and lifted ones too", "含已驳回与已解除"))
	c.Flags().BoolVar(&asJSON, "json", false, e.say("answer in JSON, one a line", "以 JSON 输出，每行一条"))
	return c
}

// vetoFigure writes what met the rule: "82.1 (U95 84.0), U95 < 85".
func vetoFigure(v ledger.Veto) string {
	if v.Upper95 != nil {
		return fmt.Sprintf("%.1f (U95 %.1f), %s", v.Value, *v.Upper95, v.Rule)
	}
	return strings.TrimSuffix(fmt.Sprintf("%g, %s, %s", v.Value, v.Rule, v.Evidence), ", ")
}

func vetoShowCommand(e *env) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use: "show KEY", Short: e.say("Show one fact: figure, evidence, decision", "显示一条事实：数值、依据、决定"), Args: exactArgs(1, "KEY"),
		Example: "  anlan veto show QZ01.629902.2026-Q3",
		RunE: func(cmd *cobra.Command, args []string) error {
			n, closeAll, err := e.night(cmd.Context())
			if err != nil {
				return err
			}
			defer closeAll()
			v, err := n.Ledger.Veto(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			line := e.vetoLine(n, v)
			if asJSON {
				return json.NewEncoder(e.stdout).Encode(line)
			}
			e.printVeto(n, v, line)
			return nil
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, e.say("answer in JSON", "以 JSON 输出"))
	return c
}

func (e *env) printVeto(n *night.Night, v ledger.Veto, line vetoLine) {
	name := v.Indicator
	if i, ok := n.Framework.Indicator(v.Indicator); ok {
		name += " " + i.Name.Zh
		if !e.chinese && i.Name.En != "" {
			name = v.Indicator + " " + i.Name.En
		}
	}
	for _, f := range []struct{ en, zh, text string }{
		{"key", "编号", v.Key}, {"state", "状态", e.vetoWord(v.State)}, {"indicator", "指标", name}, {"area", "区划", v.Area}, {"seen", "发现日期", v.Day},
		{"figure", "数值", vetoFigure(v)}, {"evidence", "依据", v.Evidence}, {"opened", "列入", line.Opened + " " + v.Edition}, {"fact of", "事实日期", v.FactDay},
		{"document", "文件", v.Document}, {"decided by", "决定人", v.DecidedBy}, {"until", "有效至", line.Until}, {"lifted", "解除", strings.TrimSpace(v.LiftedDay + " " + v.LiftedBy)}, {"note", "说明", v.Note},
	} {
		if f.text != "" {
			fmt.Fprintf(e.stdout, "%-11s %s\n", e.say(f.en, f.zh), f.text)
		}
	}
}

// decideCommand is a command by which a person decides on a fact.
func decideCommand(e *env, use, short, example string, decide func(*ledger.Ledger, context.Context, ledger.Decision, time.Time) error) *cobra.Command {
	var d ledger.Decision
	c := &cobra.Command{
		Use: use + " KEY", Short: short, Args: exactArgs(1, "KEY"), Example: "  anlan veto " + use + " " + example,
		RunE: func(cmd *cobra.Command, args []string) error {
			n, closeAll, err := e.night(cmd.Context())
			if err != nil {
				return err
			}
			defer closeAll()
			if d.By == "" {
				return anlan.Errorf(anlan.Invalid, "veto %s: --by names the account that decides", use).WithNext("nothing was decided")
			}
			d.Key, d.City = args[0], n.Code
			if err := decide(n.Ledger, cmd.Context(), d, e.now().In(n.Loc)); err != nil {
				return err
			}
			v, err := n.Ledger.Veto(cmd.Context(), d.Key)
			if err != nil {
				return err
			}
			fmt.Fprintf(e.stdout, e.say("%s: %s by %s; it counts from the next build\n", "%s：%s，决定人 %s；自下一次构建起生效\n"), v.Key, e.vetoWord(v.State), d.By)
			return nil
		},
	}
	f := c.Flags()
	f.StringVar(&d.By, "by", "", e.say("account that decides: an assessor or admin of a level above the area", "决定账号：上一级的评估员或管理员"))
	f.StringVar(&d.Document, "document", "", e.say("the paper that states it", "载明该事实的文件"))
	if use == "dismiss" {
		f.StringVar(&d.Note, "note", "", e.say("why it is none", "不成立的理由"))
	} else {
		f.StringVar(&d.Day, "day", "", e.say("day of the fact, or from which it is lifted, like 2026-10-31", "事实发生之日，或解除之日，如 2026-10-31"))
	}
	return c
}

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/ledger"
)

func orderCommand(e *env) *cobra.Command {
	c := &cobra.Command{
		Use:   "order",
		Short: e.say("Supervision orders that the checks propose: a person accepts or dismisses them", "检查建议的督办单：由人采纳或驳回"),
		Long: e.say(`Where two departments' counts of the same cases differ by more than 1%, the night
proposes a supervision order (source 08). It waits until an assessor or admin of
the city accepts it, naming the order issued, or dismisses it with a reason; both
go into the trail. One that waits lapses when the counts come together.`,
			`两个部门对同一批案件的计数相差超过 1% 时，夜间运行建议一张督办单（来源 08）。
由市级评估员或管理员采纳（载明所发督办单）或说明理由驳回，均记入操作留痕。
尚未决定而计数已一致的，自动失效。`),
	}
	c.AddCommand(orderListCommand(e),
		orderDecideCommand(e, "accept", e.say("Accept a proposal: the order is issued", "采纳：督办单已发出"),
			"reconcile.hotline.2026-10 --by assessor --document '督〔2026〕8号'", (*ledger.Ledger).AcceptOrder),
		orderDecideCommand(e, "dismiss", e.say("Dismiss a proposal, with the reason", "驳回：说明理由"),
			"reconcile.hotline.2026-10 --by assessor --note '两部门口径不同'", (*ledger.Ledger).DismissOrder))
	return c
}

var orderWords = map[string]string{ledger.OrderProposed: "待定", ledger.OrderAccepted: "已采纳", ledger.OrderDismissed: "已驳回", ledger.OrderLapsed: "已失效"}

// orderLine is an order as the shell shows it.
type orderLine struct {
	Key        string  `json:"key"`
	State      string  `json:"state"`
	Pair       string  `json:"pair"`
	Period     string  `json:"period"`
	Left       int64   `json:"left"`
	Right      int64   `json:"right"`
	Difference float64 `json:"difference"`
	Opened     string  `json:"opened"`
	Edition    string  `json:"edition"`
	Document   string  `json:"document,omitempty"`
	DecidedBy  string  `json:"decided_by,omitempty"`
	Note       string  `json:"note,omitempty"`
}

func orderListCommand(e *env) *cobra.Command {
	var all, asJSON bool
	c := &cobra.Command{
		Use: "list", Short: e.say("List the orders that wait for a decision", "列出待决定的督办建议"), Args: noArgs,
		Example: "  anlan order list --all",
		RunE: func(cmd *cobra.Command, _ []string) error {
			n, closeAll, err := e.night(cmd.Context())
			if err != nil {
				return err
			}
			defer closeAll()
			list, err := n.Ledger.Orders(cmd.Context())
			if err != nil {
				return err
			}
			shown := 0
			for _, o := range list {
				if !all && o.State != ledger.OrderProposed {
					continue
				}
				shown++
				if asJSON {
					line := orderLine{o.Key, o.State, o.Pair, o.Period, o.Left, o.Right, o.Difference, o.Opened.In(n.Loc).Format(time.DateTime), o.Edition, o.Document, o.DecidedBy, o.Note}
					if err := json.NewEncoder(e.stdout).Encode(line); err != nil {
						return err
					}
					continue
				}
				fmt.Fprintf(e.stdout, e.say("%-9s %s  %d against %d, %+.1f%%", "%-9s %s  %d 对 %d，相差 %+.1f%%"), e.say(o.State, orderWords[o.State]), o.Key, o.Left, o.Right, o.Difference)
				for _, more := range []string{o.DecidedBy, o.Document, o.Note} {
					if more != "" {
						fmt.Fprint(e.stdout, "  "+more)
					}
				}
				fmt.Fprintln(e.stdout)
			}
			if shown == 0 && !asJSON {
				fmt.Fprintln(e.stdout, e.say("no orders", "没有督办建议"))
			}
			return nil
		},
	}
	c.Flags().BoolVar(&all, "all", false, e.say("decided and lapsed ones too", "含已决定与已失效"))
	c.Flags().BoolVar(&asJSON, "json", false, e.say("answer in JSON, one a line", "以 JSON 输出，每行一条"))
	return c
}

// orderDecideCommand is a command by which a person decides on a proposal.
func orderDecideCommand(e *env, use, short, example string, decide func(*ledger.Ledger, context.Context, ledger.Decision, time.Time) error) *cobra.Command {
	var d ledger.Decision
	c := &cobra.Command{
		Use: use + " KEY", Short: short, Args: exactArgs(1, "KEY"), Example: "  anlan order " + use + " " + example,
		RunE: func(cmd *cobra.Command, args []string) error {
			n, closeAll, err := e.night(cmd.Context())
			if err != nil {
				return err
			}
			defer closeAll()
			if d.By == "" {
				return anlan.Errorf(anlan.Invalid, "order %s: --by names the account that decides", use).WithNext("nothing was decided")
			}
			d.Key, d.City = args[0], n.Code
			if err := decide(n.Ledger, cmd.Context(), d, e.now()); err != nil {
				return err
			}
			word := map[string]string{"accept": ledger.OrderAccepted, "dismiss": ledger.OrderDismissed}[use]
			fmt.Fprintf(e.stdout, e.say("%s: %s by %s\n", "%s：%s，决定人 %s\n"), d.Key, e.say(word, orderWords[word]), d.By)
			return nil
		},
	}
	f := c.Flags()
	f.StringVar(&d.By, "by", "", e.say("account that decides: an assessor or admin of the city", "决定账号：市级评估员或管理员"))
	f.StringVar(&d.Document, "document", "", e.say("number or paper of the order issued", "所发督办单的编号或文件"))
	f.StringVar(&d.Note, "note", "", e.say("why, of a dismissal", "驳回的理由"))
	return c
}

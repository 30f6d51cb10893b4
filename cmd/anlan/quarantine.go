package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/ledger"
	"github.com/anlan-lake/anlan/internal/night"
)

func quarantineCommand(e *env) *cobra.Command {
	c := &cobra.Command{
		Use:   "quarantine",
		Short: e.say("Rejected rows and held batches: see, export, take back mended", "被拒收的行与暂扣的批次：查看、导出、补正后收回"),
		Long: e.say(`The lake keeps file, row, column and rule of every rejected row; the row itself
stays in the landing zone and is read only there. 'export' writes the rows as a
workbook that their department mends and sends back, 'reland' lands it: what is
good then is no longer open. Rows that are open longer than a week are a warning
of 'anlan check', by owner.`,
			`数据湖只记录被拒收行的文件、行号、列与规则；原始行留在落地区，只在那里读取。
export 将待补正的行写成工作簿交责任单位改正，reland 将改正后的文件落地，合格的行即不再待补正。
超过一周仍待补正的行，由 anlan check 按责任单位提示。`),
	}
	c.AddCommand(quarantineListCommand(e), quarantineShowCommand(e), quarantineExportCommand(e), quarantineRelandCommand(e), quarantineDismissCommand(e))
	return c
}

// quarantinePick says which batches are meant.
type quarantinePick struct {
	dataset, owner, rule, state, asOf string
	older                             int
}

func (p *quarantinePick) add(e *env, c *cobra.Command) {
	f := c.Flags()
	f.StringVar(&p.dataset, "dataset", "", e.say("only this data set", "只列此数据集"))
	f.StringVar(&p.owner, "owner", "", e.say("only owners whose name, Chinese or English, holds this", "只列名称含此文字的责任单位"))
}

var quarantineStates = []string{anlan.RejectOpen, anlan.RejectMended, anlan.RejectDismissed, anlan.RejectOvertaken, anlan.RejectWithdrawn, "held", "all"}

// fits says whether a batch is meant, at an age of so many days.
func (p *quarantinePick) fits(q ledger.Quarantined, age int) bool {
	if p.dataset != "" && q.Dataset != p.dataset || !fitsOwner(q, p.owner) || age < p.older {
		return false
	}
	if p.rule != "" {
		i := slices.IndexFunc(q.Rules, func(r ledger.RuleCount) bool { return r.Rule == p.rule })
		if i < 0 || p.state == anlan.RejectOpen && q.Rules[i].Open == 0 {
			return false
		}
	}
	switch p.state {
	case anlan.RejectOpen:
		return q.Open > 0 || q.Status == anlan.BatchHeld
	case anlan.RejectMended:
		return q.Mended > 0
	case anlan.RejectDismissed:
		return q.Dismissed > 0
	case anlan.RejectOvertaken:
		return q.Overtaken > 0
	case anlan.RejectWithdrawn:
		return q.Status == anlan.BatchWithdrawn
	case "held":
		return q.Status == anlan.BatchHeld
	}
	return true
}

func fitsOwner(q ledger.Quarantined, owner string) bool {
	return owner == "" || strings.Contains(q.Owner, owner) || strings.Contains(strings.ToLower(q.OwnerEn), strings.ToLower(owner))
}

// quarantineLine is a batch as programs read it.
type quarantineLine struct {
	Batch     string             `json:"batch"`
	Status    string             `json:"status"`
	Dataset   string             `json:"dataset"`
	Owner     string             `json:"owner"`
	OwnerEn   string             `json:"owner_en,omitempty"`
	Source    string             `json:"source"`
	Received  string             `json:"received_at"`
	AgeDays   int                `json:"age_days"`
	Rows      int64              `json:"received"`
	Landed    int64              `json:"landed"`
	Rejected  int64              `json:"rejected"`
	Open      int64              `json:"open"`
	Mended    int64              `json:"mended"`
	Overtaken int64              `json:"overtaken"`
	Dismissed int64              `json:"dismissed"`
	Rules     []ledger.RuleCount `json:"rules,omitempty"`
	Mends     []string           `json:"mends,omitempty"`
	Exported  string             `json:"exported_at,omitempty"`
	Expired   string             `json:"expired_at,omitempty"`
	Note      string             `json:"note,omitempty"`
}

func newQuarantineLine(n *night.Night, q ledger.Quarantined, age int) quarantineLine {
	at := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.In(n.Loc).Format(time.DateTime)
	}
	return quarantineLine{q.Batch, q.Status, q.Dataset, q.Owner, q.OwnerEn, q.Source, at(q.Received), age, q.Rows, q.Landed, q.Rejected,
		q.Open, q.Mended, q.Overtaken, q.Dismissed, q.Rules, q.Mends, at(q.Exported), at(q.Expired), q.Note}
}

func quarantineListCommand(e *env) *cobra.Command {
	var p quarantinePick
	var limit int
	var by string
	var asJSON bool
	c := &cobra.Command{
		Use: "list", Short: e.say("Batches with rows to be mended, held ones first", "有待补正行的批次，暂扣批次在前"), Args: noArgs,
		Example: "  anlan quarantine list --dataset dispute_case\n  anlan quarantine list --owner 公安 --older 7\n  anlan quarantine list --by owner\n  anlan quarantine list --state all --json",
		RunE: func(cmd *cobra.Command, _ []string) error {
			if !slices.Contains(quarantineStates, p.state) {
				return anlan.Errorf(anlan.Invalid, "--state %q is not one of %s", p.state, strings.Join(quarantineStates, ", "))
			}
			if by != "" && !slices.Contains(sumsBy, by) {
				return anlan.Errorf(anlan.Invalid, "--by %q is not one of %s", by, strings.Join(sumsBy, ", "))
			}
			n, closeAll, err := e.night(cmd.Context())
			if err != nil {
				return err
			}
			defer closeAll()
			today := e.now()
			if p.asOf != "" {
				if today, err = e.asOf(p.asOf, n.Loc); err != nil {
					return err
				}
			}
			list, err := n.Quarantine(cmd.Context())
			if err != nil {
				return err
			}
			list = slices.DeleteFunc(list, func(q ledger.Quarantined) bool { return !p.fits(q, n.Age(q.Received, today)) })
			if by != "" {
				return e.printSums(sumUp(list, by, func(q ledger.Quarantined) int { return n.Age(q.Received, today) }), asJSON)
			}
			for i, q := range list {
				age := n.Age(q.Received, today)
				if asJSON {
					if err := json.NewEncoder(e.stdout).Encode(newQuarantineLine(n, q, age)); err != nil {
						return err
					}
					continue
				}
				if i == limit {
					fmt.Fprintf(e.stdout, e.say("… and %d more: --limit %d\n", "……另有 %d 个批次：--limit %d\n"), len(list)-limit, len(list))
					break
				}
				fmt.Fprintln(e.stdout, e.quarantineText(q, age))
			}
			if len(list) == 0 && !asJSON {
				fmt.Fprintln(e.stdout, e.say("nothing fits", "没有符合条件的批次"))
			}
			return nil
		},
	}
	p.add(e, c)
	c.Flags().StringVar(&p.rule, "rule", "", e.say("only batches with rows that break this rule, like code_list", "只列有行违反此规则的批次，如 code_list"))
	c.Flags().StringVar(&p.state, "state", anlan.RejectOpen, e.say("open (with held batches), mended, dismissed, overtaken, withdrawn, held or all", "open（含暂扣）、mended、dismissed、overtaken、withdrawn、held 或 all"))
	c.Flags().IntVar(&p.older, "older", 0, e.say("only those received at least so many days ago", "只列收到至少若干天的"))
	c.Flags().StringVar(&p.asOf, "as-of", "", e.say("day that ages are counted to (default today)", "计算天数的截止日（默认今天）"))
	c.Flags().StringVar(&by, "by", "", e.say("sum up by owner, dataset or rule", "按 owner（责任单位）、dataset（数据集）或 rule（规则）汇总"))
	c.Flags().IntVar(&limit, "limit", 40, e.say("batches shown", "显示的批次数"))
	c.Flags().BoolVar(&asJSON, "json", false, e.say("answer in JSON, one a line", "以 JSON 输出，每行一条"))
	return c
}

// quarantineText is a batch in one line.
func (e *env) quarantineText(q ledger.Quarantined, age int) string {
	s := fmt.Sprintf("%s  %-9s %-16s %6d/%d  %s", q.Batch, q.Status, q.Dataset, q.Rejected, q.Rows, q.Source)
	var more []string
	if q.Open > 0 {
		more = append(more, fmt.Sprintf(e.say("%d open", "待补正 %d 行"), q.Open))
	}
	if q.Open > 0 || q.Status == anlan.BatchHeld {
		more = append(more, fmt.Sprintf(e.say("%d days", "%d 天"), age), e.say(cmp.Or(q.OwnerEn, q.Owner), q.Owner))
		if !q.Expired.IsZero() {
			more = append(more, e.say("file expired", "文件已过期"))
		}
	}
	if q.Mended > 0 {
		more = append(more, fmt.Sprintf(e.say("%d mended", "已补正 %d 行"), q.Mended))
	}
	if q.Dismissed > 0 {
		more = append(more, fmt.Sprintf(e.say("%d dismissed", "已注销 %d 行"), q.Dismissed))
	}
	if len(more) > 0 {
		s += "  " + strings.Join(more, e.say(", ", "，"))
	}
	if q.Note != "" {
		s += "  (" + q.Note + ")"
	}
	return s
}

package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/etl"
	"github.com/anlan-lake/anlan/internal/ledger"
)

// shownRow is a rejected row as programs read it.
type shownRow struct {
	Row    int64        `json:"row"`
	State  string       `json:"state"`
	By     string       `json:"mended_by,omitempty"`
	Faults []shownFault `json:"faults"`
}

type shownFault struct {
	Column   string `json:"column"`
	Header   string `json:"header"`
	Rule     string `json:"rule"`
	Expected string `json:"expected"`
}

func quarantineShowCommand(e *env) *cobra.Command {
	var rows, asJSON bool
	c := &cobra.Command{
		Use: "show BATCH", Short: e.say("What is wrong with a batch's rows, and what to do", "某批次各行的问题与办法"), Args: exactArgs(1, "BATCH"),
		Example: "  anlan quarantine show 1f2e3d4c5b6a7988\n  anlan quarantine show 1f2e3d4c5b6a7988 --rows",
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			n, closeAll, err := e.night(ctx)
			if err != nil {
				return err
			}
			defer closeAll()
			b, err := n.Lake.Batch(ctx, args[0])
			if err != nil {
				return err
			}
			list, err := n.Quarantine(ctx)
			if err != nil {
				return err
			}
			at := slices.IndexFunc(list, func(q ledger.Quarantined) bool { return q.Batch == b.ID })
			if at < 0 {
				return anlan.Errorf(anlan.NotFound, "no rejected rows of a batch %s", args[0]).WithNext("'anlan quarantine list' names the batches")
			}
			q := list[at]
			open, err := n.RejectedRows(ctx, b)
			if err != nil {
				return err
			}
			if asJSON {
				return json.NewEncoder(e.stdout).Encode(struct {
					quarantineLine
					List []shownRow `json:"rows"`
				}{newQuarantineLine(n, q, n.Age(q.Received, e.now())), shownRows(open)})
			}
			e.printQuarantined(q, n.Age(q.Received, e.now()))
			if len(open) > 0 {
				e.printRejected(b, open)
			} else { // held, or lines of a mended file
				faults, err := n.Lake.Rejects(ctx, b.ID)
				if err != nil {
					return err
				}
				for _, r := range faults {
					fmt.Fprintln(e.stdout, e.fault(r))
				}
			}
			if !rows {
				return nil
			}
			if err := e.note(ctx, n.Ledger, "quarantine show --rows", b.ID); err != nil {
				return err
			}
			return e.printSource(n.Landing, b)
		},
	}
	c.Flags().BoolVar(&rows, "rows", false, e.say("print the rejected source rows from the landing zone (may hold personal data; goes into the trail)", "打印落地区中的原始行（可能含个人信息，记入审计留痕）"))
	c.Flags().BoolVar(&asJSON, "json", false, e.say("answer in JSON", "以 JSON 输出"))
	return c
}

func shownRows(rows []anlan.RejectedRow) []shownRow {
	out := make([]shownRow, 0, len(rows))
	for _, r := range rows {
		s := shownRow{Row: r.Row, State: r.State, By: r.By}
		for _, f := range r.Faults {
			s.Faults = append(s.Faults, shownFault{f.Column, f.Header, f.Rule, f.Expected})
		}
		out = append(out, s)
	}
	return out
}

// printQuarantined says how a batch stands, by rule, and what can be done.
func (e *env) printQuarantined(q ledger.Quarantined, age int) {
	fmt.Fprintln(e.stdout, e.quarantineText(q, age))
	fmt.Fprintf(e.stdout, e.say("%d received = %d landed + %d rejected (%d open, %d mended, %d overtaken, %d dismissed)\n",
		"收到 %d = 落地 %d + 拒收 %d（待补正 %d，已补正 %d，已被更新 %d，已注销 %d）\n"), q.Rows, q.Landed, q.Rejected, q.Open, q.Mended, q.Overtaken, q.Dismissed)
	for _, r := range q.Rules {
		fmt.Fprintf(e.stdout, e.say("  %s: %d, %d open\n", "  %s：%d 行，待补正 %d\n"), e.say(r.Rule, etl.RuleZh(r.Rule)), r.Rejected, r.Open)
	}
	switch {
	case q.Status == anlan.BatchHeld:
		fmt.Fprintf(e.stdout, e.say("to do: the owner sends a file that can be read, or the contract is corrected and then: anlan quarantine reland %s\n",
			"办法：请责任单位重新报送可读的文件；或更正契约后执行 anlan quarantine reland %s\n"), q.Batch)
	case q.Open > 0:
		fmt.Fprintf(e.stdout, e.say("to do: anlan quarantine export %[1]s; the owner mends the workbook and sends it back: anlan quarantine reland FILE\n"+
			"       or correct the contract, then: anlan quarantine reland %[1]s\n",
			"办法：anlan quarantine export %[1]s 导出工作簿，责任单位改正后：anlan quarantine reland 文件\n"+
				"      或更正契约后：anlan quarantine reland %[1]s\n"), q.Batch)
	}
}

func (e *env) printRejected(b anlan.Batch, rows []anlan.RejectedRow) {
	for _, r := range rows {
		for _, f := range r.Faults {
			sent := f.File
			f.File, f.Row = b.Source, r.Row // as it first came, whichever file its faults are of
			s := e.fault(f)
			if r.From != r.Batch && r.State == anlan.RejectOpen {
				s += fmt.Sprintf(e.say("  [as sent again: %s, row %d]", "  [再次报送：%s 第 %d 行]"), sent, r.Line)
			}
			if r.State != anlan.RejectOpen {
				s += "  [" + e.rejectWord(r.State) + "]"
			}
			fmt.Fprintln(e.stdout, s)
		}
	}
}

func (e *env) rejectWord(state string) string {
	return e.say(state, map[string]string{anlan.RejectOpen: "待补正", anlan.RejectMended: "已补正", anlan.RejectOvertaken: "已被更新",
		anlan.RejectWithdrawn: "已撤回", anlan.RejectDismissed: "已注销"}[state])
}

// fault is what is wrong with a row, in one line.
func (e *env) fault(r anlan.Reject) string {
	return fmt.Sprintf(e.say("%s: row %d: %s: %s: expected %s", "%s：第 %d 行：%s：%s：应为%s"),
		r.File, r.Row, e.place(r), e.say(r.Rule, etl.RuleZh(r.Rule)), e.say(r.Expected, etl.ExpectedZh(r.Expected)))
}

// printSource prints the rejected rows of a batch as the landing zone keeps them.
func (e *env) printSource(landing string, b anlan.Batch) error {
	file := filepath.Join(landing, "rejected", b.Dataset, b.ID+".csv")
	f, err := os.Open(file)
	if err != nil {
		return anlan.Errorf(anlan.NotFound, "the landing zone no longer holds the rejected rows of %s", b.ID)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.FieldsPerRecord = -1
	lines, err := r.ReadAll()
	if err != nil {
		return anlan.Errorf(anlan.Internal, "read rejected rows %s: %w", file, err)
	}
	return csv.NewWriter(e.stdout).WriteAll(lines)
}

// place says which cell of a row a reject is about.
func (e *env) place(r anlan.Reject) string {
	switch {
	case r.Column == "":
		return e.say("the whole row", "整行")
	case r.Header == "":
		return e.say("column ", "列 ") + r.Column
	}
	return e.say("column "+r.Column+" ("+r.Header+")", "列 "+r.Column+"（"+r.Header+"）")
}

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/edition"
	"github.com/anlan-lake/anlan/internal/ledger"
	"github.com/anlan-lake/anlan/internal/night"
	"github.com/anlan-lake/anlan/internal/person"
)

func warningCommand(e *env) *cobra.Command {
	c := &cobra.Command{
		Use:   "warning",
		Short: e.say("Early warnings: what is on, what came of them, what is suppressed", "预警：现有预警、核查结果、暂停的预警"),
		Long: e.say(`Warnings of the published edition: one for each rise (or silence) of an area and a
kind of case, over the weeks that it lasts. Say what came of one with 'outcome': it
counts in the precision that later warnings of the same rule in the county show, and
in how much they have to stand out. 'suppress' keeps warnings back until a day, with
the reason. Both take effect with the next night and go into the trail.`,
			`已发布版本的预警：每个地区、类别的一次上升（或静默）为一条，跨越其持续的各周。用 outcome
记录核查结果：同县区同规则以后的预警据此显示准确率，并决定需要多突出才报。suppress 在某日之前
不再报出，须说明理由。二者自下一夜起生效，均记入操作留痕。`),
	}
	c.AddCommand(warningListCommand(e), warningOutcomeCommand(e), warningSuppressCommand(e))
	return c
}

var phaseWords = map[anlan.Phase]string{anlan.PhaseOpened: "新出现", anlan.PhaseGrown: "在扩大", anlan.PhaseStanding: "仍在持续", anlan.PhaseMoved: "已转移", anlan.PhaseFaded: "已平息"}

var gradeWords = map[anlan.Grade]string{anlan.GradeRed: "红", anlan.GradeOrange: "橙", anlan.GradeYellow: "黄", anlan.GradeBlue: "蓝"}

var outcomeWords = map[string]string{ledger.OutcomeConfirmed: "属实", ledger.OutcomePartly: "部分属实", ledger.OutcomeFalse: "不属实", ledger.OutcomeUnclear: "无法判断"}

// warningLine is a warning as the shell shows it; counts that are withheld are
// not in it.
type warningLine struct {
	ID       string      `json:"id"`
	Grade    anlan.Grade `json:"grade"`
	Phase    anlan.Phase `json:"phase"`
	Since    string      `json:"since"`
	Period   string      `json:"period"`
	Area     string      `json:"area"`
	Series   string      `json:"series"`
	Kind     string      `json:"kind"`
	Expected *float64    `json:"expected,omitempty"` // left out where the count is withheld
	Withheld bool        `json:"withheld,omitempty"`
	Chance   float64     `json:"chance,omitempty"`
	Outcome  string      `json:"outcome,omitempty"`
}

func warningListCommand(e *env) *cobra.Command {
	var asJSON, suppressed bool
	var area string
	c := &cobra.Command{
		Use: "list", Short: e.say("List the warnings of the published edition, gravest first", "列出已发布版本的预警，重者在前"), Args: noArgs,
		Example: "  anlan warning list --area 629902\n  anlan warning list --suppressed",
		RunE: func(cmd *cobra.Command, _ []string) error {
			n, closeAll, err := e.night(cmd.Context())
			if err != nil {
				return err
			}
			defer closeAll()
			if suppressed {
				return e.listSuppressions(cmd.Context(), n)
			}
			return e.listWarnings(cmd.Context(), n, area, asJSON)
		},
	}
	c.Flags().StringVar(&area, "area", "", e.say("of this area and those within it", "只列此地区及其下级"))
	c.Flags().BoolVar(&suppressed, "suppressed", false, e.say("what is kept back instead, and why", "改列暂停的预警及理由"))
	c.Flags().BoolVar(&asJSON, "json", false, e.say("answer in JSON, one a line", "以 JSON 输出，每行一条"))
	return c
}

// publishedOf opens the published edition, and refuses an area that it has not;
// "" is any.
func publishedOf(n *night.Night, area string) (*edition.Edition, error) {
	ed, err := edition.Current(n.Editions())
	if err != nil {
		return nil, err
	}
	if _, ok := ed.Area(area); !ok && area != "" {
		return nil, anlan.Errorf(anlan.NotFound, "no area %s in edition %s", area, ed.Meta.ID).
			WithNext(areaCodes)
	}
	return ed, nil
}

func (e *env) listWarnings(ctx context.Context, n *night.Night, area string, asJSON bool) error {
	ed, err := publishedOf(n, area)
	if err != nil {
		return err
	}
	outcomes, err := n.Ledger.Outcomes(ctx)
	if err != nil {
		return err
	}
	known := map[string]string{}
	for _, o := range outcomes {
		known[o.ID] = o.Outcome
	}
	list := ed.Warnings(area)
	for _, w := range list {
		if asJSON {
			line := warningLine{w.ID, w.Grade, w.Phase, w.Since, w.Period, w.Area, w.Series, w.Kind, &w.Expected, w.Observed == anlan.Withheld, w.Chance, known[w.ID]}
			if line.Withheld {
				line.Expected = nil
			}
			if err := json.NewEncoder(e.stdout).Encode(line); err != nil {
				return err
			}
			continue
		}
		fmt.Fprintf(e.stdout, "%-6s %-8s %s", e.say(string(w.Grade), gradeWords[w.Grade]), e.say(string(w.Phase), phaseWords[w.Phase]), w.ID)
		if o := known[w.ID]; o != "" {
			fmt.Fprint(e.stdout, "  "+e.say(o, outcomeWords[o]))
		}
		fmt.Fprintln(e.stdout)
	}
	if len(list) == 0 && !asJSON {
		fmt.Fprintln(e.stdout, e.say("no warnings", "没有预警"))
	}
	return nil
}

func (e *env) listSuppressions(ctx context.Context, n *night.Night) error {
	list, err := n.Ledger.Suppressions(ctx, e.now().In(n.Loc).Format(anlan.DateFormat))
	if err != nil {
		return err
	}
	for _, s := range list {
		what := strings.Trim(s.Series+"/"+s.Kind, "/")
		if what == "" {
			what = e.say("all", "全部")
		}
		fmt.Fprintf(e.stdout, e.say("%s %s until %s by %s: %s\n", "%s %s 至 %s，%s：%s\n"), s.Area, what, s.Until, s.RecordedBy, s.Reason)
	}
	if len(list) == 0 {
		fmt.Fprintln(e.stdout, e.say("nothing is suppressed", "没有暂停的预警"))
	}
	return nil
}

func warningOutcomeCommand(e *env) *cobra.Command {
	o := ledger.Outcome{}
	c := &cobra.Command{
		Use:   "outcome ID " + strings.Join(ledger.OutcomeNames(), "|"),
		Short: e.say("Note what came of a warning", "记录预警的核查结果"), Args: exactArgs(2, "ID OUTCOME"),
		Example: "  anlan warning outcome pooled:dispute_type:629902:04:2026-W44 confirmed --by assessor --helped 调解员下沉",
		RunE: func(cmd *cobra.Command, args []string) error {
			n, closeAll, err := e.night(cmd.Context())
			if err != nil {
				return err
			}
			defer closeAll()
			if o.RecordedBy == "" {
				return anlan.Errorf(anlan.Invalid, "warning outcome: --by names the account that looked into it").WithNext("nothing was noted")
			}
			o.ID, o.Outcome = args[0], args[1]
			o.Helped, o.Note = person.Mask(o.Helped), person.Mask(o.Note)
			if err := n.Ledger.NoteOutcome(cmd.Context(), o, e.now()); err != nil {
				return err
			}
			fmt.Fprintf(e.stdout, e.say("%s: %s by %s; it counts from the next night\n", "%s：%s，%s；自下一夜起计入\n"), o.ID, e.say(o.Outcome, outcomeWords[o.Outcome]), o.RecordedBy)
			return nil
		},
	}
	f := c.Flags()
	f.StringVar(&o.RecordedBy, "by", "", e.say("account that looked into it: an assessor, handler or admin of the area", "核查账号：该地区的评估员、处置员或管理员"))
	f.StringVar(&o.Helped, "helped", "", e.say("what helped: shown with the like later on", "什么起了作用：以后同类预警会显示"))
	f.StringVar(&o.Note, "note", "", e.say("note; no personal names", "说明（不写个人姓名）"))
	return c
}

func warningSuppressCommand(e *env) *cobra.Command {
	s := ledger.Suppression{}
	c := &cobra.Command{
		Use:   "suppress ID | suppress --area CODE",
		Short: e.say("Keep warnings back until a day, with the reason", "在某日之前不再报出，须说明理由"), Args: oneArgAtMost,
		Long: e.say(`Keep back warnings of the area, series and kind of a warning, or of --area with
--series and --kind (left out: all), until a day. What is kept back is counted by
every night ('anlan score') and listed with its reason by 'list --suppressed'.`,
			`对某条预警的地区、序列、类别，或 --area 及 --series、--kind（省略为全部），在某日之前不再报出。
每夜会计数（anlan score），list --suppressed 列出理由。`),
		Example: "  anlan warning suppress pooled:dispute_type:629902:04:2026-W44 --until 2026-12-31 --reason 集中排查期 --by assessor\n" +
			"  anlan warning suppress --area 629902 --series hotline_domain --until 2026-12-31 --reason 热线迁移 --by assessor",
		RunE: func(cmd *cobra.Command, args []string) error {
			n, closeAll, err := e.night(cmd.Context())
			if err != nil {
				return err
			}
			defer closeAll()
			if len(args) == 1 {
				// The parts of an ID: rule, series, area, kind, first week.
				parts := strings.Split(args[0], ":")
				if len(parts) != 5 || s.Area+s.Series+s.Kind != "" {
					return anlan.Errorf(anlan.Invalid, "warning suppress %q: want the ID of a warning, or --area, --series and --kind", args[0]).WithNext("see 'anlan warning list'")
				}
				s.Series, s.Area, s.Kind = parts[1], parts[2], parts[3]
			}
			if s.Area == "" || s.RecordedBy == "" || s.Until == "" {
				return anlan.Errorf(anlan.Invalid, "warning suppress: it needs an ID or --area, --until and --by").WithNext("nothing was suppressed")
			}
			if _, err := time.ParseInLocation(anlan.DateFormat, s.Until, n.Loc); err != nil {
				return anlan.Errorf(anlan.Invalid, "--until %q is not a day like 2026-12-31", s.Until)
			}
			if s.From == "" {
				s.From = e.now().In(n.Loc).Format(anlan.DateFormat)
			} else if _, err := time.ParseInLocation(anlan.DateFormat, s.From, n.Loc); err != nil {
				return anlan.Errorf(anlan.Invalid, "--from %q is not a day like 2026-12-01", s.From)
			}
			s.Reason = person.Mask(s.Reason)
			if err := n.Ledger.Suppress(cmd.Context(), s, e.now()); err != nil {
				return err
			}
			fmt.Fprintf(e.stdout, e.say("%s: suppressed until %s; it takes effect with the next night\n", "%s：暂停至 %s；自下一夜起生效\n"), s.Area, s.Until)
			return nil
		},
	}
	f := c.Flags()
	f.StringVar(&s.Area, "area", "", e.say("area, with those within it", "地区（含下级）"))
	f.StringVar(&s.Series, "series", "", e.say("series (default all)", "序列（默认全部）"))
	f.StringVar(&s.Kind, "kind", "", e.say("code of the kind (default all)", "类别代码（默认全部）"))
	f.StringVar(&s.From, "from", "", e.say("first day (default today)", "首日（默认今天）"))
	f.StringVar(&s.Until, "until", "", e.say("last day", "末日"))
	f.StringVar(&s.Reason, "reason", "", e.say("why", "理由"))
	f.StringVar(&s.RecordedBy, "by", "", e.say("account: an assessor, handler or admin of the area", "账号：该地区的评估员、处置员或管理员"))
	return c
}

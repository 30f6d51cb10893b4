package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/night"
	"github.com/anlan-lake/anlan/models/triage"
)

const methodTriage = "triage"

// triageFlags say which cases, features and model file a triage works with.
type triageFlags struct {
	features, model, asOf string
}

func (t *triageFlags) flags(e *env, f *pflag.FlagSet) {
	f.StringVar(&t.features, "features", "", e.say("triage: feature list (YAML; default the disputes')", "triage：特征清单（YAML，默认为纠纷清单）"))
	t.shared(e, f)
}

func (t *triageFlags) shared(e *env, f *pflag.FlagSet) {
	f.StringVar(&t.model, "model", "", e.say("triage: model file (default models/triage.json of the lake)", "triage：模型文件（默认为数据湖中的 models/triage.json）"))
	f.StringVar(&t.asOf, "as-of", "", e.say("triage: the cases as known at the end of this day (default the last day one was registered)", "triage：以该日结束时所知为准（默认为最后有案件登记之日）"))
}

func triageCommand(e *env) *cobra.Command {
	var o output
	var t triageFlags
	var outcome string
	var top int
	var least float64
	c := &cobra.Command{
		Use: "triage [CASES.csv]", Short: e.say("Which open cases need help first, and which help", "哪些在办案件最先需要帮助，需要什么帮助"),
		Long: e.say(`Give every open case the probability of not being resolved in time, of coming
back, and of escalating, with the three features that weigh most on it (on the
logit, against the mean case; + makes it likelier) and the help that fits them.
Cases are those of the file or, without one, the lake's disputes; never persons.

The model comes from 'anlan train --method triage'. It refuses to score an outcome
for which it was not better than the base rate on weeks it had not seen, or is no
longer on cases since: standard error says so. state: scored, refused, happened
(past its time limit, come back or escalated already). Case lists are for
stewards and mediators, not for ranking offices or people.`,
			`给出每件在办案件到期未化解、再次发生、升级的概率，以及对其影响最大的三项特征（对数几率，
与平均案件相比，+ 为更可能）和相应的帮助。案件取自文件；不给文件时取数据湖中的纠纷。不涉及个人。

模型由 anlan train --method triage 得出。某结果的模型在未见过的各周不优于基准率，或对此后的
案件不再优于，则拒绝评分，并写到标准错误。state：scored 已评分，refused 拒绝，happened
已发生（已过时限、已再发或已升级）。案件清单供数据管理员与调解员使用，不得用于考核机构或个人。`),
		Example: "  anlan train --method triage && anlan triage --top 20\n  anlan triage --outcome late --least 0.5 --format csv\n" +
			"  anlan triage cases.csv --model triage.json --as-of 2026-10-31",
		Args: oneArgAtMost,
		RunE: func(cmd *cobra.Command, args []string) error {
			m, err := e.triageModel(&t)
			if err != nil {
				return err
			}
			cases, asOf, err := e.triageCases(cmd.Context(), &o, &t, m.List, args)
			if err != nil {
				return err
			}
			m.Watch(cases, asOf, triage.DefaultSettings().LeastChecks)
			if err := e.refusals(m); err != nil {
				return err
			}
			scores := m.Score(cases, asOf)
			if outcome != "" {
				if _, err := m.Outcome(outcome); err != nil {
					return err
				}
				scores = slices.DeleteFunc(scores, func(s triage.Score) bool { return s.Outcome != outcome })
			}
			return e.writeTriage(&o, m, triage.First(scores, top, least))
		},
	}
	o.flags(e, c)
	t.shared(e, c.Flags())
	c.Flags().StringVar(&outcome, "outcome", "", e.say("this outcome only", "只列该结果"))
	c.Flags().IntVar(&top, "top", 0, e.say("so many cases of each outcome, the likeliest first; 0 for all", "每种结果只列概率最高的若干件，0 为全部"))
	c.Flags().Float64Var(&least, "least", 0, e.say("cases of at least this probability", "只列概率不低于此值者"))
	return c
}

// triageModel reads the model file that the flags name.
func (e *env) triageModel(t *triageFlags) (*triage.Model, error) {
	path := t.model
	if path == "" {
		path = filepath.Join(e.lakePath(), night.TriageModel)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, anlan.Errorf(anlan.NotFound, "triage model: %w", err).WithNext("'anlan train --method triage' makes one")
	}
	return triage.ReadModel(text)
}

// triageCases reads the cases of the file, or of the lake, and the day they are
// known at: that of the flag, else the last on which one began.
func (e *env) triageCases(ctx context.Context, o *output, t *triageFlags, l *triage.List, args []string) (*triage.Cases, time.Time, error) {
	var table triage.Table
	var err error
	if len(args) == 1 {
		names, err := columnsFlag(o.columns)
		if err != nil {
			return nil, time.Time{}, err
		}
		s, err := readSheet(args[0], names)
		if err != nil {
			return nil, time.Time{}, err
		}
		table = triage.Table{Header: s.header, Rows: s.rows}
	} else if table, err = e.lakeCases(ctx, t.asOf, l); err != nil {
		return nil, time.Time{}, err
	}
	cases, err := l.Read(table)
	if err != nil {
		return nil, time.Time{}, err
	}
	if t.asOf == "" {
		return cases, cases.Last(), nil
	}
	asOf, err := time.Parse(anlan.DateFormat, t.asOf)
	if err != nil {
		return nil, time.Time{}, anlan.Errorf(anlan.Invalid, "--as-of %q is not a day like 2026-10-15", t.asOf)
	}
	return cases, asOf, nil
}

// lakeCases reads the lake's disputes, now or as an earlier night knew them.
func (e *env) lakeCases(ctx context.Context, asOf string, l *triage.List) (triage.Table, error) {
	session, closeAll, err := e.session(ctx, asOf)
	if anlan.KindOf(err) == anlan.NotFound && asOf != "" {
		fmt.Fprintf(e.stderr, e.say("the lake has no night of %s: moments after it are hidden, codes and amounts stand as they are now\n",
			"数据湖没有 %s 的夜间版本：此后的时间隐去，代码与金额以现状为准\n"), asOf)
		session, closeAll, err = e.session(ctx, "")
	}
	if err != nil {
		return triage.Table{}, err
	}
	defer closeAll()
	table, err := night.TriageCases(ctx, session, l)
	if err != nil {
		return table, anlan.Errorf(anlan.NotFound, "disputes of the lake: %w", err).WithNext("land dispute_case and dispute_flow, or name a file of cases")
	}
	return table, nil
}

// refusals names the outcomes that are not scored; where none is, that is an error.
func (e *env) refusals(m *triage.Model) error {
	scored := false
	for i, f := range m.Outcomes {
		o := m.List.Outcomes[i]
		if f.Refusal == nil {
			scored = true
			continue
		}
		fmt.Fprintf(e.stderr, e.say("%s (%s) is not scored: %s\n", "%s（%s）不评分：%s\n"), o.ID, e.say(o.En, o.Zh), f.Refusal.In(e.chinese))
	}
	if !scored {
		return anlan.Errorf(anlan.Held, "the model refuses to score every outcome").WithNext("train it on more cases: 'anlan train --method triage'")
	}
	return nil
}

func (e *env) writeTriage(o *output, m *triage.Model, scores []triage.Score) error {
	a := o.answer(field("case_id", asText), field("area_code", asText), field("kind", asText), field("outcome", asText), field("state", asText),
		field("probability", asNumber), field("base_rate", asNumber), field("reason_1", asText), field("reason_2", asText), field("reason_3", asText), field("help", asText))
	for _, s := range scores {
		reasons := make([]string, 3)
		var help []string
		for i, r := range night.TriageReasons(m, s) {
			reasons[i] = fmt.Sprintf("%s: %s %+.2f", e.say(r.En, r.Zh), e.say(r.LevelEn, r.LevelZh), r.Contribution)
			if r.HelpEn != "" {
				help = append(help, e.say(r.HelpEn, r.HelpZh))
			}
		}
		a.add(s.Case, s.Area, s.Kind, s.Outcome, string(s.State), s.Probability, s.Base, reasons[0], reasons[1], reasons[2], strings.Join(help, e.say("; ", "；")))
	}
	return o.write(e, a)
}

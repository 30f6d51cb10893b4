package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/indicators/audit"
	"github.com/anlan-lake/anlan/indicators/composite"
	"github.com/anlan-lake/anlan/internal/auditpage"
)

// audited is what an audit is made of, and what its page has to say beside it.
type audited struct {
	index  *composite.Index
	frame  *composite.Frame
	groups map[string]map[string]string
	units  func(lang string) map[string]string // names by code
	period string                              // name of the last one
	notes  func(a *audit.Audit, lang string) []string
}

// auditOptions are the flags of an audit.
type auditOptions struct {
	audit.Options
	out, lang string
	percent   float64 // by which weights may be off
	asJSON    bool
}

func auditCommand(e *env) *cobra.Command {
	var o auditOptions
	var level string
	var months int
	c := &cobra.Command{
		Use: "audit [INDEX.yaml DATA.csv]", Short: e.say("Statistical audit of an index", "指数的统计审计"),
		Long: e.say(`Audits an index as the Joint Research Centre does: coverage, distributions,
correlations, redundancy, coherence, influence against weight, ranks under other
methods, under drawn choices and under all weights, leave one out. Prints what
must be known, worst first, and writes the whole as one HTML file (--out).

Without a table the published edition is audited: areas of --level over the last
--months that have ended, from published figures alone. What is withheld counts
as missing.`,
			`按联合研究中心（JRC）的做法审计指数：覆盖、分布、相关、冗余、一致性、影响力与权重、
其他方法下的名次、随机抽取各项选择下的名次、一切权重下的名次、逐项剔除。
先严重后轻微列出发现；--out 写出完整的单个 HTML 文件。

不给表格时审计已发布的版本：--level 各区划、最近 --months 个已结束的月份，
只用已公布的数值，隐去者按缺失计。`),
		Example: "  anlan audit --level county --out audit.html --lang zh\n  anlan audit index.yaml data.csv --out audit.html --seed 7\n  anlan audit index.yaml data.csv --json",
		Args: func(c *cobra.Command, args []string) error {
			if len(args) == 0 {
				return nil
			}
			return exactArgs(2, "INDEX.yaml DATA.csv")(c, args)
		},
		RunE: func(_ *cobra.Command, args []string) error {
			var x audited
			var err error
			if len(args) == 0 {
				x, err = e.publishedIndex(level, months)
			} else {
				x.index, x.frame, x.groups, err = readIndexed(args[0], args[1])
			}
			if err != nil {
				return err
			}
			return o.tell(e, e.stdout, x)
		},
	}
	fl := c.Flags()
	fl.StringVarP(&o.out, "out", "o", "", e.say("write the audit to this HTML file", "把审计写入此 HTML 文件"))
	fl.BoolVar(&o.asJSON, "json", false, e.say("findings in JSON", "以 JSON 输出发现"))
	fl.StringVar(&level, "level", "county", e.say("of the published edition: areas of this level", "已发布版本：该层级的区划"))
	fl.IntVar(&months, "months", 12, e.say("of the published edition: so many months that have ended", "已发布版本：最近若干个已结束的月份"))
	o.addDraws(e, c)
	return c
}

// addDraws adds the flags that an audit has beside another command too.
func (o *auditOptions) addDraws(e *env, c *cobra.Command) {
	fl := c.Flags()
	fl.StringVar(&o.lang, "lang", "", e.say("zh or en (default the language of the session)", "zh 或 en（默认随会话语言）"))
	fl.Uint64Var(&o.Seed, "seed", 1, e.say("seed of the audit's random numbers", "审计所用随机数的种子"))
	fl.IntVar(&o.Runs, "runs", 0, e.say("runs of one matrix of the audit's sensitivity design (default as many as fit, 256 at most)", "审计敏感性设计每个矩阵的次数（默认按规模，至多 256）"))
	fl.Float64Var(&o.percent, "weights", 25, e.say("percentage by which the audit's weights may be off", "审计中权重可偏离的百分比"))
}

// tell makes the audit, prints its findings and writes the page.
func (o *auditOptions) tell(e *env, w io.Writer, x audited) error {
	if o.lang == "" {
		o.lang = e.lang()
	}
	if o.lang != "zh" && o.lang != "en" {
		return anlan.Errorf(anlan.Invalid, "--lang %q is not zh or en", o.lang)
	}
	if !(o.percent > 0 && o.percent <= 100) {
		return anlan.Errorf(anlan.Invalid, "--weights %v: a percentage above 0, 100 at most, is asked for", o.percent)
	}
	if o.Runs < 0 {
		return anlan.Errorf(anlan.Invalid, "--runs %d: a positive number is asked for", o.Runs)
	}
	o.WeightShare = o.percent / 100
	a, err := audit.Run(x.index, x.frame, x.groups, o.Options)
	if err != nil {
		return anlan.Errorf(anlan.Invalid, "%w", err)
	}
	page := auditpage.Options{Lang: o.lang, Period: x.period}
	if x.units != nil {
		page.Units = x.units(o.lang)
	}
	if x.notes != nil {
		page.Notes = x.notes(a, o.lang)
	}
	if o.out != "" {
		var b bytes.Buffer
		if err := auditpage.Write(&b, a, page); err != nil {
			return err
		}
		if err := os.WriteFile(o.out, b.Bytes(), 0o644); err != nil {
			return anlan.Errorf(anlan.Unavailable, "write audit: %w", err)
		}
	}
	list, err := auditpage.Sentences(a, page)
	if err != nil {
		return err
	}
	if o.asJSON {
		return json.NewEncoder(w).Encode(map[string]any{"index": a.ID, "units": len(a.Units), "rows": a.Rows, "indicators": len(a.Indicators), "findings": a.Findings})
	}
	between := map[string]string{"zh": "；", "en": "; "}[o.lang]
	for _, s := range list {
		fmt.Fprintf(w, "%-8s %s\n", s.Grade, s.Text)
		if len(s.Items) > 0 {
			more := ""
			if s.More > 0 {
				more = fmt.Sprintf(" (+%d)", s.More)
			}
			fmt.Fprintf(w, "         %s%s\n", strings.Join(s.Items, between), more)
		}
	}
	if o.out != "" {
		fmt.Fprintf(w, e.say("audit of %s written to %s\n", "%s 的审计已写入 %s\n"), a.ID, o.out)
	}
	return nil
}

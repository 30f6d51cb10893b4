package main

import (
	"fmt"

	"github.com/anlan-lake/anlan"
)

// lineWriter prints one line of an explanation, by its name in both languages.
type lineWriter func(en, zh, format string, args ...any)

func (e *env) line(en, zh, format string, args ...any) {
	fmt.Fprintf(e.stdout, "%-14s %s\n", e.say(en, zh), fmt.Sprintf(format, args...))
}

// between writes a 95% interval after a figure, and that there is none.
func (e *env) between(lower, upper *float64, format string) string {
	if lower == nil || upper == nil {
		return ""
	}
	return fmt.Sprintf(" [95%%: "+format+", "+format+"]", *lower, *upper)
}

// printDoubt says how sure a value is, and what was done to it before it was
// scored.
func (e *env) printDoubt(x *explanation, line lineWriter) {
	s := x.Score
	if s.Value == nil {
		return
	}
	if s.Lower != nil {
		line("interval", "95%区间", "%.6g – %.6g", *s.Lower, *s.Upper)
	} else {
		line("interval", "95%区间", "%s", e.say("none: the figure has no sampling model", "无：该指标没有抽样模型"))
	}
	if s.Adjusted == nil || *s.Adjusted == *s.Value && s.Own == nil {
		return
	}
	how := ""
	if s.Own != nil {
		how = fmt.Sprintf(e.say("pulled towards the areas like it, own weight %.2f", "向同县同类区划均值收缩，自身权重 %.2f"), *s.Own)
		if *s.Own == 0 {
			how = e.say("the common mean: the areas differ by chance alone, or are too few", "取共同均值：各区划仅有偶然差异或数量太少")
		}
	}
	if s.Rho != nil {
		if how != "" {
			how += e.say("; ", "；")
		}
		how += fmt.Sprintf(e.say("adequacy %.4f applied", "已乘充分性系数 %.4f"), *s.Rho)
	}
	line("adjusted", "计分值", "%.10g (%s)", *s.Adjusted, how)
}

// printAdequacy says what the adequacy factor is, and what it rests on.
func (e *env) printAdequacy(x *explanation, line lineWriter) {
	a := x.Adequacy
	switch {
	case a == nil && (x.Indicator.Adequacy == "none" || x.Indicator.Adequacy == ""):
		line("adequacy", "报告充分性", "%s", e.say("none", "不使用"))
	case a == nil:
		line("adequacy", "报告充分性", "%s", x.Indicator.Adequacy)
	case a.Rho == nil:
		lacks := map[string]string{
			"requests":   e.say("a register does not cover twelve months", "登记数据不足十二个月"),
			"survey":     e.say("there is no survey for the window", "窗口内没有调查"),
			"population": e.say("there is no population", "没有人口数"),
			"base":       e.say("there is no past to hold it against", "没有可比的历史"),
		}
		line("adequacy", "报告充分性", "%s: %s (%s)", a.Factor, e.say("not applied", "未使用"), lacks[a.Lacks])
	case a.Withheld:
		line("adequacy", "报告充分性", e.say("%s %.4f; what it rests on is withheld: it would tell a small count of a register", "%s %.4f；所依据的登记量会透露某一登记的小数，不列"), a.Factor, *a.Rho)
	default:
		basis := map[string]string{
			anlan.BasisOwn:    e.say("own past", "本地往年"),
			anlan.BasisMedian: e.say("median of the counties", "各区县中位数"),
			anlan.BasisFloor:  e.say("25th percentile of the counties", "各区县第25百分位"),
		}
		line("adequacy", "报告充分性", e.say("%s %.4f = min(1, %.4f / %.4f × (1 + %.4f)); %.0f requests over %.4f × %.0f people; base: %s",
			"%s %.4f = min(1, %.4f / %.4f × (1 + %.4f))；登记 %.0f 件，需求 %.4f × %.0f 人；基准：%s"),
			a.Factor, *a.Rho, *a.Ratio, *a.Base, *a.Tolerance, *a.Requests, *a.Share, *a.Population, basis[a.Basis])
	}
}

package auditpage

import (
	"fmt"
	"math"

	"github.com/anlan-lake/anlan/indicators/audit"
)

// Sentence is a finding in words.
type Sentence struct {
	Rule     audit.Rule     `json:"rule"`
	Severity audit.Severity `json:"severity"`
	Grade    string         `json:"grade"` // the severity as a word
	Text     string         `json:"text"`  // what was found
	Meaning  string         `json:"meaning"`
	Items    []string       `json:"items"` // worst first
	More     int            `json:"more"`  // items that are not listed
}

// listed is how many items a finding lists; the rest are in the tables.
const listed = 8

// Findings gives the findings in words, worst first.
func (p *page) Findings() []Sentence {
	out := make([]Sentence, 0, len(p.Audit.Findings))
	for _, f := range p.Audit.Findings {
		s := Sentence{Rule: f.Rule, Severity: f.Severity, Grade: p.grade(f.Severity), More: max(0, len(f.Items)-listed)}
		s.Text, s.Meaning = p.sentence(f)
		for _, i := range f.Items[:min(listed, len(f.Items))] {
			if text := p.item(f.Rule, i); text != "" {
				s.Items = append(s.Items, text)
			}
		}
		out = append(out, s)
	}
	return out
}

func (p *page) grade(s audit.Severity) string {
	switch s {
	case audit.Serious:
		return p.say("serious", "严重")
	case audit.Notable:
		return p.say("notable", "须注意")
	}
	return p.say("note", "提示")
}

// item writes one of a finding's items with its figure.
func (p *page) item(rule audit.Rule, i audit.Item) string {
	name, other := p.name(i.Code), p.name(i.Other)
	switch rule {
	case audit.RuleAbsent, audit.RuleConstant, audit.RuleMissing, audit.RuleUnits, audit.RuleAtEnd, audit.RuleDimensions:
		return name + " " + share(i.Value)
	case audit.RuleOutlier, audit.RuleTreated:
		return name + " " + p.say("skewness ", "偏度 ") + num(1, i.Value)
	case audit.RuleRedundant:
		return name + " – " + other + fmt.Sprintf(" r = %s (n = %d)", num(2, i.Value), i.Rows)
	case audit.RuleReversed:
		return name + " r = " + num(2, i.Value)
	case audit.RuleMisplaced:
		return name + " → " + other + " +" + num(2, i.Value)
	case audit.RuleDominant, audit.RuleSilent:
		return name + p.say(" in ", "（") + other + p.say(" ", "）") + "×" + num(2, i.Value)
	case audit.RuleAlpha:
		return name + " α = " + num(2, i.Value)
	case audit.RuleWide, audit.RuleOutside:
		return name + " " + p.say("%s ranks", "%s 位", num(0, i.Value))
	case audit.RuleChoice:
		return p.factor(i.Code) + " " + num(2, i.Value)
	case audit.RuleAlternative:
		return p.factor(i.Code) + p.say(": ", "：") + p.option(i.Other) + p.say(", %s ranks on average", "，平均 %s 位", num(1, i.Value))
	case audit.RuleRemoval:
		return name + " " + p.say("%s ranks on average", "平均 %s 位", num(1, i.Value))
	case audit.RuleFirst:
		return name + p.say(" (rank ", "（现第 ") + num(0, i.Value) + p.say(")", " 位）")
	}
	return ""
}

// sentence says what was found, and what it means for a reader or a maker of
// the index.
func (p *page) sentence(f audit.Finding) (text, meaning string) {
	n, r := len(f.Items), p.Audit.Options.Rules
	most := math.NaN()
	if n > 0 {
		most = f.Items[0].Value
	}
	switch f.Rule {
	case audit.RuleAbsent:
		return p.say("No value at all: %d of %d indicators; with them %s of the weight says nothing.", "%d/%d 项指标完全没有数值，%s 的权重因此落空。", n, f.Of, percent(f.Value)),
			p.say("The others take over their weight: the index is one of other things than it claims.", "其权重由其余指标分担：实际衡量的内容与指数所称的不同。")
	case audit.RuleConstant:
		return p.say("The same everywhere: %d of %d indicators (%s of the weight).", "%d/%d 项指标处处相同（权重 %s）。", n, f.Of, percent(f.Value)),
			p.say("They move the level of scores and never a rank.", "只抬高或压低得分水平，不影响名次。")
	case audit.RuleMissing:
		return p.say("Values for less than %[3]s of the rows: %[1]d of %[2]d indicators.", "%d/%d 项指标有值的行不足 %s。", n, f.Of, percent(r.Available)),
			p.say("What units without a value are judged by differs from what others are judged by.", "缺值单位与其他单位所受评的内容不一致。")
	case audit.RuleUnits:
		return p.say("Values for less than %[3]s of the weight: %[1]d of %[2]d units.", "%d/%d 个单位有值的权重不足 %s。", n, f.Of, percent(r.Available)),
			p.say("Read their ranks with reserve, or do not publish them.", "其名次应谨慎使用或不予公布。")
	case audit.RuleFew:
		return p.say("Few units: %s.", "仅有 %s 个单位。", num(0, f.Value)),
			p.say("Correlations, components and influences of so few say little; ranks and weights are as exact as ever.", "单位太少，相关、成分与影响力的说服力有限；名次与权重部分不受影响。")
	case audit.RuleOutlier:
		return p.say("Aggregated with outliers (|skewness| > %[3]v and kurtosis > %[4]v): %[1]d of %[2]d indicators.", "%d/%d 项指标带着离群值参与合成（|偏度| > %v 且峰度 > %v）。", n, f.Of, r.MaxAbsSkewness, r.MaxKurtosis),
			p.say("A few units decide the scale; all others are pressed together at one end. Treat them, or set goalposts.", "少数单位决定了尺度，其余单位挤在一端。应作处理，或设定上下限。")
	case audit.RuleTreated:
		return p.say("Outliers in the data, which the steps of the index deal with: %d of %d indicators.", "%d/%d 项指标的原始数据有离群值，指数的步骤已作处理。", n, f.Of),
			p.say("Look whether the extreme values are errors.", "应核实极端值是否为差错。")
	case audit.RuleAtEnd:
		return p.say("More than %[3]s of the values at the same end: %[1]d of %[2]d indicators.", "%d/%d 项指标有超过 %s 的数值同处一端。", n, f.Of, percent(r.AtEnd)),
			p.say("They hardly tell units apart: a goalpost may be set where most already are.", "难以区分单位：目标值可能定在多数单位已达到之处。")
	case audit.RuleRedundant:
		return p.say("Indicators that say the same (correlation above %[2]v): %[1]d of all pairs.", "%d 对指标实为重复（相关系数高于 %v）。", n, r.Redundant),
			p.say("What they measure counts twice. Drop one, or halve their weights.", "同一内容被计两次。应删其一，或各减半权重。")
	case audit.RuleReversed:
		return p.say("Pointing against the rest of what they are part of: %d of %d indicators.", "%d/%d 项指标与所属类别的其余部分方向相反。", n, f.Of),
			p.say("Either the direction is entered wrongly, or doing well in one costs the other: then the sum hides both.", "或是方向填反，或是此消彼长：后者相加会两相掩盖。")
	case audit.RuleMisplaced:
		return p.say("Going more with another branch than with their own: %d of %d indicators.", "%d/%d 项指标与其他类别的相关高于所属类别。", n, f.Of),
			p.say("They may belong there.", "也许应归入该类别。")
	case audit.RuleDominant:
		return p.say("Mattering more than %[3]v times what their weight says: %[1]d of %[2]d parts, the first %[4]s times.", "%d/%d 个组成部分的影响力超过其权重的 %v 倍，最高 %s 倍。", n, f.Of, r.Ratio, num(1, most)),
			p.say("The result is decided by them. Weights are not importance: change weights, scales or parts.", "结果由它们决定。权重不等于重要性：应调整权重、尺度或构成。")
	case audit.RuleSilent:
		return p.say("Mattering less than 1/%[3]v of what their weight says: %[1]d of %[2]d parts.", "%d/%d 个组成部分的影响力不足其权重的 1/%v。", n, f.Of, r.Ratio),
			p.say("They are in the index by name; who improves in them will not see it in the rank.", "名义上计入指数，但改进它几乎不会反映在名次上。")
	case audit.RuleAlpha:
		return p.say("Parts that do not measure one thing (Cronbach's α below %[3]v): %[1]d of %[2]d aggregates.", "%d/%d 个汇总层的组成部分并不测量同一事物（克朗巴赫 α 低于 %v）。", n, f.Of, r.Alpha),
			p.say("A category that is a list of duties need not; one that claims to be a trait should.", "职责清单式的类别不必如此；声称反映某种特质的类别应当如此。")
	case audit.RuleDimensions:
		return p.say("Several things in one score (less than %[3]s of the variance in the first component): %[1]d of %[2]d aggregates.", "%d/%d 个汇总层包含多个维度：第一主成分方差不足 %s。", n, f.Of, percent(r.First)),
			p.say("One score for them averages over differences that readers should see.", "单一得分平均掉了读者应当看到的差异。")
	}
	return p.rankSentence(f)
}

// rankSentence says what was found of ranks.
func (p *page) rankSentence(f audit.Finding) (text, meaning string) {
	n, r := len(f.Items), p.Audit.Options.Rules
	switch f.Rule {
	case audit.RuleWide:
		return p.say("A rank somewhere in more than %[3]s of all ranks, if choices are left open: %[1]d of %[2]d units.", "若各项方法选择开放，%d/%d 个单位的名次区间宽于全部名次的 %s。", n, f.Of, percent(r.RankWidth)),
			p.say("Speak of groups rather than of places.", "宜分组表述，不宜逐位排名。")
	case audit.RuleOutside:
		return p.say("A rank outside of its own 90%% interval: %d of %d units.", "%d/%d 个单位的名次在其 90%% 区间之外。", n, f.Of),
			p.say("The way the index is built favours or disfavours them; there should be a reason for it.", "指数的构造方式对其有利或不利，应有说得出的理由。")
	case audit.RuleAlternative:
		return p.say("Moving ranks by more than %[3]s of the units on average: %[1]d of %[2]d other ways to build the index.", "%d/%d 种其他构造方式使名次平均移动超过单位数的 %s。", n, f.Of, percent(r.RankShift)),
			p.say("That choice has to be argued for in public.", "该选择须公开说明理由。")
	case audit.RuleRemoval:
		return p.say("Moving ranks by more than %[3]s of the units on average, if left out: %[1]d of %[2]d indicators.", "去掉 %d/%d 项指标中的任一项，名次平均移动超过单位数的 %s。", n, f.Of, percent(r.RankShift)),
			p.say("Their data decide more than one indicator should: check them first.", "其数据的作用超出单项指标应有的程度，应优先核查。")
	case audit.RuleChoice:
		return p.say("Of all choices ranks depend on this one most (total effect, 0 to 1).", "在各项选择中，名次最取决于此项（总效应，0 至 1）。"),
			p.say("Agree on it first.", "应首先就此达成一致。")
	case audit.RuleWeights:
		return p.say("Of the pairs of units, %s keep their order under all weights up to %s off.", "权重各偏离不超过 %[2]s 的一切取值下，%[1]s 的单位对先后次序不变。", percent(f.Value), percent(p.Audit.Options.WeightShare)),
			p.say("The rest depend on weights on which people may well differ.", "其余取决于权重，而权重见仁见智。")
	case audit.RuleFirst:
		if n == 1 {
			return p.say("The same unit is first under all weights up to %s off.", "权重各偏离不超过 %s 的一切取值下，第一名不变。", percent(p.Audit.Options.WeightShare)),
				p.say("First place does not hang on the weights.", "第一名不取决于权重。")
		}
		return p.say("%d of %d units can be first with weights up to %s off.", "权重各偏离不超过 %[3]s 时，%[1]d/%[2]d 个单位都可能居首。", n, f.Of, percent(p.Audit.Options.WeightShare)),
			p.say("Do not celebrate a first place that weights decide.", "由权重决定的第一名不宜大加宣扬。")
	}
	return fmt.Sprint(f.Rule), ""
}

// factor names a choice.
func (p *page) factor(code string) string {
	switch code {
	case audit.FactorImpute:
		return p.say("missing values", "缺失值")
	case audit.FactorTreat:
		return p.say("outliers", "离群值")
	case audit.FactorNormalise:
		return p.say("scale", "标准化")
	case audit.FactorWeights:
		return p.say("weights", "权重")
	case audit.FactorAggregate:
		return p.say("mean", "合成方法")
	}
	return p.say("as it is", "现行方法")
}

// option names one way to take a choice.
func (p *page) option(code string) string {
	names := map[string][2]string{
		"as_is": {"as it is", "现行方法"}, "none": {"left as they are", "不作处理"}, "median": {"median of the units", "以单位中位数填补"},
		"mean": {"mean of the units", "以单位均值填补"}, "winsorise": {"winsorised", "缩尾处理"}, "min_max": {"from least to greatest", "极差标准化"},
		"z_score": {"standard deviations", "Z 值标准化"}, "rank": {"ranks", "名次"}, "equal": {"all equal", "等权"},
		"arithmetic": {"arithmetic", "算术平均"}, "geometric": {"geometric", "几何平均"}, "power": {"power mean, exponent ½", "幂平均（指数 ½）"},
		"copeland": {"pairwise majorities (Copeland)", "两两比较（Copeland）"},
	}
	if t, ok := names[code]; ok {
		return p.say(t[0], t[1])
	}
	return code
}

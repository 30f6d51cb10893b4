package main

import (
	"fmt"
	"math"
	"slices"

	"github.com/spf13/cobra"

	"github.com/anlan-lake/anlan/models/calibration"
	"github.com/anlan-lake/anlan/models/glm"
	"github.com/anlan-lake/anlan/models/survival"
	"github.com/anlan-lake/anlan/models/triage"
)

func trainCommand(e *env) *cobra.Command {
	r := trainRun{out: &output{}}
	var show bool
	c := &cobra.Command{
		Use: "train [DATA.csv]", Short: e.say("Fit a regression, survival or calibration model to a table", "对表格拟合回归、生存或校准模型"),
		Long: e.say(`Fit a model to a table with one row per area and period, or per case. Every term
is a numeric column; a category is coded into columns of 0 and 1 first. Columns
that sound like a person's are refused: models are of areas and cases.

  poisson, quasipoisson, logit, negbin   regression by maximum likelihood
  elastic-net                            penalised (--set family=poisson|binomial)
  zero-inflated, hurdle                  counts with many zeros (--zero-terms)
  cox                                    time to an event (--stop, --event, --start)
  kaplan-meier                           its curve, without terms
  isotonic, platt                        a score turned into a probability (--score,
                                         --apply FILE for others than those learnt from)
  triage                                 which open cases will be late, come back or
                                         escalate: from a table of cases or, without
                                         one, the lake's disputes; see 'anlan triage'

--list says what is shown: coefficients, summary, fitted (regressions), baseline
(cox); summary, groups (calibration by type of area and of case) and
coefficients of triage. Rows with an empty cell are left out and counted on
standard error.`,
			`对表格拟合模型，每行一个区划一期，或一件事项。各项均为数值列；类别须先编成 0/1 列。
名称像个人信息的列一律拒绝：模型只针对区划与事项。

  poisson、quasipoisson、logit、negbin   极大似然回归
  elastic-net                            带惩罚（--set family=poisson|binomial）
  zero-inflated、hurdle                  零过多的计数（--zero-terms）
  cox                                    至事件的时间（--stop、--event、--start）
  kaplan-meier                           生存曲线，不含解释项
  isotonic、platt                        把评分化为概率（--score，--apply 文件为待换算者）
  triage                                 哪些在办案件将逾期、再发或升级：用案件表，不给文件时
                                         用数据湖中的纠纷；见 anlan triage

--list 选择列出：coefficients、summary、fitted（回归）、baseline（cox）；triage 为 summary、
groups（按区划类型与案件类型的校准）、coefficients。有空格的行不参与，其数目写到标准错误。`),
		Example: "  anlan train towns.csv --method negbin --response cases --terms load,rural --offset log_population\n" +
			"  anlan train cases.csv --method cox --stop days --event resolved --terms load,parties\n" +
			"  anlan train scored.csv --method platt --response y --score p\n" +
			"  anlan train --method triage\n  anlan train cases.csv --method triage --features cases.yaml --model triage.json --list groups",
		Args: func(c *cobra.Command, args []string) error {
			if _, err := oneOf("method", r.method, trainers); err != nil {
				return err
			}
			if r.method == methodTriage {
				return oneArgAtMost(c, args)
			}
			return exactArgs(1, "DATA.csv")(c, args)
		},
		RunE: func(c *cobra.Command, args []string) error {
			m, err := oneOf("method", r.method, trainers)
			if err != nil {
				return err
			}
			set := m.settings()
			if err := applySettings(set, r.out.settings); err != nil {
				return err
			}
			if show {
				return e.printSettings(set)
			}
			if r.method == methodTriage {
				if !c.Flags().Changed("list") {
					r.list = "summary"
				}
				return e.trainTriage(c.Context(), &r, args, *set.(*triage.Settings))
			}
			names, err := columnsFlag(r.out.columns)
			if err != nil {
				return err
			}
			if r.data, err = readSheet(args[0], names); err != nil {
				return err
			}
			return m.train(e, &r, set)
		},
	}
	r.out.flags(e, c)
	f := c.Flags()
	f.StringVar(&r.method, "method", "poisson", e.say("the model", "模型"))
	f.StringVar(&r.list, "list", "coefficients", e.say("coefficients, summary, fitted, baseline or groups", "coefficients、summary、fitted、baseline 或 groups"))
	f.StringVar(&r.response, "response", "y", e.say("column of the response", "因变量列"))
	f.StringSliceVar(&r.terms, "terms", nil, e.say("columns of the terms", "解释项各列"))
	f.StringSliceVar(&r.zeroTerms, "zero-terms", nil, e.say("columns of the zero part", "零部分的各列"))
	f.StringVar(&r.offset, "offset", "", e.say("column added to the linear predictor", "加到线性预测项上的列"))
	f.StringVar(&r.trials, "trials", "", e.say("column of the trials of a proportion", "比例的试验数列"))
	f.StringVar(&r.start, "start", "", e.say("column of the beginning at risk", "进入风险的时间列"))
	f.StringVar(&r.stop, "stop", "time", e.say("column of the end of follow-up", "随访终点列"))
	f.StringVar(&r.event, "event", "event", e.say("column of the event (1) or censoring (0)", "事件（1）或删失（0）列"))
	f.StringVar(&r.score, "score", "p", e.say("column of the score to calibrate", "待校准的评分列"))
	f.StringVar(&r.apply, "apply", "", e.say("file of scores to turn into probabilities", "待换算的评分文件"))
	r.triage.flags(e, f)
	f.BoolVar(&show, "settings", false, e.say("print the settings, fit nothing", "只列参数"))
	return c
}

// trainRun are the flags and the file of one fit.
type trainRun struct {
	out                      *output
	method, list             string
	response, offset, trials string
	start, stop, event       string
	score, apply             string
	terms, zeroTerms         []string
	triage                   triageFlags
	data                     *sheet
	keep                     []int // rows without an empty cell
	left                     int   // rows left out
	columns                  map[string][]float64
}

// trainer is a method of anlan train.
type trainer struct {
	settings func() any
	train    func(e *env, r *trainRun, set any) error
}

// regressionSettings are those of plain regressions.
type regressionSettings struct {
	glm.Options
	Intercept bool    `json:"intercept"` // add one to the terms
	Theta     float64 `json:"theta"`     // negbin: 0 is estimated
}

// elasticSettings are those of the elastic net.
type elasticSettings struct {
	Family glm.Family `json:"family"`
	glm.ElasticNet
}

func plainSettings() any { return &regressionSettings{Intercept: true} }

var trainers = map[string]trainer{
	"poisson":       {plainSettings, trainRegression},
	"quasipoisson":  {plainSettings, trainRegression},
	"logit":         {plainSettings, trainRegression},
	"negbin":        {plainSettings, trainRegression},
	"zero-inflated": {plainSettings, trainTwoPart},
	"hurdle":        {plainSettings, trainTwoPart},
	"elastic-net": {func() any {
		return &elasticSettings{glm.Poisson, glm.ElasticNet{Intercept: true, Alpha: 1, Lambda: []float64{1, 0.3, 0.1, 0.03, 0.01}, Standardize: true}}
	}, trainElastic},
	"cox":          {func() any { return &coxSettings{survival.Efron} }, trainCox},
	"kaplan-meier": {func() any { return &struct{}{} }, trainCurve},
	"isotonic":     {func() any { d := calibration.DefaultIsotonic(); return &d }, trainIsotonic},
	methodTriage:   {func() any { d := triage.DefaultSettings(); return &d }, nil},
	"platt":        {func() any { d := calibration.DefaultPlatt(); return &d }, trainPlatt},
}

// read takes the named columns, without the rows in which one is empty.
func (r *trainRun) read(e *env, names ...string) error {
	r.columns, r.keep = map[string][]float64{}, nil
	full := map[string][]float64{}
	for _, name := range names {
		if name == "" {
			continue
		}
		col, err := r.data.numbers(name)
		if err != nil {
			return err
		}
		full[name] = col
	}
	for i := range r.data.rows {
		ok := true
		for _, col := range full {
			ok = ok && !math.IsNaN(col[i])
		}
		if ok {
			r.keep = append(r.keep, i)
		}
	}
	for name, col := range full {
		for _, i := range r.keep {
			r.columns[name] = append(r.columns[name], col[i])
		}
	}
	if r.left = len(r.data.rows) - len(r.keep); r.left > 0 {
		fmt.Fprintf(e.stderr, e.say("%d of %d rows have an empty cell and are left out\n", "%d 行（共 %d 行）有空格，未参与\n"), r.left, len(r.data.rows))
	}
	return nil
}

// design gives the columns of terms, with an intercept before them if asked.
func (r *trainRun) design(terms []string, intercept bool) ([]string, [][]float64) {
	var names []string
	var x [][]float64
	if intercept && !slices.Contains(terms, "intercept") {
		names, x = append(names, "intercept"), append(x, slices.Repeat([]float64{1}, len(r.keep)))
	}
	for _, name := range terms {
		names, x = append(names, name), append(x, r.columns[name])
	}
	return names, x
}

func (r *trainRun) glm(e *env, intercept bool) (glm.Data, error) {
	if err := r.read(e, slices.Concat([]string{r.response, r.offset, r.trials}, r.terms, r.zeroTerms)...); err != nil {
		return glm.Data{}, err
	}
	d := glm.Data{Y: r.columns[r.response]}
	d.Terms, d.X = r.design(r.terms, intercept)
	if r.offset != "" {
		d.Offset = r.columns[r.offset]
	}
	if r.trials != "" {
		d.Weights = r.columns[r.trials]
	}
	return d, nil
}

func trainRegression(e *env, r *trainRun, set any) error {
	if err := listed(r.list, "coefficients", "summary", "fitted"); err != nil {
		return err
	}
	s := set.(*regressionSettings)
	d, err := r.glm(e, s.Intercept)
	if err != nil {
		return err
	}
	family := map[string]glm.Family{"poisson": glm.Poisson, "quasipoisson": glm.QuasiPoisson, "logit": glm.Binomial}[r.method]
	var fit *glm.Fit
	if r.method == "negbin" {
		fit, err = glm.RegressNB(d, s.Theta, s.Options)
	} else {
		fit, err = glm.Regress(d, family, s.Options)
	}
	if err != nil {
		return err
	}
	switch r.list {
	case "summary":
		return e.writeQuantities(r.out, fitQuantities(fit))
	case "fitted":
		a := r.out.answer(field("row", asWhole), field("fitted", asNumber), field("pearson", asNumber), field("deviance_residual", asNumber),
			field("hat", asNumber), field("cook", asNumber))
		for i, x := range fit.Rows {
			a.add(r.keep[i]+1, x.Fitted, x.Pearson, x.Deviance, x.Hat, x.Cook)
		}
		return r.out.write(e, a)
	}
	a := r.out.answer(field("term", asText), field("estimate", asNumber), field("se", asNumber), field("statistic", asNumber),
		field("p", asNumber), field("se_hc0", asNumber), field("se_hc1", asNumber))
	for _, x := range fit.Coefficients {
		a.add(x.Term, x.Estimate, x.SE, x.Statistic, x.P, x.RobustSE, x.RobustS1)
	}
	return r.out.write(e, a)
}

// quantity is a named figure of a fit.
type quantity struct {
	name  string
	value float64
}

func fitQuantities(fit *glm.Fit) []quantity {
	out := []quantity{{"rows", float64(len(fit.Rows))}, {"deviance", fit.Deviance}, {"null_deviance", fit.NullDeviance},
		{"df_residual", float64(fit.DFResidual)}, {"dispersion_pearson", fit.Dispersion}, {"loglik", fit.LogLik}, {"aic", fit.AIC}}
	if fit.Family == glm.NegativeBinomial {
		out = append(out, quantity{"theta", fit.Theta}, quantity{"theta_se", fit.ThetaSE})
	}
	return out
}

func (e *env) writeQuantities(o *output, all []quantity) error {
	a := o.answer(field("quantity", asText), field("value", asNumber))
	for _, q := range all {
		a.add(q.name, q.value)
	}
	return o.write(e, a)
}

func trainElastic(e *env, r *trainRun, set any) error {
	if err := listed(r.list, "coefficients", "summary"); err != nil {
		return err
	}
	d, err := r.glm(e, false)
	if err != nil {
		return err
	}
	s := set.(*elasticSettings)
	path, err := s.Fit(d, s.Family)
	if err != nil {
		return err
	}
	if r.list == "summary" {
		a := r.out.answer(field("lambda", asNumber), field("deviance_ratio", asNumber), field("nonzero", asWhole))
		for _, x := range path {
			a.add(x.Lambda, x.DevianceRatio, x.Nonzero)
		}
		return r.out.write(e, a)
	}
	a := r.out.answer(field("lambda", asNumber), field("term", asText), field("estimate", asNumber))
	for _, x := range path {
		if s.Intercept {
			a.add(x.Lambda, "intercept", x.Intercept)
		}
		for j, term := range d.Terms {
			a.add(x.Lambda, term, x.Estimates[j])
		}
	}
	return r.out.write(e, a)
}

func trainTwoPart(e *env, r *trainRun, set any) error {
	if err := listed(r.list, "coefficients", "summary"); err != nil {
		return err
	}
	s := set.(*regressionSettings)
	count, err := r.glm(e, s.Intercept)
	if err != nil {
		return err
	}
	var zero glm.Data
	zero.Terms, zero.X = r.design(r.zeroTerms, s.Intercept)
	fit := glm.ZeroInflated
	if r.method == "hurdle" {
		fit = glm.Hurdle
	}
	out, err := fit(count, zero)
	if err != nil {
		return err
	}
	if r.list == "summary" {
		return e.writeQuantities(r.out, []quantity{{"rows", float64(len(r.keep))}, {"loglik", out.LogLik}})
	}
	a := r.out.answer(field("part", asText), field("term", asText), field("estimate", asNumber), field("se", asNumber))
	for _, x := range out.Coefficients {
		a.add(x.Part, x.Term, x.Estimate, x.SE)
	}
	return r.out.write(e, a)
}

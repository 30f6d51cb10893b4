package main

import (
	"github.com/spf13/cobra"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/etl/demo"
)

func evaluateCommand(e *env) *cobra.Command {
	var o output
	var kind, list string
	var show bool
	var run benchmarkRun
	var back backtestRun
	var cities demoRun
	c := &cobra.Command{
		Use: "evaluate [FORECASTS.csv]", Short: e.say("Score forecasts by what came, detectors by known outbreaks", "用实际结果评价预测，用已知暴发评价检测"),
		Long: e.say(`Score forecasts by what came. One row is one forecast, by --kind:

  count     observed, mean, size (empty: Poisson)   logs, rps, dss, ses, F(y), F(y-1)
  gaussian  observed, mean, sd                      crps
  ensemble  observed, s1, s2, …                     crps, interval scores, wis, ignorance
  binary    y (0 or 1), p                           auc, brier, reliability, …

--list scores gives one row per forecast, summary the means; of counts,
calibration gives the tests of Wei & Held and histogram the PIT.

--benchmark SERIES.csv measures detectors instead: by series with known outbreaks
(series, week, observed, outbreak 0 or 1), outbreaks.csv (series, k, start, last)
and, if there, algorithms.json (name, op, params) beside it; without the last, all
methods of 'anlan detect' as they are. It says how many outbreaks each finds, how
soon, and how many calm weeks it calls one. Anlan's own detector and harmonic
regression are measured too and, with scenarios.csv (scenario, theta, beta, gamma1,
gamma2, phi, harmonics) and a column scenario, the one that knows the true mean.
--matched measures at equal false-positive rates, --against adds 95% intervals of
the differences (paired bootstrap over series), --draws takes fresh simulations,
with --given beside the file's own series.

--forecast SERIES.csv (or lake, for the lake's weekly series) measures the methods of
'anlan forecast' by rolling origins: each forecast rests on the periods before it
alone, and a method that looks further is refused. summary: log score and CRPS, 95%
intervals of their differences from the first method (block bootstrap over periods,
below 0: the first is better), coverage of 80% and 95% intervals, tests that the
transforms are uniform; outbreak: Brier score, average precision, reliability slope;
pit: histogram; scores, chances: a row for each forecast, each chance of an
outbreak. --report writes a page with pictures, --card a model card.

--demo N measures the night's warnings on N demo cities, made in memory from --seed
on: which planted outbreaks, by size, and silences are caught within a week (two),
beside the detector that knows the true rates, the same without pooling and
farringtonFlexible, at equal numbers of false weeks; the row night is the night
itself at the default budget, or with --fdr. of_known is the share of what the one
who knows catches, its interval a paired bootstrap over cities. Silences may be false
a tenth as often; --watch names the families of series watched, --methods what stands
beside. --grids measures what nights forecast of townships' disputes, villages and
grids instead, from --weeks origins a week apart, beside each area's own past year and
last window. --clusters measures the scan for clusters instead: outbreaks that spread
over neighbouring townships week by week are planted besides, and the share of false nights and of
outbreaks caught within 7, 14 and 21 days stands beside that of series judged one by
one at as many false nights. --delay DAYS measures late reports: every case waits so
many working days in the mean, and at times a county sends nothing for a week; the
newest week is judged on its Sunday night, told of all, and of what is reported with
and without the nowcast, at equal numbers of false weeks.`,
			`用实际结果评价预测，每行一个预测，按 --kind：

  count     observed、mean、size（空为泊松）    logs、rps、dss、ses、F(y)、F(y-1)
  gaussian  observed、mean、sd                  crps
  ensemble  observed、s1、s2 ……                 crps、区间得分、wis、ignorance
  binary    y（0 或 1）、p                      auc、brier、可靠性等

--list scores 每个预测一行，summary 为均值；对计数，calibration 为 Wei 与 Held 的校准检验，
histogram 为 PIT。

--benchmark 序列.csv 改为衡量检测方法：序列中暴发已知（series、week、observed、outbreak 为 0
或 1），旁有 outbreaks.csv（series、k、start、last），如有则用 algorithms.json（name、op、
params），没有则用 anlan detect 的全部方法。列出各方法找到多少次暴发、有多及时、误报多少平静周；
也衡量安澜自己的检测法与谐波回归；有 scenarios.csv（scenario、theta、beta、gamma1、gamma2、
phi、harmonics）及 scenario 列时，再加已知真实均值者。--matched 在相同误报率上衡量，--against
给出差值的 95% 区间（按序列配对自助法），--draws 改用新模拟的序列，加 --given 则连同文件中的序列。

--forecast 序列.csv（或 lake，即数据湖的周序列）以滚动起点衡量 anlan forecast 的各方法：每个
预测只依据其前各期，偷看未来的方法会被拒绝。summary：对数得分与 CRPS、与第一个方法之差的 95%
区间（按期分块自助法，小于 0 表示第一个较好）、80% 与 95% 区间的覆盖率、概率变换的均匀性检验；
outbreak：Brier 得分、平均精确率、可靠性斜率；pit：直方图；scores、chances：每个预测、每个暴发
概率一行。--report 写出带图的页面，--card 写出模型卡。

--demo N 在内存中自 --seed 起生成 N 座示范城市，衡量夜间预警：各级埋入的暴发一周内、静默两周内
能发现多少，与已知真实率者、不合并者、farringtonFlexible 在相同误报数上对照；night 行为默认
预算下的夜间运行（--fdr 可改）。of_known 为与已知真实率者所发现之比，区间为按城市配对自助法。
静默的误报限为十分之一；--watch 指定所监测的序列，--methods 指定对照的检测。--grids 改为
衡量夜间对乡镇纠纷、村与网格的预测：起点每周一个，共 --weeks 个，与各区划自身过去一年、上一窗口
对照。--clusters 改为衡量聚集扫描：另在相邻乡镇间埋入
逐周蔓延的暴发，列出误报之夜的比例与 7、14、21 天内发现的比例，与逐序列判断在相同误报之夜上对照。
--delay 天数 衡量迟报：每件平均迟报若干工作日，偶有县区整周未报；在周日夜间判断最新一周，对照已知
全部、只知已报而作现报估计、只知已报而不作估计三者，在相同误报周次上比较。`),
		Example: "  anlan evaluate forecasts.csv --kind count --list calibration\n  anlan evaluate triage.csv --kind binary --columns p=probability\n" +
			"  anlan evaluate --benchmark series.csv.gz --methods ears_c1_a01,rki1\n" +
			"  anlan evaluate --benchmark series.csv.gz --matched 0.01 --against true_mean_known --draws 10\n" +
			"  anlan evaluate --forecast weekly.csv --last 104 --ahead 1,4 --report forecast.html --card card.md\n  anlan evaluate --demo 10",
		Args: func(c *cobra.Command, args []string) error {
			if run.series != "" && back.series != "" {
				return anlan.Errorf(anlan.Invalid, "--benchmark or --forecast, not both")
			}
			if cities.grids && (cities.clusters || !c.Flags().Changed("demo")) {
				return anlan.Errorf(anlan.Invalid, "--grids goes with --demo N, and not with --clusters")
			}
			if cities.clusters && !c.Flags().Changed("demo") {
				return anlan.Errorf(anlan.Invalid, "--clusters goes with --demo N: it measures the scan on demo cities")
			}
			if cities.delay != 0 && (cities.clusters || cities.grids || !c.Flags().Changed("demo")) {
				return anlan.Errorf(anlan.Invalid, "--delay goes with --demo N and without --clusters or --grids: it measures late reports on demo cities")
			}
			if c.Flags().Changed("watch") && (cities.clusters || cities.grids || cities.delay != 0 || !c.Flags().Changed("demo")) {
				return anlan.Errorf(anlan.Invalid, "--watch goes with --demo N and without --clusters, --grids or --delay, which watch what they measure")
			}
			if c.Flags().Changed("methods") && (cities.clusters || cities.grids || cities.delay != 0) {
				return anlan.Errorf(anlan.Invalid, "--methods goes without --clusters, --grids or --delay, which have theirs")
			}
			if run.series != "" || back.series != "" || c.Flags().Changed("demo") {
				return noArgs(c, args)
			}
			return exactArgs(1, "FORECASTS.csv")(c, args)
		},
		RunE: func(c *cobra.Command, args []string) error {
			if back.series != "" {
				back.out, back.list, back.methods, back.seed = &o, list, run.methods, run.seed
				return e.backtest(c.Context(), back)
			}
			if run.series != "" {
				return e.benchmark(c.Context(), &o, run)
			}
			if c.Flags().Changed("demo") {
				cities.seed, cities.methods = run.seed, run.methods
				if err := demoFlags(demo.Options{Scale: cities.scale, Months: 1, History: cities.history, Nights: 1, Seed: cities.seed}); err != nil {
					return err
				}
				if cities.delay != 0 {
					return e.evaluateDelay(c.Context(), &o, cities)
				}
				if cities.grids {
					return e.evaluateGrids(c.Context(), &o, cities)
				}
				if cities.clusters {
					return e.evaluateClusters(c.Context(), &o, cities)
				}
				return e.evaluateDemo(c.Context(), &o, cities)
			}
			k, err := oneOf("kind", kind, forecastKinds)
			if err != nil {
				return err
			}
			set := k.settings()
			if err := applySettings(set, o.settings); err != nil {
				return err
			}
			if show {
				return e.printSettings(set)
			}
			names, err := columnsFlag(o.columns)
			if err != nil {
				return err
			}
			s, err := readSheet(args[0], names)
			if err != nil {
				return err
			}
			return k.score(e, &o, list, set, s)
		},
	}
	o.flags(e, c)
	c.Flags().StringVar(&run.series, "benchmark", "", e.say("measure detectors on this file of series", "在此序列文件上衡量检测方法"))
	c.Flags().StringSliceVar(&run.methods, "methods", nil, e.say("detectors of the benchmark or of --demo, or methods of forecasts, to run (default all)", "只运行这些检测或预测方法（默认全部）"))
	c.Flags().Float64SliceVar(&run.matched, "matched", nil, e.say("measure at these false-positive rates, such as 0.01,0.02,0.05", "在这些误报率上衡量，如 0.01,0.02,0.05"))
	c.Flags().StringVar(&run.against, "against", "", e.say("give differences from this detector, with paired intervals", "列出与此方法之差及配对区间"))
	c.Flags().IntVar(&run.draws, "draws", 0, e.say("measure on this many fresh draws of scenarios.csv", "改用按 scenarios.csv 新模拟的若干组序列"))
	c.Flags().BoolVar(&run.given, "given", false, e.say("with --draws, measure on the file's own series too", "与 --draws 同用，连同文件中的序列一起衡量"))
	c.Flags().StringVar(&run.plot, "plot", "", e.say("of --benchmark, draw shares found and F1 against false-positive rates into this SVG file", "--benchmark 时把发现率、F1 与误报率的关系画成此 SVG 文件"))
	c.Flags().Uint64Var(&run.seed, "seed", 1, e.say("of draws and intervals", "模拟与区间的种子"))
	back.flags(e, c)
	c.Flags().IntVar(&cities.cities, "demo", 0, e.say("measure the night's warnings on this many demo cities", "在若干座示范城市上衡量夜间预警"))
	c.Flags().Float64Var(&cities.scale, "scale", 0.05, e.say("of these cities, share of a real city's event counts", "示范城市事件量占真实城市的比例"))
	c.Flags().IntVar(&cities.history, "history", 48, e.say("of these cities, months of registers", "示范城市登记簿的月数"))
	c.Flags().IntVar(&cities.weeks, "weeks", 16, e.say("of these cities, last weeks measured, a multiple of 8", "衡量示范城市的最近几周（8 的倍数）"))
	c.Flags().Float64Var(&cities.fdr, "fdr", 0, e.say("of these cities' nights, share of false ones accepted among the weeks that stand out (default as in the settings)", "示范城市夜间所容许的误报占比（默认同设置）"))
	c.Flags().StringSliceVar(&cities.watch, "watch", nil, e.say("of these cities, families of series watched, such as dispute_type:county (default disputes and hotline, by county and township)", "示范城市上所监测的序列，如 dispute_type:county（默认纠纷与热线，按区县与乡镇）"))
	c.Flags().BoolVar(&cities.clusters, "clusters", false, e.say("of these cities, measure the scan for clusters, on outbreaks that spread over neighbouring townships", "衡量示范城市上的聚集扫描：在相邻乡镇间蔓延的暴发"))
	c.Flags().BoolVar(&cities.grids, "grids", false, e.say("of these cities, measure the night's forecasts of townships' disputes, villages and grids, from as many origins as --weeks", "衡量示范城市夜间对乡镇纠纷、村与网格的预测，起点数同 --weeks"))
	c.Flags().Float64Var(&cities.excess, "excess", 1.5, e.say("of --clusters, standard deviations of its own week that an outbreak adds to each township", "--clusters：暴发给每个乡镇每周增加的标准差数"))
	c.Flags().Float64Var(&cities.delay, "delay", 0, e.say("of these cities, working days that a report is late in the mean", "衡量示范城市上的迟报：平均迟报的工作日数"))
	c.Flags().StringVar(&cities.until, "until", "", e.say("of these cities, last day of data (default yesterday)", "示范城市数据最后一天（默认昨天）"))
	c.Flags().StringVar(&kind, "kind", "count", e.say("count, gaussian, ensemble or binary", "count、gaussian、ensemble 或 binary"))
	c.Flags().StringVar(&list, "list", "summary", e.say("scores, summary, calibration or histogram; of --forecast summary, outbreak, pit, sums, scores or chances", "scores、summary、calibration 或 histogram；--forecast 为 summary、outbreak、pit、sums、scores 或 chances"))
	c.Flags().BoolVar(&show, "settings", false, e.say("print the settings, score nothing", "只列参数"))
	return c
}

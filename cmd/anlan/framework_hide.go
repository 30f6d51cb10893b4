package main

import (
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/indicators/hiding"
)

// hideCommand asks what keeping requests out of the registers would gain.
func hideCommand(e *env) *cobra.Command {
	var o hiding.Options
	var asJSON bool
	var percent []float64
	c := &cobra.Command{
		Use: "hide FRAMEWORK", Short: e.say("What a county would gain by hiding requests, on simulated cities", "在模拟城市上估算：某区县隐匿诉求能多得几分"), Args: exactArgs(1, "FRAMEWORK"),
		Long: e.say(`Simulates cities in which one county keeps a share of its requests out of the
registers, failures first, and judges them by the framework's own rules, with
and without its adequacy factors. The same seed gives the same answer.`,
			`模拟若干城市，其中一个区县把一部分诉求挡在登记之外（先挡未办好的），按该框架自身的规则
打分，分别给出有、无报告充分性系数时的得分变化。同一种子结果相同。`),
		Example: "  anlan framework hide peace\n  anlan framework hide peace --cities 50 --seed 7 --share 2,5,10 --costliest",
		RunE: func(_ *cobra.Command, args []string) error {
			f, err := readFramework(args[0], args[0])
			if err != nil {
				return err
			}
			for _, p := range percent {
				if !(p > 0 && p < 100) {
					return anlan.Errorf(anlan.Invalid, "--share %v: a percentage between 0 and 100 is asked for", p)
				}
				o.Shares = append(o.Shares, p/100)
			}
			r, err := hiding.Simulate(f, o)
			if err != nil {
				return err
			}
			if asJSON {
				return json.NewEncoder(e.stdout).Encode(r)
			}
			fmt.Fprintf(e.stdout, e.say("%d cities, seed %d; points gained, mean over the cities; tolerance d %.2f%% from the survey's own error\n",
				"%d 座城市，种子 %d；得分变化为各城市均值；容差 d %.2f%%，取自调查自身误差\n"), o.Cities, o.Seed, 100*r.Tolerance)
			fmt.Fprintln(e.stdout, e.say("hidden   without guard   with guard   ± s.e.   over 0.5    rho", "隐匿       无系数时     有系数时    标准误  超0.5分占比  系数"))
			for _, g := range r.Gains {
				fmt.Fprintf(e.stdout, "%5.1f%%  %+14.2f  %+11.2f  %7.2f  %8.0f%%  %.3f\n", 100*g.Share, g.Plain, g.Guarded, g.Error, 100*g.Gainers, g.RhoC)
			}
			fmt.Fprintf(e.stdout, e.say("honest counties lose %.2f points on average, a tenth of them more than %.2f: survey noise, and the floor\n",
				"诚实的区县平均少得 %.2f 分，其中一成少得 %.2f 分以上：来自调查误差与下限\n"), r.Honest, r.HonestP90)
			return nil
		},
	}
	fl := c.Flags()
	fl.IntVar(&o.Cities, "cities", 200, e.say("cities to simulate", "模拟城市数"))
	fl.Uint64Var(&o.Seed, "seed", 1, e.say("seed of the random numbers", "随机数种子"))
	fl.Float64SliceVar(&percent, "share", []float64{2, 5, 10, 20, 40}, e.say("percentages hidden", "隐匿比例（%）"))
	fl.Float64Var(&o.Answers, "answers", 10_000, e.say("survey answers a county and year", "每区县每年调查样本量"))
	fl.BoolVar(&o.Costliest, "costliest", false, e.say("hide the cases that cost most points first", "先隐匿失分最多的件"))
	fl.BoolVar(&asJSON, "json", false, e.say("answer in JSON", "以 JSON 输出"))
	return c
}

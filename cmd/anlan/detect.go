package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/models"
	"github.com/anlan-lake/anlan/models/surveil"
)

func detectCommand(e *env) *cobra.Command {
	var o output
	var method, from, to, asOf string
	var alarms, show bool
	c := &cobra.Command{
		Use: "detect [SERIES.csv]", Short: e.say("Judge series of counts: where are there more than their past explains?", "判断计数序列：何处多于其历史所能解释"),
		Long: e.say(`Judge series of counts with a detector of public-health surveillance. SERIES.csv
has one row per unit and period: unit (left out for one series), date (first day
of a day, week or month) or time (whole numbers), observed, population where an
offset is used, and known (1 in periods of a known outbreak, which teach pooled
nothing). Of periods not all reported yet, reported (share that is in, 0 to 1;
empty: all) and reported_sd (its standard deviation) let pooled hold the count
against that much of what is expected. An empty count was not reported: it is never judged and never
taken as zero. Periods must follow one another. Without a file the weekly series
of the lake are judged (series/kind/area), now or as of an earlier night.

The last period of every unit is judged, or those of --from and --to. The Farrington
methods look back five years, or as many whole ones as every unit has, three at
least. A row says
in state what stands: tested, few_cases, not_reported, no_baseline, no_fit,
no_threshold, undefined. A series that no model can be fitted to is named on
standard error and is not judged, which is no all-clear.

Methods: `+methodNames()+`.
--settings prints the settings of a method. Cards: docs/models.`,
			`用公共卫生监测方法判断计数序列。SERIES.csv 每行为一个单位的一期：unit（只有一个序列
时可省略）、date（日、周或月的首日）或 time（整数）、observed（件数），需要偏移时加
population；已知暴发的期在 known 列记 1，pooled 不从中学习。尚未报齐的期可在 reported 列
写已报占比（0 至 1，空为已报齐）、在 reported_sd 列写其标准差，pooled 只与期望中相应的部分相比。件数为空表示未报：不作判断，也不当作零。各期必须连续。不给文件时判断数据湖中的
周序列（序列/类别/区划），可指定某一夜。

默认判断每个单位的最后一期，或 --from 至 --to 各期。Farrington 类方法回看五年，历史不足五年
时取各单位都有的整年数，至少三年。state 列说明哪些数字成立：tested、
few_cases、not_reported、no_baseline、no_fit、no_threshold、undefined。无法建模的序列
写到标准错误，不作判断，这并不表示平安。

方法：`+methodNames()+`。
--settings 列出方法的参数。模型卡见 docs/models。`),
		Example: "  anlan detect weekly.csv --method farringtonFlexible\n  anlan detect --method harmonic --set windows=3 --alarms\n" +
			"  anlan detect weekly.csv --method ears-c2 --from 2026-01-05 --to 2026-10-26 --alarms\n" +
			"  anlan detect weekly.csv --method glrnb --from 209 --set threshold=4 --columns unit=area,observed=n",
		Args: oneArgAtMost,
		RunE: func(cmd *cobra.Command, args []string) error {
			m, err := oneOf("method", method, detectors)
			if err != nil {
				return err
			}
			var f *seriesFile
			if len(args) == 0 {
				f, err = e.readLakeSeries(cmd.Context(), asOf)
			} else {
				f, err = readSeries(args[0], o.columns, "population", "known", "reported", "reported_sd")
			}
			if err != nil {
				return err
			}
			set := m.settings(f)
			if err := applySettings(set, o.settings); err != nil {
				return err
			}
			if show {
				return e.printSettings(set)
			}
			return e.detect(cmd.Context(), &o, f, m, set, from, to, alarms)
		},
	}
	o.flags(e, c)
	c.Flags().StringVar(&method, "method", "farringtonFlexible", e.say("the detector", "检测方法"))
	c.Flags().StringVar(&from, "from", "", e.say("first period judged (date or time; default the last)", "首个判断的期（默认最后一期）"))
	c.Flags().StringVar(&to, "to", "", e.say("last period judged (default the last)", "末个判断的期（默认最后一期）"))
	c.Flags().StringVar(&asOf, "as-of", "", e.say("the lake as the night of this day left it", "以某一夜结束时的数据湖为准"))
	c.Flags().BoolVar(&alarms, "alarms", false, e.say("print alarms only", "只列报警"))
	c.Flags().BoolVar(&show, "settings", false, e.say("print the settings, judge nothing", "只列参数"))
	return c
}

func (e *env) printSettings(set any) error {
	text, err := json.MarshalIndent(set, "", "  ")
	if err != nil {
		return fmt.Errorf("settings: %w", err)
	}
	_, err = fmt.Fprintln(e.stdout, string(text))
	return err
}

// finding is a judgement with what single methods add.
type finding struct {
	surveil.Judgement
	lower float64
	alert string // ESSENCE's colour, or silence
}

// stands tells whether the period was judged.
func (f finding) stands() bool {
	return f.Alarm || f.State == surveil.Tested || f.State == surveil.State(models.FewCases)
}

// detector is a method of anlan detect: its settings, begun from what the file
// is, and how it judges the periods from..to of one series.
type detector struct {
	settings func(f *seriesFile) any
	judge    func(set any, u *timedSeries, from, to int) ([]finding, error)
	family   func(ctx context.Context, set any, units []*timedSeries, from, to int) ([][]finding, error) // nil where units are judged one by one
}

// verdict is what a detector finds in the periods from..to of a unit.
type verdict struct {
	from, to int
	found    []finding
	err      error
}

// judgeAll judges every unit: by itself, or with those that cover the same
// periods. A detector of families takes units of other periods for another. Once
// ctx ends it gives up, with ctx's cause.
func (m detector) judgeAll(ctx context.Context, set any, units []*timedSeries, from, to string) ([]verdict, error) {
	out := make([]verdict, len(units))
	families := map[string][]int{}
	var order []string
	for i, u := range units {
		if ctx.Err() != nil {
			return nil, fmt.Errorf("%d of %d units judged: %w", i, len(units), context.Cause(ctx))
		}
		v, ok := &out[i], false
		if v.from, v.to, ok = u.span(from, to); !ok {
			return nil, u.spanFault(from, to)
		}
		if m.family == nil {
			v.found, v.err = m.judge(set, u, v.from, v.to)
			continue
		}
		key := fmt.Sprint(u.label[0], len(u.label), v.from, v.to)
		if families[key] == nil {
			order = append(order, key)
		}
		families[key] = append(families[key], i)
	}
	for _, key := range order {
		var members []*timedSeries
		for _, i := range families[key] {
			members = append(members, units[i])
		}
		first := out[families[key][0]]
		found, err := m.family(ctx, set, members, first.from, first.to)
		if err != nil {
			return nil, err
		}
		for k, i := range families[key] {
			out[i].found = found[k]
		}
	}
	return out, nil
}

// judging makes a detector of settings with a method Judge.
func judging[T interface {
	Judge(surveil.Series, int, int) ([]surveil.Judgement, error)
}](begin func(yearly int) T) detector {
	return detector{
		settings: func(f *seriesFile) any { set := begin(f.yearly()); return &set },
		judge: func(set any, u *timedSeries, from, to int) ([]finding, error) {
			js, err := (*set.(*T)).Judge(surveil.Series{Counts: u.counts, Dates: u.dates}, from, to)
			out := make([]finding, len(js))
			for i, j := range js {
				if g, ok := set.(*surveil.GLR); ok && g.Upper == surveil.UpperStatistic {
					j.Upper = math.NaN() // it stands in the column statistic
				}
				out[i] = finding{Judgement: j, lower: math.NaN()}
			}
			return out, err
		},
	}
}

// judgingDays makes a detector of settings with a method JudgeDays.
func judgingDays[T interface {
	JudgeDays(surveil.Series, int, int) ([]surveil.Daily, error)
}](begin func() T) detector {
	return detector{
		settings: func(*seriesFile) any { set := begin(); return &set },
		judge: func(set any, u *timedSeries, from, to int) ([]finding, error) {
			ds, err := (*set.(*T)).JudgeDays(surveil.Series{Counts: u.counts, Dates: u.dates}, from, to)
			out := make([]finding, len(ds))
			for i, d := range ds {
				out[i] = finding{d.Judgement, math.NaN(), d.Alert}
			}
			return out, err
		},
	}
}

// farrington makes a detector of the Farrington family.
func farrington(judge func(models.Series, int, int, models.FarringtonParams) ([]models.Detection, error)) detector {
	return detector{
		settings: func(f *seriesFile) any {
			p := models.DefaultFarrington()
			p.Frequency = f.yearly()
			if f.step == stepMonth {
				p.HalfWindow, p.PastNotIncluded, p.Seasons = 1, 6, 3
			}
			if f.step == stepOnly {
				p.Reference = models.ByIndex
			}
			if years := f.wholeYears(p.HalfWindow); years >= models.DefaultParams().MinYears {
				p.Years = min(p.Years, years)
			}
			return &p
		},
		judge: func(set any, u *timedSeries, from, to int) ([]finding, error) {
			s := models.Series{Dates: u.dates, Population: u.more["population"]}
			for _, y := range u.counts {
				s.Missing = append(s.Missing, math.IsNaN(y))
				if math.IsNaN(y) {
					y = 0
				}
				s.Counts = append(s.Counts, y)
			}
			ds, err := judge(s, from, to, *set.(*models.FarringtonParams))
			var out []finding
			for _, d := range ds {
				out = append(out, farringtonFinding(d, s.Missing[d.Index]))
			}
			return out, err
		},
	}
}

// farringtonFinding keeps the figures that stand.
func farringtonFinding(d models.Detection, missing bool) finding {
	nan := math.NaN()
	f := finding{surveil.Judgement{Index: d.Index, State: surveil.State(d.State), Observed: d.Observed,
		Expected: nan, Upper: nan, P: nan, Statistic: nan, Alarm: d.Alarm}, nan, ""}
	switch {
	case missing:
		f.State, f.Observed = surveil.NotReported, nan
	case d.State == models.Tested || d.State == models.FewCases:
		f.Expected, f.lower, f.Upper, f.P, f.Statistic = d.Expected, d.Lower, d.Upper, d.P, d.Exceedance
	}
	return f
}

// detectors are the methods of anlan detect.
var detectors = map[string]detector{
	"farringtonFlexible": farrington(models.FarringtonFlexible),
	"farrington":         farrington(models.FarringtonOriginal),
	"ears-c1":            judging(func(int) surveil.EARS { return surveil.DefaultEARS("c1") }),
	"ears-c2":            judging(func(int) surveil.EARS { return surveil.DefaultEARS("c2") }),
	"ears-c3":            judging(func(int) surveil.EARS { return surveil.DefaultEARS("c3") }),
	"cusum": judging(func(yearly int) surveil.CUSUM {
		c := surveil.DefaultCUSUM()
		c.Period = float64(yearly)
		return c
	}),
	"glrpois": judging(func(yearly int) surveil.GLR { return glr(surveil.FamilyPoisson, yearly) }),
	"glrnb":   judging(func(yearly int) surveil.GLR { return glr(surveil.FamilyNegBin, yearly) }),
	"bayes": judging(func(yearly int) surveil.Bayes {
		b := surveil.DefaultBayes()
		b.Frequency = yearly
		return b
	}),
	"rki": judging(func(yearly int) surveil.RKI {
		r := surveil.DefaultRKI()
		r.Frequency = yearly
		return r
	}),
	"harmonic": judging(func(yearly int) surveil.Harmonic {
		h := surveil.DefaultHarmonic()
		h.Period, h.History = float64(yearly), 10*yearly
		switch yearly {
		case 12:
			h.Guard = 2
		case 365:
			h.Guard = 28
		}
		return h
	}),
	"pooled":             familyDetector(),
	"outbreakp":          judging(func(int) surveil.OutbreakP { return surveil.DefaultOutbreakP() }),
	"essence-ewma":       judgingDays(surveil.DefaultEssenceEWMA),
	"essence-regression": judgingDays(surveil.DefaultEssenceRegression),
	"essence-switch":     judgingDays(surveil.DefaultEssenceSwitch),
}

func glr(family string, yearly int) surveil.GLR {
	g := surveil.DefaultGLR(family)
	g.Period = float64(yearly)
	return g
}

func methodNames() string { return strings.Join(slices.Sorted(maps.Keys(detectors)), ", ") }

// detect judges all units and writes what was found.
func (e *env) detect(ctx context.Context, o *output, f *seriesFile, m detector, set any, from, to string, alarmsOnly bool) error {
	fields := append(o.period(f), field("state", asText), field("observed", asNumber), field("expected", asNumber),
		field("lower", asNumber), field("upper", asNumber), field("p", asNumber), field("statistic", asNumber), field("alarm", asTruth))
	_, inDays := set.(interface {
		JudgeDays(surveil.Series, int, int) ([]surveil.Daily, error)
	})
	if inDays || m.family != nil {
		fields = append(fields, field("alert", asText))
	}
	a := o.answer(fields...)
	judged, silent, raised := 0, 0, 0
	verdicts, err := m.judgeAll(ctx, set, f.units, from, to)
	if err != nil {
		return err
	}
	for i, u := range f.units {
		found, err := verdicts[i].found, verdicts[i].err
		var abstained *surveil.Abstained
		switch {
		case errors.As(err, &abstained):
			fmt.Fprintf(e.stderr, e.say("unit %s is not judged: %v\n", "单位 %s 未作判断：%v\n"), u.unit, abstained.Err)
			for t := verdicts[i].from; t <= verdicts[i].to; t++ {
				found = append(found, notJudged(u, t))
			}
		case err != nil:
			return anlan.Errorf(anlan.Invalid, "unit %s: %w", u.unit, err)
		}
		stands := false
		for _, d := range found {
			stands = stands || d.stands()
			if d.Alarm {
				raised++
			} else if alarmsOnly && d.alert != alertSilence {
				continue
			}
			row := []any{u.unit, u.label[d.Index], string(d.State), d.Observed, d.Expected, d.lower, d.Upper, d.P, d.Statistic, d.Alarm}
			if !d.stands() {
				row[9] = nil // neither an alarm nor an all-clear
			}
			if inDays || m.family != nil {
				row = append(row, d.alert)
			}
			a.add(row...)
		}
		if stands {
			judged++
		} else {
			silent++
		}
	}
	fmt.Fprintf(e.stderr, e.say("units judged: %d, not judged: %d; alarms: %d\n", "已判断单位：%d，未判断：%d；报警：%d\n"), judged, silent, raised)
	return o.write(e, a)
}

// notJudged is the row of a period whose series no model could be fitted to.
func notJudged(u *timedSeries, t int) finding {
	nan := math.NaN()
	return finding{surveil.Judgement{Index: t, State: surveil.State(models.NoFit), Observed: u.counts[t], Expected: nan, Upper: nan, P: nan, Statistic: nan}, nan, ""}
}

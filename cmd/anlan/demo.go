package main

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/etl/demo"
	"github.com/anlan-lake/anlan/etl/demo/figures"
)

// demoMemory is where the collector begins to work harder, in bytes.
const demoMemory = 1600 << 20

func demoCommand(e *env) *cobra.Command {
	var o demo.Options
	var until string
	var draws int
	c := &cobra.Command{
		Use:   "demo DIR",
		Short: e.say("Write the fictional demo city's department files, with the truth beside them", "生成虚构示范城市的部门文件及其真值"),
		Long: e.say(`Write what the 35 data sets of the fictional city 安澜市 would hold: DIR/inbox by
data set, DIR/boundaries as GeoJSON, DIR/truth (what is planted: bad rows,
outbreaks, waves, silences, hidden cases, true rates, late and withdrawn files;
its README says how to read it) and DIR/lake/anlan.yaml, the settings of a lake
to be made with 'anlan init'. The same seed gives the same bytes.`,
			`生成虚构城市“安澜市”全部 35 个数据集的报送文件：DIR/inbox 按数据集存放，
DIR/boundaries 为 GeoJSON 边界，DIR/truth 为真值（埋入的坏行、暴发、欠薪波、静默、瞒报、
真实率、迟到与撤回文件，见其 README），
DIR/lake/anlan.yaml 为数据湖配置（随后运行 anlan init）。相同种子产生相同字节。`),
		Example: "  anlan demo ./demo --until 2026-10-31\n  anlan demo ./demo --scale 1 --months 24 --seed 7",
		Args:    exactArgs(1, "DIR"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := demoFlags(o); err != nil {
				return err
			}
			loc, err := time.LoadLocation("Asia/Shanghai")
			if err != nil {
				return err
			}
			if o.Until, err = e.asOf(until, loc); err != nil {
				return err
			}
			o.Dir = args[0]
			if entries, err := os.ReadDir(o.Dir); err == nil && len(entries) > 0 {
				return anlan.Errorf(anlan.Conflict, "folder %s is not empty", o.Dir).WithNext("name a new folder; nothing was written")
			}
			// What is held is far less than what passes through: without a limit
			// the collector lets the heap grow to twice what a large city needs.
			defer debug.SetMemoryLimit(debug.SetMemoryLimit(demoMemory))
			bar := e.progress()
			o.Progress = bar.step
			city, err := demo.New(o)
			if err != nil {
				return err
			}
			if err := city.Write(cmd.Context()); err != nil {
				return err
			}
			if err := writeExpected(o, draws); err != nil {
				return err
			}
			bar.done()
			settings := filepath.Join(o.Dir, "lake", "anlan.yaml")
			if err := writeNew(settings, demoSettings()); err != nil {
				return err
			}
			fmt.Fprintf(e.stdout, e.say("demo city written to %s (until %s)\nnext: anlan init --lake %s && anlan nightly --lake %s --as-of %s\n",
				"示范城市已写入 %s（截至 %s）\n下一步：anlan init --lake %s && anlan nightly --lake %s --as-of %s\n"),
				o.Dir, o.Until.Format(anlan.DateFormat), filepath.Dir(settings), filepath.Dir(settings), o.Until.Format(anlan.DateFormat))
			return nil
		},
	}
	f := c.Flags()
	f.IntVar(&o.Months, "months", 15, e.say("months of what is no register of requests: services, statistics, reports, surveys", "诉求登记簿以外数据（办件、统计、月报季报、调查）的月数"))
	f.IntVar(&o.History, "history", 60, e.say("months of case registers and police statistics", "案件登记与警情统计的月数"))
	f.IntVar(&o.Nights, "nights", 35, e.say("last days that come as nightly files", "最后若干天以每夜增量文件给出"))
	f.Float64Var(&o.Scale, "scale", 0.1, e.say("share of a real city's event counts", "事件量占真实城市的比例"))
	f.Uint64Var(&o.Seed, "seed", 1, e.say("seed of the random numbers", "随机数种子"))
	f.IntVar(&draws, "draws", 6, e.say("cities drawn to find what each indicator is expected to be (truth/expected.csv); 0 for none", "为估计各指标期望值而抽取的城市数（truth/expected.csv）；0为不估计"))
	f.StringVar(&until, "until", "", e.say("last day of data, like 2026-10-31 (default yesterday)", "数据最后一天，如 2026-10-31（默认昨天）"))
	return c
}

// demoFlags refuses what the options of a demo city would take for "not given", and
// a scale that is no number.
func demoFlags(o demo.Options) error {
	if !(o.Scale > 0) || math.IsInf(o.Scale, 1) {
		return anlan.Errorf(anlan.Invalid, "--scale %v, want a share above 0", o.Scale)
	}
	for _, f := range []struct {
		name string
		n    int
	}{{"months", o.Months}, {"history", o.History}, {"nights", o.Nights}} {
		if f.n < 1 {
			return anlan.Errorf(anlan.Invalid, "--%s %d, want 1 or more", f.name, f.n)
		}
	}
	if o.Seed == 0 {
		return anlan.Errorf(anlan.Invalid, "--seed 0, want 1 or more")
	}
	return nil
}

// writeExpected writes truth/expected.csv: what each indicator is expected to be
// in the city and its counties, from cities drawn after the same plan.
func writeExpected(o demo.Options, draws int) error {
	if draws <= 0 {
		return nil
	}
	list, err := figures.Expect(o, draws)
	if err != nil {
		return err
	}
	var text bytes.Buffer
	if err := csv.NewWriter(&text).WriteAll(figures.Table(list)); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(o.Dir, "truth", "expected.csv"), text.Bytes(), 0o600); err != nil {
		return anlan.Errorf(anlan.Unavailable, "write truth/expected.csv: %w", err)
	}
	return nil
}

// writeNew writes a file that must not exist yet, with its folder.
func writeNew(path, text string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return anlan.Errorf(anlan.Unavailable, "make folder: %w", err)
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return anlan.Errorf(anlan.Conflict, "write settings: %w", err)
	}
	if _, err := f.WriteString(text); err != nil {
		f.Close()
		return anlan.Errorf(anlan.Unavailable, "write settings: %w", err)
	}
	return f.Close()
}

// demoSettings writes the anlan.yaml of the demo city.
func demoSettings() string {
	var sources strings.Builder
	for _, d := range demo.Datasets() {
		fmt.Fprintf(&sources, "  - {dataset: %s, files: \"../inbox/%s/*_{date}*\"}\n", d, d)
	}
	return fmt.Sprintf(demoTemplate, sources.String())
}

// demoTemplate is the demo city's anlan.yaml but for its sources.
const demoTemplate = `# Settings of the demo city's lake. Paths are relative to this file.
city: {code: "6299", name: 安澜市, name_en: Anlan City}
timezone: Asia/Shanghai
levels: [4, 6, 9, 12, 15]        # prefix lengths: city, county, township, village, grid
landing: ../landing              # received files and rejected rows; never inside the lake
boundaries: ../boundaries
framework: peace
sources:
%sdetect:
  - {series: dispute_type, level: county}
  - {series: dispute_type, level: township}   # counts are not published
  - {series: hotline_domain, level: township}
  - {series: hotline_domain, level: county}   # the townships' sums
`

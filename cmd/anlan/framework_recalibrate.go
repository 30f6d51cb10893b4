package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/indicators"
	"github.com/anlan-lake/anlan/internal/night"
)

// recalibration is what is asked for beside the proposal itself.
type recalibration struct {
	until, write, version, from, author, reason string
	json                                        bool
}

func recalibrateCommand(e *env) *cobra.Command {
	var o recalibration
	c := &cobra.Command{
		Use: "recalibrate", Short: e.say("Propose goalposts from a year of figures, and show what they would do", "以一年数据重新标定目标值，并预览影响"), Args: noArgs,
		Long: e.say(`Proposes goalposts for the lake's index at the 5th and 95th percentile of what the
counties had in the twelve months that ended by --until, and shows how each county's
total and rank of the last month would change. Nothing is changed. --write FILE writes
the framework with one more version, in force from --from on; name that file as
framework: in the settings to use it. Months before keep the version then in force.`,
			`以截至 --until 的十二个月各区县数值的第 5 与第 95 百分位数，为本湖指数提出目标值，
并显示末月各区县总分与名次将如何变化。此命令不改动任何数据。--write 文件 写出增加一个版本的框架，
自 --from 起施行；在设置的 framework: 中指明该文件即可启用。此前月份仍用当时施行的版本。`),
		Example: "  anlan framework recalibrate --lake ./demo/lake\n  anlan framework recalibrate --until 2026-12-31 --write peace.yaml --from 2027-01-01 --author 市委平安办 --reason 以2026年数据标定",
		RunE:    func(cmd *cobra.Command, _ []string) error { return e.recalibrate(cmd, &o) },
	}
	f := c.Flags()
	f.StringVar(&o.until, "until", "", e.say("last day of the year looked at (default: that of the last night)", "所取一年的截止日（默认最近一夜）"))
	f.StringVar(&o.write, "write", "", e.say("write the framework with the new version to this file", "将含新版本的框架写入此文件"))
	f.StringVar(&o.version, "version", "", e.say("name of the new version (default: the next minor one)", "新版本号（默认次版本加一）"))
	f.StringVar(&o.from, "from", "", e.say("first day of the month from which it is in force (default: the next month)", "施行起始月的首日（默认下月）"))
	f.StringVar(&o.author, "author", "", e.say("office that decides; required to write", "决定单位；写出时必填"))
	f.StringVar(&o.reason, "reason", "", e.say("why; required to write", "理由；写出时必填"))
	f.BoolVar(&o.json, "json", false, e.say("answer in JSON", "以 JSON 输出"))
	return c
}

func (e *env) recalibrate(cmd *cobra.Command, o *recalibration) error {
	if o.write != "" && (o.author == "" || o.reason == "") {
		return anlan.Errorf(anlan.Invalid, "a version needs --author, the office that decides, and --reason").WithNext("nothing was written")
	}
	n, closeAll, err := e.night(cmd.Context())
	if err != nil {
		return err
	}
	defer closeAll()
	var until time.Time
	if o.until != "" {
		if until, err = time.ParseInLocation(anlan.DateFormat, o.until, n.Loc); err != nil {
			return anlan.Errorf(anlan.Invalid, "--until %q is not a day like 2026-12-31", o.until)
		}
	}
	r, err := n.Recalibrate(cmd.Context(), until)
	if err != nil {
		return err
	}
	if o.json {
		err = json.NewEncoder(e.stdout).Encode(r)
	} else {
		e.printRecalibration(n, r)
	}
	if err != nil || o.write == "" {
		return err
	}
	return e.writeVersion(n, r, o)
}

func (e *env) printRecalibration(n *night.Night, r *night.Recalibrated) {
	fmt.Fprintf(e.stdout, e.say("%s %s: %d counties, %s to %s; goalposts at the 5th and 95th percentile\n", "%s %s：%d 个区县，%s 至 %s；目标值取第 5 与第 95 百分位数\n"),
		n.Framework.ID, n.Framework.Newest().Version, r.Areas, r.First, r.Last)
	kept := map[string]string{
		indicators.KeptFew: e.say("kept: few values", "保留：数值太少"), indicators.KeptSpread: e.say("kept: no spread", "保留：没有差异"), indicators.KeptSame: e.say("unchanged", "未变"),
	}
	moved := 0
	for _, g := range r.Goals {
		if g.Kept != "" {
			fmt.Fprintf(e.stdout, "  %-5s %10g → %-10g %s\n", g.Indicator, g.Old.Worst, g.Old.Best, kept[g.Kept])
			continue
		}
		moved++
		fmt.Fprintf(e.stdout, e.say("  %-5s %10g → %-10g becomes %10g → %-10g (%d values)\n", "  %-5s %10g → %-10g 改为 %10g → %-10g（%d 个数值）\n"),
			g.Indicator, g.Old.Worst, g.Old.Best, g.New.Worst, g.New.Best, g.Values)
	}
	fmt.Fprintf(e.stdout, e.say("%d of %d goalposts move; totals of %s, now and with them:\n", "%d/%d 个目标值变动；%s 总分，现行与标定后：\n"), moved, len(r.Goals), r.Last)
	after := map[string]anlan.IndexRow{}
	for _, x := range r.After {
		after[x.Area] = x
	}
	for _, x := range r.Before {
		y := after[x.Area]
		fmt.Fprintf(e.stdout, e.say("  %s  %s → %s  %s → %s  rank %s → %s\n", "  %s  %s → %s  %s → %s  名次 %s → %s\n"),
			x.Area, score(x.Score), score(y.Score), x.Colour, y.Colour, rankText(x.Rank), rankText(y.Rank))
	}
}

// score writes a total, "—" for none.
func score(v *float64) string {
	if v == nil {
		return "—"
	}
	return strconv.FormatFloat(*v, 'f', 1, 64)
}

// rankText writes a rank, "—" for none.
func rankText(rank int) string {
	if rank == 0 {
		return "—"
	}
	return strconv.Itoa(rank)
}

// writeVersion writes the framework with the proposal as its newest version. A
// file that is there already is written over only where it is the lake's own.
func (e *env) writeVersion(n *night.Night, r *night.Recalibrated, o *recalibration) error {
	cfg, err := e.config()
	if err != nil {
		return err
	}
	source := cfg.Framework
	if filepath.Ext(source) != "" {
		source = cfg.path(source)
	}
	_, text, err := frameworkOf(source)
	if err != nil {
		return err
	}
	today := e.now().In(n.Loc)
	v := indicators.Version{Version: o.version, From: o.from, Date: today.Format(anlan.DateFormat), Author: o.author, Reason: indicators.Text{Zh: o.reason}, Goals: map[string]indicators.Goal{}}
	if v.Version == "" {
		v.Version = nextMinor(n.Framework.Newest().Version)
	}
	if v.From == "" {
		v.From = anlan.NewPeriod(anlan.Month, today).End.Format(anlan.DateFormat)
	}
	for _, g := range r.Goals {
		if g.Kept == "" {
			v.Goals[g.Indicator] = g.New
		}
	}
	if len(v.Goals) == 0 {
		return anlan.Errorf(anlan.Invalid, "no goalpost moves: there is no new version to write")
	}
	whole, err := indicators.AddVersion(source, text, v)
	if err != nil {
		return err
	}
	if _, err := os.Stat(o.write); err == nil && !sameFile(o.write, source) {
		return anlan.Errorf(anlan.Conflict, "%s is there already and is not the framework of this lake", o.write).WithNext("name another file; nothing was written")
	}
	if err := replaceFile(o.write, whole); err != nil {
		return err
	}
	fmt.Fprintf(e.stderr, e.say("%s: version %s, in force from %s; use it with framework: in the settings\n", "%s：版本 %s，自 %s 起施行；在设置的 framework: 中指明即启用\n"), o.write, v.Version, v.From)
	return nil
}

func sameFile(a, b string) bool {
	x, err := os.Stat(a)
	if err != nil {
		return false
	}
	y, err := os.Stat(b)
	return err == nil && os.SameFile(x, y)
}

// replaceFile writes a file whole: beside it first, then in its place.
func replaceFile(path string, text []byte) error {
	tmp := path + ".new"
	if err := os.WriteFile(tmp, text, 0o644); err != nil {
		return anlan.Errorf(anlan.Unavailable, "write framework: %w", err)
	}
	if err := os.Rename(tmp, path); err != nil {
		os.Remove(tmp)
		return anlan.Errorf(anlan.Unavailable, "write framework: %w", err)
	}
	return nil
}

// nextMinor counts the last number of a version up: 1.0 becomes 1.1.
func nextMinor(version string) string {
	dot := strings.LastIndexByte(version, '.')
	n, err := strconv.Atoi(version[dot+1:])
	if err != nil {
		return version + ".1"
	}
	return version[:dot+1] + strconv.Itoa(n+1)
}

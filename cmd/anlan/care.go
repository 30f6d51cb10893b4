package main

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/edition"
	"github.com/anlan-lake/anlan/internal/lake"
)

func initCommand(e *env) *cobra.Command {
	return &cobra.Command{
		Use:     "init",
		Short:   e.say("Make a lake, with the settings given by --config", "新建数据湖，配置取自 --config"),
		Example: "  anlan init --lake ./city/lake --config ./city/anlan.yaml",
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			dir := e.lakePath()
			settings := filepath.Join(dir, "anlan.yaml")
			if e.configFile != "" {
				if err := e.pointSettings(settings); err != nil {
					return err
				}
			}
			cfg, err := e.config()
			if err != nil { // a lake without settings cannot be used
				if anlan.KindOf(err) == anlan.NotFound {
					return anlan.Errorf(anlan.NotFound, "no settings at %s", settings).
						WithNext("write them there, or name a file with --config FILE, then run 'anlan init' again")
				}
				return err
			}
			if err := lake.Init(cmd.Context(), dir, lake.Options{Now: e.now, Author: "anlan " + version}); err != nil {
				return err
			}
			fmt.Fprintf(e.stdout, e.say("lake made at %s\n", "数据湖已建立：%s\n"), dir)
			return e.firstKey(cfg)
		},
	}
}

// pointSettings makes the lake's anlan.yaml point at the file named by
// --config, so that later commands need not name it. Settings that are there
// already stay.
func (e *env) pointSettings(to string) error {
	from, err := filepath.Abs(e.configFile)
	if err != nil {
		return err
	}
	if _, err := os.Stat(to); err == nil || from == to {
		return nil
	}
	if _, err := readConfig(from); err != nil {
		return err
	}
	if rel, err := filepath.Rel(filepath.Dir(to), from); err == nil {
		from = filepath.ToSlash(rel)
	}
	return writeNew(to, "# The settings of this lake are kept elsewhere.\ninclude: \""+from+"\"\n")
}

func doctorCommand(e *env) *cobra.Command {
	return &cobra.Command{
		Use:     "doctor",
		Short:   e.say("Look for what would stop tonight's run", "检查会妨碍今夜运行的问题"),
		Example: "  anlan doctor --lake ./demo/lake",
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			n, closeAll, err := e.night(cmd.Context())
			if err != nil {
				return err
			}
			defer closeAll()
			say := func(ok bool, what string) {
				mark := "ok  "
				if !ok {
					mark = "look"
				}
				fmt.Fprintln(e.stdout, mark, what)
			}
			say(true, e.say("settings, framework and contracts read", "配置、指数框架与契约均可读取"))
			asOf, err := e.asOf("", n.Loc)
			if err != nil {
				return err
			}
			pending, err := n.InReach(asOf)
			if err != nil {
				return err
			}
			for _, s := range n.Sources {
				if s.Pull != nil {
					say(e.doctorSource(n, s))
					continue
				}
				say(true, fmt.Sprintf(e.say("%s: %d files in reach", "%s：可取 %d 个文件"), s.Dataset, pending[s.Dataset]))
			}
			asked := false
			for _, s := range n.Sources {
				asked = asked || s.Contract.AsksWhoCame()
			}
			e.lookAtKeys(n.Keys, asked, say)
			if info, err := os.Stat(n.Landing); err == nil && info.Mode().Perm()&0o077 != 0 {
				say(false, fmt.Sprintf(e.say("landing zone %s is open to others: chmod 700", "落地区 %s 对他人开放，应 chmod 700"), n.Landing))
			}
			return nil
		},
	}
}

func verifyCommand(e *env) *cobra.Command {
	return &cobra.Command{
		Use:     "verify",
		Short:   e.say("Read every data file and edition and compare with its hash", "逐一读取数据文件和版本并核对哈希"),
		Example: "  anlan verify --lake ./demo/lake",
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			l, cfg, err := e.open(cmd.Context())
			if err != nil {
				return err
			}
			defer l.Close()
			if _, err := e.keys(cfg); err != nil { // open to others, or within the lake
				return err
			}
			if err := l.Verify(cmd.Context()); err != nil {
				return err
			}
			dir := filepath.Join(l.Dir(), "editions")
			list, err := edition.List(dir)
			if err != nil {
				return err
			}
			for _, ed := range list {
				if err := edition.Verify(dir, ed.ID); err != nil {
					return err
				}
			}
			fmt.Fprintf(e.stdout, e.say("lake and %d editions are as written\n", "数据湖与 %d 个版本均完好\n"), len(list))
			return nil
		},
	}
}

func gcCommand(e *env) *cobra.Command {
	var days int
	c := &cobra.Command{
		Use:   "gc",
		Short: e.say("Remove data files that no kept snapshot needs, and expired files of the landing zone", "清除不再被保留快照引用的数据文件，以及落地区的过期文件"),
		Long: e.say(`Removes the data files that no kept snapshot needs, and from the landing zone what
was received more than landing_keep_days ago (settings, 400 by default): received
files, rejected rows, exports, leftovers. Files of held batches and of rows that
wait to be mended stay until landing_keep_open_days (twice as long). Counts stay.`,
			`清除不再被保留快照引用的数据文件；并从落地区清除收到超过 landing_keep_days 天（配置，默认 400）的
收到文件、被拒收行、导出文件与残留。暂扣批次与待补正行的文件保留到 landing_keep_open_days（两倍）。计数保留。`),
		Example: "  anlan gc --keep-days 400",
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if days < 1 {
				return anlan.Errorf(anlan.Invalid, "--keep-days %d: at least one day is kept", days)
			}
			n, closeAll, err := e.night(cmd.Context())
			if err != nil {
				return err
			}
			defer closeAll()
			removed, err := n.Lake.GC(cmd.Context(), e.now().Add(-time.Duration(days)*24*time.Hour))
			if err != nil {
				return err
			}
			fmt.Fprintf(e.stdout, e.say("%d files removed\n", "已清除 %d 个文件\n"), removed)
			gone, err := n.ExpireLanding(cmd.Context())
			if err != nil {
				return err
			}
			fmt.Fprintf(e.stdout, e.say("landing zone: %d files removed (%s)\n", "落地区：已清除 %d 个文件（%s）\n"), gone.Files(), gone)
			return nil
		},
	}
	c.Flags().IntVar(&days, "keep-days", 400, e.say("days of snapshots that stay readable", "保留可回溯的天数"))
	return c
}

package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/edition"
	"github.com/anlan-lake/anlan/internal/ledger"
	"github.com/anlan-lake/anlan/internal/night"
)

// night opens everything a run needs; closeAll closes it.
func (e *env) night(ctx context.Context) (*night.Night, func(), error) {
	if os.Getenv("GOGC") == "" {
		// Nearly all memory is columns, which hold no pointers: to collect what is
		// free often costs little, and the peak stays low.
		debug.SetGCPercent(25)
	}
	l, cfg, err := e.open(ctx)
	if err != nil {
		return nil, nil, err
	}
	books, err := ledger.Open(ctx, filepath.Join(l.Dir(), "ledger.sqlite"))
	if err != nil {
		l.Close()
		return nil, nil, err
	}
	closeAll := func() { books.Close(); l.Close() }
	n := &night.Night{
		Lake: l, Ledger: books, Code: cfg.City.Code, NameZh: cfg.City.Name, NameEn: cfg.City.NameEn, Levels: cfg.Levels, Loc: cfg.location(),
		Landing: cfg.path(cfg.Landing), Geo: cfg.path(cfg.Boundaries), Detect: cfg.Detect, Software: version, Now: e.now, Progress: e.progress().step, Getenv: e.getenv,
		KeepDays: cfg.LandingKeepDays, KeepOpenDays: cfg.LandingKeepOpenDays, Warnings: cfg.Warnings,
	}
	var framework errgroup.Group // a large file, read while the sources' contracts are
	framework.Go(func() (err error) { n.Framework, err = cfg.framework(); return err })
	n.Warnings.Clusters.Neighbours = cfg.path(cfg.Warnings.Clusters.Neighbours)
	if n.Warnings.Calendar, err = cfg.calendar(); err != nil {
		closeAll()
		return nil, nil, err
	}
	if n.Keys, err = e.keys(cfg); err != nil {
		closeAll()
		return nil, nil, err
	}
	for code, name := range cfg.LevelNames {
		if _, err := anlan.ParseLevel(code); err != nil {
			closeAll()
			return nil, nil, anlan.Errorf(anlan.Invalid, "settings: level_names: %w", err)
		}
		n.LevelNames = append(n.LevelNames, edition.Label{List: "level", Code: code, Zh: name.Zh, En: name.En})
	}
	if cfg.Queries != "" {
		n.Queries = os.DirFS(cfg.path(cfg.Queries))
	}
	for _, s := range cfg.Sources {
		c, err := cfg.contract(s)
		if err != nil {
			closeAll()
			return nil, nil, fmt.Errorf("source %s: %w", s.Dataset, err)
		}
		drop, err := s.drop()
		if err != nil {
			closeAll()
			return nil, nil, fmt.Errorf("source %s: %w", s.Dataset, err)
		}
		files, members, _ := strings.Cut(s.Files, "!")
		n.Sources = append(n.Sources, night.Source{Dataset: s.Dataset, Contract: c, Root: cfg.dir, Pattern: files, Members: members, Drop: drop, Pull: cfg.pullSource(s, c)})
	}
	if err := framework.Wait(); err != nil {
		closeAll()
		return nil, nil, err
	}
	return n, closeAll, nil
}

// withLedger opens the lake's ledger for one change.
func (e *env) withLedger(ctx context.Context, do func(*ledger.Ledger) error) error {
	l, _, err := e.open(ctx)
	if err != nil {
		return err
	}
	defer l.Close()
	books, err := ledger.Open(ctx, filepath.Join(l.Dir(), "ledger.sqlite"))
	if err != nil {
		return err
	}
	defer books.Close()
	return do(books)
}

// nightFlags are the flags of every step of a night.
type nightFlags struct {
	asOf string
	json bool
}

func (f *nightFlags) add(e *env, c *cobra.Command) {
	c.Flags().StringVar(&f.asOf, "as-of", "", e.say("last day whose data counts, like 2026-10-31 (default yesterday)", "数据截至日，如 2026-10-31（默认昨天）"))
	c.Flags().BoolVar(&f.json, "json", false, e.say("answer in JSON", "以 JSON 输出"))
}

// stepCommand is a command that makes one step of a night.
func stepCommand(e *env, use, en, zh string, run func(ctx context.Context, n *night.Night, asOf time.Time, f *nightFlags) error) *cobra.Command {
	var f nightFlags
	c := &cobra.Command{
		Use: use, Short: e.say(en, zh), Args: noArgs,
		Example: "  anlan " + use + " --lake ./demo/lake --as-of 2026-10-31",
		RunE: func(cmd *cobra.Command, _ []string) error {
			// A wrong day is said before anything is opened.
			if _, err := e.asOf(f.asOf, time.UTC); err != nil {
				return err
			}
			n, closeAll, err := e.night(cmd.Context())
			if err != nil {
				return err
			}
			defer closeAll()
			asOf, err := e.asOf(f.asOf, n.Loc)
			if err != nil {
				return err
			}
			return run(cmd.Context(), n, asOf, &f)
		},
	}
	f.add(e, c)
	return c
}

func nightlyCommand(e *env) *cobra.Command {
	var skip bool
	c := stepCommand(e, "nightly", "Land, build, check, score and publish: the whole night, resumable",
		"落地、构建、检查、评分、发布：一整夜的工作，可续跑",
		func(ctx context.Context, n *night.Night, asOf time.Time, f *nightFlags) error {
			n.SkipMissed = skip
			results, err := n.Run(ctx, asOf)
			for _, r := range results {
				if r.Published {
					err = errors.Join(err, e.writeReports(ctx, n, r))
				}
				if f.json {
					err = errors.Join(err, json.NewEncoder(e.stdout).Encode(r))
					continue
				}
				e.printResult(r)
			}
			return err
		})
	c.Flags().BoolVar(&skip, "skip-missed", false, e.say("make this night only, not those missed before it", "只运行这一夜，不补跑此前缺漏的各夜"))
	return c
}

// printResult says what a night did, in a few lines.
func (e *env) printResult(r night.Result) {
	if r.Expired != "" {
		fmt.Fprintf(e.stdout, e.say("landing zone: expired and removed %s\n", "落地区：已清除过期文件 %s\n"), r.Expired)
	}
	if !r.Fresh {
		fmt.Fprintf(e.stdout, e.say("%s: finished before, nothing new\n", "%s：此前已完成，没有新数据\n"), r.AsOf)
		return
	}
	var received, landed, rejected int64
	for _, b := range r.Batches {
		received, landed, rejected = received+b.Received, landed+b.Landed, rejected+b.Rejected
	}
	outcome := e.say("published", "已发布")
	if !r.Published {
		outcome = e.say("not published", "未发布")
	}
	fmt.Fprintf(e.stdout, e.say("%s: %d batches, %d rows received = %d landed + %d rejected; edition %s %s\n",
		"%s：%d 批，收到 %d 行 = 落地 %d + 拒收 %d；版本 %s %s\n"), r.AsOf, len(r.Batches), received, landed, rejected, r.Edition.ID, outcome)
	e.printWaiting(r.Waiting)
	for _, c := range r.Checks {
		if c.Level != night.LevelNote {
			fmt.Fprintf(e.stdout, "  %s %s %s: %s\n", c.Level, c.Rule, c.Dataset, e.say(c.Detail, c.Zh))
		}
	}
	for _, g := range r.Edition.Gate {
		if g.Level != "note" {
			fmt.Fprintf(e.stdout, "  gate %s %s: %s\n", g.Level, g.Rule, e.say(g.Detail, cmp.Or(g.Zh, g.Detail)))
		}
	}
}

func buildCommand(e *env) *cobra.Command {
	return stepCommand(e, "build", "Build measures, scores and the index from what has landed", "由已落地数据构建指标、得分与指数",
		func(ctx context.Context, n *night.Night, asOf time.Time, f *nightFlags) error {
			rows, err := n.Build(ctx, asOf)
			if err == nil {
				fmt.Fprintf(e.stdout, e.say("%d measures built\n", "已构建 %d 个指标值\n"), rows)
			}
			return err
		})
}

func scoreCommand(e *env) *cobra.Command {
	return stepCommand(e, "score", "Look for outbreaks in the weekly series and raise warnings", "在周序列中检测异常并发出预警",
		func(ctx context.Context, n *night.Night, asOf time.Time, f *nightFlags) error {
			rows, detail, err := n.Score(ctx, asOf)
			if err == nil {
				fmt.Fprintf(e.stdout, e.say("%d warnings; %s\n", "%d 条预警；%s\n"), rows, detail)
			}
			return err
		})
}

func checkCommand(e *env) *cobra.Command {
	return stepCommand(e, "check", "Check accounts, lateness and figures; exits 4 on an error", "检查账目、时效与数值；有错误时退出码为 4",
		func(ctx context.Context, n *night.Night, asOf time.Time, f *nightFlags) error {
			findings, err := n.Check(ctx, asOf)
			if err != nil {
				return err
			}
			var failed []string
			for _, c := range findings {
				if c.Level == night.LevelError {
					failed = append(failed, strings.TrimSpace(c.Rule+" "+c.Dataset))
				}
				if f.json {
					if err := json.NewEncoder(e.stdout).Encode(c); err != nil {
						return err
					}
					continue
				}
				fmt.Fprintf(e.stdout, "%-5s %-10s %s: %s\n", c.Level, c.Rule, c.Dataset, e.say(c.Detail, c.Zh))
			}
			if len(failed) > 0 {
				return anlan.Errorf(anlan.Held, "%d checks failed: %s", len(failed), strings.Join(failed, ", ")).
					WithNext("'anlan publish' stops at the gate until they are mended or --force is given")
			}
			if len(findings) == 0 && !f.json {
				fmt.Fprintln(e.stdout, e.say("all checks passed", "全部检查通过"))
			}
			return nil
		})
}

func publishCommand(e *env) *cobra.Command {
	var force bool
	c := stepCommand(e, "publish", "Write tonight's edition, hold it at the gate, swap it in", "生成版本，通过关口后切换发布",
		func(ctx context.Context, n *night.Night, asOf time.Time, f *nightFlags) error {
			publish := n.Publish
			if force {
				publish = n.PublishForced
			}
			ed, err := publish(ctx, asOf)
			if err == nil && force {
				err = e.note(ctx, n.Ledger, "publish --force", ed.ID)
			}
			if err == nil {
				fmt.Fprintf(e.stdout, e.say("edition %s published\n", "已发布版本 %s\n"), ed.ID)
			}
			return err
		})
	c.Flags().BoolVar(&force, "force", false, e.say("publish what the gate holds, after a person has looked", "人工核对后强制发布被关口扣下的版本"))
	return c
}

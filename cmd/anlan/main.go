// Command anlan lands a city's governance data as Parquet, builds its peace
// index, raises early warnings and publishes them: one binary, one file a
// command. Exit codes are those of anlan.Kind.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/person"
)

// version is the software's version, set by the linker.
var version = "dev"

func main() { os.Exit(run(realEnv(), os.Args[1:])) }

// run executes one command line in e and gives its exit code. It is the whole
// program but for the process, so tests run exactly what a user runs.
func run(e env, args []string) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // asked a second time, the process ends at once
	root := rootCommand(&e)
	root.SetArgs(args)
	root.SetOut(e.stdout)
	root.SetErr(e.stderr)
	err := unknownInGroup(root, args)
	if err == nil {
		var c *cobra.Command
		c, err = root.ExecuteContextC(ctx)
		err = interrupted(ctx, c, err)
	}
	if err != nil && strings.HasPrefix(err.Error(), "unknown command") {
		err = anlan.Errorf(anlan.Invalid, "%w", err)
	}
	if err != nil {
		fmt.Fprintf(e.stderr, "anlan: %s\n", person.Mask(err.Error())) // a file's name may hold a number
	}
	return anlan.ExitCode(err)
}

// interrupted tells of a command that gave up because it was asked to: neither its
// input nor the machine is to blame, and it may be run again.
func interrupted(ctx context.Context, c *cobra.Command, err error) error {
	if err == nil || ctx.Err() == nil || anlan.KindOf(err) != anlan.Internal {
		return err
	}
	return anlan.Errorf(anlan.Unavailable, "%s was interrupted: %w", strings.TrimPrefix(c.CommandPath(), c.Root().Name()+" "), err).WithNext("run it again")
}

// unknownInGroup refuses a word after a group of commands that is none of them,
// and names those there are. Left to the command table it would print the
// group's help and succeed, and a script would take that for a report.
func unknownInGroup(root *cobra.Command, args []string) error {
	root.InitDefaultCompletionCmd(args...) // a group as the others
	c, rest, err := root.Find(args)
	if err != nil || !c.HasParent() || c.Runnable() {
		return nil
	}
	c.InitDefaultHelpFlag()
	if err := c.ParseFlags(rest); err != nil || c.Flags().Changed("help") || c.Flags().NArg() == 0 {
		return nil
	}
	var known []string
	for _, x := range c.Commands() {
		if x.IsAvailableCommand() {
			known = append(known, x.Name())
		}
	}
	return anlan.Errorf(anlan.Invalid, "unknown command %q for %q", c.Flags().Arg(0), c.CommandPath()).
		WithNext("there are %s; see '%s --help'", strings.Join(known, ", "), c.CommandPath())
}

// rootCommand is the command table: every command that works is here.
func rootCommand(e *env) *cobra.Command {
	root := &cobra.Command{
		Use:           "anlan",
		Short:         e.say("One lake of a city's governance data, one honest index of its peace", "一座城市的治理数据湖，一个诚实的平安指数"),
		Long:          e.say(helpEn, helpZh),
		Version:       version,
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return anlan.Errorf(anlan.Invalid, "%s: %w", c.CommandPath(), flagFault(err)).WithNext("see '%s --help'", c.CommandPath())
	})
	flags := root.PersistentFlags()
	flags.StringVar(&e.lakeDir, "lake", "", e.say("folder of the lake (default $ANLAN_LAKE, else the current folder)", "数据湖目录（默认 $ANLAN_LAKE，否则当前目录）"))
	flags.StringVar(&e.configFile, "config", "", e.say("settings file (default anlan.yaml in the lake)", "配置文件（默认数据湖中的 anlan.yaml）"))
	root.AddCommand(
		demoCommand(e), initCommand(e), doctorCommand(e), verifyCommand(e), gcCommand(e),
		landCommand(e), sourceCommand(e), contractCommand(e), quarantineCommand(e), keyCommand(e),
		buildCommand(e), checkCommand(e), scoreCommand(e), publishCommand(e),
		nightlyCommand(e), statusCommand(e),
		explainCommand(e), reportCommand(e), frameworkCommand(e), indexCommand(e), auditCommand(e), vetoCommand(e), warningCommand(e), clusterCommand(e), orderCommand(e), docsCommand(e),
		detectCommand(e), forecastCommand(e), scanCommand(e), trainCommand(e), triageCommand(e), evaluateCommand(e),
		sqlCommand(e), serveCommand(e), userCommand(e), trailCommand(e),
	)
	return root
}

const helpEn = `Anlan lands departments' files as Parquet, builds indicators and the peace
index with DuckDB, raises early warnings, and publishes one immutable edition a
night for pages, reports and SQL.

Exit codes: 0 done, 1 internal error, 2 wrong input or command line, 3 not found,
4 held for a person, 5 somebody else is writing, 6 try again later (disk full, interrupted …).`

const helpZh = `安澜把各部门的文件落地为 Parquet，用 DuckDB 生成指标与平安指数，发出早期预警，
每夜发布一个不可变的版本，供页面、报告和 SQL 使用。

退出码：0 完成，1 内部错误，2 输入或命令行有误，3 未找到，
4 需人工处理而暂扣，5 他人正在写入，6 稍后重试（磁盘已满、被中断等）。`

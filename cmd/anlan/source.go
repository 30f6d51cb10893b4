package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/etl"
	"github.com/anlan-lake/anlan/etl/pull"
	"github.com/anlan-lake/anlan/internal/night"
)

// name is the name a pulled source has in the settings, "" for its data set's.
func (s sourceConfig) name() string {
	switch {
	case s.HTTP != nil:
		return cmp.Or(s.HTTP.Name, s.Dataset)
	case s.Table != nil:
		return cmp.Or(s.Table.Name, s.Dataset)
	}
	return ""
}

// checkSources checks that each source says in one way where its rows are.
func (c *config) checkSources() error {
	seen := map[string]bool{}
	for _, s := range c.Sources {
		ways := 0
		for _, has := range []bool{s.Files != "", s.HTTP != nil, s.Table != nil} {
			if has {
				ways++
			}
		}
		if ways != 1 {
			return anlan.Errorf(anlan.Invalid, "source %s: name one of files, http and table", s.Dataset)
		}
		if s.Files != "" {
			continue
		}
		p := pull.Source{Name: s.name(), Dataset: s.Dataset, HTTP: s.HTTP, Table: s.Table}
		if err := p.Validate(); err != nil {
			return anlan.Errorf(anlan.Invalid, "source %s: %w", s.Dataset, err)
		}
		if seen[p.Name] {
			return anlan.Errorf(anlan.Invalid, "two sources are named %s", p.Name).WithNext("give one of them a name")
		}
		seen[p.Name] = true
	}
	return nil
}

func (c *config) pullSource(s sourceConfig, k *etl.Contract) *pull.Source {
	if s.HTTP == nil && s.Table == nil {
		return nil
	}
	return night.PullSource(s.name(), c.dir, k, s.HTTP, s.Table)
}

// sourceLine is what is said of one source.
type sourceLine struct {
	Name    string       `json:"name"`
	Dataset string       `json:"dataset"`
	Kind    string       `json:"kind"` // files, http, postgres, mysql
	Where   string       `json:"where"`
	Files   int          `json:"files,omitempty"`   // in reach
	Waiting int          `json:"waiting,omitempty"` // files not taken yet
	State   *pull.Status `json:"state,omitempty"`
	OK      *bool        `json:"ok,omitempty"` // of check
	Look    *pull.Look   `json:"look,omitempty"`
	Error   string       `json:"error,omitempty"`
}

func sourceCommand(e *env) *cobra.Command {
	c := &cobra.Command{Use: "source", Short: e.say("Where rows come from", "数据来源")}
	var listJSON, checkJSON bool
	list := &cobra.Command{
		Use: "list", Short: e.say("The sources, how far they are read and how the last pull went", "各来源、读取进度与上次拉取情况"), Args: noArgs,
		Example: "  anlan source list --lake ./city/lake",
		RunE: func(cmd *cobra.Command, _ []string) error {
			return e.eachSource(cmd, nil, listJSON, e.listSource)
		},
	}
	check := &cobra.Command{
		Use: "check [NAME...]", Short: e.say("Ask sources as a pull would, and write nothing", "按拉取方式询问来源，不写入任何内容"),
		Example: "  anlan source check\n  anlan source check hotline_ticket --json",
		RunE: func(cmd *cobra.Command, args []string) error {
			var failed error
			err := e.eachSource(cmd, args, checkJSON, func(cmd *cobra.Command, n *night.Night, s night.Source, l *sourceLine) error {
				err := e.checkSource(cmd, n, s, l)
				if err != nil && (failed == nil || anlan.KindOf(err) == anlan.Invalid) {
					failed = anlan.Errorf(anlan.KindOf(err), "%s does not answer as it should", l.Name)
				}
				return nil
			})
			if err != nil {
				return err
			}
			return failed
		},
	}
	list.Flags().BoolVar(&listJSON, "json", false, e.say("answer in JSON", "以 JSON 输出"))
	check.Flags().BoolVar(&checkJSON, "json", false, e.say("answer in JSON", "以 JSON 输出"))
	c.AddCommand(list, check)
	return c
}

// eachSource says one line of each source, or of those named.
func (e *env) eachSource(cmd *cobra.Command, only []string, asJSON bool, say func(*cobra.Command, *night.Night, night.Source, *sourceLine) error) error {
	n, closeAll, err := e.night(cmd.Context())
	if err != nil {
		return err
	}
	defer closeAll()
	var lines []sourceLine
	for _, s := range n.Sources {
		l := sourceLine{Name: s.Dataset, Dataset: s.Dataset, Kind: "files", Where: s.Pattern}
		if s.Pull != nil {
			l.Name, l.Kind, l.Where = s.Pull.Name, s.Pull.Kind(), s.Pull.Where()
		}
		if len(only) > 0 && !slices.Contains(only, l.Name) && !slices.Contains(only, l.Dataset) {
			continue
		}
		if err := say(cmd, n, s, &l); err != nil {
			return err
		}
		lines = append(lines, l)
		if !asJSON {
			e.sayOfSource(n, l)
		}
	}
	if len(only) > 0 && len(lines) == 0 {
		return anlan.Errorf(anlan.NotFound, "the settings have no source %s", strings.Join(only, ", ")).WithNext("see 'anlan source list'")
	}
	if asJSON {
		return json.NewEncoder(e.stdout).Encode(lines)
	}
	return nil
}

func (e *env) listSource(_ *cobra.Command, n *night.Night, s night.Source, l *sourceLine) error {
	if s.Pull == nil {
		files, err := etl.Match(s.Root, s.Pattern, n.Now())
		if err != nil {
			return err
		}
		ready, waiting, err := s.Drop.Take(files, n.Now())
		l.Files, l.Waiting = len(ready), len(waiting)
		return err
	}
	st, err := pull.StatusOf(*s.Pull, n.PullOptions(n.Now()))
	l.State = &st
	return err
}

func (e *env) checkSource(cmd *cobra.Command, n *night.Night, s night.Source, l *sourceLine) (err error) {
	if s.Pull == nil {
		err = e.listSource(cmd, n, s, l)
	} else {
		var look pull.Look
		asOf, aerr := e.asOf("", n.Loc)
		if aerr != nil {
			return aerr
		}
		if look, err = pull.Check(cmd.Context(), *s.Pull, n.PullOptions(asOf)); err == nil {
			l.Look = &look
		}
	}
	ok := err == nil
	if l.OK = &ok; err != nil {
		l.Error = err.Error()
	}
	return err
}

func (e *env) sayOfSource(n *night.Night, l sourceLine) {
	mark := ""
	if l.OK != nil {
		mark = "ok   "
		if !*l.OK {
			mark = "look "
		}
	}
	fmt.Fprintf(e.stdout, "%s%-20s %-9s %s\n", mark, l.Name, l.Kind, l.Where)
	say := func(en, zh string, args ...any) { fmt.Fprintf(e.stdout, "    "+e.say(en, zh)+"\n", args...) }
	if l.Kind == "files" {
		say("%d files in reach", "可取 %d 个文件", l.Files)
		if l.Waiting > 0 {
			say("%d files are waited for", "另有 %d 个文件在等待", l.Waiting)
		}
	}
	if l.Error != "" {
		say("%s", "%s", l.Error)
	}
	if st := l.State; st != nil {
		if st.Last == nil {
			say("never pulled", "尚未拉取")
		} else {
			say("%s at %s: %d rows, %d pages %s", "%s，%s：%d 行，%d 页 %s", st.Last.Result, st.Last.At.In(n.Loc).Format("2006-01-02 15:04:05"), st.Last.Rows, st.Last.Pages, st.Last.Detail)
		}
		if st.Watermark != "" {
			say("read up to %s", "已读至 %s", st.Watermark)
		}
		if st.Underway > 0 {
			say("cut off after %d rows; the next pull goes on there", "在 %d 行后中断；下次拉取从该处续传", st.Underway)
		}
		if st.Waiting > 0 {
			say("%d files wait to land", "%d 个文件待落地", st.Waiting)
		}
	}
	if k := l.Look; k != nil {
		if l.Kind == "http" {
			say("%d records on the first page", "首页 %d 条记录", k.Records)
		}
		for _, x := range []struct {
			en, zh string
			list   []string
		}{
			{"read: %s", "读取：%s", k.Columns}, {"the contract wants, and it lacks: %s", "契约需要而来源没有：%s", k.Missing},
			{"not in the contract: %s", "契约未列：%s", k.Extra}, {"dropped by the contract: %s", "契约弃置：%s", k.Dropped}, {"in the order of: %s", "排序依据：%s", k.Order},
		} {
			if len(x.list) > 0 {
				say(x.en, x.zh, strings.Join(x.list, ", "))
			}
		}
	}
}

// doctorSource says how the last pull of a source went, without asking it.
func (e *env) doctorSource(n *night.Night, s night.Source) (ok bool, what string) {
	st, err := pull.StatusOf(*s.Pull, n.PullOptions(n.Now()))
	switch {
	case err != nil:
		return false, fmt.Sprintf("%s: %v", s.Pull.Name, err)
	case st.Last == nil:
		return true, fmt.Sprintf(e.say("%s: never pulled; ask it with 'anlan source check'", "%s：尚未拉取；可用 'anlan source check' 询问"), s.Pull.Name)
	case st.Last.Result == pull.Failed:
		return false, fmt.Sprintf(e.say("%s: the last pull failed: %s", "%s：上次拉取失败：%s"), s.Pull.Name, st.Last.Detail)
	}
	return true, fmt.Sprintf(e.say("%s: pulled %s", "%s：上次拉取 %s"), s.Pull.Name, st.Last.At.In(n.Loc).Format("2006-01-02 15:04:05"))
}

package main

import (
	"context"
	"errors"
	"fmt"
	"html"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/etl"
	"github.com/anlan-lake/anlan/indicators"
	"github.com/anlan-lake/anlan/internal/catalogue"
	"github.com/anlan-lake/anlan/internal/lake"
	"github.com/anlan-lake/anlan/queries"
)

func docsCommand(e *env) *cobra.Command {
	var lang string
	c := &cobra.Command{
		Use:   "docs DIR",
		Short: e.say("Write the data catalogue as pages", "把数据目录写成网页"),
		Long: e.say(`Write a browsable catalogue to DIR: a page for every data set, table, mart,
indicator, code list and page of the house, and for every column where it comes
from and goes to. The pages need no server. In a lake's folder, or with --lake,
they are those of its settings, with row counts, days and newest batches; else
those of the built-in contracts and index.`,
			`在 DIR 下写出可浏览的数据目录：每个数据集、表、集市、指标、代码表与页面各一页，
并给出每一列的来源与去向。无需服务器即可打开。在数据湖目录中或用 --lake 时，
内容取自其配置，并列出行数、日期与最新批次；否则取内置的契约与指数。`),
		Example: "  anlan docs catalogue\n  anlan docs catalogue --lang zh --lake ./demo/lake",
		Args:    exactArgs(1, "DIR"),
		RunE: func(cmd *cobra.Command, args []string) error {
			langs := catalogue.Languages()
			if lang != "" {
				if !slices.Contains(langs, lang) {
					return anlan.Errorf(anlan.Invalid, "--lang %q is not zh or en", lang)
				}
				langs = []string{lang}
			}
			in, err := e.catalogueInput(cmd.Context())
			if err != nil {
				return err
			}
			c, err := catalogue.New(in)
			if err != nil {
				return err
			}
			n, err := writeCatalogue(c, args[0], langs)
			if err != nil {
				return err
			}
			fmt.Fprintf(e.stdout, e.say("%d pages written; open %s\n", "已写出 %d 页；请打开 %s\n"), n, filepath.Join(args[0], "index.html"))
			return nil
		},
	}
	c.Flags().StringVar(&lang, "lang", "", e.say("zh or en alone (default both)", "只写 zh 或 en（默认两种）"))
	return c
}

// catalogueInput is what the catalogue of this lake is made of, or of the
// built-in contracts where no lake is named and none is here.
func (e *env) catalogueInput(ctx context.Context) (catalogue.Input, error) {
	_, err := e.config()
	if anlan.KindOf(err) == anlan.NotFound && e.lakeDir == "" && e.configFile == "" && e.getenv("ANLAN_LAKE") == "" {
		return builtinCatalogue()
	}
	if err != nil {
		return catalogue.Input{}, err
	}
	l, cfg, err := e.open(ctx)
	if err != nil {
		return catalogue.Input{}, err
	}
	defer l.Close()
	in, err := settingsCatalogue(cfg)
	if err != nil {
		return in, err
	}
	in.Holdings, err = holdings(ctx, l, in)
	return in, err
}

// servedCatalogue gives the pages of the settings' catalogue, made when the
// first is asked for. They hold no row counts: those change with every night,
// and the server opens no lake.
func servedCatalogue(cfg *config) func(lang, page string) ([]byte, error) {
	made := sync.OnceValues(func() (*catalogue.Catalogue, error) {
		in, err := settingsCatalogue(cfg)
		if err != nil {
			return nil, err
		}
		return catalogue.New(in)
	})
	return func(lang, page string) ([]byte, error) {
		if lang == "" {
			if body, ok := catalogue.Assets()[page]; ok {
				return body, nil
			}
			return nil, anlan.Errorf(anlan.NotFound, "no file %s in the catalogue", page)
		}
		if !slices.Contains(catalogue.Languages(), lang) {
			return nil, anlan.Errorf(anlan.NotFound, "the catalogue is not written in %s", lang)
		}
		c, err := made()
		if err != nil {
			return nil, err
		}
		return c.Render(page, lang, otherLanguage(lang, page, catalogue.Languages()))
	}
}

func builtinCatalogue() (catalogue.Input, error) {
	var in catalogue.Input
	for _, name := range etl.BuiltinNames() {
		k, err := etl.Builtin(name)
		if err != nil {
			return in, err
		}
		in.Contracts = append(in.Contracts, k)
	}
	f, err := indicators.Builtin("peace")
	if err != nil {
		return in, err
	}
	in.Framework = f
	in.Set, err = queriesOver(in.Contracts, "")
	return in, err
}

// settingsCatalogue is that of a city's own settings.
func settingsCatalogue(cfg *config) (catalogue.Input, error) {
	var in catalogue.Input
	seen := map[string]bool{}
	for _, s := range cfg.Sources {
		if seen[s.Dataset] { // two sources of one data set
			continue
		}
		seen[s.Dataset] = true
		k, err := cfg.contract(s)
		if err != nil {
			return in, err
		}
		in.Contracts = append(in.Contracts, k)
	}
	f, err := cfg.framework()
	if err != nil {
		return in, err
	}
	in.Framework = f
	in.Set, err = queriesOver(in.Contracts, cfg.path(cfg.Queries))
	return in, err
}

// queriesOver loads the queries that the contracts' tables and the computed
// ones allow.
func queriesOver(contracts []*etl.Contract, own string) (*queries.Set, error) {
	tables := map[string][]string{}
	for _, k := range contracts {
		for _, p := range k.Kept() {
			tables[k.ID] = append(tables[k.ID], p.Name)
		}
	}
	made, err := queries.Computed()
	if err != nil {
		return nil, err
	}
	for _, q := range made {
		for _, c := range q.Columns {
			tables[q.Name] = append(tables[q.Name], c.Name)
		}
	}
	if own == "" {
		return queries.Load(queries.Builtin(), tables)
	}
	return queries.Load(queries.Builtin(), tables, os.DirFS(own))
}

// holdings counts what the lake holds of the data sets and stored tables.
func holdings(ctx context.Context, l *lake.Lake, in catalogue.Input) (map[string]catalogue.Holding, error) {
	head, err := l.Head(ctx)
	if err != nil {
		return nil, err
	}
	tables, err := l.Tables(ctx, head.ID)
	if err != nil {
		return nil, err
	}
	s, err := l.Session(ctx, head.ID)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	times := map[string]string{}
	for _, k := range in.Contracts {
		times[k.ID] = k.EventTime
	}
	out := map[string]catalogue.Holding{}
	for _, t := range tables {
		day := "null"
		if times[t.Name] != "" {
			day = `cast("` + times[t.Name] + `" as date)`
		}
		h, err := holding(ctx, s, t.Name, day)
		if err != nil {
			return nil, fmt.Errorf("count table %s: %w", t.Name, err)
		}
		out[t.Name] = h
	}
	batches, err := l.Batches(ctx, 0)
	if err != nil {
		return nil, err
	}
	newest := map[string]anlan.Batch{}
	for _, b := range batches {
		if b.Status == anlan.BatchLanded && !b.ReceivedAt.Before(newest[b.Dataset].ReceivedAt) {
			newest[b.Dataset] = b
		}
	}
	for name, b := range newest {
		if h, ok := out[name]; ok {
			h.Batch = b.Source
			out[name] = h
		}
	}
	return out, nil
}

// holding counts a table's rows and finds the first and the last day of an
// expression.
func holding(ctx context.Context, s *lake.Session, table, day string) (h catalogue.Holding, err error) {
	rows, err := s.Rows(ctx, "select count(*), cast(min("+day+") as varchar), cast(max("+day+`) as varchar) from "`+table+`"`)
	if err != nil {
		return h, err
	}
	defer rows.Close()
	for rows.Next() {
		var first, last *string
		if err := rows.Scan(&h.Rows, &first, &last); err != nil {
			return h, err
		}
		if first != nil && last != nil {
			h.FirstDay, h.LastDay = *first, *last
		}
	}
	return h, rows.Err()
}

// writeCatalogue writes the pages of each language to its own folder of dir,
// and an index that leads to them; it gives the number of pages.
func writeCatalogue(c *catalogue.Catalogue, dir string, langs []string) (int, error) {
	write := func(name string, body []byte) error {
		if err := os.WriteFile(filepath.Join(dir, name), body, 0o644); err != nil {
			return anlan.Errorf(anlan.Unavailable, "write catalogue: %w", err)
		}
		return nil
	}
	if info, err := os.Stat(dir); err == nil && !info.IsDir() {
		return 0, anlan.Errorf(anlan.Invalid, "%s is not a folder", dir)
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return 0, anlan.Errorf(anlan.Unavailable, "write catalogue: %w", err)
	}
	n := 0
	for _, lang := range langs {
		if err := os.MkdirAll(filepath.Join(dir, lang), 0o755); err != nil {
			return n, anlan.Errorf(anlan.Unavailable, "write catalogue: %w", err)
		}
		for _, page := range c.Pages() {
			body, err := c.Render(page, lang, otherLanguage(lang, page, langs))
			if err != nil {
				return n, err
			}
			if err := write(filepath.Join(lang, page), body); err != nil {
				return n, err
			}
			n++
		}
	}
	assets := catalogue.Assets()
	for _, name := range slices.Sorted(maps.Keys(assets)) {
		if err := write(name, assets[name]); err != nil {
			return n, err
		}
	}
	names := map[string]string{"zh": "数据目录（中文）", "en": "Data catalogue (English)"}
	var links strings.Builder
	for _, lang := range langs {
		fmt.Fprintf(&links, "<p><a href=\"%s/index.html\">%s</a></p>\n", lang, html.EscapeString(names[lang]))
	}
	return n, write("index.html", []byte("<!doctype html>\n<meta charset=\"utf-8\">\n<title>安澜 Anlan</title>\n<link rel=\"stylesheet\" href=\"style.css\">\n<main>\n"+links.String()+"</main>\n"))
}

// otherLanguage is the address of the same page in the other language, "" where
// that is not written.
func otherLanguage(lang, page string, langs []string) string {
	for _, l := range langs {
		if l != lang {
			return "../" + l + "/" + page
		}
	}
	return ""
}

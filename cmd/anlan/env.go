package main

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/term"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/lake"
)

// env is the outside world of a command: where it writes, what time it is,
// which language it speaks and which lake it works on.
type env struct {
	stdout, stderr io.Writer
	stdin          io.Reader
	now            func() time.Time
	getenv         func(string) string
	chinese        bool // help and messages in Chinese (LANG=zh…)
	terminal       bool // stderr is a terminal: progress may be drawn

	lakeDir, configFile string // flags; empty for the defaults
}

// realEnv is the process's own outside world.
func realEnv() env {
	lang := os.Getenv("LC_ALL")
	if lang == "" {
		lang = os.Getenv("LANG")
	}
	return env{
		stdout:   os.Stdout,
		stderr:   os.Stderr,
		stdin:    os.Stdin,
		now:      time.Now,
		getenv:   os.Getenv,
		chinese:  strings.HasPrefix(lang, "zh"),
		terminal: term.IsTerminal(int(os.Stderr.Fd())),
	}
}

// say picks the user's language.
func (e *env) say(en, zh string) string {
	if e.chinese {
		return zh
	}
	return en
}

// lang is the user's language as a page or report wants it.
func (e *env) lang() string {
	if e.chinese {
		return "zh"
	}
	return "en"
}

// lakePath is the folder of the lake: flag, environment, current folder.
func (e *env) lakePath() string {
	dir := e.lakeDir
	if dir == "" {
		dir = e.getenv("ANLAN_LAKE")
	}
	if dir == "" {
		dir = "."
	}
	if abs, err := filepath.Abs(dir); err == nil {
		return abs
	}
	return dir
}

// open opens the lake and reads its settings; the caller closes the lake.
func (e *env) open(ctx context.Context) (*lake.Lake, *config, error) {
	cfg, err := e.config()
	if err != nil {
		return nil, nil, err
	}
	l, err := lake.Open(ctx, e.lakePath(), lake.Options{Now: e.now, Author: "anlan " + version})
	if err != nil {
		return nil, nil, err
	}
	return l, cfg, nil
}

// asOf reads an --as-of flag; empty means yesterday in the city's time zone,
// the last day that can be complete.
func (e *env) asOf(flag string, loc *time.Location) (time.Time, error) {
	if flag == "" {
		y, m, d := e.now().In(loc).Date()
		return time.Date(y, m, d-1, 0, 0, 0, 0, loc), nil
	}
	day, err := time.ParseInLocation(anlan.DateFormat, flag, loc)
	if err != nil {
		return time.Time{}, anlan.Errorf(anlan.Invalid, "--as-of %q is not a day like 2026-10-15", flag)
	}
	if day.After(e.now()) {
		return time.Time{}, anlan.Errorf(anlan.Invalid, "--as-of %s lies in the future", flag).WithNext("nothing was done")
	}
	return day, nil
}

package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/anlan-lake/anlan"
)

// progress draws one line that is overwritten, and only where a person looks:
// on a terminal.
type progress struct {
	w     io.Writer
	drawn bool
}

func (e *env) progress() *progress {
	if !e.terminal {
		return &progress{}
	}
	return &progress{w: e.stderr}
}

func (p *progress) step(done, total int, what string) {
	if p.w == nil {
		return
	}
	p.drawn = true
	if total > 0 {
		fmt.Fprintf(p.w, "\r\x1b[K%3d%% %s", 100*done/total, what)
	} else {
		fmt.Fprintf(p.w, "\r\x1b[K%d %s", done, what)
	}
}

func (p *progress) done() {
	if p.w != nil && p.drawn {
		fmt.Fprint(p.w, "\r\x1b[K")
	}
}

// exactArgs wants n arguments and says their names when they are not there.
func exactArgs(n int, names string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) != n {
			return anlan.Errorf(anlan.Invalid, "%s wants %s, got %d arguments", c.CommandPath(), names, len(args)).
				WithNext("see '%s --help'", c.CommandPath())
		}
		return nil
	}
}

// oneArgAtMost takes one argument or none.
func oneArgAtMost(c *cobra.Command, args []string) error {
	if len(args) > 1 {
		return anlan.Errorf(anlan.Invalid, "%s takes one argument at most, got %q too", c.CommandPath(), args[1]).
			WithNext("see '%s --help'", c.CommandPath())
	}
	return nil
}

// noArgs refuses arguments with a clear message.
func noArgs(c *cobra.Command, args []string) error {
	if len(args) > 0 {
		return anlan.Errorf(anlan.Invalid, "%s takes no arguments, got %q", c.CommandPath(), args[0]).
			WithNext("see '%s --help'", c.CommandPath())
	}
	return nil
}

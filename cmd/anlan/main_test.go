package main

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"
)

// TestUnknownInGroup: a word that a group of commands does not know fails and
// names those it knows; the group alone, and asked for help, still explains itself.
func TestUnknownInGroup(t *testing.T) {
	var out, errs bytes.Buffer
	e := env{stdout: &out, stderr: &errs, now: time.Now, getenv: func(string) string { return "" }}
	call := func(args ...string) (int, string, string) {
		out.Reset()
		errs.Reset()
		code := run(e, args)
		return code, out.String(), errs.String()
	}
	groups := 0
	var each func(c *cobra.Command)
	each = func(c *cobra.Command) {
		if c.HasParent() && c.HasSubCommands() && !c.Runnable() {
			groups++
			path := strings.Fields(c.CommandPath())[1:]
			code, _, said := call(append(path, "--lake", "x", "nosuch")...)
			if code != 2 || !strings.Contains(said, `"nosuch"`) || !strings.Contains(said, c.Commands()[0].Name()) {
				t.Errorf("%s nosuch: exit %d, %q", c.CommandPath(), code, said)
			}
			for _, args := range [][]string{path, append(path, "--help"), append([]string{"help"}, path...)} {
				if code, help, said := call(args...); code != 0 || !strings.Contains(help, "Available Commands") {
					t.Errorf("%v: exit %d, %q %q", args, code, help, said)
				}
			}
		}
		for _, x := range c.Commands() {
			each(x)
		}
	}
	each(rootCommand(&e))
	if groups < 5 {
		t.Errorf("%d groups of commands, want more", groups)
	}
}

package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"anlan": func() { os.Exit(run(realEnv(), os.Args[1:])) },
	})
}

// TestScript runs the transcripts of testdata/script: whole commands, as a
// user types them, with real files and a real lake. -update rewrites what they
// print.
func TestScript(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join(root, "testdata", "script"),
		RequireExplicitExec: true,
		Cmds:                map[string]func(*testscript.TestScript, bool, []string){"book": makeBook, "mend": mendBook, "peek": peekBook},
		Setup: func(e *testscript.Env) error {
			e.Setenv("ROOT", root)
			e.Setenv("LANG", "C.UTF-8")
			return nil
		},
	})
}

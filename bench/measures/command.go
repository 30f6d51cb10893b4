package main

import (
	"bytes"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

// heldCode is the exit code of a landing that held some files: the demo city
// has a few on purpose.
const heldCode = 4

// do runs a command of the binary.
func (b *bench) do(args ...string) error {
	_, err := b.time(args...)
	return err
}

// time runs a command of the binary in a process of its own and says what it
// took.
func (b *bench) time(args ...string) (cost, error) {
	c := exec.Command(b.anlan, args...)
	var said bytes.Buffer
	c.Stderr = &said
	began := time.Now()
	err := c.Run()
	var exit *exec.ExitError
	if err != nil && !(args[0] == "land" && errors.As(err, &exit) && exit.ExitCode() == heldCode) {
		return cost{}, fmt.Errorf("%s %s: %w: %s", b.anlan, strings.Join(args, " "), err, said.String())
	}
	out := cost{wall: time.Since(began).Seconds(), cpu: (c.ProcessState.UserTime() + c.ProcessState.SystemTime()).Seconds()}
	if u, ok := c.ProcessState.SysUsage().(*syscall.Rusage); ok {
		out.peak = float64(u.Maxrss) * 1024
	}
	return out, nil
}

// Package dbtest starts private PostgreSQL and MariaDB servers for tests: of
// the Debian packages that scripts/setup.sh installs, in a folder of their own,
// on a Unix socket, without a wait for the disk. A server ends when the test
// process does, however that ends.
package dbtest

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Server is a running server.
type Server struct {
	postgres bool

	dir  string // the socket lies there
	cmd  *exec.Cmd
	pipe io.Closer // its closing ends the server
}

// ErrNoServer says that the package is not installed, and could not be.
var ErrNoServer = errors.New("no database server on this machine")

// Need ends a test that has no server: as skipped where nobody could have
// installed one, and else as failed.
func Need(t testing.TB, err error) {
	t.Helper()
	if errors.Is(err, ErrNoServer) && os.Geteuid() != 0 && os.Getenv("CI") == "" {
		t.Skipf("%v: as root, scripts/setup.sh installs postgresql and mariadb-server", err)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// Postgres starts a PostgreSQL server.
func Postgres() (*Server, error) {
	bins, _ := filepath.Glob("/usr/lib/postgresql/*/bin/postgres") // the pattern is sound
	bin, err := exec.LookPath("postgres")
	if len(bins) > 0 {
		slices.Sort(bins)
		bin, err = bins[len(bins)-1], nil
	}
	if err != nil {
		return nil, fmt.Errorf("PostgreSQL: %w", ErrNoServer)
	}
	s, as, err := newServer("postgres")
	if err != nil {
		return nil, err
	}
	s.postgres = true
	data := filepath.Join(s.dir, "data")
	init := exec.Command(filepath.Join(filepath.Dir(bin), "initdb"), "-D", data, "-U", "anlan", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions")
	init.SysProcAttr, init.Dir = as, s.dir
	if out, err := init.CombinedOutput(); err != nil {
		return nil, errors.Join(fmt.Errorf("initdb: %w: %s", err, out), os.RemoveAll(s.dir))
	}
	return s, s.start(as, "QUIT", filepath.Join(s.dir, ".s.PGSQL.5432"), bin, "-D", data, "-c", "listen_addresses=", "-c", "unix_socket_directories="+s.dir,
		"-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c", "shared_buffers=16MB", "-c", "max_connections=20", "-c", "timezone=America/New_York")
}

// MariaDB starts a MariaDB server.
func MariaDB() (*Server, error) {
	bin, err := exec.LookPath("mariadbd")
	if err != nil {
		if bin = "/usr/sbin/mariadbd"; !exists(bin) {
			return nil, fmt.Errorf("MariaDB: %w", ErrNoServer)
		}
	}
	s, as, err := newServer("mysql")
	if err != nil {
		return nil, err
	}
	data := filepath.Join(s.dir, "data")
	fast := []string{"--no-defaults", "--datadir=" + data, "--innodb-flush-log-at-trx-commit=0", "--innodb-flush-method=nosync", "--innodb-buffer-pool-size=16M", "--innodb-log-file-size=4M"}
	init := exec.Command("mariadb-install-db", append(slices.Clone(fast), "--auth-root-authentication-method=normal", "--skip-test-db", "--skip-name-resolve")...)
	init.SysProcAttr, init.Dir = as, s.dir
	if out, err := init.CombinedOutput(); err != nil {
		return nil, errors.Join(fmt.Errorf("mariadb-install-db: %w: %s", err, out), os.RemoveAll(s.dir))
	}
	return s, s.start(as, "TERM", filepath.Join(s.dir, "sock"), bin, append(fast, "--socket="+filepath.Join(s.dir, "sock"), "--pid-file="+filepath.Join(s.dir, "pid"),
		"--skip-networking", "--skip-log-bin", "--character-set-server=utf8mb4", "--default-time-zone=-05:00")...)
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// newServer makes a server's folder, and says as whom it runs: not as root.
func newServer(account string) (*Server, *syscall.SysProcAttr, error) {
	dir, err := os.MkdirTemp("/tmp", "anlan-"+account) // a socket's path is short
	if err != nil {
		return nil, nil, err
	}
	as := &syscall.SysProcAttr{}
	if os.Geteuid() == 0 {
		u, err := user.Lookup(account)
		if err != nil {
			return nil, nil, err
		}
		uid, _ := strconv.Atoi(u.Uid) // numbers, on the systems we run on
		gid, _ := strconv.Atoi(u.Gid)
		if err := os.Chown(dir, uid, gid); err != nil {
			return nil, nil, err
		}
		as.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	}
	return &Server{dir: dir}, as, os.Chmod(dir, 0o755)
}

// start runs the server below a shell that ends it, by signal, when our end of
// a pipe is closed, and waits for its socket.
func (s *Server) start(as *syscall.SysProcAttr, signal, socket, bin string, args ...string) error {
	log, err := os.Create(filepath.Join(s.dir, "log"))
	if err != nil {
		return err
	}
	defer log.Close()
	s.cmd = exec.Command("sh", append([]string{"-c", `"$@" </dev/null & p=$!; cat >/dev/null; kill -$0 $p 2>/dev/null; wait $p`, signal, bin}, args...)...)
	s.cmd.SysProcAttr, s.cmd.Dir, s.cmd.Stdout, s.cmd.Stderr = as, s.dir, log, log
	if s.pipe, err = s.cmd.StdinPipe(); err != nil {
		return err
	}
	if err := s.cmd.Start(); err != nil {
		return err
	}
	for range 600 {
		if exists(socket) {
			return nil
		}
		time.Sleep(50 * time.Millisecond)
	}
	text, _ := os.ReadFile(log.Name()) // of what it said, if it said anything
	s.Stop()
	return fmt.Errorf("%s did not start within 30 s: %s", filepath.Base(bin), strings.TrimSpace(string(text)))
}

// Stop ends the server and removes what it wrote.
func (s *Server) Stop() {
	s.pipe.Close()
	_ = s.cmd.Wait() // it was told to end
	for range 20 {   // a process of its may write a last line
		if os.RemoveAll(s.dir) == nil {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
}

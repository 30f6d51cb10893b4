package night_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/anlan-lake/anlan"
)

// limitFiles lets no file of this process grow beyond a number of bytes: a
// disk that is full for whatever is larger.
func limitFiles(bytes string) error {
	n, err := strconv.ParseUint(bytes, 10, 64)
	if err != nil {
		return err
	}
	signal.Ignore(syscall.SIGXFSZ)
	return syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: n, Max: n})
}

// TestFullDisk runs out of room in the middle of a landing: the run fails and
// says that it may be tried again, what was landed before is whole, and when
// there is room again the same command ends the night, as if nothing had been.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	d := shortCity()
	ctx := context.Background()
	asOf := d.until
	night := func(root string, more ...string) *exec.Cmd {
		text := asOf.Format(anlan.DateFormat)
		return task(t, append([]string{"nights", d.dir, root, text, text}, more...)...)
	}
	fails := func(t *testing.T, c *exec.Cmd) {
		t.Helper()
		var said bytes.Buffer
		c.Stderr = &said
		if code := exitCode(c.Run()); code != anlan.ExitCode(anlan.Errorf(anlan.Unavailable, "full")) {
			t.Fatalf("on a full disk the run ended with exit code %d, want that of Unavailable: %s", code, said.String())
		}
		t.Logf("it says: %s", bytes.TrimSpace(said.Bytes()))
	}
	verify := func(t *testing.T, root string) {
		t.Helper()
		n, stop, err := openNight(d.dir, root)
		if err != nil {
			t.Fatalf("the lake after a full disk: %v", err)
		}
		defer stop()
		if err := n.Lake.Verify(ctx); err != nil {
			t.Errorf("the lake after a full disk: %v", err)
		}
	}
	calm := t.TempDir()
	if out, err := night(calm).CombinedOutput(); err != nil {
		t.Fatalf("an undisturbed run: %v\n%s", err, out)
	}

	t.Run("largest file", func(t *testing.T) {
		root := t.TempDir()
		// Large enough for the catalog, too small for the largest tables.
		fails(t, night(root, "700000"))
		verify(t, root)
		if out, err := night(root).CombinedOutput(); err != nil {
			t.Fatalf("with room again: %v\n%s", err, out)
		}
		holdEqual(t, d, calm, root)
	})

	t.Run("small disk", func(t *testing.T) {
		disk := smallDisk(t, 256<<20)
		ballast := filepath.Join(disk, "ballast")
		// Each attempt finds a little more room and gets a little further: the
		// disk is full in landing, in the lake, in the figures, in the edition.
		for attempt := 1; ; attempt++ {
			room := int64(2*attempt-1) << 20
			fill(t, disk, ballast, room)
			c := night(disk)
			var said bytes.Buffer
			c.Stderr = &said
			code := exitCode(c.Run())
			if err := os.Remove(ballast); err != nil && !errors.Is(err, os.ErrNotExist) {
				t.Fatal(err)
			}
			verify(t, disk)
			if code == 0 {
				break
			}
			if code != anlan.ExitCode(anlan.Errorf(anlan.Unavailable, "full")) {
				t.Errorf("with %d MiB of room the run ended with exit code %d, want that of Unavailable: %s", room>>20, code, said.String())
			}
			t.Logf("with %d MiB: %s", room>>20, bytes.TrimSpace(said.Bytes()))
			if attempt == 30 {
				t.Fatal("the night does not end, however much room there is")
			}
		}
		if out, err := night(disk).CombinedOutput(); err != nil {
			t.Fatalf("with room again: %v\n%s", err, out)
		}
		holdEqual(t, d, calm, disk)
	})
}

// smallDisk gives a folder on a disk of its own of so many bytes. Without the
// right to mount one it gives an ordinary folder, whose room fill does not
// limit: the other half of the test limits the size of files instead.
func smallDisk(t *testing.T, bytes int64) string {
	t.Helper()
	dir := t.TempDir()
	err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size="+strconv.FormatInt(bytes, 10))
	if err != nil {
		t.Logf("no disk of its own (%v): room is not limited here, the size of files is in the other half", err)
		return dir
	}
	t.Cleanup(func() {
		for range 50 { // an engine may hold a file for a moment longer
			if syscall.Unmount(dir, 0) == nil {
				return
			}
			time.Sleep(100 * time.Millisecond)
		}
		t.Errorf("cannot unmount %s", dir)
	})
	return dir
}

// fill writes zeros to ballast until so many bytes are free, on a disk that is
// small enough to be ours.
func fill(t *testing.T, disk, ballast string, free int64) {
	t.Helper()
	var s syscall.Statfs_t
	if err := syscall.Statfs(disk, &s); err != nil {
		t.Fatal(err)
	}
	if total := int64(s.Blocks) * s.Bsize; total > 1<<30 {
		return
	}
	left := int64(s.Bavail)*s.Bsize - free
	if left <= 0 {
		return
	}
	f, err := os.Create(ballast)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	buf := make([]byte, 1<<20)
	for left > 0 {
		n, err := f.Write(buf[:min(left, int64(len(buf)))])
		if err != nil {
			t.Fatal(err)
		}
		left -= int64(n)
	}
}

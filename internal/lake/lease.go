package lake

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"github.com/google/uuid"

	"github.com/anlan-lake/anlan"
)

// leaseTime is how long a lease holds without renewal: what another host
// waits after a writer's host has died.
const leaseTime = time.Minute

// lease is the right to write. The row in the catalog counts, with a number
// that grows with every holder: a commit under an older number is refused. On
// one host a lock on the file writer.lock tells the dead from the living, so
// that nobody waits for a killed process.
type lease struct {
	l      *Lake
	holder string
	fence  int64
	lock   *os.File
	stop   chan struct{}
	done   sync.WaitGroup
	once   sync.Once
}

// acquire takes the lease; the error is Conflict where another holds it.
func (l *Lake) acquire(ctx context.Context) (*lease, error) {
	lock, err := os.OpenFile(filepath.Join(l.dir, "writer.lock"), os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, fmt.Errorf("open the writer's lock: %w", err)
	}
	locked := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == nil
	s := &lease{l: l, holder: uuid.NewString(), lock: lock, stop: make(chan struct{})}
	err = l.write(ctx, func(q execer) error {
		var holder, host string
		var fence, expires int64
		err := q.QueryRowContext(ctx, "SELECT holder, host, fence, expires FROM anlan_lease WHERE name = 'writer'").Scan(&holder, &host, &fence, &expires)
		if err != nil {
			return fmt.Errorf("read the lease: %w", err)
		}
		now := l.o.Now()
		held := holder != "" && expires > now.UnixMilli()
		dead := host == l.host && locked
		if held && !dead || holder == "" && !locked {
			return anlan.Errorf(anlan.Conflict, "another process is writing to the lake %s", l.dir).WithNext("try again when it has ended")
		}
		s.fence = fence + 1
		_, err = q.ExecContext(ctx, "UPDATE anlan_lease SET holder = ?, host = ?, fence = ?, expires = ? WHERE name = 'writer'",
			s.holder, l.host, s.fence, now.Add(leaseTime).UnixMilli())
		return err
	})
	if err != nil {
		lock.Close()
		return nil, err
	}
	s.done.Add(1)
	go s.renew()
	return s, nil
}

// renew keeps the lease alive. A renewal that fails is not reported: whether
// the lease still holds is decided at the commit.
func (s *lease) renew() {
	defer s.done.Done()
	tick := time.NewTicker(leaseTime / 3)
	defer tick.Stop()
	for {
		select {
		case <-s.stop:
			return
		case <-tick.C:
			_, _ = s.l.db.Exec("UPDATE anlan_lease SET expires = ? WHERE name = 'writer' AND holder = ? AND fence = ?",
				s.l.o.Now().Add(leaseTime).UnixMilli(), s.holder, s.fence)
		}
	}
}

// check reports, within a write transaction, a lease that another has taken.
func (s *lease) check(ctx context.Context, q execer) error {
	var holder string
	var fence int64
	if err := q.QueryRowContext(ctx, "SELECT holder, fence FROM anlan_lease WHERE name = 'writer'").Scan(&holder, &fence); err != nil {
		return fmt.Errorf("read the lease: %w", err)
	}
	if holder != s.holder || fence != s.fence {
		return anlan.Errorf(anlan.Conflict, "the right to write was lost to another process (number %d, now %d)", s.fence, fence).WithNext("run again: nothing of this run was written")
	}
	return nil
}

// release gives the lease back; it may be called more than once.
func (s *lease) release() {
	s.once.Do(func() {
		close(s.stop)
		s.done.Wait()
		_, _ = s.l.db.Exec("UPDATE anlan_lease SET holder = '', expires = 0 WHERE name = 'writer' AND holder = ? AND fence = ?", s.holder, s.fence)
		s.lock.Close()
	})
}

// write runs fn in one write transaction of the catalog.
func (l *Lake) write(ctx context.Context, fn func(execer) error) (err error) {
	conn, err := l.db.Conn(ctx)
	if err != nil {
		return fmt.Errorf("write catalog: %w", err)
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
		return fmt.Errorf("write catalog: %w", err)
	}
	if err := fn(conn); err != nil {
		_, _ = conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
		return err
	}
	if _, err := conn.ExecContext(ctx, "COMMIT"); err != nil {
		_, _ = conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
		return fmt.Errorf("commit catalog: %w", err)
	}
	return nil
}

package night

import (
	"errors"
	"strings"
	"syscall"

	"github.com/anlan-lake/anlan"
)

// full tells a full disk from a defect, whichever step met it: the run may be
// tried again once there is room. SQLite and the SQL engine say it in words
// only.
func full(err error) error {
	if err == nil || anlan.KindOf(err) == anlan.Unavailable {
		return err
	}
	for _, errno := range []syscall.Errno{syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG} {
		if errors.Is(err, errno) || strings.Contains(strings.ToLower(err.Error()), errno.Error()) {
			return noRoom(err)
		}
	}
	if strings.Contains(err.Error(), "database or disk is full") {
		return noRoom(err)
	}
	return err
}

func noRoom(err error) error {
	if strings.Contains(err.Error(), "the disk is full") {
		return anlan.Errorf(anlan.Unavailable, "%w", err)
	}
	return anlan.Errorf(anlan.Unavailable, "the disk is full: %w", err).WithNext("make room and run again: what was landed before is whole")
}

package ledger

import "os"

// create makes an empty file that only its owner may read, since SQLite would
// make it with the process's default mode. Its WAL takes the same mode.
func create(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

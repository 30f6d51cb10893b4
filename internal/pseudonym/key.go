// Package pseudonym tells whether somebody has come before without keeping who:
// numbers of persons become keyed hashes (HMAC), each good for one question of
// one data set, in a table of the landing zone. Keys lie in a file of their own,
// outside the lake; nothing of this package reaches the lake but a yes or no.
package pseudonym

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"strings"
	"time"

	"github.com/emmansun/gmsm/sm3"

	"github.com/anlan-lake/anlan"
)

// Overlap is how long a key is still used for looking up after a newer one has
// taken its place. No question looks further back.
const Overlap = 367 * 24 * time.Hour

// Hashes a key may be used with.
const (
	SHA256 = "sha256"
	SM3    = "sm3" // GB/T 32905
)

// Key is one secret. Its String never shows it.
type Key struct {
	ID    string
	Hash  string    // SHA256 or SM3
	From  time.Time // the day it was made
	Until time.Time // the day it is destroyed; zero for the newest

	secret []byte
}

// String names the key without its secret.
func (k Key) String() string { return k.ID }

// GoString is String, so that no form of printing gives the secret away.
func (k Key) GoString() string { return k.ID }

// secretBytes is the length of a secret.
const secretBytes = 32

// newKey makes a key from a source of true randomness.
func newKey(hashName string, now time.Time, random io.Reader) (Key, error) {
	k := Key{Hash: hashName, From: now, secret: make([]byte, secretBytes)}
	if hashName != SHA256 && hashName != SM3 {
		return k, anlan.Errorf(anlan.Invalid, "hash %q is neither %s nor %s", hashName, SHA256, SM3)
	}
	if _, err := io.ReadFull(random, k.secret); err != nil {
		return k, fmt.Errorf("make key: %w", err)
	}
	tail := make([]byte, 2)
	if _, err := io.ReadFull(random, tail); err != nil {
		return k, fmt.Errorf("make key: %w", err)
	}
	k.ID = now.Format("20060102") + "-" + hex.EncodeToString(tail)
	return k, nil
}

// Of gives the pseudonym of a number for one question: the same fields give the
// same pseudonym, and those of different questions cannot be brought together.
func (k Key) Of(fields ...string) int64 {
	make := sha256.New
	if k.Hash == SM3 {
		make = func() hash.Hash { return sm3.New() }
	}
	m := hmac.New(make, k.secret)
	var n [4]byte
	for _, f := range fields {
		binary.LittleEndian.PutUint32(n[:], uint32(len(f)))
		m.Write(n[:])
		m.Write([]byte(f))
	}
	return int64(binary.LittleEndian.Uint64(m.Sum(nil)))
}

// line writes a key as it stands in the file of keys.
func (k Key) line() string {
	until := "-"
	if !k.Until.IsZero() {
		until = k.Until.Format(anlan.DateFormat)
	}
	return strings.Join([]string{k.ID, k.Hash, k.From.Format(anlan.DateFormat), until, hex.EncodeToString(k.secret)}, " ")
}

// parseKey reads a line of the file of keys. The error never shows the line.
func parseKey(line string, loc *time.Location) (Key, error) {
	f := strings.Fields(line)
	if len(f) != 5 || f[1] != SHA256 && f[1] != SM3 {
		return Key{}, fmt.Errorf("want ID %s|%s FROM UNTIL SECRET", SHA256, SM3)
	}
	k := Key{ID: f[0], Hash: f[1]}
	var err error
	if k.From, err = time.ParseInLocation(anlan.DateFormat, f[2], loc); err != nil {
		return k, fmt.Errorf("the third word is no day")
	}
	if f[3] != "-" {
		if k.Until, err = time.ParseInLocation(anlan.DateFormat, f[3], loc); err != nil {
			return k, fmt.Errorf("the fourth word is no day")
		}
	}
	if k.secret, err = hex.DecodeString(f[4]); err != nil || len(k.secret) != secretBytes {
		return k, fmt.Errorf("the secret is not %d hexadecimal digits", 2*secretBytes)
	}
	return k, nil
}

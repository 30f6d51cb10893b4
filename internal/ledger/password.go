package ledger

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
)

// Cost of argon2id as OWASP's password storage cheat sheet gives it: 19 MiB,
// two passes, one lane.
const (
	argonMemory = 19 * 1024 // KiB
	argonTime   = 2
	argonLanes  = 1
	argonKey    = 32
)

var raw = base64.RawStdEncoding

// hashPassword gives the PHC string of a password under a fresh salt.
func hashPassword(password string) string {
	salt := make([]byte, 16)
	rand.Read(salt) // never fails: it ends the program instead
	return formatHash(salt, argon2.IDKey([]byte(password), salt, argonTime, argonMemory, argonLanes, argonKey), argonTime, argonMemory, argonLanes)
}

func formatHash(salt, key []byte, time, memory uint32, lanes uint8) string {
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, memory, time, lanes, raw.EncodeToString(salt), raw.EncodeToString(key))
}

// checkPassword says whether password is the one behind the PHC string. Its
// time does not depend on where the two differ.
func checkPassword(phc, password string) bool {
	parts := strings.Split(phc, "$")
	if len(parts) != 6 || parts[1] != "argon2id" {
		return false
	}
	var version int
	var memory, time uint32
	var lanes uint8
	if _, err := fmt.Sscanf(parts[2], "v=%d", &version); err != nil || version != argon2.Version {
		return false
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &memory, &time, &lanes); err != nil {
		return false
	}
	salt, err := raw.DecodeString(parts[4])
	if err != nil {
		return false
	}
	want, err := raw.DecodeString(parts[5])
	if err != nil || len(want) == 0 {
		return false
	}
	got := argon2.IDKey([]byte(password), salt, time, memory, lanes, uint32(len(want)))
	return subtle.ConstantTimeCompare(got, want) == 1
}

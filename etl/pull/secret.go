package pull

import (
	"io"
	"os"
	"strings"

	"github.com/anlan-lake/anlan"
)

// Secret says where a secret lies: an environment variable, or a file that
// only its owner may read. The settings never hold the secret itself.
type Secret struct {
	Env  string `yaml:"env"`
	File string `yaml:"file"` // mode 0600 or less
}

func (s Secret) validate() error {
	if (s.Env == "") == (s.File == "") {
		return anlan.Errorf(anlan.Invalid, "name one of env and file")
	}
	return nil
}

// where names the place, for messages.
func (s Secret) where() string {
	if s.Env != "" {
		return "environment variable " + s.Env
	}
	return s.File
}

// read gives the secret without white space around it. No error quotes it.
func (s Secret) read(src *Source, getenv func(string) string) (string, error) {
	var text string
	if s.Env != "" {
		text = getenv(s.Env)
	} else {
		f, err := os.Open(src.path(s.File))
		if err != nil {
			return "", anlan.Errorf(anlan.Invalid, "read secret: %w", err)
		}
		defer f.Close()
		info, err := f.Stat()
		if err != nil {
			return "", anlan.Errorf(anlan.Invalid, "read secret: %w", err)
		}
		if info.Mode().Perm()&0o077 != 0 {
			return "", anlan.Errorf(anlan.Invalid, "read secret: %s may be read by others than its owner", s.File).WithNext("chmod 600 %s", s.File)
		}
		b, err := io.ReadAll(io.LimitReader(f, 64<<10))
		if err != nil {
			return "", anlan.Errorf(anlan.Invalid, "read secret: %w", err)
		}
		text = string(b)
	}
	if text = strings.TrimSpace(text); text == "" {
		return "", anlan.Errorf(anlan.Invalid, "%s is empty", s.where()).WithNext("the source needs the secret that belongs there")
	}
	return text, nil
}

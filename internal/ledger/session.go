package ledger

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"github.com/anlan-lake/anlan"
)

// The ledger holds only the hash of a token: who reads the file cannot sign in.
func tokenHash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// NewSession gives a token that SessionUser accepts until now + ttl, and
// forgets sessions that have ended.
func (l *Ledger) NewSession(ctx context.Context, name string, now time.Time, ttl time.Duration) (token string, err error) {
	token = rand.Text()
	err = l.write(ctx, "new session", func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `DELETE FROM session WHERE expires <= ?`, stamp(now)); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO session (token_hash, name, created, expires) VALUES (?, ?, ?, ?)`,
			tokenHash(token), name, stamp(now), stamp(now.Add(ttl)))
		return err
	})
	return token, err
}

// SessionUser gives the account behind a token. NotFound when the token is
// unknown or has expired, or its account was closed.
func (l *Ledger) SessionUser(ctx context.Context, token string, now time.Time) (User, error) {
	row := l.db.QueryRowContext(ctx, `SELECT name, display_zh, display_en, role, area, account.created, closed FROM account JOIN session USING (name)
		WHERE token_hash = ? AND expires > ? AND closed = ''`, tokenHash(token), stamp(now))
	u, err := scanUser(row.Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return User{}, anlan.Errorf(anlan.NotFound, "no such session")
	}
	if err != nil {
		return User{}, fmt.Errorf("read session: %w", err)
	}
	return u, nil
}

// EndSession forgets a token; an unknown one is no error.
func (l *Ledger) EndSession(ctx context.Context, token string) error {
	_, err := l.db.ExecContext(ctx, `DELETE FROM session WHERE token_hash = ?`, tokenHash(token))
	if err != nil {
		return fmt.Errorf("end session: %w", err)
	}
	return nil
}

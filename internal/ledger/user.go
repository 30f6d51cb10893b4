package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/anlan-lake/anlan"
)

// Role says what an account may do; where is said by its area.
type Role string

// The roles.
const (
	Leader   Role = "leader"   // pages
	Analyst  Role = "analyst"  // pages, SQL over suppressed marts
	Steward  Role = "steward"  // SQL over facts too
	Assessor Role = "assessor" // warnings and orders: assess
	Handler  Role = "handler"  // warnings and orders: handle
	Operator Role = "operator" // runs and landing
	Auditor  Role = "auditor"  // trail and logs
	Admin    Role = "admin"    // users and settings
)

// Roles gives all roles.
func Roles() []Role {
	return []Role{Leader, Analyst, Steward, Assessor, Handler, Operator, Auditor, Admin}
}

// MayAcknowledge says whether the role may acknowledge warnings.
func (r Role) MayAcknowledge() bool { return r == Assessor || r == Handler || r == Admin }

// User is an account.
type User struct {
	Name      string // signs in with it
	DisplayZh string
	DisplayEn string // "": pages show DisplayZh
	Role      Role
	Area      string // code of the area whose figures it may see
	Created   time.Time
	Closed    time.Time // zero while it may sign in
}

// MinPassword is the length a password must have, in characters.
const MinPassword = 10

var nameForm = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{1,31}$`)

// AddUser adds an account. Invalid for a bad name, role, area or a password
// under MinPassword; Conflict where the name is taken.
func (l *Ledger) AddUser(ctx context.Context, u User, password string, now time.Time) error {
	if err := checkUser(u, password); err != nil {
		return err
	}
	hash := hashPassword(password)
	return l.write(ctx, "add user "+u.Name, func(tx *sql.Tx) error {
		var n int
		if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM account WHERE name = ?`, u.Name).Scan(&n); err != nil {
			return err
		}
		if n > 0 {
			return anlan.Errorf(anlan.Conflict, "the name is taken")
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO account (name, display_zh, display_en, role, area, password, created)
			VALUES (?, ?, ?, ?, ?, ?, ?)`, u.Name, u.DisplayZh, u.DisplayEn, string(u.Role), u.Area, hash, stamp(now))
		return err
	})
}

func checkUser(u User, password string) error {
	switch {
	case !nameForm.MatchString(u.Name):
		return anlan.Errorf(anlan.Invalid, "user name %q is not 2 to 32 of a-z, 0-9, '.', '_' and '-'", u.Name)
	case !slices.Contains(Roles(), u.Role):
		return anlan.Errorf(anlan.Invalid, "role %q is not one of %v", u.Role, Roles())
	case u.Area == "":
		return anlan.Errorf(anlan.Invalid, "user %s has no area", u.Name)
	}
	return checkNew(password)
}

func checkNew(password string) error {
	if n := utf8.RuneCountInString(password); n < MinPassword || len(password) > 1024 {
		return anlan.Errorf(anlan.Invalid, "a password of %d characters", n).WithNext("use %d or more", MinPassword)
	}
	return nil
}

// SetPassword gives an account a new password and ends its sessions. NotFound
// for an unknown name.
func (l *Ledger) SetPassword(ctx context.Context, name, password string) error {
	if err := checkNew(password); err != nil {
		return err
	}
	hash := hashPassword(password)
	return l.change(ctx, name, `UPDATE account SET password = ? WHERE name = ?`, hash)
}

// CloseUser ends an account and its sessions; its trail stays. NotFound for an
// unknown name.
func (l *Ledger) CloseUser(ctx context.Context, name string, now time.Time) error {
	return l.change(ctx, name, `UPDATE account SET closed = ? WHERE name = ?`, stamp(now))
}

func (l *Ledger) change(ctx context.Context, name, statement, value string) error {
	return l.write(ctx, "change user "+name, func(tx *sql.Tx) error {
		res, err := tx.ExecContext(ctx, statement, value, name)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return errors.Join(err, anlan.Errorf(anlan.NotFound, "no such user"))
		}
		_, err = tx.ExecContext(ctx, `DELETE FROM session WHERE name = ?`, name)
		return err
	})
}

const userColumns = `name, display_zh, display_en, role, area, created, closed`

func scanUser(scan func(...any) error, more ...any) (User, error) {
	var u User
	var role, created, closed string
	err := scan(append([]any{&u.Name, &u.DisplayZh, &u.DisplayEn, &role, &u.Area, &created, &closed}, more...)...)
	u.Role, u.Created, u.Closed = Role(role), parseStamp(created), parseStamp(closed)
	return u, err
}

// Users gives all accounts by name.
func (l *Ledger) Users(ctx context.Context) ([]User, error) {
	rows, err := l.db.QueryContext(ctx, `SELECT `+userColumns+` FROM account ORDER BY name`)
	if err != nil {
		return nil, fmt.Errorf("read users: %w", err)
	}
	defer rows.Close()
	var list []User
	for rows.Next() {
		u, err := scanUser(rows.Scan)
		if err != nil {
			return nil, fmt.Errorf("read users: %w", err)
		}
		list = append(list, u)
	}
	return list, rows.Err()
}

// stranger is what the password of an unknown name is held against, so that
// the answer takes as long as for a known one. Nothing hashes to its key.
var stranger = formatHash(make([]byte, 16), make([]byte, argonKey), argonTime, argonMemory, argonLanes)

// Authenticate gives the account of a name and its password. Invalid, in the
// same words and about the same time, for an unknown name, a wrong password
// and a closed account.
func (l *Ledger) Authenticate(ctx context.Context, name, password string) (User, error) {
	var phc string
	u, err := scanUser(l.db.QueryRowContext(ctx, `SELECT `+userColumns+`, password FROM account WHERE name = ?`, name).Scan, &phc)
	if errors.Is(err, sql.ErrNoRows) {
		phc = stranger
	} else if err != nil {
		return User{}, fmt.Errorf("authenticate: %w", err)
	}
	if len(password) > 1024 {
		password = ""
	}
	if !checkPassword(phc, password) || u.Name == "" || !u.Closed.IsZero() {
		return User{}, anlan.Errorf(anlan.Invalid, "the name or the password is wrong")
	}
	return u, nil
}

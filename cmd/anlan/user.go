package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"encoding/base32"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/ledger"
)

func userCommand(e *env) *cobra.Command {
	c := &cobra.Command{
		Use:   "user",
		Short: e.say("Accounts: who may see what", "账号：谁能看什么"),
		Long: e.say(`Accounts of the pages. Roles: leader, analyst, steward, assessor, handler,
operator, auditor, admin. An area scope limits an account to one area and what
lies in it.`, `页面账号。角色：leader 领导、analyst 分析员、steward 数据管家、assessor 评估员、
handler 承办人、operator 运维、auditor 审计、admin 管理员。区划范围将账号限于某一区划及其下级。`),
	}
	c.AddCommand(userAddCommand(e), userPasswdCommand(e), userCloseCommand(e), userListCommand(e), userDemoCommand(e))
	return c
}

func userAddCommand(e *env) *cobra.Command {
	var role, area, display string
	c := &cobra.Command{
		Use:     "add NAME",
		Short:   e.say("Add an account; its password is read from standard input", "新建账号；密码从标准输入读取"),
		Example: "  anlan user add wang --role leader --area 629902 < password.txt",
		Args:    exactArgs(1, "NAME"),
		RunE: func(cmd *cobra.Command, args []string) error {
			password, err := e.password()
			if err != nil {
				return err
			}
			n, closeAll, err := e.night(cmd.Context())
			if err != nil {
				return err
			}
			defer closeAll()
			u := ledger.User{Name: args[0], DisplayZh: display, DisplayEn: display, Role: ledger.Role(role), Area: area}
			if u.Area == "" {
				u.Area = n.Code
			}
			if err := n.Ledger.AddUser(cmd.Context(), u, password, e.now()); err != nil {
				return err
			}
			if err := e.note(cmd.Context(), n.Ledger, "add account", u.Name+" "+role+" "+u.Area); err != nil {
				return err
			}
			fmt.Fprintf(e.stdout, e.say("account %s: %s of %s\n", "账号 %s：%s，范围 %s\n"), u.Name, u.Role, u.Area)
			return nil
		},
	}
	f := c.Flags()
	f.StringVar(&role, "role", "leader", e.say("role", "角色"))
	f.StringVar(&area, "area", "", e.say("area code the account is limited to (default the city)", "账号所限区划代码（默认全市）"))
	f.StringVar(&display, "display", "", e.say("name shown on pages", "页面显示的名称"))
	return c
}

// password reads one line of standard input; the ledger judges its length.
func (e *env) password() (string, error) {
	line, err := bufio.NewReader(e.stdin).ReadString('\n')
	if password := strings.TrimRight(line, "\r\n"); password != "" {
		return password, nil // the last line need not end with a newline
	}
	return "", anlan.Errorf(anlan.Invalid, "no password on standard input (%v)", err).WithNext("give one line, at least 10 characters")
}

// note puts a change made from the shell into the trail.
func (e *env) note(ctx context.Context, l *ledger.Ledger, action, object string) error {
	_, err := l.Append(ctx, ledger.Entry{At: e.now(), Actor: "anlan", Action: action, Object: object})
	return err
}

func userPasswdCommand(e *env) *cobra.Command {
	return &cobra.Command{
		Use: "passwd NAME", Short: e.say("Set an account's password, read from standard input", "重设账号密码，从标准输入读取"), Args: exactArgs(1, "NAME"),
		Example: "  anlan user passwd wang < password.txt",
		RunE: func(cmd *cobra.Command, args []string) error {
			password, err := e.password()
			if err != nil {
				return err
			}
			n, closeAll, err := e.night(cmd.Context())
			if err != nil {
				return err
			}
			defer closeAll()
			if err := n.Ledger.SetPassword(cmd.Context(), args[0], password); err != nil {
				return err
			}
			return e.note(cmd.Context(), n.Ledger, "set password", args[0])
		},
	}
}

func userCloseCommand(e *env) *cobra.Command {
	return &cobra.Command{
		Use: "close NAME", Short: e.say("Close an account: it can no longer sign in", "停用账号，不能再登录"), Args: exactArgs(1, "NAME"),
		Example: "  anlan user close wang",
		RunE: func(cmd *cobra.Command, args []string) error {
			n, closeAll, err := e.night(cmd.Context())
			if err != nil {
				return err
			}
			defer closeAll()
			if err := n.Ledger.CloseUser(cmd.Context(), args[0], e.now()); err != nil {
				return err
			}
			return e.note(cmd.Context(), n.Ledger, "close account", args[0])
		},
	}
}

func userListCommand(e *env) *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: e.say("List the accounts", "列出账号"), Args: noArgs,
		Example: "  anlan user list",
		RunE: func(cmd *cobra.Command, _ []string) error {
			n, closeAll, err := e.night(cmd.Context())
			if err != nil {
				return err
			}
			defer closeAll()
			users, err := n.Ledger.Users(cmd.Context())
			if err != nil {
				return err
			}
			for _, u := range users {
				fmt.Fprintf(e.stdout, "%-16s %-10s %s\n", u.Name, u.Role, u.Area)
			}
			return nil
		},
	}
}

// demoUsers are one account a role; the county leader shows what a scope does.
var demoUsers = []ledger.User{
	{Name: "leader", DisplayZh: "市领导", DisplayEn: "City leader", Role: "leader"},
	{Name: "county", DisplayZh: "区县领导", DisplayEn: "County leader", Role: "leader", Area: "county"},
	{Name: "analyst", DisplayZh: "分析员", DisplayEn: "Analyst", Role: "analyst"},
	{Name: "steward", DisplayZh: "数据管家", DisplayEn: "Data steward", Role: "steward"},
	{Name: "assessor", DisplayZh: "评估员", DisplayEn: "Assessor", Role: "assessor"},
	{Name: "handler", DisplayZh: "承办人", DisplayEn: "Handler", Role: "handler"},
	{Name: "operator", DisplayZh: "运维", DisplayEn: "Operator", Role: "operator"},
	{Name: "auditor", DisplayZh: "审计", DisplayEn: "Auditor", Role: "auditor"},
	{Name: "admin", DisplayZh: "管理员", DisplayEn: "Administrator", Role: "admin"},
}

func userDemoCommand(e *env) *cobra.Command {
	return &cobra.Command{
		Use:     "demo",
		Short:   e.say("Make one account a role with fresh passwords, and print them: for a demo only", "为每个角色建一个账号并打印新密码：仅供演示"),
		Example: "  anlan user demo --lake ./demo/lake",
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			n, closeAll, err := e.night(cmd.Context())
			if err != nil {
				return err
			}
			defer closeAll()
			county, err := n.FirstCounty(cmd.Context())
			if err != nil {
				return err
			}
			fmt.Fprintln(e.stdout, e.say("sign-in for each role (new passwords every time):", "各角色登录账号（每次生成新密码）："))
			for _, u := range demoUsers {
				if u.Area = map[string]string{"": n.Code, "county": county}[u.Area]; u.Area == "" {
					continue // a city without counties
				}
				raw := make([]byte, 10)
				if _, err := rand.Read(raw); err != nil {
					return fmt.Errorf("make password: %w", err)
				}
				password := strings.ToLower(base32.StdEncoding.EncodeToString(raw))
				if err := demoUser(cmd.Context(), n.Ledger, u, password, e.now()); err != nil {
					return err
				}
				fmt.Fprintf(e.stdout, "  %-9s %s  %s\n", u.Name, password, e.say(u.DisplayEn, u.DisplayZh))
			}
			return nil
		},
	}
}

func trailCommand(e *env) *cobra.Command {
	var limit int
	c := &cobra.Command{
		Use: "trail", Short: e.say("The append-only record of who did what; its chain is checked", "谁做了什么的只增记录，并校验其链"), Args: noArgs,
		Example: "  anlan trail",
		RunE: func(cmd *cobra.Command, _ []string) error {
			n, closeAll, err := e.night(cmd.Context())
			if err != nil {
				return err
			}
			defer closeAll()
			entries, err := n.Ledger.Trail(cmd.Context(), limit)
			if err != nil {
				return err
			}
			for _, t := range entries {
				fmt.Fprintf(e.stdout, "%s %-12s %-14s %s\n", t.At.Format("2006-01-02 15:04:05"), t.Actor, t.Action, t.Object)
			}
			head, err := n.Ledger.VerifyTrail(cmd.Context())
			if err != nil {
				return err
			}
			fmt.Fprintf(e.stdout, e.say("chain of %d entries is whole, head %.12s\n", "链完整，共 %d 条，末端 %.12s\n"), head.Seq, head.Hash)
			return nil
		},
	}
	c.Flags().IntVar(&limit, "limit", 100, e.say("newest entries shown", "显示最近的条数"))
	return c
}

// demoUser adds a demo account, or gives the one that is there a new password.
func demoUser(ctx context.Context, l *ledger.Ledger, u ledger.User, password string, now time.Time) error {
	err := l.AddUser(ctx, u, password, now)
	if anlan.KindOf(err) == anlan.Conflict {
		return l.SetPassword(ctx, u.Name, password)
	}
	return err
}

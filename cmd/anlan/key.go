package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/ledger"
	"github.com/anlan-lake/anlan/internal/pseudonym"
)

// keysVariable holds the keys where they are not in a file.
const keysVariable = "ANLAN_PERSON_KEYS"

// keyYear is the age at which a key should be rotated.
const keyYear = 365 * 24 * time.Hour

func keyCommand(e *env) *cobra.Command {
	c := &cobra.Command{
		Use:   "key",
		Short: e.say("Keys by which landing tells whether somebody came before", "落地时判断“是否重复”所用的密钥"),
		Long: e.say(`Numbers of persons in landing_only columns become keyed hashes, in a table of the
landing zone, to answer questions such as is_repeat; see docs/security.md. The
keys lie in a file of mode 0600 outside the lake and the landing zone (person_keys
in the settings, LANDING-keys/person.keys by default), or in ANLAN_PERSON_KEYS.
'anlan init' makes the first. Rotate once a year: the old key is used for looking
up for a year more and is then destroyed by the night. Back the file up apart
from the lake, and let no backup outlive its keys.`,
			`“仅落地区”列中的个人号码经带密钥哈希后存于落地区的表中，用于得出是否重复等布尔值，
见 docs/security.md。密钥存于数据湖与落地区之外、权限 0600 的文件（配置项 person_keys，
默认“落地区-keys/person.keys”），或环境变量 ANLAN_PERSON_KEYS。anlan init 生成首个密钥。
每年轮换一次：旧密钥再用于比对一年，期满由夜间运行销毁。密钥文件应与数据湖分开备份，
备份的保存期不得超过密钥本身。`),
	}
	c.AddCommand(keyNewCommand(e, "new"), keyNewCommand(e, "rotate"), keyListCommand(e), keyForgetCommand(e))
	return c
}

// keyPath is the file of keys.
func (c *config) keyPath() string {
	if c.PersonKeys != "" {
		return c.path(c.PersonKeys)
	}
	return c.path(c.Landing) + "-keys/person.keys"
}

// keys reads the keys of pseudonyms, nil where there are none.
func (e *env) keys(cfg *config) (*pseudonym.Keyring, error) {
	if text := e.getenv(keysVariable); text != "" {
		r, err := pseudonym.Parse(text, cfg.location())
		if err != nil {
			return nil, anlan.Errorf(anlan.Invalid, "%s: %w", keysVariable, err)
		}
		return r, nil
	}
	r, err := pseudonym.Load(cfg.keyPath(), cfg.location(), e.lakePath(), cfg.path(cfg.Landing))
	if anlan.KindOf(err) == anlan.NotFound && err != nil {
		return nil, nil
	}
	return r, err
}

// firstKey makes the first key of a new lake, where a contract asks for one and
// there is none.
func (e *env) firstKey(cfg *config) error {
	asked := false
	for _, s := range cfg.Sources {
		k, err := cfg.contract(s)
		if err != nil {
			return nil //nolint:nilerr // the night and doctor say what is wrong with it
		}
		asked = asked || k.AsksWhoCame()
	}
	if r, err := e.keys(cfg); err != nil || r != nil || !asked {
		return err
	}
	k, err := pseudonym.New(cfg.keyPath(), pseudonym.SHA256, e.now(), rand.Reader, cfg.location(), e.lakePath(), cfg.path(cfg.Landing))
	if err != nil {
		return err
	}
	fmt.Fprintf(e.stdout, e.say("key %s made in %s: back it up apart from the lake, and rotate it within a year\n",
		"密钥 %s 已生成于 %s：请与数据湖分开备份，一年内轮换\n"), k, cfg.keyPath())
	return nil
}

// keyNewCommand makes a key: the first, or one before those there are.
func keyNewCommand(e *env, use string) *cobra.Command {
	var hash string
	short := e.say("Make the first key", "生成首个密钥")
	if use == "rotate" {
		short = e.say("Make a new key; the one before is used for looking up for a year more", "生成新密钥；旧密钥再用于比对一年")
	}
	c := &cobra.Command{
		Use: use, Short: short, Args: noArgs,
		Example: "  anlan key " + use + "\n  anlan key " + use + " --hash sm3",
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := e.config()
			if err != nil {
				return err
			}
			r, err := e.keys(cfg)
			if err != nil {
				return err
			}
			return e.withLedger(cmd.Context(), func(books *ledger.Ledger) error {
				var k pseudonym.Key
				switch {
				case use == "new" && r == nil:
					k, err = pseudonym.New(cfg.keyPath(), hash, e.now(), rand.Reader, cfg.location(), e.lakePath(), cfg.path(cfg.Landing))
				case use == "new":
					err = anlan.Errorf(anlan.Conflict, "there are keys already").WithNext("'anlan key rotate' puts a new one before them")
				case r == nil:
					err = anlan.Errorf(anlan.NotFound, "there is no key to rotate").WithNext("'anlan key new' makes the first")
				default:
					k, err = r.Rotate(hash, e.now(), rand.Reader)
				}
				if err != nil {
					return err
				}
				fmt.Fprintf(e.stdout, e.say("key %s made (%s)\n", "密钥 %s 已生成（%s）\n"), k, k.Hash)
				return e.note(cmd.Context(), books, use+" key", k.ID)
			})
		},
	}
	c.Flags().StringVar(&hash, "hash", pseudonym.SHA256, e.say("hash of the HMAC: sha256 or sm3", "HMAC 所用哈希：sha256 或 sm3"))
	return c
}

func keyListCommand(e *env) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use: "list", Short: e.say("List the keys by id and day, never the keys themselves", "按编号与日期列出密钥（不显示密钥本身）"), Args: noArgs,
		Example: "  anlan key list\n  anlan key list --json",
		RunE: func(_ *cobra.Command, _ []string) error {
			cfg, err := e.config()
			if err != nil {
				return err
			}
			r, err := e.keys(cfg)
			if err != nil {
				return err
			}
			if r == nil || len(r.Keys) == 0 {
				return anlan.Errorf(anlan.NotFound, "there are no keys").WithNext("'anlan key new' makes the first")
			}
			for _, k := range r.Keys {
				until, state := "", e.say("makes and looks up", "生成并比对")
				if !k.Until.IsZero() {
					until = k.Until.Format(anlan.DateFormat)
					state = fmt.Sprintf(e.say("looks up until %s", "仅比对，至 %s"), until)
				}
				if asJSON {
					line := struct {
						ID    string `json:"id"`
						Hash  string `json:"hash"`
						From  string `json:"from"`
						Until string `json:"until,omitempty"`
					}{k.ID, k.Hash, k.From.Format(anlan.DateFormat), until}
					if err := json.NewEncoder(e.stdout).Encode(line); err != nil {
						return err
					}
					continue
				}
				fmt.Fprintf(e.stdout, "%s  %-6s  %s  %s\n", k.ID, k.Hash, k.From.Format(anlan.DateFormat), state)
			}
			return nil
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, e.say("answer in JSON, one a line", "以 JSON 输出，每行一条"))
	return c
}

func keyForgetCommand(e *env) *cobra.Command {
	return &cobra.Command{
		Use: "forget ID", Short: e.say("Destroy a key, and what was made with it, at once", "立即销毁一个密钥及其生成的全部假名"), Args: exactArgs(1, "ID"),
		Long: e.say(`Destroys a key that may have been read by others, or is needed no more, together
with all pseudonyms made with it. Cases that came before are then not known: until
the table has filled again, is_repeat and the like are as the sources send them.`,
			`销毁可能已泄露或不再需要的密钥，以及由其生成的全部假名。此前的案件将无从比对：
在表重新积累之前，是否重复等以来源所报为准。`),
		Example: "  anlan key forget 20261120-1f2e",
		RunE: func(cmd *cobra.Command, args []string) error {
			cfg, err := e.config()
			if err != nil {
				return err
			}
			r, err := e.keys(cfg)
			if err != nil {
				return err
			}
			if r == nil {
				return anlan.Errorf(anlan.NotFound, "there are no keys")
			}
			return e.withLedger(cmd.Context(), func(books *ledger.Ledger) error {
				if err := r.Forget(args[0]); err != nil {
					return err
				}
				if err := forgetSightings(cmd.Context(), cfg.path(cfg.Landing), args[0]); err != nil {
					return err
				}
				fmt.Fprintf(e.stdout, e.say("key %s destroyed\n", "密钥 %s 已销毁\n"), args[0])
				return e.note(cmd.Context(), books, "destroy key", args[0])
			})
		},
	}
}

func forgetSightings(ctx context.Context, zone, key string) error {
	if !pseudonym.Exists(zone) {
		return nil
	}
	t, err := pseudonym.Open(ctx, zone)
	if err != nil {
		return err
	}
	defer t.Close()
	if err := t.Forget(ctx, key); err != nil {
		return err
	}
	return t.Commit(ctx)
}

// lookAtKeys is doctor's look at the keys.
func (e *env) lookAtKeys(keys *pseudonym.Keyring, asked bool, say func(ok bool, what string)) {
	live := keys.Live(e.now())
	switch {
	case !asked:
	case len(live) == 0:
		say(false, e.say("no key of pseudonyms: is_repeat and the like are as the sources send them; anlan key new", "没有密钥：是否重复等以来源所报为准；可运行 anlan key new"))
	case e.now().Sub(live[0].From) > keyYear:
		say(false, fmt.Sprintf(e.say("key %s is %d days old: anlan key rotate", "密钥 %s 已使用 %d 天，应轮换：anlan key rotate"), live[0], int(e.now().Sub(live[0].From).Hours()/24)))
	case keys.Path == "" && len(live) < len(keys.Keys):
		say(false, e.say("a key in "+keysVariable+" is past its time: take it out", keysVariable+" 中有过期密钥，应移除"))
	default:
		say(true, fmt.Sprintf(e.say("%d keys of pseudonyms in use, the newest of %s", "使用中的密钥 %d 个，最新的生成于 %s"), len(live), live[0].From.Format(anlan.DateFormat)))
	}
}

package pull_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/etl/pull"
)

// TestTable pulls what is new by watermark and key: equal times at the ends of
// pieces, rows committed late, rows without a time.
func TestTable(t *testing.T) {
	eachEngine(t, func(t *testing.T, d *database) {
		d.tickets(57)
		d.exec("INSERT INTO ticket (id, amount) VALUES ('Tnone', 1)")
		r := d.run(nil)
		lines, a := r.good()
		if len(lines) != 58 || a.Rows != 58 {
			t.Fatalf("first: %d rows, %+v", len(lines), a)
		}
		if want := `{"id":"T00000","amount":"0.1000","updated_at":"2026-11-01 08:00:00"}`; lines[1] != want {
			t.Errorf("got %s\nwant %s", lines[1], want)
		}
		if _, a := r.good(); a.Result != pull.Checked {
			t.Errorf("quiet: %+v", a)
		}
		end := time.Date(2026, 11, 1, 8, 0, 18, 0, beijing)
		d.insert(100, end)
		d.insert(101, end.Add(-50*time.Minute))
		d.insert(102, end.Add(time.Minute+123456*time.Microsecond))
		d.insert(103, time.Date(2037, 1, 1, 0, 0, 0, 0, beijing))
		d.exec("UPDATE ticket SET amount = 7, updated_at = " + d.literal(end.Add(time.Second)) + " WHERE id = 'T00001'")
		lines, _ = r.good()
		if len(lines) != 5 || !strings.Contains(fmt.Sprint(lines), "2026-11-01 08:01:18.123456") {
			t.Errorf("new: %v", lines)
		}
		d.insert(104, r.o.Now.Add(-30*time.Minute))
		if lines, _ := r.good(); len(lines) != 1 {
			t.Errorf("after a date in the future: %v", lines)
		}
	})
}

// TestTableCut breaks the connection between pieces; the pull goes on and ends
// with the bytes of an undisturbed one.
func TestTableCut(t *testing.T) {
	eachEngine(t, func(t *testing.T, d *database) {
		d.tickets(57)
		whole := d.run(nil)
		whole.good()
		for _, mark := range []string{"updated_at", ""} {
			r := d.run(func(tb *pull.Table) { tb.Mark = mark })
			pieces := 0
			r.o.Progress = func(int64, string) {
				if pieces++; pieces == 3 || pieces == 5 {
					d.kill()
				}
			}
			lines, _ := r.good()
			if slices.Sort(lines); len(lines) != 57 || len(slices.Compact(lines)) != 57 {
				t.Errorf("watermark %q: %d rows", mark, len(lines))
			}
			if pieces < 6 || mark != "" && !equalKeys(r.lake, whole.lake) {
				t.Errorf("watermark %q: %d pieces, not the bytes of an undisturbed pull", mark, pieces)
			}
		}
	})
}

// TestNumberKey reads in the order of numbers, not of their text, and takes a
// number that grows for a watermark.
func TestNumberKey(t *testing.T) {
	eachEngine(t, func(t *testing.T, d *database) {
		d.exec("CREATE TABLE n (id bigint PRIMARY KEY, amount int)")
		for i := range 157 {
			d.exec(fmt.Sprintf("INSERT INTO n VALUES (%d, 1)", i*7-100))
		}
		for _, mark := range []string{"", "id"} {
			r := d.run(func(tb *pull.Table) { tb.From, tb.Mark, tb.Key = "n", mark, nil })
			if lines, _ := r.good(); len(lines) != 157 {
				t.Errorf("watermark %q: %d rows, not 157", mark, len(lines))
			}
			if _, a := r.good(); a.Result != pull.Checked {
				t.Errorf("watermark %q: %+v", mark, a)
			}
		}
		// Numbers that a floating point cannot tell apart.
		d.exec("CREATE TABLE longs (id numeric(30,2) PRIMARY KEY, amount bigint UNIQUE)")
		for i := range 57 {
			d.exec(fmt.Sprintf("INSERT INTO longs VALUES (1234567890123456789012345.%02d, %d)", i, 1794567890123456700+i))
		}
		for _, key := range []string{"id", "amount"} {
			r := d.run(func(tb *pull.Table) { tb.From, tb.Mark, tb.Key = "longs", "", []string{key} })
			if lines, _ := r.good(); len(lines) != 57 {
				t.Errorf("key %s: %d rows, not 57", key, len(lines))
			}
		}
	})
}

// kill ends the reader's connections.
func (d *database) kill() {
	if d.engine == "postgres" {
		d.exec("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'reader'")
		return
	}
	d.exec("KILL USER reader")
}

// TestWholeTableOfDatabase takes one state of a table that changes while it is
// read, and a key that tells no rows apart is said.
func TestWholeTableOfDatabase(t *testing.T) {
	eachEngine(t, func(t *testing.T, d *database) {
		d.tickets(57)
		r := d.run(func(tb *pull.Table) { tb.Mark = "" })
		once := true
		r.o.Progress = func(int64, string) {
			if once {
				once = false
				d.exec("UPDATE ticket SET id = 'A' WHERE id = 'T00056'", "DELETE FROM ticket WHERE id = 'T00040'")
			}
		}
		lines, _ := r.good()
		if all := fmt.Sprint(lines); len(lines) != 57 || !strings.Contains(all, "T00056") || !strings.Contains(all, "T00040") {
			t.Errorf("%d rows of two states", len(lines))
		}
		if lines, _ := r.good(); len(lines) != 56 {
			t.Errorf("then %d rows", len(lines))
		}
		d.exec("UPDATE ticket SET note = id", "UPDATE ticket SET amount = 1 WHERE id < 'T00030'")
		_, _, err := d.run(func(tb *pull.Table) { tb.Mark, tb.Key = "", []string{"amount"} }).pull()
		if failure(t, err); !strings.Contains(err.Error(), "one and the same key") {
			t.Error(err)
		}
	})
}

// TestTableByQuery reads a query, with columns named, and cannot write by it.
func TestTableByQuery(t *testing.T) {
	eachEngine(t, func(t *testing.T, d *database) {
		d.exec("CREATE TABLE gd (编号 varchar(20) PRIMARY KEY, 标题 varchar(50), gxsj varchar(30))",
			"INSERT INTO gd VALUES ('a', '占道 经营', '2026-11-01 08:00:00'), ('b', '噪声', '2026-11-01 08:00:01')")
		r := d.run(func(tb *pull.Table) {
			tb.From, tb.Query = "", "SELECT * FROM gd WHERE 编号 <> 'z'"
			tb.Columns = map[string]string{"id": "编号", "amount": "标题"}
			tb.Key, tb.Mark, tb.Format = nil, "gxsj", "datetime"
		})
		lines, _ := r.good()
		if len(lines) != 2 || lines[0] != `{"id":"a","amount":"占道 经营"}` {
			t.Errorf("%v", lines)
		}
		d.exec("INSERT INTO gd VALUES ('c', '噪声', '2026-11-01 07:30:00')")
		if lines, _ := r.good(); len(lines) != 1 {
			t.Errorf("%v", lines)
		}
		write := "SELECT setval('s', 5) AS id, 1 AS amount"
		if d.engine == "postgres" {
			d.exec("CREATE SEQUENCE s", "GRANT ALL ON SEQUENCE s TO reader")
		} else {
			write = "SELECT NEXTVAL(s) AS id, 1 AS amount"
			d.exec("CREATE SEQUENCE s", "GRANT ALL ON *.* TO reader")
			defer d.exec("REVOKE ALL ON *.* FROM reader")
		}
		_, _, err := d.run(func(tb *pull.Table) { tb.From, tb.Query, tb.Mark = "", write, "" }).pull()
		if failure(t, err); !strings.Contains(strings.ToLower(err.Error()), "read-only") && !strings.Contains(strings.ToLower(err.Error()), "read only") {
			t.Errorf("a query that writes: %v", err)
		}
	})
}

// TestTableFaults says what is wrong with a source, and gives no secret away.
func TestTableFaults(t *testing.T) {
	eachEngine(t, func(t *testing.T, d *database) {
		d.tickets(3)
		good := d.dsn
		for _, c := range []struct {
			name, dsn, want string
			kind            anlan.Kind
			change          func(*pull.Table)
		}{
			{"no table", good, "nothing", anlan.Invalid, func(tb *pull.Table) { tb.From = "nothing" }},
			{"no key", good, "the source has no column no", anlan.Invalid, func(tb *pull.Table) { tb.Key = []string{"no"} }},
			{"no watermark", good, "no time and no number", anlan.Invalid, func(tb *pull.Table) { tb.Mark = "note" }},
			{"slow", good, "timeout: raises the bound", anlan.Unavailable, func(tb *pull.Table) {
				tb.From, tb.Mark, tb.Timeout = "", "", 200*time.Millisecond
				tb.Query = map[string]string{"postgres": "SELECT id, amount, pg_sleep(5)::text AS note FROM ticket", "mariadb": "SELECT id, amount, note FROM ticket WHERE SLEEP(5) = 0"}[d.engine]
			}},
			{"no server", strings.NewReplacer("/tmp/", "/tmp/not-").Replace(good), "connect", anlan.Unavailable, func(tb *pull.Table) { tb.Retries = new(int) }},
			{"no database", strings.NewReplacer("dbname=", "dbname=x", "/test", "/x").Replace(good), "x", anlan.Invalid, nil},
			{"no dsn", "s3cret", "the dsn is not one of", anlan.Invalid, nil},
			{"empty dsn", "", "environment variable DSN is empty", anlan.Invalid, nil},
		} {
			d.dsn = c.dsn
			r := d.run(c.change)
			_, a, err := r.pull()
			if kind := failure(t, err); kind != c.kind || !strings.Contains(err.Error(), c.want) || a.Result != pull.Failed {
				t.Errorf("%s: kind %d, %v", c.name, kind, err)
			}
		}
		d.dsn = good
		if d.engine == "mariadb" {
			d.exec("ALTER TABLE ticket ADD kind ENUM('乙', '甲')")
			_, _, err := d.run(func(tb *pull.Table) { tb.Key = []string{"kind"} }).pull()
			if failure(t, err); !strings.Contains(err.Error(), "no order to read by") {
				t.Error(err)
			}
		}
		d.exec(map[string]string{"postgres": "ALTER TABLE ticket ADD amount2 bytea", "mariadb": "ALTER TABLE ticket ADD amount2 blob"}[d.engine])
		_, _, err := d.run(func(tb *pull.Table) { tb.Columns = map[string]string{"amount": "amount2"} }).pull()
		if failure(t, err); !strings.Contains(err.Error(), "holds bytes, no text") {
			t.Error(err)
		}
	})
}

package pull_test

import (
	"strings"
	"testing"

	"github.com/anlan-lake/anlan/etl/pull"
)

// TestPostgresTypes reads every type without loss, on the city's clock.
func TestPostgresTypes(t *testing.T) {
	d := newDatabase(t, "postgres", "")
	d.exec(`CREATE TABLE v (id bigint PRIMARY KEY, a numeric, b timestamptz, c timestamp(6), d date, e boolean, f jsonb, g text, h double precision, i real,
		j char(5), k text[], l uuid, m money, n timestamptz, o interval, amount text)`,
		`INSERT INTO v VALUES (9223372036854775807, 12345678901234567890.123456789, '1990-07-01 12:00:00.5+00', '2026-11-01 08:00:00.123456', '2026-02-28', true,
		'{"案由": "噪声", "n": 1.50}', E'一"二\n三\\四<五>', 0.1::float8+0.2::float8, 0.1, 'ab', '{x,y}', '00000000-0000-0000-0000-000000000001', 1234.5, 'infinity', '1 day', '')`)
	r := d.run(func(tb *pull.Table) { tb.From, tb.Mark = "v", "" })
	r.s.Fit = func(name string) pull.Fit { return pull.Fit{Column: name, Use: pull.Wanted} }
	lines, _ := r.good()
	want := `{"id":"9223372036854775807","a":"12345678901234567890.123456789","b":"1990-07-01 20:00:00.5","c":"2026-11-01 08:00:00.123456","d":"2026-02-28","e":"true",` +
		`"f":"{\"n\": 1.50, \"案由\": \"噪声\"}","g":"一\"二\n三\\四<五>","h":"0.30000000000000004","i":"0.1","j":"ab","k":"{x,y}","l":"00000000-0000-0000-0000-000000000001",` +
		`"m":"1234.50","n":"infinity","o":"1 day","amount":""}`
	if len(lines) != 1 || strings.Replace(lines[0], `"amount":null`, `"amount":""`, 1) != want {
		t.Errorf("got  %s\nwant %s", lines, want)
	}
	t.Run("EUC_CN", func(t *testing.T) {
		d := newDatabase(t, "postgres", "ENCODING 'EUC_CN' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0")
		d.exec("CREATE TABLE v (id varchar(20) PRIMARY KEY, amount text)")
		for _, key := range []string{"一", "丁", "七", "三", "上", "下", "不", "与", "a", "A1"} {
			d.exec("INSERT INTO v VALUES ('" + key + "', '占道" + key + "')")
		}
		r := d.run(func(tb *pull.Table) { tb.From, tb.Mark, tb.Chunk = "public.v", "", 2 })
		lines, _ := r.good()
		if all := strings.Join(lines, ""); len(lines) != 10 || !strings.Contains(all, `{"id":"与","amount":"占道与"}`) {
			t.Errorf("%d rows: %s", len(lines), all)
		}
	})
}

// TestMariaDBTypes does the same, with a table in GBK whose key is Chinese.
func TestMariaDBTypes(t *testing.T) {
	d := newDatabase(t, "mariadb", "")
	d.exec(`CREATE TABLE v (id bigint unsigned PRIMARY KEY, a decimal(38,9), b timestamp(6) NULL, c datetime(6), d date, e tinyint(1), f json, g text, h double, i float,
		j char(5), k bit(10), l datetime, m year, o enum('甲','乙'), amount text)`,
		`SET SESSION sql_mode = ''; INSERT INTO v VALUES (18446744073709551615, 12345678901234567890123456789.123456789, '1990-07-01 07:00:00.5', '2026-11-01 08:00:00.123456', '2026-02-28', true,
		'{"案由": "噪声", "n": 1.50}', '一"二\n三\\四<五>', 0.1e0+0.2e0, 0.1, 'ab', b'1000000001', '0000-00-00', 2026, '乙', NULL)`)
	r := d.run(func(tb *pull.Table) { tb.From, tb.Mark = "v", "" })
	r.s.Fit = func(name string) pull.Fit { return pull.Fit{Column: name, Use: pull.Wanted} }
	lines, _ := r.good()
	want := `{"id":"18446744073709551615","a":"12345678901234567890123456789.123456789","b":"1990-07-01 20:00:00.5","c":"2026-11-01 08:00:00.123456","d":"2026-02-28","e":"1",` +
		`"f":"{\"案由\": \"噪声\", \"n\": 1.50}","g":"一\"二\n三\\四<五>","h":"0.30000000000000004","i":"0.1","j":"ab","k":"513","l":"0000-00-00 00:00:00","m":"2026","o":"乙","amount":null}`
	if len(lines) != 1 || lines[0] != want {
		t.Errorf("got  %s\nwant %s", lines, want)
	}
	d.exec(`CREATE TABLE gbk (编号 varchar(20) PRIMARY KEY, 标题 varchar(50), amount int) CHARACTER SET gbk`)
	for _, key := range []string{"一", "丁", "七", "三", "上", "下", "不", "与", "a", "A1", "镕", "堃"} {
		d.exec("INSERT INTO gbk VALUES ('" + key + "', '占道" + key + "', 1)")
	}
	r = d.run(func(tb *pull.Table) { tb.From, tb.Mark, tb.Key, tb.Chunk = "gbk", "", []string{"编号"}, 2 })
	r.s.Fit = func(name string) pull.Fit { return pull.Fit{Column: name, Use: pull.Wanted} }
	lines, _ = r.good()
	if all := strings.Join(lines, ""); len(lines) != 12 || !strings.Contains(all, `"标题":"占道堃"`) {
		t.Errorf("%d rows of a table in GBK: %s", len(lines), all)
	}
}

package lake_test

import (
	"context"
	"os"
	"testing"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/lake"
)

func TestAsk(t *testing.T) {
	dir := t.TempDir()
	o := lake.Options{Now: func() time.Time { return time.Unix(1_700_000_000, 0) }}
	if err := lake.Init(context.Background(), dir, o); err != nil {
		t.Fatal(err)
	}
	l, err := lake.Open(context.Background(), dir, o)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	head, err := l.Head(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	s, err := l.Session(context.Background(), head.ID)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for _, q := range []string{
		"select 1", "select ';' as a, 1 as \";\" -- ; more\n;  -- nothing", "with x as (select 1) select * from x;",
		"explain select 1", "values (1)", "describe select 1", "select 1 as b order by b desc", "select $$;$$ /* ; */",
	} {
		r, err := s.Ask(context.Background(), q)
		if err != nil {
			t.Errorf("%s: %v", q, err)
			continue
		}
		r.Release()
	}
	dir = t.TempDir()
	for _, q := range []string{
		"create table x (a int)", "select 1; select 2", "copy (select 1) to '" + dir + "/x.csv'", "attach '" + dir + "/x.db'",
		"set threads = 1", "drop view x", "select 1; 'a'", "insert into x values (1)", "explain select 1; select 2",
		`select e'\''; copy (select 1) to '` + dir + `/evil.csv'; select 2 --'`, "select 1 --\r; copy (select 1) to '" + dir + "/evil.csv'; select 2",
		"explain analyze copy (select 1) to '" + dir + "/evil.csv'", "pragma version; select 1",
	} {
		if r, err := s.Ask(context.Background(), q); err == nil {
			r.Release()
			t.Errorf("%s: was run", q)
		} else if anlan.KindOf(err) != anlan.Invalid {
			t.Errorf("%s: %v is not Invalid", q, err)
		}
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("a refused statement left %v (%v)", left, err)
	}
}

// A confined session holds the tables that a query names, where its reader may
// see them, and reaches nothing else.
func TestConfine(t *testing.T) {
	dir := t.TempDir()
	ctx := context.Background()
	o := lake.Options{Now: func() time.Time { return time.Unix(1_700_000_000, 0) }}
	if err := lake.Init(ctx, dir, o); err != nil {
		t.Fatal(err)
	}
	l, err := lake.Open(ctx, dir, o)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	head, err := l.Head(ctx)
	if err != nil {
		t.Fatal(err)
	}
	ask := func(query string) error {
		s, err := l.Session(ctx, head.ID)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		for _, v := range [][2]string{{"cases", "select 3 as n"}, {"open", "select n + 1 as n from cases"}} {
			if err := s.View(ctx, v[0], v[1]); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.Confine(ctx, query, func(name string) bool { return name == "open" }); err != nil {
			return err
		}
		r, err := s.Ask(ctx, query)
		if err == nil {
			r.Release()
		}
		return err
	}
	for _, q := range []string{"select n from open", "from main.OPEN", "with x as (select * from \"open\") select * from x join main.Open using (n)", "select 1", "explain select n from open", "describe open", "summarize open"} {
		if err := ask(q); err != nil {
			t.Errorf("%s: %v", q, err)
		}
	}
	for _, q := range []string{"select n from cases", "select (select n from Cases) from open", "from open union all from cases", "describe cases", "from query('from cases')",
		"from query_table('cases')", "from read_text('" + dir + "/catalog.sqlite')", "from glob('" + dir + "/*')", "from '" + dir + "/x.parquet'", "from open; from cases"} {
		if err := ask(q); err == nil {
			t.Errorf("%s: was answered", q)
		}
	}
}

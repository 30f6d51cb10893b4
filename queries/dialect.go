package queries

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/anlan-lake/anlan"
)

// Dialect is an SQL engine's spelling.
type Dialect string

// The engines that every statement is written for.
const (
	DuckDB Dialect = "duckdb"
	Trino  Dialect = "trino"
	Spark  Dialect = "spark"
)

// Dialects gives the three engines.
func Dialects() []Dialect { return []Dialect{DuckDB, Trino, Spark} }

// Params are the values of a statement's :parameters. A time.Time is written
// as a timestamp without zone, a string is quoted, a number stands as it is.
type Params map[string]any

// spelling is one @function in the three engines; $1, $2 are its arguments.
type spelling struct {
	args                 int
	duckdb, trino, spark string
}

// spellings is the whole list of what the engines write differently.
//
// @minutes_between counts the minute boundaries passed, as DuckDB's date_diff
// does; the others cut to the minute first to agree with it. @median is exact
// on every engine. @exact fixes a binary fraction to six decimals, so that a
// sum of it does not depend on the order of the rows; @product does so for a
// product, with room for large ones. @bit is the integer whose one bit, counted
// from 0, is set; @bits_or an aggregate of integers, @bits_and a function of two.
// @fingerprint is an integer by which two values are told from others, each
// engine's own.
var spellings = map[string]spelling{
	"median": {1, "median($1)", "approx_percentile($1, 0.5)", "median($1)"},
	"median_where": {2,
		"median($1) filter (where $2)",
		"(element_at(array_sort(array_agg($1) filter (where ($2) and ($1) is not null)), cast((count($1) filter (where $2) + 1) / 2 as integer))" +
			" + element_at(array_sort(array_agg($1) filter (where ($2) and ($1) is not null)), cast((count($1) filter (where $2) + 2) / 2 as integer))) / 2.0",
		"median($1) filter (where $2)"},
	"minutes_between": {2,
		"date_diff('minute', $1, $2)",
		"date_diff('minute', date_trunc('minute', $1), date_trunc('minute', $2))",
		"timestampdiff(minute, date_trunc('minute', $1), date_trunc('minute', $2))"},
	"days_between": {2, "date_diff('day', cast($1 as date), cast($2 as date))", "date_diff('day', cast($1 as date), cast($2 as date))", "datediff(cast($2 as date), cast($1 as date))"},
	"day":          {1, "cast($1 as date)", "cast($1 as date)", "cast($1 as date)"},
	"month_start":  {1, "cast(date_trunc('month', $1) as date)", "cast(date_trunc('month', $1) as date)", "cast(date_trunc('month', $1) as date)"},
	"week_start":   {1, "cast(date_trunc('week', $1) as date)", "cast(date_trunc('week', $1) as date)", "cast(date_trunc('week', $1) as date)"},
	"add_days":     {2, "cast($1 + to_days($2) as date)", "date_add('day', $2, $1)", "date_add($1, $2)"},
	"timestamp":    {1, "timestamp $1", "timestamp $1", "timestamp_ntz $1"},
	"exact":        {1, "cast($1 as decimal(18, 6))", "cast($1 as decimal(18, 6))", "cast($1 as decimal(18, 6))"},
	"product":      {2, "cast($1 as decimal(38, 6)) * cast($2 as decimal(38, 6))", "cast($1 as decimal(38, 6)) * cast($2 as decimal(38, 6))", "cast($1 as decimal(38, 6)) * cast($2 as decimal(38, 6))"},
	"bit":          {1, "cast(1 << $1 as integer)", "bitwise_left_shift(1, $1)", "shiftleft(1, $1)"},
	"bits_or":      {1, "bit_or($1)", "bitwise_or_agg($1)", "bit_or($1)"},
	"bits_and":     {2, "($1 & $2)", "bitwise_and($1, $2)", "($1 & $2)"},
	"fingerprint":  {2, "hash($1, $2)", "from_big_endian_64(xxhash64(to_utf8(concat_ws('|', cast($1 as varchar), cast($2 as varchar)))))", "xxhash64($1, $2)"},
	"text":         {1, "cast($1 as varchar)", "cast($1 as varchar)", "cast($1 as string)"},
}

// Spellings is a text that tells how the @functions are written: another one
// where one of them is written otherwise.
func Spellings() string { return fmt.Sprint(spellings) }

func (s spelling) in(d Dialect) (string, bool) {
	switch d {
	case DuckDB:
		return s.duckdb, true
	case Trino:
		return s.trino, true
	case Spark:
		return s.spark, true
	}
	return "", false
}

// Render rewrites the @functions and :parameters of a statement for an engine.
// Text in quotes and comments is left alone. An unknown function, a wrong
// number of arguments or a parameter without a value is Invalid.
func Render(sql string, d Dialect, p Params) (string, error) {
	var out strings.Builder
	for i := 0; i < len(sql); {
		if n := skip(sql[i:]); n > 0 {
			out.WriteString(sql[i : i+n])
			i += n
			continue
		}
		switch c := sql[i]; {
		case c == ':' && i+1 < len(sql) && sql[i+1] == ':':
			return "", anlan.Errorf(anlan.Invalid, "\"::\" is a cast that not every engine reads: write cast(x as type)")
		case c == ':' && i+1 < len(sql) && letter(sql[i+1]):
			name := word(sql[i+1:])
			v, err := literal(name, d, p)
			if err != nil {
				return "", err
			}
			out.WriteString(v)
			i += 1 + len(name)
		case c == '@' && i+1 < len(sql) && letter(sql[i+1]):
			text, n, err := call(sql[i:], d, p)
			if err != nil {
				return "", err
			}
			out.WriteString(text)
			i += n
		default:
			out.WriteByte(c)
			i++
		}
	}
	return out.String(), nil
}

// call renders the @function at the head of sql, and the length of its text.
// A median takes in the filter that follows it: Trino has to spell it out.
func call(sql string, d Dialect, p Params) (string, int, error) {
	name := word(sql[1:])
	at := 1 + len(name)
	f, ok := spellings[name]
	if !ok || at >= len(sql) || sql[at] != '(' {
		return "", 0, anlan.Errorf(anlan.Invalid, "@%s is not a function of the dialect list", name)
	}
	args, n, err := Arguments(sql[at:])
	if err != nil {
		return "", 0, err
	}
	at += n
	if len(args) != f.args {
		return "", 0, anlan.Errorf(anlan.Invalid, "@%s takes %d arguments, %d given", name, f.args, len(args))
	}
	if name == "median" {
		f = spellings["median_where"]
		cond, n := Filter(sql[at:])
		if n == 0 {
			cond = "true"
		}
		args, at = append(args, cond), at+n
	}
	text, ok := f.in(d)
	if !ok {
		return "", 0, anlan.Errorf(anlan.Invalid, "no SQL dialect %q: duckdb, trino and spark are known", string(d))
	}
	pairs := make([]string, 0, 2*len(args))
	for i, a := range args {
		r, err := Render(strings.TrimSpace(a), d, p)
		if err != nil {
			return "", 0, err
		}
		pairs = append(pairs, "$"+strconv.Itoa(i+1), r)
	}
	return strings.NewReplacer(pairs...).Replace(text), at, nil
}

// literal writes the value of a parameter.
func literal(name string, d Dialect, p Params) (string, error) {
	switch v := p[name].(type) {
	case time.Time:
		s, _ := spellings["timestamp"].in(d)
		return strings.Replace(s, "$1", "'"+v.Format("2006-01-02 15:04:05")+"'", 1), nil
	case string:
		return Quote(v), nil
	case int:
		return strconv.Itoa(v), nil
	case int64:
		return strconv.FormatInt(v, 10), nil
	case float64:
		return strconv.FormatFloat(v, 'g', -1, 64), nil
	case nil:
		return "", anlan.Errorf(anlan.Invalid, "parameter :%s has no value", name)
	default:
		return "", anlan.Errorf(anlan.Invalid, "parameter :%s: a %T cannot be written as SQL", name, v)
	}
}

// Quote writes a string as an SQL literal.
func Quote(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

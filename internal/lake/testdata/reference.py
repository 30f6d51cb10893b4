"""Changes a lake with DuckLake's reference implementation, in the ways that
Anlan itself does not use: rows kept in the catalog, delete files, new and
renamed columns, files shared by several snapshots. Argument: the lake; with
a second argument the script changes nothing and prints once.

Prints the snapshot after each change with the rows the reference sees there;
the test beside it (reference_test.go) expects the same of Anlan.
"""
import importlib
import pathlib
import sys

import duckdb


def connect(lake):
    con = duckdb.connect(config={"allow_unsigned_extensions": "true"})
    for name in ("ducklake", "sqlite_scanner"):
        root = pathlib.Path(importlib.import_module("duckdb_extension_" + name).__file__).parent
        (path,) = root.rglob(name + ".duckdb_extension")
        con.execute(f"LOAD '{path}'")
    con.execute(
        f"ATTACH 'ducklake:sqlite:{lake}/catalog.sqlite' AS lk "
        f"(DATA_PATH '{lake}/data/', OVERRIDE_DATA_PATH true)"
    )
    con.execute("USE lk")
    return con


def show(con, what):
    """Prints snapshot<TAB>what<TAB>rows."""
    (snap,) = con.execute("SELECT max(snapshot_id) FROM ducklake_snapshots('lk')").fetchone()
    rows = con.execute("SELECT case_id || ' ' || coalesce(strftime(occurred_at, '%Y-%m'), '-') || ' ' || n FROM dispute_case ORDER BY ALL").fetchall()
    print(snap, what, "|".join(r[0] for r in rows), sep="\t")


def main(lake):
    con = connect(lake)
    show(con, "as Anlan left it")
    first = con.execute("SELECT string_agg(case_id || n, ' ' ORDER BY case_id) FROM dispute_case AT (VERSION => 1)").fetchone()
    assert first == ("a1 b2 中9",), first
    found = con.execute("SELECT count(*) FROM dispute_case WHERE amount > 1 AND case_id >= '中' AND x > 5").fetchone()
    assert found == (1,), found
    insert = "INSERT INTO dispute_case BY NAME SELECT {} AS case_id, '629902' AS area_code, TIMESTAMP '{}' AS occurred_at, {} AS n, 'nan'::DOUBLE AS x, true AS open"
    con.execute(insert.format("'r'", "2026-10-20 01:02:03.5", 20))
    show(con, "appended a row as a file")
    con.execute("CALL lk.set_option('data_inlining_row_limit', 10)")
    con.execute(insert.format("'i'", "2026-11-20", 30))
    show(con, "appended a row in the catalog")
    con.execute("DELETE FROM dispute_case WHERE case_id = 'b'")
    show(con, "deleted a row in the catalog")
    con.execute("CALL lk.set_option('data_inlining_row_limit', 0)")
    con.execute("INSERT INTO dispute_case BY NAME SELECT 'm' || i AS case_id, TIMESTAMP '2026-08-01' AS occurred_at, i::INT AS n FROM range(5) r(i)")
    con.execute("DELETE FROM dispute_case WHERE case_id = 'm1'")
    show(con, "deleted a row by a delete file")
    con.execute("ALTER TABLE dispute_case ADD COLUMN extra INTEGER DEFAULT 5")
    con.execute("ALTER TABLE dispute_case RENAME COLUMN open TO is_open")
    con.execute("ALTER TABLE dispute_case ALTER n TYPE BIGINT")
    con.execute("INSERT INTO dispute_case BY NAME SELECT 'n' || i AS case_id, TIMESTAMP '2026-08-02' AS occurred_at, 40 AS n, 6 AS extra FROM range(2) r(i)")
    con.execute("DELETE FROM dispute_case WHERE case_id = 'm2'")
    show(con, "new columns, another delete")
    for i in (7, 8, 9):
        con.execute(f"INSERT INTO dispute_case BY NAME SELECT 'p{i}' AS case_id, TIMESTAMP '2026-07-02' AS occurred_at, {i} AS n")
        show(con, "one more file")
    con.execute("CALL ducklake_merge_adjacent_files('lk')")
    show(con, "merged files")
    con.execute("DELETE FROM dispute_case WHERE case_id = 'p7'")
    show(con, "deleted from a merged file")
    con.execute("DELETE FROM dispute_case WHERE case_id = 'p8'")
    show(con, "and again")
    con.execute("CREATE TABLE other(l INTEGER[])")
    con.execute("INSERT INTO other VALUES ([1])")
    con.execute("CREATE TABLE plain AS SELECT 1 AS a, 'x' AS b")
    show(con, "other tables")


if len(sys.argv) == 3:
    show(connect(sys.argv[1]), sys.argv[2])
else:
    main(sys.argv[1])

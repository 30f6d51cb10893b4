"""Proves a lake with DuckLake's reference implementation, DuckDB's extension.

    ducklake.py LAKE ANLAN [DATE ...]

LAKE is a lake's folder, ANLAN the anlan program, each DATE a night
(YYYY-MM-DD) to look back at; without one, the first night that was finished.

Attaches the lake read only and compares, for every table, the rows and a
fingerprint of their content with what `anlan sql` says: now, and as of each
DATE. Then, on a copy, appends a row as a file, appends one inside the catalog,
deletes one, and expects `anlan sql` to count each time what the reference
implementation counts. Prints what it compared; exits 1 on any difference.
"""

import importlib
import json
import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile

import duckdb


def connect(lake, options=""):
    """Attaches a lake as `lk`, with the extensions from their wheels."""
    con = duckdb.connect(config={"allow_unsigned_extensions": "true"})
    for name in ("ducklake", "sqlite_scanner"):
        module = importlib.import_module("duckdb_extension_" + name)
        (path,) = pathlib.Path(module.__file__).parent.rglob(name + ".duckdb_extension")
        con.execute(f"LOAD '{path}'")
    # The data path is stored relative to the lake; the reference would take
    # it from the working folder.
    con.execute(
        f"ATTACH 'ducklake:sqlite:{lake}/catalog.sqlite' AS lk "
        f"(DATA_PATH '{lake}/data/', OVERRIDE_DATA_PATH true{options})"
    )
    return con


class Anlan:
    """The program under test, on one lake."""

    def __init__(self, program, lake):
        self.program, self.lake = str(pathlib.Path(program).resolve()), str(lake)

    def run(self, *args):
        """Runs a command and gives what it printed."""
        done = subprocess.run(
            [self.program, *args],
            env={**os.environ, "ANLAN_LAKE": self.lake, "LANG": "C.UTF-8"},
            stdout=subprocess.PIPE, text=True, check=True,
        )
        return done.stdout

    def look(self, table, date=None):
        """(rows, fingerprint) of a table by `anlan sql`."""
        args = ["sql", "--format", "json", "-c", fingerprint(f'"{table}"')]
        if date:
            args += ["--as-of", date]
        answer = json.loads(self.run(*args))
        return int(answer["n"]), answer["h"]


def fingerprint(relation):
    """The query for a table's rows and a hash that ignores their order."""
    return f"SELECT count(*) AS n, coalesce(CAST(sum(CAST(hash(t) AS HUGEINT)) AS VARCHAR), '') AS h FROM {relation} t"


def look(con, table, snapshot):
    """(rows, fingerprint) of a table by the reference implementation."""
    return con.execute(fingerprint(f'(SELECT * FROM lk.main."{table}" AT (VERSION => {snapshot}))')).fetchone()


def tables(con, snapshot):
    """Names of the tables there were at a snapshot."""
    rows = con.execute(
        """SELECT table_name FROM __ducklake_metadata_lk.ducklake_table
        WHERE begin_snapshot <= $1 AND (end_snapshot IS NULL OR end_snapshot > $1) ORDER BY 1""",
        [snapshot],
    ).fetchall()
    return [r[0] for r in rows]


def catalog(lake, query, *args):
    """Rows of a query on the catalog itself."""
    con = sqlite3.connect(f"file:{lake}/catalog.sqlite?mode=ro", uri=True)
    try:
        return con.execute(query, args).fetchall()
    finally:
        con.close()


class Comparison:
    """Counts and prints comparisons; `failed` tells whether any differed."""

    def __init__(self):
        self.done, self.failed = 0, False

    def expect(self, what, reference, anlan):
        self.done += 1
        if reference == anlan:
            print(f"same  {what}: {anlan}")
        else:
            self.failed = True
            print(f"DIFFER  {what}: reference {reference}, anlan {anlan}")


def compare(c, lake, program, dates):
    """Every table, now and as of each date."""
    con = connect(lake, ", READ_ONLY")
    anlan = Anlan(program, lake)
    (head,) = catalog(lake, "SELECT max(snapshot_id) FROM ducklake_snapshot")[0]
    moments = [(None, head)]
    if not dates:
        dates = [r[0] for r in catalog(lake, "SELECT min(as_of) FROM anlan_night WHERE step = 'done'") if r[0]]
    for date in dates:
        found = catalog(
            lake,
            """SELECT snapshot_id FROM anlan_night WHERE step = 'done' AND as_of <= ?
            ORDER BY as_of DESC, snapshot_id DESC LIMIT 1""",
            date,
        )
        if not found:
            sys.exit(f"no night was finished on or before {date}")
        moments.append((date, found[0][0]))
    for date, snapshot in moments:
        names = tables(con, snapshot)
        if not names:
            sys.exit(f"the lake has no table at snapshot {snapshot}")
        for name in names:
            what = f"{name} {'now' if date is None else 'as of ' + date} (snapshot {snapshot})"
            c.expect(what, look(con, name, snapshot), anlan.look(name, date))
    (seen,) = con.execute("SELECT count(*) FROM ducklake_snapshots('lk')").fetchone()
    c.expect("snapshots", seen, catalog(lake, "SELECT count(*) FROM ducklake_snapshot")[0][0])
    con.close()


def change(c, lake, program):
    """Changes a copy with the reference implementation; Anlan has to follow."""
    with tempfile.TemporaryDirectory() as tmp:
        copy = pathlib.Path(tmp) / "lake"
        shutil.copytree(lake, copy)
        anlan = Anlan(program, copy)
        con = connect(copy)
        (head,) = catalog(copy, "SELECT max(snapshot_id) FROM ducklake_snapshot")[0]
        filled = [(look(con, t, head)[0], t) for t in tables(con, head)]
        filled = [t for n, t in filled if n > 0]
        if not filled:
            sys.exit("every table of the lake is empty")
        for table in dict.fromkeys(filled[:2] + filled[-1:]):
            name = f'lk.main."{table}"'
            start = anlan.look(table)[0]
            insert = f"INSERT INTO {name} SELECT * FROM {name} LIMIT 1"
            for what, statements, want in (
                ("a row appended as a file", [insert], start + 1),
                ("a row appended in the catalog", [
                    "CALL lk.set_option('data_inlining_row_limit', 10)", insert,
                    "CALL lk.set_option('data_inlining_row_limit', 0)"], start + 2),
                ("a row deleted", [f"DELETE FROM {name} WHERE rowid = (SELECT min(rowid) FROM {name})"], start + 1),
            ):
                for s in statements:
                    con.execute(s)
                (head,) = con.execute("SELECT max(snapshot_id) FROM ducklake_snapshots('lk')").fetchone()
                c.expect(f"{table}, {what}", look(con, table, head), anlan.look(table))
                c.expect(f"{table}, {what}: rows", want, anlan.look(table)[0])
        con.close()
        anlan.run("verify")
        print("same  the changed copy passes anlan verify")


def main(argv):
    if len(argv) < 3:
        sys.exit(__doc__)
    lake, program, dates = pathlib.Path(argv[1]).resolve(), argv[2], argv[3:]
    c = Comparison()
    compare(c, lake, program, dates)
    change(c, lake, program)
    print(f"{c.done} comparisons, {'with differences' if c.failed else 'no difference'}")
    return 1 if c.failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))

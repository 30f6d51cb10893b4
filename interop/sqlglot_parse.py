"""Parse every rendered statement as the engine it was rendered for.

Reads files of JSON lines {"name", "dialect", "sql"} as written by

    go test ./queries ./indicators -run TestRenderedForEveryEngine -args -dump DIR

and parses each with sqlglot, reading as duckdb, trino or spark. A statement
that does not parse, or that sqlglot can only keep as an unread command, is
printed; the exit code is then 1. Usage: sqlglot_parse.py FILE...
"""

import json
import sys

import sqlglot
from sqlglot import ErrorLevel, exp


def fault(line):
    """Say what is wrong with one statement, or None."""
    try:
        trees = sqlglot.parse(line["sql"], read=line["dialect"], error_level=ErrorLevel.RAISE)
    except sqlglot.errors.SqlglotError as e:
        return str(e)
    if len(trees) != 1:
        return f"{len(trees)} statements, want 1"
    if not isinstance(trees[0], exp.Query):
        return f"read as {type(trees[0]).__name__}, not as a query"
    return None


def main(paths):
    parsed, faults = {}, 0
    for path in paths:
        with open(path, encoding="utf-8") as f:
            for text in f:
                line = json.loads(text)
                why = fault(line)
                parsed[line["dialect"]] = parsed.get(line["dialect"], 0) + 1
                if why:
                    faults += 1
                    print(f"{path}: {line['name']} ({line['dialect']}): {why}", file=sys.stderr)
    print(", ".join(f"{n} statements as {d}" for d, n in sorted(parsed.items())) + f": {faults} do not parse")
    # An empty input proves nothing.
    return 1 if faults or set(parsed) != {"duckdb", "trino", "spark"} else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

#!/usr/bin/env bash
# The peers, from PyPI: DuckLake's reference implementation attaches a demo
# lake of six nights and appends to a copy; a notebook looks at the city with
# it; sqlglot parses every statement for three engines; every contract fits the
# JSON Schema of the Open Data Contract Standard.
set -euo pipefail
cd "$(dirname "$0")/.."
python=$(scripts/python.sh)

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export ANLAN_LAKE=$work/city/lake
bin/anlan demo "$work/city" --scale 0.02 --months 15 --history 40 --nights 14 --until 2026-10-31 >/dev/null
bin/anlan init >/dev/null
for night in $(seq 26 31); do bin/anlan nightly --as-of "2026-10-$night" >/dev/null; done
"$python" interop/ducklake.py "$ANLAN_LAKE" bin/anlan 2026-10-27
"$python" interop/notebook.py notebooks/demo_city.ipynb notebooks/out

mkdir "$work/rendered"
go test -count=1 ./queries ./indicators -run TestRenderedForEveryEngine -args -dump "$work/rendered"
"$python" interop/sqlglot_parse.py "$work"/rendered/*.jsonl

"$python" interop/contract_schema.py etl/notice.yaml etl/contracts/*.yaml examples/*/contracts/*.yaml

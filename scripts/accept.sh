#!/usr/bin/env bash
# The long runs. "whole" is what is run before an issue is called resolved;
# "ci" is the stated part that decides about main:
#   kills    nightly runs killed -9 at seeded random times      whole 100   ci 4
#   fuzz     each reader, each normaliser                        whole 10 m  ci 15 s
#   nights   demo nights one by one against all at once          whole 30    ci 30 (in make test)
set -euo pipefail
cd "$(dirname "$0")/.."
case ${1:-whole} in
  whole) kills=100 fuzz=10m ;;
  ci) kills=4 fuzz=15s ;;
  *) echo "accept: PART is whole or ci, not $1" >&2; exit 2 ;;
esac

echo "accept: $kills kills"
ANLAN_KILLS=$kills go test -count=1 -timeout 60m -run 'Kill|Crash' ./internal/night ./internal/lake

for pkg in ./etl; do
  for f in $(go test -list '^Fuzz' "$pkg" | grep '^Fuzz'); do
    echo "accept: fuzz $pkg $f for $fuzz"
    go test -run '^$' -fuzz "^$f\$" -fuzztime "$fuzz" "$pkg"
  done
done

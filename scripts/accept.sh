#!/usr/bin/env bash
# The long runs. "whole" is what is run before an issue is called resolved;
# "ci" is the stated part that decides about main:
#   kills    nightly runs killed -9 at seeded random times      whole 100   ci 4
#            and as many pulls of an API and a table
#   lands    landing processes killed -9, compaction included     whole 300   ci 4 (in make test)
#   flips    bytes of data files flipped, each found              whole 1,000 ci 60 (in make test)
#   fuzz     each reader, each normaliser                        whole 10 m  ci 20,000 inputs
#            each method of the models                           whole 2 m   ci 100 inputs
#   nights   demo nights one by one against all at once          whole 30    ci 6 (in make test)
#   attack   small counts told by linear programming             whole: 14 months, every system
#                                                                ci: 2 months, one in 15 (in make test)
set -euo pipefail
cd "$(dirname "$0")/.."
case ${1:-whole} in
  whole) kills=100 fuzz=10m models=2m ;;
  ci) kills=4 fuzz=20000x models=100x ;;
  *) echo "accept: PART is whole or ci, not $1" >&2; exit 2 ;;
esac

echo "accept: $kills kills"
ANLAN_KILLS=$kills go test -count=1 -timeout 60m -run 'Kill|Crash' ./internal/night ./internal/lake
ANLAN_KILLS=$kills go test -count=1 -timeout 30m -run TestPullKilled ./cmd/anlan

if [[ ${1:-whole} == whole ]]; then
  echo "accept: 300 landings killed, 1,000 flipped bytes"
  ANLAN_KILLS=300 ANLAN_FLIPS=1000 go test -count=1 -timeout 60m -run 'TestLandKilled|TestVerifyFindsAnyFlip' ./etl
  echo "accept: 30 nights one by one"
  ANLAN_NIGHTS=30 go test -count=1 -timeout 90m -run TestNightsEqualOneRun ./internal/night
  echo "accept: every small count attacked"
  ANLAN_ATTACK_WHOLE=1 go test -v -count=1 -timeout 90m -run TestSmallCellsWithstand ./internal/night
fi

# The fuzzer may fail at its own deadline on a busy machine without having
# found anything (Go issue 75804); a finding always leaves an input behind. It
# also takes any call that lasts ten seconds for hung, though the time was
# others': such an input is tried again by itself, and then the target.
fuzz() { # package target time
  local log before left at=$1/testdata/fuzz/$2
  for _ in 1 2 3; do
    log=$(mktemp)
    before=$(ls "$at" 2>/dev/null || true)
    if go test -run '^$' -fuzz "^$2\$" -fuzztime "$3" -fuzzminimizetime 100x "$1" | tee "$log" | grep -v '^fuzz: elapsed'; then
      rm "$log"
      return
    fi
    left=$(comm -13 <(echo "$before") <(ls "$at" 2>/dev/null || true))
    if [[ -z $left ]]; then
      grep -q 'context deadline exceeded' "$log" || return 1
      echo "accept: stopped at its deadline, nothing found"
      return
    fi
    grep -q 'hung or terminated unexpectedly' "$log" && go test -count=1 -timeout 10s -run "^$2\$/^$left\$" "$1" || return 1
    echo "accept: a call took over ten seconds, by itself it does not: $(head -c 300 "$at/$left")"
    rm "$at/$left"
  done
  return 1
}

each() { # time package...
  local f pkg time=$1
  for pkg in "${@:2}"; do
    for f in $(go test -list '^Fuzz' "$pkg" | grep '^Fuzz'); do
      echo "accept: fuzz $pkg $f for $time"
      fuzz "$pkg" "$f" "$time"
    done
  done
}

each "$fuzz" ./etl ./internal/person
each "$models" $(grep -rl --include='*_test.go' '^func Fuzz' models | xargs -n1 dirname | sort -u | sed 's,^,./,')

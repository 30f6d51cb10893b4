#!/usr/bin/env bash
# The demo city in folder $1: its files, its lake and one night, each step made
# only where it is not there yet; a killed run goes on where it stopped.
set -euo pipefail
dir=$1 scale=$2 months=$3 seed=$4 until=$5
anlan=bin/anlan
if [[ ! -f $dir/lake/anlan.yaml ]]; then
  rm -rf "$dir"
  $anlan demo "$dir" --scale "$scale" --months "$months" --seed "$seed" --until "$until"
  echo "$until" >"$dir/until"
fi
[[ -f $dir/lake/catalog.sqlite ]] || $anlan init --lake "$dir/lake"
$anlan nightly --lake "$dir/lake" --as-of "$(cat "$dir/until")"

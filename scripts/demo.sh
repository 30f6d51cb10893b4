#!/usr/bin/env bash
# The demo city in folder $1: its files, its lake, a triage model and one night, each step made
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
# Triage learns before the night, so that the night's first edition has it.
if [[ ! -f $dir/lake/models/triage.json ]]; then
  $anlan land --lake "$dir/lake" --as-of "$(cat "$dir/until")" >"$dir/land.txt" || [[ $? -eq 4 ]] # 4: a batch is held; the night says so again
  $anlan train --lake "$dir/lake" --method triage >"$dir/triage.txt"
fi
$anlan nightly --lake "$dir/lake" --as-of "$(cat "$dir/until")"

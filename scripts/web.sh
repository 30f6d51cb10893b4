#!/usr/bin/env bash
# Bundles web/ into internal/site/assets/dist when a source is newer.
set -euo pipefail
cd "$(dirname "$0")/../web"
stamp=../internal/site/assets/dist/.stamp
if [[ ! -d node_modules || package-lock.json -nt node_modules/.package-lock.json ]]; then
  npm ci --no-audit --no-fund --loglevel=error
fi
if [[ ! -f $stamp || -n $(find src package-lock.json -newer "$stamp" -print -quit) ]]; then
  npm run --silent build
  touch "$stamp"
fi

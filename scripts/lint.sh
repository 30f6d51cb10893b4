#!/usr/bin/env bash
# golangci-lint in the given version, and the front end's own lint.
set -euo pipefail
cd "$(dirname "$0")/.."
version=$1
bin=$(go env GOPATH)/bin/golangci-lint
if ! "$bin" version 2>/dev/null | grep -q "${version#v}"; then
  echo "lint: installing golangci-lint $version"
  GOFLAGS='' go install "github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$version"
fi
# A cache of this checkout's own: shared between checkouts it answers with
# findings at the paths of one that is gone, which no exclusion then matches.
export GOLANGCI_LINT_CACHE=$PWD/.cache/golangci-lint
"$bin" run ./...
(cd web && npm run --silent lint)

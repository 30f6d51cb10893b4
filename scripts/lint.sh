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
"$bin" run ./...
(cd web && npm run --silent lint)

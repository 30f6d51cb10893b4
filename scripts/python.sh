#!/usr/bin/env bash
# Makes interop/.venv of interop/requirements.txt where it is not there yet, and
# says where its Python is.
set -euo pipefail
cd "$(dirname "$0")/.."
command -v python3 >/dev/null || { echo "missing Python 3 with venv" >&2; exit 2; }
venv=interop/.venv
if ! cmp -s interop/requirements.txt "$venv/requirements.txt"; then
  python3 -m venv "$venv" >&2
  "$venv/bin/pip" install --quiet --disable-pip-version-check -r interop/requirements.txt >&2
  cp interop/requirements.txt "$venv/requirements.txt"
fi
echo "$venv/bin/python"

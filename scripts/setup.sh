#!/usr/bin/env bash
# Checks for what Anlan builds with, and as root on Debian installs what its
# tests look at pages and reports with, and the servers they pull rows from. Prints nothing when all is there.
set -euo pipefail

missing=()
need() { command -v "$1" >/dev/null 2>&1 || missing+=("$2"); }
need go "Go 1.26 or newer (package golang, or the Go team's archive)"
need cc "a C compiler (Debian: apt-get install gcc)"
need node "Node.js 20 or newer (Debian: apt-get install nodejs npm)"
need npm "npm (Debian: apt-get install npm)"
if ((${#missing[@]})); then
  printf 'setup: missing %s\n' "${missing[@]}" >&2
  exit 2
fi

wanted=()
command -v chromium >/dev/null 2>&1 || wanted+=(chromium)
fc-list 2>/dev/null | grep -qi 'noto.*cjk' || dpkg-query -W fonts-noto-cjk >/dev/null 2>&1 || wanted+=(fonts-noto-cjk)
compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null || command -v postgres >/dev/null 2>&1 || wanted+=(postgresql)
command -v mariadbd >/dev/null 2>&1 || [[ -x /usr/sbin/mariadbd ]] || wanted+=(mariadb-server)
if ((${#wanted[@]})); then
  if [[ $(id -u) == 0 ]] && command -v apt-get >/dev/null 2>&1; then
    echo "setup: installing ${wanted[*]}"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${wanted[@]}" >/dev/null
  else
    echo "setup: ${wanted[*]} not installed: tests of pages and of database sources need them (apt-get install ${wanted[*]})" >&2
  fi
fi

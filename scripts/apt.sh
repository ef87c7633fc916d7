#!/usr/bin/env bash
# Installs the Debian packages named, or says the command that an administrator has to run.
set -euo pipefail

as_root=()
if [ "$(id -u)" -ne 0 ]; then
    as_root=(sudo -n)
fi

if ! command -v apt-get >/dev/null; then
    echo "These Debian packages are needed, by the names they have on this system: $*" >&2
    exit 1
fi
if [ "$(id -u)" -ne 0 ] && ! sudo -n true 2>/dev/null; then
    echo "Needed, and only an administrator can install it. Run this, then try again:" >&2
    echo "    sudo apt-get update && sudo apt-get install --no-install-recommends $*" >&2
    exit 1
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
echo "Installing $*"
"${as_root[@]}" apt-get update >"$log" 2>&1 || true
if ! "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install --yes --no-install-recommends "$@" >>"$log" 2>&1; then
    tail -20 "$log" >&2
    echo "apt-get could not install: $*" >&2
    exit 1
fi

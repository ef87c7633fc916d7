#!/usr/bin/env bash
# The Python environment in .venv, exactly as locked, and the libraries that draw PDFs.
#   scripts/setup.sh       what the application needs
#   scripts/setup.sh dev   and what its tests and checks need, a browser included
set -euo pipefail
cd "$(dirname "$0")/.."
here=scripts

usable_python() {
    local candidate
    for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.11; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
    echo "Python 3.11 or newer is needed (Debian 12 has it: apt-get install python3 python3-venv)." >&2
    echo "If it is installed under another name: PYTHON=/path/to/python make setup" >&2
    return 1
}

make_environment() {
    local python
    python=$(usable_python)
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        "$here/apt.sh" python3-venv
    fi
    "$python" -m venv --clear .venv
}

install_locked() {
    local lock=$1 stamp=.venv/.installed-$1
    if sha256sum --check --status "$stamp" 2>/dev/null; then
        return
    fi
    echo "Installing what $lock names"
    .venv/bin/python -m pip install -qq --disable-pip-version-check --require-hashes --requirement "$lock"
    sha256sum "$lock" >"$stamp"
}

pdf_libraries_load() {
    .venv/bin/python - 2>/dev/null <<'PYTHON'
import ctypes
import ctypes.util
for name in ("pango-1.0", "pangoft2-1.0", "harfbuzz-subset"):
    ctypes.CDLL(ctypes.util.find_library(name) or f"lib{name}.so.0")
PYTHON
}

if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    make_environment
fi
if [ "${1:-}" = dev ]; then
    install_locked requirements-dev.txt
else
    install_locked requirements.txt
fi
if ! pdf_libraries_load; then
    "$here/apt.sh" libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
fi
if [ "${1:-}" = dev ] && ! command -v chromium >/dev/null; then
    "$here/apt.sh" chromium
fi

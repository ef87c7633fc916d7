#!/usr/bin/env bash
# Writes both lock files anew: every version and its hashes, for every platform, and no address.
# With --upgrade each dependency moves to the newest version that pyproject.toml allows.
set -euo pipefail
cd "$(dirname "$0")/.."

lock() {
    local file=$1
    shift
    .venv/bin/uv pip compile pyproject.toml "$@" --output-file "$file" --quiet \
        --universal --generate-hashes --no-annotate --no-header --no-emit-index-url --no-emit-find-links
    if grep -nE '(https?|file)://' "$file"; then
        echo "$file names an address; a lock holds names, versions and hashes only." >&2
        return 1
    fi
    echo "$file: $(grep -c '==' "$file") packages"
}

lock requirements.txt "$@"
lock requirements-dev.txt --group dev "$@"

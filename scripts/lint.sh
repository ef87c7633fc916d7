#!/usr/bin/env bash
# Every check that needs no running application. All of them run, so that one look shows everything.
set -uo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh dev || exit 1
TMPDIR=$(mktemp -d) # the test settings make a folder in it, and mypy leaves without clearing up
trap 'rm -rf "$TMPDIR"' EXIT
export TMPDIR DJANGO_SETTINGS_MODULE=tests.settings
failed=()

check() {
    local name=$1
    shift
    echo "── $name"
    "$@" || failed+=("$name")
}

check "ruff" .venv/bin/ruff check --quiet .
check "formatting" .venv/bin/ruff format --check --quiet .
check "types" .venv/bin/mypy
check "rooms" .venv/bin/lint-imports
check "house rules" .venv/bin/python scripts/lint_house.py
check "migrations" .venv/bin/python manage.py makemigrations --check --dry-run

if [ ${#failed[@]} -gt 0 ]; then
    printf 'Not clean:'; printf ' %s;' "${failed[@]}"; echo
    exit 1
fi
echo "All clean."

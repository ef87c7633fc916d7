#!/usr/bin/env bash
# How long the pages take with much history. SIZE=S|M|L, DATABASE=sqlite|postgresql; arguments: manage.py bench --help.
# The data stay in var/bench until what makes them changes; the figures of the last run lie beside them.
set -euo pipefail
cd "$(dirname "$0")/.."
size=${SIZE:-M} database=${DATABASE:-sqlite}
folder="$PWD/var/bench/$database-$size"

if [ -z "${BENCH_FOLDER:-}" ]; then
    scripts/setup.sh dev
    made_by=$(cat config/bench/*.py ./*/migrations/*.py | sha256sum)
    if [ "$(cat "$folder/made-by" 2>/dev/null)" != "$made_by" ]; then
        rm -rf "$folder"
        mkdir -p "$folder"
        echo "$made_by" >"$folder/made-by"
    fi
    export BENCH_FOLDER=$folder COMMON_CAUSE_MODE=demo COMMON_CAUSE_VAR=$folder
    unset DATABASE_URL DJANGO_SETTINGS_MODULE TEST_DATABASE_URL
    if [ "$database" = postgresql ]; then
        echo "PostgreSQL does not wait for the disk here: saves are faster than where they have to last."
        POSTGRES_KEPT="$folder/postgresql" exec scripts/with_postgres.sh "$0" "$@"
    fi
fi
if [ -n "${TEST_DATABASE_URL:-}" ]; then
    export DATABASE_URL=$TEST_DATABASE_URL
fi
.venv/bin/python manage.py prepare
exec .venv/bin/python manage.py bench "$size" --json "var/bench/$database-$size.json" "$@"

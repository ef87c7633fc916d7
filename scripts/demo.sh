#!/usr/bin/env bash
# The demonstration: set up, example data, server and worker. Its data stay in var/demo until --reset.
set -euo pipefail
cd "$(dirname "$0")/.."
export COMMON_CAUSE_MODE=demo COMMON_CAUSE_VAR="$PWD/var/demo"
unset DATABASE_URL DJANGO_SETTINGS_MODULE

if [ "${1:-}" = --reset ]; then
    rm -rf "$COMMON_CAUSE_VAR"
    echo "The demonstration starts over."
fi
scripts/setup.sh
.venv/bin/python manage.py prepare
.venv/bin/python manage.py demo_data
exec .venv/bin/python manage.py serve

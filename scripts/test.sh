#!/usr/bin/env bash
# Every test, or those that the arguments name. TEST_DATABASE_URL=postgres://… runs them on PostgreSQL.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh dev
exec .venv/bin/python -m pytest -n auto --dist loadgroup "$@"

#!/usr/bin/env bash
# The production server and worker. Refuses to start on settings that are unsafe or a database that is not migrated.
set -euo pipefail
cd "$(dirname "$0")/.."
export COMMON_CAUSE_MODE=production
unset DJANGO_SETTINGS_MODULE

scripts/setup.sh
.venv/bin/python manage.py check --deploy --fail-level WARNING
.venv/bin/python manage.py prepare --check
exec .venv/bin/python manage.py serve

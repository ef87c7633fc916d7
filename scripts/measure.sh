#!/usr/bin/env bash
# The sizes of modules and functions, and the numbers that must be zero.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh
DJANGO_SETTINGS_MODULE=tests.settings exec .venv/bin/python scripts/measure.py

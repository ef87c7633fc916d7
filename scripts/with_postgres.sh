#!/usr/bin/env bash
# Runs a command with TEST_DATABASE_URL naming a PostgreSQL server that exists only while it runs:
# on a socket in a private folder, without a port, without waiting for the disk. POSTGRES_KEPT=folder keeps its data.
set -euo pipefail

bin_folder() {
    find /usr/lib/postgresql -mindepth 2 -maxdepth 2 -name bin 2>/dev/null | sort --version-sort | tail -1
}

if [ -z "$(bin_folder)" ]; then
    "$(dirname "$0")/apt.sh" postgresql
fi
bin=$(bin_folder)
folder=$(mktemp -d "${TMPDIR:-/tmp}/common-cause-postgres.XXXXXX")
data=${POSTGRES_KEPT:-$folder/data}
how=${POSTGRES_KEPT:+fast}
how=${how:-immediate}
mkdir -p "$data"
as_owner=()
if [ "$(id -u)" -eq 0 ]; then # PostgreSQL refuses to run as root
    chown postgres: "$folder" "$data"
    as_owner=(runuser --user postgres --)
fi

in_folder() {
    (cd "$folder" && "${as_owner[@]}" "$@")
}

stop() {
    in_folder "$bin/pg_ctl" --pgdata "$data" --mode "$how" --silent stop || true
    rm -rf "$folder"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

if [ ! -e "$data/PG_VERSION" ]; then
    in_folder "$bin/initdb" --pgdata "$data" --auth trust --username tester --encoding UTF8 --no-sync >/dev/null
fi
in_folder "$bin/pg_ctl" --pgdata "$data" --log "$folder/log" --wait --silent \
    --options "-k $folder -c listen_addresses= -c fsync=off -c synchronous_commit=off -c full_page_writes=off" start
TEST_DATABASE_URL="postgres://tester@${folder//\//%2F}/postgres" "$@"

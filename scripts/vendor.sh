#!/usr/bin/env bash
# Fetches the front-end files of others, at the versions named here, and keeps only what the pages use:
# the files and their licences. Run it after changing a version, then commit static/vendor and tests/vendor.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

unpack() { # name@version -> $work/<folder>
  local folder=$2
  mkdir -p "$work/$folder"
  (cd "$work" && npm pack --silent "$1" >"$folder.name" && tar -xzf "$(cat "$folder.name")" -C "$folder" --strip-components=1)
}

unpack bootstrap@5.3.9 bootstrap
unpack @fontsource/source-sans-3@5.3.1 source-sans-3
unpack htmx.org@2.0.10 htmx # the version that django-htmx ships
unpack axe-core@4.14.1 axe

vendor=$root/static/vendor
rm -rf "$vendor" "$root/tests/vendor/axe"
mkdir -p "$vendor"/{bootstrap,source-sans-3,htmx} "$root/tests/vendor/axe"

# The line that names a source map would make collectstatic look for it.
sed '/sourceMappingURL/d' "$work/bootstrap/dist/css/bootstrap.min.css" >"$vendor/bootstrap/bootstrap.min.css"
cp "$work/bootstrap/LICENSE" "$vendor/bootstrap/"

for weight in 400 600 700; do
  for script in latin latin-ext; do
    cp "$work/source-sans-3/files/source-sans-3-$script-$weight-normal.woff2" "$vendor/source-sans-3/"
  done
done
cp "$work/source-sans-3/LICENSE" "$vendor/source-sans-3/"

cp "$work/htmx/dist/htmx.min.js" "$work/htmx/LICENSE" "$vendor/htmx/"

cp "$work/axe/axe.min.js" "$work/axe/LICENSE" "$root/tests/vendor/axe/"

find "$vendor" "$root/tests/vendor" -type f -exec chmod 644 {} +

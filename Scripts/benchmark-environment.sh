#!/usr/bin/env bash
# Makes the private Python environment of the benchmarks, $1, with the pinned peers.
set -euo pipefail

readonly environment=$1
readonly requirements=$(dirname "$0")/../Benchmarks/requirements.txt

if ! python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
  echo "bench: needs python3, version 3.11 or newer; found: $(python3 --version 2>&1 || true)" >&2
  exit 1
fi
if ! python3 -c 'import venv, ensurepip' 2>/dev/null; then
  echo "bench: python3 has no venv module; on Debian and Ubuntu: sudo apt-get install --yes python3-venv" >&2
  exit 1
fi
rm -rf "$environment"
echo "bench: installing $(paste -sd' ' "$requirements") into $environment"
python3 -m venv "$environment"
"$environment/bin/pip" install --quiet --disable-pip-version-check --requirement "$requirements" \
  || { rm -rf "$environment"; exit 1; }
touch "$environment/complete"

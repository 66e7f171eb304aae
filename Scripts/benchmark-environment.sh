#!/usr/bin/env bash
# Makes the private Python environment of the benchmarks, $1, with the pinned peers.
set -euo pipefail

readonly environment=$1
readonly benchmarks=$(dirname "$0")/../Benchmarks

if ! python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
  echo "bench: needs python3, version 3.11 or newer; found: $(python3 --version 2>&1 || true)" >&2
  exit 1
fi
if ! python3 -c 'import venv, ensurepip' 2>/dev/null; then
  echo "bench: python3 has no venv module; on Debian and Ubuntu: sudo apt-get install --yes python3-venv" >&2
  exit 1
fi

install() {
  echo "bench: installing $(cut -d';' -f1 "$@" | sort -u | paste -sd' ') into $environment"
  "$environment/bin/pip" install --quiet --disable-pip-version-check "${@/#/--requirement=}"
}

rm -rf "$environment"
python3 -m venv "$environment"
install "$benchmarks"/requirements.txt "$benchmarks"/requirements-entropic.txt \
  || { rm -rf "$environment"; exit 1; }
# Only torch's CPU build will do: the build that the package index has for Linux brings gigabytes
# for graphics cards. Where pip is not shown that build, the tables say that GeomLoss is missing.
install "$benchmarks"/requirements-geomloss.txt \
  || echo "bench: no CPU build of torch where pip looks; GeomLoss is left out" >&2
touch "$environment/complete"
